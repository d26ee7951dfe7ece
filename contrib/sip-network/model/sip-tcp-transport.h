// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_TCP_TRANSPORT_H
#define SIP_TCP_TRANSPORT_H

#include "ns3/sip-stream-transport.h"

namespace ns3
{

/** SIP over TCP (RFC 3261, section 18). TCP proves no names, so the address decides. */
class SipTcpTransport : public SipStreamTransport
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    SipTcpTransport();

    SipTransportProtocol GetProtocol() const override;

  protected:
    Ptr<SipStreamConnection> MakeConnection(bool isOutgoing) override;
    bool Fits(const SipStreamConnection& connection,
              const SipDestination& destination) const override;
};

} // namespace ns3

#endif // SIP_TCP_TRANSPORT_H
