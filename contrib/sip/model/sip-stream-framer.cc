// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-stream-framer.h"

#include <algorithm>
#include <utility>

namespace ns3
{

SipStreamFramer::SipStreamFramer(const SipLimits& limits)
    : m_limits(limits)
{
}

void
SipStreamFramer::Push(std::string_view octets)
{
    if (!m_broken)
    {
        m_buffer.append(octets);
    }
}

std::optional<tl::expected<SipMessage, SipParseError>>
SipStreamFramer::Next()
{
    Skip();
    if (m_broken || m_skip > 0)
    {
        return std::nullopt;
    }
    if (!m_head)
    {
        auto error = ReadHead();
        if (error)
        {
            return tl::make_unexpected(std::move(*error));
        }
        if (!m_head)
        {
            return std::nullopt;
        }
    }
    const std::size_t length = *m_head->contentLength;
    if (m_buffer.size() - m_begin < length)
    {
        return std::nullopt;
    }
    SipParser::AttachBody(m_head->message, std::string_view(m_buffer).substr(m_begin, length));
    Drop(length);
    SipMessage message = std::move(m_head->message);
    m_head.reset();
    return message;
}

std::optional<SipParseError>
SipStreamFramer::ReadHead()
{
    // Empty lines between messages keep a connection alive (section 7.5).
    while (m_buffer.compare(m_begin, 2, "\r\n") == 0)
    {
        Drop(2);
        ++m_emptyLines;
    }
    m_scanned = std::max(m_scanned, m_begin);
    const std::size_t end = m_buffer.find("\r\n\r\n", m_scanned);
    if (end == std::string::npos || end + 4 - m_begin > m_limits.headerSection)
    {
        if (m_buffer.size() - m_begin >= m_limits.headerSection)
        {
            return Break({400, "Header Section Too Long", std::nullopt, std::nullopt});
        }
        // The end may be cut: its first three octets may be there already.
        m_scanned = std::max(m_begin, m_buffer.size() - std::min<std::size_t>(m_buffer.size(), 3));
        return std::nullopt;
    }
    auto head = SipParser::ParseHead(std::string_view(m_buffer).substr(m_begin, end + 4 - m_begin),
                                     m_limits);
    Drop(end + 4 - m_begin);
    if (!head)
    {
        // Where the body ends is known all the same, if Content-Length is sound.
        if (!head.error().contentLength || *head.error().contentLength > m_limits.body)
        {
            return Break(std::move(head.error()));
        }
        m_skip = *head.error().contentLength;
        Skip();
        return std::move(head.error());
    }
    if (!head->contentLength)
    {
        return Break(SipParser::Refuse(std::move(*head), 400, "No Content-Length on a Stream"));
    }
    if (*head->contentLength > m_limits.body)
    {
        return Break(SipParser::Refuse(std::move(*head), 413, "Body Too Large"));
    }
    m_head = std::move(*head);
    return std::nullopt;
}

std::size_t
SipStreamFramer::TakeEmptyLines()
{
    return std::exchange(m_emptyLines, 0);
}

bool
SipStreamFramer::IsBroken() const
{
    return m_broken;
}

SipParseError
SipStreamFramer::Break(SipParseError error)
{
    m_broken = true;
    m_buffer.clear();
    m_begin = 0;
    return error;
}

void
SipStreamFramer::Skip()
{
    const std::size_t count = std::min(m_skip, m_buffer.size() - m_begin);
    m_skip -= count;
    Drop(count);
}

void
SipStreamFramer::Drop(std::size_t count)
{
    m_begin += count;
    // Not at every message: moving the rest each time would cost its length squared.
    if (m_begin == m_buffer.size() || (m_begin > 65536 && m_begin > m_buffer.size() / 2))
    {
        m_buffer.erase(0, m_begin);
        m_begin = 0;
        m_scanned = 0;
    }
}

} // namespace ns3
