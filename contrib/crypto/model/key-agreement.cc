// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/key-agreement.h"

#include "ns3/key-holder.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>
#include <utility>

namespace ns3
{

namespace
{

constexpr size_t MAX_KEY_SIZE = 64;
constexpr size_t MAX_DERIVED_SIZE = 255 * 32;
constexpr size_t SECRET_SIZE = 32; ///< octets of a coordinate of P-256

/**
 * @param own the private key
 * @param peer the other's public key, in the same library
 * @param work gets the agreement
 * @return the shared secret value Z, or Failed
 */
tl::expected<Secret, CryptoError>
Agree(KeyHolder& own, const KeyHolder& peer, Work& work)
{
    work.Add("key-agreement", "p-256");
    EVP_PKEY_CTX* const state = own.GetOperation(KeyOperation::Agree);
    Octets shared(SECRET_SIZE, '\0');
    size_t size = shared.size();
    // The point was checked to be on the curve when it was read: no second check, which would
    // double the cost.
    if (!state || EVP_PKEY_derive_set_peer_ex(state, peer.GetNative(), 0) <= 0 ||
        EVP_PKEY_derive(state, AsBytes(shared), &size) <= 0 || size != SECRET_SIZE)
    {
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::Failed);
    }
    return Secret(std::move(shared));
}

} // namespace

tl::expected<EphemeralAgreement, CryptoError>
AgreeKey(CryptoContext& context,
         const PublicKey& recipient,
         std::string_view sharedInfo,
         size_t size,
         Work& work)
{
    if (recipient.IsRsa())
    {
        return tl::make_unexpected(CryptoError::BadKey);
    }
    if (size == 0 || size > MAX_KEY_SIZE)
    {
        return tl::make_unexpected(CryptoError::BadArgument);
    }
    const std::shared_ptr<KeyHolder> peer = context.Adopt(recipient);
    if (!peer)
    {
        return tl::make_unexpected(CryptoError::Internal);
    }
    const auto ephemeral = PrivateKey::GenerateP256(context, work);
    if (!ephemeral)
    {
        return tl::make_unexpected(ephemeral.error());
    }
    const auto shared = Agree(*ephemeral->GetHolder(), *peer, work);
    if (!shared)
    {
        return tl::make_unexpected(CryptoError::Internal);
    }
    auto key = DeriveX963(context, *shared, sharedInfo, size, work);
    if (!key)
    {
        return tl::make_unexpected(key.error());
    }
    return EphemeralAgreement{ephemeral->GetHolder()->GetIdentity(), std::move(*key)};
}

tl::expected<Secret, CryptoError>
AgreeKey(CryptoContext& context,
         const PrivateKey& key,
         std::string_view ephemeralPoint,
         std::string_view sharedInfo,
         size_t size,
         Work& work)
{
    const std::shared_ptr<KeyHolder>& own = key.GetHolder();
    if (own->IsRsa() || own->GetLibrary() != context.GetShared())
    {
        return tl::make_unexpected(CryptoError::BadKey);
    }
    if (size == 0 || size > MAX_KEY_SIZE)
    {
        return tl::make_unexpected(CryptoError::BadArgument);
    }
    const auto peer = KeyHolder::FromPoint(context.GetShared(), ephemeralPoint);
    if (!peer)
    {
        return tl::make_unexpected(CryptoError::Failed);
    }
    const auto shared = Agree(*own, **peer, work);
    if (!shared)
    {
        return tl::make_unexpected(shared.error());
    }
    return DeriveX963(context, *shared, sharedInfo, size, work);
}

tl::expected<Secret, CryptoError>
DeriveX963(CryptoContext& context,
           const Secret& secret,
           std::string_view sharedInfo,
           size_t size,
           Work& work)
{
    if (secret.GetSize() == 0 || size == 0 || size > MAX_DERIVED_SIZE)
    {
        return tl::make_unexpected(CryptoError::BadArgument);
    }
    work.Add("derive", "x963-kdf-sha-256", size);
    EVP_KDF_CTX* const state = context.GetShared()->GetX963State();
    const auto octets = [](const char* name, std::string_view value)
    {
        return OSSL_PARAM_construct_octet_string(name,
                                                 const_cast<char*>(value.data()),
                                                 value.size());
    };
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        octets(OSSL_KDF_PARAM_KEY, secret.Reveal()),
        octets(OSSL_KDF_PARAM_INFO, sharedInfo),
        OSSL_PARAM_construct_end()};
    Octets key(size, '\0');
    if (state)
    {
        EVP_KDF_CTX_reset(state); // an empty parameter would leave the one before in place
    }
    if (!state || EVP_KDF_derive(state, AsBytes(key), key.size(), parameters) != 1)
    {
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::Internal);
    }
    return Secret(std::move(key));
}

} // namespace ns3
