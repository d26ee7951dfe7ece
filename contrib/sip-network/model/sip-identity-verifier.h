// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_IDENTITY_VERIFIER_H
#define SIP_IDENTITY_VERIFIER_H

#include "ns3/crypto-context.h"
#include "ns3/ptr.h"
#include "ns3/sip-certificate-table.h"
#include "ns3/sip-identity-header.h"
#include "ns3/sip-message.h"
#include "ns3/sip-passport.h"
#include "ns3/sip-replay-memory.h"
#include "ns3/sip-security-event.h"
#include "ns3/trust-store.h"
#include "ns3/work.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

namespace ns3
{

/** Why a request's identity is not believed, with the code that says so (RFC 8224 section 6.2.2).
 */
enum class SipIdentityFault
{
    Missing,              ///< 428: no Identity header field
    UnsupportedType,      ///< 428: none of a kind that is known here
    NoCertificate,        ///< 436: nothing is at the URL
    UntrustedCertificate, ///< 437: no chain to an anchor, not valid now, revoked, no P-256 key
    Malformed,            ///< 438: neither header field nor token can be read
    OtherIdentity,        ///< 438: it is of another caller or callee, or another media key
    NotAuthoritative,     ///< 438: the signer's certificate is not one of From's domain
    BadSignature,         ///< 438: the key did not sign it
    Replayed,             ///< 438: it came before, in another request
    WrongDestination,     ///< 438: it is for somebody else than this verifier serves
    Stale,                ///< 403: too old, or from the future
};

/**
 * @param fault why
 * @return the code that says so
 */
int GetSipIdentityCode(SipIdentityFault fault);
/**
 * @param fault why
 * @return the reason phrase of the response
 */
std::string GetSipIdentityReason(SipIdentityFault fault);
/**
 * @param fault why
 * @return what the one who noticed it reports
 */
SipSecurityEventKind GetSipIdentityEvent(SipIdentityFault fault);
/**
 * @param fault why
 * @return a few words in lower case, for traces
 */
std::string ToString(SipIdentityFault fault);

/** What was shown by an Identity header field. */
struct SipVerifiedIdentity
{
    SipPassportIdentity caller; ///< who calls, in the signer's words
    std::string domain;         ///< the domain that says so
    int64_t issuedAt{0};        ///< when it said so, seconds since 1970 UTC
};

/**
 * Verifies the Identity header field of requests (RFC 8224 section 6.2), for proxies and user
 * agents alike. No I/O and no clock.
 *
 * The certificate must lead to an anchor, be valid now, and name the host of From as its domain.
 * Certificates for telephone numbers (RFC 8226) are not known: a number is believed of the domain
 * in From, and a tel URI of nobody. Of several Identity header fields, the first of a known kind
 * counts.
 */
class SipIdentityVerifier
{
  public:
    /** @param table where certificates are found */
    void SetCertificateTable(Ptr<SipCertificateTable> table);
    /** @param trust the anchors; null: nobody is trusted */
    void SetTrustStore(std::shared_ptr<const TrustStore> trust);
    /** @param seconds how old a token may be, and how far off a Date */
    void SetFreshness(int64_t seconds);
    /** @param capacity how many tokens are remembered against replay; 0: none */
    void SetReplayCapacity(std::size_t capacity);
    /** Forgets table and anchors. */
    void Dispose();

    /**
     * @param request a request as it came
     * @param now seconds since 1970 UTC
     * @param crypto the verifier's library
     * @param work gets the verifications of token and certificate
     * @return what was shown, or why it is not believed
     */
    [[nodiscard]] tl::expected<SipVerifiedIdentity, SipIdentityFault> Verify(
        const SipMessage& request,
        int64_t now,
        CryptoContext& crypto,
        Work& work);

    /** @return what is remembered against replay */
    const SipReplayMemory& GetReplayMemory() const;

  private:
    /**
     * @param header the header field
     * @param domain the domain that must have signed
     * @param now seconds since 1970 UTC
     * @param work gets the verification
     * @return the key that should have signed, or why there is none
     */
    tl::expected<PublicKey, SipIdentityFault> FindKey(const SipIdentityHeader& header,
                                                      const std::string& domain,
                                                      int64_t now,
                                                      Work& work) const;

    Ptr<SipCertificateTable> m_table;          ///< certificates
    std::shared_ptr<const TrustStore> m_trust; ///< anchors
    int64_t m_freshness{60};                   ///< seconds
    SipReplayMemory m_memory;                  ///< tokens seen
};

} // namespace ns3

#endif // SIP_IDENTITY_VERIFIER_H
