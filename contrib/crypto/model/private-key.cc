// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/private-key.h"

#include "ns3/key-holder.h"
#include "ns3/pem.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <utility>

namespace ns3
{

namespace
{

/**
 * @param holder a key or an error
 * @return the handle or the error
 */
tl::expected<PrivateKey, CryptoError>
MakeHandle(tl::expected<std::shared_ptr<KeyHolder>, CryptoError> holder)
{
    return std::move(holder).map(
        [](std::shared_ptr<KeyHolder> made)
        {
            return PrivateKey(std::move(made));
        });
}

} // namespace

tl::expected<PrivateKey, CryptoError>
PrivateKey::FromPem(CryptoContext& context, std::string_view pem)
{
    auto der = DecodePem("PRIVATE KEY", pem);
    if (!der)
    {
        return tl::make_unexpected(CryptoError::BadEncoding);
    }
    const Secret secret(std::move(*der));
    return FromDer(context, secret.Reveal());
}

tl::expected<PrivateKey, CryptoError>
PrivateKey::FromDer(CryptoContext& context, std::string_view der)
{
    const unsigned char* position = AsBytes(der);
    const Pkcs8Pointer info(
        d2i_PKCS8_PRIV_KEY_INFO(nullptr, &position, static_cast<long>(der.size())));
    if (!info || position != AsBytes(der) + der.size())
    {
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::BadEncoding);
    }
    KeyPointer key(EVP_PKCS82PKEY_ex(info.get(), context.GetLibrary(), nullptr));
    if (!key)
    {
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::BadEncoding);
    }
    return MakeHandle(KeyHolder::Create(context.GetShared(), std::move(key)));
}

tl::expected<PrivateKey, CryptoError>
PrivateKey::GenerateP256(CryptoContext& context, Work& work)
{
    work.Add("generate-key", "p-256");
    EVP_PKEY* key = nullptr;
    EVP_PKEY_CTX* const generator = context.GetShared()->GetP256Generator();
    if (!generator || EVP_PKEY_generate(generator, &key) != 1)
    {
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::Internal);
    }
    return MakeHandle(KeyHolder::Create(context.GetShared(), KeyPointer(key)));
}

PrivateKey::PrivateKey(std::shared_ptr<KeyHolder> holder)
    : m_holder(std::move(holder))
{
}

const std::string&
PrivateKey::GetAlgorithm() const
{
    return m_holder->GetAlgorithm();
}

bool
PrivateKey::IsRsa() const
{
    return m_holder->IsRsa();
}

tl::expected<PrivateKey, CryptoError>
PrivateKey::CopyTo(CryptoContext& context) const
{
    return MakeHandle(m_holder->CopyTo(context.GetShared(), EVP_PKEY_KEYPAIR));
}

PublicKey
PrivateKey::GetPublicKey() const
{
    return PublicKey(m_holder);
}

Secret
PrivateKey::ToPem() const
{
    return Secret(EncodePem("PRIVATE KEY", ToDer().Reveal()));
}

Secret
PrivateKey::ToDer() const
{
    const Pkcs8Pointer info(EVP_PKEY2PKCS8(m_holder->GetNative()));
    unsigned char* data = nullptr;
    const int size = info ? i2d_PKCS8_PRIV_KEY_INFO(info.get(), &data) : 0;
    if (size <= 0)
    {
        ERR_clear_error();
        return {};
    }
    Secret der(Octets(reinterpret_cast<char*>(data), static_cast<size_t>(size)));
    OPENSSL_clear_free(data, static_cast<size_t>(size));
    return der;
}

EVP_PKEY*
PrivateKey::GetNative() const
{
    return m_holder->GetNative();
}

const std::shared_ptr<KeyHolder>&
PrivateKey::GetHolder() const
{
    return m_holder;
}

} // namespace ns3
