// SPDX-License-Identifier: GPL-2.0-only
#ifndef REVOCATION_LIST_H
#define REVOCATION_LIST_H

#include "ns3/crypto-context.h"
#include "ns3/crypto-error.h"
#include "ns3/octets.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * @ingroup crypto
 * A certificate revocation list (RFC 5280 section 5): complete, direct and without critical
 * extensions. A cheap handle. To hold one means nothing: a TrustStore checks who signed it.
 */
class RevocationList
{
  public:
    /**
     * @param context the party that reads it
     * @param pem PEM text "X509 CRL"
     * @return the list, or BadEncoding
     */
    [[nodiscard]] static tl::expected<RevocationList, CryptoError> FromPem(CryptoContext& context,
                                                                           std::string_view pem);

    /**
     * @param context the party that reads it
     * @param der the list in DER, nothing after it
     * @return the list, or BadEncoding, also for one with critical extensions or without an end
     */
    [[nodiscard]] static tl::expected<RevocationList, CryptoError> FromDer(CryptoContext& context,
                                                                           std::string_view der);

    /** @return the list in DER */
    const Octets& GetDer() const;

    /** @return PEM text "X509 CRL" */
    std::string ToPem() const;

    /** @return the issuer's Name in DER, tag and length included */
    const Octets& GetIssuer() const;

    /** @return when it was issued, in seconds since 1970 UTC */
    int64_t GetThisUpdate() const;

    /** @return when a newer one is due at the latest, in seconds since 1970 UTC */
    int64_t GetNextUpdate() const;

    /**
     * @param serialNumber serial number of a certificate of the same issuer, as
     * Certificate::GetSerialNumber() gives it
     * @return whether the list has it
     */
    bool Contains(std::string_view serialNumber) const;

    /// What was read; for this module's use.
    struct Content;

    /** @return what was read; for this module's use */
    const Content& GetContent() const;

  private:
    /**
     * @param content what the handle stands for
     */
    explicit RevocationList(std::shared_ptr<const Content> content);

    std::shared_ptr<const Content> m_content; ///< the list; never null
};

} // namespace ns3

#endif // REVOCATION_LIST_H
