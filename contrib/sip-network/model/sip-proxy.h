// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_PROXY_H
#define SIP_PROXY_H

#include "ns3/nstime.h"
#include "ns3/sip-element.h"
#include "ns3/sip-location-service.h"
#include "ns3/sip-proxy-policy.h"
#include "ns3/traced-callback.h"

#include <memory>
#include <string>
#include <vector>

namespace ns3
{

/**
 * A stateful SIP proxy (RFC 3261, section 16): loose routing, Record-Route, parallel forking, an
 * ordered list of policies. It never touches bodies.
 */
class SipProxy : public SipElement
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    SipProxy();
    ~SipProxy() override;

    /** @param domain a domain this proxy is responsible for (16.5) */
    void AddDomain(const std::string& domain);
    /**
     * @param uri a URI
     * @return whether its host is a domain of this proxy, or the proxy itself
     */
    bool IsResponsibleFor(const SipUri& uri) const;
    /** @param location where the users of the domains are; an own one exists from the start */
    void SetLocationService(Ptr<SipLocationService> location);
    /** @return the location service */
    Ptr<SipLocationService> GetLocationService() const;
    /**
     * Sends requests without a Route for a domain by another proxy, a Route being pushed (16.6
     * item 6).
     *
     * @param domain the domain of the Request-URI; empty: all that have no other entry
     * @param proxy URI of the next proxy, with lr
     */
    void AddNextHop(const std::string& domain, const SipUri& proxy);
    /** @param policy is asked after those that were added before */
    void AddPolicy(Ptr<SipProxyPolicy> policy);
    /** @return the policies in order */
    const std::vector<Ptr<SipProxyPolicy>>& GetPolicies() const;

    /**
     * Signature of the trace source Verdict.
     *
     * @param policy the policy
     * @param message the message it judged
     * @param kind what it said
     */
    typedef void (*VerdictTracedCallback)(Ptr<SipProxyPolicy> policy,
                                          const SipMessage& message,
                                          SipVerdict::Kind kind);

  protected:
    void DoDispose() override;
    void OnRequest(SipTransactionHandle transaction, const SipReception& reception) override;
    void OnStrayResponse(const SipReception& reception) override;
    void OnStop() override;

  private:
    class Impl; ///< what it does
    friend class Impl;
    std::unique_ptr<Impl> m_impl; ///< see Impl
};

} // namespace ns3

#endif // SIP_PROXY_H
