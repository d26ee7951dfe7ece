// SPDX-License-Identifier: GPL-2.0-only

#ifndef CALL_ADMISSION_POLICY_H
#define CALL_ADMISSION_POLICY_H

#include "ns3/admission-book.h"
#include "ns3/admission-report.h"
#include "ns3/data-rate.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/sdp-bandwidth.h"
#include "ns3/session-description-reading.h"
#include "ns3/sip-proxy-policy.h"
#include "ns3/traced-callback.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * Call admission control: lets a session begin only if the link behind the proxy has room for its
 * media, as its description says. To stand behind whatever opens bodies (InspectionPolicy,
 * BorderController); where nobody does, attribute WhenUnreadable decides.
 *
 * The offer reserves the most that it allows, the answer corrects that; a later offer (re-INVITE,
 * UPDATE) holds the larger of old and new until it is answered, and what was agreed before stands
 * if it fails. Of an INVITE without an offer, the offer is in its answer and the answer in the ACK.
 * What does not fit is refused with RefusalCode and Warning 370 (RFC 3261 section 20.43); an answer
 * that needs more than is left ends the dialog.
 *
 * A reservation ends with the final response to a BYE (2xx, 481, 408: RFC 3261 section 15.1.1),
 * with a final response of 300 and above to the INVITE, whoever made it (CANCEL, refusal, timeout),
 * and by itself if the INVITE is not answered within SetupLifetime, or nothing is heard of the
 * session for SessionInterval (a BYE was lost, or went another way), as with RFC 4028. What begins
 * with an INVITE inside of a dialog or with an UPDATE, of a session that is not known, ends with
 * the refusal of that.
 */
class CallAdmissionPolicy : public SipProxyPolicy
{
  public:
    /// What is done about a description that cannot be read.
    enum class Guess
    {
        Admit,  //!< the call passes, and holds nothing
        Refuse, //!< it is refused
        Assume, //!< AssumedRate is reserved in each direction
    };

    /// \return the TypeId
    static TypeId GetTypeId();
    CallAdmissionPolicy();
    ~CallAdmissionPolicy() override;

    /// \return the link's state; made of the attributes when it is first used
    AdmissionBook& GetBook();

    SipVerdict OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work) override;
    SipVerdict OnResponse(SipMessage& response,
                          const SipPolicyContext& context,
                          Work& work) override;
    void OnFinalSent(const SipMessage& response, const SipPolicyContext& context) override;

  protected:
    void DoDispose() override;

  private:
    /// A call that holds a reservation.
    struct Call
    {
        bool isCallerInside{true};           //!< which side of the link the caller is on
        bool isStray{false};                 //!< whether no INVITE is known to have begun it
        bool isCancelled{false};             //!< whether a CANCEL has come
        std::set<std::string> dialogs;       //!< callees' tags of dialogs that were made
        std::optional<Sdp> offer;            //!< the last offer, if it was read
        bool isOfferOpen{false};             //!< whether it has no answer yet
        bool isOfferByCaller{true};          //!< who made it
        std::optional<LinkBandwidth> agreed; //!< what the last exchange that succeeded needs
    };

    /// Where a message, or the request that it answers, belongs.
    struct Place
    {
        std::string scope;         //!< Call-ID and the caller's tag
        bool isByCaller{true};     //!< whether the caller sent the message
        std::string calleeTag;     //!< the callee's tag
        std::string host;          //!< our name, for Warning
        bool isCallerInside{true}; //!< which side of the link the caller is on
        bool isIgnored{false};     //!< whether the call does not use the link
    };

    /**
     * \param request a request, or the request that is answered
     * \param response the answer; null for a request
     * \param context the policy's context
     * \return its place
     */
    Place Locate(const SipMessage& request,
                 const SipMessage* response,
                 const SipPolicyContext& context) const;

    /**
     * \param reading an offer
     * \param place who sent it
     * \param begins whether it is of an INVITE outside of any dialog, or of its answer
     * \return nothing, or how to refuse it
     */
    std::optional<SipReply> TakeOffer(SessionDescriptionReading reading,
                                      const Place& place,
                                      bool begins);

    /**
     * \param reading an answer
     * \param place who sent it
     * \param isFinal whether it settles the exchange
     * \return nothing, or how to refuse it
     */
    std::optional<SipReply> TakeAnswer(const SessionDescriptionReading& reading,
                                       const Place& place,
                                       bool isFinal);

    /**
     * Holds something for a call.
     * \param place the call
     * \param bandwidth what
     * \param basis what it follows from
     * \return nothing, or how to refuse it
     */
    std::optional<SipReply> Hold(const Place& place,
                                 const LinkBandwidth& bandwidth,
                                 AdmissionReport::Basis basis);

    /**
     * \param scope a call
     * \param end why its reservation ends
     */
    void Release(const std::string& scope, ReservationEnd end);

    /**
     * A final response to an INVITE or UPDATE was sent.
     * \param response the response
     * \param context the policy's context
     */
    void FinishOffer(const SipMessage& response, const SipPolicyContext& context);

    /// Releases what has expired.
    void Expire();

    /// Sees that Expire() is called in time.
    void ScheduleExpiry();

    /**
     * \param code status code
     * \param host our name
     * \param warning Warning's code
     * \param text Warning's text
     * \return the refusal
     */
    SipReply MakeRefusal(int code,
                         const std::string& host,
                         int warning,
                         const std::string& text) const;

    /**
     * \param bandwidth of a session
     * \param isOffererInside which side of the link the offerer is on
     * \return the same on the link
     */
    static LinkBandwidth ToLink(const SdpBandwidth& bandwidth, bool isOffererInside);

    std::unique_ptr<AdmissionBook> m_book; //!< the link's state
    std::map<std::string, Call> m_calls;   //!< calls with a reservation, by scope
    EventId m_expiry;                      //!< Expire()
    int64_t m_expiryAt{0};                 //!< when, in ns

    DataRate m_outwardCapacity;    //!< attribute OutwardCapacity
    DataRate m_inwardCapacity;     //!< attribute InwardCapacity
    uint32_t m_maxReservations{0}; //!< attribute MaxReservations
    uint32_t m_linkOctets{0};      //!< attribute LinkOctets
    int m_whenUnreadable{0};       //!< attribute WhenUnreadable
    DataRate m_assumedRate;        //!< attribute AssumedRate
    uint16_t m_refusalCode{488};   //!< attribute RefusalCode
    Time m_retryAfter;             //!< attribute RetryAfter
    Time m_setupLifetime;          //!< attribute SetupLifetime
    Time m_sessionInterval;        //!< attribute SessionInterval
    bool m_localCalls{false};      //!< attribute LocalCalls
    std::string m_host;            //!< attribute Host

    TracedCallback<const AdmissionReport&> m_admission; //!< trace source Admission
};

} // namespace ns3

#endif // CALL_ADMISSION_POLICY_H
