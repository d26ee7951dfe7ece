// SPDX-License-Identifier: GPL-2.0-only

#ifndef FIREWALL_EQUIPMENT_H
#define FIREWALL_EQUIPMENT_H

#include "credential-office.h"
#include "firewall-network.h"
#include "insider-control.h"
#include "key-archive.h"

#include "ns3/border-controller.h"
#include "ns3/credential-issuer.h"
#include "ns3/end-to-middle-helper.h"
#include "ns3/firewall-control.h"
#include "ns3/media-filter.h"
#include "ns3/media-relay.h"
#include "ns3/media-session-describer.h"
#include "ns3/pinhole-policy.h"
#include "ns3/tls-context.h"
#include "ns3/token-gate.h"
#include "ns3/token-ledger.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * What opens the firewalls of a FirewallNetwork: filters on their nodes, one of the ways to control
 * them, and how the proxy that does so comes to read session descriptions.
 */
class FirewallEquipment
{
  public:
    /// What varies.
    struct Plan
    {
        std::string way{"open"};             ///< one of GetWays()
        std::string disclosure{"cek-reuse"}; ///< one of GetDisclosures()
        bool isSecure{true};                 ///< whether media is SRTP
    };

    /**
     * Get the ways to open a firewall.
     *
     * @return their names
     */
    static const std::vector<std::string>& GetWays();

    /**
     * Get how descriptions come to the proxy.
     *
     * @return their names
     */
    static const std::vector<std::string>& GetDisclosures();

    /**
     * Tell whether a way has the proxy on the firewall's node.
     *
     * @param way one of GetWays()
     * @return whether it has
     */
    static bool IsAtFirewall(const std::string& way);

    /**
     * Prepare it.
     *
     * @param network the network
     * @param plan what varies
     */
    FirewallEquipment(FirewallNetwork& network, const Plan& plan);

    /**
     * Have the proxy lie.
     *
     * @param insider stands before what the way controls firewalls with
     */
    void SetInsider(Ptr<InsiderControl> insider);

    /**
     * Install it.
     *
     * @param office gives credentials
     * @return nothing, or a line that says what is wrong
     */
    [[nodiscard]] tl::expected<void, std::string> Install(CredentialOffice& office);

    /**
     * Get the filters.
     *
     * @return those of the first and of the second firewall
     */
    const std::vector<Ptr<MediaFilter>>& GetFilters() const;

    /**
     * Get the media relay.
     *
     * @return the relay; null if the way has none
     */
    Ptr<MediaRelay> GetRelay() const;

    /**
     * Get who makes and takes a user's descriptions, and has the media.
     *
     * @param host Alice or Bob
     * @return the describer
     */
    Ptr<MediaSessionDescriber> GetDescriber(FirewallNetwork::Host host) const;

    /**
     * Get what became of tokens.
     *
     * @return the ledger; nothing was issued where the way has no tokens
     */
    Ptr<TokenLedger> GetTokens() const;

    /**
     * Get what the proxy tells the firewalls with.
     *
     * @return the control; null if the way has none
     */
    Ptr<FirewallControl> GetControl() const;

    /**
     * Get the keys and what was read.
     *
     * @return the archive
     */
    KeyArchive& GetArchive();

    /**
     * Find what is left that should not be, at the end of the simulation.
     *
     * @return a line, empty if nothing is
     */
    std::string FindFault() const;

  private:
    /**
     * Give everybody a credential.
     *
     * @param office gives it
     * @return nothing, or a line that says what is wrong
     */
    tl::expected<void, std::string> IssueCredentials(CredentialOffice& office);

    /// Have users protect their descriptions, and the proxy read them, as Plan::disclosure says.
    void InstallDisclosure();

    /// Make Alice's proxy a border controller.
    void InstallBorderController();

    /// Give users real media.
    void InstallMedia();

    /**
     * Give Alice's proxy what it controls firewalls with.
     *
     * @param office gives credentials
     * @return nothing, or a line that says what is wrong
     */
    tl::expected<void, std::string> InstallControl(CredentialOffice& office);

    /**
     * Have the proxy open the first firewall by SIMCO.
     *
     * @param office gives credentials
     * @return nothing, or a line that says what is wrong
     */
    tl::expected<void, std::string> InstallSimco(CredentialOffice& office);

    /**
     * Give a host of the site TLS for SIMCO.
     *
     * @param office gives its certificate
     * @param name of the host
     * @param number its key in the pool
     * @param stream random stream
     * @return its TLS, or a line that says what is wrong
     */
    tl::expected<std::shared_ptr<TlsContext>, std::string> MakeTls(CredentialOffice& office,
                                                                   const std::string& name,
                                                                   unsigned number,
                                                                   int64_t stream);

    /// Have firewalls look for tokens, and users carry them.
    void InstallTokens();

    FirewallNetwork& m_network;                             ///< the network
    Plan m_plan;                                            ///< what varies
    std::shared_ptr<std::string> m_keyLog;                  ///< of TLS connections
    std::vector<Ptr<MediaFilter>> m_filters;                ///< of both firewalls
    std::vector<Party> m_parties;                           ///< Alice, ss1, ss2, Bob
    EndToMiddleHelper m_helper;                             ///< installs disclosure
    std::array<Ptr<SmimeBodyPolicy>, 2> m_bodies;           ///< Alice's and Bob's
    Ptr<InspectionPolicy> m_inspection;                     ///< of Alice's proxy, or null
    std::array<Ptr<MediaSessionDescriber>, 2> m_describers; ///< Alice's and Bob's
    Ptr<FirewallControl> m_control;                         ///< of Alice's proxy, or null
    Ptr<InsiderControl> m_insider;                          ///< of a proxy that lies
    Ptr<PinholePolicy> m_pinholes;                          ///< the same
    std::vector<Ptr<TokenGate>> m_gates;                    ///< of the filters, or none
    Ptr<TokenLedger> m_tokens;                              ///< what became of tokens
    Ptr<MediaRelay> m_relay;                                ///< of the border controller
    Ptr<BorderController> m_controller;                     ///< the border controller
    KeyArchive m_archive;                                   ///< keys and what was read
};

} // namespace ns3

#endif // FIREWALL_EQUIPMENT_H
