// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-forwarder.h"

#include "ns3/sip-proxy.h"
#include "ns3/sip-text.h"

#include <algorithm>
#include <cstdio>

namespace ns3
{

namespace
{

/**
 * @param hash a FNV-1a hash so far
 * @param text what is added, closed with a zero octet
 */
void
AddToHash(uint64_t& hash, std::string_view text)
{
    const uint64_t prime = 1099511628211ULL;
    for (char letter : text)
    {
        hash = (hash ^ static_cast<unsigned char>(letter)) * prime;
    }
    hash *= prime;
}

} // namespace

SipForwarder::SipForwarder(SipProxy& proxy)
    : m_proxy(proxy)
{
}

tl::expected<void, SipReply>
SipForwarder::Validate(const SipMessage& request) const
{
    if (!request.GetRequestUri().IsSip())
    {
        return tl::make_unexpected(SipReply{416, "", {}, {}});
    }
    if (request.Has("Max-Forwards"))
    {
        const auto hops = request.GetMaxForwards();
        if (!hops || !*hops)
        {
            return tl::make_unexpected(SipReply{400, "Bad Max-Forwards", {}, {}});
        }
        if (*hops == 0U)
        {
            return tl::make_unexpected(SipReply{483, "", {}, {}});
        }
    }
    if (IsLoop(request))
    {
        return tl::make_unexpected(SipReply{482, "", {}, {}});
    }
    // CANCEL and ACK never carry Proxy-Require that counts (20.29).
    if (request.Has("Proxy-Require") && request.GetMethod() != "ACK" &&
        request.GetMethod() != "CANCEL")
    {
        SipReply reply{420, "", {}, {}};
        for (const auto& option : request.GetHeaders("Proxy-Require"))
        {
            reply.headers.emplace_back("Unsupported", std::string(option));
        }
        return tl::make_unexpected(reply);
    }
    return {};
}

std::string
SipForwarder::MakeLoopHash(const SipMessage& request)
{
    uint64_t hash = 14695981039346656037ULL;
    AddToHash(hash, request.GetRequestUri().ToString());
    AddToHash(hash, GetSipTag(request, true));
    AddToHash(hash, GetSipTag(request, false));
    AddToHash(hash, request.GetHeader("Call-ID").value_or(""));
    const auto sequence = request.GetCSeq();
    AddToHash(hash, sequence ? std::to_string(sequence->GetNumber()) : std::string());
    for (const char* name : {"Route", "Proxy-Require", "Proxy-Authorization"})
    {
        for (const auto& value : request.GetHeaders(name))
        {
            AddToHash(hash, value);
        }
        AddToHash(hash, name);
    }
    char text[17];
    std::snprintf(text, sizeof(text), "%016llx", static_cast<unsigned long long>(hash));
    return text;
}

bool
SipForwarder::IsLoop(const SipMessage& request) const
{
    const auto vias = request.GetVias();
    if (!vias)
    {
        return false;
    }
    const std::string hash = MakeLoopHash(request);
    for (const SipVia& via : *vias)
    {
        const std::string branch(via.GetBranch());
        const std::size_t dot = branch.rfind('.');
        if (dot != std::string::npos && branch.substr(dot + 1) == hash &&
            ToLowerAscii(via.GetHost()) == ToLowerAscii(m_proxy.GetHost()))
        {
            return true;
        }
    }
    return false;
}

void
SipForwarder::TakeRoute(SipMessage& request) const
{
    auto routes = request.GetRoutes();
    if (!routes || routes->empty())
    {
        return;
    }
    const SipUri uri = request.GetRequestUri();
    // A strict router has put our Record-Route URI into the Request-URI (16.4).
    if (uri.HasParameter("lr") && m_proxy.IsOwnUri(uri))
    {
        request.SetRequestUri(routes->back().GetUri());
        std::vector<std::string> rest;
        for (std::size_t i = 0; i + 1 < routes->size(); ++i)
        {
            rest.push_back((*routes)[i].ToString());
        }
        request.Remove("Route");
        for (const std::string& route : rest)
        {
            request.Add("Route", route);
        }
        routes = request.GetRoutes();
    }
    if (!routes || routes->empty() || !m_proxy.IsOwnUri(routes->front().GetUri()))
    {
        return;
    }
    request.RemoveFirst("Route");
    // Where sips and sip meet there are two of ours (RFC 5658).
    if (routes->size() > 1 && m_proxy.IsOwnUri((*routes)[1].GetUri()) &&
        (*routes)[1].GetUri().IsSecure() != routes->front().GetUri().IsSecure())
    {
        request.RemoveFirst("Route");
    }
}

tl::expected<std::vector<SipForwarder::Target>, SipReply>
SipForwarder::FindTargets(const SipMessage& request) const
{
    const Ptr<SipsRules> rules = m_proxy.GetSipsRules();
    const Ptr<SipLocationService> location = m_proxy.GetLocationService();
    const SipUri uri = request.GetRequestUri();
    if (!m_proxy.IsResponsibleFor(uri))
    {
        Target target;
        target.uri = uri;
        target.requirement = rules->GetRequirement(uri);
        const auto binding = location->FindBinding(uri);
        if (binding && binding->contact.IsSecure() && target.requirement == SipRequirement::None)
        {
            target.requirement = SipRequirement::Tls; // RFC 5630 5.3
        }
        return std::vector<Target>{target};
    }
    std::vector<Target> targets;
    std::optional<SipsRefusal> refusal;
    std::vector<SipBinding> bindings = location->Find(uri);
    std::stable_sort(bindings.begin(),
                     bindings.end(),
                     [](const SipBinding& left, const SipBinding& right)
                     {
                         return left.quality == right.quality && left.flow && right.flow &&
                                left.registered > right.registered;
                     });
    for (const SipBinding& binding : bindings)
    {
        if (binding.flow && binding.connection && !binding.connection->IsUsable())
        {
            location->RemoveFlow(uri, *binding.flow);
            continue;
        }
        auto target = rules->Retarget(uri, binding.contact);
        if (!target)
        {
            refusal = target.error();
            continue;
        }
        Target next;
        next.uri = target->uri;
        next.requirement = target->requirement;
        next.contact = binding.contact;
        next.flow = binding.flow;
        next.connection = binding.flow ? binding.connection : nullptr;
        next.path = binding.path;
        AddTarget(targets, std::move(next));
    }
    if (!targets.empty())
    {
        return targets;
    }
    if (refusal)
    {
        m_proxy.ReportSecurityEvent(SipSecurityEventKind::SecurePathImpossible,
                                    request,
                                    "no contact of this scheme");
    }
    return tl::make_unexpected(refusal ? MakeSipsReply(*refusal, m_proxy.GetHost())
                                       : SipReply{location->HasUser(uri) ? 480 : 404, "", {}, {}});
}

void
SipForwarder::AddTarget(std::vector<Target>& targets, Target target) const
{
    for (Target& other : targets)
    {
        if (target.flow && other.flow && other.flow->instance == target.flow->instance)
        {
            other.others.push_back(std::move(target));
            return;
        }
    }
    if (targets.size() < m_proxy.GetMaxTargets())
    {
        targets.push_back(std::move(target));
    }
}

void
SipForwarder::PostProcessRoute(SipMessage& request) const
{
    const auto routes = request.GetRoutes();
    if (!routes || routes->empty())
    {
        const auto next = m_proxy.FindNextHop(std::string(request.GetRequestUri().GetHost()));
        if (next && !m_proxy.IsOwnUri(*next))
        {
            request.Prepend("Route", "<" + next->ToString() + ">");
        }
        return;
    }
    if (!routes->front().GetUri().HasParameter("lr"))
    {
        const SipUri target = request.GetRequestUri();
        request.Add("Route", "<" + target.ToString() + ">");
        request.SetRequestUri(routes->front().GetUri());
        request.RemoveFirst("Route");
    }
}

void
SipForwarder::RecordRoute(const SipMessage& received, SipMessage& request) const
{
    if (request.GetMethod() != "INVITE")
    {
        return;
    }
    const auto isSecure = [](const SipMessage& message)
    {
        const auto routes = message.GetRoutes();
        return message.GetRequestUri().IsSecure() ||
               (routes && !routes->empty() && routes->front().GetUri().IsSecure());
    };
    const bool before = isSecure(received);
    const bool after = isSecure(request);
    if (!m_proxy.IsRecordRouting() && before == after)
    {
        return;
    }
    // What the near side will use stands below what the far side will.
    if (before != after)
    {
        request.Prepend("Record-Route", "<" + m_proxy.GetRouteUri(before).ToString() + ">");
    }
    request.Prepend("Record-Route", "<" + m_proxy.GetRouteUri(after).ToString() + ">");
}

tl::expected<SipDestination, std::string>
SipForwarder::FindHop(const SipMessage& request, const Target& target, bool isStrict) const
{
    const auto routes = request.GetRoutes();
    if (!routes)
    {
        return tl::make_unexpected(std::string("Bad Route"));
    }
    const SipUri uri = request.GetRequestUri();
    const bool isLast = isStrict || routes->empty();
    SipUri hop = isLast ? uri : routes->front().GetUri();
    const bool isSecure = uri.IsSecure() || (isLast && target.requirement != SipRequirement::None);
    if (isSecure && hop.IsSip())
    {
        hop.SetScheme("sips"); // whichever URI is resolved, it counts as sips
    }
    auto destination = m_proxy.GetResolver()->Resolve(hop, m_proxy.GetProtocol());
    if (destination)
    {
        const SipRequirement other = m_proxy.GetSipsRules()->GetRequirement(uri);
        destination->requirement = isLast ? std::max(target.requirement, other) : other;
        if (hop.IsSecure())
        {
            destination->requirement = std::max(destination->requirement, SipRequirement::Tls);
        }
    }
    return destination;
}

tl::expected<SipForwarder::Copy, SipReply>
SipForwarder::MakeCopy(const SipMessage& received,
                       const SipMessage& request,
                       const Target& target) const
{
    Copy copy{request, {}, target};
    SipMessage& message = copy.request;
    message.SetRequestUri(target.uri);
    for (auto entry = target.path.rbegin(); entry != target.path.rend(); ++entry)
    {
        message.Prepend("Route", "<" + entry->GetUri().ToString() + ">");
    }
    const auto hops = message.GetMaxForwards();
    const bool isCounted = hops && *hops;
    message.Set("Max-Forwards", std::to_string(isCounted ? **hops - 1 : 70));
    const auto before = message.GetRoutes();
    PostProcessRoute(message);
    RecordRoute(received, message);
    const auto routes = message.GetRoutes();
    const bool wasStrict =
        before && !before->empty() && !before->front().GetUri().HasParameter("lr");
    auto destination = FindHop(message, target, wasStrict);
    const bool direct = !wasStrict && (!routes || routes->empty());
    if (direct && m_proxy.UsesRegistrationConnection())
    {
        const Ptr<SipLocationService> location = m_proxy.GetLocationService();
        Ptr<SipConnection> connection =
            target.connection ? target.connection
            : target.contact  ? location->FindConnection(request.GetRequestUri(), *target.contact)
                              : location->FindConnection(target.uri);
        const bool isTls =
            connection && connection->GetPeer().GetProtocol() == SipTransportProtocol::Tls;
        if (connection && (isTls || target.requirement == SipRequirement::None))
        {
            if (!destination)
            {
                destination = SipDestination();
                destination->requirement = target.requirement;
            }
            destination->address = connection->GetPeer();
            destination->connection = connection;
        }
    }
    if (!destination)
    {
        return tl::make_unexpected(
            SipReply{404, "No Way To " + std::string(target.uri.GetHost()), {}, {}});
    }
    copy.destination = *destination;
    // The transport layer completes it (18.1.1).
    const SipVia via(ToString(copy.destination.address.GetProtocol()),
                     m_proxy.GetHost(),
                     m_proxy.GetPort(),
                     m_proxy.GetIdentifierSource()->MakeBranch() + "." + MakeLoopHash(received));
    message.Prepend("Via", via.ToString());
    return copy;
}

SipReply
SipForwarder::MakeFailureReply(const SipMessage& received,
                               const SipUri& requested,
                               const SipDestination& destination,
                               const SipTransactionFailure& failure) const
{
    SipReply reply{failure.GetCode(), "", {}, {}};
    const std::string detail = failure.connection.ToString();
    if (failure.kind == SipTransactionFailure::Transport &&
        destination.requirement != SipRequirement::None)
    {
        reply =
            MakeSipsReply(requested.IsSecure() ? SipsRefusal::NotAllowed : SipsRefusal::Required,
                          m_proxy.GetHost());
        m_proxy.ReportSecurityEvent(SipSecurityEventKind::SecurePathImpossible, received, detail);
    }
    if (failure.connection.kind != SipConnectionFailure::None)
    {
        reply.headers.emplace_back("Warning", MakeSipWarning(399, m_proxy.GetHost(), detail));
    }
    return reply;
}

SipVerdict
SipForwarder::AskPolicies(Copy& copy, const SipPolicyContext& context, Work& work) const
{
    for (const Ptr<SipProxyPolicy>& policy : m_proxy.GetPolicies())
    {
        const SipVerdict verdict = policy->OnForward(copy.request, copy.destination, context, work);
        if (verdict.GetKind() != SipVerdict::Kind::Continue)
        {
            m_proxy.TraceVerdict(policy, copy.request, verdict.GetKind());
            return verdict;
        }
    }
    return SipVerdict::Continue();
}

} // namespace ns3
