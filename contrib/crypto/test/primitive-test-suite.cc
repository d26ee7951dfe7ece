// SPDX-License-Identifier: GPL-2.0-only
// The primitives: round trips, wrong keys, and the work that they report.
#include "crypto-test-case.h"

#include "ns3/key-agreement.h"
#include "ns3/key-transport.h"
#include "ns3/key-wrap.h"
#include "ns3/message-digest.h"
#include "ns3/primitive-list.h"
#include "ns3/signature.h"
#include "ns3/symmetric-cipher.h"
#include "ns3/work-vocabulary.h"

#include <algorithm>
#include <openssl/err.h>

namespace ns3
{

namespace
{

/**
 * @param work what was reported
 * @param kind a kind of work
 * @return how often it was reported
 */
uint64_t
Count(const Work& work, const WorkKind& kind)
{
    const auto found = work.GetAmounts().find(kind);
    return found == work.GetAmounts().end() ? 0 : found->second.count;
}

/**
 * Change one bit.
 * @param octets octets
 * @param position which of them
 * @return the changed octets
 */
Octets
Flip(Octets octets, size_t position)
{
    octets.at(position) = static_cast<char>(octets.at(position) ^ 1);
    return octets;
}

void
TestVocabulary(CryptoTestCase& test)
{
    std::vector<WorkKind> cryptography = GetWorkVocabulary();
    cryptography.erase(std::remove_if(cryptography.begin(),
                                      cryptography.end(),
                                      [](const WorkKind& kind)
                                      {
                                          return ClassifyWork(kind) == WorkClass::Handling ||
                                                 kind.operation.find("srtp-") == 0;
                                      }),
                       cryptography.end());
    test.Expect(GetPrimitives() == cryptography,
                "the primitives are the vocabulary's cryptography but SRTP");
}

void
TestGcmFailures(CryptoTestCase& test)
{
    CryptoContext context(CryptoTestCase::MakeSeed('a'));
    const Secret key = context.RandomSecret(AES_128_KEY_SIZE);
    const Octets nonce = context.Random(GCM_NONCE_SIZE);
    Work work;
    const auto sealed = EncryptGcm(context, key, nonce, "aad", "plaintext", work);
    test.Expect(sealed.has_value(), "encryption works");
    const auto open =
        [&](const Secret& with, const Octets& aad, const Octets& ciphertext, const Octets& tag)
    {
        return DecryptGcm(context, with, nonce, aad, ciphertext, tag, work);
    };
    const auto failed = tl::make_unexpected(CryptoError::Failed);
    work = Work();
    test.Expect(open(Secret(Flip(key.Reveal(), 0)), "aad", sealed->ciphertext, sealed->tag) ==
                    failed,
                "another key");
    test.Expect(open(key, "aaD", sealed->ciphertext, sealed->tag) == failed, "other data");
    test.Expect(open(key, "aad", Flip(sealed->ciphertext, 3), sealed->tag) == failed, "changed");
    test.Expect(open(key, "aad", sealed->ciphertext, Flip(sealed->tag, 15)) == failed, "bad tag");
    test.Expect(Count(work, {"decrypt", "aes-128-gcm"}) == 4, "failures report their work");
    test.Expect(open(key, "aad", sealed->ciphertext, sealed->tag.substr(0, 12)).has_value(),
                "RFC 5084 section 3.2: a tag of 12 octets");
    test.Expect(!open(key, "aad", sealed->ciphertext, sealed->tag.substr(0, 11)), "11 octets");
    test.Expect(open(key, "aad", sealed->ciphertext, sealed->tag).value_or("") == "plaintext",
                "failures leave nothing behind");
    test.Expect(ERR_peek_error() == 0, "no error is left in OpenSSL's queue");
}

void
TestCbcFailures(CryptoTestCase& test)
{
    CryptoContext context(CryptoTestCase::MakeSeed('a'));
    const Secret key = context.RandomSecret(AES_128_KEY_SIZE);
    const Octets iv = context.Random(AES_BLOCK_SIZE);
    Work work;
    for (const size_t size : {0, 1, 15, 16, 17, 1000})
    {
        const Octets plaintext = context.Random(size);
        const auto sealed = EncryptCbc(context, key, iv, plaintext, work);
        test.Expect(sealed && sealed->size() == (size / 16 + 1) * 16,
                    "RFC 5652 section 6.3: padding of " + std::to_string(size));
        test.Expect(DecryptCbc(context, key, iv, *sealed, work).value_or("x") == plaintext,
                    "round trip of " + std::to_string(size));
        test.Expect(!DecryptCbc(context, key, iv, sealed->substr(1), work), "length no multiple");
        test.Expect(!DecryptCbc(context, key, iv, Flip(*sealed, sealed->size() - 1), work) ||
                        size % 16 != 0,
                    "whole block of padding changed");
    }
    test.Expect(!DecryptCbc(context, key, iv, "", work), "nothing to decrypt");
    test.Expect(ERR_peek_error() == 0, "no error is left in OpenSSL's queue");
}

void
TestWrapFailures(CryptoTestCase& test)
{
    CryptoContext context(CryptoTestCase::MakeSeed('a'));
    const Secret kek = context.RandomSecret(16);
    const Secret key = context.RandomSecret(16);
    Work work;
    const Octets wrapped = WrapKey(context, kek, key, work).value_or("");
    const auto failed = tl::make_unexpected(CryptoError::Failed);
    for (size_t i = 0; i < wrapped.size(); ++i)
    {
        test.Expect(UnwrapKey(context, kek, Flip(wrapped, i), work) == failed,
                    "RFC 3394 section 2.2.3: changed octet " + std::to_string(i));
    }
    test.Expect(UnwrapKey(context, context.RandomSecret(16), wrapped, work) == failed, "other kek");
    for (const size_t size : {0, 8, 16, 23})
    {
        test.Expect(UnwrapKey(context, kek, wrapped.substr(0, size), work) == failed,
                    "truncated to " + std::to_string(size));
    }
    test.Expect(UnwrapKey(context, kek, wrapped, work).value_or(Secret()) == key, "still works");
    test.Expect(!WrapKey(context, context.RandomSecret(24), key, work), "kek of 24 octets");
    test.Expect(!WrapKey(context, kek, Secret("short"), work), "key of 5 octets");
    test.Expect(Count(work, {"unwrap", "aes-128-wrap"}) == 26, "failures report their work");
    test.Expect(ERR_peek_error() == 0, "no error is left in OpenSSL's queue");
}

void
TestKeyTransport(CryptoTestCase& test, unsigned bits, KeyTransportPadding padding)
{
    const bool isOaep = padding == KeyTransportPadding::Oaep;
    CryptoContext sender(CryptoTestCase::MakeSeed('a'));
    CryptoContext recipient(CryptoTestCase::MakeSeed('b'));
    RsaKeyPool pool = CryptoTestCase::MakePool();
    const auto own = pool.Get(recipient, bits, 1);
    const auto other = pool.Get(recipient, bits, 2);
    test.Expect(own && other, "the pool has keys");
    const Secret key = sender.RandomSecret(16);
    Work work;
    const auto encrypted = EncryptKeyTransport(sender, own->GetPublicKey(), padding, key, work);
    test.Expect(encrypted && encrypted->size() == bits / 8, "encryption works");
    const auto decrypt = [&](const PrivateKey& with, const Octets& what, size_t size)
    {
        return DecryptKeyTransport(recipient, with, padding, what, size, work);
    };
    test.Expect(decrypt(*own, *encrypted, 16).value_or(Secret()) == key, "round trip");
    for (const auto& result : {decrypt(*other, *encrypted, 16),
                               decrypt(*own, Flip(*encrypted, 100), 16),
                               decrypt(*own, Octets(bits / 8, '\xff'), 16),
                               decrypt(*own, *encrypted, 24)})
    {
        if (isOaep)
        {
            test.Expect(result == tl::make_unexpected(CryptoError::Failed), "OAEP fails");
        }
        else
        {
            test.Expect(result && (result->GetSize() == 16 || result->GetSize() == 24) &&
                            *result != key,
                        "RFC 3218 section 2.3.2: a random key instead");
        }
    }
    test.Expect(!decrypt(*own, encrypted->substr(1), 16), "not as long as the modulus");
    const std::string name = own->GetAlgorithm() + (isOaep ? "-oaep" : "-pkcs1");
    test.Expect(Count(work, {"key-transport-encrypt", name}) == 1, "encryption reports its work");
    test.Expect(Count(work, {"key-transport-decrypt", name}) == 5, "so does each decryption");
    test.Expect(!DecryptKeyTransport(sender, *own, padding, *encrypted, 16, work),
                "a private key of another context");
    test.Expect(ERR_peek_error() == 0, "no error is left in OpenSSL's queue");
}

void
TestSubstituteIsDrawnAlways(CryptoTestCase& test)
{
    const auto run = [](bool broken)
    {
        CryptoContext sender(CryptoTestCase::MakeSeed('a'));
        CryptoContext recipient(CryptoTestCase::MakeSeed('b'));
        RsaKeyPool pool = CryptoTestCase::MakePool();
        const PrivateKey key = pool.Get(recipient, 2048, 1).value();
        Work work;
        Octets encrypted = EncryptKeyTransport(sender,
                                               key.GetPublicKey(),
                                               KeyTransportPadding::Pkcs1,
                                               sender.RandomSecret(16),
                                               work)
                               .value();
        encrypted = broken ? Flip(encrypted, 255) : encrypted;
        static_cast<void>(
            DecryptKeyTransport(recipient, key, KeyTransportPadding::Pkcs1, encrypted, 16, work));
        return recipient.Random(16);
    };
    test.Expect(run(false) == run(true), "later random numbers do not tell");
}

void
TestAgreement(CryptoTestCase& test)
{
    CryptoContext sender(CryptoTestCase::MakeSeed('a'));
    CryptoContext recipient(CryptoTestCase::MakeSeed('b'));
    Work none;
    const auto own = PrivateKey::GenerateP256(recipient, none);
    const auto other = PrivateKey::GenerateP256(recipient, none);
    Work work;
    const auto agreed = AgreeKey(sender, own->GetPublicKey(), "info", 16, work);
    test.Expect(agreed && agreed->ephemeralPoint.size() == 65, "an uncompressed point");
    test.Expect(Count(work, {"generate-key", "p-256"}) == 1, "reports the generation");
    const Octets& point = agreed->ephemeralPoint;
    const auto agree = [&](const PrivateKey& with, const Octets& p, const Octets& info)
    {
        return AgreeKey(recipient, with, p, info, 16, work);
    };
    test.Expect(agree(*own, point, "info").value_or(Secret()) == agreed->key, "the same key");
    test.Expect(agree(*other, point, "info").value_or(Secret()) != agreed->key, "another key");
    test.Expect(agree(*own, point, "Info").value_or(Secret()) != agreed->key, "another SharedInfo");
    test.Expect(agree(*own, Flip(point, 64), "info") == tl::make_unexpected(CryptoError::Failed),
                "SEC 1 section 2.3.4: not on the curve");
    test.Expect(!agree(*own, point.substr(0, 64), "info"), "truncated point");
    test.Expect(!agree(*own, Octets(1, '\0'), "info"), "point at infinity");
    test.Expect(!agree(*own, "", "info"), "no point");
    test.Expect(Count(work, {"key-agreement", "p-256"}) == 4, "reports the agreements");
    test.Expect(Count(work, {"derive", "x963-kdf-sha-256"}) == 4, "reports the derivations");
    test.Expect(ERR_peek_error() == 0, "no error is left in OpenSSL's queue");
}

void
TestSignature(CryptoTestCase& test, unsigned bits)
{
    CryptoContext signer(CryptoTestCase::MakeSeed('a'));
    CryptoContext verifier(CryptoTestCase::MakeSeed('b'));
    RsaKeyPool pool = CryptoTestCase::MakePool();
    Work work;
    const PrivateKey key =
        bits ? pool.Get(signer, bits, 1).value() : PrivateKey::GenerateP256(signer, work).value();
    const PrivateKey other =
        bits ? pool.Get(signer, bits, 2).value() : PrivateKey::GenerateP256(signer, work).value();
    work = Work();
    const auto signature = Sign(signer, key, "data", work);
    test.Expect(signature.has_value(), "signing works");
    const auto verify = [&](const PrivateKey& by, const Octets& data, const Octets& with)
    {
        return Verify(verifier, by.GetPublicKey(), data, with, work);
    };
    const auto failed = tl::make_unexpected(CryptoError::Failed);
    test.Expect(verify(key, "data", *signature).has_value(), "verifies");
    test.Expect(verify(key, "Data", *signature) == failed, "other data");
    test.Expect(verify(other, "data", *signature) == failed, "another key");
    test.Expect(verify(key, "data", Flip(*signature, signature->size() - 1)) == failed, "changed");
    test.Expect(verify(key, "data", signature->substr(1)) == failed, "truncated");
    test.Expect(verify(key, "data", "") == failed, "no signature");
    const std::string name = (bits ? "" : "ecdsa-") + key.GetAlgorithm() + "-sha-256";
    test.Expect(Count(work, {"sign", name}) == 1, "reports the signature");
    test.Expect(Count(work, {"verify", name}) == 6, "reports each check");
    test.Expect(work.GetAmounts().size() == 2, "the digest is part of it");
    test.Expect(!Sign(verifier, key, "data", work), "a private key of another context");
    test.Expect(ERR_peek_error() == 0, "no error is left in OpenSSL's queue");
}

/// The suite of the primitives.
class PrimitiveTestSuite : public TestSuite
{
  public:
    PrimitiveTestSuite()
        : TestSuite("crypto-primitives")
    {
        AddTestCase(new CryptoTestCase("the work vocabulary has all primitives", TestVocabulary));
        AddTestCase(new CryptoTestCase("aes-128-gcm: failures", TestGcmFailures));
        AddTestCase(new CryptoTestCase("aes-128-cbc: padding and failures", TestCbcFailures));
        AddTestCase(new CryptoTestCase("key wrap: failures", TestWrapFailures));
        for (const unsigned bits : {2048U, 3072U, 4096U})
        {
            const std::string name = "rsa-" + std::to_string(bits);
            AddTestCase(
                new CryptoTestCase(name + " oaep: key transport",
                                   [=](auto& test)
                                   {
                                       TestKeyTransport(test, bits, KeyTransportPadding::Oaep);
                                   }));
            AddTestCase(
                new CryptoTestCase(name + " pkcs1: key transport",
                                   [=](auto& test)
                                   {
                                       TestKeyTransport(test, bits, KeyTransportPadding::Pkcs1);
                                   }));
            AddTestCase(new CryptoTestCase(name + ": signature",
                                           [=](auto& test)
                                           {
                                               TestSignature(test, bits);
                                           }));
        }
        AddTestCase(new CryptoTestCase("RFC 3218: the substitute is drawn whether needed or not",
                                       TestSubstituteIsDrawnAlways));
        AddTestCase(new CryptoTestCase("p-256: key agreement", TestAgreement));
        AddTestCase(new CryptoTestCase("p-256: signature",
                                       [](auto& test)
                                       {
                                           TestSignature(test, 0);
                                       }));
    }
};

PrimitiveTestSuite g_primitiveTestSuite; ///< registers the suite

} // namespace

} // namespace ns3
