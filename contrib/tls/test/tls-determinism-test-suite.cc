// SPDX-License-Identifier: GPL-2.0-only
// The same seed gives the same octets; sessions that are resumed; the key log.
#include "tls-test-world.h"

#include <chrono>
#include <set>
#include <thread>

namespace ns3
{

namespace
{

/**
 * All octets of an exchange.
 * @param letter tells seeds apart
 * @param version the version
 * @param resumes whether sessions are resumed
 * @param wait done between two connections
 * @return the octets of three connections, both ways
 */
Octets
Record(char letter, TlsVersion version, bool resumes, const std::function<void()>& wait)
{
    TlsWorld world(letter);
    TlsSettings server = world.MakeServer();
    TlsSettings client = world.MakeClient();
    server.credential = world.Issue({"dns:example.com"}, 2048);
    client.credential = world.Issue({"dns:example.net"}, 2048);
    server.clientCertificate = TlsClientCertificate::Required;
    client.maxVersion = version;
    client.resumes = server.resumes = resumes;
    const auto clientContext = world.Make(client);
    const auto serverContext = world.Make(server);
    Octets all;
    for (int i = 0; i < 3; ++i)
    {
        TlsPair pair(clientContext, serverContext);
        pair.Run();
        pair.Note(true, pair.client.Send("request", pair.clientWork));
        pair.Note(false, pair.server.Send("response", pair.serverWork));
        pair.Carry();
        pair.Note(true, pair.client.Close(pair.clientWork));
        pair.Carry();
        all += pair.sentByClient + pair.sentByServer + pair.plainAtClient + pair.plainAtServer;
        wait();
    }
    return all;
}

void
TestSameOctets(TlsTestCase& test)
{
    const auto doNothing = []
    {
    };
    // The second recording crosses seconds of the wall clock between its connections.
    const auto wait = []
    {
        std::this_thread::sleep_for(std::chrono::milliseconds(350));
    };
    for (const bool resumes : {false, true})
    {
        for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13})
        {
            const Octets first = Record('d', version, resumes, doNothing);
            test.Expect(first.size() > 6000 || resumes, "octets were recorded");
            test.Expect(first == Record('d', version, resumes, wait), "the same seed");
            test.Expect(first != Record('e', version, resumes, doNothing), "another seed");
        }
    }
}

void
TestResumption(TlsTestCase& test)
{
    TlsWorld world;
    TlsSettings server = world.MakeServer();
    TlsSettings client = world.MakeClient();
    client.maxVersion = TlsVersion::Tls12;
    client.credential = world.Issue({"uri:sip:example.net"});
    server.clientCertificate = TlsClientCertificate::Required;
    client.resumes = server.resumes = true;
    client.sessionLifetime = 100;
    server.maxSessions = 2;
    const auto clientContext = world.Make(client);
    const auto serverContext = world.Make(server);
    const auto connect = [&](int64_t later, const std::string& domain = "example.com")
    {
        auto pair = std::make_unique<TlsPair>(clientContext, serverContext, domain);
        pair->now += later;
        pair->Run();
        test.Expect(pair->AreEstablished(), "established");
        return pair;
    };
    const auto full = connect(0);
    test.Expect(!full->client.GetPeer()->isResumed, "the first is not resumed");
    const auto resumed = connect(100);
    test.Expect(resumed->client.GetPeer()->isResumed && resumed->server.GetPeer()->isResumed,
                "the second is, until its lifetime ends");
    test.Expect(resumed->server.GetPeer()->isTrusted &&
                    resumed->server.GetPeer()->names == std::vector<std::string>{"example.net"} &&
                    resumed->client.GetPeer()->checkedName == "example.com",
                "with what the first has proved");
    test.Expect(resumed->sentByServer.size() < full->sentByServer.size() / 3, "it is short");
    resumed->Note(true, resumed->client.Send("request", resumed->clientWork));
    resumed->Carry();
    test.Expect(resumed->plainAtServer == "request", "it carries data");
    test.Expect(!connect(101)->client.GetPeer()->isResumed, "after its lifetime");

    // The client's session for this domain is of no use for another one.
    TlsPair other(clientContext, serverContext, "example.org");
    other.Run();
    test.Expect(other.client.GetFailure() &&
                    other.client.GetFailure()->reason == TlsFailureReason::NameMismatch,
                "another domain");

    TlsSettings off = client;
    off.resumes = false;
    TlsPair without(world.Make(off), serverContext);
    without.Run();
    test.Expect(without.AreEstablished() && !without.server.GetPeer()->isResumed, "switched off");
    for (int i = 0; i < 3; ++i)
    {
        TlsPair push(world.Make(client), serverContext); // a new client each: new sessions
        push.Run();
        test.Expect(push.AreEstablished() && !push.client.GetPeer()->isResumed, "a full one");
    }
    const auto dropped = connect(102);
    test.Expect(!dropped->client.GetPeer()->isResumed, "the server has dropped the oldest");
    TlsSettings thirteen = client;
    thirteen.maxVersion = TlsVersion::Tls13;
    const auto context13 = world.Make(thirteen);
    for (int i = 0; i < 2; ++i)
    {
        TlsPair pair(context13, serverContext);
        pair.Run();
        test.Expect(pair.AreEstablished() && !pair.client.GetPeer()->isResumed, "TLS 1.3: never");
    }
}

void
TestKeyLog(TlsTestCase& test)
{
    for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13})
    {
        TlsWorld world;
        TlsSettings server = world.MakeServer();
        TlsSettings client = world.MakeClient();
        client.maxVersion = version;
        std::set<std::string> serverLines;
        std::set<std::string> clientLines;
        server.keyLog = [&](std::string_view line)
        {
            serverLines.emplace(line);
        };
        client.keyLog = [&](std::string_view line)
        {
            clientLines.emplace(line);
        };
        TlsPair pair(world.Make(client), world.Make(server));
        pair.Run();
        test.Expect(serverLines == clientLines && !clientLines.empty(), "both log the same");
        const bool is12 = version == TlsVersion::Tls12;
        test.Expect(clientLines.size() == (is12 ? 1 : 5), "number of secrets");
        const std::string random = ToHex(pair.sentByClient.substr(5 + 4 + 2, 32));
        for (const std::string& line : clientLines)
        {
            test.Expect(line.find(' ' + random + ' ') != std::string::npos,
                        "of this client random: " + line);
            test.Expect(line.find(is12 ? "CLIENT_RANDOM" : "SECRET") != std::string::npos,
                        "a known label: " + line);
        }
    }
}

/// The suite of determinism.
class TlsDeterminismTestSuite : public TestSuite
{
  public:
    TlsDeterminismTestSuite()
        : TestSuite("tls-determinism")
    {
        AddTestCase(new TlsTestCase("the same octets for the same seed", TestSameOctets));
        AddTestCase(
            new TlsTestCase("RFC 5246 section 7.3: resumption by session ID", TestResumption));
        AddTestCase(new TlsTestCase("the key log", TestKeyLog));
    }
};

TlsDeterminismTestSuite g_tlsDeterminismTestSuite; ///< registers the suite

} // namespace

} // namespace ns3
