// SPDX-License-Identifier: GPL-2.0-only

#ifndef RTP_SOURCE_H
#define RTP_SOURCE_H

#include <cstdint>

namespace ns3
{

/**
 * \ingroup media
 * What a receiver knows of one synchronization source from its packets alone.
 */
struct RtpSourceStatistics
{
    uint32_t ssrc{0};            //!< the source
    uint32_t extendedHighest{0}; //!< highest sequence number, with the count of wraps above it
    uint32_t expected{0};        //!< packets expected since the first valid one
    uint32_t received{0};        //!< packets received of these, duplicates included
    int32_t lost{0};             //!< expected less received, as RTCP reports it: 24 bits with sign
    uint32_t jitter{0};          //!< interarrival jitter in ticks
    uint64_t octets{0};          //!< payload octets of the packets received
    uint32_t duplicates{0};      //!< packets that had come before
    uint32_t reordered{0};       //!< packets that came behind one with a higher number
};

/**
 * \ingroup media
 * One synchronization source as its receiver sees it: probation and sequence numbers (RFC 3550
 * appendix A.1), loss (A.3) and jitter (A.8). Knows no clock.
 *
 * Duplicates are told from late packets by the last 64 sequence numbers; one that is older counts
 * as reordered.
 */
class RtpSource
{
  public:
    static constexpr uint32_t MIN_SEQUENTIAL = 2; //!< packets in sequence that end the probation
    static constexpr uint32_t MAX_DROPOUT = 3000; //!< largest gap that is taken as loss
    static constexpr uint32_t MAX_MISORDER = 100; //!< largest step back that is taken as reordering

    /// What became of a packet.
    enum class Outcome
    {
        Probation, //!< the source is not yet valid
        Jump,      //!< a very large jump of the sequence number; a second packet must confirm it
        InOrder,   //!< valid
        Reordered, //!< valid, behind a later packet
        Duplicate, //!< valid by appendix A.1, but had come before
    };

    /**
     * A source on probation.
     * \param ssrc the source
     * \param sequenceNumber of its first packet, which is still to be given to Receive()
     */
    RtpSource(uint32_t ssrc, uint16_t sequenceNumber);

    /**
     * A packet came.
     * \param sequenceNumber its sequence number
     * \param timestamp its timestamp
     * \param arrival the time of arrival in the same ticks, from any origin
     * \param octets its payload
     * \return what became of it
     */
    Outcome Receive(uint16_t sequenceNumber, uint32_t timestamp, uint32_t arrival, uint32_t octets);

    /// \return the source's number
    uint32_t GetSsrc() const;

    /// \return true while the source is on probation
    bool IsOnProbation() const;

    /// \return what is known
    RtpSourceStatistics GetStatistics() const;

    /**
     * Begins a new interval of reports (RFC 3550 appendix A.3).
     * \return the fraction lost since the last call, in 1/256
     */
    uint8_t TakeFractionLost();

  private:
    /**
     * Starts to count anew.
     * \param sequenceNumber the first number that counts
     */
    void Restart(uint16_t sequenceNumber);

    /// \return packets expected since the first one
    uint32_t GetExpected() const;

    /**
     * Updates the jitter (RFC 3550 appendix A.8).
     * \param timestamp of the packet
     * \param arrival its arrival
     */
    void UpdateJitter(uint32_t timestamp, uint32_t arrival);

    uint32_t m_ssrc;                      //!< the source
    uint16_t m_highest;                   //!< highest sequence number
    uint32_t m_cycles{0};                 //!< wraps times 65536
    uint32_t m_base;                      //!< first sequence number
    uint32_t m_bad{0};                    //!< what a packet must have to confirm a jump
    uint32_t m_probation{MIN_SEQUENTIAL}; //!< packets in sequence still wanted
    uint32_t m_received{0};               //!< packets since the first one
    uint32_t m_expectedPrior{0};          //!< expected at the last report
    uint32_t m_receivedPrior{0};          //!< received at the last report
    uint64_t m_window{0};                 //!< bit n: highest less n was received
    bool m_hasTransit{false};             //!< a transit time is known
    uint32_t m_transit{0};                //!< transit time of the last packet
    uint32_t m_jitter{0};                 //!< jitter times 16
    uint64_t m_octets{0};                 //!< payload received
    uint32_t m_duplicates{0};             //!< packets that had come before
    uint32_t m_reordered{0};              //!< packets behind a later one
};

} // namespace ns3

#endif // RTP_SOURCE_H
