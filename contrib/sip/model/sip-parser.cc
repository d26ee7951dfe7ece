// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-parser.h"

#include "ns3/sip-grammar.h"

#include <algorithm>
#include <utility>

namespace ns3
{

namespace
{

constexpr std::string_view VERSION = "SIP/2.0";
constexpr uint32_t NEEDED = (1U << static_cast<unsigned>(SipHeaderName::Via)) |
                            (1U << static_cast<unsigned>(SipHeaderName::From)) |
                            (1U << static_cast<unsigned>(SipHeaderName::To)) |
                            (1U << static_cast<unsigned>(SipHeaderName::CallId)) |
                            (1U << static_cast<unsigned>(SipHeaderName::CSeq));
/** Those that stand once only, besides the needed ones without Via. */
constexpr uint32_t ONCE = (NEEDED & ~(1U << static_cast<unsigned>(SipHeaderName::Via))) |
                          (1U << static_cast<unsigned>(SipHeaderName::ContentLength)) |
                          (1U << static_cast<unsigned>(SipHeaderName::ContentType)) |
                          (1U << static_cast<unsigned>(SipHeaderName::MaxForwards));

SipParseError
MakeError(std::string reason, int code = 400)
{
    return SipParseError{code, std::move(reason), std::nullopt};
}

bool
IsBlank(char c)
{
    return c == ' ' || c == '\t';
}

/** Whether a line has a CR or LF of its own, or a NUL. */
bool
HasStrayOctet(std::string_view line)
{
    return line.find('\n') != std::string_view::npos || line.find('\0') != std::string_view::npos;
}

/** Without the white space at both ends: the range [begin, end) of text is narrowed. */
void
Trim(std::string_view text, std::size_t& begin, std::size_t& end)
{
    while (begin < end && IsBlank(text[begin]))
    {
        ++begin;
    }
    while (end > begin && IsBlank(text[end - 1]))
    {
        --end;
    }
}

/** A folded value on one line: each fold is one space (section 7.3.1). */
std::string
Unfold(std::string_view value)
{
    std::string line;
    for (std::size_t i = 0; i < value.size(); ++i)
    {
        if (value[i] != '\r')
        {
            line += value[i];
            continue;
        }
        while (!line.empty() && IsBlank(line.back()))
        {
            line.pop_back();
        }
        ++i; // the LF
        while (i + 1 < value.size() && IsBlank(value[i + 1]))
        {
            ++i;
        }
        line += ' ';
    }
    return std::string(TrimSip(line));
}

} // namespace

std::optional<SipParseError>
SipParser::ParseStartLine(SipMessage& message)
{
    const std::size_t length = message.m_text.find('\r');
    const std::string_view line = std::string_view(message.m_text).substr(0, length);
    message.m_startEnd = static_cast<uint32_t>(length + 2);
    if (HasStrayOctet(line))
    {
        return MakeError("Control Octet in Start Line");
    }
    const std::size_t first = line.find(' ');
    const std::size_t second = first == std::string_view::npos ? first : line.find(' ', first + 1);
    if (second == std::string_view::npos)
    {
        return MakeError("Start Line without Three Parts");
    }
    if (line.size() > 4 && EqualsSipToken(line.substr(0, 4), "SIP/"))
    {
        const auto code = ParseSipNumber(line.substr(first + 1, second - first - 1), 699);
        if (!EqualsSipToken(line.substr(0, first), VERSION))
        {
            return MakeError("Version Not Supported", 505);
        }
        if (!code || *code < 100 || second - first != 4)
        {
            return MakeError("Status Code Not from 100 to 699");
        }
        message.m_code = static_cast<int>(*code);
        message.m_reasonBegin = static_cast<uint32_t>(second + 1);
        return std::nullopt;
    }
    message.m_methodEnd = static_cast<uint32_t>(first);
    if (!IsSipToken(line.substr(0, first)))
    {
        return MakeError("Method Is No Token");
    }
    const std::string_view version = line.substr(second + 1);
    if (!EqualsSipToken(version, VERSION))
    {
        const bool other = version.size() > 4 && EqualsSipToken(version.substr(0, 4), "SIP/") &&
                           version.find(' ') == std::string_view::npos;
        return other ? MakeError("Version Not Supported", 505) : MakeError("Bad Start Line");
    }
    auto uri = SipUri::Parse(line.substr(first + 1, second - first - 1));
    if (!uri)
    {
        return MakeError("Bad Request-URI: " + uri.error().reason);
    }
    message.m_uri = std::move(*uri);
    return std::nullopt;
}

std::optional<SipParseError>
SipParser::ParseFields(SipMessage& message, const SipLimits& limits)
{
    std::size_t at = message.m_startEnd;
    const std::size_t last = message.m_text.size() - 2; // of the empty line
    message.m_fields.reserve(std::min<std::size_t>(16, limits.headerFields));
    std::string unfolded;
    while (at < last)
    {
        const std::string_view text = message.m_text;
        // A field goes on over each line end that white space follows.
        std::size_t end = text.find('\r', at);
        bool folded = false;
        while (end < last && text[end + 1] == '\n' && IsBlank(text[end + 2]))
        {
            folded = true;
            end = text.find('\r', end + 2);
        }
        if (end > last || text[end + 1] != '\n')
        {
            return MakeError("Carriage Return inside a Header Field");
        }
        if (end - at > limits.headerField)
        {
            return MakeError("Header Field Too Long", 400);
        }
        if (message.m_fields.size() >= limits.headerFields)
        {
            return MakeError("Too Many Header Fields");
        }
        const std::string_view line = text.substr(at, end - at);
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos)
        {
            return MakeError("Header Field without Colon");
        }
        std::size_t nameEnd = colon;
        while (nameEnd > 0 && IsBlank(line[nameEnd - 1]))
        {
            --nameEnd;
        }
        const std::string_view name = line.substr(0, nameEnd);
        if (!IsSipToken(name))
        {
            return MakeError("Header Field Name Is No Token");
        }
        SipMessage::Field field{};
        field.id = FindSipHeaderName(name);
        field.begin = static_cast<uint32_t>(at);
        field.end = static_cast<uint32_t>(end + 2);
        field.nameEnd = static_cast<uint32_t>(at + nameEnd);
        if (folded)
        {
            const std::string value = Unfold(line.substr(colon + 1));
            if (HasStrayOctet(value))
            {
                return MakeError("Control Octet in a Header Field");
            }
            // Behind the section: m_text must not move while it is read.
            field.valueBegin = static_cast<uint32_t>(text.size() + unfolded.size());
            unfolded += value;
            field.valueEnd = static_cast<uint32_t>(text.size() + unfolded.size());
        }
        else
        {
            if (HasStrayOctet(line))
            {
                return MakeError("Control Octet in a Header Field");
            }
            std::size_t begin = at + colon + 1;
            std::size_t valueEnd = end;
            Trim(text, begin, valueEnd);
            field.valueBegin = static_cast<uint32_t>(begin);
            field.valueEnd = static_cast<uint32_t>(valueEnd);
        }
        message.m_fields.push_back(field);
        at = end + 2;
    }
    message.m_text += unfolded;
    return std::nullopt;
}

