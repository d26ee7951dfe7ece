// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-domain-origin-policy.h"

#include "ns3/sip-proxy.h"
#include "ns3/string.h"

#include <algorithm>
#include <iterator>
#include <sstream>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SipDomainOriginPolicy);

TypeId
SipDomainOriginPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SipDomainOriginPolicy")
            .SetParent<SipProxyPolicy>()
            .SetGroupName("SipNetwork")
            .AddConstructor<SipDomainOriginPolicy>()
            .AddAttribute(
                "Mode",
                "What happens when the domain of From is none that the peer's certificate "
                "proves: off (nothing), warn (it is reported), refuse (403, too).",
                StringValue("refuse"),
                MakeStringAccessor(&SipDomainOriginPolicy::SetMode,
                                   &SipDomainOriginPolicy::GetMode),
                MakeStringChecker())
            .AddAttribute("Transit",
                          "Domains whose proxies may send any From, separated by blanks.",
                          StringValue(""),
                          MakeStringAccessor(&SipDomainOriginPolicy::m_transit),
                          MakeStringChecker());
    return tid;
}

bool
SipDomainOriginPolicy::SetMode(std::string word)
{
    if (word != "off" && word != "warn" && word != "refuse")
    {
        return false;
    }
    m_mode = word;
    return true;
}

std::string
SipDomainOriginPolicy::GetMode() const
{
    return m_mode;
}

SipVerdict
SipDomainOriginPolicy::OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work)
{
    const std::string_view method = request.GetMethod();
    if (m_mode == "off" || method == "ACK" || method == "CANCEL" || !context.connection)
    {
        return SipVerdict::Continue();
    }
    const SipConnectionTrust& trust = context.connection->GetTrust();
    const auto from = request.GetFrom();
    if (trust.peer != SipAuthentication::Certificate || !trust.peerUsers.empty() || !from)
    {
        return SipVerdict::Continue();
    }
    std::istringstream in(m_transit);
    const bool isTransit = std::any_of(std::istream_iterator<std::string>(in),
                                       std::istream_iterator<std::string>(),
                                       [&trust](const std::string& domain)
                                       {
                                           return trust.HasPeerName(domain);
                                       });
    const std::string domain(from->GetUri().GetHost());
    if (isTransit || trust.HasPeerName(domain))
    {
        return SipVerdict::Continue();
    }
    context.proxy->ReportSecurityEvent(
        SipSecurityEventKind::NotAuthorized,
        request,
        "From of " + domain + " by a server of " +
            (trust.peerNames.empty() ? std::string("no domain") : trust.peerNames.front()));
    return m_mode == "warn" ? SipVerdict::Continue()
                            : SipVerdict::Respond(SipReply{403, "", {}, {}});
}

} // namespace ns3
