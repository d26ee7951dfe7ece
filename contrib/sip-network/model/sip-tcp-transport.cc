// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-tcp-transport.h"

#include "ns3/sip-tcp-connection.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SipTcpTransport);

TypeId
SipTcpTransport::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SipTcpTransport")
                            .SetParent<SipStreamTransport>()
                            .SetGroupName("SipNetwork")
                            .AddConstructor<SipTcpTransport>();
    return tid;
}

SipTcpTransport::SipTcpTransport() = default;

SipTransportProtocol
SipTcpTransport::GetProtocol() const
{
    return SipTransportProtocol::Tcp;
}

Ptr<SipStreamConnection>
SipTcpTransport::MakeConnection(bool isOutgoing)
{
    return CreateObject<SipTcpConnection>();
}

bool
SipTcpTransport::Fits(const SipStreamConnection& connection,
                      const SipDestination& destination) const
{
    return connection.GetPeer() == destination.address;
}

} // namespace ns3
