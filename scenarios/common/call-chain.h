// SPDX-License-Identifier: GPL-2.0-only

#ifndef CALL_CHAIN_H
#define CALL_CHAIN_H

#include "node-meter.h"
#include "scenario-options.h"

#include "ns3/cost-profile.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/processor.h"
#include "ns3/sip-network-helper.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{

/// Size and links of a CallChain.
struct CallChainOptions
{
    uint64_t proxies{2};          ///< number of proxies, 1 to MAX_PROXIES
    std::string transport{"tcp"}; ///< "udp", "tcp" or "tls"
    std::string scheme{"sip"};    ///< "sip" or "sips": the users' URIs
    /// Rate of the links between user agents and proxies. An assumption, the same for all
    /// mechanisms that are compared.
    double accessRateMbps{10};
    /// One-way delay of these links. An assumption, as above.
    double accessDelayMs{10};
    /// Rate of the links between proxies. An assumption, as above.
    double coreRateMbps{1000};
    /// One-way delay of the links between proxies: 1000 km of fibre at 5 us/km (ITU-T G.114).
    double coreDelayMs{5};

    /// The most proxies a chain can have.
    static constexpr uint64_t MAX_PROXIES = 6;

    /**
     * Declare --transport, --scheme and the links' options (not the number of proxies).
     *
     * @param options receives them
     */
    void AddTo(ScenarioOptions& options);

    /**
     * Check what cannot be checked option by option.
     *
     * @return an error, or an empty string
     */
    std::string Check() const;
};

/**
 * The article's network: Alice, her proxy, perhaps some more, Bob's proxy, Bob, in a line.
 *
 * The first proxy is ss1.atlanta.example.com, the last one ss2.biloxi.example.com (as in Fig. 4),
 * those between are ssN.transit.example.com. A single proxy serves both domains. Every host has one
 * address, whatever the number of its links.
 */
class CallChain
{
  public:
    /// A host of the chain.
    struct Host
    {
        std::string name;         ///< "alice", "ss1", "ss2", ..., "bob"
        std::string role;         ///< "caller", "proxy-1", ..., "callee"
        std::string hostName;     ///< for example "client.atlanta.example.com"
        std::string identity;     ///< what its certificate names, "uri:sip:..." or "dns:..."
        Ipv4Address address;      ///< its address
        Ptr<Node> node;           ///< its node
        Ptr<Processor> processor; ///< its processor
        Ptr<SipElement> element;  ///< its SIP application
        std::shared_ptr<NodeMeter> meter; ///< counts what it sends
    };

    /**
     * Build the chain.
     *
     * @param options size and links
     * @param profile what cryptography costs
     */
    CallChain(const CallChainOptions& options, std::shared_ptr<const CostProfile> profile);

    /**
     * Get the hosts, from Alice to Bob.
     *
     * @return the hosts
     */
    const std::vector<Host>& GetHosts() const;

    /**
     * Get Alice's user agent.
     *
     * @return the caller
     */
    Ptr<SipUserAgent> GetCaller() const;

    /**
     * Get Bob's user agent.
     *
     * @return the callee
     */
    Ptr<SipUserAgent> GetCallee() const;

    /**
     * Get the proxies, from Alice's to Bob's.
     *
     * @return the proxies
     */
    const std::vector<Ptr<SipProxy>>& GetProxies() const;

    /**
     * Get whether SIP is carried by TLS.
     *
     * @return whether it is
     */
    bool UsesTls() const;

    /**
     * Get what installed the SIP applications.
     *
     * @return the helper
     */
    SipNetworkHelper& GetSip();

    /**
     * Start capturing on every link.
     *
     * @param prefix what the files' names begin with; "alice-ss1.pcap" and so on follow
     */
    void EnableCaptures(const std::string& prefix);

  private:
    /// Name the hosts. @param proxies number of proxies
    void NameHosts(uint64_t proxies);

    /// Join neighbours by links and set the routes. @param options the links' properties
    void Link(const CallChainOptions& options);

    /// Install the SIP applications. @param options the transport
    void InstallSip(const CallChainOptions& options);

    std::vector<Host> m_hosts;             ///< from Alice to Bob
    NodeContainer m_nodes;                 ///< their nodes
    std::vector<Ptr<NetDevice>> m_devices; ///< left end of each link
    SipNetworkHelper m_sip;                ///< installs SIP
    Ptr<SipUserAgent> m_caller;            ///< Alice
    Ptr<SipUserAgent> m_callee;            ///< Bob
    std::vector<Ptr<SipProxy>> m_proxies;  ///< from Alice's to Bob's
    bool m_usesTls{false};                 ///< whether SIP is carried by TLS
};

} // namespace ns3

#endif // CALL_CHAIN_H
