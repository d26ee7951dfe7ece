// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/packet-inspector.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(PacketInspector);

TypeId
PacketInspector::GetTypeId()
{
    static TypeId tid = TypeId("ns3::PacketInspector").SetParent<Object>().SetGroupName("Firewall");
    return tid;
}

} // namespace ns3
