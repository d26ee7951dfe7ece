// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_OUTBOUND_REGISTRAR_H
#define SIP_OUTBOUND_REGISTRAR_H

#include "ns3/nstime.h"
#include "ns3/sip-location-service.h"
#include "ns3/sip-message.h"
#include "ns3/sip-outbound-contact.h"
#include "ns3/sip-reply.h"

#include <optional>
#include <vector>

namespace ns3
{

/** What a registrar finds in one REGISTER about flows (RFC 5626, section 6; RFC 3327). */
class SipOutboundRegistrar
{
  public:
    /**
     * @param request the REGISTER
     * @param connection by which it came; null for UDP
     */
    SipOutboundRegistrar(const SipMessage& request, Ptr<SipConnection> connection);

    /** @return whether it came straight from the user agent, by a connection */
    bool IsDirect() const;
    /** @return its Path; empty if it came straight, or the user agent does not know Path */
    const std::vector<SipNameAddr>& GetPath() const;
    /**
     * @param contact one of its contacts
     * @return the flow it is for; none: it is a plain contact
     */
    std::optional<SipFlowId> FindFlow(const SipNameAddr& contact) const;
    /**
     * @param contacts all of its contacts
     * @return nothing; or 439 when the first hop knows no flows, or 400 for several at once
     */
    std::optional<SipReply> Check(const std::vector<SipNameAddr>& contacts) const;
    /**
     * Adds what the 200 says about flows, and keeps the connection while a binding needs it.
     *
     * @param reply the 200
     * @param bindings all bindings of the user now
     * @param flowTimer within which keep-alives must come on a direct flow; zero: says nothing
     * @param grace how much later the connection ends
     */
    void Complete(SipReply& reply,
                  const std::vector<SipBinding>& bindings,
                  Time flowTimer,
                  Time grace) const;

  private:
    Ptr<SipConnection> m_connection; ///< by which it came
    bool m_knowsOutbound{false};     ///< whether the user agent knows flows
    bool m_knowsPath{false};         ///< whether it knows Path
    bool m_isDirect{false};          ///< see IsDirect
    bool m_hasEdge{false};           ///< whether its first hop is an edge proxy that knows flows
    std::vector<SipNameAddr> m_path; ///< see GetPath
};

} // namespace ns3

#endif // SIP_OUTBOUND_REGISTRAR_H
