// SPDX-License-Identifier: GPL-2.0-only

#ifndef RTP_RECEIVER_H
#define RTP_RECEIVER_H

#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/rtp-header.h"
#include "ns3/rtp-payload-format.h"
#include "ns3/rtp-source.h"
#include "ns3/traced-callback.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{

/**
 * \ingroup media
 * Why a datagram at a media port was not taken as media.
 */
enum class RtpDiscard
{
    Malformed,       //!< not an RTP packet (RFC 3550 appendix A.1)
    PayloadType,     //!< a payload type that was not agreed on
    Probation,       //!< its source is not yet valid
    Jump,            //!< a very large jump of the sequence number that is not yet confirmed
    Duplicate,       //!< had come before
    TooManySources,  //!< no room for another source
    ForeignAddress,  //!< from another address than the peer's
    Unauthenticated, //!< the SRTP authentication failed
    Replayed,        //!< SRTP's replay protection refused it
    OwnSource,       //!< has our own SSRC
    NotReceiving,    //!< the stream is on hold
    Overload,        //!< too many packets wait for the processor
};

/// Number of values of RtpDiscard.
constexpr std::size_t RTP_DISCARD_COUNT = 12;

/**
 * \ingroup media
 * \param reason a reason
 * \return its name, for example "payload-type"
 */
const char* GetRtpDiscardName(RtpDiscard reason);

/**
 * \ingroup media
 * One-way delays as the simulator knows them; a real receiver does not.
 */
struct MediaDelay
{
    uint64_t count{0}; //!< packets whose time of sending is known
    Time sum;          //!< of their delays
    Time minimum;      //!< smallest delay
    Time maximum;      //!< largest delay

    /// \return the mean; zero if there is no packet
    Time GetMean() const;
};

/**
 * \ingroup media
 * Takes RTP packets: validity, loss and jitter of each source by RFC 3550's arithmetic.
 *
 * Every datagram given to it counts once: as a packet taken, or under the reason why not.
 */
class RtpReceiver : public Object
{
  public:
    /**
     * Signature of the trace source Rx.
     * \param header the packet's header
     * \param octets octets of payload
     */
    using RxCallback = void (*)(const RtpHeader& header, uint32_t octets);

    /**
     * Signature of the trace source Discard.
     * \param reason why the datagram was not taken
     * \param octets its octets
     */
    using DiscardCallback = void (*)(RtpDiscard reason, uint32_t octets);

    /**
     * Signature of the trace source Delay.
     * \param delay from sending to now
     */
    using DelayCallback = void (*)(Time delay);

    /// \return the TypeId
    static TypeId GetTypeId();

    RtpReceiver();
    ~RtpReceiver() override;

    /**
     * \param formats what may come, each with its payload type; empty: any payload type, with a
     * clock of 8000 Hz
     */
    void SetFormats(std::vector<RtpPayloadFormat> formats);

    /**
     * A datagram came.
     * \param data the RTP packet
     * \param size its octets
     * \param sent when it was sent, if the simulator knows
     */
    void Receive(const uint8_t* data, std::size_t size, std::optional<Time> sent = std::nullopt);

    /**
     * A datagram came that is no packet to look at.
     * \param reason why
     * \param size its octets
     */
    void Discard(RtpDiscard reason, std::size_t size);

    /// \return the sources, valid or on probation, in the order of their first packet
    const std::vector<RtpSource>& GetSources() const;

    /// \return the sources, to take reports from
    std::vector<RtpSource>& GetSources();

    /**
     * Forgets a source, as after its BYE (RFC 3550 section 6.3.4).
     * \param ssrc the source
     */
    void Forget(uint32_t ssrc);

    /// \return statistics of the valid source with the most packets; zeros if there is none
    RtpSourceStatistics GetStatistics() const;

    /// \return its interarrival jitter as time, at the clock of the first format
    Time GetJitter() const;

    /// \return datagrams in all
    uint64_t GetDatagrams() const;

    /// \return packets taken, of all sources, those that came late included
    uint64_t GetPackets() const;

    /// \return payload octets of the packets taken
    uint64_t GetOctets() const;

    /**
     * \param reason a reason
     * \return datagrams discarded for it
     */
    uint64_t GetDiscarded(RtpDiscard reason) const;

    /// \return one-way delays of the packets taken
    const MediaDelay& GetDelay() const;

  protected:
    void DoDispose() override;

  private:
    /**
     * \param header a packet's header
     * \return its source, new if need be; null if there is no room
     */
    RtpSource* FindSource(const RtpHeader& header);

    uint32_t m_maximumSources;                             //!< attribute MaximumSources
    std::vector<RtpPayloadFormat> m_formats;               //!< what may come
    std::vector<RtpSource> m_sources;                      //!< by first packet
    uint64_t m_datagrams{0};                               //!< in all
    uint64_t m_packets{0};                                 //!< taken
    uint64_t m_octets{0};                                  //!< taken
    std::array<uint64_t, RTP_DISCARD_COUNT> m_discarded{}; //!< by reason
    MediaDelay m_delay;                                    //!< of the packets taken

    TracedCallback<const RtpHeader&, uint32_t> m_rxTrace; //!< a packet is taken
    TracedCallback<RtpDiscard, uint32_t> m_discardTrace;  //!< a datagram is not taken
    TracedCallback<Time> m_delayTrace;                    //!< the delay of a packet taken
};

} // namespace ns3

#endif // RTP_RECEIVER_H
