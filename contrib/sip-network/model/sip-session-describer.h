// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_SESSION_DESCRIBER_H
#define SIP_SESSION_DESCRIBER_H

#include "ns3/object.h"
#include "ns3/sip-dialog-context.h"
#include "ns3/sip-reply.h"

#include <tl/expected.hpp>

namespace ns3
{

/** Makes and understands session descriptions for a user agent (RFC 3261, 13.2.1; RFC 3264). */
class SipSessionDescriber : public Object
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param context the dialog
     * @return an offer: for an INVITE, a re-INVITE, or the 2xx to an INVITE without one
     */
    virtual SipBody MakeOffer(const SipDialogContext& context) = 0;
    /**
     * @param offer the peer's offer, in plain
     * @param context the dialog
     * @return the answer; or the reply to send (488, 415)
     */
    virtual tl::expected<SipBody, SipReply> MakeAnswer(const SipBody& offer,
                                                       const SipDialogContext& context) = 0;
    /**
     * The last answer made has been sent: from now on media may be sent (RFC 3264, 6.1).
     *
     * @param context the dialog
     */
    virtual void OnAnswerSent(const SipDialogContext& context);
    /**
     * The peer's answer has come.
     *
     * @param answer in plain
     * @param context the dialog
     * @return whether it fits the offer; if not the user agent ends the dialog
     */
    virtual bool OnAnswer(const SipBody& answer, const SipDialogContext& context) = 0;
    /**
     * The session has ended, or never began. Called once per dialog.
     *
     * @param context the dialog
     */
    virtual void OnEnd(const SipDialogContext& context);
};

} // namespace ns3

#endif // SIP_SESSION_DESCRIBER_H
