// SPDX-License-Identifier: GPL-2.0-only
#ifndef MESSAGE_ATTACKER_H
#define MESSAGE_ATTACKER_H

#include "ns3/attack-log.h"
#include "ns3/call-watch.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/sip-address.h"
#include "ns3/sip-proxy-policy.h"

#include <functional>
#include <memory>
#include <string>

namespace ns3
{

/**
 * @ingroup adversary
 * What a message attacker may know besides the message. Valid during the call.
 */
struct AttackContext
{
    Ptr<Node> node;           ///< the node on which the attacker sits
    SipProxy* proxy{nullptr}; ///< the compromised proxy; null on a link
    SipAddress source;        ///< whence the message came
    SipAddress destination;   ///< on a link: where it goes
    bool mayChange{true};     ///< false where octets can be read only: in a TCP stream on a link
    /**
     * Sends octets by UDP with any addresses: what an attacker on a link can do.
     * Empty in a proxy.
     */
    std::function<void(const std::string& octets, const SipAddress& from, const SipAddress& to)>
        inject;
};

/**
 * @ingroup adversary
 * An attacker that works on SIP messages as they pass, be it in a compromised proxy (ProxyTap) or
 * on a link (LinkTap): one attack, two places. It sees each message once more when that is
 * retransmitted on a link.
 *
 * What an attacker has done to a call counts as gained when the call goes on (CallWatch).
 */
class MessageAttacker : public Object
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    MessageAttacker();

    /** @param log where attempts and gains are written; an own one exists from the start */
    void SetLog(Ptr<AttackLog> log);
    /** @return the log */
    Ptr<AttackLog> GetLog() const;
    /**
     * For taps: what the attacker does with a message.
     *
     * @param message may be changed, if the context says so
     * @param context what else is known
     * @return Continue; Drop; or Respond: a request gets this reply from the attacker
     */
    SipVerdict Judge(SipMessage& message, const AttackContext& context);
    /**
     * @param request a request
     * @param reply what is to be answered
     * @return the response, with a To tag that only depends on the request
     */
    static SipMessage MakeReply(const SipMessage& request, const SipReply& reply);

  protected:
    void DoDispose() override;

    /**
     * @param request a request that passes
     * @param context what else is known
     * @return Continue here
     */
    virtual SipVerdict OnRequest(SipMessage& request, const AttackContext& context);
    /**
     * @param response a response that passes
     * @param context what else is known
     * @return Continue here
     */
    virtual SipVerdict OnResponse(SipMessage& response, const AttackContext& context);
    /**
     * Notes an attempt on a call; it becomes a gain if the call goes on, see CallWatch.
     *
     * @param kind what is hoped for
     * @param victim who is to suffer
     * @param message a message of the call
     * @param evidence the octets that show it
     */
    void Hope(AttackGainKind kind,
              const std::string& victim,
              const SipMessage& message,
              const std::string& evidence);
    /**
     * @param message a message
     * @return the URI of From, without parameters: who is said to have sent the request
     */
    static std::string GetAuthor(const SipMessage& message);
    /**
     * @param message a message
     * @return the URI of To, without parameters: whom the request is meant for
     */
    static std::string GetAddressee(const SipMessage& message);

  private:
    Ptr<AttackLog> m_log;               ///< where gains are written
    Time m_patience;                    ///< attribute
    std::shared_ptr<CallWatch> m_watch; ///< what was done to calls
};

} // namespace ns3

#endif // MESSAGE_ATTACKER_H
