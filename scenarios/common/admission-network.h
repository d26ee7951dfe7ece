// SPDX-License-Identifier: GPL-2.0-only

#ifndef ADMISSION_NETWORK_H
#define ADMISSION_NETWORK_H

#include "scenario-options.h"

#include "ns3/cost-profile.h"
#include "ns3/net-device.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/processor.h"
#include "ns3/sip-network-helper.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * Two sites with a link for media between them: a gateway of callers and its proxy on the left, a
 * proxy and a gateway of callees on the right. SIP goes from proxy to proxy by a link of its own,
 * as where signalling has its own class of service, so that media never delays it.
 *
 * The left proxy has a second address, for a media relay; its media goes by the media link too.
 */
class AdmissionNetwork
{
  public:
    /// The hosts, from left to right.
    enum Host : std::size_t
    {
        Caller,     ///< the callers' gateway, alice@atlanta.example.com
        LeftProxy,  ///< ss1.atlanta.example.com
        RightProxy, ///< ss2.biloxi.example.com
        Callee,     ///< the callees' gateway, bob@biloxi.example.com
        HOSTS,      ///< how many there are
    };

    /// What varies.
    struct Plan
    {
        uint64_t mediaBitRate{808000};     ///< of the media link, in each direction
        uint32_t queuePackets{30};         ///< that may wait before it, in each direction
        Time accessDelay{MilliSeconds(1)}; ///< between gateways and proxies
        Time coreDelay{MilliSeconds(5)};   ///< between proxies, by both links
    };

    /**
     * Build it.
     *
     * @param plan what varies
     * @param profile what cryptography costs
     */
    AdmissionNetwork(const Plan& plan, std::shared_ptr<const CostProfile> profile);

    /**
     * Get a host.
     *
     * @param host which
     * @return its node
     */
    Ptr<Node> GetNode(Host host) const;

    /**
     * Get a host's address.
     *
     * @param host which
     * @return the address
     */
    Ipv4Address GetAddress(Host host) const;

    /**
     * Get the left proxy's second address.
     *
     * @return the address
     */
    Ipv4Address GetRelayAddress() const;

    /**
     * Get the callers' user agent.
     *
     * @return the caller
     */
    Ptr<SipUserAgent> GetCaller() const;

    /**
     * Get the callees' user agent.
     *
     * @return the callee
     */
    Ptr<SipUserAgent> GetCallee() const;

    /**
     * Get a proxy.
     *
     * @param host which one
     * @return the proxy
     */
    Ptr<SipProxy> GetProxy(Host host) const;

    /**
     * Get what is at the ends of the media link.
     *
     * @return the devices, the left one first
     */
    std::array<Ptr<PointToPointNetDevice>, 2> GetMediaDevices() const;

    /**
     * Start capturing on every link.
     *
     * @param prefix what the files' names begin with; "caller-ss1.pcap" and so on follow
     */
    void EnableCaptures(const std::string& prefix) const;

  private:
    /// Interfaces at both ends of a link.
    using Ends = std::pair<uint32_t, uint32_t>;

    /**
     * Join two hosts.
     *
     * @param left one
     * @param right the other
     * @param bitRate of the link
     * @param delay of the link
     * @param queuePackets that may wait before it
     * @return the interfaces
     */
    Ends Link(Host left, Host right, uint64_t bitRate, Time delay, uint32_t queuePackets);

    NodeContainer m_nodes;                                           ///< by host
    SipNetworkHelper m_sip;                                          ///< installs SIP
    Ptr<SipUserAgent> m_caller;                                      ///< on the left
    Ptr<SipUserAgent> m_callee;                                      ///< on the right
    std::array<Ptr<SipProxy>, 2> m_proxies;                          ///< left, right
    std::array<Ptr<PointToPointNetDevice>, 2> m_media;               ///< ends of the media link
    std::vector<std::pair<std::string, Ptr<NetDevice>>> m_devices{}; ///< left end of each link
};

} // namespace ns3

#endif // ADMISSION_NETWORK_H
