// SPDX-License-Identifier: GPL-2.0-only

#ifndef TRUST_PROTECTION_H
#define TRUST_PROTECTION_H

#include "trust-credentials.h"
#include "trust-topology.h"

#include <cstddef>
#include <string>
#include <tl/expected.hpp>

namespace ns3
{

struct TrustMechanism;

/// A third user of the caller's domain, for attackers to pose as: has a certificate for S/MIME as
/// the others, and no telephone.
constexpr const char* TRUST_ABSENT_USER = "carol";

/**
 * Installs what a mechanism has users do from end to end, and what proxies check or sign about the
 * caller: digest between users, S/MIME, Identity, and the policies that belong to sips URIs.
 *
 * To be called when registrars and digest policies are there. Proxies get their checks first, what
 * signs comes behind them.
 *
 * @param mechanism the mechanism
 * @param topology a topology with SIP applications
 * @param credentials gives certificates
 * @return nothing, or a line that says what is wrong
 */
[[nodiscard]] tl::expected<void, std::string> InstallTrustProtection(
    const TrustMechanism& mechanism,
    TrustTopology& topology,
    TrustCredentials& credentials);

/**
 * @param host a home proxy of a topology
 * @return whom its certificate for bodies is for
 */
CredentialOffice::Subject GetTrustMiddleSubject(const TrustTopology::Host& host);
/**
 * @param user "alice" or "bob"
 * @return whom that user's certificate for bodies is for
 */
CredentialOffice::Subject GetTrustUserSubject(const std::string& user);
/**
 * @param topology a topology with SIP applications
 * @return the hosts of the proxies that users disclose to, Alice's first
 */
std::vector<const TrustTopology::Host*> ListTrustMiddles(const TrustTopology& topology);

/**
 * @param proxy a proxy
 * @return how many of its policies come before the first one behind its checks of who calls: an
 * attacker in a proxy stands there, so that what it forges is not refused by the proxy itself
 */
std::size_t CountCallerChecks(Ptr<SipProxy> proxy);

} // namespace ns3

#endif // TRUST_PROTECTION_H
