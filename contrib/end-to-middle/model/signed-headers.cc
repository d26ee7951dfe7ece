// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/signed-headers.h"

#include "ns3/sip-grammar.h"
#include "ns3/sip-parser.h"
#include "ns3/sip-text.h"

#include <vector>

namespace ns3
{
namespace
{

constexpr std::string_view STATUS = "SIP/2.0 ";
/// What a fragment lacks to be a request.
constexpr std::string_view FRAME = "SIPFRAG sip:sipfrag.invalid SIP/2.0\r\n";
constexpr std::string_view FRAME_VIA = "Via: SIP/2.0/TCP sipfrag.invalid;branch=z9hG4bKsipfrag\r\n";

/**
 * \param name name of a header field
 * \param names some names
 * \return whether it is one of them
 */
bool
IsOneOf(std::string_view name, std::initializer_list<std::string_view> names)
{
    for (const std::string_view other : names)
    {
        if (FindSipHeaderName(name) == SipHeaderName::Other
                ? EqualsSipToken(name, other)
                : FindSipHeaderName(name) == FindSipHeaderName(other))
        {
            return true;
        }
    }
    return false;
}

/**
 * \param left a value of From, To or Contact
 * \param right another one
 * \return whether both name the same, with the same tag
 */
bool
NamesSame(std::string_view left, std::string_view right)
{
    const auto one = SipNameAddr::Parse(left);
    const auto other = SipNameAddr::Parse(right);
    return one && other && one->IsStar() == other->IsStar() && one->GetUri() == other->GetUri() &&
           one->GetDisplayName() == other->GetDisplayName() && one->GetTag() == other->GetTag();
}

/**
 * \param message a message
 * \return whether its Contact becomes a dialog's remote target (RFC 3261 section 12)
 */
bool
DecidesTarget(const SipMessage& message)
{
    const auto sequence = message.GetCSeq();
    const std::string method(sequence ? sequence->GetMethod() : "");
    return (method == "INVITE" || method == "UPDATE") &&
           (message.IsRequest() || message.GetStatusCode() < 300);
}

} // namespace

Octets
MakeSignedHeaders(const SipMessage& message)
{
    Octets fragment;
    if (!message.IsRequest())
    {
        fragment = std::string(STATUS) + std::to_string(message.GetStatusCode()) + " " +
                   std::string(message.GetReason()) + "\r\n";
    }
    for (const char* name : {"From",
                             "To",
                             "Call-ID",
                             "CSeq",
                             "Date",
                             "Contact",
                             "Content-Target",
                             "Proxy-Inspect-Body"})
    {
        for (const std::string& value : GetWholeHeaders(message, name))
        {
            fragment += std::string(name) + ": " + value + "\r\n";
        }
    }
    return fragment;
}

tl::expected<SipMessage, std::string>
ParseSignedHeaders(std::string_view fragment)
{
    std::string text;
    if (fragment.substr(0, STATUS.size()) == STATUS)
    {
        const auto end = fragment.find("\r\n");
        if (end == std::string_view::npos)
        {
            return tl::unexpected(std::string("a signed status line and nothing else"));
        }
        text = std::string(fragment.substr(0, end + 2));
        fragment.remove_prefix(end + 2);
    }
    else
    {
        text = FRAME;
    }
    text += FRAME_VIA;
    text += fragment;
    if (fragment.size() < 4 || fragment.substr(fragment.size() - 4) != "\r\n\r\n")
    {
        text += fragment.size() > 1 && fragment.substr(fragment.size() - 2) == "\r\n" ? "\r\n"
                                                                                      : "\r\n\r\n";
    }
    auto parsed = SipParser::Parse(text);
    if (!parsed)
    {
        return tl::unexpected("signed header fields: " + parsed.error().reason);
    }
    return std::move(*parsed);
}

tl::expected<void, std::string>
CompareSignedHeaders(const SipMessage& outside, const SipMessage& inside)
{
    if (outside.IsRequest() != inside.IsRequest() ||
        outside.GetStatusCode() != inside.GetStatusCode())
    {
        return tl::unexpected(std::string("another status was signed"));
    }
    for (const char* name : {"From", "To", "Call-ID", "CSeq"})
    {
        if (!inside.Has(name))
        {
            return tl::unexpected(std::string(name) + " was not signed");
        }
    }
    if (DecidesTarget(outside) && outside.Has("Contact") && !inside.Has("Contact"))
    {
        return tl::unexpected(std::string("Contact was not signed"));
    }
    for (const SipHeaderField& field : inside.GetAllHeaders())
    {
        if (IsOneOf(field.name,
                    {"Via",
                     "Record-Route",
                     "Route",
                     "Max-Forwards",
                     "Proxy-Authorization",
                     "Content-Target",
                     "Proxy-Inspect-Body"}))
        {
            continue;
        }
        const bool isAddress = IsOneOf(field.name, {"From", "To", "Contact"});
        const auto out = outside.GetHeaders(field.name);
        const auto in = inside.GetHeaders(field.name);
        bool isSame = out.size() == in.size();
        for (std::size_t i = 0; isSame && i < in.size(); ++i)
        {
            isSame = out[i] == in[i] || (isAddress && NamesSame(out[i], in[i]));
        }
        if (!isSame)
        {
            return tl::unexpected(std::string(field.name) + " is not the one that was signed");
        }
    }
    return {};
}

} // namespace ns3
