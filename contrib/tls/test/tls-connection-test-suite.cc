// SPDX-License-Identifier: GPL-2.0-only
// Connections over simulated TCP: order, time, ends of all kinds.
#include "tls-test-network.h"

#include "ns3/double.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

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

void
TestRefused(TlsTestCase& test)
{
    TlsWorld world;
    TlsTestNetwork network; // nobody listens
    TlsTestEnd& client = network.Connect(world.Make(world.MakeClient()));
    network.Run(20);
    test.Expect(client.closed == 1 && client.reason == "connect-failed", client.reason);
    test.Expect(client.traced == 1 && client.tracedReason == "connect-failed", "traced");
    test.Expect(client.closedAt <= Seconds(11), "after the timeout at the latest");
    test.Expect(!client.connection->IsUsable() && !client.connection->GetPeer(), "no use");
}

void
TestUnreachable(TlsTestCase& test)
{
    TlsWorld world;
    TlsTestNetwork network;
    network.serverAddress = InetSocketAddress(Ipv4Address("10.0.0.77"), 5061);
    TlsTestEnd& client = network.Connect(world.Make(world.MakeClient()));
    client.connection->SetAttribute("ConnectTimeout", TimeValue(Seconds(3)));
    network.Run(20);
    test.Expect(client.closed == 1 && client.reason == "connect-failed", client.reason);
    test.Expect(client.closedAt <= Seconds(4), "after the timeout");
}

void
TestSilentClients(TlsTestCase& test)
{
    constexpr int COUNT = 1000;
    TlsWorld world;
    TlsTestNetwork network;
    network.Listen(world.Make(world.MakeServer()));
    std::vector<Ptr<Socket>> sockets;
    for (int i = 0; i < COUNT; ++i)
    {
        sockets.push_back(network.ConnectPlain());
    }
    TlsTestEnd& honest =
        network.Connect(world.Make(world.MakeClient()), "example.com", MilliSeconds(900));
    network.Run(60);
    int timedOut = 0;
    for (const auto& each : network.servers)
    {
        timedOut += each->closed == 1 && each->reason == "timeout" && each->traced == 1 &&
                    each->tracedReason == "timeout" && each->tracedClosed == 0;
    }
    test.Expect(network.servers.size() == COUNT + 1, "all were accepted");
    test.Expect(timedOut == COUNT, std::to_string(timedOut) + " timed out");
    test.Expect(honest.established == 1 && honest.connection->IsEstablished(),
                "an honest one is served meanwhile");
}

void
TestSilentServer(TlsTestCase& test)
{
    TlsWorld world;
    TlsTestNetwork network;
    Ptr<Socket> listener = Socket::CreateSocket(network.serverNode, TcpSocketFactory::GetTypeId());
    listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), TlsTestNetwork::PORT));
    listener->Listen();
    TlsTestEnd& client = network.Connect(world.Make(world.MakeClient()));
    client.connection->SetAttribute("HandshakeTimeout", TimeValue(Seconds(2)));
    network.Run(10);
    test.Expect(client.closed == 1 && client.reason == "timeout", client.reason);
    test.Expect(client.closedAt > Seconds(3) && client.closedAt < Seconds(3.1), "after 2 s");
}

void
TestGarbage(TlsTestCase& test)
{
    TlsWorld world;
    TlsTestNetwork network;
    network.Listen(world.Make(world.MakeServer()));
    Ptr<Socket> socket = network.ConnectPlain();
    Simulator::Schedule(Seconds(1.5),
                        [socket]
                        {
                            const std::string text = "REGISTER sip:example.com SIP/2.0\r\n\r\n";
                            socket->Send(reinterpret_cast<const uint8_t*>(text.data()),
                                         static_cast<uint32_t>(text.size()),
                                         0);
                        });
    network.Run(5);
    TlsTestEnd& server = *network.servers.at(0);
    test.Expect(server.closed == 1 && server.reason == "protocol-error", server.reason);
}

void
TestRefusedCertificates(TlsTestCase& test)
{
    for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13})
    {
        TlsWorld world;
        TlsSettings client = world.MakeClient();
        client.maxVersion = version;
        TlsTestNetwork network;
        TlsSettings server = world.MakeServer();
        server.clientCertificate = TlsClientCertificate::Required;
        network.Listen(world.Make(server));
        TlsTestEnd& nameless = network.Connect(world.Make(client));
        TlsTestEnd& wrong = network.Connect(world.Make(client), "example.org", Seconds(1));
        network.Run(10);
        test.Expect(network.servers.at(0)->reason == "no-client-certificate",
                    network.servers[0]->reason);
        test.Expect(nameless.closed == 1 && nameless.reason == "alert-received", nameless.reason);
        const int early = version == TlsVersion::Tls13; // established before it was refused
        test.Expect(nameless.established == early && nameless.tracedClosed == early, "early");
        test.Expect(network.servers.at(1)->reason == "alert-received", network.servers[1]->reason);
        test.Expect(wrong.closed == 1 && wrong.reason == "name-mismatch" && wrong.traced == 1 &&
                        wrong.tracedReason == "name-mismatch" && wrong.established == 0,
                    wrong.reason);
        test.Expect(wrong.connection->GetFailure() &&
                        wrong.connection->GetFailure()->alertSent.has_value(),
                    "it has told the server");
    }
}

