// SPDX-License-Identifier: GPL-2.0-only
#ifndef KEK_RECIPIENT_H
#define KEK_RECIPIENT_H

#include "ns3/octets.h"
#include "ns3/secret.h"

namespace ns3
{

/// A recipient that shares a key-encryption key with the sender (RFC 5652, section 6.2.3).
struct KekRecipient
{
    Octets identifier; ///< kekid.keyIdentifier
    Secret kek;        ///< AES-128 key, 16 octets
};

/**
 * Derive the key-encryption key of later messages from a content-encryption key.
 *
 * RFC 3185, section 3: the same octets in reversed order.
 *
 * @param cek the content-encryption key of an earlier message
 * @return the key-encryption key
 */
[[nodiscard]] Secret DeriveKek(const Secret& cek);

} // namespace ns3

#endif // KEK_RECIPIENT_H
