// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/signature.h"

#include "ns3/key-holder.h"
#include "ns3/message-digest.h"

#include <openssl/err.h>
#include <string>

namespace ns3
{

namespace
{

constexpr size_t MAX_ECDSA_SIZE = 72; ///< DER of two integers below the order of P-256

/**
 * @param key a key
 * @return the algorithm's name in the work vocabulary
 */
std::string
GetAlgorithm(const KeyHolder& key)
{
    return (key.IsRsa() ? "" : "ecdsa-") + key.GetAlgorithm() + "-sha-256";
}

/**
 * @param context the party that computes
 * @param data octets
 * @return their digest; its work is part of that of the signature
 */
tl::expected<Octets, CryptoError>
DigestPart(CryptoContext& context, std::string_view data)
{
    Work part;
    return Digest(context, DigestAlgorithm::Sha256, data, part);
}

} // namespace

tl::expected<Octets, CryptoError>
Sign(CryptoContext& context, const PrivateKey& key, std::string_view data, Work& work)
{
    const std::shared_ptr<KeyHolder>& holder = key.GetHolder();
    if (holder->GetLibrary() != context.GetShared())
    {
        return tl::make_unexpected(CryptoError::BadKey);
    }
    work.Add("sign", GetAlgorithm(*holder), data.size());
    const auto digest = DigestPart(context, data);
    EVP_PKEY_CTX* const state = holder->GetOperation(KeyOperation::Sign);
    Octets signature(holder->IsRsa() ? holder->GetSize() : MAX_ECDSA_SIZE, '\0');
    size_t size = signature.size();
    if (!digest || !state ||
        EVP_PKEY_sign(state, AsBytes(signature), &size, AsBytes(*digest), digest->size()) <= 0)
    {
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::Internal);
    }
    signature.resize(size);
    return signature;
}

tl::expected<void, CryptoError>
Verify(CryptoContext& context,
       const PublicKey& key,
       std::string_view data,
       std::string_view signature,
       Work& work)
{
    const std::shared_ptr<KeyHolder> holder = context.Adopt(key);
    if (!holder)
    {
        return tl::make_unexpected(CryptoError::Internal);
    }
    work.Add("verify", GetAlgorithm(*holder), data.size());
    const auto digest = DigestPart(context, data);
    EVP_PKEY_CTX* const state = holder->GetOperation(KeyOperation::Verify);
    if (!digest || !state)
    {
        return tl::make_unexpected(CryptoError::Internal);
    }
    if (EVP_PKEY_verify(state,
                        AsBytes(signature),
                        signature.size(),
                        AsBytes(std::string_view(*digest)),
                        digest->size()) != 1)
    {
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::Failed);
    }
    return {};
}

} // namespace ns3
