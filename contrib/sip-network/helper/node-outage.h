// SPDX-License-Identifier: GPL-2.0-only
#ifndef NODE_OUTAGE_H
#define NODE_OUTAGE_H

#include "ns3/flow-filter.h"
#include "ns3/sip-element.h"

namespace ns3
{

/**
 * A node with a SIP element that fails, and comes back: connections end without a word to the
 * peers, as with a power cut, not in good order as when an application stops.
 */
class NodeOutage
{
  public:
    /** What peers notice of the node meanwhile. */
    enum class Kind
    {
        Silent, ///< nothing: the host is off, and what is sent to it vanishes
        Reset   ///< the host lives, and answers with RST what belongs to no connection
    };

    /** @param element the element; its application has been started when Fail is called */
    explicit NodeOutage(Ptr<SipElement> element);

    /**
     * The node fails: every TCP connection of the node is gone, and the element stops.
     *
     * @param kind what peers notice
     */
    void Fail(Kind kind);
    /** The node is back, and the element starts anew. What it learned before is as it keeps it. */
    void Restore();

    /**
     * Ends every TCP connection of a node without a segment, and closes every listening socket.
     *
     * @param node the node
     */
    static void DropConnections(Ptr<Node> node);

    /**
     * Ends a TCP connection of a node without a segment, and tells its owner that it is broken.
     *
     * @param node the node
     * @param localPort its port
     * @param peer the far end's address
     * @param peerPort the far end's port
     * @return whether there was one
     */
    static bool BreakConnection(Ptr<Node> node,
                                uint16_t localPort,
                                Ipv4Address peer,
                                uint16_t peerPort);

  private:
    Ptr<SipElement> m_element; ///< the element
    Ptr<FlowFilter> m_filter;  ///< lets nothing pass while the host is off
};

} // namespace ns3

#endif // NODE_OUTAGE_H
