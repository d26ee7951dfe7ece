// SPDX-License-Identifier: GPL-2.0-only

#ifndef FLOW_NETWORK_H
#define FLOW_NETWORK_H

#include "tls-office.h"

#include "ns3/cost-profile.h"
#include "ns3/flow-filter.h"
#include "ns3/net-device.h"
#include "ns3/processor.h"
#include "ns3/sip-edge-policy.h"
#include "ns3/sip-network-helper.h"

#include <cstdint>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace ns3
{

/// What a FlowNetwork is like.
struct FlowNetworkOptions
{
    bool hasEdge{true};        ///< whether Bob's proxy is another than the registrar
    bool isServer{false};      ///< whether Bob has a certificate and is called by new connections
    std::string binding;       ///< FlowBinding of the edge proxy
    std::string keyType;       ///< of the servers' keys
    double accessRateMbps{10}; ///< links of the users
    double accessDelayMs{10};  ///< the same
    double coreRateMbps{1000}; ///< links of the proxies
    double coreDelayMs{5};     ///< the same
    double natTimeoutS{0};     ///< of the translator before Bob; 0: none
};

/**
 * Alice, her proxy and registrar of the domain ("home"), an edge proxy, and Bob behind a router
 * that forgets idle connections; beside Bob another user, who gets Bob's address when told. All of
 * it by TLS; users have passwords and no certificates.
 */
class FlowNetwork
{
  public:
    /// Bob's domain, and that of all but the other user.
    static constexpr const char* DOMAIN = "biloxi.example.com";

    /// A host with an element.
    struct Host
    {
        std::string name;         ///< "alice", "home", "edge", "bob", "other"
        Ptr<Node> node;           ///< the node
        Ptr<Processor> processor; ///< its processor
        Ptr<SipElement> element;  ///< what runs on it; null: nothing
        Ipv4Address address;      ///< its first address
    };

    /**
     * @param options what it is like
     * @param profile what operations cost
     * @param office gives credentials; must outlive this
     * @return the network, or a line that says what is wrong
     */
    [[nodiscard]] static tl::expected<std::unique_ptr<FlowNetwork>, std::string> Create(
        const FlowNetworkOptions& options,
        std::shared_ptr<const CostProfile> profile,
        CredentialOffice& office);

    /// Bob's address goes to the other user's host, who begins to use it; Bob's host is off.
    void GiveAddressAway();

    /// Bob's host is back with another address.
    void BringBobBack();

    /**
     * Get a host.
     *
     * @param name its name
     * @return the host
     */
    const Host& GetHost(const std::string& name) const;

    /**
     * Get all hosts.
     *
     * @return the hosts
     */
    const std::vector<Host>& GetHosts() const;

    /**
     * Get a user agent.
     *
     * @param name the user: "alice", "bob", "other"
     * @return the user agent
     */
    Ptr<SipUserAgent> GetAgent(const std::string& name) const;

    /**
     * Get the router before Bob.
     *
     * @return what it does to idle connections
     */
    Ptr<FlowFilter> GetFilter() const;

    /**
     * Get the octets of all IP packets that went over Bob's link, in both directions.
     *
     * @return octets, IP headers included
     */
    uint64_t GetLastHopOctets() const;

    /**
     * Get the key log of all TLS connections.
     *
     * @return the log in the NSS format
     */
    const std::string& GetKeyLog() const;

    /**
     * Capture what goes over each link.
     *
     * @param prefix what the files' names begin with
     */
    void EnableCaptures(const std::string& prefix);

  private:
    /**
     * @param options what it is like
     * @param profile what operations cost
     * @param office gives credentials
     */
    FlowNetwork(const FlowNetworkOptions& options,
                std::shared_ptr<const CostProfile> profile,
                CredentialOffice& office);

    /// Make nodes, links, routes.
    void Link(std::shared_ptr<const CostProfile> profile);

    /**
     * Make the elements.
     *
     * @return nothing, or a line that says what is wrong
     */
    tl::expected<void, std::string> Install();

    /**
     * Make a user agent.
     *
     * @param name its host
     * @param uri its address of record
     * @param proxy by which it registers
     */
    void InstallAgent(const std::string& name, const std::string& uri, Ptr<SipProxy> proxy);

    /**
     * Give a host another address.
     *
     * @param host the host
     * @param address the address
     * @param interface the router's interface to it
     */
    void MoveAddress(const Host& host, Ipv4Address address, uint32_t interface);

    FlowNetworkOptions m_options;                                  ///< what it is like
    TlsOffice m_office;                                            ///< gives TLS
    SipNetworkHelper m_sip;                                        ///< installs elements
    std::vector<Host> m_hosts;                                     ///< the hosts
    Ptr<Node> m_router;                                            ///< the router before Bob
    Ptr<FlowFilter> m_filter;                                      ///< in that router
    Ptr<SipPasswordFile> m_passwords;                              ///< of all users
    std::shared_ptr<uint64_t> m_lastHopOctets;                     ///< see GetLastHopOctets
    std::vector<std::pair<std::string, Ptr<NetDevice>>> m_devices; ///< for captures
};

} // namespace ns3

#endif // FLOW_NETWORK_H
