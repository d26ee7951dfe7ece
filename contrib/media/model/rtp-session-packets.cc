// SPDX-License-Identifier: GPL-2.0-only
// What an RtpSession does with packets; how it is set up is in rtp-session.cc.

#include "ns3/inet-socket-address.h"
#include "ns3/log.h"
#include "ns3/media-time-tag.h"
#include "ns3/rtp-session.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("RtpSessionPackets");

namespace
{

constexpr std::size_t MAXIMUM_DATAGRAM = 2048; //!< octets of a datagram that is looked at

/// Where a packet is protected or unprotected; libsrtp wants it aligned.
struct alignas(8) PacketBuffer
{
    std::array<uint8_t, MAXIMUM_DATAGRAM + SrtpContext::MAXIMUM_OVERHEAD> octets; //!< the packet
};

/**
 * \param error why a packet was not accepted
 * \return the reason to count it under
 */
RtpDiscard
ToDiscard(const SrtpError& error)
{
    switch (error.kind)
    {
    case SrtpError::Kind::Malformed:
    case SrtpError::Kind::TooLarge:
        return RtpDiscard::Malformed;
    case SrtpError::Kind::Duplicate:
    case SrtpError::Kind::Old:
        return RtpDiscard::Replayed;
    case SrtpError::Kind::TooManySources:
        return RtpDiscard::TooManySources;
    default:
        return RtpDiscard::Unauthenticated;
    }
}

} // namespace

void
RtpSession::Lose(const SrtpError& error, std::size_t size)
{
    NS_LOG_LOGIC("not sent: " << error.reason);
    ++m_unsent;
    m_unsentTrace(error, static_cast<uint32_t>(size));
}

void
RtpSession::Send(const uint8_t* data, std::size_t size)
{
    if (!m_settings.isSecure)
    {
        Ptr<Packet> packet = Create<Packet>(data, static_cast<uint32_t>(size));
        packet->AddByteTag(MediaTimeTag(Simulator::Now()));
        m_socket->SendTo(packet, 0, m_peer);
        return;
    }
    if (size > MAXIMUM_DATAGRAM || m_outgoing.GetSize() >= m_maximumWaiting)
    {
        Lose({SrtpError::Kind::TooLarge, "too long, or too many packets wait"}, size);
        return;
    }
    PacketBuffer buffer;
    std::copy_n(data, size, buffer.octets.data());
    Work work;
    const auto octets = m_srtp->ProtectRtp(buffer.octets.data(), size, buffer.octets.size(), work);
    if (!octets)
    {
        Lose(octets.error(), size);
        return;
    }
    Ptr<Packet> packet = Create<Packet>(buffer.octets.data(), static_cast<uint32_t>(*octets));
    packet->AddByteTag(MediaTimeTag(Simulator::Now()));
    m_outgoing.Execute(m_processor,
                       work,
                       [socket = m_socket, peer = m_peer, packet]()
                       {
                           socket->SendTo(packet, 0, peer);
                       });
}

void
RtpSession::Receive(Ptr<Socket> socket)
{
    Address from;
    PacketBuffer buffer;
    while (Ptr<Packet> packet = socket->RecvFrom(from))
    {
        const uint32_t size = packet->GetSize();
        if (!m_settings.receives)
        {
            m_receiver->Discard(RtpDiscard::NotReceiving, size);
            continue;
        }
        if (m_peerOnly && from != m_peer)
        {
            m_receiver->Discard(RtpDiscard::ForeignAddress, size);
            continue;
        }
        if (size > MAXIMUM_DATAGRAM)
        {
            m_receiver->Discard(RtpDiscard::Malformed, size);
            continue;
        }
        packet->CopyData(buffer.octets.data(), size);
        MediaTimeTag tag;
        const bool isTagged = packet->FindFirstMatchingByteTag(tag);
        const auto sent = isTagged ? std::optional<Time>(tag.GetSent()) : std::nullopt;
        if (m_settings.isSecure)
        {
            TakeSecure(buffer.octets.data(), size, sent);
        }
        else
        {
            m_receiver->Receive(buffer.octets.data(), size, sent);
        }
    }
}

