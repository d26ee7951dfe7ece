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
DisclosurePlan::DiscloseWhole(std::string_view host)
{
    m_whole.insert(ToLowerHost(host));
}

void
DisclosurePlan::SetAsked(const std::string& scope, const std::vector<DisclosureReader>& readers)
{
    m_asked[scope] = readers;
}

void
DisclosurePlan::Forget(const std::string& scope)
{
    m_asked.erase(scope);
}

std::vector<DisclosureReader>
DisclosurePlan::GetReaders(const std::string& scope, DisclosureView view, bool grantsRequests) const
{
    std::vector<DisclosureReader> readers;
    const auto add = [&](const std::string& host, DisclosureView most)
    {
        const bool isKnown = std::any_of(readers.begin(),
                                         readers.end(),
                                         [&host](const DisclosureReader& reader)
                                         {
                                             return reader.host == host;
                                         });
        if (!isKnown)
        {
            const bool isWhole = m_whole.count(host) != 0 ||
                                 (view == DisclosureView::Whole && most == DisclosureView::Whole);
            readers.push_back({host, isWhole ? DisclosureView::Whole : DisclosureView::Reduced});
        }
    };
    for (const auto& server : m_servers)
    {
        add(server.host, DisclosureView::Whole);
    }
    const auto asked = m_asked.find(scope);
    if (grantsRequests && asked != m_asked.end())
    {
        for (const auto& reader : asked->second)
        {
            add(reader.host, reader.view);
        }
    }
    return readers;
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
