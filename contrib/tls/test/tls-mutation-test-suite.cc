// SPDX-License-Identifier: GPL-2.0-only
// Handshakes and records with octets changed, lost, and made up.
#include "../fuzz/tls-session-fuzzer.cc"
#include "tls-test-world.h"

namespace ns3
{

namespace
{

/**
 * @param test the case
 * @param octets input of the fuzzer's target
 */
void
Check(TlsTestCase& test, const Octets& octets)
{
    const std::string violation = FindTlsViolation(octets);
    test.Expect(violation.empty(), violation + ": " + ToHex(octets.substr(0, 200)));
}

void
TestChanges(TlsTestCase& test)
{
    CryptoContext random(Octets(CryptoContext::SEED_SIZE, 'm'));
    for (int round = 0; round < 600; ++round)
    {
        const Octets draw = random.Random(9);
        Octets octets(1, static_cast<char>(draw[0] & 0x0e));
        octets += draw.substr(1, draw[0] & 0x10 ? 8 : 4);
        Check(test, octets);
    }
}

void
TestEveryPlace(TlsTestCase& test)
{
    // One bit of every seventeenth octet of every flight.
    for (int flags = 0; flags < 8; flags += 2)
    {
        for (int flight = 0; flight < 4; ++flight)
        {
            for (int place = 0; place < 1400; place += 17)
            {
                Check(test,
                      {static_cast<char>(flags),
                       static_cast<char>(flight),
                       static_cast<char>(place / 256),
                       static_cast<char>(place % 256),
                       static_cast<char>(1 << place % 8)});
            }
        }
    }
}

void
TestMadeUp(TlsTestCase& test)
{
    CryptoContext random(Octets(CryptoContext::SEED_SIZE, 'n'));
    // Records of all types with handshake messages of all types in them.
    for (int type = 18; type < 26; ++type)
    {
        for (int message = 0; message < 26; ++message)
        {
            const Octets body = random.Random(80);
            Octets octets{1, static_cast<char>(type), 3, 3, 0, 84};
            octets += Octets{static_cast<char>(message), 0, 0, 80} + body;
            Check(test, octets);
            octets[0] = 3;
            Check(test, octets);
        }
    }
    for (int round = 0; round < 150; ++round)
    {
        Octets octets = random.Random(300);
        octets[0] = static_cast<char>(octets[0] | 1);
        Check(test, octets);
    }
}

void
TestHonest(TlsTestCase& test)
{
    for (int flags = 0; flags < 16; flags += 2)
    {
        Check(test, Octets(1, static_cast<char>(flags)));
    }
    LLVMFuzzerTestOneInput(nullptr, 0); // the fuzz target itself
}

/// The suite of mutations.
class TlsMutationTestSuite : public TestSuite
{
  public:
    TlsMutationTestSuite()
        : TestSuite("tls-mutation")
    {
        AddTestCase(new TlsTestCase("nothing changed", TestHonest));
        AddTestCase(new TlsTestCase("octets changed or lost at random", TestChanges));
        AddTestCase(new TlsTestCase("a bit changed at every place", TestEveryPlace));
        AddTestCase(new TlsTestCase("octets made up", TestMadeUp));
    }
};

TlsMutationTestSuite g_tlsMutationTestSuite; ///< registers the suite

} // namespace

} // namespace ns3
