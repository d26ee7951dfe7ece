// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_OUTBOUND_TEST_NETWORK_H
#define SIP_OUTBOUND_TEST_NETWORK_H

#include "sip-tls-test-network.h"

#include "ns3/flow-filter.h"
#include "ns3/node-outage.h"
#include "ns3/sip-edge-policy.h"

#include <string>
#include <vector>

namespace ns3
{

/**
 * Alice and bob of one domain on hosts 0 and 1, edge proxies on hosts 2 and 3, the registrar of the
 * domain on host 4, or on host 2 together with the first edge proxy; host 5 is free. Between them a
 * router that forgets idle connections if it is told to.
 */
class SipOutboundNetwork : public SipTestNetwork
{
  public:
    /**
     * @param isOne whether the first edge proxy is the registrar
     * @param protocol TCP or TLS
     * @param passwords whether users must prove their password
     */
    explicit SipOutboundNetwork(bool isOne,
                                const std::string& protocol = "TCP",
                                bool passwords = false);

    /** Has a user agent use these edge proxies: numbers separated by blanks, of 1 and 2. */
    void UseEdges(Ptr<SipUserAgent> agent, const std::string& edges);
    /** Has both register by the first edge proxy at 1 s. */
    void Register();
    /** @return connections that proxies have opened towards the users' hosts */
    uint32_t CountTowardsUsers() const;
    /** @return the bindings of bob */
    std::vector<SipBinding> GetBindings() const;
    /** Watches the states of an agent's flows. */
    void WatchFlows(Ptr<SipUserAgent> agent);
    /** @return a REGISTER by hand, by TCP from host 5 to the registrar */
    void RegisterByHand(double at, const std::string& lines);

    SipTestAuthority authority;        ///< who issues certificates
    Ptr<SipUserAgent> alice;           ///< sip:alice@b.example
    Ptr<SipUserAgent> bob;             ///< sip:bob@b.example
    Ptr<SipProxy> edge1;               ///< edge1.b.example
    Ptr<SipProxy> edge2;               ///< edge2.b.example
    Ptr<SipProxy> home;                ///< the registrar; may be edge1
    Ptr<SipEdgePolicy> policy1;        ///< of edge1
    Ptr<SipEdgePolicy> policy2;        ///< of edge2
    Ptr<SipRegistrarPolicy> registrar; ///< of home
    Ptr<FlowFilter> filter;            ///< in the router
    Ptr<SipTestPeer> hand;             ///< on host 5
    std::vector<std::string> states;   ///< "12.5 1 active": seconds, reg-id, state
    std::vector<double> outages;       ///< what Reachable said, in seconds

  private:
    void Watch(Ptr<SipProxy> proxy);

    uint32_t m_towardsUsers{0}; ///< see CountTowardsUsers
};

} // namespace ns3

#endif // SIP_OUTBOUND_TEST_NETWORK_H
