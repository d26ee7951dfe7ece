// SPDX-License-Identifier: GPL-2.0-only
#include "middle-test-network.h"

#include "ns3/careless-inspection.h"
#include "ns3/envelope-sealer.h"
#include "ns3/envelope.h"
#include "ns3/key-padding-attack.h"
#include "ns3/padding-oracle.h"
#include "ns3/uinteger.h"

#include <memory>
#include <openssl/bn.h>

using namespace ns3;

namespace
{

using Gain = AttackGainKind;
using State = PaddingOracle::State;

const std::string DESCRIPTION = "v=0\r\nc=IN IP4 10.1.0.1\r\nm=audio 49172 RTP/AVP 0\r\n";

/** @return what Alice sent to Bob's proxy, as it was overheard */
Octets
MakeEnvelope(MiddleNetwork& network, ContentCipher cipher)
{
    const Party& alice = network.GetParty("alice");
    EnvelopeOptions options;
    options.cipher = cipher;
    options.padding = KeyTransportPadding::Pkcs1;
    Work work;
    const auto sealed = SealEnvelope(*alice.context,
                                     MimeEntity("application/sdp", DESCRIPTION).Serialize(),
                                     {network.GetParty("bob").credential.certificate,
                                      network.GetParty("proxy.b.example").credential.certificate},
                                     {},
                                     options,
                                     work);
    return sealed ? sealed->der : Octets();
}

/** Runs the attack on what was overheard. @return the attacker */
Ptr<PaddingOracle>
Ask(MiddleNetwork& network, ContentCipher cipher, uint32_t maxQueries)
{
    const auto eve = network.adversary.OnHost<PaddingOracle>(network.GetNode(AttackNetwork::Eve));
    eve->SetAttribute("MaxQueries", UintegerValue(maxQueries));
    const Octets envelope = MakeEnvelope(network, cipher);
    network.At(3,
               [&network, eve, envelope]()
               {
                   eve->Ask(envelope,
                            MakeTestUri("sip:eve@c.example"),
                            MakeTestUri("sip:nobody@b.example"),
                            MakeTestUri("sip:proxy.b.example"),
                            "proxy.b.example");
               });
    network.Run(1000);
    return eve;
}

// A key of 512 bits, small enough for a test, and what it encrypted.
const char* const MODULUS = "d6ba681e1c415204f2db7f0e2f2952a10da6bfc9335a7617ae5c738b333f94e306b087"
                            "5ed69e59e20f70deae97df141f2b953745e4242c4c5d27dcf8b6e0c6c7";
const char* const EXPONENT = "10001";
const char* const PRIVATE = "7a5cab2c4d69a3b5923726860cb5fd922d57527ef3369f890b213fee98fba8795327f6"
                            "6cecc1619b61f1e2cb86638dc11d34a7bfb8bd04658651b01faf6fdec1";
const char* const ENCRYPTED = "0345cc3109ada9c55da123845ad4934d2bdde3267ff5dd8412fd5b92f0491babe126"
                              "6fe106a7b8a9a5bec7fbad0119e4b7251a4006e6ad3ef4c78dff348ed1ed";

/** @return octets written in hexadecimal digits */
Octets
FromHex(const char* digits)
{
    BIGNUM* number = nullptr;
    BN_hex2bn(&number, digits);
    Octets octets(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
    BN_bn2bin(number, reinterpret_cast<unsigned char*>(octets.data()));
    BN_free(number);
    return octets;
}

/** @return whether a number decrypts to what begins as PKCS #1 version 1.5 wants it */
bool
IsPadded(const Octets& encrypted)
{
    const auto make = [](const Octets& octets)
    {
        return std::unique_ptr<BIGNUM, void (*)(BIGNUM*)>(
            BN_bin2bn(reinterpret_cast<const unsigned char*>(octets.data()),
                      static_cast<int>(octets.size()),
                      nullptr),
            BN_free);
    };
    static const Octets modulus = FromHex(MODULUS);
    static const Octets secret = FromHex(PRIVATE);
    const auto n = make(modulus);
    const auto d = make(secret);
    const auto c = make(encrypted);
    const std::unique_ptr<BN_CTX, void (*)(BN_CTX*)> state(BN_CTX_new(), BN_CTX_free);
    Octets block(modulus.size(), '\0');
    BN_mod_exp(c.get(), c.get(), d.get(), n.get(), state.get());
    BN_bn2binpad(c.get(),
                 reinterpret_cast<unsigned char*>(block.data()),
                 static_cast<int>(block.size()));
    return block[0] == '\0' && block[1] == '\2';
}

/** Attackers against servers that tell failures apart. */
class PaddingAttackTestSuite : public TestSuite
{
  public:
    PaddingAttackTestSuite();
};

PaddingAttackTestSuite::PaddingAttackTestSuite()
    : TestSuite("adversary-padding")
{
    AddTestCase(new AttackCase(
        "RFC 3218: a proxy that tells failures apart reads out a CBC envelope",
        [](AttackCase& test)
        {
            MiddleNetwork::Setup setup;
            setup.keyType = "rsa-2048";
            MiddleNetwork network(setup);
            const auto careless = CreateObject<CarelessInspection>();
            careless->SetCredential(network.GetParty("proxy.b.example").context,
                                    network.GetParty("proxy.b.example").credential);
            network.proxyB->AddPolicyFirst(careless);
            const auto eve = Ask(network, ContentCipher::Aes128Cbc, 20000);
            test.True(eve->GetState() == State::Found, "found everything");
            test.True(eve->GetFound() == MimeEntity("application/sdp", DESCRIPTION).Serialize(),
                      "octet for octet");
            test.Equal(network.Count(Gain::ReadDescription), 1, "gained");
            test.True(eve->GetQueryCount() < 128 * eve->GetFound().size(), "few queries");
        }));
    for (const auto cipher : {ContentCipher::Aes128Cbc, ContentCipher::Aes128Gcm})
    {
        AddTestCase(new AttackCase(
            std::string("RFC 3218: a proxy that answers all failures alike says nothing, ") +
                (cipher == ContentCipher::Aes128Cbc ? "CBC" : "GCM"),
            [cipher](AttackCase& test)
            {
                MiddleNetwork::Setup setup;
                setup.keyType = "rsa-2048";
                setup.isRequired = true;
                MiddleNetwork network(setup);
                const auto eve = Ask(network, cipher, 20000);
                test.True(eve->GetState() == State::NoOracle, "nothing to tell by");
                test.True(eve->GetFound().empty(), "nothing found");
                test.Equal(network.CountAttempts(Gain::ReadDescription), 1, "tried");
                test.Equal(network.Count(Gain::ReadDescription), 0, "no gain");
            }));
    }
    AddTestCase(new AttackCase(
        "RFC 3218: the careless proxy tells whether a key was padded, ours does not",
        [](AttackCase& test)
        {
            MiddleNetwork::Setup setup;
            setup.keyType = "rsa-2048";
            MiddleNetwork network(setup);
            const Party& proxy = network.GetParty("proxy.b.example");
            const auto careless = CreateObject<CarelessInspection>();
            careless->SetCredential(proxy.context, proxy.credential);
            const Octets good = MakeEnvelope(network, ContentCipher::Aes128Cbc);
            // The encrypted key of the proxy stands last: RecipientInfos are sorted, so look it up.
            test.True(careless->Inspect(good) == CarelessInspection::Finding::Read, "good");
            int padding = 0;
            int ours = 0;
            const auto parsed = Envelope::Parse(good);
            test.True(parsed && parsed->IsFor(proxy.credential.certificate), "for the proxy");
            for (std::size_t at = 0; at + 400 < good.size() && padding == 0; at += 64)
            {
                Octets bad = good;
                bad[at + 300] = static_cast<char>(bad[at + 300] ^ 1);
                const auto envelope = Envelope::Parse(bad);
                if (careless->Inspect(bad) == CarelessInspection::Finding::BadKeyPadding)
                {
                    ++padding;
                    Work work;
                    const auto opened = envelope->Open(*proxy.context, proxy.credential, work);
                    ours = !opened && opened.error() == CmsError::DecryptionFailed ? 1 : 0;
                }
            }
            test.Equal(padding, 1, "a changed key is told from a changed content");
            test.Equal(ours, 1, "one failure for all");
        }));
    AddTestCase(new AttackCase(
        "RFC 3218: Bleichenbacher's attack finds the key by the padding alone",
        [](AttackCase& test)
        {
            const Octets modulus = FromHex(MODULUS);
            const Octets encrypted = FromHex(ENCRYPTED);
            KeyPaddingAttack attack(modulus, FromHex(EXPONENT), IsPadded);
            const auto found = attack.Recover(encrypted, 100000);
            test.True(found && *found == "0123456789abcdef", "found");
            test.True(attack.GetQueryCount() > 1000, "by asking");
            KeyPaddingAttack deaf(modulus,
                                  FromHex(EXPONENT),
                                  [](const Octets&)
                                  {
                                      return false;
                                  });
            test.True(!deaf.Recover(encrypted, 2000), "nothing from who tells nothing");
            test.Equal(deaf.GetQueryCount(), 2000, "it gives up");
        }));
}

PaddingAttackTestSuite g_paddingAttackTestSuite; ///< registers the suite

} // namespace
