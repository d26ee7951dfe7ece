// SPDX-License-Identifier: GPL-2.0-only
// The work that handshakes and records report, against what the standards say they consist of.
#include "tls-test-world.h"

#include "ns3/work-vocabulary.h"

#include <map>

namespace ns3
{

namespace
{

/// How many of what, as "operation/algorithm".
using Counts = std::map<std::string, uint64_t>;

/**
 * @param work some work
 * @return its public-key operations and record protection: not digests and HMACs
 */
Counts
Count(const Work& work)
{
    Counts counts;
    for (const auto& [kind, amount] : work.GetAmounts())
    {
        if (kind.operation != "digest" && kind.operation != "hmac")
        {
            counts[kind.operation + "/" + kind.algorithm] = amount.count;
        }
    }
    return counts;
}

/**
 * @param work some work
 * @param operation an operation
 * @param algorithm an algorithm
 * @return how much of it
 */
WorkAmount
Get(const Work& work, const char* operation, const char* algorithm)
{
    const auto found = work.GetAmounts().find({operation, algorithm});
    return found == work.GetAmounts().end() ? WorkAmount() : found->second;
}

/**
 * @param counts what was counted
 * @return it in a line
 */
std::string
Join(const Counts& counts)
{
    std::string line;
    for (const auto& [name, count] : counts)
    {
        line += name + " " + std::to_string(count) + ", ";
    }
    return line;
}

void
TestHandshake(TlsTestCase& test, TlsVersion version, unsigned rsaBits, bool isMutual)
{
    TlsWorld world;
    TlsSettings server = world.MakeServer();
    TlsSettings client = world.MakeClient();
    const bool is12 = version == TlsVersion::Tls12;
    auto root =
        CertificateAuthority::Create(*world.crypto, "Root", TlsWorld::BEGIN, TlsWorld::END, 1)
            .value();
    auto lower =
        root.IssueAuthority(*world.crypto, {"Lower", {}, 2, TlsWorld::BEGIN, TlsWorld::END})
            .value();
    const PrivateKey key = rsaBits ? world.keys.Get(*world.crypto, rsaBits, 1).value()
                                   : PrivateKey::GenerateP256(*world.crypto, world.work).value();
    server.credential =
        Credential{lower
                       .Issue(*world.crypto,
                              {"x", {"dns:example.com"}, 3, TlsWorld::BEGIN, TlsWorld::END},
                              key.GetPublicKey())
                       .value(),
                   key};
    server.intermediates = {lower.GetCertificate()};
    auto trust = std::make_shared<TrustStore>(*world.crypto);
    trust->AddAnchor(root.GetCertificate());
    client.trust = trust;
    client.minVersion = client.maxVersion = version;
    if (isMutual)
    {
        server.clientCertificate = TlsClientCertificate::Required;
        client.credential = world.Issue({"dns:example.net"}, rsaBits);
    }
    TlsPair pair(world.Make(client), world.Make(server));
    pair.Run();
    test.Expect(pair.AreEstablished(), "established");

    const std::string own =
        rsaBits ? "rsa-" + std::to_string(rsaBits) + "-sha-256" : "ecdsa-p-256-sha-256";
    const std::string authority = "ecdsa-p-256-sha-256";
    Counts wantedClient{{"generate-key/p-256", 1}, {"key-agreement/p-256", 1}};
    Counts wantedServer = wantedClient;
    // The server signs, the client verifies that and two certificates below the anchor.
    wantedServer["sign/" + own] = 1;
    wantedClient["verify/" + own] = 1;
    wantedClient["verify/" + authority] += 2;
    if (isMutual)
    {
        wantedClient["sign/" + own] = 1;
        wantedServer["verify/" + own] += 1;
        wantedServer["verify/" + authority] += 1;
    }
    // TLS 1.2: Finished. TLS 1.3: all of the server's handshake messages but ServerHello are
    // protected, in records as the library packs them; the client's come one in a record.
    const uint64_t fromClient = is12 ? 1 : (isMutual ? 3 : 1);
    const uint64_t fromServer = is12 ? 1 : (isMutual ? 5 : 4);
    wantedClient["encrypt/aes-128-gcm"] = fromClient;
    wantedServer["decrypt/aes-128-gcm"] = fromClient;
    wantedServer["encrypt/aes-128-gcm"] = fromServer;
    wantedClient["decrypt/aes-128-gcm"] = fromServer;
    test.Expect(Count(pair.clientWork) == wantedClient,
                "client: " + Join(Count(pair.clientWork)) + "wanted " + Join(wantedClient));
    test.Expect(Count(pair.serverWork) == wantedServer,
                "server: " + Join(Count(pair.serverWork)) + "wanted " + Join(wantedServer));

    // RFC 5246: master secret of 48 octets, key block of 40, Finished of 12 each way: 2 HMACs for
    // each 32 octets. RFC 8446 section 7.1: 3 extractions, 2 "derived", 4 traffic secrets with key
    // and nonce each, exporter and resumption secret, 2 finished keys, 2 times Finished.
    const uint64_t hmacs = is12 ? 4 + 4 + 2 + 2 : 3 + 2 + 4 * 3 + 2 + 2 + 2;
    test.Expect(Get(pair.clientWork, "hmac", "sha-256").count == hmacs &&
                    Get(pair.serverWork, "hmac", "sha-256").count == hmacs,
                "HMACs: " + std::to_string(Get(pair.clientWork, "hmac", "sha-256").count));
    for (const Work* work : {&pair.clientWork, &pair.serverWork})
    {
        for (const auto& [kind, amount] : work->GetAmounts())
        {
            test.Expect(ClassifyWork(kind).has_value(),
                        kind.operation + "/" + kind.algorithm + " is in the vocabulary");
        }
    }
}

void
TestRecords(TlsTestCase& test)
{
    for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13})
    {
        TlsWorld world;
        TlsSettings client = world.MakeClient();
        client.maxVersion = version;
        TlsPair pair(world.Make(client), world.Make(world.MakeServer()));
        pair.Run();
        for (const size_t size : {1U, 700U, 16384U, 40000U})
        {
            pair.clientWork = Work();
            pair.serverWork = Work();
            pair.Note(true, pair.client.Send(Octets(size, 'x'), pair.clientWork));
            pair.Carry();
            const uint64_t records = (size + 16383) / 16384;
            // RFC 5246 section 6.2.3.3, RFC 8446 section 5.2: 13 octets of additional data, or 5
            // and the inner type.
            const uint64_t octets = size + records * (version == TlsVersion::Tls12 ? 13 : 6);
            const WorkAmount sealed = Get(pair.clientWork, "encrypt", "aes-128-gcm");
            const WorkAmount opened = Get(pair.serverWork, "decrypt", "aes-128-gcm");
            test.Expect(sealed.count == records && sealed.octets == octets,
                        "sealed " + std::to_string(sealed.octets));
            test.Expect(opened.count == records && opened.octets == octets,
                        "opened " + std::to_string(opened.octets));
            test.Expect(pair.clientWork.GetAmounts().size() == 1, "and nothing else");
        }
    }
}

