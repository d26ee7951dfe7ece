// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_DIALOG_TEST_MESSAGES_H
#define SIP_DIALOG_TEST_MESSAGES_H

#include "ns3/sip-dialog.h"
#include "ns3/sip-message.h"

#include <string>

namespace ns3
{

/** Options of the call that the dialog tests use. */
struct SipTestCall
{
    std::string scheme = "sip"; ///< of the Request-URI
    std::string recordRoute =
        "<sip:p2.example.com;lr>, <sip:p1.example.com;lr>";             ///< as the callee sees it
    std::string toTag = "bob1";                                         ///< of the response
    std::string callerContact = "<sip:alice@pc1.example.com>";          ///< in the INVITE
    std::string calleeContact = "\"Bob\" <sip:bob@pc2.example.com;ob>"; ///< in the response

    /** @return the INVITE as the caller sent it */
    SipMessage MakeInvite() const;

    /** @return the INVITE as the callee got it, Record-Route included */
    SipMessage MakeReceivedInvite() const;

    /**
     * @param code status code
     * @return the response, as both ends see it
     */
    SipMessage MakeAnswer(int code) const;

    /**
     * @param code status code of the response
     * @param overTls whether over TLS
     * @return the caller's end; a test with wrong options ends here
     */
    SipDialog MakeCaller(int code, bool overTls = false) const;

    /**
     * @param code status code of the response
     * @param overTls whether over TLS
     * @return the callee's end; a test with wrong options ends here
     */
    SipDialog MakeCallee(int code, bool overTls = false) const;
};

/**
 * Make a request as the other end of a dialog would, for the end given.
 * @param method the method
 * @param sequence CSeq number
 * @param dialog the end that is to receive it
 * @param contact Contact, none if empty
 * @return the request
 */
SipMessage MakeSipPeerRequest(const std::string& method,
                              uint32_t sequence,
                              const SipDialog& dialog,
                              const std::string& contact = "");

/**
 * @param request a request
 * @param code status code
 * @param contact Contact of the response, none if empty
 * @return the response, with the tag the request has
 */
SipMessage MakeSipPeerAnswer(const SipMessage& request, int code, const std::string& contact = "");

} // namespace ns3

#endif // SIP_DIALOG_TEST_MESSAGES_H
