// SPDX-License-Identifier: GPL-2.0-only
#ifndef CRYPTO_ERROR_H
#define CRYPTO_ERROR_H

#include <string_view>

namespace ns3
{

/**
 * @ingroup crypto
 * Why a cryptographic operation gave no result.
 *
 * Deliberately coarse: whatever goes wrong with received octets under a key is one value, Failed.
 */
enum class CryptoError
{
    BadArgument, ///< a parameter of a length or kind that the operation does not take
    BadEncoding, ///< PEM, DER or a point that cannot be read
    BadKey,      ///< a key of another kind, or a private key of another CryptoContext
    Failed,      ///< decryption, unwrapping or verification failed; no reason is given
    Internal,    ///< the library failed, for example for want of memory
};

/**
 * @ingroup crypto
 * @param error an error
 * @return a few words for the user
 */
std::string_view Describe(CryptoError error);

} // namespace ns3

#endif // CRYPTO_ERROR_H
