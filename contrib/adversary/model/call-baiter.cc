// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/call-baiter.h"

#include "ns3/boolean.h"
#include "ns3/session-text.h"
#include "ns3/sip-text.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(CallBaiter);

TypeId
CallBaiter::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::CallBaiter")
            .SetParent<AttackerHost>()
            .SetGroupName("Adversary")
            .AddConstructor<CallBaiter>()
            .AddAttribute("TakesMedia",
                          "Whether the attacker puts its own media address into the description.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&CallBaiter::m_takesMedia),
                          MakeBooleanChecker())
            .AddAttribute("RenamesTo",
                          "Whether the target's name is put into To.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&CallBaiter::m_renamesTo),
                          MakeBooleanChecker());
    return tid;
}

CallBaiter::CallBaiter() = default;

void
CallBaiter::SetTarget(const SipUri& target, const std::optional<SipUri>& nextHop)
{
    m_target = target;
    m_nextHop = nextHop;
}

void
CallBaiter::OnInvite(SipTransactionHandle transaction, const SipReception& reception)
{
    SipMessage bait = reception.message;
    if (GetSipTag(bait, false).empty() && !m_target.GetHost().empty())
    {
        const auto from = bait.GetFrom();
        if (from)
        {
            const SipUri contact = GetContact(from->GetUri().GetUser(), m_target.IsSecure());
            bait.Set("Contact", "<" + contact.ToString() + ">");
        }
        std::string body = bait.GetBody();
        if (m_takesMedia && SessionText::Redirect(body, "203.0.113.66", 46660))
        {
            const std::string type(bait.GetHeader("Content-Type").value_or(""));
            bait.SetBody(body, type);
        }
        if (m_renamesTo)
        {
            bait.Set("To", SipNameAddr(m_target).ToString());
        }
        Resend(bait, AttackGainKind::Impersonated, m_target, m_nextHop);
    }
    AttackerHost::OnInvite(transaction, reception);
}

} // namespace ns3
