// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-location-service.h"

#include "ns3/simulator.h"
#include "ns3/sip-text.h"

#include <algorithm>
#include <utility>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SipLocationService);

TypeId
SipLocationService::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SipLocationService")
            .SetParent<Object>()
            .SetGroupName("SipNetwork")
            .AddConstructor<SipLocationService>()
            .AddTraceSource("Bindings",
                            "The bindings of an address of record have changed.",
                            MakeTraceSourceAccessor(&SipLocationService::m_bindingsTrace),
                            "ns3::SipLocationService::BindingsTracedCallback");
    return tid;
}

std::string
SipLocationService::MakeKey(const SipUri& user)
{
    // Without scheme: sip and sips name the same user here; without parameters (10.3 item 5).
    std::string key(user.GetUser());
    key += '@';
    key += ToLowerAscii(user.GetHost());
    if (user.GetPort())
    {
        key += ':' + std::to_string(*user.GetPort());
    }
    return key;
}

std::vector<SipBinding>
SipLocationService::Find(const SipUri& user) const
{
    std::vector<SipBinding> live;
    const auto found = m_bindings.find(MakeKey(user));
    if (found != m_bindings.end())
    {
        const Time now = Simulator::Now();
        std::copy_if(found->second.begin(),
                     found->second.end(),
                     std::back_inserter(live),
                     [&now](const SipBinding& binding)
                     {
                         return binding.expires > now;
                     });
        std::stable_sort(live.begin(),
                         live.end(),
                         [](const SipBinding& left, const SipBinding& right)
                         {
                             return left.quality > right.quality;
                         });
    }
    return live;
}

bool
SipLocationService::HasUser(const SipUri& user) const
{
    return m_bindings.count(MakeKey(user)) > 0;
}

void
SipLocationService::AddUser(const SipUri& user)
{
    m_bindings[MakeKey(user)];
}

void
SipLocationService::Replace(const SipUri& user, std::vector<SipBinding> bindings)
{
    const std::string key = MakeKey(user);
    std::vector<SipBinding>& place = m_bindings[key];
    for (const SipBinding& old : place)
    {
        m_connections.erase(MakeKey(old.contact));
    }
    place = std::move(bindings);
    for (const SipBinding& binding : place)
    {
        if (binding.connection)
        {
            m_connections[MakeKey(binding.contact)] = binding.connection;
        }
    }
    m_bindingsTrace(key, static_cast<uint32_t>(place.size()));
}

void
SipLocationService::AddStatic(const SipUri& user, const SipUri& contact)
{
    std::vector<SipBinding> bindings = Find(user);
    SipBinding binding;
    binding.contact = contact;
    binding.expires = Time::Max();
    bindings.push_back(std::move(binding));
    Replace(user, std::move(bindings));
}

Ptr<SipConnection>
SipLocationService::FindConnection(const SipUri& contact) const
{
    const auto found = m_connections.find(MakeKey(contact));
    return found != m_connections.end() && found->second->IsUsable() ? found->second : nullptr;
}

void
SipLocationService::DoDispose()
{
    m_bindings.clear();
    m_connections.clear();
    Object::DoDispose();
}

} // namespace ns3
