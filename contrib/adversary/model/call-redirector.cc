// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/call-redirector.h"

#include "ns3/sip-text.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(CallRedirector);

TypeId
CallRedirector::GetTypeId()
{
    static TypeId tid = TypeId("ns3::CallRedirector")
                            .SetParent<MessageAttacker>()
                            .SetGroupName("Adversary")
                            .AddConstructor<CallRedirector>()
                            .AddAttribute("Host",
                                          "The attacker's host in the Contact: an IPv4 address in "
                                          "digits and dots, or a name of the resolver.",
                                          StringValue("203.0.113.66"),
                                          MakeStringAccessor(&CallRedirector::m_host),
                                          MakeStringChecker())
                            .AddAttribute("Code",
                                          "Status code of the forged response.",
                                          UintegerValue(302),
                                          MakeUintegerAccessor(&CallRedirector::m_code),
                                          MakeUintegerChecker<uint32_t>(300, 399));
    return tid;
}

CallRedirector::CallRedirector() = default;

void
CallRedirector::SetHost(const std::string& host)
{
    m_host = host;
}

SipVerdict
CallRedirector::OnRequest(SipMessage& request, const AttackContext& context)
{
    if (!context.mayChange || request.GetMethod() != "INVITE" || !GetSipTag(request, false).empty())
    {
        return SipVerdict::Continue();
    }
    SipUri uri = request.GetRequestUri();
    if (uri.GetHost() == m_host)
    {
        GetLog()->Record(AttackGainKind::Redirected,
                         GetAddressee(request),
                         request,
                         uri.ToString());
        return SipVerdict::Continue();
    }
    uri.SetHost(m_host);
    uri.SetPort(std::nullopt);
    SipReply reply{static_cast<int>(m_code), "", {{"Contact", "<" + uri.ToString() + ">"}}, {}};
    GetLog()->Attempt(AttackGainKind::Redirected,
                      GetAddressee(request),
                      std::string(request.GetHeader("Call-ID").value_or("")),
                      uri.ToString());
    return SipVerdict::Respond(reply);
}

} // namespace ns3
