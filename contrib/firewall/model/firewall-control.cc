// SPDX-License-Identifier: GPL-2.0-only

#include "firewall-control.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(FirewallControl);

TypeId
FirewallControl::GetTypeId()
{
    static TypeId tid = TypeId("ns3::FirewallControl").SetParent<Object>().SetGroupName("Firewall");
    return tid;
}

} // namespace ns3
