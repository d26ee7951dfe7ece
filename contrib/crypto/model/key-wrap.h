// SPDX-License-Identifier: GPL-2.0-only
#ifndef KEY_WRAP_H
#define KEY_WRAP_H

#include "ns3/crypto-context.h"
#include "ns3/crypto-error.h"
#include "ns3/octets.h"
#include "ns3/secret.h"
#include "ns3/work.h"

#include <string_view>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * @ingroup crypto
 * AES key wrap with the default initial value (RFC 3394 section 2.2).
 * @param context the party that wraps
 * @param kek key-encryption key of 16 or 32 octets
 * @param key key to be wrapped: at least 16 and at most 4096 octets, a multiple of 8
 * @param work gets wrap/aes-128-wrap (or aes-256-wrap) with the octets of key
 * @return the wrapped key, 8 octets longer, or BadArgument, Internal
 */
[[nodiscard]] tl::expected<Octets, CryptoError> WrapKey(CryptoContext& context,
                                                        const Secret& kek,
                                                        const Secret& key,
                                                        Work& work);

/**
 * @ingroup crypto
 * The reverse of WrapKey().
 * @param context the party that unwraps
 * @param kek key-encryption key of 16 or 32 octets
 * @param wrapped the wrapped key
 * @param work gets unwrap/aes-128-wrap (or aes-256-wrap) with the octets of the unwrapped key
 * @return the key, or BadArgument (of kek), Failed, Internal
 */
[[nodiscard]] tl::expected<Secret, CryptoError> UnwrapKey(CryptoContext& context,
                                                          const Secret& kek,
                                                          std::string_view wrapped,
                                                          Work& work);

} // namespace ns3

#endif // KEY_WRAP_H
