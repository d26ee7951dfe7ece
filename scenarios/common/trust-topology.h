// SPDX-License-Identifier: GPL-2.0-only

#ifndef TRUST_TOPOLOGY_H
#define TRUST_TOPOLOGY_H

#include "ns3/cost-profile.h"
#include "ns3/fixed-session-describer.h"
#include "ns3/ipv4-address.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/processor.h"
#include "ns3/sip-network-helper.h"
#include "ns3/sip-password-file.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/// Size and links of a TrustTopology.
struct TrustTopologyOptions
{
    uint64_t proxies{3};        ///< proxies between Alice and Bob, 1 to MAX_PROXIES
    double accessDelayMs{10};   ///< one-way delay of the users' links. An assumption.
    double coreDelayMs{5};      ///< one-way delay of all other links. An assumption.
    double accessRateMbps{10};  ///< rate of the users' links. An assumption.
    double coreRateMbps{1000};  ///< rate of all other links. An assumption.
    bool hasThirdDomain{false}; ///< whether Mallory, her proxy, and a bare host are there

    /// The most proxies between Alice and Bob.
    static constexpr uint64_t MAX_PROXIES = 8;
};

/**
 * The network in which trust is put to the test: Alice and Bob, the chain of proxies between their
 * domains, and, if wanted, a third domain with an account for Mallory, and a host, Eve, that has
 * nothing but an address. Both get their applications, if any, from an attack. Users' links end at
 * access routers, which stand for the wire where somebody may sit; all else hangs on one core
 * router.
 *
 * The first proxy serves atlanta.example.com, the last one biloxi.example.com, those between them
 * transit for others; a single one serves both domains. No SIP application is there until
 * Install...() is called, since mechanisms differ in them.
 */
class TrustTopology
{
  public:
    /// A host, and the SIP application that runs on it.
    struct Host
    {
        std::string name;         ///< "alice", "ss1", "ss2", ..., "bob", "mallory", "ss9", "eve"
        std::string domain;       ///< domain it belongs to
        std::string hostName;     ///< for example "ss1.atlanta.example.com"
        Ipv4Address address;      ///< its address
        Ptr<Node> node;           ///< its node
        Ptr<Node> router;         ///< the router that it hangs on
        Ptr<Processor> processor; ///< its processor
        Ptr<SipElement> element;  ///< its SIP application; null where there is none
    };

    /**
     * Build nodes, links and routes.
     *
     * @param options size and links
     * @param profile what cryptography costs
     */
    TrustTopology(const TrustTopologyOptions& options, std::shared_ptr<const CostProfile> profile);

    /**
     * Install the SIP applications: a user agent for each user, with a session describer that
     * tells its own address, and a proxy for each server, with routes to the others' domains.
     *
     * @param protocol "UDP", "TCP" or "TLS"
     * @param scheme "sip" or "sips", of addresses of record and routes
     */
    void InstallElements(const std::string& protocol, const std::string& scheme);

    /** @return all hosts, those between Alice and Bob in order first */
    const std::vector<Host>& GetHosts() const;
    /**
     * @param name a host's name; must exist
     * @return the host
     */
    const Host& GetHost(const std::string& name) const;
    /**
     * @param name a user's host; must exist
     * @return the user agent
     */
    Ptr<SipUserAgent> GetAgent(const std::string& name) const;
    /** @return the proxies between Alice and Bob, hers first */
    const std::vector<Ptr<SipProxy>>& GetProxies() const;
    /**
     * @param name a user's host; must exist
     * @return what the user says of its session, and has heard of the peer's
     */
    Ptr<FixedSessionDescriber> GetDescriber(const std::string& name) const;
    /**
     * @param domain one of the domains
     * @return its users and passwords
     */
    Ptr<SipPasswordFile> GetPasswords(const std::string& domain) const;
    /**
     * @param user a user's name
     * @return the password
     */
    static std::string GetPassword(const std::string& user);
    /** @return what installed the SIP applications */
    SipNetworkHelper& GetSip();
    /**
     * Start capturing on every link.
     *
     * @param prefix what the files' names begin with; "alice-access.pcap" and so on follow
     */
    void EnableCaptures(const std::string& prefix);

    /// Domain of the caller.
    static constexpr const char* CALLER_DOMAIN = "atlanta.example.com";
    /// Domain of the callee.
    static constexpr const char* CALLEE_DOMAIN = "biloxi.example.com";
    /// Domain of the third user.
    static constexpr const char* THIRD_DOMAIN = "chicago.example.com";
    /// Domain of the proxies that belong to neither.
    static constexpr const char* TRANSIT_DOMAIN = "transit.example.com";

  private:
    /// Name the hosts. @param options the size
    void NameHosts(const TrustTopologyOptions& options);
    /// Join hosts to routers. @param options the links
    void Link(const TrustTopologyOptions& options);
    /// Install a user agent. @param host its host @param proxy its outbound proxy @param scheme URI
    /// scheme
    void InstallAgent(Host& host, Ptr<SipProxy> proxy, const std::string& scheme);

    std::vector<Host> m_hosts;                                      ///< all hosts
    std::vector<std::pair<std::string, Ptr<NetDevice>>> m_devices;  ///< router's end, by host
    SipNetworkHelper m_sip;                                         ///< installs SIP
    std::vector<Ptr<SipProxy>> m_proxies;                           ///< between Alice and Bob
    std::map<std::string, Ptr<FixedSessionDescriber>> m_describers; ///< by host
    std::map<std::string, Ptr<SipPasswordFile>> m_passwords;        ///< by domain
};

} // namespace ns3

#endif // TRUST_TOPOLOGY_H
