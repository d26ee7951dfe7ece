// SPDX-License-Identifier: GPL-2.0-only

#include "media-session-describer.h"

#include "ns3/ipv4.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/sip-address.h"

#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("MediaSessionDescriber");

namespace
{

/// Media type of all descriptions.
const std::string SDP_TYPE = "application/sdp";

/// Random streams set aside for the sessions of one describer.
constexpr int64_t STREAMS = 1000000;

} // namespace

MediaSessionDescriber::MediaSessionDescriber() = default;

MediaSessionDescriber::~MediaSessionDescriber() = default;

void
MediaSessionDescriber::DoDispose()
{
    NS_LOG_FUNCTION(this);
    for (auto* calls : {&m_calls, &m_listening})
    {
        for (auto& [callId, call] : *calls)
        {
            call->token.Cancel();
            call->collection.Cancel();
            if (call->media)
            {
                call->media->Dispose();
            }
        }
        calls->clear();
    }
    m_ability.context.reset();
    m_node = nullptr;
    SipSessionDescriber::DoDispose();
}

void
MediaSessionDescriber::SetCryptoContext(std::shared_ptr<CryptoContext> context)
{
    m_ability.context = std::move(context);
}

RtpSessionHelper&
MediaSessionDescriber::GetSessions()
{
    return m_sessions;
}

int64_t
MediaSessionDescriber::AssignStreams(int64_t stream)
{
    m_sessions.SetFirstStream(stream);
    return STREAMS;
}

MediaSessionDescriber::Call*
MediaSessionDescriber::Find(const std::string& callId) const
{
    const auto found = m_calls.find(callId);
    return found == m_calls.end() ? nullptr : found->second.get();
}

uint16_t
MediaSessionDescriber::TakePort()
{
    for (uint32_t i = 0; i < m_portPairs; ++i)
    {
        const uint32_t port = m_firstPort + 2 * (m_nextPort++ % m_portPairs);
        if (port < 65535 && m_ports.insert(static_cast<uint16_t>(port)).second)
        {
            return static_cast<uint16_t>(port);
        }
    }
    NS_LOG_WARN("no port is free");
    return 0;
}

MediaSessionDescriber::Call&
MediaSessionDescriber::Take(const SipDialogContext& context)
{
    CallPtr& call = m_calls[context.callId];
    if (!call)
    {
        m_node = context.node;
        call = std::make_shared<Call>();
        Ipv4Address address = m_address;
        const auto ipv4 = m_node->GetObject<Ipv4>();
        if (m_address == Ipv4Address::GetAny() && ipv4 && ipv4->GetNInterfaces() > 1)
        {
            address = ipv4->GetAddress(1, 0).GetLocal();
        }
        call->port = TakePort();
        MediaAbility ability = m_ability;
        ability.isSecure = m_protection == static_cast<int>(Protection::Srtp);
        ability.packetMilliseconds = static_cast<uint32_t>(m_packetInterval.GetMilliSeconds());
        call->negotiation.emplace(std::move(ability), address, call->port, ++m_nextSession);
    }
    return *call;
}

void
MediaSessionDescriber::Refuse(const std::string& callId, const std::string& reason)
{
    NS_LOG_INFO(callId << " description refused: " << reason);
    m_refusedTrace(callId, reason);
}

SipBody
MediaSessionDescriber::MakeOffer(const SipDialogContext& context)
{
    NS_LOG_FUNCTION(this << context.callId);
    Call& call = Take(context);
    const Sdp offer = call.negotiation->MakeOffer();
    Listen(context.callId, call);
    return {SDP_TYPE, offer.Serialize()};
}

void
MediaSessionDescriber::Listen(const std::string& callId, Call& call)
{
    auto settings = call.negotiation->GetOfferedSettings();
    if (!settings.receives || call.port == 0)
    {
        return;
    }
    if (call.media && call.media->IsRunning())
    {
        settings = call.media->GetSettings();
        settings.receives = true;
    }
    else if (settings.isSecure)
    {
        settings.receives = false; // nothing can be read without the peer's key
    }
    const auto good = Run(callId, call, settings);
    if (!good)
    {
        NS_LOG_WARN("cannot listen: " << good.error().reason);
    }
}

