// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-location-service.h"

#include "ns3/simulator.h"
#include "ns3/sip-text.h"

#include <algorithm>
#include <set>
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
    std::set<std::string> gone;
    for (const SipBinding& old : place)
    {
        gone.insert(MakeKey(old.contact));
    }
    place = std::move(bindings);
    for (const SipBinding& binding : place)
    {
        const std::string contact = MakeKey(binding.contact);
        std::vector<std::string>& owners = m_owners[contact];
        if (std::find(owners.begin(), owners.end(), key) == owners.end())
        {
            owners.push_back(key);
        }
        gone.erase(contact);
    }
    for (const std::string& contact : gone)
    {
        std::vector<std::string>& owners = m_owners[contact];
        owners.erase(std::remove(owners.begin(), owners.end(), key), owners.end());
        if (owners.empty())
        {
            m_owners.erase(contact);
        }
    }
    m_bindingsTrace(key, static_cast<uint32_t>(place.size()));
}

void
SipLocationService::RemoveFlow(const SipUri& user, const SipFlowId& flow)
{
    std::vector<SipBinding> bindings = Find(user);
    const auto end = std::remove_if(bindings.begin(),
                                    bindings.end(),
                                    [&flow](const SipBinding& binding)
                                    {
                                        return binding.flow && *binding.flow == flow;
                                    });
    if (end != bindings.end())
    {
        bindings.erase(end, bindings.end());
        Replace(user, std::move(bindings));
    }
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
SipLocationService::FindConnection(const SipUri& user, const SipUri& contact) const
{
    for (const SipBinding& binding : Find(user))
    {
        if (binding.contact == contact)
        {
            const Ptr<SipConnection>& connection = binding.connection;
            return connection && connection->IsUsable() ? connection : nullptr;
        }
    }
    return nullptr;
}

Ptr<SipConnection>
SipLocationService::FindConnection(const SipUri& contact) const
{
    const std::string key = MakeKey(contact);
    const auto owners = m_owners.find(key);
    if (owners == m_owners.end())
    {
        return nullptr;
    }
    for (const std::string& owner : owners->second)
    {
        bool isLive = false;
        for (const SipBinding& binding : m_bindings.at(owner))
        {
            if (binding.expires > Simulator::Now() && MakeKey(binding.contact) == key)
            {
                isLive = true;
                if (binding.connection && binding.connection->IsUsable())
                {
                    return binding.connection;
                }
            }
        }
        if (isLive)
        {
            return nullptr; // the contact is this user's, whoever else has named it
        }
    }
    return nullptr;
}

std::optional<SipBinding>
SipLocationService::FindBinding(const SipUri& contact) const
{
    const std::string key = MakeKey(contact);
    const auto owners = m_owners.find(key);
    if (owners == m_owners.end())
    {
        return std::nullopt;
    }
    for (const std::string& owner : owners->second)
    {
        for (const SipBinding& binding : m_bindings.at(owner))
        {
            if (binding.expires > Simulator::Now() && MakeKey(binding.contact) == key)
            {
                return binding;
            }
        }
    }
    return std::nullopt;
}

void
SipLocationService::DoDispose()
{
    m_bindings.clear();
    m_owners.clear();
    Object::DoDispose();
}

} // namespace ns3
