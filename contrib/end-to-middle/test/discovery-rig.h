// SPDX-License-Identifier: GPL-2.0-only

#ifndef END_TO_MIDDLE_DISCOVERY_RIG_H
#define END_TO_MIDDLE_DISCOVERY_RIG_H

#include "call-rig.h"

#include "ns3/credential-issuer.h"
#include "ns3/middle-discovery.h"

#include <memory>
#include <string>
#include <vector>

namespace ns3
{

/**
 * Alice, two servers and Bob as in CallRig, but Alice knows no server: ss1 stands for her domain,
 * ss2 for Bob's, by their certificates.
 */
class DiscoveryRig
{
  public:
    /**
     * \param keying of all user agents
     * \param isForked whether Bob's second telephone is registered
     */
    explicit DiscoveryRig(const std::string& keying = "cek-reuse", bool isForked = false);

    /**
     * Has both servers demand to see what is described.
     * \param isSigned whether they want it signed as well
     */
    void Demand(bool isSigned = false);

    /// Has Alice call Bob at 1 s and hang up at 20 s, and call again at 30 s, to the end.
    void CallTwice();

    /// \return whether Alice's call is established, and its session agreed
    bool IsUp() const;

    /// \return the outcomes of Alice's discovery, in words
    std::vector<std::string> GetOutcomes() const;

    CallRig rig;                         //!< the network
    Ptr<SmimeBodyPolicy> alicePolicy;    //!< hers, with the discovery
    Ptr<MiddleDiscovery> discovery;      //!< hers
    std::vector<DiscoveryReport> judged; //!< what its trace source said
    std::vector<std::string> events;     //!< security events that Alice reported
    bool wasUp[2]{};                     //!< of CallTwice(): whether the calls were established
    std::shared_ptr<CredentialIssuer> issuer; //!< issues the certificates of Alice and the servers
    std::shared_ptr<const TrustStore> trust;  //!< with its authority
    std::vector<Party> servers;               //!< ss1, ss2
};

} // namespace ns3

#endif // END_TO_MIDDLE_DISCOVERY_RIG_H
