// SPDX-License-Identifier: GPL-2.0-only

#ifndef TRUST_EXPERIMENT_H
#define TRUST_EXPERIMENT_H

#include "credential-office.h"
#include "trust-mechanism.h"
#include "trust-topology.h"

#include "ns3/attack-log.h"
#include "ns3/inspection-report.h"
#include "ns3/nstime.h"
#include "ns3/sip-call.h"
#include "ns3/sip-security-event.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * One simulation of users who register, one of whom calls another, under a mechanism and perhaps
 * under attack; and everything that is seen of it: what attackers got, what honest parties noticed,
 * what both users believe in the end.
 */
class TrustExperiment
{
  public:
    /// When things happen.
    struct Plan
    {
        Time call{Seconds(4)};    ///< Alice calls Bob
        Time hangUp{Seconds(12)}; ///< Alice hangs up
        Time end{Seconds(60)};    ///< end of the simulation
    };

    /// Something that an honest party noticed.
    struct Notice
    {
        Time when;                ///< simulated time
        std::string party;        ///< who: a host's name
        SipSecurityEvent event;   ///< what
        uint64_t messagesSent{0}; ///< SIP messages that all parties had sent by then
    };

    /// What there was to attack: seen in the messages and connections of honest parties.
    struct Sightings
    {
        bool messages{false};     ///< any SIP message
        bool descriptions{false}; ///< a body
        bool credentials{false};  ///< somebody's answer to a digest challenge
        bool strongOffer{false};  ///< a digest challenge of a better algorithm than MD5
        bool sips{false};         ///< a request to a sips URI
        bool identity{false};     ///< an Identity header field (RFC 8224)
        bool signature{false};    ///< a signed body
        bool envelopes{false};    ///< an encrypted body
        bool labels{false};       ///< a label for a server
        bool certificates{false}; ///< a message by TLS, or signed
        bool tls{false};          ///< a message by TLS
        bool streams{false};      ///< a message by TCP or TLS
    };

    /**
     * @param mechanism how users come to know each other
     * @param topology hosts without SIP applications
     * @param plan when things happen
     */
    TrustExperiment(const TrustMechanism& mechanism,
                    std::unique_ptr<TrustTopology> topology,
                    const Plan& plan);
    TrustExperiment(const TrustExperiment&) = delete;
    TrustExperiment& operator=(const TrustExperiment&) = delete;

    /**
     * Installs the mechanism, and begins to watch.
     *
     * @param office gives certificates
     * @param stream first random stream of the elements
     * @return nothing, or a line that says what is wrong
     */
    [[nodiscard]] tl::expected<void, std::string> Install(CredentialOffice& office, int64_t stream);
    /** @return what may be other than it should be; to be changed before Install */
    TrustSetting& GetSetting();
    /** @return the certificates; after Install */
    TrustCredentials& GetCredentials();
    /** @return first of some random streams that nobody has */
    int64_t TakeStreams();
    /** Plans Alice's call of Bob, to be called unless somebody else is called. */
    void PlanCall();
    /**
     * Plans a call of Alice's.
     *
     * @param callee whom she calls
     * @param reinvites whether she changes the session during the call
     */
    void PlanCall(const SipUri& callee, bool reinvites);
    /** Runs the simulation to its end. Does not destroy it. */
    void Run();

    /** @return the mechanism */
    const TrustMechanism& GetMechanism() const;
    /** @return the network */
    TrustTopology& GetTopology();
    /** @return the network */
    const TrustTopology& GetTopology() const;
    /** @return when things happen */
    const Plan& GetPlan() const;
    /** @return the ground truth, for attackers to write and for judges to read */
    Ptr<AttackLog> GetLog() const;

    /**
     * What this host says it noticed does not count, and its element is the attacker's.
     *
     * @param name the host's name
     */
    void Compromise(const std::string& name);
    /** The attack begins now: messages are counted from here on, and notices before do not count.
     */
    void BeginAttack();
    /** @return what honest parties have noticed since the attack began, in order */
    std::vector<Notice> GetNotices() const;
    /**
     * @param notice a notice of the attack
     * @return SIP messages that all parties had sent between the attack's beginning and it
     */
    uint64_t CountMessagesUntil(const Notice& notice) const;

    /**
     * @param name a proxy's host
     * @param isAnswer whether of answers, and not of offers
     * @return how many bodies of Alice's calls the proxy could read that were labelled for it
     */
    uint32_t CountServerReads(const std::string& name, bool isAnswer) const;
    /**
     * @param name a proxy's host
     * @return how many bodies it decrypted that did not belong to Alice's call
     */
    uint32_t CountForeignDecryptions(const std::string& name) const;

    /** @return what there was to attack */
    const Sightings& GetSightings() const;
    /** @return Alice's call, or null if none was placed */
    Ptr<SipCall> GetCall() const;
    /** @return the calls that Bob got, in order */
    const std::vector<Ptr<SipCall>>& GetIncomingCalls() const;
    /** @return whether Alice's call was established, and Bob's side of it too */
    bool IsCallEstablished() const;
    /** @return Alice's wish to call until Established, if that was reached */
    std::optional<Time> GetSetupDelay() const;
    /** @return whether Bob was told Alice's own session description, and she his */
    bool AreDescriptionsGenuine() const;
    /** @return what Alice believes of her peer; "" if there was no call */
    std::string GetCallerStatement() const;
    /** @return what Bob believes of his last caller; "" if there was none */
    std::string GetCalleeStatement() const;

  private:
    /** @param name host that noticed @param event what */
    void OnNotice(const std::string& name, const SipSecurityEvent& event);
    /** @param message a message of an honest party @param peer where it goes */
    void OnSent(const SipMessage& message, const SipAddress& peer);
    /** @param name host of a proxy @param report what it has read */
    void OnInspected(const std::string& name, const InspectionReport& report);
    /** Begins to watch a host's element. */
    void Watch(const TrustTopology::Host& host);

    TrustMechanism m_mechanism;                      ///< how users come to know each other
    TrustSetting m_setting;                          ///< what may be other than it should be
    std::unique_ptr<TrustCredentials> m_credentials; ///< certificates
    std::unique_ptr<TrustTopology> m_topology;       ///< the network
    Plan m_plan;                                     ///< when things happen
    Ptr<AttackLog> m_log;                            ///< ground truth
    std::set<std::string> m_compromised;             ///< hosts of the attacker
    std::vector<Notice> m_notices;                   ///< in order
    std::optional<Time> m_attackBegan;               ///< when the attack began
    uint64_t m_messagesSent{0};                      ///< SIP messages sent by all elements
    uint64_t m_messagesBefore{0};                    ///< the same when the attack began
    Sightings m_sightings;                           ///< what there was to attack
    std::map<std::string, uint32_t> m_offersRead;    ///< by servers
    std::map<std::string, uint32_t> m_answersRead;   ///< by servers
    std::map<std::string, uint32_t> m_foreign;       ///< bodies that servers decrypted for others
    int64_t m_nextStream{0};                         ///< of attackers
    Ptr<SipCall> m_call;                             ///< Alice's call
    std::vector<Ptr<SipCall>> m_incoming;            ///< Bob's calls
    std::set<Ptr<SipCall>> m_established; ///< calls that were established; never iterated
    std::optional<Time> m_setupDelay;     ///< Alice's
    std::string m_callerDescription;      ///< what Alice says of her session
    std::string m_calleeDescription;      ///< what Bob says of his
};

} // namespace ns3

#endif // TRUST_EXPERIMENT_H
