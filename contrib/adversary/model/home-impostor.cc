// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/home-impostor.h"

#include "ns3/message-attacker.h"
#include "ns3/sip-dialog.h"
#include "ns3/sip-forwarder.h"
#include "ns3/sip-identity-signing-policy.h"
#include "ns3/sip-text.h"
#include "ns3/string.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(HomeImpostor);

namespace
{

/**
 * @param uri a user's URI
 * @return what tells the user
 */
std::string
MakeKey(const SipUri& uri)
{
    return uri.GetUser() + "@" + ToLowerAscii(uri.GetHost());
}

} // namespace

TypeId
HomeImpostor::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::HomeImpostor")
            .SetParent<ProxyAttacker>()
            .SetGroupName("Adversary")
            .AddConstructor<HomeImpostor>()
            .AddAttribute("MediaAddress",
                          "IPv4 address in the attacker's session descriptions.",
                          StringValue("203.0.113.66"),
                          MakeStringAccessor(&HomeImpostor::m_mediaAddress),
                          MakeStringChecker())
            .AddAttribute("Patience",
                          "How long an answered call must live after its ACK until the answer "
                          "counts as taken.",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&HomeImpostor::m_patience),
                          MakeTimeChecker(Seconds(0)));
    return tid;
}

HomeImpostor::HomeImpostor()
    : m_watch(std::make_shared<CallWatch>())
{
}

void
HomeImpostor::DoDispose()
{
    m_watch->Stop();
    ProxyAttacker::DoDispose();
}

void
HomeImpostor::TakeCallsFor(const SipUri& user)
{
    m_users.insert(MakeKey(user));
}

SipBody
HomeImpostor::MakeDescription() const
{
    return {"application/sdp",
            "v=0\r\no=- 66 66 IN IP4 " + m_mediaAddress + "\r\ns=-\r\nc=IN IP4 " + m_mediaAddress +
                "\r\nt=0 0\r\nm=audio 46660 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"};
}

SipVerdict
HomeImpostor::OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work)
{
    m_watch->Follow(request);
    const SipUri target = request.GetRequestUri();
    const std::string method(request.GetMethod());
    if (context.isInDialog && context.proxy->IsOwnUri(target) &&
        m_users.count(target.GetUser() + "@" + ToLowerAscii(target.GetHost())) == 0 &&
        !target.GetUser().empty())
    {
        // A dialog of ours: our Contact is the proxy itself.
        return method == "ACK" ? SipVerdict::Drop()
                               : SipVerdict::Respond(SipReply{200, "", {}, {}});
    }
    if (method != "INVITE" || context.isInDialog || m_users.count(MakeKey(target)) == 0)
    {
        return SipVerdict::Continue();
    }
    SipUri contact = context.proxy->GetRouteUri(target.IsSecure());
    contact.RemoveParameter("lr");
    contact.SetUser(target.GetUser());
    SipReply reply{200, "", {{"Contact", "<" + contact.ToString() + ">"}}, MakeDescription()};
    for (const auto route : request.GetHeaders("Record-Route"))
    {
        reply.headers.emplace_back("Record-Route", std::string(route)); // 12.1.1
    }
    // The log's watch takes it for accepted: the 200 is ours.
    const SipMessage response = MessageAttacker::MakeReply(request, SipReply{200, "", {}, {}});
    m_watch->SetLog(GetLog());
    m_watch->Hope(AttackGainKind::Answered, target.ToString(), response, "200", m_patience);
    return SipVerdict::Respond(reply);
}

SipVerdict
HomeImpostor::OnResponse(SipMessage& response, const SipPolicyContext& context, Work& work)
{
    m_watch->Follow(response);
    return SipVerdict::Continue();
}

void
HomeImpostor::CallAs(Ptr<SipProxy> proxy, const SipUri& user, const SipUri& callee)
{
    SipMessage invite = SipMessage::MakeRequest("INVITE", callee);
    invite.Add("Max-Forwards", "70");
    SipNameAddr from(user);
    from.SetTag(proxy->GetIdentifierSource()->MakeTag());
    invite.Add("From", from.ToString());
    invite.Add("To", SipNameAddr(callee).ToString());
    invite.Add("Call-ID", proxy->GetIdentifierSource()->MakeCallId(proxy->GetHost()));
    invite.Add("CSeq", SipCSeq(1, "INVITE").ToString());
    SipUri contact = proxy->GetRouteUri(callee.IsSecure());
    contact.RemoveParameter("lr");
    contact.SetUser(user.GetUser());
    invite.Add("Contact", "<" + contact.ToString() + ">");
    const SipBody body = MakeDescription();
    invite.SetBody(body.content, body.contentType);
    const std::string callId(invite.GetHeader("Call-ID").value_or(""));
    GetLog()->Attempt(AttackGainKind::Impersonated, user.ToString(), callId, from.ToString());
    SipPolicyContext context;
    context.node = proxy->GetNode();
    context.proxy = PeekPointer(proxy);
    Work work;
    *context.caller = SipUri("sip", user.GetUser(), user.GetHost()).ToString();
    for (const Ptr<SipProxyPolicy>& policy : proxy->GetPolicies())
    {
        if (DynamicCast<SipIdentitySigningPolicy>(policy) &&
            policy->OnRequest(invite, context, work).GetKind() != SipVerdict::Kind::Continue)
        {
            return;
        }
    }
    const SipForwarder forwarder(*proxy);
    auto targets = forwarder.FindTargets(invite);
    if (!targets || targets->empty())
    {
        return;
    }
    auto copy = forwarder.MakeCopy(invite, invite, targets->front());
    if (!copy)
    {
        return;
    }
    copy->request.Remove("Record-Route"); // we are the end, not a hop
    context.request = &invite;
    if (forwarder.AskPolicies(*copy, context, work).GetKind() != SipVerdict::Kind::Continue)
    {
        return;
    }
    Ptr<AttackLog> log = GetLog();
    const SipMessage sent = copy->request;
    SipTransactionUser outcome;
    outcome.onResponse = [log, proxy, user, sent](const SipReception& reception)
    {
        const int code = reception.message.GetStatusCode();
        if (code >= 200 && code < 300)
        {
            Acknowledge(proxy, sent, reception);
            log->Record(AttackGainKind::Impersonated,
                        user.ToString(),
                        reception.message,
                        std::string(sent.GetHeader("From").value_or("")));
        }
    };
    outcome.onFailure = [](const SipTransactionFailure& failure)
    {
    };
    proxy->GetTransactionLayer()->SendRequest(copy->request, copy->destination, std::move(outcome));
}

void
HomeImpostor::Acknowledge(Ptr<SipProxy> proxy,
                          const SipMessage& invite,
                          const SipReception& reception)
{
    const bool isTls = reception.source.GetProtocol() == SipTransportProtocol::Tls;
    auto dialog = SipDialog::CreateUac(invite, reception.message, isTls);
    if (!dialog)
    {
        return;
    }
    SipMessage ack = dialog->MakeAck(invite);
    auto destination = proxy->GetResolver()->Resolve(dialog->GetNextHop(), proxy->GetProtocol());
    if (!destination)
    {
        return;
    }
    const SipVia via(ToString(destination->address.GetProtocol()),
                     proxy->GetHost(),
                     proxy->GetPort(),
                     proxy->GetIdentifierSource()->MakeBranch());
    ack.Prepend("Via", via.ToString());
    static_cast<void>(proxy->GetTransactionLayer()->SendStateless(ack, *destination));
}

} // namespace ns3
