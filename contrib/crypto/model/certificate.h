// SPDX-License-Identifier: GPL-2.0-only
#ifndef CERTIFICATE_H
#define CERTIFICATE_H

#include "ns3/crypto-context.h"
#include "ns3/crypto-error.h"
#include "ns3/octets.h"
#include "ns3/public-key.h"

#include <cstdint>
#include <memory>
#include <openssl/types.h>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

class CertificateHolder;

/**
 * @ingroup crypto
 * An X.509 certificate (RFC 5280). A cheap handle; copies are the same certificate. To hold one
 * means nothing: whether it is to be trusted is said by a TrustStore.
 */
class Certificate
{
  public:
    /**
     * @param context the party that reads it
     * @param pem PEM text "CERTIFICATE"
     * @return the certificate, or BadEncoding, or BadKey if its key is of a kind not known here
     */
    [[nodiscard]] static tl::expected<Certificate, CryptoError> FromPem(CryptoContext& context,
                                                                        std::string_view pem);

    /**
     * @param context the party that reads it
     * @param der the certificate in DER, nothing after it
     * @return the certificate, or BadEncoding, or BadKey if its key is of a kind not known here
     */
    [[nodiscard]] static tl::expected<Certificate, CryptoError> FromDer(CryptoContext& context,
                                                                        std::string_view der);

    /** @return the certificate in DER */
    const Octets& GetDer() const;

    /** @return PEM text "CERTIFICATE" */
    std::string ToPem() const;

    /** @return the key of the subject */
    const PublicKey& GetPublicKey() const;

    /** @return the subject's common name in UTF-8; empty if there is none */
    const std::string& GetCommonName() const;

    /** @return the subject's alternative names: "uri:sip:bob@example.com", "dns:example.com" */
    const std::vector<std::string>& GetSubjectAltNames() const;

    /**
     * @param name one name, in the form of GetSubjectAltNames(); domain names match without case
     * @return true if it is among the subject's alternative names
     */
    bool HasSubjectAltName(std::string_view name) const;

    /** @return the issuer's Name in DER, tag and length included */
    const Octets& GetIssuer() const;

    /** @return the subject's Name in DER, tag and length included */
    const Octets& GetSubject() const;

    /** @return the serial number: the contents octets of the DER INTEGER */
    const Octets& GetSerialNumber() const;

    /** @return the subject key identifier; empty if there is none */
    const Octets& GetSubjectKeyIdentifier() const;

    /** @return first second of validity, in seconds since 1970 UTC */
    int64_t GetNotBefore() const;

    /** @return last second of validity, in seconds since 1970 UTC */
    int64_t GetNotAfter() const;

    /** @return OpenSSL's certificate; still owned by this */
    X509* GetNative() const;

    /** @return all that was read; for this module's use */
    const CertificateHolder& GetHolder() const;

    /**
     * @param other another certificate
     * @return true if both have the same octets
     */
    bool operator==(const Certificate& other) const;

  private:
    /**
     * @param holder what the handle stands for
     */
    explicit Certificate(std::shared_ptr<const CertificateHolder> holder);

    std::shared_ptr<const CertificateHolder> m_holder; ///< the certificate; never null
};

} // namespace ns3

#endif // CERTIFICATE_H
