// SPDX-License-Identifier: GPL-2.0-only

#ifndef PINHOLE_POLICY_H
#define PINHOLE_POLICY_H

#include "ns3/call-scope.h"
#include "ns3/event-id.h"
#include "ns3/firewall-control.h"
#include "ns3/inspection-policy.h"
#include "ns3/ipv4-address.h"
#include "ns3/media-token-delivery.h"
#include "ns3/nstime.h"
#include "ns3/session-description-reading.h"
#include "ns3/session-media-ends.h"
#include "ns3/sip-proxy-policy.h"
#include "ns3/traced-callback.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * Has a firewall admit the media of calls, as their descriptions say. To stand behind whatever
 * opens bodies (InspectionPolicy); where nobody does, attribute WhenUnreadable decides.
 *
 * An offer reserves, an answer enables, and the end of the call releases: the final response to a
 * BYE (2xx, 481, 408: RFC 3261 section 15.1.1), a final response of 300 and above to the INVITE,
 * whoever made it (CANCEL, refusal, timeout), SetupLifetime without a final response, or
 * SessionInterval without INVITE or UPDATE (a BYE was lost). An INVITE without an offer has it in
 * its answer, and the answer in the ACK or PRACK. Re-INVITE and UPDATE enable what they agree on;
 * if they fail, what was agreed before is enabled again. A stream on hold at an address of zero
 * keeps its pinholes.
 *
 * Each early dialog of a fork has pinholes of its own; when one is answered with a 2xx, those of
 * the others close. The firewall control knows the first dialog of a call, and its reservation, by
 * the call's scope (Call-ID and the caller's tag), and further ones by scope and the callee's tag.
 *
 * The message that carries an answer waits for the firewall (WaitsForFirewall); it fails the call
 * if the firewall does not open (WhenRefused), unless it is inside of a dialog: that goes on.
 *
 * A request within a dialog that is not known (a proxy that has started anew, or who guesses) opens
 * nothing before its 2xx. With InsideNetwork, what comes from outside cannot have anything opened
 * to an address inside.
 *
 * Several INVITEs of one call and CSeq that make the same offer are branches of a fork before this
 * proxy: the call is over with the last one's refusal. Any other INVITE of the name of a call that
 * there is gets 482 (RFC 3261 section 8.2.2.2), as its answer would open what others offered.
 *
 * Tokens go to the parties in P-Media-Authorization (RFC 3313) of responses, and of ACK, PRACK and
 * other requests within a dialog that have no offer, sealed under a key that the ends share with
 * this proxy if it knows one.
 */
class PinholePolicy : public SipProxyPolicy
{
  public:
    /// What is done about what is not as it should be.
    enum class Course
    {
        Ignore, //!< the call passes; its media may not
        Refuse, //!< it is refused
    };

    /// How tokens go to the parties.
    enum class Protection
    {
        Automatic, //!< sealed if there is a key, else in clear
        Sealed,    //!< sealed if there is a key, else not at all
        Clear,     //!< in clear
    };

    /// What the firewall control is asked for.
    enum class Request
    {
        Reserve, //!< with an offer
        Enable,  //!< with an answer
    };

    /// Why pinholes were released.
    enum class End
    {
        HungUp,    //!< the dialog was ended
        Failed,    //!< the call did not come to be, or its dialog was lost
        NotChosen, //!< another branch of the fork was answered
        Expired,   //!< nothing was heard of it
    };

    /// \return the TypeId
    static TypeId GetTypeId();
    PinholePolicy();
    ~PinholePolicy() override;

    /**
     * \param control controls the firewall; without one nothing is done
     */
    void SetControl(Ptr<FirewallControl> control);

    /**
     * \param inspection has the keys that tokens are sealed under; null: they are not sealed
     * \param context seals
     */
    void SetKeys(Ptr<InspectionPolicy> inspection, std::shared_ptr<CryptoContext> context);

