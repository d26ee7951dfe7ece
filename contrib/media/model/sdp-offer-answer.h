// SPDX-License-Identifier: GPL-2.0-only

#ifndef SDP_OFFER_ANSWER_H
#define SDP_OFFER_ANSWER_H

#include "ns3/sdp.h"

#include <optional>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * \ingroup media
 * One side of the offer/answer exchanges of a dialog (RFC 3264).
 *
 * It holds what was last agreed and which offer is open, and answers each step with a description
 * or with a value that says which rule is broken. It neither sends nor schedules anything.
 */
class SdpOfferAnswer
{
  public:
    /// Whose offer is unanswered.
    enum class State
    {
        Stable,      //!< nobody's
        LocalOffer,  //!< ours
        RemoteOffer, //!< the peer's
    };

    /**
     * \param local what this side can do and wants: its streams, formats and address. The origin's
     * version is the one of the first description that is sent.
     */
    explicit SdpOfferAnswer(const Sdp& local);

    /// \return whose offer is unanswered
    State GetState() const;

    /// \return our last description that took effect, if there is one
    const std::optional<Sdp>& GetLocal() const;

    /// \return the peer's last description that took effect, if there is one
    const std::optional<Sdp>& GetRemote() const;

    /**
     * Changes what this side wants; the next offer or answer follows it.
     * \param local streams, formats and address; its origin is ignored
     */
    void SetWanted(const Sdp& local);

    /**
     * Makes an offer. The first one is what is wanted; a later one keeps the origin but for the
     * version, which grows by exactly one if anything changed, and never has fewer m= lines: what
     * is no longer wanted gets port 0 (RFC 3264 section 8).
     * \return the offer; Unacceptable if an offer is open
     */
    [[nodiscard]] tl::expected<Sdp, SdpError> MakeOffer();

    /**
     * Takes the peer's offer.
     * \param offer the offer
     * \return nothing; Unacceptable if an offer is open, or if it does not follow on the peer's
     * last description (RFC 3264 section 8); then nothing is changed
     */
    [[nodiscard]] tl::expected<void, SdpError> AcceptOffer(const Sdp& offer);

    /**
     * Answers the peer's offer. The answer has as many m= lines as the offer, its t= line, the
     * formats both sides know in the order of the offer, the mirrored direction, and port 0 for
     * each stream that is refused (RFC 3264 section 6).
     * \return the answer; Unacceptable if no offer of the peer is open
     */
    [[nodiscard]] tl::expected<Sdp, SdpError> MakeAnswer();

    /**
     * Takes the peer's answer to our offer.
     * \param answer the answer
     * \return nothing; Unacceptable if no offer of ours is open or if the answer does not fit
     * (see CheckAnswer()); then the offer stays open
     */
    [[nodiscard]] tl::expected<void, SdpError> AcceptAnswer(const Sdp& answer);

    /**
     * The open offer was refused or failed: what was agreed before goes on (RFC 3264 section 4).
     */
    void Abandon();

    /**
     * \param offer an offer
     * \param answer its answer
     * \return nothing, or which rule of RFC 3264 section 6 the answer breaks
     */
    [[nodiscard]] static tl::expected<void, SdpError> CheckAnswer(const Sdp& offer,
                                                                  const Sdp& answer);

    /**
     * \param previous the last description of one side
     * \param next its new description
     * \return nothing, or which rule of RFC 3264 section 8 is broken: same origin, version the same
     * (then nothing else may change) or larger, and no m= line fewer. A step of more than one is
     * accepted: a description in between may have been refused on the way
     */
    [[nodiscard]] static tl::expected<void, SdpError> CheckModification(const Sdp& previous,
                                                                        const Sdp& next);

  private:
    /**
     * \param next what is to be sent
     * \return it with our origin, its version one more than that of our last one if it differs
     */
    Sdp WithVersion(Sdp next) const;

    State m_state{State::Stable};  //!< whose offer is open
    Sdp m_wanted;                  //!< what we want
    std::optional<Sdp> m_offer;    //!< the open offer
    std::optional<Sdp> m_local;    //!< ours that took effect
    std::optional<Sdp> m_remote;   //!< the peer's that took effect
    std::optional<Sdp> m_lastSent; //!< our last one that was sent, in effect or not
};

} // namespace ns3

#endif // SDP_OFFER_ANSWER_H
