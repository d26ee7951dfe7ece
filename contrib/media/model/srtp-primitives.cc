// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/srtp-primitives.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <openssl/evp.h>
#include <srtp2/auth.h>
#include <srtp2/cipher.h>

namespace ns3
{

namespace
{

constexpr int KEY_OCTETS = 16;   ///< of AES
constexpr int SALT_OCTETS = 14;  ///< behind the key
constexpr int BLOCK_OCTETS = 64; ///< of SHA-1
constexpr int HASH_OCTETS = 20;  ///< of SHA-1

using Block = std::array<uint8_t, 16>; ///< of AES

// AES in counter mode (RFC 3711 section 4.1.1).

/// A key of AES.
struct Counter
{
    EVP_CIPHER_CTX* context{EVP_CIPHER_CTX_new()}; ///< OpenSSL's
    Block salt{};                                  ///< what the counter begins with

    ~Counter()
    {
        EVP_CIPHER_CTX_free(context);
    }
};

extern const srtp_cipher_type_t COUNTER_TYPE;

/**
 * \param cipher gets a new cipher
 * \param keyLength octets of key and salt
 * \return whether that can be
 */
srtp_err_status_t
AllocateCounter(srtp_cipher_pointer_t* cipher, int keyLength, int)
{
    if (keyLength != KEY_OCTETS + SALT_OCTETS)
    {
        return srtp_err_status_bad_param;
    }
    auto made = std::make_unique<srtp_cipher_t>();
    made->type = &COUNTER_TYPE;
    made->state = new Counter;
    made->key_len = keyLength;
    made->algorithm = SRTP_AES_ICM_128;
    *cipher = made.release();
    return srtp_err_status_ok;
}

/**
 * \param cipher what AllocateCounter() has made
 * \return ok
 */
srtp_err_status_t
FreeCounter(srtp_cipher_pointer_t cipher)
{
    delete static_cast<Counter*>(cipher->state); // OpenSSL wipes the key
    delete cipher;
    return srtp_err_status_ok;
}

/**
 * \param state a Counter
 * \param key key, then salt
 * \return whether OpenSSL took it
 */
srtp_err_status_t
SetCounterKey(void* state, const uint8_t* key)
{
    auto& counter = *static_cast<Counter*>(state);
    static EVP_CIPHER* const CIPHER = EVP_CIPHER_fetch(nullptr, "AES-128-CTR", nullptr);
    counter.salt.fill(0);
    std::copy_n(key + KEY_OCTETS, SALT_OCTETS, counter.salt.begin());
    return EVP_EncryptInit_ex2(counter.context, CIPHER, key, counter.salt.data(), nullptr) == 1
               ? srtp_err_status_ok
               : srtp_err_status_init_fail;
}

/**
 * \param state a Counter
 * \param vector goes into the salt
 * \return whether OpenSSL took it
 */
srtp_err_status_t
SetCounterVector(void* state, uint8_t* vector, srtp_cipher_direction_t)
{
    auto& counter = *static_cast<Counter*>(state);
    Block first = counter.salt;
    for (std::size_t i = 0; i < first.size(); ++i)
    {
        first[i] = static_cast<uint8_t>(first[i] ^ vector[i]);
    }
    return EVP_EncryptInit_ex2(counter.context, nullptr, nullptr, first.data(), nullptr) == 1
               ? srtp_err_status_ok
               : srtp_err_status_cipher_fail;
}

/**
 * \param state a Counter
 * \param buffer is encrypted, or decrypted, in place
 * \param size its octets
 * \return whether OpenSSL did it
 */
srtp_err_status_t
RunCounter(void* state, uint8_t* buffer, unsigned int* size)
{
    auto& counter = *static_cast<Counter*>(state);
    int done = 0;
    return EVP_EncryptUpdate(counter.context, buffer, &done, buffer, static_cast<int>(*size)) == 1
               ? srtp_err_status_ok
               : srtp_err_status_cipher_fail;
}

// RFC 3711 appendix B.2.
const uint8_t COUNTER_KEY[KEY_OCTETS + SALT_OCTETS] = {
    0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6, 0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f,
    0x3c, 0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd};
uint8_t g_counterVector[16] = {};         ///< not const for libsrtp's sake
const uint8_t COUNTER_PLAINTEXT[32] = {}; ///< gives the key stream
const uint8_t COUNTER_CIPHERTEXT[32] = {
    0xe0, 0x3e, 0xad, 0x09, 0x35, 0xc9, 0x5e, 0x80, 0xe1, 0x66, 0xb1, 0x6d, 0xd9, 0x2b, 0x4e, 0xb4,
    0xd2, 0x35, 0x13, 0x16, 0x2b, 0x02, 0xd0, 0xf7, 0x2a, 0x43, 0xa2, 0xfe, 0x4a, 0x5f, 0x97, 0xab};

const srtp_cipher_test_case_t COUNTER_TEST = {KEY_OCTETS + SALT_OCTETS,
                                              COUNTER_KEY,
                                              g_counterVector,
                                              32,
                                              COUNTER_PLAINTEXT,
                                              32,
                                              COUNTER_CIPHERTEXT,
                                              0,
                                              nullptr,
                                              0,
                                              nullptr}; ///< of the RFC

const srtp_cipher_type_t COUNTER_TYPE = {AllocateCounter,
                                         FreeCounter,
                                         SetCounterKey,
                                         nullptr,
                                         RunCounter,
                                         RunCounter,
                                         SetCounterVector,
                                         nullptr,
                                         "AES-128 counter mode of OpenSSL",
                                         &COUNTER_TEST,
                                         SRTP_AES_ICM_128}; ///< for libsrtp

// HMAC-SHA1 (RFC 2104).

/// A key of HMAC-SHA1.
struct Mac
{
    EVP_MD_CTX* inner{EVP_MD_CTX_new()}; ///< has taken the key for the inner hash
    EVP_MD_CTX* outer{EVP_MD_CTX_new()}; ///< has taken the key for the outer hash
    EVP_MD_CTX* work{EVP_MD_CTX_new()};  ///< the hash under way

