// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_NETWORK_HELPER_H
#define SIP_NETWORK_HELPER_H

#include "ns3/object-factory.h"
#include "ns3/sip-password-file.h"
#include "ns3/sip-proxy.h"
#include "ns3/sip-registrar-policy.h"
#include "ns3/sip-resolver.h"
#include "ns3/sip-user-agent.h"
#include "ns3/tls-context.h"

#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * Puts SIP elements on nodes and keeps the name table in order. Nodes need an IPv4 stack with
 * addresses before. The elements share one resolver.
 */
class SipNetworkHelper
{
  public:
    SipNetworkHelper();

    /**
     * @param name an attribute of SipUserAgent, for user agents installed later
     * @param value its value
     */
    void SetUserAgentAttribute(const std::string& name, const AttributeValue& value);
    /**
     * @param name an attribute of SipProxy, for proxies installed later
     * @param value its value
     */
    void SetProxyAttribute(const std::string& name, const AttributeValue& value);

    /**
     * Gives TLS, as clients without certificate, to all user agents that are installed later. They
     * share a context: thousands of live connections take little more memory than the connections.
     *
     * @param context what their connections share; null: no TLS
     * @param crypto the library that they share for all else, such as digests; null: each has its
     *        own, which takes much memory
     */
    void SetUserAgentTls(std::shared_ptr<TlsContext> context,
                         std::shared_ptr<CryptoContext> crypto = nullptr);
    /**
     * Gives an element TLS, as client and, if it has a credential, as server at the port after its
     * port for UDP and TCP. To be called before it starts.
     *
     * @param element a proxy or user agent
     * @param crypto its library, that of the credential's key
     * @param settings what it decides; between servers clientCertificate is to be Requested
     * @return nothing, or why the settings are refused
     */
    [[nodiscard]] static tl::expected<void, CryptoError> InstallTls(
        Ptr<SipElement> element,
        const std::shared_ptr<CryptoContext>& crypto,
        const TlsSettings& settings);

    /** @return the name table all elements share */
    Ptr<SipResolver> GetResolver() const;
    /**
     * Installs a user agent, and adds its host name to the table.
     *
     * @param node the node
     * @param addressOfRecord for example sip:alice@atlanta.example
     * @param host host name for Via and Contact; empty: the node's address
     * @return the user agent
     */
    Ptr<SipUserAgent> InstallUserAgent(Ptr<Node> node,
                                       const std::string& addressOfRecord,
                                       const std::string& host = "");
    /**
     * Installs a proxy, and adds host name and domain to the table.
     *
     * @param node the node
     * @param host host name for Via and Record-Route
     * @param domain the domain it is responsible for; empty: none
     * @return the proxy
     */
    Ptr<SipProxy> InstallProxy(Ptr<Node> node,
                               const std::string& host,
                               const std::string& domain = "");
    /**
     * Makes a proxy the registrar of its domains too. The policy is added after those there are.
     *
     * @param proxy the proxy
     * @param passwords users and passwords; null: no authentication
     * @return the registrar
     */
    Ptr<SipRegistrarPolicy> InstallRegistrar(Ptr<SipProxy> proxy,
                                             Ptr<SipPasswordFile> passwords = nullptr);
    /**
     * Gives an element a meaning of sips URIs, and the policies that watch over it:
     * SipsUserAgentPolicy to a user agent; SipUserOriginPolicy and SipDomainOriginPolicy to a
     * proxy, after those there are. A proxy's registrar and digest policy are to be installed
     * before.
     *
     * @param element a user agent or a proxy
     * @param rules "rfc3261", "rfc5630" or "article"
     * @param transit for a proxy: domains whose proxies may send any From, separated by blanks
     */
    static void InstallSips(Ptr<SipElement> element,
                            const std::string& rules,
                            const std::string& transit = "");
    /**
     * @param proxy a proxy
     * @return its URI with lr, for OutboundProxy and AddNextHop
     */
    static SipUri GetUri(Ptr<SipProxy> proxy);
    /**
     * Gives all elements installed by this helper random streams.
     *
     * @param stream first stream number to use
     * @return number of streams used
     */
    int64_t AssignStreams(int64_t stream);

  private:
    /** Puts an element on a node. */
    void Install(Ptr<Node> node, Ptr<SipElement> element, const std::string& host);
    /** Adds a name of an element to the table. */
    void AddName(Ptr<SipElement> element, const std::string& name);

    ObjectFactory m_userAgents;              ///< makes user agents
    ObjectFactory m_proxies;                 ///< makes proxies
    std::shared_ptr<TlsContext> m_tls;       ///< of user agents installed later
    std::shared_ptr<CryptoContext> m_crypto; ///< of user agents installed later
    Ptr<SipResolver> m_resolver;             ///< name table
    std::vector<Ptr<SipElement>> m_elements; ///< what was installed
};

} // namespace ns3

#endif // SIP_NETWORK_HELPER_H
