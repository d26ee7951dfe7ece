// SPDX-License-Identifier: GPL-2.0-only
// Performs the cryptographic operations that a scenario counted, with nothing around them: reads
// lines "OPERATION ALGORITHM COUNT OCTETS" (octets in all) and prints, per line, the seconds they
// take with OpenSSL.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rsa.h>
#include <string>
#include <vector>

namespace
{

using Key = std::shared_ptr<EVP_PKEY>;
using Operation = std::function<bool(size_t octets)>;

const unsigned char KEY[32] = {1, 2, 3};
const unsigned char IV[16] = {4, 5, 6};

Operation
Cipher(const std::string& name, bool encrypt)
{
    std::shared_ptr<EVP_CIPHER> cipher(EVP_CIPHER_fetch(nullptr, name.c_str(), nullptr),
                                       EVP_CIPHER_free);
    return [cipher, encrypt](size_t octets)
    {
        std::vector<unsigned char> in(octets + 16);
        std::vector<unsigned char> out(octets + 64);
        int length = 0;
        int rest = 0;
        std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
            EVP_CIPHER_CTX_new(),
            EVP_CIPHER_CTX_free);
        EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
        bool good = EVP_CipherInit_ex2(context.get(), cipher.get(), KEY, IV, encrypt, nullptr) == 1;
        // Decryption fails its final check on these octets: the work is the same.
        good =
            good && (EVP_CipherUpdate(context.get(), out.data(), &length, in.data(), octets) == 1 ||
                     !encrypt);
        return good &&
               (EVP_CipherFinal_ex(context.get(), out.data() + length, &rest) == 1 || !encrypt);
    };
}

Operation
Wrap(bool encrypt)
{
    const Operation cipher = Cipher("AES-128-WRAP", encrypt);
    return [cipher, encrypt](size_t)
    {
        return cipher(encrypt ? 16 : 24);
    };
}

Operation
Digest(const std::string& name)
{
    std::shared_ptr<EVP_MD> digest(EVP_MD_fetch(nullptr, name.c_str(), nullptr), EVP_MD_free);
    return [digest](size_t octets)
    {
        const std::vector<unsigned char> in(octets + 1);
        unsigned char out[EVP_MAX_MD_SIZE];
        return EVP_Digest(in.data(), octets, out, nullptr, digest.get(), nullptr) == 1;
    };
}

Operation
Hmac(const std::string& name)
{
    return [name](size_t octets)
    {
        const std::vector<unsigned char> in(octets + 1);
        unsigned char out[EVP_MAX_MD_SIZE];
        return EVP_Q_mac(nullptr,
                         "HMAC",
                         nullptr,
                         name.c_str(),
                         nullptr,
                         KEY,
                         32,
                         in.data(),
                         octets,
                         out,
                         sizeof(out),
                         nullptr) != nullptr;
    };
}

Key
MakeKey(const std::string& algorithm)
{
    return algorithm == "p-256" ? Key(EVP_EC_gen("P-256"), EVP_PKEY_free)
                                : Key(EVP_RSA_gen(std::stoi(algorithm)), EVP_PKEY_free);
}

Operation
KeyTransport(const Key& key, bool oaep, bool encrypt)
{
    auto run = [key, oaep](bool encrypt,
                           const std::vector<unsigned char>& in,
                           std::vector<unsigned char>& out)
    {
        std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
            EVP_PKEY_CTX_new(key.get(), nullptr),
            EVP_PKEY_CTX_free);
        size_t length = out.size();
        const int padding = oaep ? RSA_PKCS1_OAEP_PADDING : RSA_PKCS1_PADDING;
        auto* start = encrypt ? EVP_PKEY_encrypt_init : EVP_PKEY_decrypt_init;
        auto* go = encrypt ? EVP_PKEY_encrypt : EVP_PKEY_decrypt;
        const bool good = start(context.get()) == 1 &&
                          EVP_PKEY_CTX_set_rsa_padding(context.get(), padding) == 1 &&
                          go(context.get(), out.data(), &length, in.data(), in.size()) == 1;
        out.resize(length);
        return good;
    };
    const std::vector<unsigned char> cek(KEY, KEY + 16);
    std::vector<unsigned char> wrapped(EVP_PKEY_get_size(key.get()));
    run(true, cek, wrapped);
    return [run, encrypt, cek, wrapped, key](size_t)
    {
        std::vector<unsigned char> out(EVP_PKEY_get_size(key.get()));
        return run(encrypt, encrypt ? cek : wrapped, out);
    };
}

Operation
KeyAgreement(const Key& own, const Key& peer)
{
    return [own, peer](size_t)
    {
        std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
            EVP_PKEY_CTX_new(own.get(), nullptr),
            EVP_PKEY_CTX_free);
        unsigned char out[32];
        size_t length = sizeof(out);
        return EVP_PKEY_derive_init(context.get()) == 1 &&
               EVP_PKEY_derive_set_peer(context.get(), peer.get()) == 1 &&
               EVP_PKEY_derive(context.get(), out, &length) == 1;
    };
}

