// SPDX-License-Identifier: GPL-2.0-only

#ifndef BORDER_CONTROLLER_H
#define BORDER_CONTROLLER_H

#include "ns3/inspection-report.h"
#include "ns3/media-relay.h"
#include "ns3/sdp.h"
#include "ns3/sip-body-policy.h"
#include "ns3/sip-proxy-policy.h"
#include "ns3/traced-callback.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{

struct SmimeOpening;

/**
 * \ingroup end-to-middle
 * A session border controller (RFC 5853), which industry has deployed where this module has
 * end-to-middle security: it opens every session description, puts its own address into it, so that
 * all media passes its relay, and closes it again for the next one.
 *
 * Toward each user it is the other user: for encrypted descriptions users must be made to take its
 * certificate for everybody else's, in a directory of their own. It reads all, a=crypto too, and
 * could change anything: what is from end to end is only as good as it is. A description that it
 * cannot open is refused with 488, or with what its body policy says.
 *
 * A proxy must not touch bodies (RFC 3261 section 16.6), nor do signatures of users survive it
 * (RFC 5853 section 3): where they are asked for, calls fail.
 *
 * Only an INVITE outside of any dialog begins a call, of which there are MaxCalls at most (503). It
 * ends when the INVITE fails, or the last of the dialogs that it made has ended (2xx, 481 or 408 to
 * a BYE; 481 or 408 to a re-INVITE). A description in a request of a dialog that is not known gets
 * 481 (RFC 3261 section 12.2.2). Requests that have no part in offer and answer (OPTIONS, MESSAGE)
 * pass as they are.
 *
 * It leaves what it read for policies behind it (SipPolicyContext::opened).
 */
class BorderController : public SipProxyPolicy
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    BorderController();
    ~BorderController() override;

    /**
     * \param relay forwards media; without one this class refuses all descriptions
     */
    void SetRelay(Ptr<MediaRelay> relay);

    /**
     * How bodies are opened and protected. Without this call they must be in clear.
     * \param towardCaller plays the callee for the caller
     * \param towardCallee plays the caller for the callee
     */
    void SetBodyPolicies(Ptr<SipBodyPolicy> towardCaller, Ptr<SipBodyPolicy> towardCallee);

    SipVerdict OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work) override;
    SipVerdict OnResponse(SipMessage& response,
                          const SipPolicyContext& context,
                          Work& work) override;
    void OnFinalSent(const SipMessage& response, const SipPolicyContext& context) override;

    /// \return number of descriptions read
    uint64_t GetReadCount() const;

    /// \return number of calls whose media is relayed
    std::size_t GetCallCount() const;

  protected:
    void DoDispose() override;

  private:
    /// A dialog of a call; a fork makes several.
    enum class Dialog
    {
        Early,     //!< by a provisional response
        Confirmed, //!< by a 2xx
        Ended,     //!< over; a 2xx that is repeated does not make it anew
    };

    /// A call whose media is relayed.
    struct Call
    {
        std::vector<uint32_t> streams;         //!< of the relay, by place in the description
        std::map<std::string, Dialog> dialogs; //!< by the callee's tag
        std::map<uint32_t, SipMessage> sent;   //!< requests as they were sent on, by CSeq number

        /**
         * \param tag a callee's tag
         * \return its dialog; Ended if there is none
         */
        Dialog GetDialog(const std::string& tag) const;

        /**
         * A response to an INVITE made a dialog, or confirms it.
         * \param tag the callee's tag
         * \param state Early or Confirmed
         */
        void AddDialog(const std::string& tag, Dialog state);

        /// \return whether any dialog is confirmed
        bool HasConfirmed() const;
    };

    /**
     * Opens, rewrites and closes a description.
     * \param message the message, whose body is replaced
     * \param request the request, or the one that is answered, as it came
     * \param context the policy's context
     * \param work receives the work done
     * \return nothing, or how to refuse it
     */
    std::optional<SipReply> Convert(SipMessage& message,
                                    const SipMessage& request,
                                    const SipPolicyContext& context,
                                    Work& work);

    /**
     * Puts the relay's addresses into a description.
     * \param sdp the description
     * \param call the call, which gets the streams it lacks
     * \param describer whose description: First for the caller's, Second for the callee's
     * \return whether that was possible
     */
    bool Rewrite(Sdp& sdp, Call& call, MediaRelay::Side describer);

    /**
     * \param request a request, or the one that is answered
     * \return the call: Call-ID and the tag of the one who began
     */
    std::string FindScope(const SipMessage& request) const;

    /**
     * \param scope a call
     * \param request a request of it
     * \param message the request, or its response
     * \return the callee's tag
     */
    static std::string GetCalleeTag(const std::string& scope,
                                    const SipMessage& request,
                                    const SipMessage& message);

    /**
     * \param scope a call that has ended
     */
    void Forget(const std::string& scope);

    /**
     * \param opening how one of the body policies opened a body
     */
    void NoteOpening(const SmimeOpening& opening);

    Ptr<MediaRelay> m_relay;                         //!< forwards media
    Ptr<SipBodyPolicy> m_towardCaller;               //!< plays the callee
    Ptr<SipBodyPolicy> m_towardCallee;               //!< plays the caller
    std::map<std::string, Call> m_calls;             //!< by scope
    uint32_t m_maxStreams{0};                        //!< attribute MaxStreams
    uint32_t m_maxCalls{0};                          //!< attribute MaxCalls
    uint64_t m_readCount{0};                         //!< descriptions read
    SmimeOutcome m_outcome{SmimeOutcome::PublicKey}; //!< how the last body was opened

    TracedCallback<const InspectionReport&> m_inspected; //!< trace source Inspected
};

} // namespace ns3

#endif // BORDER_CONTROLLER_H
