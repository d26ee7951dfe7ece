// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/crypto-library.h"

#include "ns3/random-provider.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

namespace ns3
{

namespace
{

/**
 * Find in a map what belongs to a name, or make it.
 * @tparam P type of the owning pointer
 * @tparam F type of the function
 * @param map the map
 * @param name the name
 * @param make makes what is not there
 * @return what belongs to the name
 */
template <typename P, typename F>
typename P::pointer
FindOrMake(std::map<std::string, P, std::less<>>& map, const char* name, F make)
{
    auto found = map.find(std::string_view(name));
    if (found == map.end())
    {
        found = map.emplace(name, make()).first;
    }
    return found->second.get();
}

} // namespace

CryptoLibrary::CryptoLibrary()
    : m_library(OSSL_LIB_CTX_new())
{
    if (m_library)
    {
        m_default.reset(OSSL_PROVIDER_load(m_library.get(), "default"));
        m_stream = std::make_unique<RandomStream>(m_library.get());
        m_random = InstallRandomProvider(m_library.get(), m_stream.get());
    }
}

CryptoLibrary::~CryptoLibrary() = default;

OSSL_LIB_CTX*
CryptoLibrary::Get() const
{
    return m_library.get();
}

RandomStream&
CryptoLibrary::GetStream()
{
    return *m_stream;
}

const EVP_MD*
CryptoLibrary::GetDigest(const char* name)
{
    return FindOrMake(m_digests,
                      name,
                      [&]
                      {
                          return DigestPointer(EVP_MD_fetch(m_library.get(), name, nullptr));
                      });
}

EVP_MD_CTX*
CryptoLibrary::GetDigestState()
{
    if (!m_digestState)
    {
        m_digestState.reset(EVP_MD_CTX_new());
    }
    return m_digestState.get();
}

EVP_CIPHER_CTX*
CryptoLibrary::GetCipherState(const char* name, int flags)
{
    return FindOrMake(
        m_cipherStates,
        name,
        [&]
        {
            CipherPointer& cipher = m_ciphers[name];
            cipher.reset(EVP_CIPHER_fetch(m_library.get(), name, nullptr));
            CipherContextPointer state(EVP_CIPHER_CTX_new());
            if (!cipher || !state)
            {
                return CipherContextPointer();
            }
            EVP_CIPHER_CTX_set_flags(state.get(), flags);
            if (EVP_CipherInit_ex2(state.get(), cipher.get(), nullptr, nullptr, 1, nullptr) != 1)
            {
                return CipherContextPointer();
            }
            return state;
        });
}

EVP_MAC_CTX*
CryptoLibrary::GetHmacState(const char* digest)
{
    return FindOrMake(m_hmacStates,
                      digest,
                      [&]
                      {
                          const MacPointer mac(EVP_MAC_fetch(m_library.get(), "HMAC", nullptr));
                          MacContextPointer state(mac ? EVP_MAC_CTX_new(mac.get()) : nullptr);
                          const OSSL_PARAM parameters[] = {
                              OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST,
                                                               const_cast<char*>(digest),
                                                               0),
                              OSSL_PARAM_construct_end()};
                          if (!state || EVP_MAC_CTX_set_params(state.get(), parameters) != 1)
                          {
                              return MacContextPointer();
                          }
                          return state;
                      });
}

EVP_KDF_CTX*
CryptoLibrary::GetX963State()
{
    if (!m_x963)
    {
        const KdfPointer kdf(EVP_KDF_fetch(m_library.get(), "X963KDF", nullptr));
        m_x963.reset(kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr);
    }
    return m_x963.get();
}

EVP_PKEY_CTX*
CryptoLibrary::GetP256Generator()
{
    if (!m_generator)
    {
        m_generator.reset(EVP_PKEY_CTX_new_from_name(m_library.get(), "EC", nullptr));
        if (!m_generator || EVP_PKEY_keygen_init(m_generator.get()) != 1 ||
            EVP_PKEY_CTX_set_group_name(m_generator.get(), "P-256") != 1)
        {
            m_generator.reset();
        }
    }
    return m_generator.get();
}

EVP_PKEY_CTX*
CryptoLibrary::GetImporter(const char* type)
{
    return FindOrMake(m_importers,
                      type,
                      [&]
                      {
                          KeyContextPointer importer(
                              EVP_PKEY_CTX_new_from_name(m_library.get(), type, nullptr));
                          if (!importer || EVP_PKEY_fromdata_init(importer.get()) != 1)
                          {
                              return KeyContextPointer();
                          }
                          return importer;
                      });
}

} // namespace ns3
