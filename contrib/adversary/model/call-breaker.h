// SPDX-License-Identifier: GPL-2.0-only
#ifndef CALL_BREAKER_H
#define CALL_BREAKER_H

#include "ns3/event-id.h"
#include "ns3/message-attacker.h"
#include "ns3/nstime.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace ns3
{

class AttackerHost;

/**
 * @ingroup adversary
 * Learns the identifiers of calls from what passes, and forges the requests that end, cancel or
 * divert them (RFC 3261, section 26.1.4). CANCEL and ACK cannot be challenged at all (22.1).
 *
 * On a link the forged request takes the way of the caller's own: from the caller's address to the
 * next hop, with the same Route. If an AttackerHost is set, it sends the request instead, from its
 * own address: what a host elsewhere can do that has come by the identifiers. A gain is that the
 * victims take it: 200 to BYE and to a forged re-INVITE, 487 after a CANCEL.
 */
class CallBreaker : public MessageAttacker
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    CallBreaker();

    /** @param host sends the forged requests; null: they are sent on the link */
    void SetHost(Ptr<AttackerHost> host);

  protected:
    void DoDispose() override;
    SipVerdict OnRequest(SipMessage& request, const AttackContext& context) override;
    SipVerdict OnResponse(SipMessage& response, const AttackContext& context) override;

  private:
    /** A call that was heard of. */
    struct Call
    {
        SipMessage invite;      ///< the INVITE, as it passed
        SipAddress source;      ///< whence
        SipAddress destination; ///< where to
        bool isForged{false};   ///< whether something was sent
        std::string branch;     ///< of the forged request
        SipMessage forged;      ///< the forged request
        EventId event;          ///< when it is sent
        std::function<void(const std::string&, const SipAddress&, const SipAddress&)> inject;
    };

    /** Makes and sends what the attribute Method says, after the ACK of a call. */
    void BreakCall(const std::string& callId, const SipMessage& ack);
    /** Acknowledges the 200 to a forged re-INVITE. */
    void AcknowledgeForged(const Call& call);
    /** Cancels an INVITE. */
    void CancelCall(const std::string& callId);
    /** Sends a forged request. */
    void Send(const std::string& callId, SipMessage request);
    /** Notes that the victims took it. */
    void Succeed(const std::string& callId, const std::string& evidence);

    Ptr<AttackerHost> m_host;            ///< sends from elsewhere
    std::string m_method;                ///< attribute Method
    Time m_delay;                        ///< attribute Delay
    std::map<std::string, Call> m_calls; ///< by Call-ID
    uint32_t m_count{0};                 ///< forged requests
};

} // namespace ns3

#endif // CALL_BREAKER_H
