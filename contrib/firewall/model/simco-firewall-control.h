// SPDX-License-Identifier: GPL-2.0-only

#ifndef SIMCO_FIREWALL_CONTROL_H
#define SIMCO_FIREWALL_CONTROL_H

#include "ns3/event-id.h"
#include "ns3/firewall-control.h"
#include "ns3/ipv4-address.h"
#include "ns3/nstime.h"
#include "ns3/simco-agent.h"
#include "ns3/simco-wish.h"
#include "ns3/traced-callback.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ns3
{

/**
 * \ingroup firewall
 * Controls a firewall elsewhere by SIMCO 3.0 (RFC 4540) over TLS.
 *
 * With an offer (Reserve) a place for its rules is reserved (PRR), or, if EarlyMedia says so, its
 * party may be reached from any source (PER with a wildcard); with an answer (Enable) the flows
 * take their place (PEA after a PRR, else PER), and what the call had before and needs no more is
 * deleted when all of them are open. Enable is done whole or not at all. With the end of a call
 * (Release) its rules are deleted (PLC with lifetime 0), also those whose replies are still to
 * come.
 *
 * While a call lasts its media rules are refreshed (PLC) at half their lifetime; those that the
 * middlebox has lost, or says have ended, are asked for again. After each loss of the session all
 * are looked after at once. A deletion that does not arrive leaves a rule until its lifetime is
 * over.
 */
class SimcoFirewallControl : public FirewallControl
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SimcoFirewallControl();
    ~SimcoFirewallControl() override;

    /// \return who speaks SIMCO; to be set up before the first call
    Ptr<SimcoAgent> GetAgent() const;

    void Reserve(const std::string& call,
                 const std::vector<MediaStreamEnds>& streams,
                 Done done) override;
    void Enable(const std::string& call,
                const std::vector<MediaStreamEnds>& streams,
                Done done) override;
    void Release(const std::string& call) override;

    /// \return number of calls with rules, or with requests for them
    std::size_t GetCalls() const;

    /// \return number of rules that are believed to be, or asked for
    std::size_t GetRules() const;

    /**
     * Signature of the trace sources MessageSent and MessageReceived: those of the agent.
     * \param message the message
     * \param octets its octets, without those of TLS
     */
    typedef void (*MessageTracedCallback)(const SimcoMessage& message, uint32_t octets);

  protected:
    void DoDispose() override;

  private:
    /// A Reserve or Enable that is not done yet.
    struct Batch
    {
        uint64_t number{0};                 //!< later ones have higher numbers
        std::string call;                   //!< whose
        uint64_t serial{0};                 //!< of the call: it may be another of that name now
        std::size_t pending{0};             //!< rules without reply
        std::optional<FirewallError> error; //!< the first of a rule
        std::set<uint64_t> fresh;           //!< rules that were asked for
        std::set<uint64_t> stale;           //!< rules that end if all goes well
        Done done;                          //!< takes the result
    };

    /// A rule, that there is or that was asked for.
    struct Rule
    {
        std::string call;                            //!< whose
        SimcoWish wish;                              //!< what it is to be
        std::optional<uint32_t> id;                  //!< at the middlebox
        bool isAsking{false};                        //!< a PRR, PER or PEA has no reply yet
        bool isUnwanted{false};                      //!< is to be deleted when it has
        uint64_t wanted{0};                          //!< number of the last batch that wants it
        uint32_t lifetime{0};                        //!< granted, in s
        EventId timer;                               //!< refreshes it
        std::vector<std::shared_ptr<Batch>> batches; //!< wait for it
    };

    /// A call.
    struct Call
    {
        uint64_t serial{0};       //!< tells calls of one name apart
        std::set<uint64_t> rules; //!< those it has, by number
        std::size_t batches{0};   //!< that are not done yet
    };

    /**
     * \param call names a call
     * \param done takes the result
     * \return a batch for it
     */
    std::shared_ptr<Batch> MakeBatch(const std::string& call, Done done);

    /**
     * Asks for what is wished and not there.
     * \param batch for which
     * \param wishes what is to be
     */
    void Want(const std::shared_ptr<Batch>& batch, const std::vector<SimcoWish>& wishes);

    /**
     * \param call whose rules
     * \param wish what is to be
     * \return the number of the rule that is this already, or that is a reservation for it
     */
    std::optional<uint64_t> FindRule(const Call& call, const SimcoWish& wish) const;

    /**
     * \param number of a rule
     * \param reservation identifier of what was reserved for it; 0: none
     */
    void Ask(uint64_t number, uint32_t reservation);

    /**
     * \param number of a rule
     * \param reservation identifier of what was reserved for it; 0: none
     * \param result the reply
     */
    void Answered(uint64_t number,
                  uint32_t reservation,
                  const tl::expected<SimcoMessage, FirewallError>& result);

    /**
     * A rule of batches was answered.
     * \param batches wait for it
     * \param error why it is not; null if it is
     */
    void Settle(const std::vector<std::shared_ptr<Batch>>& batches, const FirewallError* error);

    /**
     * \param batch has no more rules without reply
     */
    void Finish(Batch& batch);

    /**
     * Forgets a rule, and deletes it at the middlebox when that is possible.
     * \param number of the rule
     */
    void Drop(uint64_t number);

    /**
     * \param number of the rule, which the middlebox does not have
     */
    void Forget(uint64_t number);

    /**
     * \param call forgotten if it has nothing any more
     */
    void ForgetCall(const std::string& call);

    /**
     * \param id of a rule at the middlebox, that is to be no more
     */
    void Delete(uint32_t id);

    /**
     * \param number of a rule; its lifetime is renewed
     */
    void Refresh(uint64_t number);

    /**
     * \param number of a rule
     * \param delay when it is looked after next
     */
    void Schedule(uint64_t number, Time delay);

    /// A session has begun.
    void OnReady();

    /**
     * \param event ARE
     */
    void OnEvent(const SimcoMessage& event);

    /**
     * \param streams of a call
     * \param flows what is to pass
     * \param kind of rules
     * \return them
     */
    std::vector<SimcoWish> MakeWishes(const std::vector<MediaStreamEnds>& streams,
                                      const std::vector<MediaFlow>& flows,
                                      SimcoWish::Kind kind) const;

    Time m_lifetime;            //!< attribute Lifetime
    Time m_earlyLifetime;       //!< attribute EarlyLifetime
    bool m_earlyMedia{false};   //!< attribute EarlyMedia
    bool m_rtcp{true};          //!< attribute Rtcp
    int m_source{0};            //!< attribute Source
    uint32_t m_maxCalls{10000}; //!< attribute MaxCalls
    Ipv4Address m_insideNet;    //!< attribute InsideNetwork
    Ipv4Mask m_insideMask;      //!< attribute InsideMask

    Ptr<SimcoAgent> m_agent;                //!< speaks SIMCO
    std::map<std::string, Call> m_calls;    //!< by name
    std::map<uint64_t, Rule> m_rules;       //!< by number
    std::map<uint32_t, uint64_t> m_numbers; //!< of rules, by identifier at the middlebox
    uint64_t m_next{1};                     //!< number of the next rule, batch or call

    TracedCallback<const SimcoMessage&, uint32_t> m_sentTrace;     //!< MessageSent
    TracedCallback<const SimcoMessage&, uint32_t> m_receivedTrace; //!< MessageReceived
};

} // namespace ns3

#endif // SIMCO_FIREWALL_CONTROL_H