tl::expected<SipBody, SipReply>
MediaSessionDescriber::MakeAnswer(const SipBody& offer, const SipDialogContext& context)
{
    NS_LOG_FUNCTION(this << context.callId);
    const auto refuse = [this, &context](const std::string& reason, int code)
    {
        Refuse(context.callId, reason);
        return tl::make_unexpected(SipReply{code, "", {}, {}});
    };
    if (offer.contentType != SDP_TYPE)
    {
        return refuse("not a session description", 415);
    }
    const auto remote = Sdp::Parse(offer.content);
    if (!remote)
    {
        return refuse(remote.error().reason, 488);
    }
    Call& call = Take(context);
    if (call.port == 0)
    {
        return refuse("no port is free", 503);
    }
    const auto answer = call.negotiation->MakeAnswer(*remote);
    const auto settings =
        answer ? call.negotiation->GetSettings() : tl::make_unexpected(answer.error());
    if (!settings)
    {
        return refuse(settings.error().reason, 488);
    }
    // It can receive before the answer leaves, and sends only after that.
    call.pending = *settings;
    auto listening = *settings;
    const bool isSending = call.media && call.media->IsRunning() && call.media->GetSettings().sends;
    listening.sends = settings->sends && isSending;
    const auto good = Run(context.callId, call, listening);
    if (!good)
    {
        return refuse(good.error().reason, 500);
    }
    return SipBody{SDP_TYPE, answer->Serialize()};
}

void
MediaSessionDescriber::OnAnswerSent(const SipDialogContext& context)
{
    Call* call = Find(context.callId);
    if (call && call->pending)
    {
        const auto settings = *std::exchange(call->pending, std::nullopt);
        const auto good = Run(context.callId, *call, settings);
        if (!good)
        {
            NS_LOG_WARN(context.callId << " cannot send: " << good.error().reason);
        }
    }
}

bool
MediaSessionDescriber::OnAnswer(const SipBody& answer, const SipDialogContext& context)
{
    NS_LOG_FUNCTION(this << context.callId);
    Call* call = Find(context.callId);
    if (!call)
    {
        return false;
    }
    const auto remote =
        answer.contentType == SDP_TYPE
            ? Sdp::Parse(answer.content)
            : tl::make_unexpected(
                  SdpError{SdpError::Kind::Unacceptable, 0, "not a session description"});
    const auto taken = remote ? call->negotiation->TakeAnswer(*remote, context.remoteTag)
                              : tl::make_unexpected(remote.error());
    if (!taken)
    {
        Refuse(context.callId, taken.error().reason);
        return false;
    }
    const auto good = Run(context.callId, *call, *call->negotiation->GetSettings());
    if (!good)
    {
        Refuse(context.callId, good.error().reason);
    }
    return good.has_value();
}

void
MediaSessionDescriber::MakeSession(const std::string& callId, Call& call)
{
    call.media = m_sessions.Create(m_node);
    const CallPtr shared = m_calls.at(callId);
    const std::weak_ptr<Call> weak = shared;
    const Callback<void, const RtpHeader&, uint32_t> sent(
        [weak](const RtpHeader&, uint32_t)
        {
            const auto each = weak.lock();
            if (each && each->firstSent.IsStrictlyNegative())
            {
                each->firstSent = Simulator::Now();
            }
        });
    const Callback<void, const RtpHeader&, uint32_t> received(
        [weak](const RtpHeader&, uint32_t)
        {
            const auto each = weak.lock();
            if (each && each->firstReceived.IsStrictlyNegative())
            {
                each->firstReceived = Simulator::Now();
            }
        });
    call.media->GetSender()->TraceConnectWithoutContext("Tx", sent);
    call.media->GetReceiver()->TraceConnectWithoutContext("Rx", received);
    m_madeTrace(callId, call.media);
}

tl::expected<void, RtpError>
MediaSessionDescriber::Run(const std::string& callId, Call& call, const RtpStreamSettings& settings)
{
    if (!call.media)
    {
        MakeSession(callId, call);
    }
    tl::expected<void, RtpError> good;
    if (call.media->IsRunning())
    {
        good = call.media->Configure(settings);
    }
    else if (!settings.isRefused)
    {
        call.started = call.started.IsStrictlyNegative() ? Simulator::Now() : call.started;
        good = call.media->Start(settings);
    }
    if (good && !call.grants.empty() && call.token.IsExpired())
    {
        ShowToken(callId); // there may be a peer now
    }
    return good;
}

bool
MediaSessionDescriber::SendToken(const std::string& callId, const TokenGrant& grant)
{
    Call* call = Find(callId);
    const TokenName name(grant.token.keyId, grant.token.stream);
    if (!call || (call->grants.count(name) == 0 && call->grants.size() >= MAX_TOKENS))
    {
        return false;
    }
    call->grants[name] = grant;
    ShowToken(callId);
    return true;
}

void
MediaSessionDescriber::ShowToken(std::string callId)
{
    Call* call = Find(callId);
    if (!call || call->grants.empty() || !call->media || !call->media->IsRunning() ||
        call->media->GetSettings().peerControlPort == 0)
    {
        return;
    }
    call->token.Cancel();
    Show(callId, *call, TokenAct::Open);
    if (!m_tokenInterval.IsZero())
    {
        call->token =
            Simulator::Schedule(m_tokenInterval, &MediaSessionDescriber::ShowToken, this, callId);
    }
}

