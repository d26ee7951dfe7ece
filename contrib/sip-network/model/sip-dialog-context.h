// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_DIALOG_CONTEXT_H
#define SIP_DIALOG_CONTEXT_H

#include "ns3/node.h"
#include "ns3/ptr.h"
#include "ns3/sip-connection.h"
#include "ns3/sip-message.h"
#include "ns3/sip-uri.h"

#include <string>

namespace ns3
{

class SipCall;

/** What a user agent tells its body policy and session describer about the dialog at hand. */
struct SipDialogContext
{
    Ptr<Node> node;                     ///< the user agent's node
    std::string callId;                 ///< Call-ID
    std::string localTag;               ///< our tag; known from the first INVITE on
    std::string remoteTag;              ///< the peer's tag; empty until a response brings it
    SipUri localUri;                    ///< our address of record
    SipUri remoteUri;                   ///< the peer's
    bool isInitiator{false};            ///< whether we sent the INVITE that made the dialog
    const SipMessage* request{nullptr}; ///< for a response: the request it answers; else null
    Ptr<SipConnection> connection;      ///< by which connection a received message came; or null
    SipCall* call{nullptr};             ///< the call, for its peer statement; or null

    /**
     * The same text during the whole dialog, before the peer's tag is known too: Call-ID and the
     * tag of the one who sent the first INVITE. All dialogs of a forked INVITE share it.
     *
     * @return the scope
     */
    std::string
    GetScope() const
    {
        return callId + ";" + (isInitiator ? localTag : remoteTag);
    }
};

} // namespace ns3

#endif // SIP_DIALOG_CONTEXT_H
