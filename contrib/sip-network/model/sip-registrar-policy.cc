// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-registrar-policy.h"

#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/sip-outbound-registrar.h"
#include "ns3/sip-proxy.h"
#include "ns3/sip-text.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SipRegistrarPolicy");

NS_OBJECT_ENSURE_REGISTERED(SipRegistrarPolicy);

TypeId
SipRegistrarPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SipRegistrarPolicy")
            .SetParent<SipProxyPolicy>()
            .SetGroupName("SipNetwork")
            .AddConstructor<SipRegistrarPolicy>()
            .AddAttribute("Domain",
                          "The only domain it registers users of; empty: all of the proxy's.",
                          StringValue(""),
                          MakeStringAccessor(&SipRegistrarPolicy::m_domain),
                          MakeStringChecker())
            .AddAttribute("Realm",
                          "Realm of the challenges; empty: the domain that is registered in.",
                          StringValue(""),
                          MakeStringAccessor(&SipRegistrarPolicy::m_realm),
                          MakeStringChecker())
            .AddAttribute("Algorithms",
                          "Digest algorithms offered, best first, separated by blanks.",
                          StringValue("SHA-256 MD5"),
                          MakeStringAccessor(&SipRegistrarPolicy::m_algorithms),
                          MakeStringChecker())
            .AddAttribute("NonceLifetime",
                          "Time for which a nonce is good.",
                          TimeValue(Seconds(300)),
                          MakeTimeAccessor(&SipRegistrarPolicy::m_nonceLifetime),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("DefaultExpires",
                          "Lifetime of a binding whose contact asks for none. In whole seconds.",
                          TimeValue(Seconds(3600)),
                          MakeTimeAccessor(&SipRegistrarPolicy::m_defaultExpires),
                          MakeTimeChecker(Seconds(1)))
            .AddAttribute("MinExpires",
                          "Shortest lifetime granted; a contact that asks for less, and for less "
                          "than an hour, is refused with 423. In whole seconds.",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&SipRegistrarPolicy::m_minExpires),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("MaxExpires",
                          "Longest lifetime granted; longer ones are cut. In whole seconds.",
                          TimeValue(Seconds(7200)),
                          MakeTimeAccessor(&SipRegistrarPolicy::m_maxExpires),
                          MakeTimeChecker(Seconds(1)))
            .AddAttribute("FlowTimer",
                          "Seconds within which user agents whose first hop this is must send "
                          "keep-alives, told them in Flow-Timer (RFC 5626, 5.4); a flow that is "
                          "silent for longer ends. Zero: they are told nothing. In whole seconds.",
                          TimeValue(Seconds(0)),
                          MakeTimeAccessor(&SipRegistrarPolicy::m_flowTimer),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("FlowTimerGrace",
                          "Time after FlowTimer until a silent flow ends.",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&SipRegistrarPolicy::m_flowTimerGrace),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("MaxBindings",
                          "Number of bindings of a user; a REGISTER for more gets 403.",
                          UintegerValue(16),
                          MakeUintegerAccessor(&SipRegistrarPolicy::m_maxBindings),
                          MakeUintegerChecker<uint32_t>(1));
    return tid;
}

SipRegistrarPolicy::SipRegistrarPolicy() = default;

void
SipRegistrarPolicy::SetLocationService(Ptr<SipLocationService> location)
{
    m_location = location;
}

void
SipRegistrarPolicy::SetPasswordFile(Ptr<SipPasswordFile> passwords)
{
    m_gate.SetPasswordFile(passwords);
}

void
SipRegistrarPolicy::DoDispose()
{
    m_location = nullptr;
    m_gate = SipDigestGate();
    SipProxyPolicy::DoDispose();
}

SipVerdict
SipRegistrarPolicy::OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work)
{
    if (request.GetMethod() != "REGISTER" ||
        !context.proxy->IsResponsibleFor(request.GetRequestUri()) ||
        (!m_domain.empty() && ToLowerAscii(request.GetRequestUri().GetHost()) != m_domain))
    {
        return SipVerdict::Continue();
    }
    const auto unknown = FindUnknownSipOptions(request, {"outbound", "path"});
    if (!unknown.empty())
    {
        SipReply reply{420, "", {}, {}};
        for (const std::string& option : unknown)
        {
            reply.headers.emplace_back("Unsupported", option);
        }
        return SipVerdict::Respond(reply);
    }
    const auto to = request.GetTo();
    if (!to || !to->GetUri().IsSip())
    {
        return SipVerdict::Respond(SipReply{400, "Bad To", {}, {}});
    }
    const SipUri user = to->GetUri();
    const Ptr<SipPasswordFile> passwords = m_gate.GetPasswordFile();
    std::optional<SipDigestCredentials> credentials;
    if (passwords)
    {
        m_gate.Open(m_realm.empty() ? std::string(request.GetRequestUri().GetHost()) : m_realm,
                    SipDigestRole::UserAgent,
                    m_algorithms,
                    m_nonceLifetime);
        auto checked =
            m_gate.Check(request, context.proxy->GetCryptoContext(), work, context.proxy);
        if (!checked)
        {
            return SipVerdict::Respond(checked.error().reply);
        }
        credentials = std::move(*checked);
        const std::string name(user.GetUser());
        if (credentials->username != name &&
            credentials->username != name + "@" + std::string(user.GetHost()))
        {
            context.proxy->ReportSecurityEvent(SipSecurityEventKind::NotAuthorized,
                                               request,
                                               "credentials of " + credentials->username);
            return SipVerdict::Respond(SipReply{403, "", {}, {}}); // 10.3 item 4
        }
        SipDigestGate::NoteUser(request, user, context.connection);
    }
    if (!context.proxy->IsResponsibleFor(user) || user.GetUser().empty())
    {
        return SipVerdict::Respond(SipReply{404, "", {}, {}}); // 10.3 item 5
    }
    Ptr<SipLocationService> location =
        m_location ? m_location : context.proxy->GetLocationService();
    const SipConnectionTrust nothing;
    const auto refusal = context.proxy->GetSipsRules()->CheckRegistration(
        request,
        context.connection ? context.connection->GetTrust() : nothing);
    if (refusal)
    {
        context.proxy->ReportSecurityEvent(SipSecurityEventKind::SecurePathImpossible,
                                           request,
                                           "a sips contact that must not be bound like this");
    }
    SipReply reply = refusal ? MakeSipsReply(*refusal, context.proxy->GetHost())
                             : Update(request, user, context, *location);
    if (reply.code == 200 && credentials)
    {
        m_gate.Prove(request, *credentials, reply, context.proxy->GetCryptoContext(), work);
    }
    return SipVerdict::Respond(reply);
}

