// SPDX-License-Identifier: GPL-2.0-only

#include "named-case.h"

#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-global-routing-helper.h"
#include "ns3/media-relay.h"
#include "ns3/node-container.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/string.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

/**
 * Two hosts with a relay between them.
 */
class RelayRig
{
  public:
    /**
     * \param lastPort the relay's last port; the first one is 30000
     */
    explicit RelayRig(uint16_t lastPort)
        : m_nodes(3)
    {
        InternetStackHelper().Install(m_nodes);
        PointToPointHelper link;
        Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
        m_ends[0] = addresses.Assign(link.Install(m_nodes.Get(0), m_nodes.Get(1))).GetAddress(0);
        addresses.NewNetwork();
        const auto right = addresses.Assign(link.Install(m_nodes.Get(1), m_nodes.Get(2)));
        m_ends[1] = right.GetAddress(1);
        Ipv4GlobalRoutingHelper::PopulateRoutingTables();
        relay = CreateObject<MediaRelay>();
        relay->SetAttribute("Address", Ipv4AddressValue(right.GetAddress(0)));
        relay->SetAttribute("FirstPort", UintegerValue(29999));
        relay->SetAttribute("LastPort", UintegerValue(lastPort));
        m_nodes.Get(1)->AddApplication(relay);
        relay->Initialize();
        for (std::size_t i = 0; i < 2; ++i)
        {
            for (std::size_t j = 0; j < 2; ++j)
            {
                auto& socket = m_sockets[i][j];
                socket = Socket::CreateSocket(m_nodes.Get(i == 0 ? 0 : 2),
                                              UdpSocketFactory::GetTypeId());
                socket->Bind(InetSocketAddress(m_ends[i], static_cast<uint16_t>(4000 + j)));
                socket->SetRecvCallback(MakeCallback(&RelayRig::Receive, this));
            }
        }
    }

    /**
     * \param end 0 or 1
     * \return where its media comes in
     */
    InetSocketAddress
    GetPeer(std::size_t end) const
    {
        return InetSocketAddress(m_ends[end], 4000);
    }

    /**
     * \param end 0 or 1
     * \param port of the relay
     * \param isControl whether RTCP is sent
     * \param octets how many
     */
    void
    Send(std::size_t end, uint16_t port, bool isControl, uint32_t octets)
    {
        m_sockets[end][isControl ? 1 : 0]->SendTo(
            Create<Packet>(octets),
            0,
            InetSocketAddress(relay->GetAddress(), static_cast<uint16_t>(port + isControl)));
    }

    Ptr<MediaRelay> relay;             ///< the relay
    std::vector<std::string> received; ///< "END/PORT<OCTETS" by the hosts

  private:
    /**
     * \param socket has packets
     */
    void
    Receive(Ptr<Socket> socket)
    {
        Address local;
        socket->GetSockName(local);
        while (Ptr<Packet> packet = socket->Recv())
        {
            received.push_back(std::to_string(socket->GetNode() == m_nodes.Get(0) ? 0 : 1) + "/" +
                               std::to_string(InetSocketAddress::ConvertFrom(local).GetPort()) +
                               "<" + std::to_string(packet->GetSize()));
        }
    }

    NodeContainer m_nodes;       ///< host, relay, host
    Ipv4Address m_ends[2];       ///< of the hosts
    Ptr<Socket> m_sockets[2][2]; ///< media and control of the hosts
};

/**
 * Media by way of a relay.
 */
class MediaRelayTestSuite : public TestSuite
{
  public:
    MediaRelayTestSuite()
        : TestSuite("media-relay")
    {
        AddTestCase(
            new NamedCase("RFC 3264 5.1: media, and control at the next port", TestForward));
        AddTestCase(new NamedCase("Ports run out, and are free again", TestPorts));
    }

  private:
    static void
    TestForward(NamedCase& t)
    {
        RelayRig rig(30100);
        uint32_t stream = 0;
        Simulator::Schedule(MilliSeconds(1),
                            [&]()
                            {
                                stream = rig.relay->Open().value_or(0);
                                const auto first = rig.relay->GetPort(stream, MediaRelay::First);
                                rig.relay->SetPeer(stream, MediaRelay::First, rig.GetPeer(0));
                                rig.Send(0, first, false, 99); // nobody is there yet
                            });
        Simulator::Schedule(MilliSeconds(200),
                            [&]()
                            {
                                const auto first = rig.relay->GetPort(stream, MediaRelay::First);
                                const auto second = rig.relay->GetPort(stream, MediaRelay::Second);
                                t.Expect(first % 2 == 0 && second % 2 == 0 && first != second,
                                         "even ports");
                                rig.relay->SetPeer(stream, MediaRelay::Second, rig.GetPeer(1));
                                rig.Send(0, first, false, 10);
                                rig.Send(0, first, true, 11);
                                rig.Send(1, second, false, 12);
                                rig.Send(1, second, true, 13);
                            });
        Simulator::Schedule(MilliSeconds(400),
                            [&]()
                            {
                                const auto first = rig.relay->GetPort(stream, MediaRelay::First);
                                rig.relay->Close(stream);
                                rig.relay->Close(stream);
                                rig.Send(0, first, false, 14);
                            });
        Simulator::Stop(Seconds(1));
        Simulator::Run();
        std::sort(rig.received.begin(), rig.received.end());
        std::string all;
        for (const auto& each : rig.received)
        {
            all += each + " ";
        }
        t.ExpectEqual(all, "0/4000<12 0/4001<13 1/4000<10 1/4001<11 ", "both, in both directions");
        t.ExpectEqual(rig.relay->GetForwardedCount(), 4U, "forwarded");
        t.ExpectEqual(rig.relay->GetDroppedCount(), 1U, "dropped");
        t.ExpectEqual(rig.relay->GetOpenCount(), 0U, "closed");
    }

    static void
    TestPorts(NamedCase& t)
    {
        RelayRig rig(30007); // four pairs, two streams
        t.Expect(!rig.relay->Open(), "it does not run yet");
        Simulator::Schedule(MilliSeconds(1),
                            [&]()
                            {
                                const auto one = rig.relay->Open();
                                const auto two = rig.relay->Open();
                                t.Expect(one && two && *one != *two, "two streams");
                                t.Expect(!rig.relay->Open(), "and no third");
                                rig.relay->Close(one.value_or(0));
                                t.Expect(rig.relay->Open().has_value(), "but in the place of one");
                                t.ExpectEqual(rig.relay->GetPort(7, MediaRelay::First), 0U, "none");
                            });
        Simulator::Stop(Seconds(1));
        Simulator::Run();
    }
};

MediaRelayTestSuite g_mediaRelayTestSuite; ///< the suite

} // namespace
