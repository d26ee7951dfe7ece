// SPDX-License-Identifier: GPL-2.0-only

#ifndef SIMCO_RIG_H
#define SIMCO_RIG_H

#include "ns3/certificate-authority.h"
#include "ns3/crypto-library-pool.h"
#include "ns3/error-model.h"
#include "ns3/media-filter.h"
#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/simco-agent.h"
#include "ns3/simco-firewall-control.h"
#include "ns3/simco-server.h"
#include "ns3/simulator.h"
#include "ns3/tls-context.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{

/// Counts results.
struct Results
{
    int good{0};             //!< done
    std::string errors;      //!< a letter for each: u, r, x, k
    std::vector<Time> times; //!< when

    /// \return a Done that counts here
    FirewallControl::Done
    Count()
    {
        return [this](const tl::expected<FirewallGrant, FirewallError>& result, const Work&)
        {
            times.push_back(Simulator::Now());
            good += result.has_value();
            errors += result ? "" : std::string(1, "urxk"[static_cast<int>(result.error().kind)]);
        };
    }
};

/**
 * A proxy's node and a firewall's, with a link between them, certificates for both, a server and
 * whatever agents a test makes.
 */
class SimcoRig
{
  public:
    /// What a link does.
    struct Link
    {
        std::string rate{"10Mbps"}; //!< its data rate
        std::string delay{"5ms"};   //!< its delay
        double loss{0};             //!< share of packets lost, each way
    };

    /// \param link between proxy and firewall
    explicit SimcoRig(const Link& link);

    /// With a good link.
    SimcoRig();

    ~SimcoRig();

    /**
     * \param agent names in its certificate
     * \param isTrusted false: the certificate is by an authority that nobody knows
     * \return a control on the proxy's node
     */
    Ptr<SimcoFirewallControl> MakeControl(const std::string& agent = "proxy.example.com",
                                          bool isTrusted = true);

    /**
     * \param agent its name
     * \return an agent on the proxy's node
     */
    Ptr<SimcoAgent> MakeAgent(const std::string& agent);

    /**
     * \param agent its name
     * \param isTrusted false: the certificate is by an authority that nobody knows
     * \return settings of an agent's TLS
     */
    std::shared_ptr<TlsContext> MakeContext(const std::string& agent, bool isTrusted = true);

    /// \param loss share of packets lost from now on, each way
    void SetLoss(double loss);

    /**
     * \param seconds until when to run
     */
    void Run(double seconds);

    /**
     * \param seconds when
     * \param action what is done then
     */
    void At(double seconds, std::function<void()> action);

    /**
     * \param flow a flow
     * \return whether the filter lets it pass
     */
    bool Passes(const MediaFlow& flow) const;

    /// \return number of pinholes that are open
    std::size_t GetOpen() const;

    /// \return whether everything is accounted for
    bool IsBalanced() const;

    /**
     * \param number tells calls apart
     * \return a call's only stream, with consecutive ports
     */
    static std::vector<MediaStreamEnds> MakeStreams(uint32_t number = 0);

    /**
     * \param streams of a call
     * \return the same as in an offer of the caller
     */
    static std::vector<MediaStreamEnds> MakeOffer(std::vector<MediaStreamEnds> streams);

    Ptr<Node> proxy;         //!< of the agents
    Ptr<Node> firewall;      //!< of the server
    Ptr<MediaFilter> filter; //!< the firewall's
    Ptr<SimcoServer> server; //!< the middlebox
    std::string messages;    //!< received by the server: "SE PRR PEA "
    std::string replies;     //!< sent by the server: basic type, sub-type; "2:17 "
    std::string unreadable;  //!< an "x" for each
    std::string packets;     //!< all that crossed the link, if recorded
    bool records{false};     //!< whether it is

  private:
    /**
     * \param authority who signs
     * \param name for whom
     * \return a credential
     */
    Credential Issue(CertificateAuthority& authority, const std::string& name);

    std::shared_ptr<CryptoContext> m_crypto;      //!< random numbers
    std::unique_ptr<CertificateAuthority> m_good; //!< known
    std::unique_ptr<CertificateAuthority> m_bad;  //!< unknown
    std::shared_ptr<TrustStore> m_trust;          //!< knows it
    std::vector<Ptr<Object>> m_objects;           //!< to be disposed of
    std::vector<Ptr<RateErrorModel>> m_errors;    //!< of the link
    uint64_t m_serial{100};                       //!< of certificates
};

/**
 * \param streams of a call
 * \return its flows: RTP and RTCP, both ways
 */
inline std::vector<MediaFlow>
GetFlows(const std::vector<MediaStreamEnds>& streams)
{
    const auto& [caller, callee] = streams[0];
    return {{caller->media, callee->media},
            {caller->control, callee->control},
            {callee->media, caller->media},
            {callee->control, caller->control}};
}

/**
 * \param rig the network
 * \param streams of a call
 * \return how many of its flows pass
 */
inline int
CountPassing(const SimcoRig& rig, const std::vector<MediaStreamEnds>& streams)
{
    int count = 0;
    for (const MediaFlow& flow : GetFlows(streams))
    {
        count += rig.Passes(flow);
    }
    return count;
}

} // namespace ns3

#endif // SIMCO_RIG_H
