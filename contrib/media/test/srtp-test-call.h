// SPDX-License-Identifier: GPL-2.0-only

#ifndef SRTP_TEST_CALL_H
#define SRTP_TEST_CALL_H

#include "media-test-case.h"

#include "ns3/boolean.h"
#include "ns3/crypto-context.h"
#include "ns3/inet-socket-address.h"
#include "ns3/packet.h"
#include "ns3/rtp-session-helper.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/udp-socket-factory.h"

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

namespace ns3
{

/// Octets.
using Bytes = std::vector<uint8_t>;

/**
 * \param seed says which key
 * \param suite its suite
 * \return a key
 */
inline SdpCrypto
MakeKey(char seed, SrtpSuite suite = SrtpSuite::AesCm128HmacSha180)
{
    CryptoContext context(Octets(CryptoContext::SEED_SIZE, seed));
    return SdpCrypto::Generate(1, suite, context);
}

/**
 * Two sessions with SRTP over a link of 10 ms.
 */
struct Call
{
    /**
     * \param suite the suite
     * \param isClear UNENCRYPTED_SRTCP
     */
    explicit Call(SrtpSuite suite = SrtpSuite::AesCm128HmacSha180, bool isClear = false)
    {
        keys[0] = MakeKey('a', suite);
        keys[1] = MakeKey('b', suite);
        keys[0].isSrtcpClear = isClear;
        keys[1].isSrtcpClear = isClear;
        RtpSessionHelper helper;
        helper.SetFirstStream(100);
        helper.SetAttribute("Rtcp", BooleanValue(true));
        for (uint32_t i = 0; i < 2; ++i)
        {
            sessions.push_back(helper.Create(link.nodes.Get(i)));
            const std::function<void(Ptr<const Packet>)> keep = [this, i](Ptr<const Packet> packet)
            {
                Bytes octets(packet->GetSize());
                packet->CopyData(octets.data(), packet->GetSize());
                const bool isControl = octets[2 + 20 + 3] == 5005 % 256; // behind PPP and IPv4
                octets.erase(octets.begin(), octets.begin() + 2 + 20 + 8);
                (isControl ? control : media)[i].push_back(std::move(octets));
            };
            link.devices[i]->TraceConnectWithoutContext("MacTx",
                                                        Callback<void, Ptr<const Packet>>(keep));
        }
    }

    /**
     * \param index of a node
     * \return its settings
     */
    RtpStreamSettings
    MakeSettings(uint32_t index) const
    {
        auto settings = MediaTestLink::MakeSettings(index);
        settings.isSecure = true;
        settings.keys = SrtpKeys{keys[index], keys[1 - index]};
        return settings;
    }

    /**
     * Starts both now.
     * \return true if they do
     */
    bool
    Start()
    {
        const auto first = sessions[0]->Start(MakeSettings(0));
        const auto second = sessions[1]->Start(MakeSettings(1));
        return first && second;
    }

    /// Gives both their settings.
    void
    Configure()
    {
        for (uint32_t i = 0; i < 2; ++i)
        {
            isGood = sessions[i]->Configure(MakeSettings(i)).has_value() && isGood;
        }
    }

    /**
     * \param until when to stop
     */
    static void
    Run(Time until)
    {
        Simulator::Stop(until);
        Simulator::Run();
    }

    /**
     * \param index of a node
     * \param reason a reason
     * \return datagrams that it discarded for it
     */
    uint64_t
    Discarded(uint32_t index, RtpDiscard reason) const
    {
        return sessions[index]->GetReceiver()->GetDiscarded(reason);
    }

    /**
     * Sends a datagram from the first node.
     * \param octets its payload
     * \param port where to, at the second node
     */
    void
    Inject(const Bytes& octets, uint16_t port)
    {
        if (!attacker)
        {
            attacker = Socket::CreateSocket(link.nodes.Get(0), UdpSocketFactory::GetTypeId());
            attacker->Bind();
        }
        attacker->SendTo(Create<Packet>(octets.data(), static_cast<uint32_t>(octets.size())),
                         0,
                         InetSocketAddress(MediaTestLink::GetAddress(1), port));
    }

    MediaTestLink link;                    //!< the link
    SdpCrypto keys[2];                     //!< what each sends with
    std::vector<Ptr<RtpSession>> sessions; //!< by node
    std::vector<Bytes> media[2];           //!< what went to media ports, by sending node
    std::vector<Bytes> control[2];         //!< what went to control ports, by sending node
    Ptr<Socket> attacker;                  //!< of Inject()
    bool isGood{true};                     //!< all could be configured
};

/**
 * \param hay octets
 * \param needle text
 * \return whether the text is in them
 */
inline bool
Contains(const Bytes& hay, const std::string& needle)
{
    return std::search(hay.begin(), hay.end(), needle.begin(), needle.end()) != hay.end();
}

/**
 * \param packet an RTP packet
 * \param more what its sequence number grows by
 */
inline void
AddToNumber(Bytes& packet, std::size_t more)
{
    const std::size_t number = (packet[2] << 8 | packet[3]) + more;
    packet[2] = static_cast<uint8_t>(number >> 8);
    packet[3] = static_cast<uint8_t>(number);
}

/// \return a packet as a token is carried in
inline RtcpApp
MakeApp()
{
    return RtcpApp{0, 0, {{'T', 'E', 'S', 'T'}}, {1, 2, 3, 4}};
}

} // namespace ns3

#endif // SRTP_TEST_CALL_H
