// SPDX-License-Identifier: GPL-2.0-only

#ifndef FIREWALL_NETWORK_H
#define FIREWALL_NETWORK_H

#include "ns3/cost-profile.h"
#include "ns3/net-device.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/sip-network-helper.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * A site behind two firewalls, and the world: Alice inside, Bob outside, each with a proxy of the
 * own domain, and Mallory outside.
 *
 * \verbatim
 * alice ---(loss)--- site --- fw1 ---(loss)--- core --- ss2
 *                   /   \       :              / |  \
 *      ss1 --(loss, d)   -- fw2 ---(loss)------ bob  mallory
 * \endverbatim
 *
 * Every host has one address, whatever the number of its links; routes are static. The link between
 * the firewalls is used only where both are in series.
 */
class FirewallNetwork
{
  public:
    /// The hosts.
    enum Host : std::size_t
    {
        Alice,     ///< alice@atlanta.example.com
        Site,      ///< router of the site
        FirewallA, ///< between the site and the core
        FirewallB, ///< another one
        Core,      ///< router of the world
        Proxy1,    ///< ss1.atlanta.example.com, unless it is on a firewall's node
        Proxy2,    ///< ss2.biloxi.example.com
        Bob,       ///< bob@biloxi.example.com
        Mallory,   ///< the attacker
        HOSTS,     ///< how many there are
    };

    /// Which way packets take between the site and the core.
    enum class Routes
    {
        Symmetric,    ///< all by the first firewall
        Asymmetric,   ///< media to the site by the second one, all else by the first
        Series,       ///< all by both firewalls, the second one outside
        Changing,     ///< as Symmetric, until MoveMedia()
        ProxyOffPath, ///< media by the first firewall, SIP by the second one
    };

    /// What varies.
    struct Plan
    {
        Routes routes{Routes::Symmetric}; ///< which way packets take
        bool isProxyAtFirewall{false};    ///< Alice's proxy is on the node of SIP's firewall
        Time controlDelay;                ///< one-way delay between ss1 and the site
        double loss{0};                   ///< probability that a packet is lost on a link with loss
        int64_t stream{0};                ///< first random stream of loss
    };

    /// Random streams of loss.
    static constexpr int64_t STREAMS = 8;

    /**
     * Get the words for Routes.
     *
     * @return their names, in order
     */
    static const std::vector<std::string>& GetRoutes();

    /**
     * Build it.
     *
     * @param plan what varies
     * @param profile what operations cost
     */
    FirewallNetwork(const Plan& plan, std::shared_ptr<const CostProfile> profile);

    /**
     * Media takes another way: by the second firewall.
     */
    void MoveMedia();

    /**
     * Get a host.
     *
     * @param host which
     * @return its node
     */
    Ptr<Node> GetNode(Host host) const;

    /**
     * Get a host's name.
     *
     * @param host which
     * @return its name in captures
     */
    static std::string GetName(Host host);

    /**
     * Get a host's address.
     *
     * @param host which
     * @return the address
     */
    static Ipv4Address GetAddress(Host host);

    /**
     * Get the address of a media relay on the node of Alice's proxy.
     *
     * @return the address
     */
    static Ipv4Address GetRelayAddress();

    /**
     * Get where Alice's proxy is.
     *
     * @return Proxy1, or the firewall whose node it shares
     */
    Host GetProxyHost() const;

    /**
     * Get a user agent.
     *
     * @param host Alice or Bob
     * @return the user agent
     */
    Ptr<SipUserAgent> GetAgent(Host host) const;

    /**
     * Get a proxy.
     *
     * @param host Proxy1 or Proxy2
     * @return the proxy
     */
    Ptr<SipProxy> GetProxy(Host host) const;

    /**
     * Get all network devices, of both ends of each link.
     *
     * @return the devices
     */
    const std::vector<Ptr<NetDevice>>& GetDevices() const;

    /**
     * Start capturing on every link.
     *
     * @param prefix what the files' names begin with; "alice-site.pcap" and so on follow
     */
    void EnableCaptures(const std::string& prefix) const;

  private:
    /// A link.
    struct Link
    {
        Host left;           ///< one end
        Host right;          ///< the other
        double rateMbps;     ///< bit rate
        double delayMs;      ///< one-way delay
        bool hasLoss{false}; ///< whether packets are lost
    };

    /**
     * Join two hosts.
     *
     * @param link how
     * @param plan what varies
     * @param stream next random stream of loss
     */
    void Join(const Link& link, const Plan& plan, int64_t& stream);

    /**
     * Send what is for an address another way.
     *
     * @param at where
     * @param destination the address
     * @param next by which neighbour
     */
    void SetRoute(Host at, Ipv4Address destination, Host next);

    /// Set all routes.
    void SetRoutes();

    /**
     * Set the routes from the core to an address inside.
     *
     * @param destination the address
     * @param firewall by which firewall
     */
    void SetInward(Ipv4Address destination, Host firewall);

    /// Install SIP.
    void InstallSip();

    Plan m_plan;                                                    ///< what varies
    NodeContainer m_nodes;                                          ///< by host
    std::map<std::pair<Host, Host>, uint32_t> m_interfaces;         ///< of a host to a neighbour
    std::vector<Ptr<NetDevice>> m_devices;                          ///< both ends of each link
    std::vector<std::pair<std::string, Ptr<NetDevice>>> m_captures; ///< one end of each link
    SipNetworkHelper m_sip;                                         ///< installs SIP
    std::array<Ptr<SipUserAgent>, 2> m_agents;                      ///< Alice, Bob
    std::array<Ptr<SipProxy>, 2> m_proxies;                         ///< ss1, ss2
};

} // namespace ns3

#endif // FIREWALL_NETWORK_H
