// SPDX-License-Identifier: GPL-2.0-only

#ifndef TRUST_MECHANISM_H
#define TRUST_MECHANISM_H

#include "trust-credentials.h"
#include "trust-topology.h"

#include <functional>
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
    std::string name;          ///< for options and results, for example "sips-article"
    std::string summary;       ///< what it is, in a few words
    std::string protocol;      ///< "UDP", "TCP" or "TLS"
    std::string scheme;        ///< "sip" or "sips"
    std::string sipsRules;     ///< meaning of sips URIs, see SipsRules::Create
    bool hasServerDigest;      ///< whether servers ask users for their passwords
    bool hasUserDigest{false}; ///< whether Bob asks Alice for a password that both know
    bool signs{false};         ///< whether users sign their bodies with certificates (S/MIME)
    bool encrypts{false};      ///< whether users encrypt their bodies to certificates (S/MIME)
    bool hasIdentity{false};   ///< whether the caller's domain signs who calls (RFC 8224)
    bool hasMiddle{false};     ///< whether users sign, and encrypt to home proxies too
    bool reusesKeys{false};    ///< whether answers go under the key of the request (RFC 3185)

    /** @return whether messages go by TLS */
    bool HasTls() const;
};

/** What else an experiment may want to be so; by default all is as it should be. */
struct TrustSetting
{
    bool hasCalleeTls{true};               ///< false: Bob's telephone is an old one without TLS
    bool checksChains{true};               ///< false: user agents take any server's certificate
    std::string algorithms{"SHA-256 MD5"}; ///< digest algorithms that servers offer
    /// Called when elements are there and have no policies yet.
    std::vector<std::function<void(TrustTopology& topology)>> beforePolicies;
    /// Called when all is installed.
    std::vector<std::function<void(TrustTopology& topology)>> afterPolicies;
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
 * @param setting what else may be so
 * @param topology hosts without SIP applications
 * @param credentials gives certificates
 * @return nothing, or a line that says what is wrong
 */
[[nodiscard]] tl::expected<void, std::string> InstallTrustMechanism(const TrustMechanism& mechanism,
                                                                    const TrustSetting& setting,
                                                                    TrustTopology& topology,
                                                                    TrustCredentials& credentials);
/**
 * @param host a server of a topology
 * @param number number of its key and certificate
 * @return whom its certificate is for: its domain, and its host name
 */
CredentialOffice::Subject GetServerSubject(const TrustTopology::Host& host, unsigned number);

} // namespace ns3

#endif // TRUST_MECHANISM_H