Operation
Derive()
{
    std::shared_ptr<EVP_KDF> kdf(EVP_KDF_fetch(nullptr, "X963KDF", nullptr), EVP_KDF_free);
    return [kdf](size_t)
    {
        std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context(
            EVP_KDF_CTX_new(kdf.get()),
            EVP_KDF_CTX_free);
        char name[] = "SHA256";
        const OSSL_PARAM parameters[] = {
            OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, name, 0),
            OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SECRET,
                                              const_cast<unsigned char*>(KEY),
                                              32),
            OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO,
                                              const_cast<unsigned char*>(IV),
                                              16),
            OSSL_PARAM_construct_end()};
        unsigned char out[16];
        return EVP_KDF_derive(context.get(), out, sizeof(out), parameters) == 1;
    };
}

Operation
Signature(const Key& key, bool sign)
{
    auto make = [key](const std::vector<unsigned char>& in)
    {
        std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
        std::vector<unsigned char> out(EVP_PKEY_get_size(key.get()));
        size_t length = out.size();
        EVP_DigestSignInit_ex(context.get(),
                              nullptr,
                              "SHA256",
                              nullptr,
                              nullptr,
                              key.get(),
                              nullptr);
        EVP_DigestSign(context.get(), out.data(), &length, in.data(), in.size());
        out.resize(length);
        return out;
    };
    const std::vector<unsigned char> fixed(64);
    const std::vector<unsigned char> signature = make(fixed);
    return [key, sign, make, fixed, signature](size_t octets)
    {
        if (sign)
        {
            return !make(std::vector<unsigned char>(octets)).empty();
        }
        std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
        return EVP_DigestVerifyInit_ex(context.get(),
                                       nullptr,
                                       "SHA256",
                                       nullptr,
                                       nullptr,
                                       key.get(),
                                       nullptr) == 1 &&
               EVP_DigestVerify(context.get(),
                                signature.data(),
                                signature.size(),
                                fixed.data(),
                                fixed.size()) == 1;
    };
}

/// All operations that a scenario may count, with the names that it uses for them.
std::map<std::string, std::function<Operation()>>
MakeTable()
{
    std::map<std::string, std::function<Operation()>> table;
    for (const char* digest : {"md5", "sha-1", "sha-256"})
    {
        table[std::string("digest ") + digest] = [digest]
        {
            return Digest(digest);
        };
        table[std::string("hmac ") + digest] = [digest]
        {
            return Hmac(digest);
        };
    }
    for (const bool encrypt : {true, false})
    {
        const std::string verb = encrypt ? "encrypt" : "decrypt";
        table[verb + " aes-128-gcm"] = [encrypt]
        {
            return Cipher("AES-128-GCM", encrypt);
        };
        table[verb + " aes-128-cbc"] = [encrypt]
        {
            return Cipher("AES-128-CBC", encrypt);
        };
        table[encrypt ? "wrap aes-128-wrap" : "unwrap aes-128-wrap"] = [encrypt]
        {
            return Wrap(encrypt);
        };
        for (const std::string bits : {"2048", "3072", "4096"})
        {
            for (const bool oaep : {true, false})
            {
                table["key-transport-" + verb + " rsa-" + bits + (oaep ? "-oaep" : "-pkcs1")] = [=]
                {
                    return KeyTransport(MakeKey(bits), oaep, encrypt);
                };
            }
            table[(encrypt ? "sign rsa-" : "verify rsa-") + bits + "-sha-256"] = [=]
            {
                return Signature(MakeKey(bits), encrypt);
            };
        }
        table[encrypt ? "sign ecdsa-p-256-sha-256" : "verify ecdsa-p-256-sha-256"] = [=]
        {
            return Signature(MakeKey("p-256"), encrypt);
        };
    }
    table["key-agreement p-256"] = []
    {
        return KeyAgreement(MakeKey("p-256"), MakeKey("p-256"));
    };
    table["generate-key p-256"] = []
    {
        return [](size_t)
        {
            return MakeKey("p-256") != nullptr;
        };
    };
    table["derive x963-kdf-sha-256"] = []
    {
        return Derive();
    };
    return table;
}

} // namespace

int
main()
{
    const auto table = MakeTable();
    std::string operation;
    std::string algorithm;
    uint64_t count = 0;
    uint64_t octets = 0;
    while (std::cin >> operation >> algorithm >> count >> octets)
    {
        const auto entry = table.find(operation + " " + algorithm);
        if (entry == table.end())
        {
            std::cerr << "openssl-alone: unknown operation " << operation << " " << algorithm
                      << "\n";
            return 2;
        }
        const Operation run = entry->second();
        const size_t mean = octets / std::max<uint64_t>(count, 1);
        const auto begin = std::chrono::steady_clock::now();
        for (uint64_t i = 0; i < count; ++i)
        {
            if (!run(mean))
            {
                std::cerr << "openssl-alone: " << operation << " " << algorithm << " failed\n";
                return 1;
            }
        }
        const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
        std::printf("%s %s %llu %.6f\n",
                    operation.c_str(),
                    algorithm.c_str(),
                    static_cast<unsigned long long>(count),
                    time.count());
    }
    return 0;
}
