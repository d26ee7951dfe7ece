// SPDX-License-Identifier: GPL-2.0-only

#ifndef RTP_SENDER_H
#define RTP_SENDER_H

#include "ns3/callback.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/random-variable-stream.h"
#include "ns3/rtp-header.h"
#include "ns3/rtp-payload-format.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <vector>

namespace ns3
{

/**
 * \ingroup media
 * A source of RTP packets of constant bit rate (RFC 3550 section 5.1, RFC 3551 section 4).
 *
 * With silence suppression, talk spurts and pauses take turns, and nothing is sent in a pause: the
 * timestamp goes on, the sequence number does not, and the first packet of a talk spurt has the
 * marker (RFC 3551 section 4.1). Without it no packet has one.
 *
 * SSRC, first sequence number and first timestamp are random (RFC 3550 sections 5.1 and 8.1); the
 * first sequence number is below 32768, so that a lost beginning cannot hide a wrap from SRTP
 * (RFC 4568 section 6.4).
 */
class RtpSender : public Object
{
  public:
    /// Takes a packet to send: its octets and their number.
    using Transmit = Callback<void, const uint8_t*, std::size_t>;

    /**
     * Signature of the trace source Tx.
     * \param header the packet's header
     * \param octets octets of payload
     */
    using TxCallback = void (*)(const RtpHeader& header, uint32_t octets);

    /**
     * Signature of the trace source TalkSpurt.
     * \param length time until the pause
     */
    using TalkSpurtCallback = void (*)(Time length);

    /// \return the TypeId
    static TypeId GetTypeId();

    RtpSender();
    ~RtpSender() override;

    /**
     * \param transmit takes the packets
     */
    void SetTransmit(Transmit transmit);

    /**
     * Changes what is sent, from the next packet on. The timestamp's clock must not change while
     * packets are sent.
     * \param format the format
     * \param ticks the packet interval in the format's ticks; 0: the attribute PacketInterval
     */
    void SetFormat(const RtpPayloadFormat& format, uint32_t ticks = 0);

    /// \return what is sent
    const RtpPayloadFormat& GetFormat() const;

    /// \return time between two packets
    Time GetInterval() const;

    /**
     * Sends the first packet now and goes on until Stop(). The numbers go on where they stopped;
     * the timestamp counts the time between.
     */
    void Start();

    /// Sends no more; Start() goes on.
    void Stop();

    /// \return true between Start() and Stop()
    bool IsRunning() const;

    /// \return the own synchronization source
    uint32_t GetSsrc();

    /// Takes another SSRC at random, after a collision (RFC 3550 section 8.2).
    void ChangeSsrc();

    /// \return packets sent since the SSRC was chosen, as RTCP's sender reports count them
    uint32_t GetPacketCount() const;

    /// \return payload octets sent since the SSRC was chosen
    uint32_t GetOctetCount() const;

    /// \return packets sent in all
    uint64_t GetTotalPackets() const;

    /// \return payload octets sent in all
    uint64_t GetTotalOctets() const;

    /// \return the timestamp that belongs to now
    uint32_t GetTimestamp();

    /**
     * \param stream first random stream to use
     * \return number of streams used
     */
    virtual int64_t AssignStreams(int64_t stream);

  protected:
    void DoDispose() override;

  private:
    /// Draws the numbers to begin with, if that has not been done.
    void Initialize();

    /// Sends a packet and schedules the next.
    void SendPacket();

    /**
     * \param variable length of a talk spurt or pause in seconds
     * \return the number of packet intervals, at least 1
     */
    uint32_t DrawIntervals(const Ptr<RandomVariableStream>& variable) const;

    Transmit m_transmit;                  //!< takes the packets
    RtpPayloadFormat m_format;            //!< what is sent
    Time m_packetInterval;                //!< attribute PacketInterval
    bool m_silenceSuppression;            //!< attribute SilenceSuppression
    Ptr<RandomVariableStream> m_talk;     //!< attribute TalkDuration
    Ptr<RandomVariableStream> m_pause;    //!< attribute PauseDuration
    Ptr<UniformRandomVariable> m_numbers; //!< makes SSRC and first numbers

    bool m_isInitialized{false};    //!< the numbers were drawn
    uint32_t m_ticks{0};            //!< packet interval in ticks; 0: not yet known
    Time m_interval;                //!< the same as time
    std::vector<uint8_t> m_packet;  //!< the packet; only its header changes
    RtpHeader m_header;             //!< of the next packet
    uint32_t m_firstTimestamp{0};   //!< belongs to m_epoch
    Time m_epoch;                   //!< when the numbers were drawn
    uint32_t m_remainingPackets{0}; //!< packets left in the talk spurt
    EventId m_event;                //!< the next packet
    uint32_t m_packetCount{0};      //!< packets with this SSRC
    uint32_t m_octetCount{0};       //!< octets with this SSRC
    uint64_t m_totalPackets{0};     //!< packets in all
    uint64_t m_totalOctets{0};      //!< octets in all

    TracedCallback<const RtpHeader&, uint32_t> m_txTrace; //!< a packet is sent
    TracedCallback<Time> m_talkSpurtTrace;                //!< a talk spurt begins
};

} // namespace ns3

#endif // RTP_SENDER_H
