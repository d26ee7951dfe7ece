// SPDX-License-Identifier: GPL-2.0-only
#ifndef ADVERSARY_HELPER_H
#define ADVERSARY_HELPER_H

#include "ns3/attack-log.h"
#include "ns3/attacker-host.h"
#include "ns3/link-tap.h"
#include "ns3/message-attacker.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/proxy-attacker.h"
#include "ns3/proxy-tap.h"
#include "ns3/sip-proxy.h"
#include "ns3/sip-resolver.h"
#include "ns3/tls-context.h"

#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

namespace ns3
{

/**
 * @ingroup adversary
 * Puts attackers into proxies, on links and on hosts, with one log for all.
 *
 * @code
 * AdversaryHelper adversary(resolver);
 * adversary.InProxy<DescriptionReader>(proxy);
 * adversary.OnLink<DescriptionRewriter>(accessRouter);
 * adversary.OnHost<AttackerHost>(node, "eve.example")->Register(alice, std::nullopt);
 * ... run ...
 * adversary.GetLog()->Count(AttackGainKind::ReadDescription);
 * @endcode
 */
class AdversaryHelper
{
  public:
    /// Where an attacker stands among the policies of a proxy.
    enum class Place
    {
        First, ///< before the honest ones: sees what comes in; answers in their stead
        Last,  ///< behind the honest ones: sees what they let pass
    };

    /**
     * @param resolver the name table that attackers' hosts use
     * @param log where attackers write; null: a new one
     */
    explicit AdversaryHelper(Ptr<SipResolver> resolver, Ptr<AttackLog> log = nullptr);

    /** @return the log of all attackers installed here */
    Ptr<AttackLog> GetLog() const;

    /**
     * Puts an attacker into a proxy.
     *
     * @tparam T a MessageAttacker, or a ProxyAttacker
     * @param proxy the proxy
     * @param place where among its policies
     * @return the attacker
     */
    template <typename T>
    Ptr<T>
    InProxy(Ptr<SipProxy> proxy, Place place = Place::First)
    {
        Ptr<T> attacker = CreateObject<T>();
        attacker->SetLog(m_log);
        if constexpr (std::is_base_of_v<MessageAttacker, T>)
        {
            PutTap(attacker, proxy, place);
        }
        else
        {
            PutPolicy(attacker, proxy, place);
        }
        return attacker;
    }

    /**
     * Puts an attacker on a link.
     *
     * @tparam T a MessageAttacker
     * @param node a node that forwards, with an Ipv4ListRouting
     * @return the attacker; null if the node's routing is no list
     */
    template <typename T>
    Ptr<T>
    OnLink(Ptr<Node> node)
    {
        Ptr<LinkTap> tap = LinkTap::Install(node);
        if (!tap)
        {
            return nullptr;
        }
        Ptr<T> attacker = CreateObject<T>();
        attacker->SetLog(m_log);
        tap->Add(attacker);
        return attacker;
    }

    /**
     * Puts an attacker on a host.
     *
     * @tparam T an AttackerHost
     * @param node the host, with an address
     * @param host its host name, added to the name table; empty: its address
     * @param start when it begins to listen: later than 0 where it takes over an address
     * @return the attacker
     */
    template <typename T>
    Ptr<T>
    OnHost(Ptr<Node> node, const std::string& host = "", Time start = Seconds(0))
    {
        Ptr<T> attacker = CreateObject<T>();
        attacker->SetLog(m_log);
        Install(attacker, node, host, start);
        return attacker;
    }

    /**
     * Makes a forwarding node divert what passes for a server to the SIP application on it.
     *
     * @param node the forwarding node
     * @param server the server's address
     * @param port the server's port; its TLS port is the next one and is diverted too
     * @return whether the node's routing is a list
     */
    static bool Divert(Ptr<Node> node, Ipv4Address server, uint16_t port = 5060);

    /**
     * Puts a rogue server between users and their own: what passes a link for the server ends at a
     * proxy on the link's node, which sends it on to the real one. Attackers are put into it as
     * into any compromised proxy (InProxy); a ServerPoser is in it from the start.
     *
     * @param node the forwarding node
     * @param victim the server that is posed as
     * @param client how the relay opens TLS connections to the real server; null: no TLS
     * @param server how it accepts TLS connections, with the credential it has got; null: no TLS
     * @return the relay; null if the node's routing is no list
     */
    Ptr<SipProxy> RelayOnLink(Ptr<Node> node,
                              Ptr<SipProxy> victim,
                              std::shared_ptr<TlsContext> client = nullptr,
                              std::shared_ptr<TlsContext> server = nullptr);

    /**
     * Gives attackers' hosts random streams.
     *
     * @param stream first stream number to use
     * @return number of streams used
     */
    int64_t AssignStreams(int64_t stream);

  private:
    /** Puts an attacker among the policies. */
    static void PutTap(Ptr<MessageAttacker> attacker, Ptr<SipProxy> proxy, Place place);
    /** Puts an attacker among the policies. */
    static void PutPolicy(Ptr<SipProxyPolicy> attacker, Ptr<SipProxy> proxy, Place place);
    /** Puts an attacker on a node. */
    void Install(Ptr<AttackerHost> attacker, Ptr<Node> node, const std::string& host, Time start);

    Ptr<SipResolver> m_resolver;             ///< name table
    Ptr<AttackLog> m_log;                    ///< where attackers write
    std::vector<Ptr<SipElement>> m_elements; ///< what was installed
};

} // namespace ns3

#endif // ADVERSARY_HELPER_H