std::optional<SipParseError>
SipParser::CheckPresence(const SipMessage& message,
                         std::optional<std::size_t>& contentLength,
                         const SipLimits& limits)
{
    uint32_t seen = 0;
    bool twice = false;
    for (const SipMessage::Field& field : message.m_fields)
    {
        const uint32_t bit =
            field.id == SipHeaderName::Other ? 0 : 1U << static_cast<unsigned>(field.id);
        twice = twice || (seen & bit & ONCE) != 0;
        seen |= bit;
        if (field.id == SipHeaderName::ContentLength)
        {
            const auto length = ParseSipNumber(message.Value(field), UINT64_MAX);
            if (!length)
            {
                return MakeError("Content-Length Is No Number");
            }
            if (*length > limits.body)
            {
                return MakeError("Message Too Large", 413);
            }
            contentLength = static_cast<std::size_t>(*length);
        }
    }
    if ((seen & NEEDED) != NEEDED)
    {
        return MakeError("Missing Via, From, To, Call-ID or CSeq");
    }
    return twice ? std::optional<SipParseError>(MakeError("Header Field Given Twice"))
                 : std::nullopt;
}

tl::expected<SipParser::Head, SipParseError>
SipParser::ParseHead(std::string_view section, const SipLimits& limits)
{
    if (section.size() > limits.headerSection)
    {
        return tl::make_unexpected(MakeError("Header Section Too Long"));
    }
    Head head;
    SipMessage& message = head.message;
    message.m_made = false;
    message.m_text = std::string(section);
    auto error = ParseStartLine(message);
    // The fields are read all the same: they are needed for an answer.
    const auto fieldsError = ParseFields(message, limits);
    error = error ? error : fieldsError;
    const auto presenceError = CheckPresence(message, head.contentLength, limits);
    error = error ? error : presenceError;
    if (error)
    {
        const bool answerable = message.m_code == 0 && !fieldsError && message.m_methodEnd > 0 &&
                                message.Has("Via") && message.Has("From") && message.Has("To") &&
                                message.Has("Call-ID") && message.Has("CSeq") &&
                                message.GetMethod() != "ACK";
        if (answerable)
        {
            error->message = std::move(message);
        }
        return tl::make_unexpected(std::move(*error));
    }
    return head;
}

void
SipParser::AttachBody(SipMessage& message, std::string_view body)
{
    message.m_body = std::string(body);
}

tl::expected<SipMessage, SipParseError>
SipParser::Parse(std::string_view datagram, const SipLimits& limits)
{
    while (datagram.size() >= 2 && datagram.substr(0, 2) == "\r\n")
    {
        datagram.remove_prefix(2);
    }
    const std::size_t end = datagram.substr(0, limits.headerSection).find("\r\n\r\n");
    if (end == std::string_view::npos)
    {
        return tl::make_unexpected(MakeError("No End of Header Section"));
    }
    auto head = ParseHead(datagram.substr(0, end + 4), limits);
    if (!head)
    {
        return tl::make_unexpected(std::move(head.error()));
    }
    std::string_view body = datagram.substr(end + 4);
    if (head->contentLength && *head->contentLength > body.size())
    {
        SipParseError error = MakeError("Body Shorter Than Content-Length");
        if (head->message.IsRequest() && head->message.GetMethod() != "ACK")
        {
            error.message = std::move(head->message);
        }
        return tl::make_unexpected(std::move(error));
    }
    if (!head->contentLength && body.size() > limits.body)
    {
        return tl::make_unexpected(MakeError("Message Too Large", 413));
    }
    AttachBody(head->message, body.substr(0, head->contentLength.value_or(body.size())));
    return std::move(head->message);
}

} // namespace ns3
