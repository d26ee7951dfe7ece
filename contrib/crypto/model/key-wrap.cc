// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/key-wrap.h"

#include "ns3/crypto-library.h"

#include <openssl/err.h>

namespace ns3
{

namespace
{

constexpr size_t BLOCK_SIZE = 8;      ///< RFC 3394 counts in blocks of 64 bits
constexpr size_t MIN_KEY_SIZE = 16;   ///< two blocks
constexpr size_t MAX_KEY_SIZE = 4096; ///< nobody wraps longer keys
constexpr size_t KEK_128_SIZE = 16;
constexpr size_t KEK_256_SIZE = 32;

/**
 * @param kek key-encryption key
 * @return true if it is of a size that is known here
 */
bool
IsKnownSize(const Secret& kek)
{
    return kek.GetSize() == KEK_128_SIZE || kek.GetSize() == KEK_256_SIZE;
}

/**
 * @param kek key-encryption key of a known size
 * @return the algorithm's name in the work vocabulary
 */
const char*
GetAlgorithm(const Secret& kek)
{
    return kek.GetSize() == KEK_128_SIZE ? "aes-128-wrap" : "aes-256-wrap";
}

/**
 * Wrap or unwrap.
 * @param context the party that does it
 * @param kek key-encryption key of a known size
 * @param in what to wrap or unwrap
 * @param encrypt whether to wrap
 * @return the result, empty if that failed
 */
Octets
Run(CryptoContext& context, const Secret& kek, std::string_view in, bool encrypt)
{
    const char* const name = kek.GetSize() == KEK_128_SIZE ? "AES-128-WRAP" : "AES-256-WRAP";
    EVP_CIPHER_CTX* const state =
        context.GetShared()->GetCipherState(name, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    Octets out(in.size() + BLOCK_SIZE, '\0');
    int size = 0;
    if (!state ||
        EVP_CipherInit_ex2(state,
                           nullptr,
                           AsBytes(kek.Reveal()),
                           nullptr,
                           encrypt ? 1 : 0,
                           nullptr) != 1 ||
        EVP_CipherUpdate(state, AsBytes(out), &size, AsBytes(in), static_cast<int>(in.size())) !=
            1 ||
        size <= 0)
    {
        OPENSSL_cleanse(out.data(), out.size());
        ERR_clear_error();
        return {};
    }
    out.resize(static_cast<size_t>(size));
    return out;
}

} // namespace

tl::expected<Octets, CryptoError>
WrapKey(CryptoContext& context, const Secret& kek, const Secret& key, Work& work)
{
    if (!IsKnownSize(kek) || key.GetSize() < MIN_KEY_SIZE || key.GetSize() > MAX_KEY_SIZE ||
        key.GetSize() % BLOCK_SIZE != 0)
    {
        return tl::make_unexpected(CryptoError::BadArgument);
    }
    work.Add("wrap", GetAlgorithm(kek), key.GetSize());
    Octets wrapped = Run(context, kek, key.Reveal(), true);
    if (wrapped.size() != key.GetSize() + BLOCK_SIZE)
    {
        return tl::make_unexpected(CryptoError::Internal);
    }
    return wrapped;
}

tl::expected<Secret, CryptoError>
UnwrapKey(CryptoContext& context, const Secret& kek, std::string_view wrapped, Work& work)
{
    if (!IsKnownSize(kek))
    {
        return tl::make_unexpected(CryptoError::BadArgument);
    }
    if (wrapped.size() < MIN_KEY_SIZE + BLOCK_SIZE || wrapped.size() > MAX_KEY_SIZE + BLOCK_SIZE ||
        wrapped.size() % BLOCK_SIZE != 0)
    {
        return tl::make_unexpected(CryptoError::Failed);
    }
    work.Add("unwrap", GetAlgorithm(kek), wrapped.size() - BLOCK_SIZE);
    Octets key = Run(context, kek, wrapped, false);
    if (key.size() + BLOCK_SIZE != wrapped.size())
    {
        return tl::make_unexpected(CryptoError::Failed);
    }
    return Secret(std::move(key));
}

} // namespace ns3
