// SPDX-License-Identifier: GPL-2.0-only

#ifndef TRAFFIC_DESCRIBER_H
#define TRAFFIC_DESCRIBER_H

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
     * @param since packets of sessions that began earlier do not count
     */
    void EnableMedia(int64_t stream, Time since);

    /**
     * Say what the next call that begins here is to use.
     *
     * @param payloadType a static payload type (RFC 3551)
     */
    void SetNextFormat(unsigned payloadType);

    /**
     * Get how many packets should have come, by their sequence numbers (RFC 3550 appendix A.3).
     *
     * @return packets of sessions that count and have ended
     */
    uint64_t GetExpectedPackets() const;

    /**
     * Get how many of these have come.
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
        Time began;              ///< when it was described
        Ptr<RtpSession> media;   ///< its media, if there is any
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

    Ptr<Node> m_node;                          ///< of the gateway
    Ipv4Address m_address;                     ///< of the gateway
    bool m_hasMedia{false};                    ///< whether media flows
    Time m_since;                              ///< whose packets count
    RtpSessionHelper m_helper;                 ///< makes it
    unsigned m_nextFormat{0};                  ///< of the next call
    uint32_t m_nextPort{0};                    ///< counts calls
    std::map<std::string, Session> m_sessions; ///< by Call-ID
    uint64_t m_expected{0};                    ///< packets
    uint64_t m_received{0};                    ///< packets
};

} // namespace ns3

#endif // TRAFFIC_DESCRIBER_H
