// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/rtcp-timing.h"

#include <algorithm>

namespace ns3
{

RtcpTiming::RtcpTiming(double bandwidth,
                       double minimum,
                       double firstSize,
                       double now,
                       double random)
    : m_bandwidth(bandwidth)
    , m_minimum(minimum)
    , m_averageSize(firstSize)
    , m_previous(now)
    , m_next(now + GetInterval(random))
{
}

double
RtcpTiming::GetNext() const
{
    return m_next;
}

double
RtcpTiming::GetInterval(double random) const
{
    constexpr double SENDER_SHARE = 0.25;
    constexpr double COMPENSATION = 2.71828 - 1.5; // reconsideration favors long intervals
    double bandwidth = m_bandwidth;
    uint32_t sharing = m_members;
    if (m_senders <= m_members * SENDER_SHARE)
    {
        bandwidth *= m_isSender ? SENDER_SHARE : 1 - SENDER_SHARE;
        sharing = m_isSender ? m_senders : m_members - m_senders;
    }
    const double minimum = m_isInitial ? m_minimum / 2 : m_minimum;
    const double interval = std::max(m_averageSize * sharing / bandwidth, minimum);
    return interval * (random + 0.5) / COMPENSATION;
}

void
RtcpTiming::SetMembers(uint32_t members, uint32_t senders, bool isSender, double now)
{
    m_members = std::max(members, 1U);
    m_senders = std::min(senders, m_members);
    m_isSender = isSender;
    if (m_members < m_previousMembers)
    {
        const double ratio = static_cast<double>(m_members) / m_previousMembers;
        m_next = now + ratio * (m_next - now);
        m_previous = now - ratio * (now - m_previous);
        m_previousMembers = m_members;
    }
}

void
RtcpTiming::OnReceived(std::size_t size)
{
    m_averageSize = static_cast<double>(size) / 16 + m_averageSize * 15 / 16;
}

bool
RtcpTiming::OnTimer(double now, double random)
{
    const double next = m_previous + GetInterval(random);
    m_previousMembers = m_members;
    if (next <= now)
    {
        return true;
    }
    m_next = next;
    return false;
}

void
RtcpTiming::OnSent(std::size_t size, double now, double random)
{
    OnReceived(size); // both kinds count in the mean
    m_previous = now;
    // Appendix A.7 draws the next interval before it clears "initial".
    m_next = now + GetInterval(random);
    m_isInitial = false;
    m_previousMembers = m_members;
}

double
RtcpTiming::GetAverageSize() const
{
    return m_averageSize;
}

} // namespace ns3
