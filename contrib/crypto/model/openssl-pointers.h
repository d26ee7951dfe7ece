// SPDX-License-Identifier: GPL-2.0-only
#ifndef OPENSSL_POINTERS_H
#define OPENSSL_POINTERS_H

#include <memory>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/param_build.h>
#include <openssl/provider.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string>
#include <string_view>

namespace ns3
{

/**
 * @ingroup crypto
 * Frees an OpenSSL object by the function that is meant for it.
 * @tparam F the function
 */
template <auto F>
struct OpenSslFree
{
    /**
     * @tparam T type of the object
     * @param object the object
     */
    template <typename T>
    void
    operator()(T* object) const
    {
        F(object);
    }
};

/// Owning pointers to OpenSSL objects.
/// @{
using BioPointer = std::unique_ptr<BIO, OpenSslFree<BIO_free_all>>;
using BignumPointer = std::unique_ptr<BIGNUM, OpenSslFree<BN_free>>;
using CipherPointer = std::unique_ptr<EVP_CIPHER, OpenSslFree<EVP_CIPHER_free>>;
using CipherContextPointer = std::unique_ptr<EVP_CIPHER_CTX, OpenSslFree<EVP_CIPHER_CTX_free>>;
using DigestPointer = std::unique_ptr<EVP_MD, OpenSslFree<EVP_MD_free>>;
using DigestContextPointer = std::unique_ptr<EVP_MD_CTX, OpenSslFree<EVP_MD_CTX_free>>;
using ExtensionPointer = std::unique_ptr<X509_EXTENSION, OpenSslFree<X509_EXTENSION_free>>;
using KdfPointer = std::unique_ptr<EVP_KDF, OpenSslFree<EVP_KDF_free>>;
using KdfContextPointer = std::unique_ptr<EVP_KDF_CTX, OpenSslFree<EVP_KDF_CTX_free>>;
using KeyContextPointer = std::unique_ptr<EVP_PKEY_CTX, OpenSslFree<EVP_PKEY_CTX_free>>;
using KeyPointer = std::unique_ptr<EVP_PKEY, OpenSslFree<EVP_PKEY_free>>;
using LibraryPointer = std::unique_ptr<OSSL_LIB_CTX, OpenSslFree<OSSL_LIB_CTX_free>>;
using MacPointer = std::unique_ptr<EVP_MAC, OpenSslFree<EVP_MAC_free>>;
using MacContextPointer = std::unique_ptr<EVP_MAC_CTX, OpenSslFree<EVP_MAC_CTX_free>>;
using NamesPointer = std::unique_ptr<GENERAL_NAMES, OpenSslFree<GENERAL_NAMES_free>>;
using ParametersPointer = std::unique_ptr<OSSL_PARAM, OpenSslFree<OSSL_PARAM_free>>;
using Pkcs8Pointer = std::unique_ptr<PKCS8_PRIV_KEY_INFO, OpenSslFree<PKCS8_PRIV_KEY_INFO_free>>;
using ProviderPointer = std::unique_ptr<OSSL_PROVIDER, OpenSslFree<OSSL_PROVIDER_unload>>;
using StorePointer = std::unique_ptr<X509_STORE, OpenSslFree<X509_STORE_free>>;
using StoreContextPointer = std::unique_ptr<X509_STORE_CTX, OpenSslFree<X509_STORE_CTX_free>>;
using X509Pointer = std::unique_ptr<X509, OpenSslFree<X509_free>>;
/// @}

/**
 * @ingroup crypto
 * @param text octets
 * @return them as OpenSSL wants them
 */
inline const unsigned char*
AsBytes(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

/**
 * @ingroup crypto
 * @param text octets to be written
 * @return them as OpenSSL wants them
 */
inline unsigned char*
AsBytes(std::string& text)
{
    return reinterpret_cast<unsigned char*>(text.data());
}

} // namespace ns3

#endif // OPENSSL_POINTERS_H
