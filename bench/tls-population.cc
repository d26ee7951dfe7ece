// SPDX-License-Identifier: GPL-2.0-only
// What a population of registered user agents costs, each with a live connection to an edge proxy,
// at most 500 to a proxy: memory, and processor time to register and to refresh. Prints one line:
// user agents, transport, octets for each node with its stack, octets for each user agent (both
// ends of the connection and the registrar's part included), nanoseconds to register each, and to
// refresh each by the live connection.
#include "ns3/certificate-authority.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/sip-network-helper.h"
#include "ns3/sip-password-file.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <malloc.h>
#include <string>
#include <vector>

namespace
{

using namespace ns3;

constexpr int64_t EPOCH = 1700000000;      ///< Unix time of simulated time zero
constexpr int64_t YEAR = 31536000;         ///< seconds
constexpr unsigned AGENTS_PER_PROXY = 500; ///< connections of an edge proxy
constexpr unsigned AGENTS_PER_NODE = 50;   ///< user agents that share a node and its stack

/// @return nanoseconds of processor time that this process has used
double
GetTime()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// @return octets of the heap that are in use
double
GetMemory()
{
    const struct mallinfo2 heap = mallinfo2();
    return static_cast<double>(heap.uordblks + heap.hblkhd);
}

/// Proxies, user agents and what they share.
class Population
{
  public:
    /**
     * @param count number of user agents
     * @param isTls whether they use TLS, or TCP
     */
    Population(unsigned count, bool isTls)
        : m_count(count)
        , m_isTls(isTls)
    {
        m_helper.SetUserAgentAttribute("Protocol", StringValue(isTls ? "TLS" : "TCP"));
        m_helper.SetProxyAttribute("Protocol", StringValue(isTls ? "TLS" : "TCP"));
    }

    /** Build the nodes, then the rest. */
    void
    Build()
    {
        const double before = GetMemory();
        const unsigned nodes = (m_count + AGENTS_PER_NODE - 1) / AGENTS_PER_NODE;
        const unsigned proxies = (m_count + AGENTS_PER_PROXY - 1) / AGENTS_PER_PROXY;
        m_nodes.Create(nodes);
        m_edges.Create(proxies);
        InternetStackHelper stack;
        stack.SetIpv6StackInstall(false);
        stack.SetRoutingHelper(Ipv4StaticRoutingHelper());
        stack.Install(m_nodes);
        stack.Install(m_edges);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
        link.SetChannelAttribute("Delay", StringValue("1ms"));
        Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.252");
        for (unsigned i = 0; i < nodes; ++i)
        {
            const Ptr<Node> edge = m_edges.Get(i * AGENTS_PER_NODE / AGENTS_PER_PROXY);
            addresses.Assign(link.Install(edge, m_nodes.Get(i)));
            addresses.NewNetwork();
            Ipv4StaticRoutingHelper()
                .GetStaticRouting(m_nodes.Get(i)->GetObject<Ipv4>())
                ->SetDefaultRoute(Ipv4Address(0x0a000001 + 4 * i), 1);
        }
        memoryPerNode = (GetMemory() - before) / nodes;
        BuildProxies();
        m_base = GetMemory();
        BuildAgents();
    }

    /** Register all, then refresh all. */
    void
    Run()
    {
        double begin = GetTime();
        Simulator::Stop(Seconds(1) + MilliSeconds(2 * m_count) + Seconds(20));
        Simulator::Run();
        registerTime = (GetTime() - begin) / m_count;
        memoryPerAgent = (GetMemory() - m_base) / m_count;
        if (m_registered != m_count)
        {
            std::cerr << "tls-population: " << m_registered << " of " << m_count
                      << " have registered\n";
            std::exit(1);
        }
        for (unsigned i = 0; i < m_count; ++i)
        {
            Simulator::Schedule(MilliSeconds(2 * i + 1), &SipUserAgent::Register, m_agents[i]);
        }
        begin = GetTime();
        Simulator::Stop(MilliSeconds(2 * m_count) + Seconds(20));
        Simulator::Run();
        refreshTime = (GetTime() - begin) / m_count;
        if (m_registered != 2 * m_count)
        {
            std::cerr << "tls-population: a refresh failed\n";
            std::exit(1);
        }
    }

    double memoryPerNode{0};  ///< octets of a node with its stack and link
    double memoryPerAgent{0}; ///< octets of a registered user agent
    double registerTime{0};   ///< nanoseconds to connect and register
    double refreshTime{0};    ///< nanoseconds to refresh a registration

