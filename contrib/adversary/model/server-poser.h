// SPDX-License-Identifier: GPL-2.0-only
#ifndef SERVER_POSER_H
#define SERVER_POSER_H

#include "ns3/proxy-attacker.h"

#include <set>
#include <string>

namespace ns3
{

/**
 * @ingroup adversary
 * For a rogue server between a user and her own (AdversaryHelper::RelayOnLink): notes the requests
 * that were sent to it in the belief that it is the user's server, and by what. With TLS that means
 * that the user's end took its certificate: for another name, of an authority that nobody knows,
 * expired or revoked, unless it checks these things (RFC 5280, section 6; RFC 5922, section 7).
 */
class ServerPoser : public ProxyAttacker
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    SipVerdict OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work) override;

  private:
    std::set<std::string> m_known; ///< Call-IDs that were noted
};

} // namespace ns3

#endif // SERVER_POSER_H
