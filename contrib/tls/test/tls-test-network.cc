// SPDX-License-Identifier: GPL-2.0-only
#include "tls-test-network.h"

#include "ns3/boolean.h"
#include "ns3/cost-profile.h"
#include "ns3/global-value.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/processor-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-socket-factory.h"

#include <utility>

namespace ns3
{

TlsTestNetwork::TlsTestNetwork()
    : serverAddress(Ipv4Address("10.0.0.2"), PORT)
{
    NodeContainer nodes;
    nodes.Create(2);
    clientNode = nodes.Get(0);
    serverNode = nodes.Get(1);
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("10Mbps"));
    link.SetChannelAttribute("Delay", StringValue("5ms"));
    const NetDeviceContainer devices = link.Install(nodes);
    clientDevice = devices.Get(0)->GetObject<PointToPointNetDevice>();
    InternetStackHelper().Install(nodes);
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
    addresses.Assign(devices);
}

TlsTestNetwork::~TlsTestNetwork()
{
    for (auto* list : {&clients, &servers})
    {
        for (auto& each : *list)
        {
            each->connection->Dispose();
        }
    }
    Simulator::Destroy();
}

TlsTestEnd&
TlsTestNetwork::Make(std::vector<std::unique_ptr<TlsTestEnd>>& list)
{
    list.push_back(std::make_unique<TlsTestEnd>());
    TlsTestEnd* const end = list.back().get();
    end->connection = CreateObject<TlsConnection>();
    TlsConnection::Callbacks callbacks;
    callbacks.established = [end](Ptr<TlsConnection>, const TlsPeer&)
    {
        ++end->established;
        end->establishedAt = Simulator::Now();
        if (end->onEstablished)
        {
            end->onEstablished();
        }
    };
    callbacks.received = [end](Ptr<TlsConnection>, const Octets& octets)
    {
        end->received += octets;
        end->receivedAt = Simulator::Now();
        if (end->onReceived)
        {
            end->onReceived();
        }
    };
    callbacks.closed = [end](Ptr<TlsConnection>, const TlsFailure* failure)
    {
        ++end->closed;
        end->closedAt = Simulator::Now();
        end->reason = failure ? std::string(Describe(failure->reason)) : "in order";
    };
    end->connection->SetCallbacks(callbacks);
    end->connection->TraceConnectWithoutContext(
        "Handshake",
        Callback<void, Ptr<const TlsConnection>, const TlsPeer*, const TlsFailure*>(
            [end](Ptr<const TlsConnection>, const TlsPeer* peer, const TlsFailure* failure)
            {
                ++end->traced;
                end->tracedReason = failure ? std::string(Describe(failure->reason)) : "none";
            }));
    end->connection->TraceConnectWithoutContext(
        "Closed",
        Callback<void, Ptr<const TlsConnection>, const TlsFailure*>(
            [end](Ptr<const TlsConnection>, const TlsFailure*)
            {
                ++end->tracedClosed;
            }));
    return *end;
}

void
TlsTestNetwork::Listen(const std::shared_ptr<TlsContext>& context)
{
    m_context = context;
    m_listener = Socket::CreateSocket(serverNode, TcpSocketFactory::GetTypeId());
    m_listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
    m_listener->Listen();
    m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                  MakeCallback(&TlsTestNetwork::Accepted, this));
}

void
TlsTestNetwork::Accepted(Ptr<Socket> socket, const Address& from)
{
    TlsTestEnd& end = Make(servers);
    end.connection->Accept(socket, from, m_context);
    if (onAccept)
    {
        onAccept(end);
    }
}

TlsTestEnd&
TlsTestNetwork::Connect(const std::shared_ptr<TlsContext>& context,
                        const std::string& domain,
                        Time delay)
{
    TlsTestEnd& end = Make(clients);
    TlsConnection* const connection = PeekPointer(end.connection);
    Simulator::Schedule(Seconds(1) + delay,
                        [this, connection, context, domain]
                        {
                            connection->Connect(
                                Socket::CreateSocket(clientNode, TcpSocketFactory::GetTypeId()),
                                serverAddress,
                                context,
                                domain);
                        });
    return end;
}

Ptr<Socket>
TlsTestNetwork::ConnectPlain()
{
    Ptr<Socket> socket = Socket::CreateSocket(clientNode, TcpSocketFactory::GetTypeId());
    Simulator::Schedule(Seconds(1),
                        [this, socket]
                        {
                            socket->Bind();
                            socket->Connect(serverAddress);
                        });
    return socket;
}

void
TlsTestNetwork::InstallProcessors()
{
    const auto profile =
        CostProfile::Find("raspberry-pi-4",
                          std::string(NS_TEST_SOURCEDIR) + "/../../processor/data/cost-profiles");
    ProcessorHelper helper(std::make_shared<const CostProfile>(profile.value()));
    helper.Install(NodeContainer(clientNode, serverNode));
}

void
TlsTestNetwork::Run(double seconds)
{
    Simulator::Stop(Seconds(seconds) - Simulator::Now());
    Simulator::Run();
}

} // namespace ns3
