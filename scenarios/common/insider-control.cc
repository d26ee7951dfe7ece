// SPDX-License-Identifier: GPL-2.0-only

#include "insider-control.h"

#include <utility>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(InsiderControl);

TypeId
InsiderControl::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::InsiderControl").SetParent<FirewallControl>().AddConstructor<InsiderControl>();
    return tid;
}

void
InsiderControl::SetControl(Ptr<FirewallControl> control)
{
    m_control = control;
}

void
InsiderControl::SetAccomplice(const MediaEnd& accomplice)
{
    m_accomplice = accomplice;
}

const std::vector<TokenGrant>&
InsiderControl::GetGrants() const
{
    return m_grants;
}

void
InsiderControl::DoDispose()
{
    m_control = nullptr;
    m_grants.clear();
    FirewallControl::DoDispose();
}

void
InsiderControl::Reserve(const std::string& call,
                        const std::vector<MediaStreamEnds>& streams,
                        Done done)
{
    m_control->Reserve(call, streams, std::move(done));
}

void
InsiderControl::Enable(const std::string& call,
                       const std::vector<MediaStreamEnds>& streams,
                       Done done)
{
    std::vector<MediaStreamEnds> more = streams;
    for (const auto& stream : streams)
    {
        const MediaEnd control{m_accomplice.address, static_cast<uint16_t>(m_accomplice.port + 1)};
        more.push_back({stream.caller, MediaStreamEnds::Party{m_accomplice, control}});
    }
    const Ptr<InsiderControl> self(this);
    m_control->Enable(
        call,
        more,
        [self, done = std::move(done)](tl::expected<FirewallGrant, FirewallError> result,
                                       const Work& work)
        {
            if (result)
            {
                self->Divide(result->forCaller, false);
                self->Divide(result->forCallee, true);
            }
            done(std::move(result), work);
        });
}

void
InsiderControl::Divide(std::vector<std::vector<uint8_t>>& grants, bool isCallee)
{
    std::vector<std::vector<uint8_t>> others;
    for (auto& octets : grants)
    {
        const auto grant = TokenGrant::Parse(octets);
        if (!grant || !(grant->token.callee.media == m_accomplice))
        {
            others.push_back(std::move(octets));
        }
        else if (isCallee)
        {
            m_grants.push_back(*grant);
        }
    }
    grants = std::move(others);
}

void
InsiderControl::Release(const std::string& call)
{
    m_control->Release(call);
}

} // namespace ns3
