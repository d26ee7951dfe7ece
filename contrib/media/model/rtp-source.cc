// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/rtp-source.h"

#include <algorithm>

namespace ns3
{

namespace
{

constexpr uint32_t MODULUS = 1U << 16;      //!< of sequence numbers
constexpr uint32_t NO_NUMBER = MODULUS + 1; //!< no sequence number

} // namespace

RtpSource::RtpSource(uint32_t ssrc, uint16_t sequenceNumber)
    : m_ssrc(ssrc)
{
    Restart(sequenceNumber);
    m_highest = static_cast<uint16_t>(sequenceNumber - 1);
}

void
RtpSource::Restart(uint16_t sequenceNumber)
{
    m_base = sequenceNumber;
    m_highest = sequenceNumber;
    m_bad = NO_NUMBER;
    m_cycles = 0;
    m_received = 0;
    m_receivedPrior = 0;
    m_expectedPrior = 0;
    m_window = 1;
}

RtpSource::Outcome
RtpSource::Receive(uint16_t sequenceNumber, uint32_t timestamp, uint32_t arrival, uint32_t octets)
{
    Outcome outcome = Outcome::InOrder;
    const auto ahead = static_cast<uint16_t>(sequenceNumber - m_highest);
    if (m_probation > 0)
    {
        const bool isNext = ahead == 1;
        m_probation = isNext ? m_probation - 1 : MIN_SEQUENTIAL - 1;
        m_highest = sequenceNumber;
        if (m_probation > 0)
        {
            return Outcome::Probation;
        }
        Restart(sequenceNumber);
    }
    else if (ahead < MAX_DROPOUT)
    {
        if (ahead == 0)
        {
            outcome = Outcome::Duplicate;
        }
        else
        {
            m_cycles += sequenceNumber < m_highest ? MODULUS : 0;
            m_highest = sequenceNumber;
            m_window = ahead < 64 ? m_window << ahead | 1 : 1;
        }
    }
    else if (ahead <= MODULUS - MAX_MISORDER)
    {
        if (sequenceNumber != m_bad)
        {
            m_bad = static_cast<uint16_t>(sequenceNumber + 1);
            return Outcome::Jump;
        }
        Restart(sequenceNumber); // two in sequence: the other side restarted
    }
    else
    {
        const uint32_t behind = MODULUS - ahead;
        const uint64_t bit = behind < 64 ? uint64_t{1} << behind : 0;
        outcome = (m_window & bit) != 0 ? Outcome::Duplicate : Outcome::Reordered;
        m_window |= bit;
    }
    ++m_received;
    m_octets += octets;
    m_duplicates += outcome == Outcome::Duplicate;
    m_reordered += outcome == Outcome::Reordered;
    UpdateJitter(timestamp, arrival);
    return outcome;
}

void
RtpSource::UpdateJitter(uint32_t timestamp, uint32_t arrival)
{
    const uint32_t transit = arrival - timestamp;
    if (m_hasTransit)
    {
        const auto difference = static_cast<int32_t>(transit - m_transit);
        const auto size =
            static_cast<uint32_t>(difference < 0 ? -static_cast<int64_t>(difference) : difference);
        m_jitter += size - ((m_jitter + 8) >> 4);
    }
    m_hasTransit = true;
    m_transit = transit;
}

uint32_t
RtpSource::GetSsrc() const
{
    return m_ssrc;
}

bool
RtpSource::IsOnProbation() const
{
    return m_probation > 0;
}

uint32_t
RtpSource::GetExpected() const
{
    return m_probation > 0 ? 0 : m_cycles + m_highest - m_base + 1;
}

RtpSourceStatistics
RtpSource::GetStatistics() const
{
    RtpSourceStatistics statistics;
    statistics.ssrc = m_ssrc;
    statistics.extendedHighest = m_cycles + m_highest;
    statistics.expected = GetExpected();
    statistics.received = m_received;
    const int64_t lost = static_cast<int64_t>(statistics.expected) - m_received;
    statistics.lost = static_cast<int32_t>(std::clamp<int64_t>(lost, -0x800000, 0x7FFFFF));
    statistics.jitter = m_jitter >> 4;
    statistics.octets = m_octets;
    statistics.duplicates = m_duplicates;
    statistics.reordered = m_reordered;
    return statistics;
}

uint8_t
RtpSource::TakeFractionLost()
{
    const uint32_t expected = GetExpected() - m_expectedPrior;
    const uint32_t received = m_received - m_receivedPrior;
    m_expectedPrior = GetExpected();
    m_receivedPrior = m_received;
    const int64_t lost = static_cast<int64_t>(expected) - received;
    return expected == 0 || lost <= 0
               ? 0
               : static_cast<uint8_t>(std::min<int64_t>((lost << 8) / expected, 255));
}

} // namespace ns3
