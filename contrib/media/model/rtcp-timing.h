// SPDX-License-Identifier: GPL-2.0-only

#ifndef RTCP_TIMING_H
#define RTCP_TIMING_H

#include <cstddef>
#include <cstdint>
#include <optional>

namespace ns3
{

/**
 * \ingroup media
 * When RTCP is sent: the rules of RFC 3550 sections 6.2 and 6.3 with appendix A.7.
 *
 * Knows no clock and no random numbers: its caller passes times in seconds, from any origin, and
 * numbers evenly spread over 0 to 1.
 */
class RtcpTiming
{
  public:
    /**
     * Joins the session; the initial interval runs (section 6.3.2).
     * \param bandwidth for RTCP, in octet/s; RFC 3550 wants 5 % of the session's
     * \param minimum smallest interval in s, 5 in RFC 3550; half of it before the first packet
     * \param firstSize octets that the first packet will have, with UDP and IP headers
     * \param now the time
     * \param random a random number
     */
    RtcpTiming(double bandwidth, double minimum, double firstSize, double now, double random);

    /// \return when OnTimer() is to be called
    double GetNext() const;

    /**
     * Who takes part, as far as it is known. If there are fewer than at the last time that counted,
     * the intervals shrink (reverse reconsideration, section 6.3.4): GetNext() may change.
     * \param members all, this one included
     * \param senders those that sent RTP in the last two intervals
     * \param isSender whether this one is among them
     * \param now the time
     */
    void SetMembers(uint32_t members, uint32_t senders, bool isSender, double now);

    /**
     * An RTCP packet came (section 6.3.3).
     * \param size its octets with UDP and IP headers
     */
    void OnReceived(std::size_t size);

    /**
     * The time of GetNext() has come: decides by timer reconsideration (section 6.3.6).
     * \param now the time
     * \param random a random number
     * \return true if a packet is to be sent now: then OnSent() is to be called; false if it is to
     * wait for the new GetNext()
     */
    [[nodiscard]] bool OnTimer(double now, double random);

    /**
     * A packet is sent: by OnTimer(), or out of turn.
     * \param size its octets with UDP and IP headers
     * \param now the time
     * \param random a random number
     */
    void OnSent(std::size_t size, double now, double random);

    /// \return mean size of RTCP packets in octets
    double GetAverageSize() const;

    /**
     * The computation interval (section 6.3.1, appendix A.7).
     * \param random a random number
     * \return seconds
     */
    double GetInterval(double random) const;

  private:
    double m_bandwidth;            //!< octet/s
    double m_minimum;              //!< s
    double m_averageSize;          //!< octets
    bool m_isInitial{true};        //!< nothing was sent yet
    bool m_isSender{false};        //!< we sent
    uint32_t m_members{1};         //!< members
    uint32_t m_previousMembers{1}; //!< members when m_next was computed
    uint32_t m_senders{0};         //!< senders
    double m_previous;             //!< time of the last packet
    double m_next;                 //!< time of the next packet
};

} // namespace ns3

#endif // RTCP_TIMING_H
