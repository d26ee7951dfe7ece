// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_DIALOG_CLIENT_H
#define SIP_DIALOG_CLIENT_H

#include "ns3/sip-destination.h"
#include "ns3/sip-dialog-context.h"
#include "ns3/sip-dialog.h"
#include "ns3/sip-reply.h"
#include "ns3/sip-transaction-layer.h"

#include <functional>
#include <memory>
#include <optional>

namespace ns3
{

class SipCall;
class SipUserAgent;

/**
 * A request within a dialog that is neither INVITE nor ACK (BYE, PRACK, UPDATE), with its
 * repetitions after 401 and 407 and whatever else the user agent's policies want to repeat. Kept
 * alive by its transaction.
 */
class SipDialogClient : public std::enable_shared_from_this<SipDialogClient>
{
  public:
    /** A request, and where it goes. */
    struct Attempt
    {
        SipMessage request; ///< with its body in plain; credentials and Via are still missing
        SipDialog dialog;   ///< the dialog it belongs to
    };

    /** Makes the request, with a new CSeq number; or nothing when it is not wanted any more. */
    using MakeCallback = std::function<std::optional<Attempt>()>;
    /**
     * Told how it ended, once: the code that came, or was made here (408 timeout, 503 not sent, or
     * what a policy refused with); the request as it was sent; the response, or null.
     */
    using DoneCallback =
        std::function<void(const SipReply&, const SipMessage&, const SipReception*)>;

    /**
     * @param call the call
     * @param make makes the request for each attempt
     * @param done told how it ended, unless the call ended before
     */
    SipDialogClient(Ptr<SipCall> call, MakeCallback make, DoneCallback done);

    /** Sends it. To be called once, on an object owned by a shared pointer. */
    void Start();

  private:
    /** Builds and sends it, again if it was sent before. */
    void Send();
    /** The processor has done the work: it leaves. */
    void Transmit(const Attempt& attempt);
    /** A final response has come and the policies have spoken. */
    void OnResponse(const SipReception& reception, const std::optional<SipReply>& refusal);
    /** It is over. */
    void Finish(const SipReply& reply, const SipReception* reception);
    /** @return the dialog as policies see it */
    SipDialogContext MakeContext(const SipReception* reception) const;

    Ptr<SipCall> m_call;    ///< the call
    SipUserAgent& m_agent;  ///< its user agent
    MakeCallback m_make;    ///< makes the request
    DoneCallback m_done;    ///< told how it ended
    SipMessage m_sent;      ///< the request as sent
    uint32_t m_attempts{0}; ///< requests sent
};

} // namespace ns3

#endif // SIP_DIALOG_CLIENT_H