void
MediaSessionDescriber::Show(const std::string& callId, const Call& call, TokenAct act)
{
    for (const auto& [name, grant] : call.grants)
    {
        // RtpSession puts its own source in. What closes goes with the BYE: behind it nothing
        // passes.
        const auto app = MakeTokenApp(grant, act, 0);
        const auto sent = act == TokenAct::Close
                              ? call.media->SendApp(app, RtcpAppTiming::WithReport)
                              : call.media->SendApp(app);
        m_tokenTrace(callId, act, sent ? std::string() : sent.error().reason);
    }
}

void
MediaSessionDescriber::OnEnd(const SipDialogContext& context)
{
    NS_LOG_FUNCTION(this << context.callId);
    const auto found = m_calls.find(context.callId);
    if (found == m_calls.end())
    {
        return;
    }
    const CallPtr call = found->second;
    call->ended = Simulator::Now();
    if (call->media)
    {
        call->token.Cancel();
        call->media->GetSender()->Stop();
        if (!call->grants.empty() && call->media->IsRunning())
        {
            Show(context.callId, *call, TokenAct::Close);
        }
        call->media->GetReporter()->Stop();
    }
    const std::string callId = context.callId;
    m_calls.erase(found);
    m_listening[callId] = call;
    call->collection =
        Simulator::Schedule(m_patience, &MediaSessionDescriber::Collect, this, callId, call);
}

void
MediaSessionDescriber::Collect(std::string callId, CallPtr call)
{
    if (call->media)
    {
        call->media->Stop();
    }
    m_ports.erase(call->port);
    m_listening.erase(callId);
    m_places[callId] = m_ended.size();
    m_ended.push_back(Count(callId, *call));
    m_endedTrace(m_ended.back());
    if (call->media)
    {
        call->media->Dispose();
    }
}

MediaCallCounters
MediaSessionDescriber::Count(const std::string& callId, const Call& call) const
{
    MediaCallCounters counters;
    counters.callId = callId;
    counters.started = call.started;
    counters.firstSent = call.firstSent;
    counters.firstReceived = call.firstReceived;
    counters.ended = call.ended;
    if (call.media)
    {
        const auto sender = call.media->GetSender();
        const auto receiver = call.media->GetReceiver();
        const auto reporter = call.media->GetReporter();
        counters.sentPackets = sender->GetTotalPackets();
        counters.sentOctets = sender->GetTotalOctets();
        counters.datagrams = receiver->GetDatagrams();
        counters.receivedPackets = receiver->GetPackets();
        counters.sentReports = reporter->GetSentPackets();
        counters.receivedReports = reporter->GetReceivedPackets();
        counters.statistics = receiver->GetStatistics();
        counters.jitter = receiver->GetJitter();
        counters.delay = receiver->GetDelay();
        for (std::size_t i = 0; i < RTP_DISCARD_COUNT; ++i)
        {
            counters.discarded[i] = receiver->GetDiscarded(static_cast<RtpDiscard>(i));
        }
    }
    return counters;
}

bool
MediaSessionDescriber::Hold(const std::string& callId, SdpDirection direction)
{
    Call* call = Find(callId);
    if (call)
    {
        call->negotiation->SetDirection(direction);
    }
    return call != nullptr;
}

bool
MediaSessionDescriber::Resume(const std::string& callId)
{
    return Hold(callId, SdpDirection::SendReceive);
}

bool
MediaSessionDescriber::MoveTo(const std::string& callId, Ipv4Address address)
{
    Call* call = Find(callId);
    if (call)
    {
        call->negotiation->SetAddress(address);
    }
    return call != nullptr;
}

Ptr<RtpSession>
MediaSessionDescriber::GetSession(const std::string& callId) const
{
    const Call* call = Find(callId);
    return call ? call->media : nullptr;
}

const SdpOfferAnswer*
MediaSessionDescriber::GetDescriptions(const std::string& callId) const
{
    const Call* call = Find(callId);
    return call ? &call->negotiation->GetDescriptions() : nullptr;
}

std::vector<std::string>
MediaSessionDescriber::GetCallIds() const
{
    std::vector<std::string> callIds;
    for (const auto& [callId, call] : m_calls)
    {
        callIds.push_back(callId);
    }
    return callIds;
}

std::optional<MediaCallCounters>
MediaSessionDescriber::GetCounters(const std::string& callId) const
{
    const auto place = m_places.find(callId);
    if (place != m_places.end())
    {
        return m_ended[place->second];
    }
    for (const auto* calls : {&m_calls, &m_listening})
    {
        const auto found = calls->find(callId);
        if (found != calls->end())
        {
            return Count(callId, *found->second);
        }
    }
    return std::nullopt;
}

const std::vector<MediaCallCounters>&
MediaSessionDescriber::GetEnded() const
{
    return m_ended;
}

} // namespace ns3
