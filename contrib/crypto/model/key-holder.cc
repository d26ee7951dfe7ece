// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/key-holder.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>
#include <openssl/rsa.h>
#include <utility>

namespace ns3
{

namespace
{

constexpr char P256_GROUP[] = "prime256v1";
constexpr size_t P256_SIZE = 32;
constexpr size_t POINT_SIZE = 1 + 2 * P256_SIZE;
constexpr char UNCOMPRESSED = 4;
constexpr int MAX_EXPONENT_BITS = 33; ///< a longer public exponent makes a public operation slow

/**
 * @param key a key
 * @param name name of a parameter that is a number
 * @return the number; null if there is none
 */
BignumPointer
GetNumber(const EVP_PKEY* key, const char* name)
{
    BIGNUM* number = nullptr;
    return EVP_PKEY_get_bn_param(key, name, &number) == 1 ? BignumPointer(number) : nullptr;
}

/**
 * @param number a number
 * @param size octets to write; must suffice
 * @return the number, most significant octet first
 */
Octets
WriteNumber(const BIGNUM* number, size_t size)
{
    Octets octets(size, '\0');
    BN_bn2binpad(number, AsBytes(octets), static_cast<int>(size));
    return octets;
}

/**
 * @param context a context without an operation
 * @param operation what it is for
 * @param library the library of both
 * @return false if the key cannot do that
 */
bool
Begin(EVP_PKEY_CTX* context, KeyOperation operation, CryptoLibrary& library)
{
    const auto padOaep = [&]
    {
        return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) > 0 &&
               EVP_PKEY_CTX_set_rsa_oaep_md_name(context, "SHA256", nullptr) > 0 &&
               EVP_PKEY_CTX_set_rsa_mgf1_md_name(context, "SHA256", nullptr) > 0;
    };
    const auto padPkcs1 = [&]
    {
        return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) > 0;
    };
    const auto digest = [&]
    {
        return EVP_PKEY_CTX_set_signature_md(context, library.GetDigest("SHA256")) > 0;
    };
    switch (operation)
    {
    case KeyOperation::EncryptOaep:
        return EVP_PKEY_encrypt_init(context) > 0 && padOaep();
    case KeyOperation::EncryptPkcs1:
        return EVP_PKEY_encrypt_init(context) > 0 && padPkcs1();
    case KeyOperation::DecryptOaep:
        return EVP_PKEY_decrypt_init(context) > 0 && padOaep();
    case KeyOperation::DecryptPkcs1:
        return EVP_PKEY_decrypt_init(context) > 0 && padPkcs1();
    case KeyOperation::Sign:
        return EVP_PKEY_sign_init(context) > 0 && digest();
    case KeyOperation::Verify:
        return EVP_PKEY_verify_init(context) > 0 && digest();
    case KeyOperation::Agree:
        return EVP_PKEY_derive_init(context) > 0;
    case KeyOperation::COUNT:
        break;
    }
    return false;
}

} // namespace

tl::expected<std::shared_ptr<KeyHolder>, CryptoError>
KeyHolder::Create(std::shared_ptr<CryptoLibrary> library, KeyPointer key)
{
    if (!key)
    {
        return tl::make_unexpected(CryptoError::Internal);
    }
    const std::shared_ptr<KeyHolder> holder(new KeyHolder(std::move(library), std::move(key)));
    if (!holder->Identify())
    {
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::BadKey);
    }
    return holder;
}

tl::expected<std::shared_ptr<KeyHolder>, CryptoError>
KeyHolder::FromPoint(std::shared_ptr<CryptoLibrary> library, std::string_view point)
{
    EVP_PKEY_CTX* const importer = library->GetImporter("EC");
    if (!importer)
    {
        return tl::make_unexpected(CryptoError::Internal);
    }
    EVP_PKEY* key = nullptr;
    OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME,
                                                                const_cast<char*>(P256_GROUP),
                                                                0),
                               OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY,
                                                                 const_cast<char*>(point.data()),
                                                                 point.size()),
                               OSSL_PARAM_construct_end()};
    // This reads the point and checks that it is on the curve; P-256 has no smaller subgroups.
    if (point.size() != POINT_SIZE || point[0] != UNCOMPRESSED ||
        EVP_PKEY_fromdata(importer, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1)
    {
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::BadEncoding);
    }
    const std::shared_ptr<KeyHolder> holder(new KeyHolder(std::move(library), KeyPointer(key)));
    holder->m_algorithm = "p-256";
    holder->m_size = P256_SIZE;
    holder->m_identity = point;
    return holder;
}