    ~Mac()
    {
        EVP_MD_CTX_free(inner);
        EVP_MD_CTX_free(outer);
        EVP_MD_CTX_free(work);
    }
};

extern const srtp_auth_type_t MAC_TYPE;

/**
 * \param good whether OpenSSL did what it should
 * \return it for libsrtp
 */
srtp_err_status_t
ToStatus(bool good)
{
    return good ? srtp_err_status_ok : srtp_err_status_auth_fail;
}

/**
 * \param auth gets a new MAC
 * \param keyLength octets of its key
 * \param tagLength octets of its tags
 * \return whether that can be
 */
srtp_err_status_t
AllocateMac(srtp_auth_pointer_t* auth, int keyLength, int tagLength)
{
    if (keyLength < 0 || keyLength > BLOCK_OCTETS || tagLength < 0 || tagLength > HASH_OCTETS)
    {
        return srtp_err_status_bad_param;
    }
    auto made = std::make_unique<srtp_auth_t>();
    made->type = &MAC_TYPE;
    made->state = new Mac;
    made->out_len = tagLength;
    made->key_len = keyLength;
    made->prefix_len = 0;
    *auth = made.release();
    return srtp_err_status_ok;
}

/**
 * \param auth what AllocateMac() has made
 * \return ok
 */
srtp_err_status_t
FreeMac(srtp_auth_pointer_t auth)
{
    delete static_cast<Mac*>(auth->state);
    delete auth;
    return srtp_err_status_ok;
}

/**
 * \param state a Mac
 * \param key its key
 * \param size octets of the key
 * \return whether OpenSSL took it
 */
srtp_err_status_t
SetMacKey(void* state, const uint8_t* key, int size)
{
    auto& mac = *static_cast<Mac*>(state);
    static EVP_MD* const SHA1 = EVP_MD_fetch(nullptr, "SHA1", nullptr);
    std::array<uint8_t, BLOCK_OCTETS> inner;
    std::array<uint8_t, BLOCK_OCTETS> outer;
    inner.fill(0x36);
    outer.fill(0x5c);
    for (int i = 0; i < std::min(size, BLOCK_OCTETS); ++i)
    {
        inner[i] = static_cast<uint8_t>(inner[i] ^ key[i]);
        outer[i] = static_cast<uint8_t>(outer[i] ^ key[i]);
    }
    return ToStatus(EVP_DigestInit_ex2(mac.inner, SHA1, nullptr) == 1 &&
                    EVP_DigestUpdate(mac.inner, inner.data(), inner.size()) == 1 &&
                    EVP_DigestInit_ex2(mac.outer, SHA1, nullptr) == 1 &&
                    EVP_DigestUpdate(mac.outer, outer.data(), outer.size()) == 1 &&
                    EVP_MD_CTX_copy_ex(mac.work, mac.inner) == 1);
}

/**
 * \param state a Mac that begins a message
 * \return whether OpenSSL did it
 */
srtp_err_status_t
StartMac(void* state)
{
    auto& mac = *static_cast<Mac*>(state);
    return ToStatus(EVP_MD_CTX_copy_ex(mac.work, mac.inner) == 1);
}

/**
 * \param state a Mac
 * \param data more of the message
 * \param size its octets
 * \return whether OpenSSL did it
 */
srtp_err_status_t
UpdateMac(void* state, const uint8_t* data, int size)
{
    auto& mac = *static_cast<Mac*>(state);
    return ToStatus(EVP_DigestUpdate(mac.work, data, static_cast<std::size_t>(size)) == 1);
}

/**
 * \param state a Mac
 * \param data the rest of the message
 * \param size its octets
 * \param tagLength octets of the tag that are wanted
 * \param tag gets them
 * \return whether OpenSSL did it
 */
srtp_err_status_t
EndMac(void* state, const uint8_t* data, int size, int tagLength, uint8_t* tag)
{
    auto& mac = *static_cast<Mac*>(state);
    std::array<uint8_t, HASH_OCTETS> hash{};
    const bool good = tagLength <= HASH_OCTETS &&
                      EVP_DigestUpdate(mac.work, data, static_cast<std::size_t>(size)) == 1 &&
                      EVP_DigestFinal_ex(mac.work, hash.data(), nullptr) == 1 &&
                      EVP_MD_CTX_copy_ex(mac.work, mac.outer) == 1 &&
                      EVP_DigestUpdate(mac.work, hash.data(), hash.size()) == 1 &&
                      EVP_DigestFinal_ex(mac.work, hash.data(), nullptr) == 1;
    if (good)
    {
        std::copy_n(hash.begin(), tagLength, tag);
    }
    return ToStatus(good);
}

// RFC 2202 section 3, test case 1.
const uint8_t MAC_KEY[HASH_OCTETS] = {0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b,
                                      0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b};
const uint8_t MAC_DATA[8] = {0x48, 0x69, 0x20, 0x54, 0x68, 0x65, 0x72, 0x65};
const uint8_t MAC_TAG[HASH_OCTETS] = {0xb6, 0x17, 0x31, 0x86, 0x55, 0x05, 0x72, 0x64, 0xe2, 0x8b,
                                      0xc0, 0xb6, 0xfb, 0x37, 0x8c, 0x8e, 0xf1, 0x46, 0xbe, 0x00};

const srtp_auth_test_case_t MAC_TEST =
    {HASH_OCTETS, MAC_KEY, 8, MAC_DATA, HASH_OCTETS, MAC_TAG, nullptr}; ///< of the RFC

const srtp_auth_type_t MAC_TYPE = {AllocateMac,
                                   FreeMac,
                                   SetMacKey,
                                   EndMac,
                                   UpdateMac,
                                   StartMac,
                                   "HMAC-SHA1 of OpenSSL",
                                   &MAC_TEST,
                                   SRTP_HMAC_SHA1}; ///< for libsrtp

} // namespace

bool
InstallSrtpPrimitives()
{
    return srtp_replace_cipher_type(&COUNTER_TYPE, SRTP_AES_ICM_128) == srtp_err_status_ok &&
           srtp_replace_auth_type(&MAC_TYPE, SRTP_HMAC_SHA1) == srtp_err_status_ok;
}

} // namespace ns3
