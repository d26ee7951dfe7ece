// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_BODY_POLICY_H
#define SIP_BODY_POLICY_H

#include "ns3/object.h"
#include "ns3/sip-dialog-context.h"
#include "ns3/sip-message.h"
#include "ns3/sip-reply.h"
#include "ns3/work.h"

#include <tl/expected.hpp>

namespace ns3
{

/**
 * How a user agent protects the bodies it sends, and opens those it receives. This class leaves
 * bodies as they are. The user agent calls it for INVITE, re-INVITE, their 1xx and 2xx responses
 * and ACK whenever they have a body; the work it reports is charged to the node's processor before
 * the message goes on.
 */
class SipBodyPolicy : public Object
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Protects the body of a request (INVITE, ACK) about to be sent. It may add header fields too.
     * It is called again, on a message with the plain body, for every repetition with a new CSeq
     * (after 401, 407, 493, 496); not for retransmissions.
     *
     * @param request has the plain body; is changed in place
     * @param context the dialog
     * @param work receives the cryptographic work done
     * @return nothing; or the reason why it cannot be sent: the call then fails with this reply as
     * if the peer had sent it
     */
    virtual tl::expected<void, SipReply> PrepareRequest(SipMessage& request,
                                                        const SipDialogContext& context,
                                                        Work& work);
    /**
     * Protects the body of a response about to be sent.
     *
     * @param response has the plain body; is changed in place
     * @param context the dialog; its request is the received one, still protected
     * @param work receives the cryptographic work done
     * @return nothing; or the reply to send instead
     */
    virtual tl::expected<void, SipReply> PrepareResponse(SipMessage& response,
                                                         const SipDialogContext& context,
                                                         Work& work);
    /**
     * Opens the body of a received request.
     *
     * @param request the message as it came
     * @param context the dialog
     * @param work receives the cryptographic work done, also when it fails
     * @return the plain body; or the reply to send (493, 415, ...)
     */
    virtual tl::expected<SipBody, SipReply> OpenRequest(const SipMessage& request,
                                                        const SipDialogContext& context,
                                                        Work& work);
    /**
     * Opens the body of a received response.
     *
     * @param response the message as it came
     * @param context the dialog; its request is the one that was sent, protected
     * @param work receives the cryptographic work done, also when it fails
     * @return the plain body; or why not: the user agent then ends the dialog (ACK and BYE)
     */
    virtual tl::expected<SipBody, SipReply> OpenResponse(const SipMessage& response,
                                                         const SipDialogContext& context,
                                                         Work& work);
    /**
     * Asked about every final response of 400 and above to an INVITE that the user agent does not
     * deal with itself: shall it be sent again (same Call-ID, CSeq + 1)? The policy remembers what
     * it learned, for example a proxy's certificate, and uses it in PrepareRequest. The user agent
     * bounds the number of repetitions.
     *
     * @param response the response, for example 493 or 496
     * @param context the dialog; its request is the one refused
     * @param work receives the cryptographic work done
     * @return whether to send the request again; false here
     */
    virtual bool RetryAfter(const SipMessage& response,
                            const SipDialogContext& context,
                            Work& work);
    /**
     * A further callee has accepted the INVITE (13.2.2.4). Its dialog is ended at once, but it
     * knows what the INVITE said.
     *
     * @param response its 2xx, not opened
     * @param context the dialog that goes on
     */
    virtual void OnFork(const SipMessage& response, const SipDialogContext& context);
    /**
     * The caller has an answer to the offer of its first INVITE, or the call is accepted without
     * one. It may send a new offer (SipCall::Update or Reinvite), but not before this has returned.
     *
     * @param call the call
     * @param isEarly whether a provisional response brought it; the call is not accepted yet
     */
    virtual void OnAnswered(SipCall& call, bool isEarly);
    /**
     * The dialog, or the attempt to make one, has ended: keys bound to it are to be forgotten.
     *
     * @param context the dialog
     */
    virtual void ForgetDialog(const SipDialogContext& context);
};

} // namespace ns3

#endif // SIP_BODY_POLICY_H
