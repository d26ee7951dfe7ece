// SPDX-License-Identifier: GPL-2.0-only

#ifndef TOKEN_RIG_H
#define TOKEN_RIG_H

#include "ns3/data-rate.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-global-routing-helper.h"
#include "ns3/media-filter.h"
#include "ns3/node-container.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/token-firewall-control.h"
#include "ns3/token-gate.h"
#include "ns3/token-ledger.h"
#include "ns3/udp-socket-factory.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * Alice, two firewalls, Bob, in a row; Mallory is at the first firewall too. Both firewalls are
 * closed and have a gate for tokens.
 */
class TokenRig
{
  public:
    /// Who sends.
    enum Host : std::size_t
    {
        Alice,   //!< the caller
        Bob,     //!< the callee
        Mallory, //!< neither
    };

    /// How RTCP looks on the wire.
    enum class Form
    {
        Plain,      //!< RTCP
        ClearSrtcp, //!< SRTCP that does not encrypt
    };

    TokenRig()
        : nodes(5)
    {
        InternetStackHelper().Install(nodes);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", DataRateValue(DataRate("100Mbps")));
        link.SetChannelAttribute("Delay", TimeValue(MilliSeconds(1)));
        Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
        m_addresses[Alice] =
            addresses.Assign(link.Install(nodes.Get(0), nodes.Get(1))).GetAddress(0);
        addresses.NewNetwork();
        addresses.Assign(link.Install(nodes.Get(1), nodes.Get(2)));
        addresses.NewNetwork();
        m_addresses[Bob] = addresses.Assign(link.Install(nodes.Get(2), nodes.Get(3))).GetAddress(1);
        addresses.NewNetwork();
        m_addresses[Mallory] =
            addresses.Assign(link.Install(nodes.Get(1), nodes.Get(4))).GetAddress(1);
        Ipv4GlobalRoutingHelper::PopulateRoutingTables();
        keys.Add(1, Secret(Octets(32, 'k')));
        control = CreateObject<TokenFirewallControl>();
        control->SetKeys(keys);
        control->AssignStreams(1);
        ledger = CreateObject<TokenLedger>();
        ledger->WatchControl(control);
        for (std::size_t i = 0; i < 2; ++i)
        {
            filters[i] = MediaFilter::Install(nodes.Get(static_cast<uint32_t>(1 + i)));
            gates[i] = CreateObject<TokenGate>();
            gates[i]->SetKeys(keys);
            filters[i]->AddInspector(gates[i]);
            ledger->WatchGate(gates[i]);
        }
        Step(MilliSeconds(1)); // nodes begin
    }

    /**
     * \param host a host
     * \param port a port
     * \return both
     */
    MediaEnd
    GetEnd(Host host, uint16_t port) const
    {
        return {m_addresses[host].Get(), port};
    }

    /**
     * \param port Alice's, for RTP
     * \return a stream between Alice and Bob
     */
    MediaStreamEnds
    GetStream(uint16_t port = 4000) const
    {
        MediaStreamEnds ends;
        ends.caller = {GetEnd(Alice, port), GetEnd(Alice, static_cast<uint16_t>(port + 1))};
        ends.callee = {GetEnd(Bob, 5000), GetEnd(Bob, 5001)};
        return ends;
    }

    /**
     * \param call a call
     * \param port Alice's
     * \return both parties' tokens
     */
    std::pair<TokenGrant, TokenGrant>
    Enable(const std::string& call = "call", uint16_t port = 4000)
    {
        std::pair<TokenGrant, TokenGrant> grants;
        control->Enable(call,
                        {GetStream(port)},
                        [&](const tl::expected<FirewallGrant, FirewallError>& grant, const Work&)
                        {
                            grants.first = *TokenGrant::Parse(grant->forCaller.at(0));
                            grants.second = *TokenGrant::Parse(grant->forCallee.at(0));
                        });
        return grants;
    }

