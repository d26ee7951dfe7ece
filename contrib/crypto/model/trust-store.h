// SPDX-License-Identifier: GPL-2.0-only
#ifndef TRUST_STORE_H
#define TRUST_STORE_H

#include "ns3/certificate.h"
#include "ns3/crypto-context.h"
#include "ns3/work.h"

#include <cstdint>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * @ingroup crypto
 * Why a certificate is not trusted.
 */
enum class TrustError
{
    UnknownIssuer, ///< no anchor has the issuer's name and key identifier
    BadSignature,  ///< the issuer's key did not sign it
    NotYetValid,   ///< it, or its anchor, is valid only later
    Expired,       ///< it, or its anchor, was valid earlier
    NotAllowed,    ///< an extension forbids it, such as an anchor that is no authority
};

/**
 * @ingroup crypto
 * @param error an error
 * @return a few words for the user
 */
std::string_view Describe(TrustError error);

/**
 * @ingroup crypto
 * The authorities that a party trusts, and the check of certificates against them (RFC 5280
 * section 6) at a given, simulated, time.
 *
 * No intermediate authorities and no revocation lists. Whether the certificate names the one you
 * think you talk to is for the caller to check: Certificate::HasSubjectAltName().
 */
class TrustStore
{
  public:
    /**
     * @param context the party that trusts; must outlive this
     */
    explicit TrustStore(CryptoContext& context);

    /**
     * @param anchor certificate of an authority to be trusted from now on
     */
    void AddAnchor(const Certificate& anchor);

    /**
     * @param certificate certificate of the other party
     * @param unixTime when, in seconds since 1970 UTC
     * @param work gets one verify if nothing was wrong before the signature
     * @return nothing, or why it is not trusted
     */
    [[nodiscard]] tl::expected<void, TrustError> Verify(const Certificate& certificate,
                                                        int64_t unixTime,
                                                        Work& work) const;

  private:
    CryptoContext* m_context;           ///< the party that trusts; never null
    std::vector<Certificate> m_anchors; ///< the authorities
};

} // namespace ns3

#endif // TRUST_STORE_H
