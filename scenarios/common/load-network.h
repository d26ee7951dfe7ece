// SPDX-License-Identifier: GPL-2.0-only

#ifndef LOAD_NETWORK_H
#define LOAD_NETWORK_H

#include "credential-office.h"
#include "key-archive.h"
#include "tls-office.h"

#include "ns3/cost-profile.h"
#include "ns3/end-to-middle-helper.h"
#include "ns3/nstime.h"
#include "ns3/processor.h"
#include "ns3/sip-network-helper.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/// How calls are protected on their way through the proxy under load.
struct LoadMechanism
{
    std::string name;     ///< for example "tls"
    std::string protocol; ///< "UDP", "TCP" or "TLS"
    std::string keying;   ///< keying of bodies; "none": not encrypted
    bool isInspected;     ///< whether the proxy reads the bodies
    bool isPerCall;       ///< whether each call has connections of its own
    bool isMutual;        ///< with TLS for each call: whether users show certificates
    bool resumes;         ///< with TLS for each call: whether it resumes sessions
    bool isForLoad{true}; ///< whether it can be put under load: its connections last

    /// @return all mechanisms
    static const std::vector<LoadMechanism>& GetAll();
    /// @return their names
    static std::vector<std::string> GetNames();
    /// @param name one of GetNames() @return that mechanism
    static const LoadMechanism& Get(const std::string& name);
};

/// The set-up of a proxy under load.
struct LoadNetworkOptions
{
    uint64_t cores{1};               ///< of the proxy's processor
    uint64_t pairs{8};               ///< callers, and callees
    std::string keyType{"rsa-2048"}; ///< of all certificates
    double accessDelayMs{2};         ///< mean of the one-way delays of users' links, which differ
    double accessRateMbps{1000};     ///< rate of each user's link
    bool keepsKeys{false};           ///< whether what opens captures is kept; takes memory
};

/**
 * Users around one proxy, on whose processor messages and cryptography take time. The users' own
 * processors are free, so nothing but the proxy limits the calls.
 */
class LoadNetwork
{
  public:
    /**
     * Build the network.
     *
     * @param mechanism how calls are protected
     * @param options the set-up
     * @param profile what the proxy's work costs
     * @param office gives credentials; must outlive this
     * @return the network, or a line that says what is wrong
     */
    [[nodiscard]] static tl::expected<std::unique_ptr<LoadNetwork>, std::string> Create(
        const LoadMechanism& mechanism,
        const LoadNetworkOptions& options,
        std::shared_ptr<const CostProfile> profile,
        CredentialOffice& office);

    /// @return the callers
    const std::vector<Ptr<SipUserAgent>>& GetCallers() const;

    /// @return the callees, one for each caller
    const std::vector<Ptr<SipUserAgent>>& GetCallees() const;

    /// @return the proxy
    Ptr<SipProxy> GetProxy() const;

    /// @return the proxy's processor
    Ptr<Processor> GetProcessor() const;

    /// @return what opens captures; empty unless it is to be kept
    const KeyArchive& GetArchive();

    /**
     * Get how much longer the way of a call is than that of an average one: the sum of both users'
     * one-way delays against twice the mean.
     *
     * @param caller number of its caller
     * @param callee number of its callee
     * @return the difference; may be negative
     */
    Time GetDetour(size_t caller, size_t callee) const;

    /**
     * Close the connections that a call has had to itself; nothing if calls share them.
     *
     * @param pair number of its caller and callee
     */
    void CloseConnections(size_t pair);

    /**
     * Start capturing on a user's link.
     *
     * @param prefix what the files' names begin with; "caller-0.pcap" and so on follow
     */
    void EnableCaptures(const std::string& prefix) const;

  private:
    /// @copydoc Create
    LoadNetwork(const LoadMechanism& mechanism,
                const LoadNetworkOptions& options,
                CredentialOffice& office);

    /// Make nodes, links and applications. @param profile what the proxy's work costs
    void Build(std::shared_ptr<const CostProfile> profile);

    /**
     * Get the one-way delay of a user's link: evenly spread from half to one and a half times the
     * mean, so that what comes back from users is not in step.
     *
     * @param index its place among all users
     * @return the delay
     */
    Time GetDelay(size_t index) const;

    /**
     * Make a user.
     *
     * @param name for example "caller-0"
     * @param index its place among all users
     * @return the user agent
     */
    Ptr<SipUserAgent> AddUser(const std::string& name, size_t index);

    /// Give everybody keys and TLS. @return nothing, or a line that says what is wrong
    tl::expected<void, std::string> Equip();

    /**
     * Give a party its credential for bodies.
     *
     * @param name the party's name
     * @param identity whom its certificate names
     * @param index its place among all parties
     * @return the party, or a line that says what is wrong
     */
    tl::expected<Party, std::string> MakeParty(const std::string& name,
                                               const std::string& identity,
                                               size_t index);

    LoadMechanism m_mechanism;                ///< how calls are protected
    LoadNetworkOptions m_options;             ///< the set-up
    CredentialOffice& m_office;               ///< gives credentials
    TlsOffice m_tls;                          ///< gives TLS
    KeyArchive m_archive;                     ///< what opens captures
    SipNetworkHelper m_sip;                   ///< installs SIP
    Ptr<Node> m_node;                         ///< the proxy's node
    Ptr<SipProxy> m_proxy;                    ///< the proxy
    Ptr<Processor> m_processor;               ///< the proxy's
    std::vector<Ptr<SipUserAgent>> m_callers; ///< the callers
    std::vector<Ptr<SipUserAgent>> m_callees; ///< the callees
    std::vector<Ptr<NetDevice>> m_devices;    ///< the users' ends of their links
    /// Connections that last for a call, by pair.
    std::shared_ptr<std::map<size_t, std::vector<Ptr<SipConnection>>>> m_connections;
};

} // namespace ns3

#endif // LOAD_NETWORK_H
