// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/lying-firewall-control.h"

#include "ns3/enum.h"
#include "ns3/integer-enum-accessor.h"

#include <utility>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LyingFirewallControl);

namespace
{

constexpr std::size_t MAX_GRANTS = 10000; ///< that are kept

} // namespace

TypeId
LyingFirewallControl::GetTypeId()
{
    static TypeId tid = TypeId("ns3::LyingFirewallControl")
                            .SetParent<FirewallControl>()
                            .SetGroupName("Adversary")
                            .AddConstructor<LyingFirewallControl>()
                            .AddAttribute("Mode",
                                          "What is asked for.",
                                          EnumValue(static_cast<int>(Add)),
                                          MakeIntegerEnumAccessor(&LyingFirewallControl::m_mode, 0),
                                          MakeEnumChecker(static_cast<int>(Add),
                                                          "Add",
                                                          static_cast<int>(Replace),
                                                          "Replace"));
    return tid;
}

LyingFirewallControl::LyingFirewallControl()
    : m_log(CreateObject<AttackLog>())
{
}

void
LyingFirewallControl::DoDispose()
{
    if (m_control)
    {
        m_control->Dispose();
    }
    m_control = nullptr;
    FirewallControl::DoDispose();
}

void
LyingFirewallControl::SetControl(Ptr<FirewallControl> control)
{
    m_control = control;
}

void
LyingFirewallControl::SetLog(Ptr<AttackLog> log)
{
    m_log = log;
}

void
LyingFirewallControl::SetParty(const MediaEnd& party)
{
    m_party = party;
}

const std::vector<TokenGrant>&
LyingFirewallControl::GetGrants() const
{
    return m_grants;
}

uint64_t
LyingFirewallControl::GetGrantedCount() const
{
    return m_granted;
}

std::vector<MediaStreamEnds>
LyingFirewallControl::Lie(const std::vector<MediaStreamEnds>& streams) const
{
    const MediaEnd control{m_party.address, static_cast<uint16_t>(m_party.port + 1)};
    const MediaStreamEnds::Party attacker{m_party, control};
    std::vector<MediaStreamEnds> lies = streams;
    if (m_mode == Add)
    {
        if (!streams.empty())
        {
            lies.push_back({attacker, streams.front().callee});
        }
        return lies;
    }
    for (MediaStreamEnds& each : lies)
    {
        each.caller = attacker;
    }
    return lies;
}

FirewallGrant
LyingFirewallControl::Keep(const FirewallGrant& grant)
{
    FirewallGrant rest;
    const auto sort =
        [this](const std::vector<std::vector<uint8_t>>& from, std::vector<std::vector<uint8_t>>& to)
    {
        for (const auto& octets : from)
        {
            auto parsed = TokenGrant::Parse(octets);
            if (!parsed || !(parsed->token.caller.media == m_party))
            {
                to.push_back(octets);
            }
            else if (m_grants.size() < MAX_GRANTS)
            {
                m_grants.push_back(std::move(*parsed));
            }
        }
    };
    sort(grant.forCaller, rest.forCaller);
    sort(grant.forCallee, rest.forCallee);
    return rest;
}

void
LyingFirewallControl::Reserve(const std::string& call,
                              const std::vector<MediaStreamEnds>& streams,
                              Done done)
{
    m_control->Reserve(call, streams, done);
}

void
LyingFirewallControl::Enable(const std::string& call,
                             const std::vector<MediaStreamEnds>& streams,
                             Done done)
{
    m_log->Attempt(AttackGainKind::PassedFirewall, call, "", "asked for more than the call needs");
    m_control->Enable(
        call,
        Lie(streams),
        [self = Ptr<LyingFirewallControl>(this),
         done](const tl::expected<FirewallGrant, FirewallError>& result, const Work& work)
        {
            if (!result)
            {
                done(result, work);
                return;
            }
            ++self->m_granted;
            done(self->Keep(*result), work);
        });
}

void
LyingFirewallControl::Release(const std::string& call)
{
    if (m_mode == Add)
    {
        return; // the attacker goes on
    }
    m_control->Release(call);
}

} // namespace ns3
