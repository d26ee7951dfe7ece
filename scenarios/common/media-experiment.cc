// SPDX-License-Identifier: GPL-2.0-only

#include "media-experiment.h"

#include "ns3/boolean.h"
#include "ns3/crypto-context-helper.h"
#include "ns3/data-rate.h"
#include "ns3/end-to-middle-helper.h"
#include "ns3/media-time-tag.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/processor.h"
#include "ns3/queue.h"
#include "ns3/random-variable-stream.h"
#include "ns3/rtp-sender.h"
#include "ns3/simulator.h"
#include "ns3/sip-call.h"
#include "ns3/sip-user-agent.h"
#include "ns3/string.h"
#include "ns3/traffic-control-layer.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace ns3
{

namespace
{

constexpr double ACTIVITY = 1.004 / (1.004 + 1.587);    ///< of a speaker with pauses (ITU-T P.59)
constexpr uint64_t PCMU_OCTETS = 160 + 12 + 8 + 20 + 2; ///< payload, RTP, UDP, IPv4, PPP
constexpr int64_t STREAMS_PER_HOST = 1000;              ///< random streams of a host
constexpr int64_t CRYPTO_STREAM = 900;                  ///< of these, for cryptography
constexpr int64_t MEDIA_STREAM = 10000000;              ///< random streams of a side's media
const Time FIRST_CALL = Seconds(1);                     ///< when calls begin to be placed
const Time SET_UP = Seconds(1);           ///< calls are placed at random during this time
const Time SETTLING = MilliSeconds(2500); ///< until all are established and every source is valid
const Time ENDING = Seconds(2);           ///< for the calls' ends and what is on its way

/// A protection.
struct Protection
{
    const char* suite; ///< its suite, in session descriptions
    uint64_t octets;   ///< that it adds to an RTP packet
};

/// All protections by name.
const std::vector<std::pair<std::string, Protection>> PROTECTIONS{
    {"rtp", {"", 0}},
    {"srtp-80", {"AES_CM_128_HMAC_SHA1_80", 10}},
    {"srtp-32", {"AES_CM_128_HMAC_SHA1_32", 4}},
    {"srtp-gcm", {"AEAD_AES_128_GCM", 16}}};

/**
 * Find a protection.
 *
 * @param name its name
 * @return the protection
 */
const Protection&
Find(const std::string& name)
{
    return std::find_if(PROTECTIONS.begin(),
                        PROTECTIONS.end(),
                        [&name](const auto& each)
                        {
                            return each.first == name;
                        })
        ->second;
}

} // namespace

const std::vector<std::string>&
MediaExperiment::GetProtections()
{
    static const std::vector<std::string> names = []()
    {
        std::vector<std::string> found;
        for (const auto& [name, protection] : PROTECTIONS)
        {
            found.push_back(name);
        }
        return found;
    }();
    return names;
}

uint64_t
MediaExperiment::GetExtraOctets(const std::string& protection)
{
    return Find(protection).octets;
}

MediaExperiment::MediaExperiment(const Plan& plan, std::shared_ptr<const CostProfile> profile)
    : m_plan(plan)
    , m_network(
          [&plan]()
          {
              AdmissionNetwork::Plan network;
              network.mediaBitRate = static_cast<uint64_t>(std::llround(plan.linkKbps * 1000));
              network.queuePackets = static_cast<uint32_t>(plan.queuePackets);
              return network;
          }(),
          std::move(profile))
    , m_begin(FIRST_CALL + SET_UP + SETTLING)
    , m_end(m_begin + NanoSeconds(std::llround(plan.seconds * 1e9)))
{
    m_caller = InstallMedia(AdmissionNetwork::Caller);
    m_callee = InstallMedia(AdmissionNetwork::Callee);
    const Callback<void, Ptr<const Packet>> dropped(
        [this](Ptr<const Packet> packet)
        {
            OnDrop(packet);
        });
    for (const auto& device : m_network.GetMediaDevices())
    {
        // With a full queue the device takes no more, and what is above it drops the packet.
        device->GetQueue()->TraceConnectWithoutContext("Drop", dropped);
        device->GetNode()->GetObject<TrafficControlLayer>()->TraceConnectWithoutContext("TcDrop",
                                                                                        dropped);
    }
    m_result.packetBits = 8 * (PCMU_OCTETS + GetExtraOctets(plan.protection));
    m_result.calls =
        plan.hasPauses
            ? static_cast<uint64_t>(std::llround(static_cast<double>(plan.talkers) / ACTIVITY))
            : plan.talkers;
}

Ptr<MediaSessionDescriber>
MediaExperiment::InstallMedia(AdmissionNetwork::Host host)
{
    const auto describer = CreateObject<MediaSessionDescriber>();
    const bool isSecure = m_plan.protection != "rtp";
    describer->SetAttribute("Media", StringValue(isSecure ? "srtp" : "rtp"));
    if (isSecure)
    {
        describer->SetAttribute("Suites", StringValue(Find(m_plan.protection).suite));
        describer->SetAttribute("ClearSrtcp", BooleanValue(m_plan.isSrtcpClear));
    }
    describer->SetAttribute("Formats", StringValue("PCMU"));
    describer->GetSessions().SetAttribute("Rtcp", BooleanValue(true));
    describer->GetSessions().SetSenderAttribute("SilenceSuppression",
                                                BooleanValue(m_plan.hasPauses));
    describer->AssignStreams(MEDIA_STREAM * (1 + static_cast<int64_t>(host)));
    const Callback<void, const std::string&, Ptr<RtpSession>> made(
        [this](const std::string& callId, Ptr<RtpSession> session)
        {
            OnSession(callId, session);
        });
    describer->TraceConnectWithoutContext("SessionMade", made);
    (host == AdmissionNetwork::Caller ? m_network.GetCaller() : m_network.GetCallee())
        ->SetSessionDescriber(describer);
    return describer;
}

void
MediaExperiment::OnSession(const std::string&, Ptr<RtpSession> session)
{
    const Callback<void, const RtpHeader&, uint32_t> sent(
        [this](const RtpHeader&, uint32_t)
        {
            Add(m_sent, Simulator::Now());
        });
    const Callback<void, Time> taken(
        [this](Time delay)
        {
            const Time when = Simulator::Now() - delay;
            Add(m_taken, when);
            if (when >= m_begin && when < m_end)
            {
                m_delays.push_back(delay.GetNanoSeconds());
            }
        });
    const Callback<void, RtpDiscard, uint32_t> discarded(
        [this](RtpDiscard, uint32_t)
        {
            m_discarded += Simulator::Now() >= m_begin ? 1 : 0;
        });
    session->GetReceiver()->TraceConnectWithoutContext("Discard", discarded);
    session->GetSender()->TraceConnectWithoutContext("Tx", sent);
    session->GetReceiver()->TraceConnectWithoutContext("Delay", taken);
}

void
MediaExperiment::Add(Count& count, Time sent) const
{
    ++count.all;
    count.measured += sent >= m_begin && sent < m_end ? 1 : 0;
}

void
MediaExperiment::OnDrop(Ptr<const Packet> packet)
{
    MediaTimeTag tag;
    if (packet->FindFirstMatchingByteTag(tag)) // not RTCP
    {
        Add(m_dropped, tag.GetSent());
    }
}

tl::expected<void, std::string>
MediaExperiment::Install(CredentialOffice& office)
{
    const Ptr<SipElement> elements[] = {m_network.GetCaller(),
                                        m_network.GetProxy(AdmissionNetwork::LeftProxy),
                                        m_network.GetProxy(AdmissionNetwork::RightProxy),
                                        m_network.GetCallee()};
    for (std::size_t i = 0; i < AdmissionNetwork::HOSTS; ++i)
    {
        elements[i]->AssignStreams(STREAMS_PER_HOST * (1 + static_cast<int64_t>(i)));
    }
    EndToMiddleHelper helper;
    helper.SetBodyPolicyAttribute("Keying", StringValue(m_plan.keying));
    helper.SetBodyPolicyAttribute("Protection", StringValue("encrypt"));
    const std::string names[] = {"alice", "bob"};
    const std::string identities[] = {"uri:sip:alice@atlanta.example.com",
                                      "uri:sip:bob@biloxi.example.com"};
    for (std::size_t i = 0; i < 2; ++i)
    {
        const auto host = i == 0 ? AdmissionNetwork::Caller : AdmissionNetwork::Callee;
        const int64_t stream = STREAMS_PER_HOST * (1 + static_cast<int64_t>(host)) + CRYPTO_STREAM;
        const auto context = CreateCryptoContext(stream, office.GetLibraries());
        const CredentialOffice::Subject subject{names[i],
                                                {identities[i]},
                                                static_cast<unsigned>(i + 1)};
        const auto credential = office.Get(*context, subject, "p-256");
        if (!credential)
        {
            return tl::unexpected(credential.error());
        }
        const auto agent = i == 0 ? m_network.GetCaller() : m_network.GetCallee();
        m_archive.AddParty(names[i], *credential);
        m_archive.Listen(names[i], helper.InstallUserAgent(agent, {context, *credential}));
        (i == 0 ? m_caller : m_callee)
            ->SetCryptoContext(CreateCryptoContext(stream + 1, office.GetLibraries()));
    }
    return {};
}

const KeyArchive&
MediaExperiment::GetArchive() const
{
    return m_archive;
}

std::pair<uint64_t, uint64_t>
MediaExperiment::SumSecureWork() const
{
    const auto processor = m_network.GetNode(AdmissionNetwork::Caller)->GetObject<Processor>();
    const auto profile = processor->GetCostProfile();
    uint64_t packets = 0;
    uint64_t nanoseconds = 0;
    for (const auto& [kind, amount] : processor->GetTotal().GetAmounts())
    {
        if (kind.operation == "srtp-protect" || kind.operation == "srtp-unprotect")
        {
            packets += amount.count;
            nanoseconds += profile ? profile->GetNanoseconds(kind, amount) : 0;
        }
    }
    return {packets, nanoseconds};
}

void
MediaExperiment::Mark(bool isEnd)
{
    const auto [packets, nanoseconds] = SumSecureWork();
    if (!isEnd)
    {
        m_result.securePackets = packets;
        m_result.packetMicroseconds = static_cast<double>(nanoseconds);
        for (const auto& call : m_network.GetCaller()->GetCalls())
        {
            if (call->GetState() != SipCallState::Established || !call->IsSessionAgreed())
            {
                m_fault = "a call is not established when measuring begins";
            }
        }
        if (m_network.GetCaller()->GetCalls().size() != m_result.calls)
        {
            m_fault = "a call has failed";
        }
        return;
    }
    const double spent = static_cast<double>(nanoseconds) - m_result.packetMicroseconds;
    m_result.securePackets = packets - m_result.securePackets;
    m_result.packetMicroseconds =
        m_result.securePackets > 0 ? spent / 1000 / static_cast<double>(m_result.securePackets) : 0;
    m_result.processorShare = spent / static_cast<double>((m_end - m_begin).GetNanoSeconds());
    double jitter = 0;
    uint64_t receivers = 0;
    for (const auto& describer : {m_caller, m_callee})
    {
        for (const std::string& callId : describer->GetCallIds())
        {
            jitter += describer->GetSession(callId)->GetReceiver()->GetJitter().GetSeconds();
            ++receivers;
        }
    }
    m_result.meanJitterMs = receivers > 0 ? 1000 * jitter / static_cast<double>(receivers) : 0;
    for (const auto& call : m_network.GetCaller()->GetCalls())
    {
        call->HangUp();
    }
}

tl::expected<MediaExperiment::Result, std::string>
MediaExperiment::Run()
{
    if (!m_plan.capturePrefix.empty())
    {
        m_network.EnableCaptures(m_plan.capturePrefix);
    }
    const auto times = CreateObject<UniformRandomVariable>();
    times->SetStream(1);
    const auto target = m_network.GetCallee()->GetAddressOfRecord();
    for (uint64_t i = 0; i < m_result.calls; ++i)
    {
        const double seconds = times->GetValue(0, SET_UP.GetSeconds());
        Simulator::Schedule(FIRST_CALL + NanoSeconds(std::llround(seconds * 1e9)),
                            [agent = m_network.GetCaller(), target]()
                            {
                                agent->Invite(target);
                            });
    }
    Simulator::Schedule(m_begin, &MediaExperiment::Mark, this, false);
    Simulator::Schedule(m_end, &MediaExperiment::Mark, this, true);
    Simulator::Stop(m_end + ENDING);
    Simulator::Run();
    const std::string fault = m_fault.empty() ? FindFault() : m_fault;
    if (!fault.empty())
    {
        return tl::unexpected(fault);
    }
    m_result.offered = m_sent.measured;
    m_result.delivered = m_taken.measured;
    m_result.lost = m_dropped.measured;
    m_result.discarded = m_sent.measured - m_taken.measured - m_dropped.measured;
    if (!m_delays.empty())
    {
        std::sort(m_delays.begin(), m_delays.end());
        double sum = 0;
        for (const int64_t delay : m_delays)
        {
            sum += static_cast<double>(delay) / 1e6;
        }
        const auto place =
            static_cast<std::size_t>(std::ceil(0.95 * static_cast<double>(m_delays.size())));
        m_result.meanDelayMs = sum / static_cast<double>(m_delays.size());
        m_result.p95DelayMs = static_cast<double>(m_delays[place - 1]) / 1e6;
        m_result.maximumDelayMs = static_cast<double>(m_delays.back()) / 1e6;
    }
    return m_result;
}

std::string
MediaExperiment::FindFault() const
{
    uint64_t sent = 0;
    uint64_t arrived = 0;
    uint64_t calls = 0;
    for (const auto& describer : {m_caller, m_callee})
    {
        for (const MediaCallCounters& each : describer->GetEnded())
        {
            sent += each.sentPackets;
            arrived += each.datagrams;
            ++calls;
        }
    }
    if (calls != 2 * m_result.calls || !m_network.GetCaller()->GetCalls().empty() ||
        !m_network.GetCallee()->GetCalls().empty())
    {
        return "calls are left at the end";
    }
    // Everything on its way was waited for.
    if (sent != m_sent.all || sent != arrived + m_dropped.all)
    {
        return "media packets: " + std::to_string(sent) + " were sent, " + std::to_string(arrived) +
               " arrived, " + std::to_string(m_dropped.all) +
               " were lost before the link: that does not add up";
    }
    // Who speaks for the first time is on probation for a packet.
    const uint64_t known = m_taken.measured + m_dropped.measured;
    if (m_sent.measured < known || m_sent.measured > known + m_discarded)
    {
        return "media packets of the measured time: " + std::to_string(m_sent.measured) +
               " were sent, " + std::to_string(m_taken.measured) + " taken, " +
               std::to_string(m_dropped.measured) + " lost: that does not add up";
    }
    return "";
}

} // namespace ns3
