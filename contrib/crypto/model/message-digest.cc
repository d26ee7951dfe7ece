// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/message-digest.h"

#include "ns3/crypto-library.h"

#include <openssl/err.h>

namespace ns3
{

namespace
{

/// The names of a digest.
struct DigestNames
{
    const char* openSsl; ///< OpenSSL's
    const char* work;    ///< the work vocabulary's
};

/**
 * @param algorithm a digest
 * @return its names
 */
DigestNames
GetNames(DigestAlgorithm algorithm)
{
    switch (algorithm)
    {
    case DigestAlgorithm::Md5:
        return {"MD5", "md5"};
    case DigestAlgorithm::Sha1:
        return {"SHA1", "sha-1"};
    case DigestAlgorithm::Sha256:
        break;
    }
    return {"SHA256", "sha-256"};
}

} // namespace

tl::expected<Octets, CryptoError>
Digest(CryptoContext& context, DigestAlgorithm algorithm, std::string_view data, Work& work)
{
    const DigestNames names = GetNames(algorithm);
    work.Add("digest", names.work, data.size());
    CryptoLibrary& library = *context.GetShared();
    const EVP_MD* const digest = library.GetDigest(names.openSsl);
    EVP_MD_CTX* const state = library.GetDigestState();
    Octets result(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    if (!digest || !state || EVP_DigestInit_ex2(state, digest, nullptr) != 1 ||
        EVP_DigestUpdate(state, data.data(), data.size()) != 1 ||
        EVP_DigestFinal_ex(state, AsBytes(result), &size) != 1)
    {
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::Internal);
    }
    result.resize(size);
    return result;
}

tl::expected<Octets, CryptoError>
Hmac(CryptoContext& context,
     DigestAlgorithm algorithm,
     const Secret& key,
     std::string_view data,
     Work& work)
{
    if (algorithm == DigestAlgorithm::Md5 || key.GetSize() == 0)
    {
        return tl::make_unexpected(CryptoError::BadArgument);
    }
    const DigestNames names = GetNames(algorithm);
    work.Add("hmac", names.work, data.size());
    EVP_MAC_CTX* const state = context.GetShared()->GetHmacState(names.openSsl);
    Octets result(EVP_MAX_MD_SIZE, '\0');
    size_t size = 0;
    if (!state || EVP_MAC_init(state, AsBytes(key.Reveal()), key.GetSize(), nullptr) != 1 ||
        EVP_MAC_update(state, AsBytes(data), data.size()) != 1 ||
        EVP_MAC_final(state, AsBytes(result), &size, result.size()) != 1)
    {
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::Internal);
    }
    result.resize(size);
    return result;
}

} // namespace ns3
