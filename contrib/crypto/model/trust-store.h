// SPDX-License-Identifier: GPL-2.0-only
#ifndef TRUST_STORE_H
#define TRUST_STORE_H

#include "ns3/certificate.h"
#include "ns3/crypto-context.h"
#include "ns3/revocation-list.h"
#include "ns3/work.h"

#include <cstdint>
#include <map>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @ingroup crypto
 * Why a certificate is not trusted.
 */
enum class TrustError
{
    UnknownIssuer,     ///< no path by names and key identifiers leads to an anchor
    BadSignature,      ///< an issuer's key did not sign what it should have
    NotYetValid,       ///< a certificate of the path is valid only later
    Expired,           ///< a certificate of the path was valid earlier
    NotAllowed,        ///< an extension forbids it, such as an issuer that is no authority
    Revoked,           ///< a certificate of the path is on a revocation list
    RevocationUnknown, ///< no valid revocation list is at hand, and one is required
};

/**
 * @ingroup crypto
 * @param error an error
 * @return a few words for the user
 */
std::string_view Describe(TrustError error);

/**
 * @ingroup crypto
 * What is asked of revocation lists.
 */
enum class RevocationCheck
{
    None,     ///< they are not looked at
    IfListed, ///< what is on a list is revoked; a list that is missing or too old is tolerated
    Required, ///< every issuer on the path must have a list that is not too old
};

/**
 * @ingroup crypto
 * The authorities that a party trusts, and the check of certificates against them (RFC 5280
 * section 6) at a given, simulated, time.
 *
 * No policies and no name constraints: a certificate with the latter is refused. Whether the
 * certificate names the one you think you talk to is for the caller to check.
 */
class TrustStore
{
  public:
    /// Certificates between the first and an anchor, at most.
    static constexpr size_t MAX_INTERMEDIATES = 6;

    /**
     * @param context the party that trusts; must outlive this
     */
    explicit TrustStore(CryptoContext& context);

    /**
     * @param anchor certificate of an authority to be trusted from now on
     */
    void AddAnchor(const Certificate& anchor);

    /**
     * @param list a revocation list; of several that an issuer has signed, the newest counts that
     * is not from the future. Who signed it is found out when it is needed, once.
     */
    void AddRevocationList(const RevocationList& list);

    /**
     * @param check what is asked of revocation lists; IfListed at first
     */
    void SetRevocationCheck(RevocationCheck check);

    /**
     * @param certificate certificate of the other party
     * @param unixTime when, in seconds since 1970 UTC
     * @param work gets one verify if nothing was wrong before the signature
     * @return nothing, or why it is not trusted
     */
    [[nodiscard]] tl::expected<void, TrustError> Verify(const Certificate& certificate,
                                                        int64_t unixTime,
                                                        Work& work) const;

    /**
     * @param chain certificate of the other party, then those that may lie between it and an
     * anchor, in any order; those that are not needed are passed over
     * @param unixTime when, in seconds since 1970 UTC
     * @param work gets a verify for each certificate that is not an anchor, and for each list that
     * is used for the first time, until something is wrong
     * @return nothing, or why it is not trusted
     */
    [[nodiscard]] tl::expected<void, TrustError> VerifyChain(const std::vector<Certificate>& chain,
                                                             int64_t unixTime,
                                                             Work& work) const;

  private:
    /// Certificates from the other party's to an anchor.
    using Path = std::vector<Certificate>;

    /**
     * @param chain as shown
     * @return the path; empty if there is none
     */
    Path FindPath(const std::vector<Certificate>& chain) const;

    /**
     * @param subject a certificate
     * @param issuer the next of the path
     * @param unixTime when
     * @param work gets what was done
     * @return nothing, or Revoked, RevocationUnknown
     */
    tl::expected<void, TrustError> CheckRevocation(const Certificate& subject,
                                                   const Certificate& issuer,
                                                   int64_t unixTime,
                                                   Work& work) const;

    /**
     * @param number number of a list
     * @param issuer who may have signed it
     * @param work gets a verify, the first time
     * @return whether it did
     */
    bool HasSigned(size_t number, const Certificate& issuer, Work& work) const;

    CryptoContext* m_context;                                 ///< the party; never null
    std::vector<Certificate> m_anchors;                       ///< the authorities
    std::vector<RevocationList> m_lists;                      ///< revocation lists
    RevocationCheck m_revocation{RevocationCheck::IfListed};  ///< what is asked of them
    mutable std::map<std::pair<size_t, Octets>, bool> m_seen; ///< lists checked, by issuer
};

} // namespace ns3

#endif // TRUST_STORE_H