void
TestAbort(TlsTestCase& test)
{
    TlsWorld world;
    TlsTestNetwork network;
    network.Listen(world.Make(world.MakeServer()));
    TlsTestEnd& client = network.Connect(world.Make(world.MakeClient()));
    client.onEstablished = [&]
    {
        client.connection->Send("some");
    };
    Simulator::Schedule(Seconds(3),
                        [&]
                        {
                            client.connection->Abort();
                            client.connection->Abort();
                            client.connection->Close();
                        });
    network.Run(5);
    TlsTestEnd& server = *network.servers.at(0);
    test.Expect(server.received == "some", "what came before");
    test.Expect(server.closed == 1 && server.reason == "truncated", server.reason);
    test.Expect(client.closed == 0 && client.tracedClosed == 1, "the one who aborts is not told");
}

void
TestMidMessage(TlsTestCase& test, bool isReset)
{
    // The link breaks in the middle of a large message, and then the client gives up.
    TlsWorld world;
    TlsTestNetwork network;
    network.Listen(world.Make(world.MakeServer()));
    TlsTestEnd& client = network.Connect(world.Make(world.MakeClient()));
    client.onEstablished = [&]
    {
        client.connection->Send(Octets(200000, 'x'));
    };
    network.onAccept = [&](TlsTestEnd& server)
    {
        server.onReceived = [&]
        {
            if (isReset)
            {
                server.connection->Abort(); // with octets unread: TCP resets
            }
            else
            {
                client.connection->Abort();
            }
        };
    };
    network.Run(30);
    TlsTestEnd& server = *network.servers.at(0);
    test.Expect(!server.received.empty() && server.received.size() < 200000, "a part");
    const TlsTestEnd& told = isReset ? client : server;
    test.Expect(told.closed == 1 && told.reason == "truncated", told.reason);
}

void
TestCloseAfterData(TlsTestCase& test)
{
    TlsWorld world;
    TlsTestNetwork network;
    network.InstallProcessors();
    network.Listen(world.Make(world.MakeServer()));
    TlsTestEnd& client = network.Connect(world.Make(world.MakeClient()));
    Octets sent;
    Simulator::Schedule(Seconds(1.001),
                        [&]
                        {
                            for (int i = 0; i < 100; ++i)
                            {
                                const Octets message(4000, static_cast<char>('a' + i % 26));
                                sent += message;
                                test.Expect(client.connection->Send(message), "kept");
                            }
                            client.connection->Close(); // before the handshake is complete
                            test.Expect(!client.connection->Send("late"), "not after Close()");
                        });
    network.Run(30);
    TlsTestEnd& server = *network.servers.at(0);
    test.Expect(server.received == sent, "all was received, in order");
    test.Expect(server.closed == 1 && server.reason == "in order", server.reason);
    test.Expect(client.established == 0 && client.closed == 0, "the client is not told any more");
    test.Expect(client.traced == 1 && client.tracedReason == "none", "but the trace is");
}

void
TestQueue(TlsTestCase& test)
{
    TlsWorld world;
    TlsTestNetwork network;
    network.Listen(world.Make(world.MakeServer()));
    TlsTestEnd& client = network.Connect(world.Make(world.MakeClient()));
    client.connection->SetAttribute("MaxQueue", UintegerValue(1000));
    int kept = 0;
    Simulator::Schedule(Seconds(1.001),
                        [&]
                        {
                            for (int i = 0; i < 30; ++i)
                            {
                                kept += client.connection->Send(Octets(100, 'x'));
                            }
                        });
    network.Run(5);
    test.Expect(kept == 10, "no more than MaxQueue waits");
    test.Expect(network.servers.at(0)->received.size() == 1000, "what was kept was sent");
}

void
TestManyCores(TlsTestCase& test)
{
    // Short work could overtake long work on another core: a connection must not let it.
    TlsWorld world;
    TlsTestNetwork network;
    network.InstallProcessors();
    for (const auto& node : {network.clientNode, network.serverNode})
    {
        node->GetObject<Processor>()->SetAttribute("Cores", UintegerValue(8));
    }
    network.Listen(world.Make(world.MakeServer()));
    TlsTestEnd& client = network.Connect(world.Make(world.MakeClient()));
    Octets sent;
    client.onEstablished = [&]
    {
        for (int i = 0; i < 40; ++i)
        {
            const Octets message(i % 2 ? 10 : 15000, static_cast<char>('a' + i % 26));
            sent += message;
            client.connection->Send(message);
        }
    };
    network.Run(10);
    test.Expect(network.servers.at(0)->received == sent, "in order");
}

