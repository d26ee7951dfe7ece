// SPDX-License-Identifier: GPL-2.0-only
#ifndef MIDDLE_TEST_NETWORK_H
#define MIDDLE_TEST_NETWORK_H

#include "adversary-test-network.h"

#include "ns3/credential-issuer.h"
#include "ns3/end-to-middle-helper.h"
#include "ns3/held-keys.h"
#include "ns3/inspection-policy.h"
#include "ns3/middle-discovery.h"
#include "ns3/smime-body-policy.h"

#include <map>
#include <string>
#include <vector>

namespace ns3
{

/**
 * The network of the attacks with end-to-middle security: Alice and Bob encrypt, Alice discloses to
 * the proxies of both, which look at what is labelled for them.
 */
class MiddleNetwork : public AttackNetwork
{
  public:
    /// How it is set up.
    struct Setup
    {
        std::string keying{"cek-reuse"};         ///< SmimeBodyPolicy::Keying
        std::string keyType{"p-256"};            ///< of all parties
        bool hasDigest{false};                   ///< whether users must prove passwords
        bool isRequired{false};                  ///< InspectionPolicy::Required of proxyB
        bool discloses{true};                    ///< whether Alice discloses to both proxies
        std::map<std::string, std::string> body; ///< more attributes of SmimeBodyPolicy
    };

    /** @param setup how it is set up */
    explicit MiddleNetwork(const Setup& setup);

    /** @return the credential of "alice", "bob", "carol", "proxy.a.example", "proxy.b.example" */
    const Party& GetParty(const std::string& name) const;
    /** @return keys of the attackers: the private ones of some parties */
    Ptr<HeldKeys> MakeKeys(const std::vector<std::string>& parties) const;
    /** Has Alice learn of servers by their refusals. @return her discovery */
    Ptr<MiddleDiscovery> InstallDiscovery();
    /** Has Alice and Bob sign everything, and want each other to. */
    void InstallSignatures();
    /** @return how often something was gained */
    int64_t Count(AttackGainKind kind) const;
    /** @return how often something was tried */
    int64_t CountAttempts(AttackGainKind kind) const;
    /** @return whether a description came to a user that has the attackers' address */
    static bool IsAltered(Ptr<FixedSessionDescriber> session);

    EndToMiddleHelper helper;                 ///< installs policies
    Ptr<SmimeBodyPolicy> alicePolicy;         ///< hers
    Ptr<SmimeBodyPolicy> bobPolicy;           ///< his
    Ptr<InspectionPolicy> inspectionA;        ///< of proxyA
    Ptr<InspectionPolicy> inspectionB;        ///< of proxyB
    std::vector<InspectionReport> reportsOfA; ///< of proxyA
    std::vector<InspectionReport> reportsOfB; ///< of proxyB

  private:
    /** @return who trusts the authority of the certificates */
    std::shared_ptr<TrustStore> MakeTrust();

    std::map<std::string, Party> m_parties;  ///< by name
    std::shared_ptr<CryptoContext> m_crypto; ///< of the trust
    std::vector<Certificate> m_anchors;      ///< who issued the certificates
};

} // namespace ns3

#endif // MIDDLE_TEST_NETWORK_H
