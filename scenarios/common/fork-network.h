// SPDX-License-Identifier: GPL-2.0-only

#ifndef FORK_NETWORK_H
#define FORK_NETWORK_H

#include "node-meter.h"
#include "scenario-options.h"

#include "ns3/cost-profile.h"
#include "ns3/net-device.h"
#include "ns3/processor.h"
#include "ns3/sip-network-helper.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{

/// Size and links of a ForkNetwork.
struct ForkNetworkOptions
{
    uint64_t branches{2};         ///< number of Bob's telephones, 1 to MAX_BRANCHES
    std::string transport{"tcp"}; ///< "udp" or "tcp"
    /// Rate of the links between user agents and proxies. An assumption, the same for all.
    double accessRateMbps{10};
    /// One-way delay of these links. An assumption, as above.
    double accessDelayMs{10};
    /// Rate of the link between the proxies. An assumption, as above.
    double coreRateMbps{1000};
    /// One-way delay of this link: 1000 km of fibre at 5 us/km (ITU-T G.114).
    double coreDelayMs{5};

    /// The most telephones Bob can have.
    static constexpr uint64_t MAX_BRANCHES = 8;

    /**
     * Declare --transport and the links' options (not the number of branches).
     *
     * @param options receives them
     */
    void AddTo(ScenarioOptions& options);
};

/**
 * The article's network with a fork at its end: Alice, her proxy, Bob's proxy, and behind it
 * several telephones that are registered under Bob's address of record.
 */
class ForkNetwork
{
  public:
    /// A host.
    struct Host
    {
        std::string name;                 ///< "alice", "ss1", "ss2", "bob1", "bob2", ...
        std::string hostName;             ///< its host name
        Ptr<Node> node;                   ///< its node
        Ptr<Processor> processor;         ///< its processor
        Ptr<SipElement> element;          ///< its SIP application
        std::shared_ptr<NodeMeter> meter; ///< counts what it sends
    };

    /**
     * Build the network.
     *
     * @param options size and links
     * @param profile what cryptography costs
     */
    ForkNetwork(const ForkNetworkOptions& options, std::shared_ptr<const CostProfile> profile);

    /**
     * Get the hosts: Alice, ss1, ss2, and Bob's telephones.
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
     * Get Bob's user agents.
     *
     * @return the telephones
     */
    const std::vector<Ptr<SipUserAgent>>& GetPhones() const;

    /**
     * Get Alice's proxy.
     *
     * @return ss1.atlanta.example.com
     */
    Ptr<SipProxy> GetCallerProxy() const;

    /**
     * Start capturing on every link.
     *
     * @param prefix what the files' names begin with; "alice-ss1.pcap" and so on follow
     */
    void EnableCaptures(const std::string& prefix);

    /// Bob's address of record.
    static constexpr const char* CALLEE = "sip:bob@biloxi.example.com";
    /// Alice's.
    static constexpr const char* CALLER = "sip:alice@atlanta.example.com";

  private:
    /// Join two hosts. @param a one @param b the other @param rateMbps rate @param delayMs delay
    void Link(size_t a, size_t b, double rateMbps, double delayMs);

    /// Install the SIP applications. @param options the transport
    void InstallSip(const ForkNetworkOptions& options);

    std::vector<Host> m_hosts;               ///< see GetHosts()
    std::vector<std::string> m_addresses;    ///< theirs
    std::vector<Ptr<NetDevice>> m_devices;   ///< one end of each link
    std::vector<std::string> m_links;        ///< their names
    SipNetworkHelper m_sip;                  ///< installs SIP
    Ptr<SipUserAgent> m_caller;              ///< Alice
    Ptr<SipProxy> m_callerProxy;             ///< ss1
    std::vector<Ptr<SipUserAgent>> m_phones; ///< Bob's
};

} // namespace ns3

#endif // FORK_NETWORK_H
