// SPDX-License-Identifier: GPL-2.0-only

#include "firewall-attack.h"

#include "ns3/ipv4.h"
#include "ns3/media-injector.h"
#include "ns3/media-relay.h"
#include "ns3/nstime.h"
#include "ns3/port-scanner.h"
#include "ns3/proxy-tap.h"
#include "ns3/request-dropper.h"
#include "ns3/rtp-session.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/token-forger.h"
#include "ns3/token-thief.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// Random stream of what is forged.
constexpr int64_t ATTACK_STREAM = 55;
/// From the answer to the attack.
const Time PATIENCE = Seconds(1);
/// Packets of RTP that are sent where nothing else is said.
constexpr uint32_t PACKETS = 50;
/// Where Mallory sends from.
constexpr uint16_t MALLORY_PORT = 40000;
/// Forged tokens: what fills a link of 10 Mbit/s for a second.
constexpr uint32_t FORGED_TOKENS = 7000;
const Time FORGED_INTERVAL = MicroSeconds(142);
/// A token is shown again so long after it was first seen: after the call.
const Time REPLAY_DELAY = Seconds(30);
/// Ports around Alice's that are scanned.
constexpr uint16_t SCANNED_PORTS = 1000;

} // namespace

const std::vector<std::string>&
FirewallAttack::GetNames()
{
    static const std::vector<std::string> names{"none",
                                                "spoofed-media",
                                                "port-scan",
                                                "stolen-token",
                                                "replayed-token",
                                                "forged-tokens",
                                                "lying-proxy",
                                                "lost-bye"};
    return names;
}

bool
FirewallAttack::IsMeaningful(const std::string& name, const std::string& way)
{
    const bool hasTokens = way == "token" || way == "token-rtcp-time";
    const bool isTheft = name == "stolen-token" || name == "replayed-token";
    return hasTokens || !isTheft;
}

FirewallAttack::FirewallAttack(std::string name,
                               FirewallNetwork& network,
                               FirewallEquipment& equipment)
    : m_name(std::move(name))
    , m_network(network)
    , m_equipment(equipment)
{
    if (m_name == "lying-proxy")
    {
        m_insider = CreateObject<InsiderControl>();
        m_insider->SetAccomplice(
            {FirewallNetwork::GetAddress(FirewallNetwork::Mallory).Get(), MALLORY_PORT});
        m_equipment.SetInsider(m_insider);
    }
}

template <typename T>
Ptr<T>
FirewallAttack::Make()
{
    const auto attacker = CreateObject<T>();
    attacker->SetNode(m_network.GetNode(FirewallNetwork::Mallory));
    m_attackers.push_back(attacker);
    return attacker;
}

void
FirewallAttack::Prepare()
{
    if (m_name == "stolen-token" || m_name == "replayed-token")
    {
        const bool isReplay = m_name == "replayed-token";
        const auto thief = Make<TokenThief>();
        thief->SetAttribute("Mode", StringValue(isReplay ? "Replay" : "Elsewhere"));
        thief->SetAttribute("Delay", TimeValue(isReplay ? REPLAY_DELAY : PATIENCE));
        thief->SetAttribute("Number", UintegerValue(PACKETS));
        thief->Tap(m_network.GetNode(FirewallNetwork::Core));
    }
    if (m_name == "lost-bye")
    {
        const auto tap = CreateObject<ProxyTap>();
        tap->Add(CreateObject<RequestDropper>());
        m_network.GetProxy(FirewallNetwork::Proxy2)->AddPolicy(tap);
    }
}

void
FirewallAttack::Begin(Ptr<SipCall> call)
{
    m_callId = call->GetCallId();
    const auto find = [this](FirewallNetwork::Host host)
    {
        const auto session = m_equipment.GetDescriber(host)->GetSession(m_callId);
        return MediaEnd{FirewallNetwork::GetAddress(host).Get(),
                        session ? session->GetSettings().localPort : uint16_t{0}};
    };
    const Ends ends{find(FirewallNetwork::Alice), find(FirewallNetwork::Bob)};
    if (ends.alice.port != 0 && ends.bob.port != 0)
    {
        Simulator::Schedule(PATIENCE, &FirewallAttack::Send, this, ends);
    }
}

