// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/label-check.h"

#include "ns3/content-target-label.h"
#include "ns3/proxy-inspect-body-label.h"
#include "ns3/signed-headers.h"
#include "ns3/sip-text.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ns3
{
namespace
{

const std::string_view TARGET = "Content-Target";
const std::string_view INSPECT = "Proxy-Inspect-Body";

/**
 * \param value of a Proxy-Inspect-Body
 * \return it without spaces and quotes, which say nothing
 */
std::string
Squeeze(std::string value)
{
    const auto isIdle = [](char c)
    {
        return c == ' ' || c == '\t' || c == '"';
    };
    value.erase(std::remove_if(value.begin(), value.end(), isIdle), value.end());
    return value;
}

/**
 * \param message a message
 * \return its labels, in an order of their own
 */
std::vector<std::string>
ListLabels(const SipMessage& message)
{
    std::vector<std::string> labels;
    for (const auto& host : ContentTargetLabel().GetHosts(message))
    {
        labels.push_back(std::string(TARGET) + " " + host);
    }
    for (auto& value : GetWholeHeaders(message, INSPECT))
    {
        labels.push_back(std::string(INSPECT) + " " + Squeeze(std::move(value)));
    }
    std::sort(labels.begin(), labels.end());
    labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
    return labels;
}

/**
 * \param some some sorted texts
 * \param others some sorted texts
 * \return those of the former that are not among the latter
 */
std::vector<std::string>
Subtract(const std::vector<std::string>& some, const std::vector<std::string>& others)
{
    std::vector<std::string> rest;
    std::set_difference(some.begin(),
                        some.end(),
                        others.begin(),
                        others.end(),
                        std::back_inserter(rest));
    return rest;
}

} // namespace

bool
LabelDifference::IsEmpty() const
{
    return removed.empty() && added.empty();
}

std::string
LabelDifference::ToString() const
{
    std::string text;
    for (const auto& [what, labels] :
         {std::pair("removed ", &removed), std::pair("added ", &added)})
    {
        for (const auto& label : *labels)
        {
            text += (text.empty() ? "" : ", ") + std::string(what) + label;
        }
    }
    return text;
}

Octets
MakeSignedLabels(const SipMessage& message, const std::vector<MimeEntity>& parts)
{
    auto fragment = MakeSignedHeaders(message);
    for (const auto& part : parts)
    {
        const auto value = part.GetField(TARGET);
        if (value)
        {
            fragment += std::string(TARGET) + ": " + *value + "\r\n";
        }
    }
    return fragment;
}

LabelDifference
CompareLabels(const SipMessage& outside, const SipMessage& inside)
{
    const auto there = ListLabels(outside);
    const auto wanted = ListLabels(inside);
    return {Subtract(wanted, there), Subtract(there, wanted)};
}

SipMessage
KeepSignedLabels(const SipMessage& outside, const SipMessage& inside)
{
    const auto wanted = ListLabels(inside);
    auto message = outside;
    message.Remove(TARGET);
    message.Remove(INSPECT);
    for (const auto name : {TARGET, INSPECT})
    {
        for (const auto& value : GetWholeHeaders(outside, name))
        {
            SipMessage alone = SipMessage::MakeRequest("INFO", SipUri());
            alone.Add(name, value);
            if (Subtract(ListLabels(alone), wanted).empty())
            {
                message.Add(name, value);
            }
        }
    }
    return message;
}

} // namespace ns3
