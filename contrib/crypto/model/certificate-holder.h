// SPDX-License-Identifier: GPL-2.0-only
#ifndef CERTIFICATE_HOLDER_H
#define CERTIFICATE_HOLDER_H

#include "ns3/octets.h"
#include "ns3/openssl-pointers.h"
#include "ns3/public-key.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @ingroup crypto
 * What was read from a certificate, once; shared by the handles. For this module's use only.
 */
class CertificateHolder
{
  public:
    /**
     * @param key the subject's key
     */
    explicit CertificateHolder(PublicKey key)
        : publicKey(std::move(key))
    {
    }

    PublicKey publicKey;                      ///< the subject's key; keeps the library alive
    X509Pointer native;                       ///< OpenSSL's certificate
    Octets der;                               ///< all of it
    Octets toBeSigned;                        ///< the part that is signed
    Octets signature;                         ///< the signature
    bool signedWithP256{false};               ///< algorithm is ecdsa-with-SHA256
    bool signedWithRsa{false};                ///< algorithm is sha256WithRSAEncryption
    std::string commonName;                   ///< subject's common name
    std::vector<std::string> subjectAltNames; ///< subject's alternative names
    Octets issuer;                            ///< issuer's Name in DER
    Octets subject;                           ///< subject's Name in DER
    Octets serialNumber;                      ///< contents of the INTEGER
    Octets subjectKeyIdentifier;              ///< empty if there is none
    Octets authorityKeyIdentifier;            ///< empty if there is none
    int64_t notBefore{0};                     ///< first second of validity
    int64_t notAfter{0};                      ///< last second of validity
    bool isAuthority{false};                  ///< it may sign certificates
    bool mayRevoke{false};                    ///< it may sign revocation lists
    long pathLength{-1};                      ///< authorities allowed below it; -1: any number
    bool hasUnknownRules{false}; ///< extensions are malformed, or forbid what is not understood
};

} // namespace ns3

#endif // CERTIFICATE_HOLDER_H