  private:
    /** Put a proxy with a registrar on each edge node. */
    void
    BuildProxies()
    {
        m_crypto = std::make_shared<CryptoContext>(Octets(CryptoContext::SEED_SIZE, 'p'));
        m_authority = std::make_shared<CertificateAuthority>(
            CertificateAuthority::Create(*m_crypto, "CA", EPOCH - YEAR, EPOCH + YEAR).value());
        m_trust = std::make_shared<TrustStore>(*m_crypto);
        m_trust->AddAnchor(m_authority->GetCertificate());
        TlsSettings client;
        client.trust = m_trust;
        client.epoch = EPOCH;
        m_client = TlsContext::Create(m_crypto, client).value();
        for (unsigned i = 0; i < m_edges.GetN(); ++i)
        {
            const std::string host = "edge" + std::to_string(i) + ".example";
            const Ptr<SipProxy> proxy = m_helper.InstallProxy(m_edges.Get(i), host, host);
            Work work;
            const auto key = PrivateKey::GenerateP256(*m_crypto, work).value();
            TlsSettings server = client;
            server.clientCertificate = TlsClientCertificate::Requested;
            server.credential = Credential{
                m_authority
                    ->Issue(*m_crypto,
                            {host, {"uri:sip:" + host}, i + 2, EPOCH - YEAR, EPOCH + YEAR},
                            key.GetPublicKey())
                    .value(),
                key};
            const auto context = TlsContext::Create(m_crypto, server).value();
            proxy->SetTls(context, context);
            proxy->SetCryptoContext(m_crypto);
            m_passwords.push_back(CreateObject<SipPasswordFile>());
            m_helper.InstallRegistrar(proxy, m_passwords.back());
            m_proxies.push_back(proxy);
        }
    }

    /** Put the user agents on their nodes. */
    void
    BuildAgents()
    {
        m_helper.SetUserAgentTls(m_isTls ? m_client : nullptr, m_crypto);
        for (unsigned i = 0; i < m_count; ++i)
        {
            const unsigned edge = i / AGENTS_PER_PROXY;
            const std::string user = "user" + std::to_string(i);
            m_helper.SetUserAgentAttribute("Port", UintegerValue(5060 + 2 * (i % AGENTS_PER_NODE)));
            const Ptr<SipUserAgent> agent = m_helper.InstallUserAgent(
                m_nodes.Get(i / AGENTS_PER_NODE),
                "sip:" + user + "@edge" + std::to_string(edge) + ".example");
            agent->SetCredentials(user, "password");
            m_passwords[edge]->AddUser(user, "password");
            agent->SetAttribute("OutboundProxy",
                                StringValue(m_proxies[edge]->GetRouteUri().ToString()));
            agent->TraceConnectWithoutContext("Registration",
                                              Callback<void, int, Time>(
                                                  [this](int code, Time)
                                                  {
                                                      m_registered += code == 200;
                                                  }));
            Simulator::Schedule(Seconds(1) + MilliSeconds(2 * i), &SipUserAgent::Register, agent);
            m_agents.push_back(agent);
        }
    }

    unsigned m_count;                        ///< number of user agents
    bool m_isTls;                            ///< whether they use TLS
    double m_base{0};                        ///< memory before the user agents
    unsigned m_registered{0};                ///< registrations and refreshes that succeeded
    SipNetworkHelper m_helper;               ///< makes the elements
    NodeContainer m_nodes;                   ///< of user agents
    NodeContainer m_edges;                   ///< of proxies
    std::shared_ptr<CryptoContext> m_crypto; ///< shared by all
    std::shared_ptr<CertificateAuthority> m_authority; ///< signs the proxies' certificates
    std::shared_ptr<TrustStore> m_trust;               ///< trusts it
    std::shared_ptr<TlsContext> m_client;              ///< shared by the user agents
    std::vector<Ptr<SipPasswordFile>> m_passwords;     ///< by proxy
    std::vector<Ptr<SipProxy>> m_proxies;              ///< the edge proxies
    std::vector<Ptr<SipUserAgent>> m_agents;           ///< the user agents
};

} // namespace

/**
 * @param argc 3
 * @param argv number of user agents, and "tls" or "tcp"
 * @return exit status
 */
int
main(int argc, char* argv[])
{
    const int count = argc == 3 ? std::atoi(argv[1]) : 0;
    const std::string transport = argc == 3 ? argv[2] : "";
    if (count < 1 || (transport != "tls" && transport != "tcp"))
    {
        std::cerr << "usage: tls-population USER-AGENTS tls|tcp\n";
        return 2;
    }
    Population population(static_cast<unsigned>(count), transport == "tls");
    population.Build();
    population.Run();
    std::cout << count << " " << transport << " " << population.memoryPerNode << " "
              << population.memoryPerAgent << " " << population.registerTime << " "
              << population.refreshTime << "\n";
    Simulator::Destroy();
    return 0;
}
