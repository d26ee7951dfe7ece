// SPDX-License-Identifier: GPL-2.0-only

#ifndef CERTS_ONLY_H
#define CERTS_ONLY_H

#include "ns3/certificate.h"
#include "ns3/crypto-context.h"
#include "ns3/octets.h"

#include <string_view>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * Makes the body of a 493: a SignedData without content and signers that carries a certificate (RFC
 * 3261 section 23.2, RFC 8551 section 3.8).
 * \param certificate the certificate
 * \return ContentInfo in DER, of type application/pkcs7-mime; smime-type=certs-only
 */
Octets MakeCertsOnly(const Certificate& certificate);

/**
 * \ingroup end-to-middle
 * \param chain certificates
 * \return the same with all of them
 */
Octets MakeCertsOnly(const std::vector<Certificate>& chain);

/**
 * \ingroup end-to-middle
 * \param der ContentInfo in DER, as MakeCertsOnly() makes it; several certificates may be inside
 * \param context reads the certificates
 * \return the certificates in it, in their order, at most 8; none if it cannot be read
 */
std::vector<Certificate> ReadCertsOnly(std::string_view der, CryptoContext& context);

} // namespace ns3

#endif // CERTS_ONLY_H
