// SPDX-License-Identifier: GPL-2.0-only
// Connections over simulated TCP: order, time, ends of all kinds.
#include "tls-test-network.h"

#include "ns3/simulator.h"

namespace ns3
{

namespace
{

void
TestExchange(TlsTestCase& test, bool hasProcessors)
{
    TlsWorld world;
    TlsTestNetwork network;
    if (hasProcessors)
    {
        network.InstallProcessors();
    }
    network.Listen(world.Make(world.MakeServer()));
    TlsTestEnd& client = network.Connect(world.Make(world.MakeClient()));
    network.onAccept = [](TlsTestEnd& end)
    {
        end.onReceived = [&end]
        {
            end.connection->Send("answer to " + end.received);
        };
    };
    client.onEstablished = [&client]
    {
        client.connection->Send("first,");
        client.connection->Send("second");
    };
    network.Run(5);
    test.Expect(network.servers.size() == 1, "one accepted");
    TlsTestEnd& server = *network.servers[0];
    test.Expect(client.established == 1 && server.established == 1, "established once");
    test.Expect(client.traced == 1 && client.tracedReason == "none", "traced");
    test.Expect(server.received == "first,second", "server received " + server.received);
    test.Expect(client.received.find("second") != Octets::npos, "client received");
    test.Expect(client.connection->GetPeer()->isTrusted, "peer");
    // Three ways of 5 ms (SYN, SYN-ACK, Hello), and the server's flight back.
    const Time least = Seconds(1) + MilliSeconds(20);
    test.Expect(client.establishedAt > least, "it takes two round trips");
    test.Expect((client.establishedAt > least + MilliSeconds(2)) == hasProcessors,
                "and the time of the processors");
    client.connection->Close();
    network.Run(10);
    test.Expect(server.closed == 1 && server.reason == "in order", "closed: " + server.reason);
    test.Expect(client.closed == 0 && client.tracedClosed == 1, "the one who closes is not told");
    test.Expect(!client.connection->Send("x"), "nothing is sent after that");
}

/// The suite of connections.
class TlsConnectionTestSuite : public TestSuite
{
  public:
    TlsConnectionTestSuite()
        : TestSuite("tls-connection")
    {
        for (const bool hasProcessors : {false, true})
        {
            AddTestCase(new TlsTestCase(hasProcessors ? "exchange, with processors"
                                                      : "exchange, everything free",
                                        [=](auto& test)
                                        {
                                            TestExchange(test, hasProcessors);
                                        }));
        }
    }
};

TlsConnectionTestSuite g_tlsConnectionTestSuite; ///< registers the suite

} // namespace

} // namespace ns3
