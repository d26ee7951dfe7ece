// SPDX-License-Identifier: GPL-2.0-only

#ifndef TRUST_MECHANISM_H
#define TRUST_MECHANISM_H

#include "credential-office.h"
#include "trust-topology.h"

#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * A way in which users come to know each other, or do not: those of the article's Table 1, its own
 * one, and what came after it.
 */
struct TrustMechanism
{
    std::string name;      ///< for options and results, for example "sips-article"
    std::string summary;   ///< what it is, in a few words
    std::string protocol;  ///< "UDP", "TCP" or "TLS"
    std::string scheme;    ///< "sip" or "sips"
    std::string sipsRules; ///< meaning of sips URIs, see SipsRules::Create
    bool hasServerDigest;  ///< whether servers ask users for their passwords
};

/** @return all mechanisms, in the order of the figures' columns */
const std::vector<TrustMechanism>& GetTrustMechanisms();

/** @return their names */
std::vector<std::string> GetTrustMechanismNames();

/**
 * @param name a mechanism's name; must exist
 * @return the mechanism
 */
const TrustMechanism& GetTrustMechanism(const std::string& name);

/**
 * Installs the SIP applications of a topology, and all that a mechanism needs on them: transports,
 * credentials, policies of proxies and user agents. Users are registered by their user agents
 * from the start on.
 *
 * @param mechanism the mechanism
 * @param topology hosts without SIP applications
 * @param office gives certificates
 * @return nothing, or a line that says what is wrong
 */
[[nodiscard]] tl::expected<void, std::string> InstallTrustMechanism(const TrustMechanism& mechanism,
                                                                    TrustTopology& topology,
                                                                    CredentialOffice& office);

} // namespace ns3

#endif // TRUST_MECHANISM_H