tl::expected<std::shared_ptr<KeyHolder>, CryptoError>
KeyHolder::CopyTo(std::shared_ptr<CryptoLibrary> library, int selection) const
{
    if (!m_isRsa && selection == EVP_PKEY_PUBLIC_KEY)
    {
        return FromPoint(std::move(library), m_identity);
    }
    EVP_PKEY_CTX* const importer = library->GetImporter(m_isRsa ? "RSA" : "EC");
    OSSL_PARAM* exported = nullptr;
    EVP_PKEY* key = nullptr;
    if (!importer || EVP_PKEY_todata(m_key.get(), selection, &exported) != 1)
    {
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::Internal);
    }
    const ParametersPointer parameters(exported);
    if (EVP_PKEY_fromdata(importer, &key, selection, parameters.get()) != 1)
    {
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::Internal);
    }
    const std::shared_ptr<KeyHolder> holder(new KeyHolder(std::move(library), KeyPointer(key)));
    holder->m_algorithm = m_algorithm;
    holder->m_isRsa = m_isRsa;
    holder->m_size = m_size;
    holder->m_identity = m_identity;
    return holder;
}

KeyHolder::KeyHolder(std::shared_ptr<CryptoLibrary> library, KeyPointer key)
    : m_library(std::move(library))
    , m_key(std::move(key))
{
}

bool
KeyHolder::Identify()
{
    if (EVP_PKEY_is_a(m_key.get(), "RSA"))
    {
        const BignumPointer modulus = GetNumber(m_key.get(), OSSL_PKEY_PARAM_RSA_N);
        const BignumPointer exponent = GetNumber(m_key.get(), OSSL_PKEY_PARAM_RSA_E);
        const int bits = modulus ? BN_num_bits(modulus.get()) : 0;
        if ((bits != 2048 && bits != 3072 && bits != 4096) || !exponent ||
            BN_num_bits(exponent.get()) > MAX_EXPONENT_BITS || !BN_is_odd(exponent.get()) ||
            BN_is_one(exponent.get()) || !BN_is_odd(modulus.get()))
        {
            return false;
        }
        m_isRsa = true;
        m_size = static_cast<size_t>(bits) / 8;
        m_algorithm = "rsa-" + std::to_string(bits);
        m_identity = WriteNumber(modulus.get(), m_size) + WriteNumber(exponent.get(), 8);
        return true;
    }
    char group[32] = {};
    if (!EVP_PKEY_is_a(m_key.get(), "EC") ||
        EVP_PKEY_get_group_name(m_key.get(), group, sizeof(group), nullptr) != 1 ||
        std::string_view(group) != P256_GROUP)
    {
        return false;
    }
    m_size = P256_SIZE;
    m_algorithm = "p-256";
    Octets point(POINT_SIZE, '\0');
    size_t size = 0;
    if (EVP_PKEY_get_octet_string_param(m_key.get(),
                                        OSSL_PKEY_PARAM_PUB_KEY,
                                        AsBytes(point),
                                        point.size(),
                                        &size) == 1 &&
        size == POINT_SIZE && point[0] == UNCOMPRESSED)
    {
        m_identity = point;
        return true;
    }
    // The key came with a compressed point.
    const BignumPointer x = GetNumber(m_key.get(), OSSL_PKEY_PARAM_EC_PUB_X);
    const BignumPointer y = GetNumber(m_key.get(), OSSL_PKEY_PARAM_EC_PUB_Y);
    ERR_clear_error();
    if (!x || !y)
    {
        return false;
    }
    m_identity = UNCOMPRESSED + WriteNumber(x.get(), P256_SIZE) + WriteNumber(y.get(), P256_SIZE);
    return true;
}

EVP_PKEY*
KeyHolder::GetNative() const
{
    return m_key.get();
}

const std::shared_ptr<CryptoLibrary>&
KeyHolder::GetLibrary() const
{
    return m_library;
}

const std::string&
KeyHolder::GetAlgorithm() const
{
    return m_algorithm;
}

bool
KeyHolder::IsRsa() const
{
    return m_isRsa;
}

const Octets&
KeyHolder::GetIdentity() const
{
    return m_identity;
}

size_t
KeyHolder::GetSize() const
{
    return m_size;
}

EVP_PKEY_CTX*
KeyHolder::GetOperation(KeyOperation operation)
{
    KeyContextPointer& context = m_operations.at(static_cast<size_t>(operation));
    if (!context)
    {
        context.reset(EVP_PKEY_CTX_new_from_pkey(m_library->Get(), m_key.get(), nullptr));
        if (!context || !Begin(context.get(), operation, *m_library))
        {
            ERR_clear_error();
            context.reset();
        }
    }
    return context.get();
}

} // namespace ns3
