// SPDX-License-Identifier: GPL-2.0-only
#ifndef CERTIFICATE_AUTHORITY_H
#define CERTIFICATE_AUTHORITY_H

#include "ns3/certificate.h"
#include "ns3/credential.h"
#include "ns3/crypto-context.h"
#include "ns3/crypto-error.h"
#include "ns3/public-key.h"
#include "ns3/revocation-list.h"

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * @ingroup crypto
 * A certification authority with a P-256 key, whose certificates depend only on its context's
 * seed, the order of calls and the arguments: all dates and serial numbers are the caller's.
 *
 * It works before the simulated time begins, so it reports no work.
 */
class CertificateAuthority
{
  public:
    /// What the authority puts into a certificate.
    struct Request
    {
        std::string commonName;                   ///< subject's common name, 1 to 64 octets
        std::vector<std::string> subjectAltNames; ///< "uri:sip:bob@example.com", "dns:example.com"
        uint64_t serial{1};                       ///< serial number, not 0
        int64_t notBefore{0};                     ///< first second of validity (since 1970 UTC)
        int64_t notAfter{0};                      ///< last second of validity (since 1970 UTC)
    };

    /// What the authority puts into a revocation list.
    struct Revocations
    {
        /// A certificate that is revoked.
        struct Entry
        {
            uint64_t serial{0}; ///< serial number of a certificate that this authority issued
            int64_t since{0};   ///< when it was revoked (since 1970 UTC)
        };

        uint64_t number{1};         ///< number of the list, which should grow
        int64_t thisUpdate{0};      ///< when it is issued (since 1970 UTC)
        int64_t nextUpdate{0};      ///< when a newer one is due at the latest (since 1970 UTC)
        std::vector<Entry> entries; ///< the revoked certificates
    };

    /**
     * @param context the authority's; must outlive it
     * @param commonName its name, 1 to 64 octets
     * @param notBefore first second of its certificate's validity (since 1970 UTC)
     * @param notAfter last second of its certificate's validity (since 1970 UTC)
     * @param pathLength how many authorities may stand between it and an end entity
     * @return an authority with a new key and a self-signed certificate, or BadArgument, Internal
     */
    [[nodiscard]] static tl::expected<CertificateAuthority, CryptoError> Create(
        CryptoContext& context,
        const std::string& commonName,
        int64_t notBefore,
        int64_t notAfter,
        unsigned pathLength = 0);

    /**
     * Issue the certificate of an authority below this one.
     * @param context the other authority's; must outlive it
     * @param request what to put into the certificate; alternative names are left out
     * @param pathLength how many authorities may stand between it and an end entity
     * @return the other authority, with a new key, or BadArgument, Internal
     */
    [[nodiscard]] tl::expected<CertificateAuthority, CryptoError> IssueAuthority(
        CryptoContext& context,
        const Request& request,
        unsigned pathLength = 0);

    /**
     * Sign a revocation list (RFC 5280 section 5).
     * @param context the party that gets the list
     * @param revocations what to put into it
     * @return the list, or BadArgument, Internal
     */
    [[nodiscard]] tl::expected<RevocationList, CryptoError> SignRevocationList(
        CryptoContext& context,
        const Revocations& revocations);

    /**
     * @param context the party that gets the certificate
     * @param request what to put into it
     * @param key the subject's key
     * @return an end entity's certificate, or BadArgument, Internal
     */
    [[nodiscard]] tl::expected<Certificate, CryptoError> Issue(CryptoContext& context,
                                                               const Request& request,
                                                               const PublicKey& key);

    /** @return its certificate: if self-signed, an anchor for a TrustStore */
    const Certificate& GetCertificate() const;

  private:
    /**
     * @param context the authority's context
     * @param credential its certificate and key
     */
    CertificateAuthority(CryptoContext& context, Credential credential);

    CryptoContext* m_context; ///< the authority's context; never null
    Credential m_credential;  ///< its certificate and key
};

} // namespace ns3

#endif // CERTIFICATE_AUTHORITY_H
