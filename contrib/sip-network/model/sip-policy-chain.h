// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_POLICY_CHAIN_H
#define SIP_POLICY_CHAIN_H

#include "ns3/sip-proxy-policy.h"

#include <cstddef>
#include <functional>
#include <memory>

namespace ns3
{

/**
 * One message on its way through the policies of a proxy. Keeps itself alive while a policy waits
 * or the processor works.
 */
class SipPolicyChain : public std::enable_shared_from_this<SipPolicyChain>
{
  public:
    /** Told what came out: Continue, Respond or Drop, and the message as the policies left it. */
    using DoneCallback = std::function<void(const SipVerdict&, SipMessage&)>;

    /**
     * @param proxy whose policies
     * @param message the message
     * @param context what the policies may know; its request pointer and resume are set here
     * @param request for a response: the request it answers
     * @param done told what came out, not before Run; never after the proxy has stopped
     */
    SipPolicyChain(SipProxy& proxy,
                   SipMessage message,
                   SipPolicyContext context,
                   std::shared_ptr<const SipMessage> request,
                   DoneCallback done);

    /** Asks the policies. To be called once, on an object owned by a shared pointer. */
    void Run();

  private:
    /** Asks the policies from the next one on. */
    void Advance();
    /** Charges the work, then tells what came out. */
    void Finish(const SipVerdict& verdict);

    Ptr<SipProxy> m_proxy;                       ///< whose policies
    SipMessage m_message;                        ///< the message
    SipPolicyContext m_context;                  ///< what the policies may know
    std::shared_ptr<const SipMessage> m_request; ///< for a response
    DoneCallback m_done;                         ///< told what came out
    std::size_t m_next{0};                       ///< next policy
    uint64_t m_waits{0};                         ///< number of the wait under way
    bool m_isWaiting{false};                     ///< whether a policy waits
    Work m_work;                                 ///< work reported so far
};

} // namespace ns3

#endif // SIP_POLICY_CHAIN_H