SipReply
SipRegistrarPolicy::Update(const SipMessage& request,
                           const SipUri& user,
                           const SipPolicyContext& context,
                           SipLocationService& location) const
{
    const Time now = Simulator::Now();
    const std::string callId(request.GetHeader("Call-ID").value_or(""));
    const auto sequence = request.GetCSeq();
    const auto header = request.GetHeader("Expires");
    const auto headerSeconds = header ? ParseSipSeconds(*header) : std::nullopt;
    const Ptr<SipsRules> rules = context.proxy->GetSipsRules();
    const SipOutboundRegistrar outbound(request, context.connection);
    std::vector<SipBinding> bindings = location.Find(user);
    const auto contacts = request.GetHeaders("Contact");
    const bool isStar = std::any_of(contacts.begin(),
                                    contacts.end(),
                                    [](const auto& contact)
                                    {
                                        return contact == "*";
                                    });
    // 10.3 items 6 and 7: everything is checked before anything is changed.
    const auto isStale = [&](const SipBinding& binding)
    {
        return binding.callId == callId && sequence && binding.sequence >= sequence->GetNumber();
    };
    if (isStar)
    {
        if (contacts.size() != 1 || headerSeconds != 0U)
        {
            return SipReply{400, "Bad Contact", {}, {}};
        }
        if (std::any_of(bindings.begin(), bindings.end(), isStale))
        {
            return SipReply{500, "Out Of Order", {}, {}};
        }
        bindings.clear();
    }
    else if (!contacts.empty())
    {
        const auto parsed = request.GetContacts();
        if (!parsed)
        {
            return SipReply{400, "Bad Contact", {}, {}};
        }
        if (auto refusal = outbound.Check(*parsed))
        {
            return *refusal;
        }
        for (const SipNameAddr& contact : *parsed)
        {
            const auto parameter = contact.GetParameter("expires");
            const auto preference = contact.GetParameter("q");
            const auto quality = preference ? ParseSipQuality(*preference) : 1000;
            if (!quality)
            {
                return SipReply{400, "Bad q", {}, {}};
            }
            const auto own = parameter ? ParseSipSeconds(*parameter) : std::nullopt;
            const auto asked = own ? own : headerSeconds;
            Time lifetime = asked ? Seconds(static_cast<double>(*asked)) : m_defaultExpires;
            if (lifetime.IsStrictlyPositive() && lifetime < m_minExpires &&
                lifetime < Seconds(3600))
            {
                const auto seconds = static_cast<int64_t>(m_minExpires.GetSeconds());
                return SipReply{423, "", {{"Min-Expires", std::to_string(seconds)}}, {}};
            }
            lifetime = std::min(lifetime, m_maxExpires);
            const auto flow = outbound.FindFlow(contact);
            const auto found = std::find_if(bindings.begin(),
                                            bindings.end(),
                                            [&](const SipBinding& binding)
                                            {
                                                // RFC 5626, section 6: a flow takes its own old
                                                // one's place, whatever the contact was. Only among
                                                // this user's: section 12.
                                                return flow || binding.flow
                                                           ? flow == binding.flow
                                                           : rules->IsSameContact(binding.contact,
                                                                                  contact.GetUri());
                                            });
            if (found != bindings.end() && isStale(*found))
            {
                return SipReply{500, "Out Of Order", {}, {}};
            }
            if (lifetime.IsZero())
            {
                if (found != bindings.end())
                {
                    bindings.erase(found);
                }
                continue;
            }
            SipBinding binding;
            binding.contact = contact.GetUri();
            binding.callId = callId;
            binding.sequence = sequence ? sequence->GetNumber() : 0;
            binding.quality = *quality;
            binding.expires = now + lifetime;
            binding.source = context.source;
            // Behind a Path, the connection is that of the last proxy on it, not the user's.
            binding.connection = outbound.GetPath().empty() ? context.connection : nullptr;
            binding.flow = flow;
            binding.path = outbound.GetPath();
            binding.registered = now;
            if (found != bindings.end())
            {
                *found = std::move(binding);
            }
            else
            {
                bindings.push_back(std::move(binding));
            }
        }
    }
    if (bindings.size() > m_maxBindings)
    {
        return SipReply{403, "Too Many Bindings", {}, {}};
    }
    SipReply reply{200, "", {}, {}};
    for (const SipBinding& binding : bindings)
    {
        std::string value = "<" + binding.contact.ToString() + ">";
        if (binding.expires != Time::Max())
        {
            const auto left = static_cast<int64_t>((binding.expires - now).GetSeconds());
            value += ";expires=" + std::to_string(left);
        }
        if (binding.flow)
        {
            value += binding.flow->ToString();
        }
        reply.headers.emplace_back("Contact", value);
    }
    outbound.Complete(reply, bindings, m_flowTimer, m_flowTimerGrace);
    if (!contacts.empty())
    {
        location.Replace(user, std::move(bindings));
    }
    return reply;
}

} // namespace ns3
