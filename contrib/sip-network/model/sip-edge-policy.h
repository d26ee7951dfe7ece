// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_EDGE_POLICY_H
#define SIP_EDGE_POLICY_H

#include "ns3/nstime.h"
#include "ns3/sip-flow-table.h"
#include "ns3/sip-proxy-policy.h"
#include "ns3/traced-callback.h"

#include <string>
#include <vector>

namespace ns3
{

/**
 * Makes a proxy an edge proxy (RFC 5626, section 5): the first hop of user agents that keep flows
 * to it. A REGISTER gets a Path with a flow token and ob; a request that makes a dialog gets a
 * Record-Route with a flow token; a request that comes with one of our tokens leaves by the flow
 * that it names. A token that we never made is answered with 403, one whose flow has ended with
 * 430. The registrar may be the same proxy (its policy behind this one) or another.
 *
 * When the proxy stops and starts again, its flows are gone and the secret of its tokens is
 * another, as after a crash.
 */
class SipEdgePolicy : public SipProxyPolicy
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    SipEdgePolicy();

    SipVerdict OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work) override;
    SipVerdict OnResponse(SipMessage& response,
                          const SipPolicyContext& context,
                          Work& work) override;
    SipVerdict OnForward(SipMessage& request,
                         SipDestination& destination,
                         const SipPolicyContext& context,
                         Work& work) override;

    /**
     * Signature of the trace source FlowRefused.
     *
     * @param request a request whose flow token leads nowhere
     * @param code 403: never made here; 430: the flow has ended
     */
    typedef void (*FlowRefusedTracedCallback)(const SipMessage& request, int code);

  protected:
    void DoDispose() override;

  private:
    /** @return whether a request comes straight from a user agent: no proxy has been there */
    static bool IsFirstHop(const SipMessage& request, const SipPolicyContext& context);
    /** @return the tokens in the topmost Routes that are ours, in order */
    static std::vector<std::string> FindTokens(const SipMessage& request, const SipProxy& proxy);
    /** @return our URI with a token in it, as Path or Record-Route */
    static std::string MakeRoute(SipUri uri, const std::string& token);
    /** Finds out whether the proxy has been started anew. */
    void Notice(const SipPolicyContext& context);
    /** @return where a request goes by its tokens: none, if it goes the ordinary way; or why not */
    tl::expected<Ptr<SipConnection>, SipFlowError> FindFlow(const SipMessage& request,
                                                            const SipPolicyContext& context,
                                                            Work& work);
    /** Adds our Path to a REGISTER of a user agent that keeps flows (5.1). */
    void AddPath(SipMessage& request, const SipPolicyContext& context, Work& work);
    /** Puts tokens into the Record-Route that the proxy has added (5.3). */
    void MarkRecordRoute(SipMessage& request,
                         Ptr<SipConnection> near,
                         Ptr<SipConnection> far,
                         const SipPolicyContext& context,
                         Work& work);

    /** @return attribute */
    std::string GetBindingName() const;
    /** @return whether there is such a binding, for the attribute */
    bool SetBindingName(std::string name);

    SipFlowTable m_flows;                                      ///< connections and their tokens
    Time m_flowTimer;                                          ///< attribute
    Time m_grace;                                              ///< attribute
    std::string m_binding{"connection"};                       ///< attribute
    TracedCallback<const SipMessage&, int> m_flowRefusedTrace; ///< FlowRefused
};

} // namespace ns3

#endif // SIP_EDGE_POLICY_H
