// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_USER_AGENT_POLICY_LIST_H
#define SIP_USER_AGENT_POLICY_LIST_H

#include "ns3/ptr.h"
#include "ns3/sip-user-agent-policy.h"

#include <vector>

namespace ns3
{

/** The policies of a user agent, in order. */
class SipUserAgentPolicyList
{
  public:
    /** @param policy is asked after those added before */
    void Add(Ptr<SipUserAgentPolicy> policy);
    /** Forgets all. */
    void Clear();
    /** @return the policies */
    const std::vector<Ptr<SipUserAgentPolicy>>& GetAll() const;
    /** @return whether there is none */
    bool IsEmpty() const;

    /**
     * Asks all until one refuses: SipUserAgentPolicy::AddHeaders.
     *
     * @param message about to be sent
     * @param context what else is known
     * @param work receives the work done
     * @return nothing, or the first refusal
     */
    tl::expected<void, SipReply> AddHeaders(SipMessage& message,
                                            const SipUserAgentContext& context,
                                            Work& work) const;
    /**
     * Asks all until one refuses: SipUserAgentPolicy::Prepare.
     *
     * @param message about to be sent
     * @param context what else is known
     * @param work receives the work done
     * @return nothing, or the first refusal
     */
    tl::expected<void, SipReply> Prepare(SipMessage& message,
                                         const SipUserAgentContext& context,
                                         Work& work) const;
    /**
     * Asks all until one refuses: SipUserAgentPolicy::Check.
     *
     * @param message received
     * @param context what else is known
     * @param work receives the work done
     * @return nothing, or the first refusal
     */
    tl::expected<void, SipReply> Check(const SipMessage& message,
                                       const SipUserAgentContext& context,
                                       Work& work) const;
    /**
     * Asks all: SipUserAgentPolicy::RetryAfter.
     *
     * @param response received
     * @param context what else is known
     * @param work receives the work done
     * @return whether one wants to try again
     */
    bool RetryAfter(const SipMessage& response,
                    const SipUserAgentContext& context,
                    Work& work) const;
    /** @param call has ended */
    void OnCallEnded(const SipCall& call) const;

  private:
    std::vector<Ptr<SipUserAgentPolicy>> m_policies; ///< in order
};

} // namespace ns3

#endif // SIP_USER_AGENT_POLICY_LIST_H
