// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/proxy-inspect-body-label.h"

#include "ns3/host-name.h"
#include "ns3/sip-body-entity.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace ns3
{
namespace
{

const std::string_view FIELD = "Proxy-Inspect-Body";
const std::string_view SPACE = " \t\r\n";

/**
 * \param text some text
 * \return it without spaces around it
 */
std::string_view
Trim(std::string_view text)
{
    const auto begin = text.find_first_not_of(SPACE);
    if (begin == std::string_view::npos)
    {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(SPACE) - begin + 1);
}

/**
 * Cuts off what stands before a separator that is not inside quotes.
 * \param text the text; what is left behind the separator
 * \param separators the separators
 * \return what stands before it
 */
std::string_view
CutField(std::string_view& text, std::string_view separators)
{
    bool isQuoted = false;
    std::size_t end = 0;
    while (end < text.size() && (isQuoted || separators.find(text[end]) == std::string_view::npos))
    {
        isQuoted = isQuoted != (text[end] == '"');
        ++end;
    }
    const auto field = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return Trim(field);
}

/// A label that was read.
struct Label
{
    std::string host;              //!< in lower case
    std::vector<std::string> cids; //!< in their order
};

/**
 * \param value `host;cid="a@b",cid="c@d";other=x`, the quotes may be missing
 * \return the label, or nothing if it has no host or no cid
 */
std::optional<Label>
ParseLabel(std::string_view value)
{
    Label label{ToLowerHost(CutField(value, ";")), {}};
    while (!value.empty())
    {
        auto parameter = CutField(value, ";,");
        const auto equals = parameter.find('=');
        if (equals == std::string_view::npos ||
            !EqualsIgnoringCase(Trim(parameter.substr(0, equals)), "cid"))
        {
            continue;
        }
        auto cid = Trim(parameter.substr(equals + 1));
        if (cid.size() >= 2 && cid.front() == '"' && cid.back() == '"')
        {
            cid = cid.substr(1, cid.size() - 2);
        }
        if (!cid.empty())
        {
            label.cids.emplace_back(cid);
        }
    }
    if (label.host.empty() || label.cids.empty())
    {
        return std::nullopt;
    }
    return label;
}

/**
 * \param message a message
 * \return the labels that can be read
 */
std::vector<Label>
GetLabels(const SipMessage& message)
{
    std::vector<Label> labels;
    for (const auto& field : message.GetAllHeaders())
    {
        if (!EqualsIgnoringCase(field.name, FIELD))
        {
            continue;
        }
        // One field for each server: its commas stand between cids.
        auto label = ParseLabel(field.value);
        if (label)
        {
            labels.push_back(std::move(*label));
        }
    }
    return labels;
}

/**
 * \param message a message
 * \return a Content-ID for its body that no other message of the dialog has
 */
std::string
MakeContentId(const SipMessage& message)
{
    // The Call-ID is `word@host`; a dot-atom may hold what a tag or a number may.
    const auto callId = std::string(message.GetHeader("Call-ID").value_or("body@invalid"));
    const auto sequence = message.GetHeader("CSeq").value_or("0");
    std::string id = "body-" + std::string(sequence.substr(0, sequence.find(' '))) +
                     (message.IsRequest() ? "-request-" : "-response-") + callId;
    for (auto& c : id)
    {
        const bool isPlain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                             (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '@';
        c = isPlain ? c : '-';
    }
    return id.find('@') == std::string::npos ? id + "@invalid" : id;
}

} // namespace

void
ProxyInspectBodyLabel::Write(SipMessage& message, const std::vector<std::string>& hosts) const
{
    message.Remove(FIELD);
    if (hosts.empty())
    {
        return;
    }
    auto cid = GetBodyEntity(message).GetContentId();
    if (!cid)
    {
        cid = MakeContentId(message);
        message.Set("Content-ID", "<" + *cid + ">");
    }
    for (const auto& host : hosts)
    {
        message.Add(FIELD, host + ";cid=\"" + *cid + "\"");
    }
}

void
ProxyInspectBodyLabel::RemoveFor(SipMessage& message, std::string_view host) const
{
    const auto name = ToLowerHost(host);
    std::vector<std::string> others;
    for (const auto& field : message.GetAllHeaders())
    {
        if (EqualsIgnoringCase(field.name, FIELD))
        {
            const auto label = ParseLabel(field.value);
            if (!label || label->host != name)
            {
                others.emplace_back(field.value);
            }
        }
    }
    message.Remove(FIELD);
    for (const auto& value : others)
    {
        message.Add(FIELD, value);
    }
}

void
ProxyInspectBodyLabel::WriteParts(SipMessage& message,
                                  std::vector<MimeEntity>& parts,
                                  const std::vector<std::vector<std::string>>& hosts) const
{
    message.Remove(FIELD);
    std::vector<std::pair<std::string, std::string>> labels; // one for each server
    for (std::size_t i = 0; i < parts.size() && i < hosts.size(); ++i)
    {
        const std::string id = "part-" + std::to_string(i + 1) + "-" + MakeContentId(message);
        parts[i].SetField("Content-ID", "<" + id + ">");
        for (const auto& host : hosts[i])
        {
            auto label = std::find_if(labels.begin(),
                                      labels.end(),
                                      [&host](const auto& each)
                                      {
                                          return each.first == host;
                                      });
            if (label == labels.end())
            {
                label = labels.insert(labels.end(), {host, host + ";"});
            }
            label->second += (label->second.back() == ';' ? "cid=\"" : ",cid=\"") + id + "\"";
        }
    }
    for (const auto& label : labels)
    {
        message.Add(FIELD, label.second);
    }
}

std::vector<std::string>
ProxyInspectBodyLabel::GetHosts(const SipMessage& message) const
{
    std::vector<std::string> hosts;
    for (auto& label : GetLabels(message))
    {
        hosts.push_back(std::move(label.host));
    }
    return hosts;
}

std::vector<std::size_t>
ProxyInspectBodyLabel::FindLeaves(const SipMessage& message,
                                  const std::vector<MimeEntity>& leaves,
                                  std::string_view host) const
{
    const auto name = ToLowerHost(host);
    std::map<std::string, std::vector<std::size_t>> places; // of each Content-ID not yet named
    for (std::size_t i = 0; i < leaves.size(); ++i)
    {
        const auto id = leaves[i].GetContentId();
        if (id)
        {
            places[*id].push_back(i);
        }
    }
    std::vector<std::size_t> found;
    for (const auto& label : GetLabels(message))
    {
        if (label.host != name)
        {
            continue;
        }
        for (const auto& cid : label.cids)
        {
            const auto place = places.find(cid);
            if (place != places.end())
            {
                found.insert(found.end(), place->second.begin(), place->second.end());
                places.erase(place);
            }
        }
    }
    return found;
}

} // namespace ns3
