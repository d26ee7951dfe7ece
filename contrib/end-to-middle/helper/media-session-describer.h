// SPDX-License-Identifier: GPL-2.0-only

#ifndef MEDIA_SESSION_DESCRIBER_H
#define MEDIA_SESSION_DESCRIBER_H

#include "ns3/event-id.h"
#include "ns3/ipv4-address.h"
#include "ns3/media-call-counters.h"
#include "ns3/media-negotiation.h"
#include "ns3/media-token.h"
#include "ns3/nstime.h"
#include "ns3/rtp-session-helper.h"
#include "ns3/rtp-session.h"
#include "ns3/sip-session-describer.h"
#include "ns3/traced-callback.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <set>
#include <string>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * The sessions of a user agent with real media: one audio stream a call, as RTP or SRTP with keys
 * in the descriptions (SDES, RFC 4568).
 *
 * It makes and takes offers and answers (RFC 3264), also late ones and those of re-INVITE and
 * UPDATE, and runs an RtpSession per call: this receives from when our offer is made (section 5.1;
 * with SRTP what comes before the peer's key is counted as NotReceiving) and sends from when there
 * is an answer, ours only when it has left. With the end of the call it sends no more, and listens
 * a while for what is on its way. Of a forked call the branch that answered last counts.
 *
 * Hold(), Resume() and MoveTo() change what the next offer or answer says: call
 * SipCall::Reinvite() or Update() after them.
 */
class MediaSessionDescriber : public SipSessionDescriber
{
  public:
    /// How media is protected.
    enum class Protection
    {
        Rtp,  //!< RTP/AVP: not at all
        Srtp, //!< RTP/SAVP with a=crypto
    };

    /**
     * Signature of the trace source SessionMade.
     * \param callId Call-ID
     * \param session its media, not yet started
     */
    using SessionMadeCallback = void (*)(const std::string& callId, Ptr<RtpSession> session);

    /**
     * Signature of the trace source SessionEnded.
     * \param counters what became of the call's media
     */
    using SessionEndedCallback = void (*)(const MediaCallCounters& counters);

    /**
     * Signature of the trace source DescriptionRefused.
     * \param callId Call-ID
     * \param reason what is wrong with the peer's description
     */
    using RefusedCallback = void (*)(const std::string& callId, const std::string& reason);

    /**
     * Signature of the trace source TokenShown.
     * \param callId Call-ID
     * \param act what it asks for
     * \param reason why it could not be sent; empty if it was, or waits for the next report
     */
    using TokenShownCallback = void (*)(const std::string& callId,
                                        TokenAct act,
                                        const std::string& reason);

    /// \return the TypeId
    static TypeId GetTypeId();

    MediaSessionDescriber();
    ~MediaSessionDescriber() override;

    /**
     * \param context where keys of SRTP are drawn; needed with it
     */
    void SetCryptoContext(std::shared_ptr<CryptoContext> context);

    /// \return what makes the media sessions, to set their attributes
    RtpSessionHelper& GetSessions();

    /**
     * Holds a call (RFC 3264 section 8.4) with the next offer.
     * \param callId Call-ID
     * \param direction SendOnly, or Inactive to send nothing either
     * \return false if there is no such call
     */
    bool Hold(const std::string& callId, SdpDirection direction = SdpDirection::SendOnly);

    /**
     * Ends the holding of a call with the next offer.
     * \param callId Call-ID
     * \return false if there is no such call
     */
    bool Resume(const std::string& callId);

    /**
     * Has a call's media sent to another address of this node with the next offer (RFC 3264
     * section 8.3.1). The port stays.
     * \param callId Call-ID
     * \param address the new address
     * \return false if there is no such call
     */
    bool MoveTo(const std::string& callId, Ipv4Address address);

    /**
     * Shows a token to the firewalls that the call's media passes, in an APP packet of RTCP: as
     * soon as there is somebody to send RTCP to, then every TokenInterval; and with the end of the
     * call, with RTCP's BYE, what closes. A later token takes the place of the one before for the
     * same stream and key; so many are shown side by side as firewalls with keys of their own ask
     * for, MAX_TOKENS at most. Needs the attribute Rtcp of RtpSession.
     * \param callId Call-ID
     * \param grant the token, and the secret that closes
     * \return false if there is no such call, or it has too many tokens
     */
    bool SendToken(const std::string& callId, const TokenGrant& grant);

    /**
     * \param callId Call-ID
     * \return its media; null if there is none, or no longer
     */
    Ptr<RtpSession> GetSession(const std::string& callId) const;

    /**
     * \param callId Call-ID
     * \return its descriptions; null if there is no such call
     */
    const SdpOfferAnswer* GetDescriptions(const std::string& callId) const;

    /// \return Call-IDs of the calls that have not ended, in their order
    std::vector<std::string> GetCallIds() const;

    /**
     * \param callId Call-ID
     * \return what became of its media until now, or in all if it has ended
     */
    std::optional<MediaCallCounters> GetCounters(const std::string& callId) const;

    /// \return those of the calls whose media has ended, in the order of the ends
    const std::vector<MediaCallCounters>& GetEnded() const;

    /**
     * \param stream first random stream of the media sessions
     * \return number of streams set aside
     */
    virtual int64_t AssignStreams(int64_t stream);

    SipBody MakeOffer(const SipDialogContext& context) override;
    tl::expected<SipBody, SipReply> MakeAnswer(const SipBody& offer,
                                               const SipDialogContext& context) override;
    void OnAnswerSent(const SipDialogContext& context) override;
    bool OnAnswer(const SipBody& answer, const SipDialogContext& context) override;
    void OnEnd(const SipDialogContext& context) override;

  protected:
    void DoDispose() override;

  private:
    /// What a token is for: key id and number of the stream.
    using TokenName = std::pair<uint16_t, uint8_t>;

    /// How many tokens a call has.
    static constexpr std::size_t MAX_TOKENS = 4;

    /// A call.
    struct Call
    {
        std::optional<MediaNegotiation> negotiation; //!< offers and answers
        uint16_t port{0};                            //!< of our RTP; RTCP has the next one
        Ptr<RtpSession> media;                       //!< the media
        std::optional<RtpStreamSettings> pending;    //!< in force when the answer has left
        std::map<TokenName, TokenGrant> grants;      //!< for firewalls
        EventId token;                               //!< the token is shown again
        Time started{-1};                            //!< see MediaCallCounters
        Time firstSent{-1};                          //!< see MediaCallCounters
        Time firstReceived{-1};                      //!< see MediaCallCounters
        Time ended{-1};                              //!< see MediaCallCounters
        EventId collection;                          //!< listening ends
    };

    using CallPtr = std::shared_ptr<Call>; //!< so that traces may outlive the map's entry

    /**
     * \param list names of suites
     * \return false if one is unknown
     */
    bool SetSuites(std::string list);

    /// \return names of the suites
    std::string GetSuites() const;

    /// \param clear attribute ClearSrtcp
    void SetClearSrtcp(bool clear);

    /// \return attribute ClearSrtcp
    bool GetClearSrtcp() const;

    /**
     * \param list encoding names
     * \return false if one is unknown
     */
    bool SetFormats(std::string list);

    /// \return encoding names
    std::string GetFormats() const;

    /**
     * \param context a dialog
     * \return its call, new if need be
     */
    Call& Take(const SipDialogContext& context);

    /**
     * \param callId Call-ID
     * \return the call; null if there is none
     */
    Call* Find(const std::string& callId) const;

    /// \return a port that no call has; 0 if there is none
    uint16_t TakePort();

    /**
     * \param callId Call-ID
     * \param reason what is wrong with the peer's description
     */
    void Refuse(const std::string& callId, const std::string& reason);

    /**
     * Starts a call's media, or lets it go on otherwise.
     * \param callId Call-ID
     * \param call the call
     * \param settings what is in force
     * \return nothing, or what is wrong
     */
    [[nodiscard]] tl::expected<void, RtpError> Run(const std::string& callId,
                                                   Call& call,
                                                   const RtpStreamSettings& settings);

    /**
     * Receives as our open offer says.
     * \param callId Call-ID
     * \param call the call
     */
    void Listen(const std::string& callId, Call& call);

    /**
     * Shows a call's token now, if it has one and can, and again after TokenInterval.
     * \param callId Call-ID
     */
    void ShowToken(std::string callId);

    /**
     * Sends a token.
     * \param callId Call-ID
     * \param call the call; it has a token
     * \param act what it asks for
     */
    void Show(const std::string& callId, const Call& call, TokenAct act);

    /**
     * Makes a call's media session.
     * \param callId Call-ID
     * \param call the call
     */
    void MakeSession(const std::string& callId, Call& call);

    /**
     * \param callId Call-ID
     * \param call a call
     * \return its counters
     */
    MediaCallCounters Count(const std::string& callId, const Call& call) const;

    /**
     * Listening ends.
     * \param callId Call-ID
     * \param call the call
     */
    void Collect(std::string callId, CallPtr call);

    MediaAbility m_ability;                      //!< attributes Suites, ClearSrtcp, Formats
    int m_protection;                            //!< attribute Media
    Time m_packetInterval;                       //!< attribute PacketInterval
    Ipv4Address m_address;                       //!< attribute Address
    uint16_t m_firstPort;                        //!< attribute FirstPort
    uint16_t m_portPairs;                        //!< attribute PortPairs
    Time m_patience;                             //!< attribute Patience
    Time m_tokenInterval;                        //!< attribute TokenInterval
    Ptr<Node> m_node;                            //!< the agent's node
    RtpSessionHelper m_sessions;                 //!< makes media sessions
    uint32_t m_nextPort{0};                      //!< counts ports
    int64_t m_nextSession{0};                    //!< counts sessions
    std::set<uint16_t> m_ports;                  //!< ports in use
    std::map<std::string, CallPtr> m_calls;      //!< by Call-ID
    std::map<std::string, CallPtr> m_listening;  //!< ended, packets may still come
    std::vector<MediaCallCounters> m_ended;      //!< of calls that have ended
    std::map<std::string, std::size_t> m_places; //!< of these, by Call-ID

    TracedCallback<const std::string&, Ptr<RtpSession>> m_madeTrace;       //!< SessionMade
    TracedCallback<const MediaCallCounters&> m_endedTrace;                 //!< SessionEnded
    TracedCallback<const std::string&, const std::string&> m_refusedTrace; //!< refusals
    /// TokenShown
    TracedCallback<const std::string&, TokenAct, const std::string&> m_tokenTrace;
};

} // namespace ns3

#endif // MEDIA_SESSION_DESCRIBER_H
