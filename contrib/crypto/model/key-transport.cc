// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/key-transport.h"

#include "ns3/key-holder.h"

#include <openssl/err.h>
#include <string>
#include <utility>

namespace ns3
{

namespace
{

constexpr size_t MAX_KEY_SIZE = 64;

/**
 * @param key RSA key
 * @param padding how to pad
 * @return the algorithm's name in the work vocabulary
 */
std::string
GetAlgorithm(const KeyHolder& key, KeyTransportPadding padding)
{
    return key.GetAlgorithm() + (padding == KeyTransportPadding::Oaep ? "-oaep" : "-pkcs1");
}

} // namespace

tl::expected<Octets, CryptoError>
EncryptKeyTransport(CryptoContext& context,
                    const PublicKey& recipient,
                    KeyTransportPadding padding,
                    const Secret& key,
                    Work& work)
{
    if (!recipient.IsRsa())
    {
        return tl::make_unexpected(CryptoError::BadKey);
    }
    if (key.GetSize() == 0 || key.GetSize() > MAX_KEY_SIZE)
    {
        return tl::make_unexpected(CryptoError::BadArgument);
    }
    const std::shared_ptr<KeyHolder> holder = context.Adopt(recipient);
    if (!holder)
    {
        return tl::make_unexpected(CryptoError::Internal);
    }
    work.Add("key-transport-encrypt", GetAlgorithm(*holder, padding), key.GetSize());
    EVP_PKEY_CTX* const state =
        holder->GetOperation(padding == KeyTransportPadding::Oaep ? KeyOperation::EncryptOaep
                                                                  : KeyOperation::EncryptPkcs1);
    Octets encrypted(holder->GetSize(), '\0');
    size_t size = encrypted.size();
    if (!state ||
        EVP_PKEY_encrypt(state, AsBytes(encrypted), &size, AsBytes(key.Reveal()), key.GetSize()) <=
            0 ||
        size != encrypted.size())
    {
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::Internal);
    }
    return encrypted;
}

tl::expected<Secret, CryptoError>
DecryptKeyTransport(CryptoContext& context,
                    const PrivateKey& key,
                    KeyTransportPadding padding,
                    std::string_view encrypted,
                    size_t expectedSize,
                    Work& work)
{
    const std::shared_ptr<KeyHolder>& holder = key.GetHolder();
    if (!holder->IsRsa() || holder->GetLibrary() != context.GetShared())
    {
        return tl::make_unexpected(CryptoError::BadKey);
    }
    if (expectedSize == 0 || expectedSize > MAX_KEY_SIZE)
    {
        return tl::make_unexpected(CryptoError::BadArgument);
    }
    if (encrypted.size() != holder->GetSize())
    {
        return tl::make_unexpected(CryptoError::Failed);
    }
    const bool isOaep = padding == KeyTransportPadding::Oaep;
    work.Add("key-transport-decrypt", GetAlgorithm(*holder, padding), expectedSize);
    EVP_PKEY_CTX* const state =
        holder->GetOperation(isOaep ? KeyOperation::DecryptOaep : KeyOperation::DecryptPkcs1);
    if (!state)
    {
        return tl::make_unexpected(CryptoError::Internal);
    }
    // Drawn before it is known whether it is needed, so that later random numbers do not tell.
    Secret substitute = isOaep ? Secret() : context.RandomSecret(expectedSize);
    Octets found(holder->GetSize(), '\0');
    size_t size = found.size();
    const bool succeeded =
        EVP_PKEY_decrypt(state, AsBytes(found), &size, AsBytes(encrypted), encrypted.size()) > 0 &&
        size == expectedSize;
    ERR_clear_error();
    if (!succeeded)
    {
        OPENSSL_cleanse(found.data(), found.size());
        if (isOaep)
        {
            return tl::make_unexpected(CryptoError::Failed);
        }
        return substitute;
    }
    Secret result(found.substr(0, size));
    OPENSSL_cleanse(found.data(), found.size());
    return result;
}

} // namespace ns3
