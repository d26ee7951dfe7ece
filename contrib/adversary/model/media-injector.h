// SPDX-License-Identifier: GPL-2.0-only
#ifndef MEDIA_INJECTOR_H
#define MEDIA_INJECTOR_H

#include "ns3/datagram-attacker.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <map>
#include <vector>

namespace ns3
{

/**
 * @ingroup adversary
 * Sends media of its own into an open pinhole (A33): RTP with the source address and port of a
 * party of the call.
 *
 * Off the path it has to be told the flow, for example from a description that was read (Begin()).
 * On the path (Follow()) it sees the flow, and goes on with the very source and sequence numbers of
 * the media it sees.
 */
class MediaInjector : public DatagramAttacker
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    MediaInjector();

    /**
     * Begins to send.
     *
     * @param flow whom the media is to seem to come from, and where it goes
     */
    void Begin(const MediaFlow& flow);
    /**
     * Sends into every flow of RTP that comes in at a node, from Delay after its first packet.
     *
     * @param node forwards the media; it is the node that sends, too
     */
    void Follow(Ptr<Node> node);

  protected:
    void DoDispose() override;
    void OnSeen(const std::vector<uint8_t>& octets, const MediaFlow& flow) override;

  private:
    /// What is known of a stream.
    struct Source
    {
        uint16_t sequence{0}; ///< of its last packet
        uint32_t ssrc{0};     ///< its source
    };

    /** Sends one packet into a flow, and goes on until Number are sent. */
    void SendNext(const MediaFlow& flow, uint32_t left);

    Time m_interval;                     ///< attribute Interval
    Time m_delay;                        ///< attribute Delay
    uint32_t m_number{0};                ///< attribute Number
    uint32_t m_ssrc{0};                  ///< attribute Ssrc
    std::map<MediaFlow, Source> m_seen;  ///< by flow
    std::map<MediaFlow, EventId> m_next; ///< by flow
};

} // namespace ns3

#endif // MEDIA_INJECTOR_H
