// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/public-key.h"

#include "ns3/key-holder.h"
#include "ns3/pem.h"

#include <openssl/err.h>
#include <utility>

namespace ns3
{

namespace
{

/// SubjectPublicKeyInfo of a P-256 key up to the point (RFC 5480 section 2).
constexpr std::string_view P256_PREFIX("\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01"
                                       "\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00",
                                       26);
constexpr size_t P256_INFO_SIZE = P256_PREFIX.size() + 65;

/**
 * @param holder a key or an error
 * @return the handle or the error
 */
tl::expected<PublicKey, CryptoError>
MakeHandle(tl::expected<std::shared_ptr<KeyHolder>, CryptoError> holder)
{
    return std::move(holder).map(
        [](std::shared_ptr<KeyHolder> made)
        {
            return PublicKey(std::move(made));
        });
}

} // namespace

tl::expected<PublicKey, CryptoError>
PublicKey::FromPem(CryptoContext& context, std::string_view pem)
{
    const auto der = DecodePem("PUBLIC KEY", pem);
    if (!der)
    {
        return tl::make_unexpected(CryptoError::BadEncoding);
    }
    return FromDer(context, *der);
}

tl::expected<PublicKey, CryptoError>
PublicKey::FromDer(CryptoContext& context, std::string_view der)
{
    if (der.size() == P256_INFO_SIZE && der.substr(0, P256_PREFIX.size()) == P256_PREFIX)
    {
        return FromPoint(context, der.substr(P256_PREFIX.size())); // ten times as fast
    }
    const unsigned char* position = AsBytes(der);
    KeyPointer key(d2i_PUBKEY_ex(nullptr,
                                 &position,
                                 static_cast<long>(der.size()),
                                 context.GetLibrary(),
                                 nullptr));
    if (!key || position != AsBytes(der) + der.size())
    {
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::BadEncoding);
    }
    return MakeHandle(KeyHolder::Create(context.GetShared(), std::move(key)));
}

tl::expected<PublicKey, CryptoError>
PublicKey::FromPoint(CryptoContext& context, std::string_view point)
{
    return MakeHandle(KeyHolder::FromPoint(context.GetShared(), point));
}

PublicKey::PublicKey(std::shared_ptr<KeyHolder> holder)
    : m_holder(std::move(holder))
{
}

const std::string&
PublicKey::GetAlgorithm() const
{
    return m_holder->GetAlgorithm();
}

bool
PublicKey::IsRsa() const
{
    return m_holder->IsRsa();
}

Octets
PublicKey::ToDer() const
{
    if (!IsRsa())
    {
        return Octets(P256_PREFIX) + m_holder->GetIdentity();
    }
    unsigned char* data = nullptr;
    const int size = i2d_PUBKEY(m_holder->GetNative(), &data);
    if (size <= 0)
    {
        ERR_clear_error();
        return {};
    }
    Octets der(reinterpret_cast<char*>(data), static_cast<size_t>(size));
    OPENSSL_free(data);
    return der;
}

std::string
PublicKey::ToPem() const
{
    return EncodePem("PUBLIC KEY", ToDer());
}

Octets
PublicKey::GetPoint() const
{
    return IsRsa() ? Octets() : m_holder->GetIdentity();
}

EVP_PKEY*
PublicKey::GetNative() const
{
    return m_holder->GetNative();
}

const std::shared_ptr<KeyHolder>&
PublicKey::GetHolder() const
{
    return m_holder;
}

bool
PublicKey::operator==(const PublicKey& other) const
{
    return m_holder->GetIdentity() == other.m_holder->GetIdentity();
}

} // namespace ns3
