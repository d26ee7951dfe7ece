// SPDX-License-Identifier: GPL-2.0-only

#ifndef ADMISSION_EXPERIMENT_H
#define ADMISSION_EXPERIMENT_H

#include "admission-network.h"
#include "call-traffic.h"
#include "credential-office.h"
#include "key-archive.h"

#include "ns3/border-controller.h"
#include "ns3/call-admission-policy.h"
#include "ns3/media-relay.h"

#include <cstdint>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * Traffic over an AdmissionNetwork, with call admission control at the left proxy by one of several
 * mechanisms.
 */
class AdmissionExperiment
{
  public:
    /// What is simulated.
    struct Plan
    {
        std::string mechanism{"clear"}; ///< one of GetMechanisms()
        bool hasTwoFormats{false};      ///< whether half of the calls need less: G.729
        bool hasMedia{false};           ///< whether media flows
        uint64_t channels{10};          ///< PCMU calls that the media link carries
        double offered{1};              ///< offered load as a share of the media link's capacity
        double holdingSeconds{20};      ///< mean time from answer to hang-up
        uint64_t calls{100};            ///< that count
    };

    /// What came of it.
    struct Result
    {
        /// Calls of one format.
        struct Kind
        {
            unsigned payloadType{0};     ///< RFC 3551
            double arrivalsPerSecond{0}; ///< of such calls
            uint64_t calls{0};           ///< that count
            uint64_t blocked{0};         ///< of these, refused for want of bandwidth or knowledge
        };

        std::vector<Kind> kinds;     ///< by format
        double meanTalkSeconds{0};   ///< of answered calls, from answer to hang-up
        double meanHeldSeconds{0};   ///< of reservations; 0 if there was none
        LinkBandwidth peak;          ///< the most that was reserved
        uint64_t sentPackets{0};     ///< of RTP, both directions
        uint64_t receivedPackets{0}; ///< of these
        uint64_t descriptions{0};    ///< that the proxy came to know
    };

    /**
     * Get the mechanisms.
     *
     * @return their names
     */
    static const std::vector<std::string>& GetMechanisms();

    /**
     * Set it up.
     *
     * @param plan what is simulated
     * @param profile what cryptography costs
     */
    AdmissionExperiment(const Plan& plan, std::shared_ptr<const CostProfile> profile);

    /**
     * Install the mechanism.
     *
     * @param office gives credentials
     * @return nothing, or a line that says what is wrong
     */
    [[nodiscard]] tl::expected<void, std::string> Install(CredentialOffice& office);

    /**
     * Get the network.
     *
     * @return the network
     */
    const AdmissionNetwork& GetNetwork() const;

    /**
     * Get the keys and what was read.
     *
     * @return the archive
     */
    const KeyArchive& GetArchive() const;

    /**
     * Run the simulation and see that nothing is left over: all calls have ended, every reservation
     * was released, no more was ever reserved than the link carries, and each call failed for a
     * reason that is the experiment's. Does not destroy the simulation.
     *
     * @return what came of it, or a line that says what is wrong
     */
    [[nodiscard]] tl::expected<Result, std::string> Run();

  private:
    /**
     * Count a description that the proxy came to know.
     *
     * @param report what was done
     */
    void OnAdmission(const AdmissionReport& report);

    /**
     * Get when the warm-up ends.
     *
     * @return the time
     */
    Time GetWarmUpEnd() const;

    /**
     * Say what should not be.
     *
     * @param traffic the traffic, at its end
     * @return a line, or nothing
     */
    std::string FindFault(const CallTraffic& traffic) const;

    KeyArchive m_archive;                  ///< keys, and what was read
    Plan m_plan;                           ///< what is simulated
    AdmissionNetwork m_network;            ///< the network
    Ptr<TrafficDescriber> m_callerSession; ///< the callers'
    Ptr<TrafficDescriber> m_calleeSession; ///< the callees'
    Ptr<CallAdmissionPolicy> m_admission;  ///< at the left proxy
    Ptr<BorderController> m_controller;    ///< at the left proxy, if there is one
    Ptr<MediaRelay> m_relay;               ///< its relay
    uint64_t m_descriptions{0};            ///< that the proxy came to know
};

} // namespace ns3

#endif // ADMISSION_EXPERIMENT_H
