// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_PROXY_H
#define SIP_PROXY_H

#include "ns3/nstime.h"
#include "ns3/sip-element.h"
#include "ns3/sip-location-service.h"
#include "ns3/sip-proxy-policy.h"
#include "ns3/sip-response-preference.h"
#include "ns3/traced-callback.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ns3
{

class SipResponseContext;

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
    /** @return the domains, in lower case */
    const std::set<std::string>& GetDomains() const;
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
    /** @param policy is asked before those that are there already */
    void AddPolicyFirst(Ptr<SipProxyPolicy> policy);
    /**
     * @param position how many policies are asked before it; at most as many as there are
     * @param policy is asked then
     */
    void InsertPolicy(std::size_t position, Ptr<SipProxyPolicy> policy);
    /** @return the policies in order */
    const std::vector<Ptr<SipProxyPolicy>>& GetPolicies() const;
    /**
     * @param domain a domain
     * @return the proxy by which requests for it go on, or none
     */
    std::optional<SipUri> FindNextHop(const std::string& domain) const;
    /**
     * @param isSecure whether it is to be a sips URI
     * @return our Record-Route URI, for Route header fields of others too
     */
    SipUri GetRouteUri(bool isSecure = false) const;
    /** @return whether requests get a Record-Route */
    bool IsRecordRouting() const;
    /** @return whether requests to a registered contact use the connection it registered by */
    bool UsesRegistrationConnection() const;
    /** @return how many targets a request is forked to at most */
    uint32_t GetMaxTargets() const;
    /** @return timer C's value */
    Time GetTimerC() const;
    /** @return which final response of a fork is passed on */
    SipResponsePreference GetResponsePreference() const;
    /** Fires the trace source Verdict. */
    void TraceVerdict(Ptr<SipProxyPolicy> policy,
                      const SipMessage& message,
                      SipVerdict::Kind kind) const;

    /**
     * Counts the connections that this proxy has opened towards hosts whose user agents had
     * registered with it over a connection of their own. A user agent without certificate cannot
     * take them, so where each request rides on the registration's connection it is 0.
     *
     * @return their number so far
     */
    uint32_t GetConnectionsToUsers() const;

    /**
     * Signature of the trace source ConnectionToUser.
     *
     * @param connection a connection that was opened towards a registered user agent
     */
    typedef void (*ConnectionToUserTracedCallback)(Ptr<SipConnection> connection);
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
    void OnStop() override;

  private:
    /** A REGISTER has come straight from a user agent: remembers where that is. */
    void NoteUser(const SipReception& reception);
    /** A connection was opened or accepted. */
    void OnConnection(Ptr<SipConnection> connection, bool isOutgoing);

    friend class SipResponseContext;

    /** An ACK to a 2xx: policies, then forwarded without a transaction (16.11). */
    void ForwardAck(const SipReception& reception);
    /** Answers a CANCEL and cancels the branches (16.10). */
    void OnCancel(SipTransactionHandle transaction, const SipReception& reception);
    /** @return what policies may know of a request besides the message */
    SipPolicyContext MakePolicyContext(const SipReception& reception);
    /** @return why the rules for sips URIs do not let a request in, if they do not */
    std::optional<SipsRefusal> CheckSips(const SipReception& reception) const;
    /** Forgets a request as if it had been lost. */
    void Lose(const std::shared_ptr<SipResponseContext>& context);
    /** The policies let a request pass. */
    void Admit(const std::shared_ptr<SipResponseContext>& context);

    Ptr<SipLocationService> m_location;          ///< users of the domains
    std::set<std::string> m_domains;             ///< own domains, lower case
    std::map<std::string, SipUri> m_nextHops;    ///< by domain, lower case
    std::vector<Ptr<SipProxyPolicy>> m_policies; ///< in order
    bool m_recordRoute{true};                    ///< attribute
    bool m_useRegistrationConnection{true};      ///< attribute
    uint32_t m_maxTargets{16};                   ///< attribute
    Time m_timerC;                               ///< attribute
    std::string m_preferredResponses;            ///< attribute
    std::string m_urgentResponses;               ///< attribute
    /** Requests under way, by server transaction. */
    std::map<SipTransactionHandle, std::shared_ptr<SipResponseContext>> m_contexts;
    TracedCallback<Ptr<SipProxyPolicy>, const SipMessage&, SipVerdict::Kind>
        m_verdictTrace;                 ///< Verdict
    std::set<uint32_t> m_userAddresses; ///< IPv4 addresses of users with connections
    uint32_t m_connectionsToUsers{0};   ///< opened towards them
    TracedCallback<Ptr<SipConnection>> m_connectionToUserTrace; ///< ConnectionToUser
};

} // namespace ns3

#endif // SIP_PROXY_H
