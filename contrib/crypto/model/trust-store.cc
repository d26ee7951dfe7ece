// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/trust-store.h"

#include "ns3/certificate-holder.h"
#include "ns3/signature.h"

#include <algorithm>

namespace ns3
{

std::string_view
Describe(TrustError error)
{
    switch (error)
    {
    case TrustError::UnknownIssuer:
        return "the issuer of the certificate is not trusted";
    case TrustError::BadSignature:
        return "the signature of the certificate is wrong";
    case TrustError::NotYetValid:
        return "the certificate is not valid yet";
    case TrustError::Expired:
        return "the certificate has expired";
    case TrustError::NotAllowed:
        return "an extension of the certificate forbids its use";
    }
    return "unknown error";
}

TrustStore::TrustStore(CryptoContext& context)
    : m_context(&context)
{
}

void
TrustStore::AddAnchor(const Certificate& anchor)
{
    if (std::find(m_anchors.begin(), m_anchors.end(), anchor) == m_anchors.end())
    {
        m_anchors.push_back(anchor);
    }
}

tl::expected<void, TrustError>
TrustStore::Verify(const Certificate& certificate, int64_t unixTime, Work& work) const
{
    const CertificateHolder& subject = certificate.GetHolder();
    const auto found = std::find_if(
        m_anchors.begin(),
        m_anchors.end(),
        [&](const auto& each)
        {
            const CertificateHolder& anchor = each.GetHolder();
            return anchor.subject == subject.issuer &&
                   (anchor.subjectKeyIdentifier.empty() || subject.authorityKeyIdentifier.empty() ||
                    anchor.subjectKeyIdentifier == subject.authorityKeyIdentifier);
        });
    if (found == m_anchors.end())
    {
        return tl::make_unexpected(TrustError::UnknownIssuer);
    }
    const CertificateHolder& anchor = found->GetHolder();
    if (!anchor.isAuthority || anchor.hasUnknownRules || subject.hasUnknownRules)
    {
        return tl::make_unexpected(TrustError::NotAllowed);
    }
    if (unixTime < std::max(subject.notBefore, anchor.notBefore))
    {
        return tl::make_unexpected(TrustError::NotYetValid);
    }
    if (unixTime > std::min(subject.notAfter, anchor.notAfter))
    {
        return tl::make_unexpected(TrustError::Expired);
    }
    if (*found == certificate)
    {
        return {};
    }
    const bool fits = anchor.publicKey.IsRsa() ? subject.signedWithRsa : subject.signedWithP256;
    if (!fits ||
        !ns3::Verify(*m_context, anchor.publicKey, subject.toBeSigned, subject.signature, work))
    {
        return tl::make_unexpected(TrustError::BadSignature);
    }
    return {};
}

} // namespace ns3
