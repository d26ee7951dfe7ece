// SPDX-License-Identifier: GPL-2.0-only
#ifndef ADVERSARY_TEST_NETWORK_H
#define ADVERSARY_TEST_NETWORK_H

#include "ns3/adversary-helper.h"
#include "ns3/fixed-session-describer.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/sip-call.h"
#include "ns3/sip-network-helper.h"
#include "ns3/sip-password-file.h"
#include "ns3/sip-security-event.h"
#include "ns3/test.h"

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/** A test case that is a function: it runs with a fixed seed, and cleans up. */
class AttackCase : public TestCase
{
  public:
    /**
     * @param name name of the case
     * @param body what it does
     */
    AttackCase(const std::string& name, std::function<void(AttackCase&)> body);

    /** Expects something to be true. */
    void True(bool value, const std::string& what);
    /** Expects a number. */
    void Equal(int64_t actual, int64_t expected, const std::string& what);

  private:
    void DoRun() override;

    std::function<void(AttackCase&)> m_body; ///< what it does
};

/**
 * Alice at a.example, Bob at b.example, Carol at b.example too, a proxy for each domain, and Eve's
 * host with nothing but an address. Each host hangs on a router of its own, those on a core: the
 * routers are links where somebody may sit.
 */
class AttackNetwork
{
  public:
    /// Hosts, and the routers in front of them.
    enum Host : uint32_t
    {
        Alice,
        ProxyA,
        ProxyB,
        Bob,
        Carol,
        Eve,
        HOSTS
    };

    /**
     * @param hasDigest whether users must prove passwords, to register and to call
     * @param protocol UDP or TCP
     */
    explicit AttackNetwork(bool hasDigest = false, const std::string& protocol = "UDP");

    /** @return a host's node */
    Ptr<Node> GetNode(Host host) const;
    /** @return the router in front of a host */
    Ptr<Node> GetLink(Host host) const;
    /** @return a host's address */
    Ipv4Address GetAddress(Host host) const;
    /** Alice calls Bob at 2 s, and hangs up at 8 s. */
    void PlanCall();
    /** Schedules something. */
    void At(double seconds, std::function<void()> what);
    /** Runs until a time, 12 s by default. */
    void Run(double seconds = 12);
    /** @return whether Bob's last call was established once */
    bool IsBobReached() const;
    /** @return how often an honest party noticed this */
    std::size_t CountNotices(SipSecurityEventKind kind) const;

    SipNetworkHelper sip;                      ///< installs elements
    AdversaryHelper adversary;                 ///< installs attackers
    Ptr<SipProxy> proxyA;                      ///< proxy.a.example
    Ptr<SipProxy> proxyB;                      ///< proxy.b.example
    Ptr<SipUserAgent> alice;                   ///< sip:alice@a.example
    Ptr<SipUserAgent> bob;                     ///< sip:bob@b.example
    Ptr<SipUserAgent> carol;                   ///< sip:carol@b.example
    Ptr<FixedSessionDescriber> aliceSession;   ///< what she says and hears
    Ptr<FixedSessionDescriber> bobSession;     ///< what he says and hears
    Ptr<FixedSessionDescriber> carolSession;   ///< what she says and hears
    Ptr<SipCall> call;                         ///< Alice's call
    std::vector<Ptr<SipCall>> incoming;        ///< Bob's calls
    std::vector<Ptr<SipCall>> incomingAtCarol; ///< Carol's calls
    std::vector<SipSecurityEvent> notices;     ///< what honest parties noticed

  private:
    /** Installs a user agent. */
    Ptr<SipUserAgent> AddUser(Host host,
                              const std::string& user,
                              const std::string& proxy,
                              Ptr<FixedSessionDescriber>& session);

    std::vector<Ptr<Node>> m_nodes;       ///< by host
    std::vector<Ptr<Node>> m_links;       ///< by host
    std::vector<Ipv4Address> m_addresses; ///< by host
    std::string m_protocol;               ///< UDP or TCP
    bool m_isBobReached{false};           ///< see IsBobReached
};

/** @return a URI that must be right */
SipUri MakeTestUri(const std::string& text);

} // namespace ns3

#endif // ADVERSARY_TEST_NETWORK_H
