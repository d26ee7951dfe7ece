// SPDX-License-Identifier: GPL-2.0-only
#include "sip-octets-check.h"

#include "ns3/sip-parser.h"
#include "ns3/sip-stream-framer.h"
#include "ns3/sip-transaction-key.h"
#include "ns3/sip-validator.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace ns3
{

namespace
{

/** What is written here may be longer than what came. */
constexpr SipLimits WIDE{1 << 18, 1024, 1 << 17, 1 << 22};

/** A typed value is read again from its own text, and then has the same text. */
template <typename T>
bool
Survives(const T& value)
{
    const std::string text = value.ToString();
    const auto again = T::Parse(text);
    return again && again->ToString() == text;
}

template <typename T>
bool
Survives(const tl::expected<T, SipError>& value)
{
    return !value || Survives(*value);
}

template <typename T>
bool
Survives(const tl::expected<std::vector<T>, SipError>& values)
{
    return !values || std::all_of(values->begin(),
                                  values->end(),
                                  [](const T& value)
                                  {
                                      return Survives(value);
                                  });
}

bool
HasGoodValues(const SipMessage& message)
{
    for (const SipHeaderField& field : message.GetAllHeaders())
    {
        if (field.name.empty() || field.value.find_first_of("\r\n") != std::string_view::npos ||
            !message.Has(field.name) || message.GetHeaders(field.name).empty())
        {
            return false;
        }
    }
    return true;
}

bool
HasGoodTypes(const SipMessage& message)
{
    const bool valid = ValidateSipMessage(message).has_value();
    const auto via = message.GetTopVia();
    const auto from = message.GetFrom();
    const auto to = message.GetTo();
    const auto sequence = message.GetCSeq();
    const auto contacts = message.GetContacts();
    if (valid && !(via && from && to && sequence && contacts && message.GetCallId() &&
                   message.GetMaxForwards() && message.GetExpires()))
    {
        return false;
    }
    if (from && from->GetUri() != from->GetUri())
    {
        return false;
    }
    return Survives(via) && Survives(from) && Survives(to) && Survives(sequence) &&
           Survives(contacts) && Survives(message.GetVias()) && Survives(message.GetRoutes()) &&
           Survives(message.GetRecordRoutes()) &&
           (!message.IsRequest() || Survives(message.GetRequestUri()));
}

/** A response to the message is a message. */
bool
CanBeAnswered(const SipMessage& request)
{
    const SipMessage response = SipMessage::MakeResponse(request, 400, "Bad Request");
    const auto again = SipParser::Parse(response.Serialize(), WIDE);
    return again && again->GetStatusCode() == 400 &&
           again->GetHeaders("Via").size() == request.GetHeaders("Via").size();
}

/** What a proxy does to a message leaves a message. */
bool
CanBeForwarded(const SipMessage& message)
{
    SipMessage changed = message;
    changed.RemoveFirst("Route");
    changed.Set("Max-Forwards", "69");
    changed.Prepend("Record-Route", "<sip:p;lr>");
    changed.Prepend("Via", "SIP/2.0/TCP p;branch=z9hG4bKp");
    changed.AddContentLength();
    auto again = SipParser::Parse(changed.Serialize(), WIDE);
    if (!again || again->GetTopVia()->GetBranch() != "z9hG4bKp" ||
        again->GetBody() != message.GetBody() ||
        again->GetHeaders("Via").size() != message.GetHeaders("Via").size() + 1)
    {
        return false;
    }
    again->RemoveFirst("Via");
    const auto before = message.GetHeaders("Via");
    return again->GetHeaders("Via") == before;
}

/** What a stream gives, cut into pieces of the given size. */
std::vector<std::string>
Frame(std::string_view octets, std::size_t step)
{
    SipStreamFramer framer;
    std::vector<std::string> out;
    for (std::size_t at = 0; at < octets.size(); at += step)
    {
        framer.Push(octets.substr(at, step));
        while (const auto next = framer.Next())
        {
            out.push_back(*next ? (*next)->Serialize() : next->error().reason);
        }
    }
    return out;
}

std::string
FindViolation(std::string_view octets, const SipMessage& message)
{
    const std::string text = message.Serialize();
    const std::string_view came =
        octets.substr(std::min(octets.find_first_not_of("\r\n"), octets.size()));
    if (came.substr(0, text.size()) != text)
    {
        return "a message is written as it came";
    }
    const auto again = SipParser::Parse(text);
    if (!again || again->Serialize() != text || again->GetBody() != message.GetBody())
    {
        return "a written message reads the same";
    }
    if (!HasGoodValues(message))
    {
        return "header fields are found and are on one line";
    }
    if (!HasGoodTypes(message))
    {
        return "typed values survive their own text";
    }
    if (message.IsRequest() && !CanBeAnswered(message))
    {
        return "a request can be answered";
    }
    if (!CanBeForwarded(message))
    {
        return "a message can be forwarded";
    }
    if (message.Has("Content-Length") && Frame(text, text.size()) != std::vector<std::string>{text})
    {
        return "a datagram with Content-Length is a message on a stream";
    }
    // Whatever they say: nothing may break.
    (void)SipTransactionKey::ForServer(message);
    (void)SipTransactionKey::ForResponse(message);
    return "";
}

} // namespace

std::string
FindSipViolation(std::string_view octets)
{
    const auto message = SipParser::Parse(octets);
    if (message)
    {
        std::string violation = FindViolation(octets, *message);
        if (!violation.empty())
        {
            return violation;
        }
    }
    else
    {
        const SipParseError& error = message.error();
        if (error.code != 400 && error.code != 413 && error.code != 505)
        {
            return "a refused message has a code";
        }
        if (error.message && !CanBeAnswered(*error.message))
        {
            return "a refused request can be answered";
        }
    }
    const std::vector<std::string> whole = Frame(octets, std::max<std::size_t>(octets.size(), 1));
    // Octet by octet is slow for what is long.
    for (const std::size_t step : {octets.size() < 2000 ? 1 : 211, 7})
    {
        if (Frame(octets, step) != whole)
        {
            return "it does not matter where a stream is cut";
        }
    }
    return "";
}

} // namespace ns3
