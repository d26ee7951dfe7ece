// SPDX-License-Identifier: GPL-2.0-only
// Determinism: the same seed gives the same octets, whatever else goes on.
#include "crypto-test-case.h"

#include "ns3/certificate-authority.h"
#include "ns3/crypto-context-helper.h"
#include "ns3/key-agreement.h"
#include "ns3/key-transport.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/signature.h"

#include <openssl/rand.h>

namespace ns3
{

namespace
{

/**
 * Do a little of everything that draws random numbers.
 * @param letter tells seeds apart
 * @param pool where libraries come from
 * @return all that came out
 */
Octets
DoEverything(char letter, const std::shared_ptr<CryptoLibraryPool>& pool)
{
    CryptoContext context(CryptoTestCase::MakeSeed(letter), pool);
    CryptoContext peer(CryptoTestCase::MakeSeed('p'), pool);
    RsaKeyPool keys = CryptoTestCase::MakePool();
    Work work;
    const PrivateKey ec = PrivateKey::GenerateP256(context, work).value();
    const PrivateKey rsa = keys.Get(context, 2048, 1).value();
    Octets all = context.Random(7) + ec.ToDer().Reveal();
    for (int i = 0; i < 40; ++i) // more than one blinding factor's 32 uses
    {
        const auto sealed = EncryptKeyTransport(peer,
                                                rsa.GetPublicKey(),
                                                KeyTransportPadding::Pkcs1,
                                                Secret("0123456789abcdef"),
                                                work)
                                .value();
        all +=
            sealed + DecryptKeyTransport(context, rsa, KeyTransportPadding::Pkcs1, sealed, 16, work)
                         .value()
                         .Reveal();
    }
    all += context.Random(16);
    all += Sign(context, ec, "data", work).value() + Sign(context, ec, "data", work).value();
    all += Sign(context, rsa, "data", work).value();
    const auto agreed = AgreeKey(context, ec.GetPublicKey(), "", 16, work).value();
    all += agreed.ephemeralPoint + agreed.key.Reveal();
    auto authority = CertificateAuthority::Create(context, "Authority", 0, 1000).value();
    all += authority.GetCertificate().GetDer();
    all += authority.Issue(peer, {"bob", {"dns:example.com"}, 2, 0, 1000}, rsa.GetPublicKey())
               .value()
               .GetDer();
    unsigned char drawn[16];
    RAND_bytes_ex(context.GetLibrary(), drawn, sizeof(drawn), 0);
    all.append(reinterpret_cast<char*>(drawn), sizeof(drawn));
    RAND_priv_bytes_ex(context.GetLibrary(), drawn, sizeof(drawn), 0);
    all.append(reinterpret_cast<char*>(drawn), sizeof(drawn));
    return all + context.Random(16);
}

void
TestKeyStream(CryptoTestCase& test)
{
    CryptoContext context(Octets(32, '\0'));
    const Octets first = context.Random(3);
    unsigned char drawn[29];
    test.Expect(RAND_bytes_ex(context.GetLibrary(), drawn, sizeof(drawn), 0) == 1,
                "OpenSSL draws from the context");
    test.Expect(ToHex(first + Octets(reinterpret_cast<char*>(drawn), sizeof(drawn))) ==
                    "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7",
                "the key stream of ChaCha20, through both ways");
    const Octets rest = context.Random(2000);
    test.Expect(ToHex(rest.substr(0, 8)) == "da41597c5157488d", "it goes on");
}

void
TestSameSeed(CryptoTestCase& test)
{
    const Octets first = DoEverything('a', nullptr);
    test.Expect(first == DoEverything('a', nullptr), "the same seed, the same octets");
    test.Expect(first != DoEverything('b', nullptr), "another seed, other octets");
}

void
TestPooled(CryptoTestCase& test)
{
    const auto pool = CryptoLibraryPool::Create();
    const Octets fresh = DoEverything('a', nullptr);
    test.Expect(fresh == DoEverything('a', pool), "an empty pool");
    test.Expect(pool->GetIdleCount() == 2, "libraries come back");
    static_cast<void>(DoEverything('c', pool));
    test.Expect(fresh == DoEverything('a', pool), "libraries that others used");
    test.Expect(pool->GetIdleCount() == 2, "no library is made needlessly");
}

void
TestIndependence(CryptoTestCase& test)
{
    CryptoContext alone(CryptoTestCase::MakeSeed('a'));
    const Octets wanted = alone.Random(100);
    CryptoContext context(CryptoTestCase::MakeSeed('a'));
    CryptoContext other(CryptoTestCase::MakeSeed('b'));
    const Octets begin = context.Random(50);
    Work work;
    const auto key = PrivateKey::GenerateP256(other, work);
    static_cast<void>(other.Random(33));
    test.Expect(begin + context.Random(50) == wanted, "what others draw does not matter");
}

void
TestHandlesOutliveContext(CryptoTestCase& test)
{
    const auto pool = CryptoLibraryPool::Create();
    Work work;
    auto context = std::make_unique<CryptoContext>(CryptoTestCase::MakeSeed('a'), pool);
    CryptoContext other(CryptoTestCase::MakeSeed('b'), pool);
    const PublicKey key = PrivateKey::GenerateP256(*context, work)->GetPublicKey();
    const Octets der = key.ToDer();
    static_cast<void>(AgreeKey(other, key, "", 16, work));
    context.reset();
    test.Expect(pool->GetIdleCount() == 0, "the key keeps its library");
    test.Expect(key.ToDer() == der, "the key still works");
    test.Expect(AgreeKey(other, key, "", 16, work).has_value(), "in another context too");
}

void
TestStream(CryptoTestCase& test)
{
    const uint32_t seed = RngSeedManager::GetSeed();
    const uint64_t run = RngSeedManager::GetRun();
    const Octets first = CreateCryptoContext(7)->Random(16);
    test.Expect(first == CreateCryptoContext(7)->Random(16), "same seed, run and stream");
    test.Expect(first != CreateCryptoContext(8)->Random(16), "another stream");
    RngSeedManager::SetRun(run + 1);
    test.Expect(first != CreateCryptoContext(7)->Random(16), "another run");
    RngSeedManager::SetRun(run);
    RngSeedManager::SetSeed(seed + 1);
    test.Expect(first != CreateCryptoContext(7)->Random(16), "another seed");
    RngSeedManager::SetSeed(seed);
}

/// The suite of contexts.
class ContextTestSuite : public TestSuite
{
  public:
    ContextTestSuite()
        : TestSuite("crypto-context")
    {
        AddTestCase(new CryptoTestCase("RFC 8439 appendix A.1: the key stream", TestKeyStream));
        AddTestCase(new CryptoTestCase("the same seed gives the same octets", TestSameSeed));
        AddTestCase(new CryptoTestCase("a pooled library changes nothing", TestPooled));
        AddTestCase(new CryptoTestCase("contexts do not disturb each other", TestIndependence));
        AddTestCase(new CryptoTestCase("keys outlive their context", TestHandlesOutliveContext));
        AddTestCase(new CryptoTestCase("seeds come from an ns-3 stream", TestStream));
    }
};

ContextTestSuite g_contextTestSuite; ///< registers the suite

} // namespace

} // namespace ns3
