// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_TEST_NETWORK_H
#define SIP_TEST_NETWORK_H

#include "ns3/fixed-session-describer.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/sip-message-trace.h"
#include "ns3/sip-network-helper.h"
#include "ns3/socket.h"
#include "ns3/test.h"

#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace ns3
{

/** A test case that is a function: it runs with a fixed seed, and cleans up. */
class SipCase : public TestCase
{
  public:
    /**
     * @param name name of the case
     * @param body what it does
     */
    SipCase(const std::string& name, std::function<void(SipCase&)> body);

    /** Expects two values to be equal. */
    template <typename T, typename U>
    void
    Equal(const T& actual, const U& expected, const std::string& what)
    {
        NS_TEST_EXPECT_MSG_EQ((actual == expected), true, Explain(what, actual, expected));
    }

    /** Expects something to be true. */
    void True(bool value, const std::string& what);

  private:
    void DoRun() override;

    /** @return what a failure says */
    template <typename T, typename U>
    static std::string
    Explain(const std::string& what, const T& actual, const U& expected)
    {
        std::ostringstream out;
        out << what << ": " << actual << " instead of " << expected;
        return out.str();
    }

    std::function<void(SipCase&)> m_body; ///< what it does
};

/** A dumb end: sends what it is told, keeps what it gets. */
class SipTestPeer : public SimpleRefCount<SipTestPeer>
{
  public:
    /**
     * @param node its node
     * @param port its UDP port
     */
    SipTestPeer(Ptr<Node> node, uint16_t port);

    /** Sends a datagram, now. */
    void Send(const std::string& octets, Ipv4Address to, uint16_t port = 5060);
    /** Opens a TCP connection, now, and sends when it is there; closes it if told to. */
    void SendTcp(const std::string& octets, Ipv4Address to, bool close);
    /** @return the status codes of the responses received by UDP, in order */
    std::vector<int> GetCodes() const;

    std::vector<std::string> datagrams;                             ///< received by UDP
    std::string stream;                                             ///< received by TCP
    bool isClosed{false};                                           ///< whether the TCP peer closed
    std::function<void(const std::string&, const Address&)> answer; ///< called with datagrams

    /** Answers to the sender of a datagram. */
    void Reply(const std::string& octets, const Address& to);

  private:
    void Receive(Ptr<Socket> socket);
    void ReceiveTcp(Ptr<Socket> socket);

    Ptr<Node> m_node;         ///< node
    Ptr<Socket> m_socket;     ///< UDP
    Ptr<Socket> m_connection; ///< TCP
};

/** Hosts around a router, with links of 100 Mbit/s and 5 ms, and SIP elements on them. */
class SipTestNetwork
{
  public:
    /**
     * @param hosts number of hosts
     * @param loss share of packets lost on each link, in each direction
     */
    explicit SipTestNetwork(uint32_t hosts, double loss = 0);

    /** @return a host */
    Ptr<Node> GetNode(uint32_t index) const;
    /** @return a host's address */
    Ipv4Address GetAddress(uint32_t index) const;
    /** Installs a user agent with a describer: sip:NAME@DOMAIN, contact by address. */
    Ptr<SipUserAgent> AddAgent(uint32_t index, const std::string& addressOfRecord);
    /** Installs a proxy. */
    Ptr<SipProxy> AddProxy(uint32_t index, const std::string& host, const std::string& domain);
    /** Connects the elements' random streams, then runs. */
    void Run(Time until);
    /** Schedules something. */
    void At(double seconds, std::function<void()> what);

    /** @return the messages sent by the named one, as "METHOD" or "CODE" */
    std::vector<std::string> GetSent(const std::string& name) const;
    /** @return all messages as "from>to METHOD-or-CODE" */
    std::vector<std::string> GetLadder() const;
    /** @return the first message by the named one that begins with this method or code */
    const SipMessage* FindSent(const std::string& name, const std::string& what) const;
    /** @return how many messages of the named one begin with this method or code */
    uint32_t CountSent(const std::string& name, const std::string& what) const;

    SipNetworkHelper helper; ///< installs elements
    SipMessageTrace trace;   ///< keeps messages
    int64_t stream{1000};    ///< first random stream

  private:
    std::vector<Ptr<Node>> m_nodes;       ///< hosts
    std::vector<Ipv4Address> m_addresses; ///< by host
};

/** Two domains: alice, proxy a, proxy b, bob, on hosts 0 to 3, bob being registered by hand. */
class SipTestTrapezoid : public SipTestNetwork
{
  public:
    /** @param loss share of packets lost on each link */
    explicit SipTestTrapezoid(double loss = 0);

    Ptr<SipUserAgent> alice;                 ///< sip:alice@a.example
    Ptr<SipProxy> proxyA;                    ///< proxy.a.example
    Ptr<SipProxy> proxyB;                    ///< proxy.b.example
    Ptr<SipUserAgent> bob;                   ///< sip:bob@b.example
    Ptr<FixedSessionDescriber> aliceSession; ///< alice's describer
    Ptr<FixedSessionDescriber> bobSession;   ///< bob's describer
};

/** A policy of a proxy made of a function. */
class ScriptedProxyPolicy : public SipProxyPolicy
{
  public:
    std::function<SipVerdict(SipMessage&, const SipPolicyContext&, Work&)> judge; ///< what it says

    SipVerdict
    OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work) override
    {
        return judge(request, context, work);
    }

    SipVerdict
    OnResponse(SipMessage& response, const SipPolicyContext& context, Work& work) override
    {
        return judge(response, context, work);
    }
};

/** Drops the first messages of a kind (a method, or a code) at a proxy. */
void DropFirst(Ptr<SipProxy> proxy, const std::string& kind, int count);

/** Adds to a list what an element notices, as "NAME:KIND". The list must outlive the element. */
void WatchSecurity(Ptr<SipElement> element,
                   const std::string& name,
                   std::vector<std::string>& events);

/** @return a URI that must be right */
SipUri MakeUri(const std::string& text);

/** @return words joined by blanks */
std::string Join(const std::vector<std::string>& words);

} // namespace ns3

#endif // SIP_TEST_NETWORK_H
