// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/crypto-error.h"

namespace ns3
{

std::string_view
Describe(CryptoError error)
{
    switch (error)
    {
    case CryptoError::BadArgument:
        return "an argument is of a length or kind that the operation does not take";
    case CryptoError::BadEncoding:
        return "the encoding cannot be read";
    case CryptoError::BadKey:
        return "the key is of another kind, or belongs to another context";
    case CryptoError::Failed:
        return "decryption or verification failed";
    case CryptoError::Internal:
        return "the cryptographic library failed";
    }
    return "unknown error";
}

} // namespace ns3
