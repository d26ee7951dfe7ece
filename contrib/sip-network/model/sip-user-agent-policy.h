// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_USER_AGENT_POLICY_H
#define SIP_USER_AGENT_POLICY_H

#include "ns3/object.h"
#include "ns3/sip-address.h"
#include "ns3/sip-connection.h"
#include "ns3/sip-dialog-context.h"
#include "ns3/sip-message.h"
#include "ns3/sip-reply.h"
#include "ns3/work.h"

#include <tl/expected.hpp>

namespace ns3
{

class SipCall;
class SipUserAgent;

/** What a policy may know besides the message. Valid during the call; copy what is to be kept. */
struct SipUserAgentContext
{
    SipUserAgent* agent{nullptr}; ///< the user agent
    SipCall* call{nullptr};       ///< the call; null for REGISTER, OPTIONS, what fits no call
    /**
     * The dialog, or what is known of it. For a response its request is the one that is answered,
     * as it was sent or received. Its connection is that by which a received message came, with
     * its trust; null for UDP and for what is about to be sent.
     */
    SipDialogContext dialog;
    SipAddress source;      ///< whence a received message came
    bool isInDialog{false}; ///< whether the request, or the answered one, has a To tag
};

/**
 * A service of a user agent: authentication of the peer, admission, signatures, an attacker. The
 * user agent asks its policies in order about each message of its own (every attempt, but no
 * retransmission) and about each one received, before it acts on it. Retransmissions are not seen,
 * except those of provisional responses. The work that policies report is charged to the node's
 * processor before the message goes on.
 *
 * What is sent passes, in this order: AddHeaders of each policy; the body policy (which may sign
 * what stands there by then); for requests the credentials for servers; Prepare of each policy;
 * then a request gets its Via. A CANCEL has the Via of its INVITE already.
 *
 * What is received passes Check of each policy first, then the body policy.
 */
class SipUserAgentPolicy : public Object
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Adds header fields that the body policy may have to cover, for example Date.
     *
     * @param message a request or response about to be sent, its body in plain
     * @param context what else is known
     * @param work receives the work done
     * @return nothing; or a refusal, see Prepare
     */
    virtual tl::expected<void, SipReply> AddHeaders(SipMessage& message,
                                                    const SipUserAgentContext& context,
                                                    Work& work);
    /**
     * Has the last word about a message: only Via is still missing.
     *
     * @param message a request or response about to be sent; may be changed
     * @param context what else is known
     * @param work receives the work done, also on a refusal
     * @return nothing; or a refusal: a request fails as if it had been answered so (ACK and CANCEL
     * are just not sent), a final response is replaced by this one, a provisional one is not sent
     */
    virtual tl::expected<void, SipReply> Prepare(SipMessage& message,
                                                 const SipUserAgentContext& context,
                                                 Work& work);
    /**
     * Judges a received message. A first INVITE's call exists already, in state Idle.
     *
     * @param message a request or response as it came
     * @param context what else is known
     * @param work receives the work done, also on a refusal
     * @return nothing; or a refusal: a request gets this reply (an ACK is ignored); a provisional
     * response is ignored; a 2xx of an INVITE gets ACK and BYE, and the call ends with this code;
     * after any other final response the attempt fails with this code
     */
    virtual tl::expected<void, SipReply> Check(const SipMessage& message,
                                               const SipUserAgentContext& context,
                                               Work& work);
    /**
     * Asked about every final response of 300 and above that passed Check: shall the request be
     * sent again (same Call-ID, CSeq + 1)? All policies are asked; the policy remembers what it
     * learned and uses it in AddHeaders or Prepare. The user agent bounds the repetitions.
     *
     * @param response the response, for example 401
     * @param context what else is known
     * @param work receives the work done
     * @return whether to send the request again; false here
     */
    virtual bool RetryAfter(const SipMessage& response,
                            const SipUserAgentContext& context,
                            Work& work);
    /**
     * The call has ended, or was refused before it began: what is kept for it is to be forgotten.
     *
     * @param call the call
     */
    virtual void OnCallEnded(const SipCall& call);
};

} // namespace ns3

#endif // SIP_USER_AGENT_POLICY_H
