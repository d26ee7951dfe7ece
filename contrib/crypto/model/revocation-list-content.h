// SPDX-License-Identifier: GPL-2.0-only
#ifndef REVOCATION_LIST_CONTENT_H
#define REVOCATION_LIST_CONTENT_H

#include "ns3/revocation-list.h"

#include <set>

namespace ns3
{

/// What was read from a revocation list, once; shared by the handles.
struct RevocationList::Content
{
    Octets der;                              ///< all of it
    Octets toBeSigned;                       ///< the part that is signed
    Octets signature;                        ///< the signature
    bool signedWithP256{false};              ///< algorithm is ecdsa-with-SHA256
    bool signedWithRsa{false};               ///< algorithm is sha256WithRSAEncryption
    Octets issuer;                           ///< issuer's Name in DER
    Octets authorityKeyIdentifier;           ///< empty if there is none
    int64_t thisUpdate{0};                   ///< when it was issued
    int64_t nextUpdate{0};                   ///< when a newer one is due
    std::set<Octets, std::less<>> serials{}; ///< serial numbers: contents of the INTEGERs
};

} // namespace ns3

#endif // REVOCATION_LIST_CONTENT_H
