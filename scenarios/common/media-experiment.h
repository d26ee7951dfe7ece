// SPDX-License-Identifier: GPL-2.0-only

#ifndef MEDIA_EXPERIMENT_H
#define MEDIA_EXPERIMENT_H

#include "admission-network.h"
#include "credential-office.h"
#include "key-archive.h"

#include "ns3/cost-profile.h"
#include "ns3/media-session-describer.h"
#include "ns3/net-device.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/rtp-session.h"

#include <cstdint>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * PCMU calls whose media shares one link of an AdmissionNetwork, with RTP or SRTP. Calls are set up
 * by SIP at random times, so that their packets come in random order, and all go on until enough
 * was measured.
 */
class MediaExperiment
{
  public:
    /// What is simulated.
    struct Plan
    {
        std::string protection{"rtp"};   ///< one of GetProtections()
        std::string keying{"cek-reuse"}; ///< how descriptions are encrypted
        uint64_t talkers{10};            ///< that send at the same time, on average
        bool hasPauses{false};           ///< whether callers pause, and are silent then
        double linkKbps{2030};           ///< rate of the link
        uint64_t queuePackets{30};       ///< that wait before the link
        double seconds{4};               ///< that are measured
        std::string capturePrefix;       ///< captures begin with this; empty: there are none
        bool hasKeys{false};             ///< whether the archive is wanted
        bool isSrtcpClear{false};        ///< whether SRTCP is authenticated only
    };

    /// What came of it: packets sent in the seconds that are measured, both directions.
    struct Result
    {
        uint64_t calls{0};            ///< placed
        uint64_t offered{0};          ///< RTP packets
        uint64_t delivered{0};        ///< of these
        uint64_t lost{0};             ///< of these, at the link's queue
        uint64_t discarded{0};        ///< of these, at receivers: of a source still on probation
        double meanDelayMs{0};        ///< of those delivered, from the sender to the receiver
        double p95DelayMs{0};         ///< of those delivered
        double maximumDelayMs{0};     ///< of those delivered
        double meanJitterMs{0};       ///< of the receivers at the end (RFC 3550 appendix A.8)
        uint64_t securePackets{0};    ///< SRTP and SRTCP packets that the caller's side processed
        double packetMicroseconds{0}; ///< processor time of the caller's side for one of these
        double processorShare{0};     ///< its processor's share of time for them
        uint64_t packetBits{0};       ///< bits of an RTP packet on the link
    };

    /**
     * Get what media can be protected by.
     *
     * @return names
     */
    static const std::vector<std::string>& GetProtections();

    /**
     * Get how many octets a protection adds to an RTP packet.
     *
     * @param protection its name
     * @return octets
     */
    static uint64_t GetExtraOctets(const std::string& protection);

    /**
     * Set it up.
     *
     * @param plan what is simulated
     * @param profile what cryptography costs
     */
    MediaExperiment(const Plan& plan, std::shared_ptr<const CostProfile> profile);
    MediaExperiment(const MediaExperiment&) = delete;
    MediaExperiment& operator=(const MediaExperiment&) = delete;

    /**
     * Give the user agents credentials.
     *
     * @param office gives them
     * @return nothing, or a line that says what is wrong
     */
    [[nodiscard]] tl::expected<void, std::string> Install(CredentialOffice& office);

    /**
     * Simulate. Does not destroy the simulation.
     *
     * @return the result; or what went wrong, such as packets that nobody can account for
     */
    [[nodiscard]] tl::expected<Result, std::string> Run();

    /**
     * Get what an outsider needs to check captures.
     *
     * @return the archive
     */
    const KeyArchive& GetArchive() const;

  private:
    /// Counts packets.
    struct Count
    {
        uint64_t all{0};      ///< of the whole simulation
        uint64_t measured{0}; ///< sent in the seconds that are measured
    };

    /**
     * Give a user agent media.
     *
     * @param host which one
     * @return what describes its sessions
     */
    Ptr<MediaSessionDescriber> InstallMedia(AdmissionNetwork::Host host);

    /**
     * Listen to a new session.
     *
     * @param callId its call
     * @param session the session
     */
    void OnSession(const std::string& callId, Ptr<RtpSession> session);

    /**
     * A packet was dropped before the link.
     *
     * @param packet the packet
     */
    void OnDrop(Ptr<const Packet> packet);

    /**
     * Count a packet.
     *
     * @param count where
     * @param sent when it was sent
     */
    void Add(Count& count, Time sent) const;

    /// The measured time begins or ends. @param isEnd which
    void Mark(bool isEnd);

    /**
     * Add up the SRTP of the caller's side.
     *
     * @return packets, and nanoseconds for them
     */
    std::pair<uint64_t, uint64_t> SumSecureWork() const;

    /**
     * Check that every packet is accounted for.
     *
     * @return what is wrong, or nothing
     */
    std::string FindFault() const;

    Plan m_plan;                         ///< what is simulated
    AdmissionNetwork m_network;          ///< where
    KeyArchive m_archive;                ///< for outsiders
    Ptr<MediaSessionDescriber> m_caller; ///< of all callers
    Ptr<MediaSessionDescriber> m_callee; ///< of all callees
    Time m_begin;                        ///< measured from then on
    Time m_end;                          ///< until then
    Count m_sent;                        ///< RTP packets sent
    Count m_taken;                       ///< RTP packets that receivers took
    Count m_dropped;                     ///< RTP packets dropped before the link
    uint64_t m_discarded{0};             ///< RTP packets that receivers did not take, measured time
    std::vector<int64_t> m_delays;       ///< of measured packets, in ns
    std::string m_fault;                 ///< what went wrong on the way
    Result m_result;                     ///< what came of it
};

} // namespace ns3

#endif // MEDIA_EXPERIMENT_H
