// SPDX-License-Identifier: GPL-2.0-only
#ifndef CERTIFICATE_AUTHORITY_H
#define CERTIFICATE_AUTHORITY_H

#include "ns3/certificate.h"
#include "ns3/credential.h"
#include "ns3/crypto-context.h"
#include "ns3/crypto-error.h"
#include "ns3/public-key.h"

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

    /**
     * @param context the authority's; must outlive it
     * @param commonName its name, 1 to 64 octets
     * @param notBefore first second of its certificate's validity (since 1970 UTC)
     * @param notAfter last second of its certificate's validity (since 1970 UTC)
     * @return an authority with a new key and a self-signed certificate, or BadArgument, Internal
     */
    [[nodiscard]] static tl::expected<CertificateAuthority, CryptoError> Create(
        CryptoContext& context,
        const std::string& commonName,
        int64_t notBefore,
        int64_t notAfter);

    /**
     * @param context the party that gets the certificate
     * @param request what to put into it
     * @param key the subject's key
     * @return an end entity's certificate, or BadArgument, Internal
     */
    [[nodiscard]] tl::expected<Certificate, CryptoError> Issue(CryptoContext& context,
                                                               const Request& request,
                                                               const PublicKey& key);

    /** @return the self-signed certificate, as anchor for a TrustStore */
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
