// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_FORWARDER_H
#define SIP_FORWARDER_H

#include "ns3/sip-destination.h"
#include "ns3/sip-outbound-contact.h"
#include "ns3/sip-proxy-policy.h"
#include "ns3/sip-reply.h"
#include "ns3/sip-transaction-layer.h"
#include "ns3/sip-uri.h"

#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

class SipProxy;

/** What a proxy does to a request between reception and sending (RFC 3261, 16.3 to 16.6). */
class SipForwarder
{
  public:
    /** @param proxy whose rules apply */
    explicit SipForwarder(SipProxy& proxy);

    /** Where a request is to go on to (16.5). */
    struct Target
    {
        SipUri uri;                                       ///< the next Request-URI
        SipRequirement requirement{SipRequirement::None}; ///< what the way there must be like
        std::optional<SipUri> contact;                    ///< as it was bound, if it was looked up
        std::optional<SipFlowId> flow;                    ///< the flow of the binding (RFC 5626)
        Ptr<SipConnection> connection;                    ///< the flow's own connection; or null
        std::vector<SipNameAddr> path;                    ///< proxies on the way (RFC 3327)
        std::vector<Target> others;                       ///< other flows to the same instance
    };

    /** A copy of the request that is ready to be sent. */
    struct Copy
    {
        SipMessage request;         ///< with our Via on top
        SipDestination destination; ///< where to
        Target target;              ///< for which target
    };

    /**
     * Validates a request (16.3): URI scheme, Max-Forwards, loops, Proxy-Require.
     *
     * @param request a request as received
     * @return nothing; or the reply: 416, 483, 400, 482, 420
     */
    tl::expected<void, SipReply> Validate(const SipMessage& request) const;
    /**
     * Takes our own Route, and a strict router's rewriting, away (16.4).
     *
     * @param request is changed
     */
    void TakeRoute(SipMessage& request) const;
    /**
     * Determines the targets (16.5), those that the element's SipsRules let it have. Of several
     * flows to one instance, the one that was registered last is the target, and the others stand
     * by (RFC 5626, section 7). Flows to this very proxy that have ended are forgotten.
     *
     * @param request after TakeRoute
     * @return one or more, best first; or the reply: 404, 480
     */
    tl::expected<std::vector<Target>, SipReply> FindTargets(const SipMessage& request) const;
    /**
     * Makes the copy for one target (16.6).
     *
     * @param received the request as received, for the loop-detecting branch
     * @param request after TakeRoute
     * @param target where it goes
     * @return the copy; or the reply if there is no way to the next hop
     */
    tl::expected<Copy, SipReply> MakeCopy(const SipMessage& received,
                                          const SipMessage& request,
                                          const Target& target) const;
    /**
     * Shows a copy to the policies, in order (SipProxyPolicy::OnForward).
     *
     * @param copy may be changed
     * @param context the request as received
     * @param work receives the work done
     * @return Continue, or the first other verdict
     */
    SipVerdict AskPolicies(Copy& copy, const SipPolicyContext& context, Work& work) const;
    /**
     * Makes the response that counts for a copy whose transaction has ended without one (16.9):
     * 408, 503, or 480 if it lacked a connection as secure as it must be (RFC 5630, 4.1 and 5.3),
     * which is reported as a security event.
     *
     * @param received the request as received
     * @param requested its Request-URI after TakeRoute
     * @param destination where the copy was to go
     * @param failure what went wrong
     * @return the reply
     */
    SipReply MakeFailureReply(const SipMessage& received,
                              const SipUri& requested,
                              const SipDestination& destination,
                              const SipTransactionFailure& failure) const;

  private:
    /** Takes a binding up into the targets. */
    void AddTarget(std::vector<Target>& targets, Target target) const;
    /** @return a hash of what routing depends on (16.6 item 8, without the topmost Via) */
    static std::string MakeLoopHash(const SipMessage& request);
    /** @return whether the request has been here with nothing changed since (16.3 item 4) */
    bool IsLoop(const SipMessage& request) const;
    /** Adds our Record-Route (16.6 item 4), two where sips and sip meet (RFC 5658). */
    void RecordRoute(const SipMessage& received, SipMessage& request) const;
    /** @return where a copy goes, without regard to connections (16.6 item 7) */
    tl::expected<SipDestination, std::string> FindHop(const SipMessage& request,
                                                      const Target& target,
                                                      bool isStrict) const;
    /** Pushes the Route to the next proxy, and serves strict routers (16.6 item 6). */
    void PostProcessRoute(SipMessage& request) const;

    SipProxy& m_proxy; ///< whose rules apply
};

} // namespace ns3

#endif // SIP_FORWARDER_H