void
TestWhere(TlsTestCase& test)
{
    // Each operation is reported by the step that does it.
    TlsWorld world;
    TlsSettings client = world.MakeClient();
    client.maxVersion = TlsVersion::Tls12;
    TlsPair pair(world.Make(client), world.Make(world.MakeServer()));
    pair.Note(true, pair.client.Begin(pair.now, pair.clientWork));
    test.Expect(Count(pair.clientWork).empty(), "TLS 1.2: Hello costs nothing");
    pair.Note(false, pair.server.Receive(pair.toServer, pair.now, pair.serverWork));
    test.Expect(Count(pair.serverWork) ==
                    Counts{{"generate-key/p-256", 1}, {"sign/ecdsa-p-256-sha-256", 1}},
                "the server's flight: " + Join(Count(pair.serverWork)));
    // Cut into octets: nothing is reported twice.
    for (const char octet : std::exchange(pair.toClient, {}))
    {
        pair.Note(true, pair.client.Receive({&octet, 1}, pair.now, pair.clientWork));
    }
    test.Expect(Count(pair.clientWork) == Counts{{"encrypt/aes-128-gcm", 1},
                                                 {"generate-key/p-256", 1},
                                                 {"key-agreement/p-256", 1},
                                                 {"verify/ecdsa-p-256-sha-256", 2}},
                "the client's flight: " + Join(Count(pair.clientWork)));
}

void
TestResumed(TlsTestCase& test)
{
    TlsWorld world;
    TlsSettings client = world.MakeClient();
    TlsSettings server = world.MakeServer();
    client.maxVersion = TlsVersion::Tls12;
    client.resumes = server.resumes = true;
    const auto clientContext = world.Make(client);
    const auto serverContext = world.Make(server);
    TlsPair(clientContext, serverContext).Run();
    TlsPair pair(clientContext, serverContext);
    pair.Run();
    test.Expect(pair.AreEstablished() && pair.client.GetPeer()->isResumed, "resumed");
    const Counts wanted{{"encrypt/aes-128-gcm", 1}, {"decrypt/aes-128-gcm", 1}};
    test.Expect(Count(pair.clientWork) == wanted && Count(pair.serverWork) == wanted,
                "no public keys: " + Join(Count(pair.clientWork)));
    test.Expect(Get(pair.clientWork, "hmac", "sha-256").count == 8 &&
                    Get(pair.serverWork, "hmac", "sha-256").count == 8,
                "key block and two times Finished");
}

/// The suite of work.
class TlsWorkTestSuite : public TestSuite
{
  public:
    TlsWorkTestSuite()
        : TestSuite("tls-work")
    {
        for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13})
        {
            for (const unsigned rsaBits : {0U, 2048U})
            {
                for (const bool isMutual : {false, true})
                {
                    const std::string name =
                        std::string(version == TlsVersion::Tls12 ? "RFC 5246 section 7.3"
                                                                 : "RFC 8446 section 2") +
                        (rsaBits ? ": RSA" : ": P-256") + (isMutual ? ", mutual" : "");
                    AddTestCase(new TlsTestCase(name,
                                                [=](auto& test)
                                                {
                                                    TestHandshake(test, version, rsaBits, isMutual);
                                                }));
                }
            }
        }
        AddTestCase(new TlsTestCase("records", TestRecords));
        AddTestCase(new TlsTestCase("at which step", TestWhere));
        AddTestCase(new TlsTestCase("a resumed session", TestResumed));
    }
};

TlsWorkTestSuite g_tlsWorkTestSuite; ///< registers the suite

} // namespace

} // namespace ns3
