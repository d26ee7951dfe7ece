// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/trust-store.h"

#include "ns3/certificate-holder.h"
#include "ns3/revocation-list-content.h"
#include "ns3/signature.h"

#include <algorithm>

namespace ns3
{

namespace
{

constexpr size_t MAX_SEEN = 1024; ///< results remembered; beyond that they are forgotten

/**
 * @param issuer a certificate
 * @param subject another
 * @return whether names and key identifiers say that the first has issued the second
 */
bool
IsIssuer(const Certificate& issuer, const Certificate& subject)
{
    const CertificateHolder& above = issuer.GetHolder();
    const CertificateHolder& below = subject.GetHolder();
    return above.subject == below.issuer &&
           (above.subjectKeyIdentifier.empty() || below.authorityKeyIdentifier.empty() ||
            above.subjectKeyIdentifier == below.authorityKeyIdentifier);
}

} // namespace

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
    case TrustError::Revoked:
        return "the certificate has been revoked";
    case TrustError::RevocationUnknown:
        return "no valid list says whether the certificate has been revoked";
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

void
TrustStore::AddRevocationList(const RevocationList& list)
{
    m_lists.push_back(list);
}

void
TrustStore::SetRevocationCheck(RevocationCheck check)
{
    m_revocation = check;
}

tl::expected<void, TrustError>
TrustStore::Verify(const Certificate& certificate, int64_t unixTime, Work& work) const
{
    return VerifyChain({certificate}, unixTime, work);
}

TrustStore::Path
TrustStore::FindPath(const std::vector<Certificate>& chain) const
{
    Path path;
    if (chain.empty())
    {
        return path;
    }
    path.push_back(chain.front());
    while (std::find(m_anchors.begin(), m_anchors.end(), path.back()) == m_anchors.end())
    {
        const auto issues = [&](const Certificate& each)
        {
            return IsIssuer(each, path.back());
        };
        const auto anchor = std::find_if(m_anchors.begin(), m_anchors.end(), issues);
        if (anchor != m_anchors.end())
        {
            path.push_back(*anchor);
            return path;
        }
        const auto next = std::find_if(
            chain.begin() + 1,
            chain.end(),
            [&](const Certificate& each)
            {
                return issues(each) && std::find(path.begin(), path.end(), each) == path.end();
            });
        if (next == chain.end() || path.size() > MAX_INTERMEDIATES)
        {
            return {};
        }
        path.push_back(*next);
    }
    return path;
}

tl::expected<void, TrustError>
TrustStore::VerifyChain(const std::vector<Certificate>& chain, int64_t unixTime, Work& work) const
{
    const Path path = FindPath(chain);
    if (path.empty())
    {
        return tl::make_unexpected(TrustError::UnknownIssuer);
    }
    for (size_t i = 0; i < path.size(); ++i)
    {
        const CertificateHolder& each = path[i].GetHolder();
        const bool mustIssue = i > 0 || path.size() == 1; // an anchor shown as such must be one
        const auto below = static_cast<long>(i) - 1;      // authorities between it and the first
        if (each.hasUnknownRules || (mustIssue && !each.isAuthority) ||
            (each.pathLength >= 0 && below > each.pathLength))
        {
            return tl::make_unexpected(TrustError::NotAllowed);
        }
    }
    for (const Certificate& each : path)
    {
        if (unixTime < each.GetNotBefore())
        {
            return tl::make_unexpected(TrustError::NotYetValid);
        }
        if (unixTime > each.GetNotAfter())
        {
            return tl::make_unexpected(TrustError::Expired);
        }
    }
    for (size_t i = path.size() - 1; i > 0; --i)
    {
        const PublicKey& key = path[i].GetPublicKey();
        const CertificateHolder& subject = path[i - 1].GetHolder();
        const bool fits = key.IsRsa() ? subject.signedWithRsa : subject.signedWithP256;
        if (!fits || !ns3::Verify(*m_context, key, subject.toBeSigned, subject.signature, work))
        {
            return tl::make_unexpected(TrustError::BadSignature);
        }
        const auto revocation = CheckRevocation(path[i - 1], path[i], unixTime, work);
        if (!revocation)
        {
            return revocation;
        }
    }
    return {};
}

tl::expected<void, TrustError>
TrustStore::CheckRevocation(const Certificate& subject,
                            const Certificate& issuer,
                            int64_t unixTime,
                            Work& work) const
{
    if (m_revocation == RevocationCheck::None)
    {
        return {};
    }
    const RevocationList* newest = nullptr;
    for (size_t i = 0; i < m_lists.size(); ++i)
    {
        const RevocationList& list = m_lists[i];
        if (list.GetIssuer() == issuer.GetSubject() && list.GetThisUpdate() <= unixTime &&
            (!newest || list.GetThisUpdate() > newest->GetThisUpdate()) &&
            HasSigned(i, issuer, work))
        {
            newest = &list;
        }
    }
    if (newest && newest->Contains(subject.GetSerialNumber()))
    {
        return tl::make_unexpected(TrustError::Revoked); // even if the list is old
    }
    const bool isKnown = newest && unixTime <= newest->GetNextUpdate();
    if (m_revocation == RevocationCheck::Required && !isKnown)
    {
        return tl::make_unexpected(TrustError::RevocationUnknown);
    }
    return {};
}

bool
TrustStore::HasSigned(size_t number, const Certificate& issuer, Work& work) const
{
    const auto key = std::make_pair(number, issuer.GetDer());
    const auto found = m_seen.find(key);
    if (found != m_seen.end())
    {
        return found->second;
    }
    const RevocationList::Content& list = m_lists[number].GetContent();
    const CertificateHolder& holder = issuer.GetHolder();
    const bool fits = (holder.publicKey.IsRsa() ? list.signedWithRsa : list.signedWithP256) &&
                      holder.mayRevoke &&
                      (list.authorityKeyIdentifier.empty() || holder.subjectKeyIdentifier.empty() ||
                       list.authorityKeyIdentifier == holder.subjectKeyIdentifier);
    const bool isGood =
        fits && ns3::Verify(*m_context, holder.publicKey, list.toBeSigned, list.signature, work);
    if (m_seen.size() >= MAX_SEEN)
    {
        m_seen.clear();
    }
    m_seen[key] = isGood;
    return isGood;
}

} // namespace ns3
