// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_PROXY_POLICY_H
#define SIP_PROXY_POLICY_H

#include "ns3/node.h"
#include "ns3/object.h"
#include "ns3/sip-connection.h"
#include "ns3/sip-destination.h"
#include "ns3/sip-message.h"
#include "ns3/sip-reply.h"
#include "ns3/work.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{

class SipProxy;

/** What a policy says about a message. */
class SipVerdict
{
  public:
    /** The kinds of verdict. */
    enum class Kind
    {
        Continue, ///< the next policy may look, then the message goes on
        Respond,  ///< it does not go on; a reply does
        Drop,     ///< it does not go on, and nobody is told
        Wait      ///< the policy will call SipPolicyContext::resume later
    };

    /** @return the verdict that lets the message go on */
    static SipVerdict Continue();
    /**
     * To a request: the proxy answers it with the reply. An ACK cannot be answered: it is dropped.
     * To a response: the reply takes its place upstream. If the response was a 2xx to an INVITE
     * that made a dialog, the proxy ends that dialog toward the callee with ACK and BYE.
     *
     * @param reply the response to send, 200 to 699 (a registrar answers 200)
     * @return the verdict
     */
    static SipVerdict Respond(SipReply reply);
    /** @return the verdict that makes the message vanish */
    static SipVerdict Drop();
    /** @return the verdict that holds the message until the policy resumes it */
    static SipVerdict Wait();

    /** @return the kind */
    Kind GetKind() const;
    /** @return the reply of Respond */
    const SipReply& GetReply() const;

  private:
    /** @param kind the kind */
    explicit SipVerdict(Kind kind);

    Kind m_kind;      ///< the kind
    SipReply m_reply; ///< for Respond
};

/** What a policy may know besides the message. Valid during the call; copy what is to be kept. */
struct SipPolicyContext
{
    Ptr<Node> node;                     ///< the proxy's node
    SipProxy* proxy{nullptr};           ///< the proxy
    SipAddress source;                  ///< whence the message came
    Ptr<SipConnection> connection;      ///< by which connection; null for UDP
    const SipMessage* request{nullptr}; ///< at a response or OnForward: the request as received
    bool isInDialog{false};             ///< whether the (answered) request has a To tag
    /**
     * At a request: address of record of the user who sent it, as a policy has proved for this very
     * request, for the policies behind it to know and for the one that proved it to set. Empty
     * while nobody has; never null.
     */
    std::shared_ptr<std::string> caller{std::make_shared<std::string>()};
    /**
     * At a request or response: contents of its body, or of parts of it, that a policy has opened,
     * for the policies behind it to read. Empty while nobody has; never null.
     */
    std::shared_ptr<std::vector<SipBody>> opened{std::make_shared<std::vector<SipBody>>()};
    /**
     * Only for a policy that returns Wait: goes on with this verdict (Continue, Respond or Drop).
     * The message reference stays valid until then. To be called once, at a later event or at
     * once; calls after the first, and after the proxy has ended, do nothing.
     */
    std::function<void(SipVerdict)> resume;
};

/**
 * A service of a proxy: authentication, inspection, admission, an attacker. The proxy asks its
 * policies in order about each request, ACK and CANCEL included (they cannot be answered: Respond
 * drops an ACK), before it looks for targets, and about each response before it is forwarded.
 * Retransmissions are absorbed below and are not seen again, except those of 2xx and its ACK. The
 * work a policy reports is charged to the node's processor before the message goes on. A policy
 * may change the message; RFC 3261 lets a proxy change header fields only, never the body.
 */
class SipProxyPolicy : public Object
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param request a request as it came in, before Max-Forwards, Route and Via are changed
     * @param context what else is known
     * @param work receives the work done
     * @return what is to happen; Continue here
     */
    virtual SipVerdict OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work);
    /**
     * @param response a response as it came in, with our Via still on top
     * @param context what else is known
     * @param work receives the work done
     * @return what is to happen; Continue here
     */
    virtual SipVerdict OnResponse(SipMessage& response,
                                  const SipPolicyContext& context,
                                  Work& work);
    /**
     * The proxy has chosen a target and the way to it. Called for each branch of a fork, in the
     * order of the policies, ACK included, CANCEL not. Wait is not allowed here and counts as Drop.
     *
     * @param request the copy for this target, with our Via on top
     * @param destination where it will go; may be changed
     * @param context what else is known of the request as it was received
     * @param work receives the work done
     * @return Continue here; Respond: the branch fails with the reply; Drop: nobody is told
     */
    virtual SipVerdict OnForward(SipMessage& request,
                                 SipDestination& destination,
                                 const SipPolicyContext& context,
                                 Work& work);
    /**
     * The proxy has sent a final response to a request it had, whoever made the response: a branch,
     * a policy, or the proxy itself when nobody answered in time or there was nowhere to go. Of a
     * forked request these are the responses that the one who asked gets to see. Does nothing here.
     *
     * @param response as it was sent; repetitions of a 2xx too
     * @param context what else is known; its request is never null
     */
    virtual void OnFinalSent(const SipMessage& response, const SipPolicyContext& context);
};

} // namespace ns3

#endif // SIP_PROXY_POLICY_H
