// SPDX-License-Identifier: GPL-2.0-only
// Sessions without any network: versions, keys, client certificates, closing.
#include "tls-test-world.h"

namespace ns3
{

namespace
{

void
TestMatrix(TlsTestCase& test, TlsVersion version, unsigned rsaBits, bool isMutual)
{
    TlsWorld world;
    TlsSettings server = world.MakeServer();
    server.credential = world.Issue({"uri:sip:example.com"}, rsaBits);
    TlsSettings client = world.MakeClient();
    client.minVersion = client.maxVersion = version;
    if (isMutual)
    {
        server.clientCertificate = TlsClientCertificate::Required;
        client.credential = world.Issue({"uri:sip:other.net", "dns:host.other.net"}, rsaBits);
    }
    TlsPair pair(world.Make(client), world.Make(server));
    pair.Run();
    test.Expect(pair.AreEstablished(), "established");
    if (!pair.AreEstablished())
    {
        for (const auto* each : {pair.client.GetFailure(), pair.server.GetFailure()})
        {
            test.Expect(false, each ? Describe(*each) : "no failure");
        }
        return;
    }
    const TlsPeer& seenByClient = *pair.client.GetPeer();
    const TlsPeer& seenByServer = *pair.server.GetPeer();
    test.Expect(seenByClient.version == (version == TlsVersion::Tls12 ? "TLSv1.2" : "TLSv1.3"),
                "version " + seenByClient.version);
    test.Expect(seenByClient.suite == seenByServer.suite, "suite");
    test.Expect(seenByClient.isTrusted && seenByClient.checkedName == "example.com", "server");
    test.Expect(seenByServer.isTrusted == isMutual, "client");
    test.Expect(seenByServer.hasShownOwn && seenByClient.hasShownOwn == isMutual, "shown");
    test.Expect(seenByServer.names ==
                    (isMutual ? std::vector<std::string>{"other.net"} : std::vector<std::string>{}),
                "names");
    pair.Note(true, pair.client.Send("request", pair.clientWork));
    pair.Note(false, pair.server.Send("response", pair.serverWork));
    pair.Carry();
    test.Expect(pair.plainAtServer == "request" && pair.plainAtClient == "response", "data");
    pair.Note(true, pair.client.Close(pair.clientWork));
    pair.Carry();
    test.Expect(pair.serverEvents.back() == 'c', "closed in order: " + pair.serverEvents);
    test.Expect(!pair.client.GetFailure() && !pair.server.GetFailure(), "no failure");
}

/// The suite of sessions.
class TlsSessionTestSuite : public TestSuite
{
  public:
    TlsSessionTestSuite()
        : TestSuite("tls-session")
    {
        for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13})
        {
            for (const unsigned rsaBits : {0U, 2048U, 3072U})
            {
                for (const bool isMutual : {false, true})
                {
                    const std::string name =
                        std::string(version == TlsVersion::Tls12 ? "TLS 1.2" : "TLS 1.3") +
                        (rsaBits ? ", RSA " + std::to_string(rsaBits) : ", P-256") +
                        (isMutual ? ", client certificate" : "");
                    AddTestCase(new TlsTestCase(name,
                                                [=](auto& test)
                                                {
                                                    TestMatrix(test, version, rsaBits, isMutual);
                                                }));
                }
            }
        }
    }
};

TlsSessionTestSuite g_tlsSessionTestSuite; ///< registers the suite

} // namespace

} // namespace ns3
