// SPDX-License-Identifier: GPL-2.0-only

#ifndef SIMCO_POLICY_RULES_H
#define SIMCO_POLICY_RULES_H

#include "ns3/media-filter.h"
#include "ns3/nstime.h"
#include "ns3/simco-message.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * \ingroup firewall
 * A policy rule of a middlebox.
 */
struct SimcoRule
{
    uint32_t id{0};                        //!< names it
    uint32_t group{0};                     //!< its group
    std::string owner;                     //!< name of the agent that made it
    uint32_t transaction{0};               //!< identifier of the request that made or enabled it
    bool isEnabled{false};                 //!< whether it was enabled, or only reserved
    std::vector<SimcoAddressTuple> tuples; //!< as requested
    SimcoEnableSet enable;                 //!< as requested, if it is enabled
    Time expiry;                           //!< when its lifetime is over
    std::vector<uint64_t> pinholes;        //!< of the filter
};

/**
 * \ingroup firewall
 * How a policy rule ended.
 */
enum class SimcoRuleEnd
{
    Deleted, //!< its agent gave it the lifetime 0
    Expired, //!< its lifetime was over
    Lost,    //!< the middlebox lost its memory
};

/**
 * \ingroup firewall
 * What a SIMCO middlebox knows and does, apart from sessions: policy rules by agent, and the
 * pinholes of a filter that they stand for (RFC 4540 section 4; RFC 5189 section 2.3 has the
 * semantics: unused, reserved, enabled, unused again).
 *
 * It is a packet filter, not a NAT: a reservation takes one of the places for rules, and opens
 * nothing. An agent sees its own rules only; those of others do not exist for it. Rules do not
 * depend on a session: they stay until their lifetime is over.
 *
 * A request that comes again with its transaction identifier, since its agent has not seen the
 * reply, is answered with the rule that it made.
 *
 * At any time the number of rules made is the sum of those ended, and those that are:
 * IsBalanced().
 */
class SimcoPolicyRules
{
  public:
    /// What bounds the rules.
    struct Limits
    {
        std::size_t maxRules{10000}; //!< at once
        uint32_t maxLifetime{3600};  //!< in s; what asks for more gets this
        uint16_t maxPorts{8};        //!< of one rule
    };

    /// \param filter whose pinholes are opened
    void SetFilter(Ptr<MediaFilter> filter);

    /// \param limits bounds of rules to come
    void SetLimits(const Limits& limits);

    /**
     * Does what a request asks, and says so.
     * \param request of the sub-types PRR, PER, PEA, PLC or PRS; others are refused
     * \param agent name of who asks
     * \param now the time
     * \return the reply
     */
    SimcoMessage Answer(const SimcoMessage& request, const std::string& agent, Time now);

    /**
     * Ends rules whose lifetime is over.
     * \param now the time
     * \return what they were, in the order of their ends
     */
    std::vector<SimcoRule> TakeExpired(Time now);

    /// Forgets all rules, as a middlebox does that is started anew; new ones get other identifiers.
    void Clear();

    /// \return when the next rule ends, if there is one
    std::optional<Time> GetNextExpiry() const;

    /// \return number of rules now
    std::size_t GetSize() const;

    /// \return number of rules made
    uint64_t GetMade() const;

    /**
     * \param end how
     * \return number of rules that ended so
     */
    uint64_t GetEnded(SimcoRuleEnd end) const;

    /// \return whether the numbers agree
    bool IsBalanced() const;

  private:
    /// A reply, or why there is none.
    using Result = tl::expected<SimcoMessage, SimcoRefusal>;

    /**
     * \param request a PRR
     * \param agent who asks
     * \param now the time
     * \return the reply
     */
    Result Reserve(const SimcoMessage& request, const std::string& agent, Time now);

    /**
     * \param request a PER or PEA
     * \param agent who asks
     * \param now the time
     * \return the reply
     */
    Result Enable(const SimcoMessage& request, const std::string& agent, Time now);

    /**
     * \param request a PLC
     * \param agent who asks
     * \param now the time
     * \return the reply
     */
    Result ChangeLifetime(const SimcoMessage& request, const std::string& agent, Time now);

    /**
     * \param request a PRS
     * \param agent who asks
     * \param now the time
     * \return the reply
     */
    Result Show(const SimcoMessage& request, const std::string& agent, Time now);

    /**
     * \param request with one policy rule identifier
     * \param agent who asks
     * \return the rule, or why not
     */
    tl::expected<SimcoRule*, SimcoRefusal> Find(const SimcoMessage& request,
                                                const std::string& agent);

    /**
     * \param request that may have come before
     * \param agent who asks
     * \param isEnabled whether it enables
     * \return the rule that it made; null if there is none
     */
    SimcoRule* FindMade(const SimcoMessage& request, const std::string& agent, bool isEnabled);

    /**
     * \param request asks for a rule
     * \param agent who asks
     * \return a new rule, or why there is none
     */
    tl::expected<SimcoRule*, SimcoRefusal> Make(const SimcoMessage& request,
                                                const std::string& agent);

    /**
     * \param request a PER or PEA
     * \return the flows that it asks for, or what is wrong with it
     */
    tl::expected<std::vector<MediaFlow>, SimcoRefusal> GetFlows(const SimcoMessage& request) const;

    /**
     * \param flows what is to pass
     * \param id of the rule
     * \param lifetime how long
     * \return the pinholes; or nothing, and nothing is open
     */
    std::optional<std::vector<uint64_t>> Open(const std::vector<MediaFlow>& flows,
                                              uint32_t id,
                                              Time lifetime);

    /**
     * \param rule a rule
     * \param expiry when its lifetime is over
     */
    void SetExpiry(SimcoRule& rule, Time expiry);

    /**
     * \param rule a rule
     * \param transaction identifier of the request that made or enabled it
     */
    void SetTransaction(SimcoRule& rule, uint32_t transaction);

    /**
     * \param id of a rule, that is no more
     * \param end how
     * \return what it was
     */
    SimcoRule Remove(uint32_t id, SimcoRuleEnd end);

    /**
     * \param request what is answered
     * \param rule what was made of it
     * \param now the time
     * \return the reply
     */
    static SimcoMessage Describe(const SimcoMessage& request, const SimcoRule& rule, Time now);

    Ptr<MediaFilter> m_filter;                                       //!< gets pinholes
    Limits m_limits;                                                 //!< bounds
    std::map<uint32_t, SimcoRule> m_rules;                           //!< by identifier
    std::set<std::pair<Time, uint32_t>> m_expiries;                  //!< in their order
    std::map<std::pair<std::string, uint32_t>, uint32_t> m_requests; //!< rule by agent, request
    uint32_t m_nextId{1};                                            //!< of the next rule
    uint64_t m_made{0};                                              //!< rules
    std::array<uint64_t, 3> m_ended{};                               //!< by SimcoRuleEnd
};

} // namespace ns3

#endif // SIMCO_POLICY_RULES_H