void
RtpSession::TakeSecure(uint8_t* data, std::size_t size, std::optional<Time> sent)
{
    if (m_incoming.GetSize() >= m_maximumWaiting)
    {
        m_receiver->Discard(RtpDiscard::Overload, size);
        return;
    }
    Work work;
    const auto octets = m_srtp->UnprotectRtp(data, size, Simulator::Now(), work);
    if (!m_processor && m_incoming.GetSize() == 0) // saves a copy
    {
        octets ? m_receiver->Receive(data, *octets, sent)
               : m_receiver->Discard(ToDiscard(octets.error()), size);
        return;
    }
    std::function<void()> done;
    if (octets)
    {
        done = [this, packet = std::vector<uint8_t>(data, data + *octets), sent]()
        {
            m_receiver->Receive(packet.data(), packet.size(), sent);
        };
    }
    else
    {
        done = [this, reason = ToDiscard(octets.error()), size]()
        {
            m_receiver->Discard(reason, size);
        };
    }
    m_incoming.Execute(m_processor, work, std::move(done));
}

tl::expected<void, RtpError>
RtpSession::SendApp(RtcpApp app)
{
    return SendApp(std::move(app), static_cast<RtcpAppTiming>(m_appTiming));
}

tl::expected<void, RtpError>
RtpSession::SendApp(RtcpApp app, RtcpAppTiming timing)
{
    NS_LOG_FUNCTION(this);
    constexpr auto CONFIGURATION = RtpError::Kind::Configuration;
    if (!m_control || m_settings.peerControlPort == 0 || m_settings.peerControlAddress == 0)
    {
        return tl::make_unexpected(RtpError{CONFIGURATION, "there is no RTCP to the peer"});
    }
    auto carriage = static_cast<RtcpAppCarriage>(m_appCarriage);
    const bool isAtOnce = timing == RtcpAppTiming::AtOnce;
    if (m_settings.isSecure && !m_srtp)
    {
        return tl::make_unexpected(RtpError{CONFIGURATION, "there are no keys yet"});
    }
    const bool isClear = m_settings.isSecure && m_srtp->GetOutbound().GetKey().isSrtcpClear;
    if (carriage == RtcpAppCarriage::Automatic)
    {
        carriage = isClear ? RtcpAppCarriage::ClearSrtcp : RtcpAppCarriage::PlainPacket;
    }
    if (m_settings.isSecure && carriage == RtcpAppCarriage::ClearSrtcp && !isClear)
    {
        return tl::make_unexpected(RtpError{CONFIGURATION, "nobody on the path can read SRTCP"});
    }
    if (!m_settings.isSecure || carriage != RtcpAppCarriage::PlainPacket)
    {
        return isAtOnce ? m_reporter->SendNow(std::move(app))
                        : m_reporter->SendWithReport(std::move(app));
    }
    auto packet = m_reporter->MakeSeparate(std::move(app));
    if (!packet)
    {
        return tl::make_unexpected(packet.error());
    }
    if (isAtOnce)
    {
        SendPlainControl(packet->data(), packet->size());
        return {};
    }
    if (m_separate.size() >= RtcpReporter::MAXIMUM_WAITING)
    {
        return tl::make_unexpected(
            RtpError{RtpError::Kind::TooLarge, "too many packets wait for a report"});
    }
    m_separate.push_back(std::move(*packet));
    return {};
}

void
RtpSession::SendControl(const uint8_t* data, std::size_t size)
{
    if (!m_control || m_settings.peerControlPort == 0 || m_settings.peerControlAddress == 0)
    {
        return;
    }
    if (!m_settings.isSecure)
    {
        SendPlainControl(data, size);
        return;
    }
    if (!m_srtp)
    {
        Lose({SrtpError::Kind::Configuration, "there are no keys yet"}, size);
        return;
    }
    const RtcpSplit split = m_appCarriage == static_cast<int>(RtcpAppCarriage::Split)
                                ? SplitRtcp(data, size)
                                : RtcpSplit{};
    if (split.hasApp)
    {
        SendSecureControl(split.hidden.data(), split.hidden.size());
        SendPlainControl(split.clear.data(), split.clear.size());
    }
    else
    {
        SendSecureControl(data, size);
    }
    for (const auto& each : std::exchange(m_separate, {}))
    {
        SendPlainControl(each.data(), each.size());
    }
}

