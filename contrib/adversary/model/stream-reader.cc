// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/stream-reader.h"

namespace ns3
{

std::vector<SipMessage>
StreamReader::Read(const TcpHeader& header, const std::string& octets)
{
    std::vector<SipMessage> messages;
    if ((header.GetFlags() & TcpHeader::SYN) != 0)
    {
        m_framer = SipStreamFramer();
        m_ahead.clear();
        m_next = header.GetSequenceNumber() + 1;
        m_isKnown = true;
        return messages;
    }
    if (!m_isKnown || octets.empty() || m_framer.IsBroken())
    {
        return messages;
    }
    if (m_ahead.size() < MAX_SEGMENTS)
    {
        m_ahead.emplace(header.GetSequenceNumber(), octets);
    }
    while (!m_ahead.empty() && m_ahead.begin()->first <= m_next)
    {
        const auto first = m_ahead.begin();
        const auto known = static_cast<std::size_t>(m_next - first->first);
        if (known < first->second.size())
        {
            m_framer.Push(std::string_view(first->second).substr(known));
            m_octets += first->second.size() - known;
            m_next = first->first + static_cast<uint32_t>(first->second.size());
        }
        m_ahead.erase(first);
    }
    while (auto next = m_framer.Next())
    {
        if (*next)
        {
            messages.push_back(std::move(**next));
        }
    }
    return messages;
}

uint64_t
StreamReader::GetOctets() const
{
    return m_octets;
}

} // namespace ns3
