// SPDX-License-Identifier: GPL-2.0-only
#ifndef ALIAS_HIJACKER_H
#define ALIAS_HIJACKER_H

#include "ns3/attacker-host.h"

#include <string>

namespace ns3
{

/**
 * @ingroup adversary
 * Whoever shares a server's address (another customer of the same machine, the next holder of the
 * address) connects to a second server and claims, by sent-by and the parameter alias in Via, that
 * requests for the first one may come by this connection (RFC 5923, section 9). A server that
 * believes an alias without a certificate, or one for another domain, sends them. A gain is a
 * request that arrives (ReceivedRequest).
 */
class AliasHijacker : public AttackerHost
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Opens a TLS connection and claims an alias on it; the element needs a TLS context for
     * connections that it opens.
     *
     * @param server URI of the server that is to be deceived
     * @param sentBy sent-by of Via: host and port of the server whose requests are wanted
     */
    void Claim(const SipUri& server, const std::string& sentBy);
};

} // namespace ns3

#endif // ALIAS_HIJACKER_H