void
RtpSession::SendPlainControl(const uint8_t* data, std::size_t size)
{
    Ptr<Packet> packet = Create<Packet>(data, static_cast<uint32_t>(size));
    m_outgoing.Execute(nullptr, // behind those that wait, else now
                       {},
                       [socket = m_control, peer = m_peerControl, packet]()
                       {
                           socket->SendTo(packet, 0, peer);
                       });
}

void
RtpSession::SendSecureControl(const uint8_t* data, std::size_t size)
{
    PacketBuffer buffer;
    if (size > MAXIMUM_DATAGRAM || m_outgoing.GetSize() >= m_maximumWaiting)
    {
        Lose({SrtpError::Kind::TooLarge, "too long, or too many packets wait"}, size);
        return;
    }
    std::copy_n(data, size, buffer.octets.data());
    Work work;
    const auto octets = m_srtp->ProtectRtcp(buffer.octets.data(), size, buffer.octets.size(), work);
    if (!octets)
    {
        Lose(octets.error(), size);
        return;
    }
    Ptr<Packet> packet = Create<Packet>(buffer.octets.data(), static_cast<uint32_t>(*octets));
    m_outgoing.Execute(m_processor,
                       work,
                       [socket = m_control, peer = m_peerControl, packet]()
                       {
                           socket->SendTo(packet, 0, peer);
                       });
}

void
RtpSession::ReceiveControl(Ptr<Socket> socket)
{
    Address from;
    PacketBuffer buffer;
    while (Ptr<Packet> packet = socket->RecvFrom(from))
    {
        if (m_peerOnly && from != m_peerControl)
        {
            DiscardControl(RtpDiscard::ForeignAddress, packet->GetSize());
            continue;
        }
        if (m_settings.isSecure && !m_srtp)
        {
            DiscardControl(RtpDiscard::NotReceiving, packet->GetSize());
            continue;
        }
        // What is longer is refused like an empty one.
        const uint32_t copied = packet->CopyData(buffer.octets.data(), MAXIMUM_DATAGRAM);
        const uint32_t size = packet->GetSize() > copied ? 0 : copied;
        if (m_settings.isSecure)
        {
            TakeSecureControl(buffer.octets.data(), size);
        }
        else
        {
            m_reporter->Receive(buffer.octets.data(), size);
        }
    }
}

void
RtpSession::TakeSecureControl(const uint8_t* data, std::size_t size)
{
    if (m_incoming.GetSize() >= m_maximumWaiting)
    {
        DiscardControl(RtpDiscard::Overload, size);
        return;
    }
    PacketBuffer buffer;
    std::copy_n(data, size, buffer.octets.data());
    Work work;
    const auto octets = m_srtp->UnprotectRtcp(buffer.octets.data(), size, Simulator::Now(), work);
    std::function<void()> done;
    if (octets)
    {
        const uint8_t* const begin = buffer.octets.data();
        done = [this, packet = std::vector<uint8_t>(begin, begin + *octets)]()
        {
            m_reporter->Receive(packet.data(), packet.size());
        };
    }
    else if (auto plain = RtcpCompound::Parse(data, size))
    {
        done = [this, compound = std::move(*plain), size]()
        {
            ++m_plainControl;
            m_plainControlTrace(compound, static_cast<uint32_t>(size));
        };
    }
    else
    {
        done = [this, reason = ToDiscard(octets.error()), size]()
        {
            DiscardControl(reason, size);
        };
    }
    m_incoming.Execute(m_processor, work, std::move(done));
}

void
RtpSession::DiscardControl(RtpDiscard reason, std::size_t size)
{
    NS_LOG_LOGIC("RTCP discarded: " << GetRtpDiscardName(reason));
    ++m_controlDiscarded[static_cast<std::size_t>(reason)];
    m_controlDiscardTrace(reason, static_cast<uint32_t>(size));
}

} // namespace ns3
