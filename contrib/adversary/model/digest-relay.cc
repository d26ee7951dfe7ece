// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/digest-relay.h"

#include "ns3/sip-text.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(DigestRelay);

TypeId
DigestRelay::GetTypeId()
{
    static TypeId tid = TypeId("ns3::DigestRelay")
                            .SetParent<AttackerHost>()
                            .SetGroupName("Adversary")
                            .AddConstructor<DigestRelay>();
    return tid;
}

DigestRelay::DigestRelay() = default;

void
DigestRelay::SetTarget(const SipUri& target, const std::optional<SipUri>& proxy)
{
    m_target = target;
    m_proxy = proxy;
}

void
DigestRelay::OnInvite(SipTransactionHandle transaction, const SipReception& reception)
{
    const SipMessage& request = reception.message;
    if (GetSipTag(request, false).empty())
    {
        AttackerHost::OnInvite(transaction, reception);
        return;
    }
    Relay(transaction, request);
}

void
DigestRelay::Relay(SipTransactionHandle transaction, const SipMessage& request)
{
    const auto from = request.GetFrom();
    const SipUri victim = from ? from->GetUri() : SipUri();
    Ptr<DigestRelay> self(this);
    const auto answer = [self, transaction, request]()
    {
        SipReply reply{200, "", {}, self->MakeDescription()};
        const auto to = request.GetTo();
        const std::string user = to ? to->GetUri().GetUser() : "";
        const SipUri contact = self->GetContact(user, request.GetRequestUri().IsSecure());
        reply.headers.emplace_back("Contact", "<" + contact.ToString() + ">");
        self->Respond(transaction, request, reply);
    };
    if (m_isAsked && request.Has("Proxy-Authorization"))
    {
        m_isAsked = false;
        const std::string proof(*request.GetHeader("Proxy-Authorization"));
        GetLog()->Record(AttackGainKind::CollectedProof, victim.ToString(), request, proof);
        SipMessage call = m_call;
        call.Set("Proxy-Authorization", proof);
        const auto sequence = call.GetCSeq();
        call.Set("CSeq", SipCSeq(sequence ? sequence->GetNumber() + 1 : 2, "INVITE").ToString());
        GetLog()->Attempt(AttackGainKind::UsedProof,
                          victim.ToString(),
                          std::string(call.GetHeader("Call-ID").value_or("")),
                          proof);
        Ptr<AttackLog> log = GetLog();
        Send(call,
             m_proxy,
             [log, victim](const SipMessage* response)
             {
                 if (response && response->GetStatusCode() < 300)
                 {
                     log->Record(AttackGainKind::UsedProof,
                                 victim.ToString(),
                                 *response,
                                 std::string(response->GetHeader("To").value_or("")));
                 }
             });
        answer();
        return;
    }
    if (m_target.GetHost().empty() || m_isAsked)
    {
        answer();
        return;
    }
    m_call = Make("INVITE", m_target, victim, m_target);
    const SipBody body = MakeDescription();
    m_call.SetBody(body.content, body.contentType);
    if (!m_proxy)
    {
        m_proxy = SipUri("sip", "", victim.GetHost());
    }
    Send(m_call,
         m_proxy,
         [self, transaction, request, answer](const SipMessage* response)
         {
             if (!response || response->GetStatusCode() != 407)
             {
                 answer();
                 return;
             }
             SipReply reply{407, "", {}, {}};
             for (const std::string& value : GetWholeHeaders(*response, "Proxy-Authenticate"))
             {
                 reply.headers.emplace_back("Proxy-Authenticate", value);
             }
             self->m_isAsked = true;
             self->Respond(transaction, request, reply);
         });
}

} // namespace ns3
