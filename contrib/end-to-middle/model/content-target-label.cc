// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/content-target-label.h"

#include "ns3/host-name.h"
#include "ns3/mime-multipart.h"
#include "ns3/sip-body-entity.h"
#include "ns3/sip-name-addr.h"
#include "ns3/sip-uri.h"

#include <algorithm>

namespace ns3
{
namespace
{

const std::string_view FIELD = "Content-Target";

/**
 * \param value a field's value: name-addr, addr-spec or a bare host
 * \return the host in lower case; empty if it cannot be read
 */
std::string
GetHost(std::string_view value)
{
    const auto address = SipNameAddr::Parse(value);
    if (address)
    {
        return ToLowerHost(address->GetUri().GetHost());
    }
    const auto bare = SipUri::Parse("sip:" + std::string(value));
    return bare ? ToLowerHost(bare->GetHost()) : "";
}

/**
 * \param values a field's values, separated by commas outside of quotes and angle brackets
 * \return their hosts in lower case, those that can be read
 */
std::vector<std::string>
GetPartHosts(std::string_view values)
{
    std::vector<std::string> hosts;
    while (!values.empty())
    {
        bool isQuoted = false;
        bool isBracketed = false;
        std::size_t end = 0;
        while (end < values.size() && (isQuoted || isBracketed || values[end] != ','))
        {
            const char c = values[end];
            isBracketed = !isQuoted && (c == '<' || (isBracketed && c != '>'));
            isQuoted = isQuoted != (c == '"' && !isBracketed);
            ++end;
        }
        auto value = values.substr(0, end);
        values.remove_prefix(std::min(end + 1, values.size()));
        value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
        value = value.substr(0, value.find_last_not_of(" \t") + 1);
        auto host = GetHost(value);
        if (!host.empty())
        {
            hosts.push_back(std::move(host));
        }
    }
    return hosts;
}

/**
 * \param hosts some host names
 * \param name a host name
 * \return whether it is one of them
 */
bool
IsAmong(const std::vector<std::string>& hosts, const std::string& name)
{
    return std::find(hosts.begin(), hosts.end(), name) != hosts.end();
}

/**
 * \param message a message
 * \return the leaves of its body; none if it is no MIME
 */
std::vector<MimeEntity>
GetLeaves(const SipMessage& message)
{
    auto leaves = CollectLeaves(GetBodyEntity(message));
    return leaves ? std::move(*leaves) : std::vector<MimeEntity>{};
}

} // namespace

void
ContentTargetLabel::Write(SipMessage& message, const std::vector<std::string>& hosts) const
{
    message.Remove(FIELD);
    for (const auto& host : hosts)
    {
        message.Add(FIELD, "sip:" + host);
    }
}

void
ContentTargetLabel::WriteParts(SipMessage& message,
                               std::vector<MimeEntity>& parts,
                               const std::vector<std::vector<std::string>>& hosts) const
{
    message.Remove(FIELD);
    for (std::size_t i = 0; i < parts.size() && i < hosts.size(); ++i)
    {
        std::string value;
        for (const auto& host : hosts[i])
        {
            value += (value.empty() ? "sip:" : ", sip:") + host;
        }
        if (!value.empty())
        {
            parts[i].SetField(FIELD, value);
        }
    }
}

std::vector<std::string>
ContentTargetLabel::GetHosts(const SipMessage& message) const
{
    std::vector<std::string> hosts;
    const auto add = [&hosts](std::string_view values)
    {
        for (auto& host : GetPartHosts(values))
        {
            hosts.push_back(std::move(host));
        }
    };
    for (const auto value : message.GetHeaders(FIELD))
    {
        add(value);
    }
    if (hosts.empty())
    {
        for (const auto& leaf : GetLeaves(message))
        {
            const auto value = leaf.GetField(FIELD);
            if (value)
            {
                add(*value);
            }
        }
    }
    return hosts;
}

std::vector<std::size_t>
ContentTargetLabel::FindLeaves(const SipMessage& message,
                               const std::vector<MimeEntity>& leaves,
                               std::string_view host) const
{
    const auto name = ToLowerHost(host);
    const auto fields = message.GetHeaders(FIELD);
    // A label in the SIP header means the whole body.
    const bool isAll = std::any_of(fields.begin(),
                                   fields.end(),
                                   [&name](std::string_view value)
                                   {
                                       return IsAmong(GetPartHosts(value), name);
                                   });
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < leaves.size(); ++i)
    {
        if (isAll || IsAmong(GetPartHosts(leaves[i].GetField(FIELD).value_or("")), name))
        {
            found.push_back(i);
        }
    }
    return found;
}

} // namespace ns3
