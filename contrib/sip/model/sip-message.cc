// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-message.h"

#include "ns3/sip-grammar.h"

#include <algorithm>
#include <utility>

namespace ns3
{

SipMessage
SipMessage::MakeRequest(std::string_view method, const SipUri& uri)
{
    SipMessage message;
    message.m_uri = uri;
    message.SetStartLine(std::string(method) + ' ' + uri.ToString() + " SIP/2.0");
    message.m_methodEnd = message.m_startBegin + static_cast<uint32_t>(method.size());
    return message;
}

SipMessage
SipMessage::MakeResponse(const SipMessage& request, int code, std::string_view reason)
{
    SipMessage message;
    message.m_code = code;
    const std::string line = "SIP/2.0 " + std::to_string(code) + ' ';
    message.SetStartLine(line + std::string(reason));
    message.m_reasonBegin = message.m_startBegin + static_cast<uint32_t>(line.size());
    for (const Field& field : request.m_fields)
    {
        const bool single =
            field.id == SipHeaderName::From || field.id == SipHeaderName::To ||
            field.id == SipHeaderName::CallId || field.id == SipHeaderName::CSeq ||
            (code == 100 && request.Matches(field, SipHeaderName::Other, "Timestamp"));
        const std::string_view name = request.Slice(field.begin, field.nameEnd);
        // A refused request may have one twice; the response then has the first.
        if (field.id == SipHeaderName::Via || (single && !message.Has(name)))
        {
            message.m_fields.push_back(message.Append(name, request.Value(field)));
        }
    }
    return message;
}

bool
SipMessage::IsRequest() const
{
    return m_code == 0;
}

std::string_view
SipMessage::GetMethod() const
{
    return IsRequest() ? Slice(m_startBegin, m_methodEnd) : std::string_view();
}

const SipUri&
SipMessage::GetRequestUri() const
{
    return m_uri;
}

void
SipMessage::SetRequestUri(const SipUri& uri)
{
    const std::string method(GetMethod());
    m_uri = uri;
    SetStartLine(method + ' ' + uri.ToString() + " SIP/2.0");
    m_methodEnd = m_startBegin + static_cast<uint32_t>(method.size());
}

int
SipMessage::GetStatusCode() const
{
    return m_code;
}

std::string_view
SipMessage::GetReason() const
{
    return IsRequest() ? std::string_view() : Slice(m_reasonBegin, m_startEnd - 2);
}

bool
SipMessage::Has(std::string_view name) const
{
    return Find(name) < m_fields.size();
}

std::optional<std::string_view>
SipMessage::GetHeader(std::string_view name) const
{
    const std::size_t index = Find(name);
    return index < m_fields.size() ? std::make_optional(Value(m_fields[index])) : std::nullopt;
}

std::vector<std::string_view>
SipMessage::GetHeaders(std::string_view name) const
{
    const SipHeaderName id = FindSipHeaderName(name);
    std::vector<std::string_view> values;
    for (const Field& field : m_fields)
    {
        if (!Matches(field, id, name))
        {
            continue;
        }
        const std::string_view value = Value(field);
        if (!IsSipListHeader(id) || value.find(',') == std::string_view::npos)
        {
            values.push_back(value);
            continue;
        }
        for (const std::string_view part : SplitSip(value, ','))
        {
            values.push_back(part);
        }
    }
    return values;
}

std::vector<SipHeaderField>
SipMessage::GetAllHeaders() const
{
    std::vector<SipHeaderField> all;
    all.reserve(m_fields.size());
    for (const Field& field : m_fields)
    {
        all.push_back(SipHeaderField{Slice(field.begin, field.nameEnd), Value(field)});
    }
    return all;
}

void
SipMessage::Add(std::string_view name, std::string_view value)
{
    m_fields.push_back(Append(name, value));
}

void
SipMessage::Prepend(std::string_view name, std::string_view value)
{
    const std::size_t index = Find(name);
    const Field field = Append(name, value);
    const auto place = index < m_fields.size()
                           ? m_fields.begin() + static_cast<std::ptrdiff_t>(index)
                           : m_fields.begin();
    m_fields.insert(place, field);
}

void
SipMessage::Set(std::string_view name, std::string_view value)
{
    const std::size_t index = Find(name);
    const Field field = Append(name, value); // from here on, name may be gone
    if (index >= m_fields.size())
    {
        m_fields.push_back(field);
        return;
    }
    m_fields[index] = field;
    EraseFrom(index + 1, field.id, Slice(field.begin, field.nameEnd));
}

void
SipMessage::EraseFrom(std::size_t index, SipHeaderName id, std::string_view name)
{
    m_fields.erase(std::remove_if(m_fields.begin() + static_cast<std::ptrdiff_t>(index),
                                  m_fields.end(),
                                  [&](const Field& field)
                                  {
                                      return Matches(field, id, name);
                                  }),
                   m_fields.end());
}

void
SipMessage::Remove(std::string_view name)
{
    EraseFrom(0, FindSipHeaderName(name), name);
}

void
SipMessage::RemoveFirst(std::string_view name)
{
    const std::size_t index = Find(name);
    if (index >= m_fields.size())
    {
        return;
    }
    const Field& field = m_fields[index];
    const std::string_view value = Value(field);
    const std::size_t comma =
        IsSipListHeader(field.id) ? FindSipSeparator(value, ',') : value.size();
    if (comma < value.size())
    {
        m_fields[index] =
            Append(Slice(field.begin, field.nameEnd), TrimSip(value.substr(comma + 1)));
        return;
    }
    m_fields.erase(m_fields.begin() + static_cast<std::ptrdiff_t>(index));
}

tl::expected<SipVia, SipError>
SipMessage::GetTopVia() const
{
    const auto value = GetHeader("Via");
    if (!value)
    {
        return MakeUnexpected("no Via");
    }
    return SipVia::Parse(value->substr(0, FindSipSeparator(*value, ',')));
}

tl::expected<std::vector<SipVia>, SipError>
SipMessage::GetVias() const
{
    std::vector<SipVia> vias;
    for (const std::string_view value : GetHeaders("Via"))
    {
        auto via = SipVia::Parse(value);
        if (!via)
        {
            return tl::make_unexpected(via.error());
        }
        vias.push_back(std::move(*via));
    }
    return vias;
}

void
SipMessage::SetTopVia(const SipVia& via)
{
    RemoveFirst("Via");
    Prepend("Via", via.ToString());
}

tl::expected<SipNameAddr, SipError>
SipMessage::GetFrom() const
{
    const auto value = GetSingle("From");
    return value ? SipNameAddr::Parse(*value) : tl::make_unexpected(value.error());
}

tl::expected<SipNameAddr, SipError>
SipMessage::GetTo() const
{
    const auto value = GetSingle("To");
    return value ? SipNameAddr::Parse(*value) : tl::make_unexpected(value.error());
}

tl::expected<SipCSeq, SipError>
SipMessage::GetCSeq() const
{
    const auto value = GetSingle("CSeq");
    return value ? SipCSeq::Parse(*value) : tl::make_unexpected(value.error());
}

tl::expected<std::string, SipError>
SipMessage::GetCallId() const
{
    const auto value = GetSingle("Call-ID");
    if (!value)
    {
        return tl::make_unexpected(value.error());
    }
    if (value->empty() || value->find(' ') != std::string_view::npos ||
        value->find('\t') != std::string_view::npos)
    {
        return MakeUnexpected("Call-ID that is no word");
    }
    return std::string(*value);
}

tl::expected<std::optional<uint32_t>, SipError>
SipMessage::GetMaxForwards() const
{
    return GetNumber("Max-Forwards", 255);
}

tl::expected<std::optional<uint32_t>, SipError>
SipMessage::GetExpires() const
{
    return GetNumber("Expires", UINT32_MAX);
}

tl::expected<std::vector<SipNameAddr>, SipError>
SipMessage::GetContacts() const
{
    return GetAddresses("Contact");
}

tl::expected<std::vector<SipNameAddr>, SipError>
SipMessage::GetRoutes() const
{
    return GetAddresses("Route");
}

tl::expected<std::vector<SipNameAddr>, SipError>
SipMessage::GetRecordRoutes() const
{
    return GetAddresses("Record-Route");
}

const std::string&
SipMessage::GetBody() const
{
    return m_body;
}

void
SipMessage::SetBody(std::string body, std::string_view contentType)
{
    m_body = std::move(body);
    if (m_body.empty())
    {
        Remove("Content-Type");
    }
    else
    {
        Set("Content-Type", contentType);
    }
    Set("Content-Length", std::to_string(m_body.size()));
}

void
SipMessage::AddContentLength()
{
    if (!Has("Content-Length"))
    {
        Add("Content-Length", std::to_string(m_body.size()));
    }
}

std::string
SipMessage::Serialize() const
{
    std::string octets;
    octets.reserve(GetSize());
    // Neighbors in m_text are copied together; of an unchanged message, that is all of it.
    std::size_t begin = m_startBegin;
    std::size_t end = m_startEnd;
    for (const Field& field : m_fields)
    {
        if (field.begin != end)
        {
            octets.append(m_text, begin, end - begin);
            begin = field.begin;
        }
        end = field.end;
    }
    octets.append(m_text, begin, end - begin);
    octets += GetMissingLength();
    octets += "\r\n";
    octets += m_body;
    return octets;
}

std::size_t
SipMessage::GetSize() const
{
    std::size_t size = m_startEnd - m_startBegin + GetMissingLength().size() + 2 + m_body.size();
    for (const Field& field : m_fields)
    {
        size += field.end - field.begin;
    }
    return size;
}

std::string
SipMessage::GetMissingLength() const
{
    return m_made && !Has("Content-Length")
               ? "Content-Length: " + std::to_string(m_body.size()) + "\r\n"
               : std::string();
}

std::string_view
SipMessage::Slice(std::size_t begin, std::size_t end) const
{
    return std::string_view(m_text).substr(begin, end - begin);
}

std::string_view
SipMessage::Value(const Field& field) const
{
    return Slice(field.valueBegin, field.valueEnd);
}

bool
SipMessage::Matches(const Field& field, SipHeaderName id, std::string_view name) const
{
    return field.id == id &&
           (id != SipHeaderName::Other || EqualsSipToken(Slice(field.begin, field.nameEnd), name));
}

std::size_t
SipMessage::Find(std::string_view name) const
{
    const SipHeaderName id = FindSipHeaderName(name);
    std::size_t index = 0;
    while (index < m_fields.size() && !Matches(m_fields[index], id, name))
    {
        ++index;
    }
    return index;
}

SipMessage::Field
SipMessage::Append(std::string_view name, std::string_view value)
{
    // Put together first: the views may be into m_text, which is about to grow.
    std::string line;
    line.reserve(name.size() + value.size() + 2);
    line.append(name).append(": ").append(value);
    Field field{};
    field.id = FindSipHeaderName(name);
    field.begin = static_cast<uint32_t>(m_text.size());
    field.nameEnd = field.begin + static_cast<uint32_t>(name.size());
    field.valueBegin = field.nameEnd + 2;
    field.valueEnd = field.valueBegin + static_cast<uint32_t>(value.size());
    field.end = field.valueEnd + 2;
    AppendLine(line);
    return field;
}

void
SipMessage::AppendLine(std::string_view line)
{
    // A line end inside would smuggle a header field in.
    const std::size_t begin = m_text.size();
    m_text += line;
    std::replace_if(
        m_text.begin() + static_cast<std::ptrdiff_t>(begin),
        m_text.end(),
        [](char c)
        {
            return c == '\r' || c == '\n' || c == '\0';
        },
        ' ');
    m_text += "\r\n";
}

void
SipMessage::SetStartLine(std::string_view line)
{
    m_startBegin = static_cast<uint32_t>(m_text.size());
    AppendLine(line);
    m_startEnd = static_cast<uint32_t>(m_text.size());
}

tl::expected<std::string_view, SipError>
SipMessage::GetSingle(std::string_view name) const
{
    const auto value = GetHeader(name);
    if (!value)
    {
        return MakeUnexpected("no " + std::string(name));
    }
    return *value;
}

tl::expected<std::vector<SipNameAddr>, SipError>
SipMessage::GetAddresses(std::string_view name) const
{
    std::vector<SipNameAddr> addresses;
    for (const std::string_view value : GetHeaders(name))
    {
        auto address = SipNameAddr::Parse(value);
        if (!address)
        {
            return MakeUnexpected(std::string(name) + ": " + address.error().reason);
        }
        addresses.push_back(std::move(*address));
    }
    return addresses;
}

tl::expected<std::optional<uint32_t>, SipError>
SipMessage::GetNumber(std::string_view name, uint64_t maximum) const
{
    const auto value = GetHeader(name);
    if (!value)
    {
        return std::nullopt;
    }
    const auto number = ParseSipNumber(*value, maximum);
    if (!number)
    {
        return MakeUnexpected(std::string(name) + " that is no number up to " +
                              std::to_string(maximum));
    }
    return static_cast<uint32_t>(*number);
}

} // namespace ns3
