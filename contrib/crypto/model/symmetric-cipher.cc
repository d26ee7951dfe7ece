// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/symmetric-cipher.h"

#include "ns3/crypto-library.h"

#include <limits>
#include <openssl/err.h>

namespace ns3
{

namespace
{

constexpr char GCM[] = "AES-128-GCM";
constexpr char CBC[] = "AES-128-CBC";
constexpr size_t MIN_TAG_SIZE = 12;
constexpr size_t MAX_SIZE = std::numeric_limits<int>::max() / 2; ///< OpenSSL counts in int

/**
 * Begin an operation.
 * @param state the cipher's state
 * @param key the key
 * @param iv initialization vector or nonce
 * @param encrypt whether to encrypt
 * @return false if the library failed
 */
bool
Begin(EVP_CIPHER_CTX* state, const Secret& key, std::string_view iv, bool encrypt)
{
    return state && EVP_CipherInit_ex2(state,
                                       nullptr,
                                       AsBytes(key.Reveal()),
                                       AsBytes(iv),
                                       encrypt ? 1 : 0,
                                       nullptr) == 1;
}

/**
 * Process octets.
 * @param state the cipher's state
 * @param out where to put the result; null for associated data
 * @param size number of octets written
 * @param in octets to process
 * @return false if the library failed
 */
bool
Update(EVP_CIPHER_CTX* state, unsigned char* out, int& size, std::string_view in)
{
    size = 0;
    return in.empty() ||
           EVP_CipherUpdate(state, out, &size, AsBytes(in), static_cast<int>(in.size())) == 1;
}

/**
 * @param error why there is no result
 * @return the error, the library's own errors being forgotten
 */
tl::unexpected<CryptoError>
Fail(CryptoError error)
{
    ERR_clear_error();
    return tl::make_unexpected(error);
}

} // namespace

tl::expected<GcmSealed, CryptoError>
EncryptGcm(CryptoContext& context,
           const Secret& key,
           std::string_view nonce,
           std::string_view associatedData,
           std::string_view plaintext,
           Work& work)
{
    if (key.GetSize() != AES_128_KEY_SIZE || nonce.size() != GCM_NONCE_SIZE ||
        plaintext.size() > MAX_SIZE || associatedData.size() > MAX_SIZE)
    {
        return tl::make_unexpected(CryptoError::BadArgument);
    }
    work.Add("encrypt", "aes-128-gcm", plaintext.size() + associatedData.size());
    EVP_CIPHER_CTX* const state = context.GetShared()->GetCipherState(GCM);
    GcmSealed sealed{Octets(plaintext.size(), '\0'), Octets(GCM_TAG_SIZE, '\0')};
    int size = 0;
    if (!Begin(state, key, nonce, true) || !Update(state, nullptr, size, associatedData) ||
        !Update(state, AsBytes(sealed.ciphertext), size, plaintext) ||
        EVP_CipherFinal_ex(state, AsBytes(sealed.tag), &size) != 1 ||
        EVP_CIPHER_CTX_ctrl(state, EVP_CTRL_AEAD_GET_TAG, GCM_TAG_SIZE, sealed.tag.data()) != 1)
    {
        return Fail(CryptoError::Internal);
    }
    return sealed;
}

tl::expected<Octets, CryptoError>
DecryptGcm(CryptoContext& context,
           const Secret& key,
           std::string_view nonce,
           std::string_view associatedData,
           std::string_view ciphertext,
           std::string_view tag,
           Work& work)
{
    if (key.GetSize() != AES_128_KEY_SIZE || nonce.size() != GCM_NONCE_SIZE ||
        tag.size() < MIN_TAG_SIZE || tag.size() > GCM_TAG_SIZE || ciphertext.size() > MAX_SIZE ||
        associatedData.size() > MAX_SIZE)
    {
        return tl::make_unexpected(CryptoError::BadArgument);
    }
    work.Add("decrypt", "aes-128-gcm", ciphertext.size() + associatedData.size());
    EVP_CIPHER_CTX* const state = context.GetShared()->GetCipherState(GCM);
    Octets plaintext(ciphertext.size(), '\0');
    unsigned char nothing[AES_BLOCK_SIZE];
    int size = 0;
    if (!Begin(state, key, nonce, false) || !Update(state, nullptr, size, associatedData) ||
        !Update(state, AsBytes(plaintext), size, ciphertext) ||
        EVP_CIPHER_CTX_ctrl(state,
                            EVP_CTRL_AEAD_SET_TAG,
                            static_cast<int>(tag.size()),
                            const_cast<char*>(tag.data())) != 1)
    {
        return Fail(CryptoError::Internal);
    }
    if (EVP_CipherFinal_ex(state, nothing, &size) != 1)
    {
        OPENSSL_cleanse(plaintext.data(), plaintext.size());
        return Fail(CryptoError::Failed);
    }
    return plaintext;
}

tl::expected<Octets, CryptoError>
EncryptCbc(CryptoContext& context,
           const Secret& key,
           std::string_view iv,
           std::string_view plaintext,
           Work& work)
{
    if (key.GetSize() != AES_128_KEY_SIZE || iv.size() != AES_BLOCK_SIZE ||
        plaintext.size() > MAX_SIZE)
    {
        return tl::make_unexpected(CryptoError::BadArgument);
    }
    work.Add("encrypt", "aes-128-cbc", plaintext.size());
    EVP_CIPHER_CTX* const state = context.GetShared()->GetCipherState(CBC);
    Octets ciphertext(plaintext.size() + AES_BLOCK_SIZE, '\0');
    int size = 0;
    int rest = 0;
    if (!Begin(state, key, iv, true) || !Update(state, AsBytes(ciphertext), size, plaintext) ||
        EVP_CipherFinal_ex(state, AsBytes(ciphertext) + size, &rest) != 1)
    {
        return Fail(CryptoError::Internal);
    }
    ciphertext.resize(static_cast<size_t>(size + rest));
    return ciphertext;
}

tl::expected<Octets, CryptoError>
DecryptCbc(CryptoContext& context,
           const Secret& key,
           std::string_view iv,
           std::string_view ciphertext,
           Work& work)
{
    if (key.GetSize() != AES_128_KEY_SIZE || iv.size() != AES_BLOCK_SIZE ||
        ciphertext.size() > MAX_SIZE)
    {
        return tl::make_unexpected(CryptoError::BadArgument);
    }
    work.Add("decrypt", "aes-128-cbc", ciphertext.size());
    EVP_CIPHER_CTX* const state = context.GetShared()->GetCipherState(CBC);
    Octets plaintext(ciphertext.size() + AES_BLOCK_SIZE, '\0');
    int size = 0;
    int rest = 0;
    if (!Begin(state, key, iv, false) || !Update(state, AsBytes(plaintext), size, ciphertext))
    {
        return Fail(CryptoError::Internal);
    }
    if (EVP_CipherFinal_ex(state, AsBytes(plaintext) + size, &rest) != 1)
    {
        OPENSSL_cleanse(plaintext.data(), plaintext.size());
        return Fail(CryptoError::Failed);
    }
    plaintext.resize(static_cast<size_t>(size + rest));
    return plaintext;
}

} // namespace ns3
