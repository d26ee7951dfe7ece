// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/scheme-changer.h"

#include "ns3/boolean.h"
#include "ns3/sip-proxy.h"
#include "ns3/sip-text.h"
#include "ns3/string.h"

#include <vector>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SchemeChanger);

namespace
{

/// Calls that are remembered.
constexpr std::size_t MAX_CALLS = 10000;

/**
 * @param request a request
 * @return what tells a call and its caller
 */
std::string
MakeKey(const SipMessage& request)
{
    return std::string(request.GetHeader("Call-ID").value_or("")) + " " + GetSipTag(request, true);
}

} // namespace

TypeId
SchemeChanger::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SchemeChanger")
            .SetParent<ProxyAttacker>()
            .SetGroupName("Adversary")
            .AddConstructor<SchemeChanger>()
            .AddAttribute("Mode",
                          "strip, last-hop or raise.",
                          StringValue("strip"),
                          MakeStringAccessor(&SchemeChanger::m_mode),
                          MakeStringChecker())
            .AddAttribute("Protocol",
                          "UDP or TCP: what carries the request in clear.",
                          StringValue("TCP"),
                          MakeStringAccessor(&SchemeChanger::m_protocol),
                          MakeStringChecker())
            .AddAttribute("ChangesTo",
                          "Whether the scheme in To is changed too, so that it does not give the "
                          "attack away (RFC 3261, section 26.4.4).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SchemeChanger::m_changesTo),
                          MakeBooleanChecker())
            .AddAttribute("Patience",
                          "How long a call must live after its ACK until what was done to it "
                          "counts as gained.",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&SchemeChanger::m_patience),
                          MakeTimeChecker(Seconds(0)));
    return tid;
}

SchemeChanger::SchemeChanger()
    : m_watch(std::make_shared<CallWatch>())
{
}

void
SchemeChanger::DoDispose()
{
    m_watch->Stop();
    ProxyAttacker::DoDispose();
}

void
SchemeChanger::SetScheme(SipMessage& message, const char* header, bool isSecure)
{
    std::vector<std::string> values;
    for (const auto value : message.GetHeaders(header))
    {
        auto address = SipNameAddr::Parse(value);
        if (address && !address->IsStar() && address->GetUri().IsSip())
        {
            SipUri uri = address->GetUri();
            uri.SetScheme(isSecure ? "sips" : "sip");
            address->SetUri(uri);
            values.push_back(address->ToString());
        }
        else
        {
            values.emplace_back(value);
        }
    }
    if (values.empty())
    {
        return;
    }
    message.Remove(header);
    for (const std::string& value : values)
    {
        message.Add(header, value);
    }
}

SipVerdict
SchemeChanger::OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work)
{
    m_watch->Follow(request);
    return SipVerdict::Continue();
}

SipVerdict
SchemeChanger::OnResponse(SipMessage& response, const SipPolicyContext& context, Work& work)
{
    m_watch->Follow(response);
    if (context.request && m_calls.count(MakeKey(*context.request)) > 0)
    {
        const bool isSecure = m_mode != "raise";
        SetScheme(response, "Contact", isSecure);
        if (m_changesTo)
        {
            SetScheme(response, "To", isSecure);
        }
    }
    return SipVerdict::Continue();
}

void
SchemeChanger::Change(SipMessage& request,
                      SipDestination& destination,
                      SipProxy& proxy,
                      bool isSecure)
{
    SipUri uri = request.GetRequestUri();
    uri.SetScheme(isSecure ? "sips" : "sip");
    uri.RemoveParameter("transport");
    request.SetRequestUri(uri);
    SetScheme(request, "Route", isSecure);
    SetScheme(request, "Contact", isSecure);
    if (m_changesTo)
    {
        SetScheme(request, "To", isSecure);
    }
    // Our own Record-Route, the top one: this side of the dialog must find back by the same way.
    const auto routes = request.GetRecordRoutes();
    if (request.GetMethod() == "INVITE" && routes && !routes->empty() &&
        proxy.IsOwnUri(routes->front().GetUri()) && routes->front().GetUri().IsSecure() != isSecure)
    {
        request.Prepend("Record-Route", "<" + proxy.GetRouteUri(isSecure).ToString() + ">");
    }
    const SipTransportProtocol clear =
        m_protocol == "UDP" ? SipTransportProtocol::Udp : SipTransportProtocol::Tcp;
    const auto resolved =
        proxy.GetResolver()->ResolveRequest(request, isSecure ? SipTransportProtocol::Tls : clear);
    if (resolved)
    {
        destination = *resolved;
    }
    destination.connection = nullptr;
    destination.requirement = isSecure ? SipRequirement::Tls : SipRequirement::None;
}

SipVerdict
SchemeChanger::OnForward(SipMessage& request,
                         SipDestination& destination,
                         const SipPolicyContext& context,
                         Work& work)
{
    const std::string key = MakeKey(request);
    const bool isKnown = m_calls.count(key) > 0;
    const bool isSecure = request.GetRequestUri().IsSecure();
    const bool raises = m_mode == "raise";
    const auto routes = request.GetRoutes();
    const bool isLast = !routes || routes->empty();
    if (isKnown)
    {
        Change(request, destination, *context.proxy, raises); // more from the same caller
        return SipVerdict::Continue();
    }
    if (context.isInDialog || request.GetMethod() != "INVITE" || isSecure == raises ||
        (m_mode == "last-hop" && !isLast) || m_calls.size() >= MAX_CALLS)
    {
        return SipVerdict::Continue();
    }
    m_calls.insert(key);
    Change(request, destination, *context.proxy, raises);
    const auto to = request.GetTo();
    m_watch->SetLog(GetLog());
    m_watch->Hope(raises ? AttackGainKind::Raised : AttackGainKind::Downgraded,
                  to ? to->GetUri().ToString() : "",
                  request,
                  request.GetRequestUri().ToString() + " by " + destination.address.ToString(),
                  m_patience);
    return SipVerdict::Continue();
}

} // namespace ns3