    SipVerdict OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work) override;
    SipVerdict OnResponse(SipMessage& response,
                          const SipPolicyContext& context,
                          Work& work) override;
    void OnFinalSent(const SipMessage& response, const SipPolicyContext& context) override;

    /// \return number of calls that are known
    std::size_t GetCallCount() const;

    /// \return number of messages that wait for the firewall
    std::size_t GetWaitingCount() const;

    /**
     * Signature of the trace source PinholesRequested.
     * \param call as the firewall control knows it
     * \param request what it is asked for
     * \param streams the streams
     */
    typedef void (*RequestedTracedCallback)(const std::string& call,
                                            Request request,
                                            const std::vector<MediaStreamEnds>& streams);

    /**
     * Signature of the trace source GrantReceived.
     * \param call as the firewall control knows it
     * \param request what it was asked for
     * \param isGranted whether it did it
     * \param taken how long that took
     */
    typedef void (*GrantTracedCallback)(const std::string& call,
                                        Request request,
                                        bool isGranted,
                                        Time taken);

    /**
     * Signature of the trace source PinholesReleased.
     * \param call as the firewall control knows it
     * \param end why
     */
    typedef void (*ReleasedTracedCallback)(const std::string& call, End end);

    /**
     * Signature of the trace source Unreadable.
     * \param scope the call: Call-ID and the caller's tag
     * \param isRefused whether the message was refused for that
     */
    typedef void (*UnreadableTracedCallback)(const std::string& scope, bool isRefused);

    /**
     * Signature of the trace source Held.
     * \param scope the call: Call-ID and the caller's tag
     * \param duration how long a message waited for the firewall
     */
    typedef void (*HeldTracedCallback)(const std::string& scope, Time duration);

  protected:
    void DoDispose() override;

  private:
    /// An offer.
    struct Offer
    {
        uint64_t exchange{0};  //!< its request, see GetExchange()
        bool isByCaller{true}; //!< who made it
        SessionMediaEnds ends; //!< where it receives
        bool isOpen{true};     //!< whether no request has answered it yet
    };

    /// A dialog of a call.
    struct Dialog
    {
        std::string name;                         //!< as the control knows it; empty: not yet
        bool isStray{false};                      //!< known by a request that nobody has answered
        bool isConfirmed{false};                  //!< by a 2xx
        std::optional<Offer> offer;               //!< the last one
        SessionMediaEnds answer;                  //!< to it
        std::array<SessionMediaEnds, 2> settled;  //!< callee's and caller's ends, as agreed
        std::vector<MediaStreamEnds> asked;       //!< enabled last
        uint64_t askedBy{0};                      //!< the exchange that enabled it
        bool isChanging{false};                   //!< whether more than the agreed may be open
        std::vector<MediaStreamEnds> agreed;      //!< of the last exchange that succeeded
        std::array<MediaTokenDelivery, 2> tokens; //!< for callee and caller
    };

    /// A call.
    struct Call
    {
        bool isStray{false};                   //!< whether no INVITE is known to have begun it
        uint64_t exchange{0};                  //!< of the INVITE that began it
        std::map<std::string, bool> branches;  //!< its INVITEs, see GetBranch(): without 2xx yet?
        std::optional<Offer> offer;            //!< of the INVITE that began it
        std::optional<std::string> firstTag;   //!< of the dialog that has the call's own name
        std::map<std::string, Dialog> dialogs; //!< by the callee's tag
        std::set<std::string> names;           //!< that the control may know
        int64_t expiry{0};                     //!< in ns
    };

    /// A message that waits for the firewall, and its repetitions' fate.
    struct HeldMessage
    {
        SipMessage* message{nullptr};           //!< stays valid until it is resumed
        Work* work{nullptr};                    //!< as long
        SipMessage request;                     //!< itself, or the request it answers
        int statusCode{0};                      //!< 0: a request
        bool isRefusable{false};                //!< whether it can be refused without harm
        std::string host;                       //!< our name, for Warning
        std::function<void(SipVerdict)> resume; //!< lets it go on
    };

    /// What was asked of the control and is not done yet.
    struct Pending
    {
        std::string scope;                 //!< the call
        std::string tag;                   //!< the dialog
        std::string name;                  //!< as the control knows it
        int64_t since{0};                  //!< in ns
        bool isDone{false};                //!< the result has come while it was asked for
        bool isGranted{false};             //!< the result
        Work work;                         //!< done for it
        std::vector<HeldMessage> messages; //!< those that wait
        EventId patience;                  //!< gives up
    };

    /**
     * \param request a request, or the one that is answered
     * \param response the answer; null for a request
     * \return its place
     */
    CallPlace Locate(const SipMessage& request, const SipMessage* response) const;

    /**
     * \param request a request
     * \param place its place
     * \return a number that names it in its call: by CSeq and sender
     */
    static uint64_t GetExchange(const SipMessage& request, const CallPlace& place);

    /**
     * \param request a request as it was received
     * \return a name of its transaction: sent-by and branch (RFC 3261 section 17.2.3)
     */
    static std::string GetBranch(const SipMessage& request);

    /**
     * \param call a call
     * \return whether one of its INVITEs has no final response
     */
    static bool IsRinging(const Call& call);

    /**
     * \param call a call
     * \return whether a dialog of it was answered with a 2xx
     */
    static bool IsConfirmed(const Call& call);

    /**
     * \param description a description
     * \param settled where its party received before
     * \param context the context of its message
     * \return where the party receives now, so far as its message may say so (InsideNetwork); what
     * is on hold at an address of zero is where it was (RFC 3264 section 8.4)
     */
    SessionMediaEnds ReadEnds(const Sdp& description,
                              const SessionMediaEnds& settled,
                              const SipPolicyContext& context) const;

    /**
     * \param request an INVITE without a To tag
     * \param place its place
     * \param reading its offer
     * \param context the policy's context
     * \return whether it is of a name of a call that there is, but not a branch of its INVITE
     */
    bool IsMerged(const SipMessage& request,
                  const CallPlace& place,
                  const SessionDescriptionReading& reading,
                  const SipPolicyContext& context) const;

    /**
     * \param request an INVITE without a To tag, which has been answered
     * \param place its place
     * \return whether it is none of the INVITEs that the call has
     */
    bool IsOfNoCall(const SipMessage& request, const CallPlace& place) const;

    /**
     * \param message the message that has the offer
     * \param request it, or the one that is answered
     * \param place its place
     * \param reading the offer
     * \param context the policy's context
     * \return what is to become of the message
     */
    SipVerdict TakeOffer(const SipMessage& message,
                         const SipMessage& request,
                         const CallPlace& place,
                         const SessionDescriptionReading& reading,
                         const SipPolicyContext& context);

    /**
     * \param message the message that has the answer
     * \param request it, or the one that is answered
     * \param place its place
     * \param reading the answer
     * \param context the policy's context
     * \param work receives the work done
     * \return what is to become of the message
     */
    SipVerdict TakeAnswer(SipMessage& message,
                          const SipMessage& request,
                          const CallPlace& place,
                          const SessionDescriptionReading& reading,
                          const SipPolicyContext& context,
                          Work& work);

    /**
     * Enables streams, for a message to wait for.
     * \param place the message's place
     * \param streams the streams
     * \param held the message
     * \param work receives the work done
     * \return what is to become of the message
     */
    SipVerdict Enable(const CallPlace& place,
                      const std::vector<MediaStreamEnds>& streams,
                      HeldMessage held,
                      Work& work);

    /**
     * What was enabled last is agreed.
     * \param dialog the dialog
     */
    static void Settle(Dialog& dialog);

    /**
     * Enables again what was agreed; nothing waits for it.
     * \param scope the call
     * \param tag the dialog
     */
    void Restore(const std::string& scope, const std::string& tag);

    /**
     * Asks for a reservation.
     * \param name as the control is to know it
     * \param streams the streams
     */
    void Reserve(const std::string& name, const std::vector<MediaStreamEnds>& streams);

    /**
     * Asks the control to enable what a dialog's `asked` says.
     * \param scope the call
     * \param tag the dialog
     * \return what is pending now
     */
    uint64_t AskToEnable(const std::string& scope, const std::string& tag);

    /**
     * The control is done.
     * \param id of what was pending
     * \param asked what was asked
     * \param result the result
     * \param work done for it
     */
    void OnEnabled(uint64_t id,
                   const Pending& asked,
                   const tl::expected<FirewallGrant, FirewallError>& result,
                   const Work& work);

    /**
     * Has a message wait for what its dialog waits for already, if it does.
     * \param name the dialog's, as the control knows it
     * \param held the message; taken if it waits
     * \return Wait; or Drop, if it is a repetition of one that waits; or nothing
     */
    std::optional<SipVerdict> Join(const std::string& name, HeldMessage& held);

    /**
     * Lets the messages go on that wait for something.
     * \param id what
     */
    void Resume(uint64_t id);

    /**
     * \param held a message that goes on
     * \param isGranted whether the firewall has opened
     * \param work receives the work done
     * \return its verdict
     */
    SipVerdict Judge(const HeldMessage& held, bool isGranted, Work& work);

    /**
     * Puts tokens into a message, if its receiver is to get some with it.
     * \param message a message that goes on
     * \param request it, or the one that is answered
     * \param work receives the work done
     */
    void AttachTokens(SipMessage& message, const SipMessage& request, Work& work);

    /**
     * \param place a dialog
     * \param creates whether it may be a new one
     * \return it, if there is one
     */
    Dialog* FindDialog(const CallPlace& place, bool creates);

    /**
     * \param call a call
     * \param place a dialog of it
     * \return the dialog's name for the control, which it gets with this
     */
    const std::string& NameDialog(Call& call, const CallPlace& place);

    /**
     * A final response to an INVITE or UPDATE was sent.
     * \param response the response
     * \param context the policy's context
     */
    void FinishOffer(const SipMessage& response, const SipPolicyContext& context);

    /**
     * \param scope a call, one dialog of which was chosen
     * \param tag the chosen one's
     */
    void DropOthers(const std::string& scope, const std::string& tag);

    /**
     * \param place a dialog that has ended
     * \param end why
     */
    void EndDialog(const CallPlace& place, End end);

    /**
     * \param call a call
     * \param name of what ends, as the control knows it; nothing happens if it does not
     * \param end why
     */
    void Release(Call& call, const std::string& name, End end);

    /**
     * \param scope a call that is over
     * \param end why
     */
    void Forget(const std::string& scope, End end);

    /**
     * \param scope a call
     * \param after when it expires, from now
     */
    void SetExpiry(const std::string& scope, Time after);

    /// Forgets what has expired.
    void Expire();

    /**
     * \param context the policy's context
     * \return our name
     */
    std::string GetHost(const SipPolicyContext& context) const;

    /**
     * \param code status code
     * \param host our name
     * \param text Warning's text
     * \return the refusal
     */
    static SipReply MakeRefusal(int code, const std::string& host, const std::string& text);

    Ptr<FirewallControl> m_control;                       //!< controls the firewall
    Ptr<InspectionPolicy> m_inspection;                   //!< has keys; or null
    std::shared_ptr<CryptoContext> m_context;             //!< seals
    std::map<std::string, Call> m_calls;                  //!< by scope
    std::set<std::pair<int64_t, std::string>> m_expiries; //!< in their order
    EventId m_expiry;                                     //!< Expire()
    std::map<uint64_t, Pending> m_pending;                //!< asked of the control
    uint64_t m_nextPending{1};                            //!< number of the next one
    Work m_lateWork; //!< done for messages that did not wait; charged with the next one

    bool m_waits{true};          //!< attribute WaitsForFirewall
    Time m_patience;             //!< attribute Patience
    int m_whenRefused{0};        //!< attribute WhenRefused
    int m_whenUnreadable{0};     //!< attribute WhenUnreadable
    uint16_t m_refusalCode{488}; //!< attribute RefusalCode
    int m_protection{0};         //!< attribute TokenProtection
    uint32_t m_maxCalls{10000};  //!< attribute MaxCalls
    uint32_t m_maxStreams{8};    //!< attribute MaxStreams
    Time m_setupLifetime;        //!< attribute SetupLifetime
    Time m_sessionInterval;      //!< attribute SessionInterval
    std::string m_host;          //!< attribute Host
    Ipv4Address m_insideNet;     //!< attribute InsideNetwork
    Ipv4Mask m_insideMask;       //!< attribute InsideMask

    /// trace source PinholesRequested
    TracedCallback<const std::string&, Request, const std::vector<MediaStreamEnds>&> m_requested;
    TracedCallback<const std::string&, Request, bool, Time> m_granted; //!< GrantReceived
    TracedCallback<const std::string&, End> m_released;                //!< PinholesReleased
    TracedCallback<const std::string&, bool> m_unreadable;             //!< Unreadable
    TracedCallback<const std::string&, Time> m_held;                   //!< Held
};

} // namespace ns3

#endif // PINHOLE_POLICY_H
