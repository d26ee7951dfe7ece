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

/** A set of header fields, as bits. */
constexpr uint64_t
Bit(SipHeaderName name)
{
    return uint64_t{1} << static_cast<unsigned>(name);
}

static_assert(static_cast<unsigned>(SipHeaderName::Warning) < 64, "a set has room for all names");

/** What each message has (section 8.1.1), but for Max-Forwards, which RFC 2543 did not know. */
constexpr uint64_t NEEDED = Bit(SipHeaderName::Via) | Bit(SipHeaderName::From) |
                            Bit(SipHeaderName::To) | Bit(SipHeaderName::CallId) |
                            Bit(SipHeaderName::CSeq);
/** Those that must not come twice: two readers could disagree on which one counts. */
constexpr uint64_t ONCE = (NEEDED & ~Bit(SipHeaderName::Via)) | Bit(SipHeaderName::ContentLength) |
                          Bit(SipHeaderName::ContentType) | Bit(SipHeaderName::MaxForwards) |
                          Bit(SipHeaderName::Expires);

SipParseError
MakeError(std::string reason, int code = 400)
{
    return SipParseError{code, std::move(reason), std::nullopt, std::nullopt};
}

bool
IsBlank(char c)
{
    return c == ' ' || c == '\t';
}

/** Whether there is a control octet that no backslash stands before (quoted-pair). */
bool
HasBareControl(std::string_view value)
{
    for (std::size_t i = 0; i < value.size(); ++i)
    {
        if (value[i] == '\\')
        {
            ++i;
        }
        else if (HasSipControl(value.substr(i, 1)))
        {
            return true;
        }
    }
    return false;
}

/** A folded value on one line: each fold is one space (section 7.3.1). */
std::string
Unfold(std::string_view value)
{
    std::string line;
    line.reserve(value.size());
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

/** Where a header field that begins at the given place ends, its last CRLF not counted. */
std::size_t
FindFieldEnd(std::string_view text, std::size_t at, bool& folded)
{
    // The section ends with an empty line, so there always is a next octet.
    std::size_t end = text.find('\r', at);
    while (text[end + 1] == '\n' && IsBlank(text[std::min(end + 2, text.size() - 1)]))
    {
        folded = true;
        end = text.find('\r', end + 2);
    }
    return end;
}

/** Whether a request can be answered: an ACK never is. */
bool
IsAnswerable(const SipMessage& message)
{
    return message.IsRequest() && !message.GetMethod().empty() && message.GetMethod() != "ACK" &&
           message.Has("Via") && message.Has("From") && message.Has("To") &&
           message.Has("Call-ID") && message.Has("CSeq");
}

} // namespace

std::optional<SipParseError>
SipParser::ParseStartLine(SipMessage& message)
{
    const std::size_t length = message.m_text.find('\r');
    const std::string_view line = std::string_view(message.m_text).substr(0, length);
    message.m_startEnd = static_cast<uint32_t>(length + 2);
    if (message.m_text[length + 1] != '\n' || HasSipControl(line))
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
        message.m_code = -1; // no request, whatever its status code
        if (!EqualsSipToken(line.substr(0, first), VERSION))
        {
            return MakeError("Version Not Supported", 505);
        }
        const auto code = ParseSipNumber(line.substr(first + 1, second - first - 1), 699);
        if (!code || *code < 100 || second - first != 4)
        {
            return MakeError("Status Code Not from 100 to 699");
        }
        message.m_code = static_cast<int>(*code);
        message.m_reasonBegin = static_cast<uint32_t>(second + 1);
        return std::nullopt;
    }
    if (!IsSipToken(line.substr(0, first)))
    {
        return MakeError("Method Is No Token");
    }
    message.m_methodEnd = static_cast<uint32_t>(first);
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
    const std::string_view text = message.m_text;
    const std::size_t last = text.size() - 2; // where the empty line begins
    std::string unfolded;                     // goes behind the section, which must not move now
    message.m_fields.reserve(std::min<std::size_t>(16, limits.headerFields));
    for (std::size_t at = message.m_startEnd; at < last;)
    {
        bool folded = false;
        const std::size_t end = FindFieldEnd(text, at, folded);
        if (text[end + 1] != '\n')
        {
            return MakeError("Carriage Return inside a Header Field");
        }
        if (end - at > limits.headerField)
        {
            return MakeError("Header Field Too Long");
        }
        if (message.m_fields.size() >= limits.headerFields)
        {
            return MakeError("Too Many Header Fields");
        }
        const std::string_view line = text.substr(at, end - at);
        const std::size_t colon = line.find(':');
        std::size_t nameEnd = std::min(colon, line.size());
        while (nameEnd > 0 && IsBlank(line[nameEnd - 1]))
        {
            --nameEnd;
        }
        const std::string_view name = line.substr(0, nameEnd);
        if (colon == std::string_view::npos || !IsSipToken(name))
        {
            return MakeError("Header Field without Name and Colon");
        }
        SipMessage::Field field{};
        field.id = FindSipHeaderName(name);
        field.begin = static_cast<uint32_t>(at);
        field.end = static_cast<uint32_t>(end + 2);
        field.nameEnd = static_cast<uint32_t>(at + nameEnd);
        std::string_view value = TrimSip(line.substr(colon + 1));
        std::size_t valueBegin = static_cast<std::size_t>(value.data() - text.data());
        std::string oneLine;
        if (folded)
        {
            oneLine = Unfold(value);
            value = oneLine;
            valueBegin = text.size() + unfolded.size();
            unfolded += value;
        }
        if (HasSipControl(value) && HasBareControl(value))
        {
            return MakeError("Control Octet in a Header Field");
        }
        field.valueBegin = static_cast<uint32_t>(valueBegin);
        field.valueEnd = static_cast<uint32_t>(valueBegin + value.size());
        message.m_fields.push_back(field);
        at = end + 2;
    }
    if (!unfolded.empty())
    {
        message.m_text += unfolded;
    }
    return std::nullopt;
}

