// SPDX-License-Identifier: GPL-2.0-only
// The primitives against published test vectors.
#include "vector-file.h"

#include "ns3/jose-encoding.h"
#include "ns3/key-agreement.h"
#include "ns3/key-wrap.h"
#include "ns3/message-digest.h"
#include "ns3/signature.h"
#include "ns3/symmetric-cipher.h"
#include "ns3/test.h"

#include <functional>
#include <utility>

namespace ns3
{

namespace
{

/// One vector, or a few lines of code, as a test case.
class VectorTestCase : public TestCase
{
  public:
    /// What a case does: returns an empty text, or what went wrong.
    using Function = std::function<std::string(const TestVector&, CryptoContext&)>;

    /**
     * @param name name of the case
     * @param vector the vector
     * @param function what to do with it
     */
    VectorTestCase(const std::string& name, TestVector vector, Function function)
        : TestCase(name)
        , m_vector(std::move(vector))
        , m_function(std::move(function))
    {
    }

  private:
    void
    DoRun() override
    {
        CryptoContext context(Octets(CryptoContext::SEED_SIZE, 's'));
        NS_TEST_ASSERT_MSG_EQ(m_function(m_vector, context), "", "vector " + GetName());
    }

    TestVector m_vector; ///< the vector
    Function m_function; ///< what to do with it
};

/**
 * @param what what was computed
 * @param found the result
 * @param wanted what it should be
 * @return empty if they are equal, else a text
 */
std::string
Compare(const std::string& what, const Octets& found, const Octets& wanted)
{
    return found == wanted ? "" : what + " is " + ToHex(found) + " instead of " + ToHex(wanted);
}

/**
 * @param work what was reported
 * @param operation the only operation it should have
 * @param algorithm its algorithm
 * @param octets its octets
 * @return empty if so, else a text
 */
std::string
CheckWork(const Work& work,
          const std::string& operation,
          const std::string& algorithm,
          uint64_t octets)
{
    const auto& amounts = work.GetAmounts();
    const auto found = amounts.find({operation, algorithm});
    return amounts.size() == 1 && found != amounts.end() && found->second.count == 1 &&
                   found->second.octets == octets
               ? ""
               : "the work is not one " + operation + "/" + algorithm;
}

/**
 * @param name algorithm's name
 * @return the algorithm
 */
DigestAlgorithm
GetDigest(const std::string& name)
{
    return name == "md5"     ? DigestAlgorithm::Md5
           : name == "sha-1" ? DigestAlgorithm::Sha1
                             : DigestAlgorithm::Sha256;
}

std::string
RunDigest(const TestVector& vector, CryptoContext& context)
{
    Work work;
    const std::string name = vector.GetText("algorithm");
    const auto result = Digest(context, GetDigest(name), vector.Get("data"), work);
    return Compare("digest", result.value_or(""), vector.Get("result")) +
           CheckWork(work, "digest", name, vector.Get("data").size());
}

std::string
RunHmac(const TestVector& vector, CryptoContext& context)
{
    Work work;
    const std::string name = vector.GetText("algorithm");
    const auto result =
        Hmac(context, GetDigest(name), Secret(vector.Get("key")), vector.Get("data"), work);
    return Compare("code", result.value_or(""), vector.Get("result")) +
           CheckWork(work, "hmac", name, vector.Get("data").size());
}

std::string
RunGcm(const TestVector& vector, CryptoContext& context)
{
    Work sealing;
    Work opening;
    const Secret key(vector.Get("key"));
    const Octets nonce = vector.Get("nonce");
    const Octets aad = vector.Get("aad");
    const Octets plaintext = vector.Get("plaintext");
    const uint64_t octets = aad.size() + plaintext.size();
    const auto sealed = EncryptGcm(context, key, nonce, aad, plaintext, sealing);
    if (!sealed)
    {
        return "encryption failed";
    }
    const auto opened =
        DecryptGcm(context, key, nonce, aad, vector.Get("ciphertext"), vector.Get("tag"), opening);
    return Compare("ciphertext", sealed->ciphertext, vector.Get("ciphertext")) +
           Compare("tag", sealed->tag, vector.Get("tag")) +
           Compare("plaintext", opened.value_or("failed"), plaintext) +
           CheckWork(sealing, "encrypt", "aes-128-gcm", octets) +
           CheckWork(opening, "decrypt", "aes-128-gcm", octets);
}

std::string
RunCbc(const TestVector& vector, CryptoContext& context)
{
    Work sealing;
    Work opening;
    const Secret key(vector.Get("key"));
    const Octets plaintext = vector.Get("plaintext");
    const auto sealed = EncryptCbc(context, key, vector.Get("iv"), plaintext, sealing);
    if (!sealed)
    {
        return "encryption failed";
    }
    const auto opened = DecryptCbc(context, key, vector.Get("iv"), *sealed, opening);
    return Compare("ciphertext", sealed->substr(0, plaintext.size()), vector.Get("ciphertext")) +
           Compare("plaintext", opened.value_or("failed"), plaintext) +
           CheckWork(sealing, "encrypt", "aes-128-cbc", plaintext.size()) +
           CheckWork(opening, "decrypt", "aes-128-cbc", sealed->size());
}

std::string
RunWrap(const TestVector& vector, CryptoContext& context)
{
    Work wrapping;
    Work unwrapping;
    const Secret kek(vector.Get("kek"));
    const Secret key(vector.Get("key"));
    const std::string algorithm = vector.GetText("algorithm");
    const auto wrapped = WrapKey(context, kek, key, wrapping);
    const auto unwrapped = UnwrapKey(context, kek, vector.Get("wrapped"), unwrapping);
    return Compare("wrapped", wrapped.value_or(""), vector.Get("wrapped")) +
           Compare("unwrapped", unwrapped.value_or(Secret()).Reveal(), vector.Get("key")) +
           CheckWork(wrapping, "wrap", algorithm, key.GetSize()) +
           CheckWork(unwrapping, "unwrap", algorithm, key.GetSize());
}

std::string
RunX963(const TestVector& vector, CryptoContext& context)
{
    Work work;
    const Octets wanted = vector.Get("key");
    // One with SharedInfo in between: nothing of it may stay.
    static_cast<void>(DeriveX963(context, Secret("before"), "other", 16, work));
    work = Work();
    const auto key =
        DeriveX963(context, Secret(vector.Get("secret")), vector.Get("info"), wanted.size(), work);
    return Compare("key", key.value_or(Secret()).Reveal(), wanted) +
           CheckWork(work, "derive", "x963-kdf-sha-256", wanted.size());
}

std::string
RunAgreement(const TestVector& vector, CryptoContext& context)
{
    Work work;
    const Octets head = FromHex("3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201"
                                "010420")
                            .value();
    const auto key = PrivateKey::FromDer(context, head + vector.Get("private"));
    if (!key)
    {
        return "the private key cannot be read";
    }
    const auto agreed = AgreeKey(context, *key, vector.Get("point"), "info", 32, work);
    Work other;
    const Octets block = vector.Get("secret") + Octets("\0\0\0\1", 4) + "info";
    const auto wanted = Digest(context, DigestAlgorithm::Sha256, block, other);
    return Compare("key", agreed.value_or(Secret()).Reveal(), wanted.value_or("failed"));
}

std::string
RunSignature(const TestVector& vector, CryptoContext& context)
{
    Work work;
    const auto key = PublicKey::FromPoint(context, vector.Get("point"));
    if (!key)
    {
        return "the point cannot be read";
    }
    if (!Verify(context, *key, vector.Get("data"), vector.Get("signature"), work))
    {
        return "the signature is refused";
    }
    return CheckWork(work, "verify", "ecdsa-p-256-sha-256", 6);
}

/**
 * JWS with ES256: RFC 7515 section 7.1, RFC 7518 section 3.4.
 * @param vector the vector
 * @param context the library
 * @return empty, or what is wrong
 */
std::string
RunJws(const TestVector& vector, CryptoContext& context)
{
    Work work;
    const std::string token = vector.GetText("jws");
    const auto dot = token.rfind('.');
    const auto raw = Base64UrlDecode(std::string_view(token).substr(dot + 1));
    const auto key = PublicKey::FromPoint(context, vector.Get("point"));
    if (!raw || !key)
    {
        return "no key or no signature";
    }
    const auto der = EcdsaSignatureFromRaw(*raw);
    const auto back = der ? EcdsaSignatureToRaw(*der) : tl::unexpected(der.error());
    if (!back || *back != *raw || Base64UrlEncode(*back) != token.substr(dot + 1))
    {
        return "the signature does not survive its encodings";
    }
    const bool isGood = Verify(context, *key, token.substr(0, dot), *der, work).has_value();
    return isGood == (vector.GetText("verifies") == "yes") ? "" : "the signature's worth is wrong";
}

/// The suite of published vectors.
class VectorTestSuite : public TestSuite
{
  public:
    VectorTestSuite()
        : TestSuite("crypto-vectors")
    {
        AddFile("digest", "digest.txt", RunDigest);
        AddFile("hmac", "hmac.txt", RunHmac);
        AddFile("aes-128-gcm", "gcm.txt", RunGcm);
        AddFile("aes-128-cbc", "cbc.txt", RunCbc);
        AddFile("key wrap", "key-wrap.txt", RunWrap);
        AddFile("x963-kdf", "x963-kdf.txt", RunX963);
        AddFile("jws", "jws.txt", RunJws);
        AddFile("p-256",
                "p-256.txt",
                [](const TestVector& vector, CryptoContext& context)
                {
                    return vector.GetText("name") == "agreement" ? RunAgreement(vector, context)
                                                                 : RunSignature(vector, context);
                });
    }

  private:
    /**
     * Add a case for each vector of a file, and one that fails if there is none.
     * @param what what the vectors are for
     * @param file name of the file
     * @param function what to do with each
     */
    void
    AddFile(const std::string& what,
            const std::string& file,
            const VectorTestCase::Function& function)
    {
        const auto vectors = ReadTestVectors(file);
        const bool isEmpty = vectors.empty();
        AddTestCase(new VectorTestCase(what + ": the file has vectors",
                                       {},
                                       [=](const TestVector&, CryptoContext&)
                                       {
                                           return isEmpty ? "no vectors in " + file : "";
                                       }));
        for (const TestVector& vector : vectors)
        {
            const std::string algorithm = vector.GetText("algorithm");
            AddTestCase(new VectorTestCase(what + (algorithm.empty() ? "" : " " + algorithm) +
                                               ": " + vector.GetText("name"),
                                           vector,
                                           function));
        }
    }
};

VectorTestSuite g_vectorTestSuite; ///< registers the suite

} // namespace

} // namespace ns3
