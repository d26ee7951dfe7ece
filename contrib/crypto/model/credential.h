// SPDX-License-Identifier: GPL-2.0-only
#ifndef CREDENTIAL_H
#define CREDENTIAL_H

#include "ns3/certificate.h"
#include "ns3/private-key.h"

namespace ns3
{

/**
 * @ingroup crypto
 * What a party proves itself with: a certificate and the private key that belongs to it.
 */
struct Credential
{
    Certificate certificate; ///< says whose key it is
    PrivateKey key;          ///< the private half of the certificate's key
};

} // namespace ns3

#endif // CREDENTIAL_H