std::optional<SipParseError>
SipParser::CheckPresence(const SipMessage& message, std::optional<std::size_t>& contentLength)
{
    uint64_t seen = 0;
    uint64_t twice = 0;
    for (const SipMessage::Field& field : message.m_fields)
    {
        const uint64_t bit = field.id == SipHeaderName::Other ? 0 : Bit(field.id);
        twice |= seen & bit & ONCE;
        seen |= bit;
        if (field.id == SipHeaderName::ContentLength)
        {
            const auto length = ParseSipNumber(message.Value(field), SIZE_MAX);
            contentLength = length ? std::make_optional<std::size_t>(*length) : std::nullopt;
            if (!length)
            {
                return MakeError("Content-Length Is No Number");
            }
        }
    }
    if (twice & Bit(SipHeaderName::ContentLength))
    {
        contentLength.reset();
    }
    if ((seen & NEEDED) != NEEDED)
    {
        return MakeError("Missing Via, From, To, Call-ID or CSeq");
    }
    return twice ? std::make_optional(MakeError("Header Field Given Twice")) : std::nullopt;
}

tl::expected<SipParser::Head, SipParseError>
SipParser::ParseHead(std::string_view section, const SipLimits& limits)
{
    if (section.size() > limits.headerSection)
    {
        return tl::make_unexpected(MakeError("Header Section Too Long"));
    }
    tl::expected<Head, SipParseError> result;
    Head& head = *result;
    SipMessage& message = head.message;
    message.m_made = false;
    message.m_text.assign(section);
    auto error = ParseStartLine(message);
    // The fields are read all the same: they are needed for an answer.
    auto fieldsError = ParseFields(message, limits);
    const bool framed = !fieldsError;
    error = error ? std::move(error) : std::move(fieldsError);
    if (framed)
    {
        auto presenceError = CheckPresence(message, head.contentLength);
        error = error ? std::move(error) : std::move(presenceError);
    }
    if (error)
    {
        error->contentLength = head.contentLength;
        if (framed && IsAnswerable(message))
        {
            error->message = std::move(message);
        }
        return tl::make_unexpected(std::move(*error));
    }
    return result;
}

void
SipParser::AttachBody(SipMessage& message, std::string_view body)
{
    message.m_body.assign(body);
}

SipParseError
SipParser::Refuse(Head&& head, int code, std::string reason)
{
    SipParseError error = MakeError(std::move(reason), code);
    if (IsAnswerable(head.message))
    {
        error.message = std::move(head.message);
    }
    return error;
}

tl::expected<SipMessage, SipParseError>
SipParser::Parse(std::string_view datagram, const SipLimits& limits)
{
    while (datagram.substr(0, 2) == "\r\n")
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
    const std::string_view body = datagram.substr(end + 4);
    const std::size_t length = head->contentLength.value_or(body.size());
    if (length > body.size())
    {
        return tl::make_unexpected(
            Refuse(std::move(*head), 400, "Body Shorter Than Content-Length"));
    }
    if (length > limits.body)
    {
        return tl::make_unexpected(Refuse(std::move(*head), 413, "Body Too Large"));
    }
    AttachBody(head->message, body.substr(0, length));
    return std::move(head->message);
}

} // namespace ns3
