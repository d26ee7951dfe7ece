// SPDX-License-Identifier: GPL-2.0-only
//
// Wall time of many simultaneous calls with media, and of the same packets as plain ns-3 UDP.
//
//   media-cost MODE CALLS SECONDS HOSTS
//
// MODE: srtp, rtp or udp. CALLS PCMU calls of SECONDS each, 50 packets a second in each direction,
// between HOSTS pairs of hosts with a link each. Prints the mode, packets that arrived and the
// nanoseconds of Simulator::Run().

#include "ns3/crypto-context-helper.h"
#include "ns3/data-rate.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/node-container.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/rtp-session.h"
#include "ns3/rtp-stream-settings.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/string.h"
#include "ns3/udp-socket-factory.h"

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

const Time INTERVAL = MilliSeconds(20); ///< between packets
constexpr uint32_t SRTP_OCTETS = 182;   ///< of PCMU in RTP, with a tag of 80 bits

/// A side of a call that sends and takes packets without a meaning.
class PlainSide
{
  public:
    /**
     * @param node where
     * @param port local port
     * @param peer where packets go
     * @param size their octets
     */
    PlainSide(Ptr<Node> node, uint16_t port, Address peer, uint32_t size)
        : m_socket(Socket::CreateSocket(node, UdpSocketFactory::GetTypeId()))
        , m_peer(std::move(peer))
        , m_octets(size)
    {
        m_socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), port));
        m_socket->SetRecvCallback(MakeCallback(&PlainSide::Receive, this));
    }

    /// Sends a packet, and the next one after the interval.
    void
    Send()
    {
        m_event = Simulator::Schedule(INTERVAL, &PlainSide::Send, this);
        m_socket->SendTo(Create<Packet>(m_octets.data(), static_cast<uint32_t>(m_octets.size())),
                         0,
                         m_peer);
    }

    /// Sends no more.
    void
    Stop()
    {
        m_event.Cancel();
    }

    /** @return packets that came */
    uint64_t
    GetReceived() const
    {
        return m_received;
    }

  private:
    /** @param socket has packets */
    void
    Receive(Ptr<Socket> socket)
    {
        Address from;
        while (Ptr<Packet> packet = socket->RecvFrom(from))
        {
            ++m_received;
        }
    }

    Ptr<Socket> m_socket;          ///< the port
    Address m_peer;                ///< where packets go
    std::vector<uint8_t> m_octets; ///< of each packet
    EventId m_event;               ///< the next packet
    uint64_t m_received{0};        ///< packets that came
};

/**
 * Agrees on a call.
 *
 * @param isSecure whether it has SRTP
 * @param port of both sides
 * @param peer address of the other side
 * @param own key of this side
 * @param other key of the other side
 * @return the settings of one side
 */
RtpStreamSettings
MakeSettings(bool isSecure,
             uint16_t port,
             Ipv4Address peer,
             const SdpCrypto& own,
             const SdpCrypto& other)
{
    RtpStreamSettings settings;
    settings.isSecure = isSecure;
    settings.localPort = port;
    settings.localControlPort = port + 1;
    settings.peerAddress = peer.Get();
    settings.peerPort = port;
    settings.receivedFormats = {settings.format};
    if (isSecure)
    {
        settings.keys = SrtpKeys{own, other};
    }
    return settings;
}

} // namespace

int
main(int argc, char* argv[])
{
    if (argc != 5)
    {
        std::cerr << "usage: media-cost srtp|rtp|udp CALLS SECONDS HOSTS\n";
        return 2;
    }
    const std::string mode = argv[1];
    const auto calls = static_cast<uint32_t>(std::atoi(argv[2]));
    const double seconds = std::atof(argv[3]);
    const auto hosts = static_cast<uint32_t>(std::atoi(argv[4]));

    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("10Gbps"));
    link.SetChannelAttribute("Delay", StringValue("5ms"));
    InternetStackHelper internet;
    internet.SetIpv6StackInstall(false);
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.252");
    std::vector<NodeContainer> pairs;
    std::vector<Ipv4InterfaceContainer> interfaces;
    for (uint32_t i = 0; i < hosts; ++i)
    {
        pairs.emplace_back(2);
        internet.Install(pairs.back());
        interfaces.push_back(addresses.Assign(link.Install(pairs.back())));
        addresses.NewNetwork();
    }
    const auto crypto = CreateCryptoContext(1);
    std::vector<Ptr<RtpSession>> sessions;
    std::vector<std::unique_ptr<PlainSide>> sides;
    for (uint32_t call = 0; call < calls; ++call)
    {
        const uint32_t pair = call % hosts;
        const auto port = static_cast<uint16_t>(10000 + 2 * (call / hosts));
        const SdpCrypto keys[] = {SdpCrypto::Generate(1, SrtpSuite::AesCm128HmacSha180, *crypto),
                                  SdpCrypto::Generate(1, SrtpSuite::AesCm128HmacSha180, *crypto)};
        for (uint32_t side = 0; side < 2; ++side)
        {
            const auto node = pairs[pair].Get(side);
            const auto peer = interfaces[pair].GetAddress(1 - side);
            // Packets of different calls at different times, as they would come.
            const Time begin = MicroSeconds(7919LL * (2 * call + side) % 20000);
            if (mode == "udp")
            {
                sides.push_back(std::make_unique<PlainSide>(node,
                                                            port,
                                                            InetSocketAddress(peer, port),
                                                            SRTP_OCTETS));
                Simulator::Schedule(begin, &PlainSide::Send, sides.back().get());
                Simulator::Schedule(begin + Seconds(seconds), &PlainSide::Stop, sides.back().get());
                continue;
            }
            const auto session = CreateObject<RtpSession>();
            session->SetNode(node);
            session->AssignStreams(100 + 10 * static_cast<int64_t>(sessions.size()));
            sessions.push_back(session);
            auto settings = MakeSettings(mode == "srtp", port, peer, keys[side], keys[1 - side]);
            auto listening = settings;
            listening.sends = false;
            if (!session->Start(listening))
            {
                std::cerr << "a session does not start\n";
                return 1;
            }
            Simulator::Schedule(begin,
                                [session, settings]()
                                {
                                    static_cast<void>(session->Configure(settings));
                                });
            Simulator::Schedule(begin + Seconds(seconds), &RtpSender::Stop, session->GetSender());
        }
    }
    Simulator::Stop(Seconds(seconds + 1));
    const auto started = std::chrono::steady_clock::now();
    Simulator::Run();
    const auto ended = std::chrono::steady_clock::now();
    uint64_t received = 0;
    for (const auto& each : sides)
    {
        received += each->GetReceived();
    }
    for (const auto& each : sessions)
    {
        received += each->GetReceiver()->GetDatagrams();
        if (mode == "srtp" && each->GetReceiver()->GetDiscarded(RtpDiscard::Unauthenticated) > 0)
        {
            std::cerr << "a packet was not authentic\n";
            return 1;
        }
    }
    std::cout << mode << " " << received << " "
              << std::chrono::duration_cast<std::chrono::nanoseconds>(ended - started).count()
              << "\n";
    Simulator::Destroy();
    return 0;
}
