// SPDX-License-Identifier: GPL-2.0-only

#ifndef RTCP_REPORTER_H
#define RTCP_REPORTER_H

#include "ns3/callback.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/random-variable-stream.h"
#include "ns3/rtcp-packet.h"
#include "ns3/rtcp-timing.h"
#include "ns3/rtp-receiver.h"
#include "ns3/rtp-sender.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{

/**
 * \ingroup media
 * The RTCP of one media stream (RFC 3550 section 6): sends sender or receiver reports with a
 * canonical name when RtcpTiming says so and BYE at the end, and takes what the peer sends.
 *
 * The wall clock of its sender reports is the simulated time since the start of the simulation.
 */
class RtcpReporter : public Object
{
  public:
    static constexpr std::size_t MAXIMUM_WAITING = 16; //!< APP packets that wait for a report

    /// Takes a compound packet to send: its octets and their number.
    using Transmit = Callback<void, const uint8_t*, std::size_t>;

    /**
     * Signature of the trace sources Tx and Rx.
     * \param compound the compound packet
     * \param octets its octets
     */
    using CompoundCallback = void (*)(const RtcpCompound& compound, uint32_t octets);

    /**
     * Signature of the trace source Malformed.
     * \param error what is wrong
     * \param octets octets of the datagram
     */
    using MalformedCallback = void (*)(const RtpError& error, uint32_t octets);

    /// \return the TypeId
    static TypeId GetTypeId();

    RtcpReporter();
    ~RtcpReporter() override;

    /**
     * \param sender what is reported as sent
     * \param receiver what is reported as received
     * \param transmit takes the packets
     */
    void Connect(Ptr<RtpSender> sender, Ptr<RtpReceiver> receiver, Transmit transmit);

    /**
     * Joins.
     * \param bandwidth of the session in bit/s, headers included; RTCP takes its share of it
     */
    void Start(double bandwidth);

    /// Leaves with a BYE, which is sent at once: a call has few members (section 6.3.7).
    void Stop();

    /// \return true between Start() and Stop()
    bool IsRunning() const;

    /**
     * Sends a compound packet now with an APP packet in it.
     * \param app the packet; its SSRC is set here
     * \return nothing; Malformed if it does not fit, Configuration if this does not run
     */
    [[nodiscard]] tl::expected<void, RtpError> SendNow(RtcpApp app);

    /**
     * Sends an APP packet with the next regular report.
     * \param app the packet; its SSRC is set here
     * \return nothing; TooLarge if MAXIMUM_WAITING packets wait, Malformed if it cannot be sent,
     * Configuration if this does not run
     */
    [[nodiscard]] tl::expected<void, RtpError> SendWithReport(RtcpApp app);

    /**
     * Makes a compound packet apart from those of the reports: an empty RR, a random name that is
     * not the canonical name, and an APP packet. It says nothing of the media and of the user, and
     * counts for no interval; nothing is sent here.
     * \param app the packet; its SSRC is set here
     * \return the octets; Malformed if the packet does not fit
     */
    [[nodiscard]] tl::expected<std::vector<uint8_t>, RtpError> MakeSeparate(RtcpApp app);

    /**
     * \param octets what SRTCP adds to each packet: it counts for the interval (RFC 3711 section
     * 3.4)
     */
    void SetOverhead(std::size_t octets);

    /**
     * \param isAnonymous true to send a random name instead of the canonical one
     */
    void SetAnonymous(bool isAnonymous);

    /**
     * A datagram came.
     * \param data its octets
     * \param size their number
     */
    void Receive(const uint8_t* data, std::size_t size);

    /// \return the canonical name this one sends
    const std::string& GetCanonicalName();

    /// \return the last report of the peer on what this one sends, if there is one
    const std::optional<RtcpReportBlock>& GetPeerReport() const;

    /// \return round-trip time by the peer's last report (section 6.4.1), if there is one
    const std::optional<Time>& GetRoundTripTime() const;

    /// \return compound packets sent
    uint64_t GetSentPackets() const;

    /// \return compound packets taken
    uint64_t GetReceivedPackets() const;

    /// \return datagrams that were no compound packet
    uint64_t GetMalformed() const;

    /**
     * \param stream first random stream to use
     * \return number of streams used
     */
    virtual int64_t AssignStreams(int64_t stream);

  protected:
    void DoDispose() override;

  private:
    /// Another participant.
    struct Member
    {
        uint32_t ssrc{0};              //!< its source
        Time heard;                    //!< when RTCP came from it last
        std::optional<Time> sentMedia; //!< when it sent a sender report last
        uint32_t report{0};            //!< middle of the time in it
    };

    /// The timer's time has come.
    void OnTimer();

    /// Sets the timer.
    void Schedule();

    /// Forgets who is silent (section 6.3.5) and tells the timing who is left.
    void UpdateMembers();

    /**
     * Sends a compound packet.
     * \param rest what follows report and name
     * \return nothing, or what does not fit
     */
    [[nodiscard]] tl::expected<void, RtpError> Send(std::vector<RtcpPacket> rest);

    /// \return a name drawn at random (RFC 7022 section 4.2)
    std::string DrawName();

    /// \return the name that names nobody
    const std::string& GetRandomName();

    /// \return the report to begin with: SR if RTP was sent in the last two intervals, else RR
    RtcpPacket MakeReport();

    /**
     * \param ssrc a source
     * \return its member, new if there is room; else null
     */
    Member* FindMember(uint32_t ssrc);

    /**
     * Takes one report block.
     * \param block about any source
     */
    void TakeBlock(const RtcpReportBlock& block);

    Ptr<RtpSender> m_sender;               //!< sends RTP
    Ptr<RtpReceiver> m_receiver;           //!< receives RTP
    Transmit m_transmit;                   //!< takes the packets
    Time m_minimumInterval;                //!< attribute MinimumInterval
    double m_bandwidthShare;               //!< attribute BandwidthShare
    std::string m_canonicalName;           //!< attribute CanonicalName
    std::string m_randomName;              //!< names nobody; empty: not yet drawn
    bool m_isAnonymous{false};             //!< whether that name is sent
    std::size_t m_overhead{0};             //!< octets that SRTCP adds
    std::vector<RtcpPacket> m_waiting;     //!< APP packets for the next report
    uint32_t m_maximumMembers;             //!< attribute MaximumMembers
    Ptr<UniformRandomVariable> m_random;   //!< spreads intervals, makes names
    std::optional<RtcpTiming> m_timing;    //!< set while this runs
    std::vector<Member> m_members;         //!< others, in the order they were heard
    uint64_t m_mediaAtReport{0};           //!< RTP packets sent at the last report
    uint64_t m_mediaBefore{0};             //!< and at the one before
    EventId m_event;                       //!< the timer
    std::optional<RtcpReportBlock> m_peer; //!< the last report on us
    std::optional<Time> m_roundTrip;       //!< by that report
    uint64_t m_sent{0};                    //!< compound packets
    uint64_t m_received{0};                //!< compound packets
    uint64_t m_malformed{0};               //!< datagrams

    TracedCallback<const RtcpCompound&, uint32_t> m_txTrace;    //!< sent
    TracedCallback<const RtcpCompound&, uint32_t> m_rxTrace;    //!< taken
    TracedCallback<const RtpError&, uint32_t> m_malformedTrace; //!< refused
};

} // namespace ns3

#endif // RTCP_REPORTER_H
