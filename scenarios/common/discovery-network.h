// SPDX-License-Identifier: GPL-2.0-only

#ifndef DISCOVERY_NETWORK_H
#define DISCOVERY_NETWORK_H

#include "call-chain.h"
#include "credential-office.h"
#include "key-archive.h"
#include "tls-office.h"

#include "ns3/credential-issuer.h"
#include "ns3/end-to-middle-helper.h"
#include "ns3/sip-message-trace.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/// How bodies are protected in a DiscoveryNetwork, and what servers ask for.
struct DiscoveryOptions
{
    std::string keying{"cek-reuse"};     ///< how bodies are keyed
    std::string keyType{"p-256"};        ///< the parties' keys
    std::string label{"content-target"}; ///< how inspecting proxies are told
    std::string refusal{"draft"};        ///< "draft": 496 and 495; "article": 493 and 403
    uint64_t inspecting{1};              ///< how many proxies must see SDP, from Alice's on
    bool isSignatureWanted{false};       ///< whether they want it signed
    bool isConfigured{false};            ///< whether Alice knows all that beforehand
};

/**
 * A CallChain whose first proxies must see session descriptions, while Alice does not know which
 * do, or was told. Every inspecting proxy has a certificate that stands for its domain; Alice
 * expects her own domain, Bob's, and the provider between them. What cannot be read ends the
 * dialog.
 */
class DiscoveryNetwork
{
  public:
    /**
     * @param chain size and links
     * @param options what servers ask for
     * @param profile what operations cost
     * @param office gives credentials
     * @return the network, or a line that says what is wrong
     */
    [[nodiscard]] static tl::expected<std::unique_ptr<DiscoveryNetwork>, std::string> Create(
        const CallChainOptions& chain,
        const DiscoveryOptions& options,
        std::shared_ptr<const CostProfile> profile,
        CredentialOffice& office);

    /**
     * Switch all demands off, or on as the options say. Off: a call, encrypted from end to end,
     * only makes the connections between the hosts.
     *
     * @param isOn whether they are on
     */
    void SetDemands(bool isOn);

    /**
     * Get the hosts.
     *
     * @return the chain
     */
    CallChain& GetChain();

    /**
     * Get what the callee protects bodies with.
     *
     * @return Bob's policy
     */
    Ptr<SmimeBodyPolicy> GetCalleePolicy() const;

    /**
     * Make the certificates that Bob knows anew: Alice's, and those of servers.
     *
     * @param known whether he knows that of each inspecting proxy, from Alice's on
     */
    void SetKnownServers(const std::vector<bool>& known);

    /**
     * Get how many dialogs the servers have ended.
     *
     * @return their number
     */
    uint64_t GetEndedCount() const;

    /**
     * Get the messages that Alice has sent.
     *
     * @return the messages
     */
    const SipMessageTrace& GetTrace() const;

    /**
     * Get what an outsider needs to check captures.
     *
     * @return the archive, complete
     */
    KeyArchive& CompleteArchive();

  private:
    /**
     * @param chain size and links
     * @param options what servers ask for
     * @param profile what operations cost
     */
    DiscoveryNetwork(const CallChainOptions& chain,
                     const DiscoveryOptions& options,
                     std::shared_ptr<const CostProfile> profile);

    /// Get credentials. @param office gives them @return nothing, or what is wrong
    tl::expected<void, std::string> Enroll(CredentialOffice& office);

    /// Give the chain TLS. @param office gives it @return nothing, or what is wrong
    tl::expected<void, std::string> InstallTls(CredentialOffice& office);

    /// Install the policies. @param authority whom Alice trusts
    void InstallPolicies(const Certificate& authority);

    DiscoveryOptions m_options;                      ///< what servers ask for
    CallChain m_chain;                               ///< the hosts
    std::vector<Party> m_parties;                    ///< credentials, from Alice to Bob
    Ptr<SmimeBodyPolicy> m_caller;                   ///< Alice's
    Ptr<SmimeBodyPolicy> m_callee;                   ///< Bob's
    std::vector<Ptr<InspectionPolicy>> m_inspectors; ///< from Alice's proxy on
    SipMessageTrace m_trace;                         ///< what Alice sends
    KeyArchive m_archive;                            ///< uses of keys, and what was read
    std::optional<TlsOffice> m_tls;                  ///< gives TLS, if there is any
};

} // namespace ns3

#endif // DISCOVERY_NETWORK_H
