// SPDX-License-Identifier: GPL-2.0-only
#ifndef CRYPTO_LIBRARY_H
#define CRYPTO_LIBRARY_H

#include "ns3/octets.h"
#include "ns3/openssl-pointers.h"
#include "ns3/random-stream.h"

#include <map>
#include <memory>
#include <string>

namespace ns3
{

/**
 * @ingroup crypto
 * An OpenSSL library context with the algorithms of this module fetched once; shared by a
 * CryptoContext and its keys. For this module's use only.
 *
 * Algorithms are fetched when first asked for, since each first fetch of a kind takes OpenSSL 0.3
 * to 0.5 ms. All getters return null if the library failed.
 */
class CryptoLibrary
{
  public:
    CryptoLibrary();
    ~CryptoLibrary();

    CryptoLibrary(const CryptoLibrary&) = delete;
    CryptoLibrary& operator=(const CryptoLibrary&) = delete;

    /** @return OpenSSL's library context */
    OSSL_LIB_CTX* Get() const;

    /** @return the source of all random numbers */
    RandomStream& GetStream();

    /**
     * @param name "MD5", "SHA1" or "SHA256"; an address that stays
     * @return the digest
     */
    const EVP_MD* GetDigest(const char* name);

    /** @return a digest's state for one use at a time */
    EVP_MD_CTX* GetDigestState();

    /**
     * @param name OpenSSL's name of a cipher that this module uses
     * @param flags flags of the state
     * @return a state for one use at a time, for the cipher of that name
     */
    EVP_CIPHER_CTX* GetCipherState(const char* name, int flags = 0);

    /**
     * @param digest "SHA1" or "SHA256"
     * @return a state of HMAC with that digest, for one use at a time
     */
    EVP_MAC_CTX* GetHmacState(const char* digest);

    /** @return a state of the X9.63 derivation, for one use at a time */
    EVP_KDF_CTX* GetX963State();

    /** @return a context that generates P-256 keys */
    EVP_PKEY_CTX* GetP256Generator();

    /**
     * @param type "RSA" or "EC"
     * @return a context that imports keys of that type
     */
    EVP_PKEY_CTX* GetImporter(const char* type);

  private:
    LibraryPointer m_library;                                    ///< first made, last freed
    ProviderPointer m_default;                                   ///< OpenSSL's own algorithms
    std::unique_ptr<RandomStream> m_stream;                      ///< the source of random numbers
    ProviderPointer m_random;                                    ///< takes them from there
    std::map<std::string, DigestPointer, std::less<>> m_digests; ///< digests by name
    DigestContextPointer m_digestState;                          ///< for one use at a time
    std::map<std::string, CipherPointer, std::less<>> m_ciphers; ///< ciphers by name
    std::map<std::string, CipherContextPointer, std::less<>> m_cipherStates; ///< by name
    std::map<std::string, MacContextPointer, std::less<>> m_hmacStates;      ///< by digest
    KdfContextPointer m_x963;                                          ///< for one use at a time
    KeyContextPointer m_generator;                                     ///< generates P-256 keys
    std::map<std::string, KeyContextPointer, std::less<>> m_importers; ///< by type of key
};

} // namespace ns3

#endif // CRYPTO_LIBRARY_H
