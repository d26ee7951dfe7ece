// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIPS_TEST_NETWORK_H
#define SIPS_TEST_NETWORK_H

#include "sip-tls-test-network.h"

#include "ns3/boolean.h"
#include "ns3/ipv4.h"
#include "ns3/packet.h"
#include "ns3/sip-domain-origin-policy.h"
#include "ns3/sip-user-origin-policy.h"
#include "ns3/sips-user-agent-policy.h"

#include <map>
#include <string>
#include <vector>

namespace ns3
{

/** The trapezoid with TLS, both users having sips addresses of record, and all checks in place. */
class SipsTrapezoid : public SipTlsTrapezoid
{
  public:
    /**
     * @param rules everybody's SipsRules
     * @param asksForDigest whether the proxies ask new requests for credentials
     */
    explicit SipsTrapezoid(const std::string& rules, bool asksForDigest = true);

    /** @return what alice and bob say of their first call's peer while it lasts */
    std::string GetStatements() const;
    /** @return who has put a packet with this text on a link, in clear, in alphabetic order */
    std::string GetClear(const std::string& text) const;
    /** @return whether the named one has reported an event of this kind */
    bool HasEvent(const std::string& name, const std::string& kind) const;

    std::vector<std::string> events;    ///< "bob:downgraded", in order
    Ptr<SipsUserAgentPolicy> bobPolicy; ///< bob's
    /** The checks of proxy a, and of proxy b. */
    std::vector<Ptr<SipUserOriginPolicy>> userOrigin;
    std::vector<Ptr<SipDomainOriginPolicy>> domainOrigin; ///< the same

  private:
    /** Notes what a node puts on its links. */
    void Sniff(Ptr<Node> node, const std::string& name);

    std::map<std::string, std::string> m_sent; ///< payloads by name of the sender
};

} // namespace ns3

#endif // SIPS_TEST_NETWORK_H
