// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-identity-verifier.h"

#include "ns3/domain-identity.h"
#include "ns3/sip-date.h"
#include "ns3/sip-grammar.h"
#include "ns3/sip-text.h"

#include <algorithm>
#include <utility>

namespace ns3
{

namespace
{

constexpr std::size_t MAX_HEADERS = 8; ///< Identity header fields that are looked at

/**
 * @param request a request
 * @return the first Identity of a known kind (RFC 8224 section 6.2 step 1)
 */
tl::expected<SipIdentityHeader, SipIdentityFault>
FindHeader(const SipMessage& request)
{
    const auto values = GetWholeHeaders(request, "Identity");
    if (values.empty())
    {
        return tl::unexpected(SipIdentityFault::Missing);
    }
    auto fault = SipIdentityFault::Malformed;
    for (std::size_t i = 0; i < std::min(values.size(), MAX_HEADERS); ++i)
    {
        auto header = SipIdentityHeader::Parse(values[i]);
        if (!header)
        {
            continue;
        }
        if (header->type.empty() && header->algorithm == "ES256")
        {
            return std::move(*header);
        }
        fault = SipIdentityFault::UnsupportedType;
    }
    return tl::unexpected(fault);
}

} // namespace

int
GetSipIdentityCode(SipIdentityFault fault)
{
    switch (fault)
    {
    case SipIdentityFault::Missing:
    case SipIdentityFault::UnsupportedType:
        return 428;
    case SipIdentityFault::NoCertificate:
        return 436;
    case SipIdentityFault::UntrustedCertificate:
        return 437;
    case SipIdentityFault::Stale:
        return 403;
    default:
        return 438;
    }
}

std::string
GetSipIdentityReason(SipIdentityFault fault)
{
    switch (fault)
    {
    case SipIdentityFault::UnsupportedType:
        return "Use Supported PASSporT Format";
    case SipIdentityFault::Stale:
        return "Stale Date";
    default:
        return GetSipReason(GetSipIdentityCode(fault));
    }
}

SipSecurityEventKind
GetSipIdentityEvent(SipIdentityFault fault)
{
    switch (fault)
    {
    case SipIdentityFault::Missing:
    case SipIdentityFault::UnsupportedType:
        return SipSecurityEventKind::IdentityMissing;
    case SipIdentityFault::NoCertificate:
    case SipIdentityFault::UntrustedCertificate:
        return SipSecurityEventKind::CertificateRejected;
    case SipIdentityFault::NotAuthoritative:
        return SipSecurityEventKind::NameMismatch;
    case SipIdentityFault::Replayed:
        return SipSecurityEventKind::MessageReplayed;
    case SipIdentityFault::Stale:
        return SipSecurityEventKind::MessageStale;
    default:
        return SipSecurityEventKind::IdentityInvalid;
    }
}

std::string
ToString(SipIdentityFault fault)
{
    switch (fault)
    {
    case SipIdentityFault::Missing:
        return "no identity";
    case SipIdentityFault::UnsupportedType:
        return "no identity of a known kind";
    case SipIdentityFault::NoCertificate:
        return "no certificate at the URL";
    case SipIdentityFault::UntrustedCertificate:
        return "certificate not trusted";
    case SipIdentityFault::Malformed:
        return "malformed identity";
    case SipIdentityFault::OtherIdentity:
        return "identity of another call";
    case SipIdentityFault::NotAuthoritative:
        return "signer of another domain";
    case SipIdentityFault::BadSignature:
        return "bad signature";
    case SipIdentityFault::Replayed:
        return "replayed identity";
    case SipIdentityFault::WrongDestination:
        return "identity for another callee";
    case SipIdentityFault::Stale:
        break;
    }
    return "stale identity";
}

void
SipIdentityVerifier::SetCertificateTable(Ptr<SipCertificateTable> table)
{
    m_table = table;
}

void
SipIdentityVerifier::SetTrustStore(std::shared_ptr<const TrustStore> trust)
{
    m_trust = std::move(trust);
}

void
SipIdentityVerifier::SetFreshness(int64_t seconds)
{
    m_freshness = seconds;
}

void
SipIdentityVerifier::SetReplayCapacity(std::size_t capacity)
{
    m_memory.SetCapacity(capacity);
}

void
SipIdentityVerifier::Dispose()
{
    m_table = nullptr;
    m_trust = nullptr;
}

const SipReplayMemory&
SipIdentityVerifier::GetReplayMemory() const
{
    return m_memory;
}

tl::expected<PublicKey, SipIdentityFault>
SipIdentityVerifier::FindKey(const SipIdentityHeader& header,
                             const std::string& domain,
                             int64_t now,
                             Work& work) const
{
    const auto chain = m_table ? m_table->Find(header.info) : std::vector<Certificate>();
    if (chain.empty())
    {
        return tl::unexpected(SipIdentityFault::NoCertificate);
    }
    const Certificate& certificate = chain.front();
    if (certificate.GetPublicKey().IsRsa() || !m_trust || !m_trust->VerifyChain(chain, now, work))
    {
        return tl::unexpected(SipIdentityFault::UntrustedCertificate);
    }
    if (!DomainIdentity(certificate).Matches(domain))
    {
        return tl::unexpected(SipIdentityFault::NotAuthoritative);
    }
    return certificate.GetPublicKey();
}

tl::expected<SipVerifiedIdentity, SipIdentityFault>
SipIdentityVerifier::Verify(const SipMessage& request,
                            int64_t now,
                            CryptoContext& crypto,
                            Work& work)
{
    const auto header = FindHeader(request);
    if (!header)
    {
        return tl::unexpected(header.error());
    }
    const auto passport = SipPassport::Parse(header->token);
    const auto from = request.GetFrom();
    const auto to = request.GetTo();
    if (!passport || !from || !to || passport->GetInfo() != header->info ||
        !passport->GetType().empty())
    {
        return tl::unexpected(SipIdentityFault::Malformed);
    }
    // What the signer says must be what the request says (section 6.2 steps 2 and 5).
    const auto& claims = passport->GetClaims();
    const auto caller = SipPassportIdentity::FromUri(from->GetUri());
    const auto callee = SipPassportIdentity::FromUri(to->GetUri());
    if (!caller || !callee || claims.origin != *caller ||
        std::find(claims.destinations.begin(), claims.destinations.end(), *callee) ==
            claims.destinations.end() ||
        claims.mediaKeys != CollectMediaKeys(request))
    {
        return tl::unexpected(SipIdentityFault::OtherIdentity);
    }
    // Freshness (step 4): the token's own time counts; a Date must not tell another.
    const auto isNear = [this](int64_t left, int64_t right)
    {
        return std::max(left, right) - std::min(left, right) <= m_freshness;
    };
    const auto date = request.GetHeader("Date");
    const auto dated = ParseSipDate(date.value_or(""));
    if (!isNear(claims.issuedAt, now) || (date && (!dated || !isNear(*dated, claims.issuedAt))))
    {
        return tl::unexpected(SipIdentityFault::Stale);
    }
    const std::string domain = LowerSip(from->GetUri().GetHost());
    const auto key = FindKey(*header, domain, now, work);
    if (!key)
    {
        return tl::unexpected(key.error());
    }
    if (!passport->Verify(crypto, *key, work))
    {
        return tl::unexpected(SipIdentityFault::BadSignature);
    }
    // Section 12.1: within that time a token can be taken for another request. It covers neither
    // Call-ID nor CSeq, so they say which request it was first seen in. It is known by R: anybody
    // can make a second good signature of R and S, with the same R.
    const auto sequence = request.GetCSeq();
    const std::string use = std::string(request.GetHeader("Call-ID").value_or("")) + "\n" +
                            GetSipTag(request, true) + "\n" +
                            (sequence ? sequence->ToString() : "");
    if (!m_memory.Admit(passport->GetSignature().substr(0, 32),
                        use,
                        request.GetRequestUri().ToString(),
                        claims.issuedAt + m_freshness,
                        now))
    {
        return tl::unexpected(SipIdentityFault::Replayed);
    }
    return SipVerifiedIdentity{*caller, domain, claims.issuedAt};
}

} // namespace ns3
