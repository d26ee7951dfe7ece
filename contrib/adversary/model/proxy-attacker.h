// SPDX-License-Identifier: GPL-2.0-only
#ifndef PROXY_ATTACKER_H
#define PROXY_ATTACKER_H

#include "ns3/attack-log.h"
#include "ns3/sip-proxy-policy.h"

namespace ns3
{

/**
 * @ingroup adversary
 * What attackers at a compromised proxy have in common: the log that they write. One more policy
 * of the proxy, added after its honest ones or before them.
 */
class ProxyAttacker : public SipProxyPolicy
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    ProxyAttacker();

    /** @param log where gains are written; an own one exists from the start */
    void SetLog(Ptr<AttackLog> log);
    /** @return the log */
    Ptr<AttackLog> GetLog() const;

  protected:
    void DoDispose() override;

  private:
    Ptr<AttackLog> m_log; ///< where gains are written
};

} // namespace ns3

#endif // PROXY_ATTACKER_H
