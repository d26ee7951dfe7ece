// SPDX-License-Identifier: GPL-2.0-only

#ifndef FIREWALL_CONTROL_HELPER_H
#define FIREWALL_CONTROL_HELPER_H

#include "ns3/crypto-context.h"
#include "ns3/direct-firewall-control.h"
#include "ns3/ipv4-address.h"
#include "ns3/node.h"
#include "ns3/secret.h"
#include "ns3/simco-firewall-control.h"
#include "ns3/token-firewall-control.h"

#include <cstdint>
#include <memory>

namespace ns3
{

/**
 * \ingroup firewall
 * Sets up firewalls and what controls them, one of each, with everything that the two must share.
 * Each puts a MediaFilter into the firewall's node.
 */
class FirewallControlHelper
{
  public:
    /**
     * \param firewall node that forwards, and is the proxy too
     * \return opens its pinholes
     */
    static Ptr<DirectFirewallControl> InstallDirect(Ptr<Node> firewall);

    /**
     * Makes an authority and certificates for both sides, too.
     * \param proxy node of the control
     * \param firewall node that forwards, and gets a SimcoServer
     * \param address of the firewall, where the proxy reaches it
     * \param context random numbers for keys and TLS
     * \return opens the firewall's pinholes by SIMCO (RFC 4540) inside TLS
     */
    static Ptr<SimcoFirewallControl> InstallSimco(Ptr<Node> proxy,
                                                  Ptr<Node> firewall,
                                                  Ipv4Address address,
                                                  std::shared_ptr<CryptoContext> context);

    /**
     * \param firewall node that forwards, and gets a TokenGate
     * \param key shared by both
     * \param stream random stream of closing secrets
     * \return makes tokens that open the firewall's pinholes
     */
    static Ptr<TokenFirewallControl> InstallToken(Ptr<Node> firewall,
                                                  const Secret& key,
                                                  int64_t stream);
};

} // namespace ns3

#endif // FIREWALL_CONTROL_HELPER_H