void
FirewallAttack::Send(const Ends& ends)
{
    const auto relay = m_equipment.GetRelay();
    MediaEnd victim = ends.alice;
    if (relay)
    {
        // Bob's description of the world inside: the relay's side that faces him.
        const auto session = m_equipment.GetDescriber(FirewallNetwork::Bob)->GetSession(m_callId);
        victim = {FirewallNetwork::GetRelayAddress().Get(), session->GetSettings().peerPort};
    }
    if (m_name == "spoofed-media")
    {
        const auto injector = Make<MediaInjector>();
        injector->SetAttribute("Number", UintegerValue(PACKETS));
        injector->Begin({ends.bob, victim});
    }
    else if (m_name == "port-scan")
    {
        const auto scanner = Make<PortScanner>();
        const int first = std::max(1024, victim.port - SCANNED_PORTS / 2);
        scanner->SetAttribute("FirstPort", UintegerValue(static_cast<uint64_t>(first)));
        scanner->SetAttribute(
            "LastPort",
            UintegerValue(static_cast<uint64_t>(std::min(65535, first + SCANNED_PORTS - 1))));
        scanner->SetAttribute("Step", UintegerValue(1));
        scanner->Scan(victim.address);
    }
    else if (m_name == "forged-tokens")
    {
        const auto forger = Make<TokenForger>();
        forger->AssignStreams(ATTACK_STREAM);
        forger->SetAttribute("Interval", TimeValue(FORGED_INTERVAL));
        forger->SetAttribute("Number", UintegerValue(FORGED_TOKENS));
        forger->Flood(victim);
    }
    else if (m_name == "lying-proxy")
    {
        UseLie({victim, ends.bob});
    }
}

void
FirewallAttack::UseLie(const Ends& ends)
{
    const MediaEnd own{FirewallNetwork::GetAddress(FirewallNetwork::Mallory).Get(), MALLORY_PORT};
    if (m_insider && !m_insider->GetGrants().empty())
    {
        const auto thief = Make<TokenThief>();
        thief->SetAttribute("Number", UintegerValue(PACKETS));
        thief->Use(m_insider->GetGrants().front(),
                   {own.address, static_cast<uint16_t>(own.port + 1)});
        return;
    }
    MediaFlow flow{own, ends.alice};
    if (const auto relay = m_equipment.GetRelay())
    {
        const auto session = m_equipment.GetDescriber(FirewallNetwork::Alice)->GetSession(m_callId);
        const auto stream = relay->Open();
        relay->SetPeer(*stream,
                       MediaRelay::First,
                       InetSocketAddress(FirewallNetwork::GetAddress(FirewallNetwork::Alice),
                                         session->GetSettings().localPort));
        flow.destination.port = relay->GetPort(*stream, MediaRelay::Second);
        Simulator::Schedule(2 * PATIENCE, &MediaRelay::Close, relay, *stream);
    }
    const auto injector = Make<MediaInjector>();
    injector->SetAttribute("Number", UintegerValue(PACKETS));
    injector->Begin(flow);
}

bool
FirewallAttack::End(Ptr<SipCall> call)
{
    if (m_name != "lost-bye")
    {
        return false;
    }
    // Alice's telephone has no power any more. Bob hangs up; his BYE gets lost.
    for (const auto host : {FirewallNetwork::Alice, FirewallNetwork::Bob})
    {
        if (const auto session = m_equipment.GetDescriber(host)->GetSession(m_callId))
        {
            session->GetSender()->Stop();
        }
    }
    m_network.GetNode(FirewallNetwork::Alice)->GetObject<Ipv4>()->SetDown(1);
    m_network.GetAgent(FirewallNetwork::Bob)->HangUpAll();
    return true;
}

} // namespace ns3
