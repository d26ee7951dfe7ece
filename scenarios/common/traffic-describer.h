// SPDX-License-Identifier: GPL-2.0-only

#ifndef TRAFFIC_DESCRIBER_H
#define TRAFFIC_DESCRIBER_H

#include "ns3/event-id.h"
#include "ns3/ipv4-address.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/rtp-session-helper.h"
#include "ns3/rtp-session.h"
#include "ns3/sip-session-describer.h"

#include <cstdint>
#include <map>
#include <string>

namespace ns3
{

/**
 * The sessions of a gateway with many calls: each call has one format and a port of its own, and
 * media if it is wanted.
 */
class TrafficDescriber : public SipSessionDescriber
{
  public:
    /**
     * Get the type ID.
     *
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Place the gateway.
     *
     * @param node its node
     * @param address its address
     */
    void SetHost(Ptr<Node> node, Ipv4Address address);

    /**
     * Say that media is to flow.
     *
     * @param stream first random stream of its senders
     * @param since packets of calls that were placed earlier do not count
     */
    void EnableMedia(int64_t stream, Time since);

    /**
     * Say what the next call that begins here is to use.
     *
     * @param payloadType a static payload type (RFC 3551)
     */
    void SetNextFormat(unsigned payloadType);

    /**
     * Get how many RTP packets were sent.
     *
     * @return packets of sessions that count and have ended
     */
    uint64_t GetSentPackets() const;

    /**
     * Get how many RTP packets came. All that the peer sends is waited for.
     *
     * @return packets of sessions that count and have ended
     */
    uint64_t GetReceivedPackets() const;

    /**
     * Get how many sessions there are.
     *
     * @return sessions that have not ended
     */
    std::size_t GetSessionCount() const;

    SipBody MakeOffer(const SipDialogContext& context) override;
    tl::expected<SipBody, SipReply> MakeAnswer(const SipBody& offer,
                                               const SipDialogContext& context) override;
    bool OnAnswer(const SipBody& answer, const SipDialogContext& context) override;
    void OnEnd(const SipDialogContext& context) override;

  protected:
    void DoDispose() override;

  private:
    /// A call's session.
    struct Session
    {
        std::string description; ///< ours
        bool isCounted{false};   ///< whether its packets count
        Ptr<RtpSession> media;   ///< its media, if there is any
        EventId sending;         ///< it begins to send
    };

    /**
     * Describe a new session.
     *
     * @param callId Call-ID
     * @param payloadType its format
     * @return the description
     */
    const std::string& Describe(const std::string& callId, unsigned payloadType);

    /**
     * Let media flow.
     *
     * @param session the session
     * @param remote the peer's description
     * @return whether that is possible
     */
    bool StartMedia(Session& session, const Sdp& remote);

    /**
     * Count a session's packets and close its port.
     *
     * @param session the session
     */
    void Collect(const Session& session);

    Ptr<Node> m_node;                          ///< of the gateway
    Ipv4Address m_address;                     ///< of the gateway
    bool m_hasMedia{false};                    ///< whether media flows
    Time m_since;                              ///< from when on sessions count
    RtpSessionHelper m_helper;                 ///< makes it
    unsigned m_nextFormat{0};                  ///< of the next call
    uint32_t m_nextPort{0};                    ///< counts calls
    std::map<std::string, Session> m_sessions; ///< by Call-ID
    uint64_t m_sent{0};                        ///< packets
    uint64_t m_received{0};                    ///< packets
};

} // namespace ns3

#endif // TRAFFIC_DESCRIBER_H
