// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/proxy-attacker.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(ProxyAttacker);

TypeId
ProxyAttacker::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::ProxyAttacker").SetParent<SipProxyPolicy>().SetGroupName("Adversary");
    return tid;
}

ProxyAttacker::ProxyAttacker()
    : m_log(CreateObject<AttackLog>())
{
}

void
ProxyAttacker::SetLog(Ptr<AttackLog> log)
{
    m_log = log;
}

Ptr<AttackLog>
ProxyAttacker::GetLog() const
{
    return m_log;
}

void
ProxyAttacker::DoDispose()
{
    m_log = nullptr;
    SipProxyPolicy::DoDispose();
}

} // namespace ns3
