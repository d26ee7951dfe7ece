// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/disclosure-plan.h"

#include "ns3/host-name.h"

#include <algorithm>

namespace ns3
{

void
DisclosurePlan::Add(std::string_view host, const Certificate& certificate)
{
    const auto name = ToLowerHost(host);
    for (auto& server : m_servers)
    {
        if (server.host == name)
        {
            server.certificate = certificate;
            return;
        }
    }
    m_servers.push_back({name, certificate});
}

void
DisclosurePlan::SetAsked(const std::string& scope, const std::vector<std::string>& hosts)
{
    m_asked[scope] = hosts;
}

void
DisclosurePlan::Forget(const std::string& scope)
{
    m_asked.erase(scope);
}

std::vector<std::string>
DisclosurePlan::GetHosts(const std::string& scope, bool followsLabels) const
{
    std::vector<std::string> hosts;
    for (const auto& server : m_servers)
    {
        hosts.push_back(server.host);
    }
    const auto asked = m_asked.find(scope);
    if (followsLabels && asked != m_asked.end())
    {
        for (const auto& host : asked->second)
        {
            if (std::find(hosts.begin(), hosts.end(), host) == hosts.end())
            {
                hosts.push_back(host);
            }
        }
    }
    return hosts;
}

std::optional<Certificate>
DisclosurePlan::Find(const std::string& host) const
{
    for (const auto& server : m_servers)
    {
        if (server.host == host)
        {
            return server.certificate;
        }
    }
    return std::nullopt;
}

} // namespace ns3