    /**
     * \param app an APP packet
     * \param form how it looks
     * \return a compound packet with it
     */
    static std::vector<uint8_t>
    MakeControl(const RtcpApp& app, Form form = Form::Plain)
    {
        RtcpCompound compound;
        compound.packets.emplace_back(RtcpReceiverReport{app.ssrc, {}});
        compound.packets.emplace_back(RtcpSourceDescription{{{app.ssrc, {{1, "x"}}}}});
        compound.packets.emplace_back(app);
        auto octets = *compound.Serialize();
        if (form == Form::ClearSrtcp)
        {
            octets.insert(octets.end(), {0, 0, 0, 1});
            octets.insert(octets.end(), 10, 0xFF);
        }
        return octets;
    }

    /**
     * Sends a datagram.
     * \param host who
     * \param port whence
     * \param to where to
     * \param octets what
     */
    void
    Send(Host host, uint16_t port, const MediaEnd& to, const std::vector<uint8_t>& octets)
    {
        GetSocket(host, port)
            ->SendTo(Create<Packet>(octets.data(), static_cast<uint32_t>(octets.size())),
                     0,
                     InetSocketAddress(Ipv4Address(to.address), to.port));
    }

    /**
     * Sends a token by the way it is for.
     * \param grant what a party got
     * \param act what it wants
     * \param form how it looks
     */
    void
    Show(const TokenGrant& grant, TokenAct act = TokenAct::Open, Form form = Form::Plain)
    {
        const MediaFlow flow = grant.token.GetCarrier();
        const Host host = grant.token.holder == MediaToken::Holder::Caller ? Alice : Bob;
        Send(host,
             flow.source.port,
             flow.destination,
             MakeControl(MakeTokenApp(grant, act, 7), form));
        Step(MilliSeconds(20));
    }

    /**
     * Sends RTP both ways between Alice and Bob.
     * \param port Alice's
     * \return how many packets arrived: Alice's and Bob's
     */
    std::pair<int, int>
    Talk(uint16_t port = 4000)
    {
        const auto before = received;
        GetSocket(Bob, 5000);
        GetSocket(Alice, port);
        Send(Alice, port, GetEnd(Bob, 5000), std::vector<uint8_t>(172, 0x80));
        Send(Bob, 5000, GetEnd(Alice, port), std::vector<uint8_t>(172, 0x80));
        Step(MilliSeconds(20));
        const auto count = [&](Host host, uint16_t at)
        {
            const auto was = before.find({host, at});
            return received[{host, at}] - (was == before.end() ? 0 : was->second);
        };
        return {count(Bob, 5000), count(Alice, port)};
    }

    /// \param time how long to let pass
    static void
    Step(Time time)
    {
        Simulator::Stop(time);
        Simulator::Run();
    }

    /**
     * \param host a host
     * \param port a port
     * \return its socket there
     */
    Ptr<Socket>
    GetSocket(Host host, uint16_t port)
    {
        Ptr<Socket>& socket = m_sockets[{host, port}];
        if (!socket)
        {
            const uint32_t number = host == Alice ? 0 : host == Bob ? 3 : 4;
            socket = Socket::CreateSocket(nodes.Get(number), UdpSocketFactory::GetTypeId());
            socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), port));
            socket->SetRecvCallback(MakeCallback(&TokenRig::Receive, this));
        }
        return socket;
    }

    NodeContainer nodes;                               ///< Alice, firewalls, Bob, Mallory
    TokenKeys keys;                                    ///< what gates and control share
    Ptr<TokenFirewallControl> control;                 ///< makes tokens
    Ptr<MediaFilter> filters[2];                       ///< Alice's, Bob's
    Ptr<TokenGate> gates[2];                           ///< theirs
    Ptr<TokenLedger> ledger;                           ///< of all tokens
    std::map<std::pair<Host, uint16_t>, int> received; ///< datagrams, by host and port

  private:
    /**
     * \param socket has packets
     */
    void
    Receive(Ptr<Socket> socket)
    {
        for (const auto& [name, each] : m_sockets)
        {
            while (each == socket && socket->Recv())
            {
                ++received[name];
            }
        }
    }

    Ipv4Address m_addresses[3];                                 ///< of the hosts
    std::map<std::pair<Host, uint16_t>, Ptr<Socket>> m_sockets; ///< by host and port
};

} // namespace ns3

#endif // TOKEN_RIG_H
