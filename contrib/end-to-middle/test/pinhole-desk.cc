// SPDX-License-Identifier: GPL-2.0-only

#include "pinhole-desk.h"

#include "ns3/simulator.h"

namespace ns3
{

namespace
{

/**
 * \param streams streams of a call
 * \return the ports of RTP, as " CALLER>CALLEE" each
 */
std::string
Describe(const std::vector<MediaStreamEnds>& streams)
{
    std::string text;
    for (const auto& stream : streams)
    {
        text += " " + (stream.caller ? std::to_string(stream.caller->media.port) : "?") + ">" +
                (stream.callee ? std::to_string(stream.callee->media.port) : "?");
    }
    return text + ", ";
}

} // namespace

void
FakeFirewallControl::Reserve(const std::string& call,
                             const std::vector<MediaStreamEnds>& streams,
                             Done done)
{
    notes += "R " + call + Describe(streams);
    done(FirewallGrant(), Work());
}

void
FakeFirewallControl::Enable(const std::string& call,
                            const std::vector<MediaStreamEnds>& streams,
                            Done done)
{
    notes += "E " + call + Describe(streams);
    waiting.emplace_back(call, std::move(done));
    if (!isSlow)
    {
        Finish(!refuses);
    }
}

void
FakeFirewallControl::Release(const std::string& call)
{
    notes += "X " + call + ", ";
    for (auto each = waiting.begin(); each != waiting.end();)
    {
        each = each->first == call ? waiting.erase(each) : std::next(each);
    }
}

void
FakeFirewallControl::Finish(bool isGranted)
{
    for (auto& [call, done] : std::exchange(waiting, {}))
    {
        if (isGranted)
        {
            done(grant, Work());
        }
        else
        {
            done(tl::make_unexpected(FirewallError{FirewallError::Kind::Refused, "no"}), Work());
        }
    }
}

PinholeDesk::PinholeDesk()
    : control(CreateObject<FakeFirewallControl>())
    , policy(CreateObject<PinholePolicy>())
    , response(SipMessage::MakeRequest("OPTIONS", *SipUri::Parse("sip:nobody@example.com")))
{
    policy->SetControl(control);
}

std::string
PinholeDesk::MakeSdp(int port, int address)
{
    const auto host = address == 0 ? std::string("0.0.0.0") : "192.0.2." + std::to_string(address);
    return "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 " + host + "\r\nt=0 0\r\nm=audio " +
           std::to_string(port) + " RTP/AVP 0\r\n";
}

SipMessage
PinholeDesk::MakeRequest(const std::string& method,
                         unsigned sequence,
                         const std::string& toTag,
                         const std::string& body,
                         bool byCallee,
                         const std::string& callId)
{
    auto request = SipMessage::MakeRequest(method, *SipUri::Parse("sip:bob@biloxi.example.com"));
    const std::string caller = "<sip:alice@atlanta.example.com>;tag=caller";
    const std::string callee =
        "<sip:bob@biloxi.example.com>" + (toTag.empty() ? "" : ";tag=" + toTag);
    request.Add("Via", "SIP/2.0/TCP client.example.com;branch=z9hG4bK74bf9");
    request.Add("Max-Forwards", "70");
    request.Add("From", byCallee ? callee : caller);
    request.Add("To", byCallee ? caller : callee);
    request.Add("Call-ID", callId);
    request.Add("CSeq", std::to_string(sequence) + " " + method);
    if (!body.empty())
    {
        request.SetBody(body, "application/sdp");
    }
    return request;
}

char
PinholeDesk::Note(const SipVerdict& verdict)
{
    switch (verdict.GetKind())
    {
    case SipVerdict::Kind::Continue:
        return 'c';
    case SipVerdict::Kind::Respond:
        refusal = verdict.GetReply().code;
        return 'r';
    case SipVerdict::Kind::Drop:
        return 'd';
    case SipVerdict::Kind::Wait:
        return 'w';
    }
    return '?';
}

char
PinholeDesk::Send(SipMessage& request)
{
    m_kept.push_back(std::unique_ptr<Kept>(new Kept{request, request, {}}));
    Kept& kept = *m_kept.back();
    SipPolicyContext context;
    context.isInDialog = request.GetTo()->GetTag().has_value();
    context.source = source;
    context.resume = [this](const SipVerdict& verdict)
    {
        resumed += Note(verdict);
    };
    const char letter = Note(policy->OnRequest(kept.message, context, kept.work));
    request = kept.message;
    return letter;
}

char
PinholeDesk::Pass(SipMessage request)
{
    return Send(request);
}

char
PinholeDesk::Answer(const SipMessage& request,
                    int code,
                    const std::string& toTag,
                    const std::string& body)
{
    auto answer = SipMessage::MakeResponse(request, code, "");
    if (!request.GetTo()->GetTag())
    {
        answer.Set("To", "<sip:bob@biloxi.example.com>;tag=" + toTag);
    }
    if (!body.empty())
    {
        answer.SetBody(body, "application/sdp");
    }
    m_kept.push_back(std::unique_ptr<Kept>(new Kept{answer, request, {}}));
    Kept& kept = *m_kept.back();
    SipPolicyContext context;
    context.request = &kept.request;
    context.isInDialog = request.GetTo()->GetTag().has_value();
    context.source = source;
    const auto finish = [this, &kept, context](const SipVerdict& verdict)
    {
        const char letter = Note(verdict);
        if (kept.message.GetStatusCode() >= 200 && (letter == 'c' || letter == 'r'))
        {
            const auto sent =
                letter == 'c' ? kept.message : SipMessage::MakeResponse(kept.request, refusal, "");
            policy->OnFinalSent(sent, context);
        }
        response = kept.message;
        return letter;
    };
    auto given = context;
    given.resume = [this, finish](const SipVerdict& verdict)
    {
        resumed += finish(verdict);
    };
    return finish(policy->OnResponse(kept.message, given, kept.work));
}

SipMessage
PinholeDesk::Establish()
{
    auto invite = MakeRequest("INVITE", 1, "", MakeSdp(4000));
    Send(invite);
    Answer(invite, 200, "bob", MakeSdp(5000, 2));
    Pass(MakeRequest("ACK", 1, "bob", ""));
    return invite;
}

std::string
PinholeDesk::TakeNotes()
{
    return std::exchange(control->notes, {});
}

void
PinholeDesk::Wait(double seconds)
{
    Simulator::Stop(Seconds(seconds));
    Simulator::Run();
}

} // namespace ns3
