// SPDX-License-Identifier: GPL-2.0-only

#ifndef CERTS_ONLY_H
#define CERTS_ONLY_H

#include "ns3/certificate.h"
#include "ns3/octets.h"

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

} // namespace ns3

#endif // CERTS_ONLY_H
