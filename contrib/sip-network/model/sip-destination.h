// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_DESTINATION_H
#define SIP_DESTINATION_H

#include "ns3/ptr.h"
#include "ns3/sip-address.h"
#include "ns3/sip-connection.h"
#include "ns3/sip-message.h"

#include <string>

namespace ns3
{

/** Where a request is to be sent. */
struct SipDestination
{
    SipAddress address;            ///< protocol, address and port of the next hop
    std::string name;              ///< host name the next hop must have; what TLS will verify
    Ptr<SipConnection> connection; ///< the connection to use if it is usable; may be null
    /**
     * What the connection must have proved. Checked after the handshake, before any octet of the
     * message leaves; if it is not met, the message fails with NotConfidential or NotMutual.
     */
    SipRequirement requirement{SipRequirement::None};
};

/** A message that came in, and by which way. */
struct SipReception
{
    SipMessage message;            ///< the message
    SipAddress source;             ///< whence it came
    SipAddress local;              ///< where it came in
    Ptr<SipConnection> connection; ///< by which connection; null for UDP
};

} // namespace ns3

#endif // SIP_DESTINATION_H