void
TestSlowReceiver(TlsTestCase& test)
{
    // The server's processor is slower than the link: octets wait in TCP, none is lost.
    TlsWorld world;
    TlsTestNetwork network;
    network.InstallProcessors();
    network.serverNode->GetObject<Processor>()->SetAttribute("SpeedFactor", DoubleValue(0.005));
    network.Listen(world.Make(world.MakeServer()));
    TlsTestEnd& client = network.Connect(world.Make(world.MakeClient()));
    client.onEstablished = [&]
    {
        client.connection->Send(Octets(600000, 'x'));
    };
    network.Run(60);
    test.Expect(network.servers.at(0)->received.size() == 600000,
                std::to_string(network.servers[0]->received.size()) + " received");
    test.Expect(network.servers[0]->receivedAt > Seconds(4), "slowly");
}

void
TestLettingGo(TlsTestCase& test)
{
    // Owners that drop, close or dispose of a connection from within its callbacks.
    for (int how = 0; how < 6; ++how)
    {
        TlsWorld world;
        TlsTestNetwork network;
        if (how % 2)
        {
            network.InstallProcessors();
        }
        network.Listen(world.Make(world.MakeServer()));
        TlsTestEnd& client = network.Connect(world.Make(world.MakeClient()));
        network.onAccept = [&](TlsTestEnd& server)
        {
            server.onReceived = [&]
            {
                switch (how / 2)
                {
                case 0:
                    server.connection->Send("last");
                    server.connection->Close();
                    server.connection = CreateObject<TlsConnection>(); // lets go of the old one
                    break;
                case 1:
                    server.connection->Dispose();
                    break;
                default:
                    server.connection->Abort();
                    server.connection = CreateObject<TlsConnection>();
                    break;
                }
            };
        };
        client.onEstablished = [&]
        {
            client.connection->Send("request");
        };
        network.Run(20);
        if (how / 2 == 0)
        {
            test.Expect(client.received == "last" && client.reason == "in order",
                        "closed: " + client.reason);
        }
        else if (how / 2 == 2)
        {
            test.Expect(client.reason == "truncated", "aborted: " + client.reason);
        }
    }
}

void
TestDisposeWhileBusy(TlsTestCase& test)
{
    TlsWorld world;
    TlsTestNetwork network;
    network.InstallProcessors();
    network.Listen(world.Make(world.MakeServer()));
    TlsTestEnd& client = network.Connect(world.Make(world.MakeClient()));
    for (int i = 0; i < 40; ++i)
    {
        // One of them hits the time in which the handshake's work is done.
        network.Connect(world.Make(world.MakeClient()), "example.com", MilliSeconds(i));
    }
    Simulator::Schedule(Seconds(1.022),
                        [&]
                        {
                            for (auto& each : network.clients)
                            {
                                each->connection->Dispose();
                            }
                        });
    network.Run(3);
    test.Expect(client.closed == 0, "nobody is told");
}

void
TestSimulatedTime(TlsTestCase& test)
{
    // A certificate that expires while the simulation runs.
    TlsWorld world;
    TlsSettings server = world.MakeServer();
    TlsSettings client = world.MakeClient();
    client.epoch = TlsWorld::END - 3;
    TlsTestNetwork network;
    network.Listen(world.Make(server));
    TlsTestEnd& early = network.Connect(world.Make(client));
    TlsTestEnd& late = network.Connect(world.Make(client), "example.com", Seconds(3));
    network.Run(10);
    test.Expect(early.established == 1, "before its end");
    test.Expect(early.connection->IsEstablished(), "a connection stays");
    test.Expect(late.reason == "certificate-expired", "after it: " + late.reason);
}

/// The suite of connections.
class TlsConnectionTestSuite : public TestSuite
{
  public:
    TlsConnectionTestSuite()
        : TestSuite("tls-connection")
    {
        for (const bool isSet : {false, true})
        {
            AddTestCase(
                new TlsTestCase(isSet ? "exchange, with processors" : "exchange, everything free",
                                [=](auto& test)
                                {
                                    TestExchange(test, isSet);
                                }));
            AddTestCase(new TlsTestCase(isSet ? "reset in mid-message" : "closed in mid-message",
                                        [=](auto& test)
                                        {
                                            TestMidMessage(test, isSet);
                                        }));
        }
        const std::vector<std::pair<const char*, void (*)(TlsTestCase&)>> cases{
            {"nobody listens", TestRefused},
            {"an address that nobody has", TestUnreachable},
            {"1000 connections that say nothing", TestSilentClients},
            {"a server that says nothing", TestSilentServer},
            {"octets that are not TLS", TestGarbage},
            {"refused certificates", TestRefusedCertificates},
            {"abort", TestAbort},
            {"close after data", TestCloseAfterData},
            {"the queue is bounded", TestQueue},
            {"order on many cores", TestManyCores},
            {"a slow receiver", TestSlowReceiver},
            {"owners that let go", TestLettingGo},
            {"disposal while busy", TestDisposeWhileBusy},
            {"certificates at simulated time", TestSimulatedTime},
        };
        for (const auto& [name, function] : cases)
        {
            AddTestCase(new TlsTestCase(name, function));
        }
    }
};

TlsConnectionTestSuite g_tlsConnectionTestSuite; ///< registers the suite

} // namespace

} // namespace ns3
