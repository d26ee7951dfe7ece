// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_DIALOG_ENDER_H
#define SIP_DIALOG_ENDER_H

#include "ns3/sip-destination.h"
#include "ns3/sip-message.h"
#include "ns3/sip-name-addr.h"
#include "ns3/sip-proxy-policy.h"
#include "ns3/sip-route-set.h"
#include "ns3/sip-uri.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

namespace ns3
{

class SipProxy;

/**
 * Ends dialogs that pass a proxy, toward both ends: each gets a BYE as if the other had sent it.
 *
 * A proxy has no such right in RFC 3261; services that may not let a session go on do it all the
 * same (draft-ietf-sip-e2m-sec-06 section 5.3), and can do no better where what must not pass is an
 * ACK, that cannot be refused. A policy of the proxy shows this object all requests and responses;
 * it remembers of each dialog what a BYE needs: parties, contacts, routes and CSeq numbers.
 *
 * Where requests are signed from end to end, such a BYE is one of an attacker's kind, and refused.
 */
class SipDialogEnder
{
  public:
    /** @param capacity how many dialogs are remembered; those made first are forgotten first */
    explicit SipDialogEnder(std::size_t capacity = 4096);

    /**
     * @param request a request as it came in
     * @param context the policy's context
     */
    void OnRequest(const SipMessage& request, const SipPolicyContext& context);
    /**
     * A 2xx to an INVITE makes a dialog, or changes its contacts; the answer to a BYE ends it.
     *
     * @param response a response as it came in
     * @param context the policy's context, with the request it answers
     */
    void OnResponse(const SipMessage& response, const SipPolicyContext& context);
    /**
     * Sends BYE to both ends, and forgets the dialog. If the message is an ACK, which therefore is
     * not to be passed on, its receiver gets one without a body first, and stops repeating its 2xx.
     *
     * @param message a request inside the dialog, or a response with both tags
     * @param proxy the proxy
     * @param reason value of the Reason header field of the BYEs (RFC 3326)
     * @return whether the dialog was known
     */
    bool End(const SipMessage& message, SipProxy& proxy, const std::string& reason);

    /** Forgets all dialogs. */
    void Clear();
    /** @return number of dialogs that are remembered */
    std::size_t GetSize() const;

  private:
    /** One end of a dialog. */
    struct Side
    {
        std::string tag;                   ///< its tag
        SipNameAddr party;                 ///< its From or To
        SipUri target;                     ///< its Contact
        SipRouteSet routes;                ///< proxies between us and it, the nearest first
        std::optional<SipDestination> hop; ///< where it is, if no proxy is between
        uint32_t sequence{0};              ///< CSeq number of its last request
    };

    /** A dialog. */
    struct Dialog
    {
        std::string callId;        ///< Call-ID
        std::array<Side, 2> sides; ///< the one who sent the first INVITE, and the other
    };

    /**
     * @param message a message
     * @return Call-ID and the two tags in a fixed order; empty if one is missing
     */
    static std::string MakeKey(const SipMessage& message);
    /**
     * @param key identifier of a new dialog; another one may have to go
     * @return the dialog
     */
    Dialog& Make(const std::string& key);
    /**
     * @param dialog a dialog
     * @param index to which of its sides, in the name of the other
     * @param method BYE or ACK
     * @param proxy the proxy
     * @param reason value of Reason; empty: none
     */
    static void Send(const Dialog& dialog,
                     std::size_t index,
                     const std::string& method,
                     SipProxy& proxy,
                     const std::string& reason);

    std::size_t m_capacity;                        ///< how many dialogs
    std::map<std::string, Dialog> m_dialogs;       ///< by key
    std::deque<std::string> m_order;               ///< keys, the oldest first
    std::map<std::string, SipDestination> m_calls; ///< whence an INVITE came, by Call-ID and tag
    std::deque<std::string> m_callOrder;           ///< the same keys, the oldest first
};

} // namespace ns3

#endif // SIP_DIALOG_ENDER_H
