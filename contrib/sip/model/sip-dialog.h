// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_DIALOG_H
#define SIP_DIALOG_H

#include "ns3/sip-dialog-id.h"
#include "ns3/sip-message.h"
#include "ns3/sip-route-set.h"
#include "ns3/sip-uri.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace ns3
{

/** How far a dialog is (RFC 3261 section 12). */
enum class SipDialogState
{
    Early,      ///< a provisional response has made it
    Confirmed,  ///< a 2xx has made it or confirmed it
    Terminated, ///< over: a BYE, a final error in the early state, 408 or 481
};

/** What to do with a request received in a dialog. */
enum class SipDialogVerdict
{
    Accept,        ///< process it
    OutOfOrder,    ///< answer 500: the CSeq number is not higher than the last (section 12.2.2)
    InvitePending, ///< answer 500 with Retry-After of 0 to 10 s: the peer's previous INVITE has no
                   ///< final response yet (section 14.2)
    Glare,         ///< answer 491: an INVITE of ours is in progress (section 14.2)
    Unknown,       ///< answer 481: the request is not of this dialog, or the dialog is over
};

/** How long to wait before an INVITE that got 491 may be sent again (section 14.1). */
struct SipGlareWindow
{
    int64_t earliest; ///< ms
    int64_t latest;   ///< ms
    int64_t step;     ///< ms: the wait is a multiple of it, drawn uniformly by the caller
};

/**
 * One end of a dialog (RFC 3261 section 12). It keeps the state that both ends share, builds the
 * requests of its own end and judges those of the other. Copyable: a value.
 *
 * A forked INVITE makes one dialog per To tag: build one object for each SipDialogId.
 */
class SipDialog
{
  public:
    /**
     * The caller's end, from a response 101-299 with To tag (section 12.1.2).
     * @param request the request as it was sent
     * @param response the first response with this To tag
     * @param overTls whether the request was sent over TLS
     * @return the dialog, or what the response lacks
     */
    [[nodiscard]] static tl::expected<SipDialog, SipError> CreateUac(const SipMessage& request,
                                                                     const SipMessage& response,
                                                                     bool overTls);

    /**
     * The callee's end (section 12.1.1).
     * @param request the request as it was received
     * @param response the response 101-299 that is being sent, with To tag and Contact
     * @param overTls whether the request was received over TLS
     * @return the dialog, or what the messages lack
     */
    [[nodiscard]] static tl::expected<SipDialog, SipError> CreateUas(const SipMessage& request,
                                                                     const SipMessage& response,
                                                                     bool overTls);

    /** @return what identifies this dialog at this end */
    const SipDialogId& GetId() const;
    /** @return how far it is */
    SipDialogState GetState() const;
    /** @return whether this end sent the request that made the dialog, and so owns the Call-ID */
    bool IsCaller() const;
    /** @return whether the first request had a sips Request-URI and came over TLS */
    bool IsSecure() const;
    /** @return the proxies to pass, in the order of our requests */
    const SipRouteSet& GetRouteSet() const;
    /** @return the peer's Contact */
    const SipUri& GetRemoteTarget() const;
    /** @return our URI, with name and tag */
    const SipNameAddr& GetLocalParty() const;
    /** @return the peer's URI, with name and tag */
    const SipNameAddr& GetRemoteParty() const;
    /** @return CSeq number of our last request, none before the first */
    std::optional<uint32_t> GetLocalSequence() const;
    /** @return highest CSeq number of the peer's requests, none before the first */
    std::optional<uint32_t> GetRemoteSequence() const;

    /**
     * Make a request inside the dialog (section 12.2.1.1): Request-URI, Route, To, From, Call-ID,
     * the next CSeq number and Max-Forwards; Contact in INVITE, UPDATE, SUBSCRIBE, NOTIFY and
     * REFER. Via, credentials and body are the caller's to add. Not for ACK and CANCEL.
     * @param method the method
     * @return the request
     */
    SipMessage MakeRequest(std::string_view method);

    /**
     * Make the BYE. The dialog is over once it has been answered or has timed out: see OnResponse
     * and Terminate.
     * @return the BYE
     */
    SipMessage MakeBye();

    /**
     * Make the ACK for a 2xx (section 13.2.2.4): CSeq number and credentials are those of the
     * INVITE. It is a transaction of its own, so its Via needs a new branch.
     * @param invite the INVITE as it was sent, credentials included
     * @return the ACK
     */
    SipMessage MakeAck(const SipMessage& invite) const;

    /** @return the URI to which our next request goes (section 8.1.2) */
    SipUri GetNextHop() const;

    /**
     * Replace the Contact that we put into requests.
     * @param contact our Contact value
     */
    void SetLocalContact(const SipNameAddr& contact);

    /**
     * Judge a received request that is not the one that made the dialog, and note its CSeq number.
     * A Contact in it counts only once it has been answered by a 2xx: see OnResponseSent. An
     * accepted BYE ends the dialog.
     * @param request the request
     * @return what to do
     */
    [[nodiscard]] SipDialogVerdict OnRequest(const SipMessage& request);

    /**
     * Note a response that we send: a 2xx confirms an early dialog and a 2xx to a target refresh
     * request takes over its Contact (section 12.2.2; RFC 6141); a final error to the
     * first INVITE ends an early dialog.
     * @param request the request that is being answered
     * @param response our response
     * @return nothing, or why the Contact could not be used
     */
    [[nodiscard]] tl::expected<void, SipError> OnResponseSent(const SipMessage& request,
                                                              const SipMessage& response);

    /**
     * Note a received response to a request of ours (sections 12.2.1.2 and 13.2.2.4): the first 2xx
     * confirms the dialog and computes the route set anew; a 2xx to a target refresh request takes
     * over its Contact; 408, 481 and an answered BYE end the dialog; a final error to the first
     * INVITE ends an early dialog. After a 408 or 481 the caller still sends MakeBye.
     * @param request the request as it was sent
     * @param response the response
     * @return nothing, or why route set or Contact could not be used
     */
    [[nodiscard]] tl::expected<void, SipError> OnResponse(const SipMessage& request,
                                                          const SipMessage& response);

    /** End the dialog, as after a timeout. */
    void Terminate();

    /** @return whether one of our INVITEs has no final response yet: send no other (section 14.1)
     */
    bool IsLocalInvitePending() const;
    /** @return whether one of the peer's INVITEs has no final response yet (section 14.1) */
    bool IsRemoteInvitePending() const;

    /** @return how long to wait after a 491 (section 14.1): 2.1-4 s at the owner of the Call-ID,
     *          0-2 s at the other */
    SipGlareWindow GetGlareWindow() const;

  private:
    SipDialog() = default;

    /**
     * Take the first state over from request and response (sections 12.1.1 and 12.1.2).
     * @param request the request
     * @param response the response
     * @param overTls whether the request went over TLS
     * @return nothing, or what is missing
     */
    tl::expected<void, SipError> Fill(const SipMessage& request,
                                      const SipMessage& response,
                                      bool overTls);

    /**
     * What all requests inside the dialog have in common.
     * @param method the method
     * @param sequence the CSeq number
     * @return the request
     */
    SipMessage Build(std::string_view method, uint32_t sequence) const;

    /**
     * Leave the early state: route set and target anew (section 13.2.2.4).
     * @param response the 2xx
     * @return nothing, or what is wrong with it
     */
    tl::expected<void, SipError> Confirm(const SipMessage& response);

    /**
     * Take the Contact of a message as the remote target, if it has one.
     * @param message the message
     * @return nothing, or what is wrong with the Contact
     */
    tl::expected<void, SipError> RefreshTarget(const SipMessage& message);

    SipDialogId m_id;                               ///< Call-ID and tags
    SipDialogState m_state = SipDialogState::Early; ///< how far
    bool m_caller = false;                          ///< UAC of the first request
    bool m_secure = false;                          ///< TLS and sips
    SipNameAddr m_local;                            ///< our From or To
    SipNameAddr m_remote;                           ///< the peer's
    std::optional<SipNameAddr> m_contact;           ///< our Contact
    SipUri m_target;                                ///< the peer's Contact
    SipRouteSet m_routes;                           ///< in the order of our requests
    std::optional<uint32_t> m_localSequence;        ///< of our last request
    std::optional<uint32_t> m_remoteSequence;       ///< highest of the peer's requests
    std::optional<uint32_t> m_firstSequence;        ///< of the request that made the dialog
    std::optional<uint32_t> m_localInvite;          ///< our INVITE without final response
    std::optional<uint32_t> m_remoteInvite;         ///< the peer's
};

} // namespace ns3

#endif // SIP_DIALOG_H
