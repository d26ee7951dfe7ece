// SPDX-License-Identifier: GPL-2.0-only

#ifndef MEDIA_NEGOTIATION_H
#define MEDIA_NEGOTIATION_H

#include "ns3/ipv4-address.h"
#include "ns3/rtp-payload-format.h"
#include "ns3/rtp-stream-settings.h"
#include "ns3/sdp-crypto.h"
#include "ns3/sdp-offer-answer.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

class CryptoContext;

/**
 * \ingroup end-to-middle
 * What a user agent offers and accepts for its one stream of audio.
 */
struct MediaAbility
{
    bool isSecure{false};                   //!< RTP/SAVP with a=crypto, else RTP/AVP
    std::vector<SrtpSuite> suites;          //!< offered in this order, and accepted
    bool isSrtcpClear{false};               //!< UNENCRYPTED_SRTCP is offered, and accepted
    std::vector<RtpPayloadFormat> formats;  //!< offered in this order, and accepted
    uint32_t packetMilliseconds{20};        //!< a=ptime
    std::shared_ptr<CryptoContext> context; //!< where keys are drawn; needed if isSecure
};

/**
 * \ingroup end-to-middle
 * The offers and answers of one call with one stream of audio (RFC 3264), and the keys of SRTP in
 * them (SDES, RFC 4568).
 *
 * What breaks a rule changes nothing: neither the descriptions in force nor the keys. Keys stay
 * the same for the whole call, so that SRTP goes on over hold and change of address, unless the
 * peer's key changes: an answer then has a new one too.
 */
class MediaNegotiation
{
  public:
    /**
     * \param ability what is offered and accepted
     * \param address where media is received
     * \param port of RTP; the next one is of RTCP
     * \param sessionId number of the session in o=
     */
    MediaNegotiation(MediaAbility ability, Ipv4Address address, uint16_t port, int64_t sessionId);

    /**
     * \param direction what is wanted from the next description on
     */
    void SetDirection(SdpDirection direction);

    /**
     * \param address where media is received from the next description on
     */
    void SetAddress(Ipv4Address address);

    /// \return an offer; one that is open has failed
    Sdp MakeOffer();

    /**
     * Answers the peer's offer; one of ours that is open has failed.
     * \param offer the offer
     * \return the answer, or why the offer is refused
     */
    [[nodiscard]] tl::expected<Sdp, SdpError> MakeAnswer(const Sdp& offer);

    /**
     * Takes the peer's answer to our offer. Of a forked INVITE each branch may answer the offer:
     * the last one counts.
     * \param answer the answer
     * \param answerer who answers: the tag in the dialog
     * \return nothing, or what does not fit; then the offer has failed
     */
    [[nodiscard]] tl::expected<void, SdpError> TakeAnswer(const Sdp& answer,
                                                          const std::string& answerer);

    /**
     * \return what both descriptions in force agree on; there must be both
     */
    [[nodiscard]] tl::expected<RtpStreamSettings, SdpError> GetSettings() const;

    /// \return what our open offer lets the peer do; without a peer's side
    RtpStreamSettings GetOfferedSettings() const;

    /// \return the descriptions
    const SdpOfferAnswer& GetDescriptions() const;

    /**
     * \param sdp a description
     * \return which of its streams is the first audio that is not refused
     */
    static std::optional<std::size_t> FindAudio(const Sdp& sdp);

  private:
    /// \return what this side wants now
    Sdp Describe() const;

    /**
     * Chooses our key for an answer.
     * \param offered the stream that is answered
     * \return nothing, or what is wrong
     */
    [[nodiscard]] tl::expected<void, SdpError> ChooseKey(const SdpMedia& offered);

    MediaAbility m_ability;                              //!< what can be
    Ipv4Address m_address;                               //!< of our media
    uint16_t m_port;                                     //!< of our RTP
    SdpDirection m_direction{SdpDirection::SendReceive}; //!< what we want
    std::vector<SdpCrypto> m_keys;                       //!< ours
    std::optional<SdpCrypto> m_peerKey;                  //!< the peer's
    std::string m_answerer;                              //!< who answered our first offer
    Sdp m_first;                                         //!< our first description
    SdpOfferAnswer m_exchange;                           //!< both descriptions
};

} // namespace ns3

#endif // MEDIA_NEGOTIATION_H
