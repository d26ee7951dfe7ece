// SPDX-License-Identifier: GPL-2.0-only
#include "simco-rig.h"

#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <utility>

namespace ns3
{

namespace
{

constexpr int64_t BEGIN = 1700000000; //!< when certificates become valid
constexpr int64_t END = 1800000000;   //!< when they expire

/// \return libraries for all tests, which would take long to set up anew
const std::shared_ptr<CryptoLibraryPool>&
GetPool()
{
    static const auto pool = CryptoLibraryPool::Create();
    return pool;
}

} // namespace

SimcoRig::SimcoRig()
    : SimcoRig(Link())
{
}

SimcoRig::SimcoRig(const Link& link)
    : m_crypto(std::make_shared<CryptoContext>(Octets(CryptoContext::SEED_SIZE, 's'), GetPool()))
    , m_trust(std::make_shared<TrustStore>(*m_crypto))
{
    m_good = std::make_unique<CertificateAuthority>(
        CertificateAuthority::Create(*m_crypto, "Authority", BEGIN, END).value());
    m_bad = std::make_unique<CertificateAuthority>(
        CertificateAuthority::Create(*m_crypto, "Nobody", BEGIN, END).value());
    m_trust->AddAnchor(m_good->GetCertificate());

    NodeContainer nodes;
    nodes.Create(2);
    proxy = nodes.Get(0);
    firewall = nodes.Get(1);
    PointToPointHelper wire;
    wire.SetDeviceAttribute("DataRate", StringValue(link.rate));
    wire.SetChannelAttribute("Delay", StringValue(link.delay));
    const NetDeviceContainer devices = wire.Install(nodes);
    InternetStackHelper().Install(nodes);
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
    addresses.Assign(devices);
    for (uint32_t i = 0; i < 2; ++i)
    {
        auto errors = CreateObject<RateErrorModel>();
        errors->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
        errors->AssignStreams(7 + i);
        devices.Get(i)->SetAttribute("ReceiveErrorModel", PointerValue(errors));
        m_errors.push_back(errors);
        devices.Get(i)->TraceConnectWithoutContext(
            "PhyTxBegin",
            Callback<void, Ptr<const Packet>>(
                [this](Ptr<const Packet> packet)
                {
                    if (records)
                    {
                        std::string octets(packet->GetSize(), '\0');
                        packet->CopyData(reinterpret_cast<uint8_t*>(octets.data()),
                                         packet->GetSize());
                        packets += std::to_string(Simulator::Now().GetNanoSeconds()) + ":" + octets;
                    }
                }));
    }
    SetLoss(link.loss);

    filter = MediaFilter::Install(firewall);
    server = CreateObject<SimcoServer>();
    TlsSettings settings;
    settings.credential = Issue(*m_good, "firewall.example.com");
    settings.trust = m_trust;
    settings.clientCertificate = TlsClientCertificate::Required;
    settings.epoch = BEGIN + 1000;
    server->SetContext(TlsContext::Create(m_crypto, settings).value());
    server->SetFilter(filter);
    server->Authorize("proxy.example.com");
    server->Authorize("other.example.com");
    server->TraceConnectWithoutContext(
        "MessageReceived",
        Callback<void, const SimcoMessage&, uint32_t>(
            [this](const SimcoMessage& message, uint32_t)
            {
                messages += std::string(ToString(SimcoTransaction{message.subType})) + " ";
            }));
    server->TraceConnectWithoutContext(
        "MessageSent",
        Callback<void, const SimcoMessage&, uint32_t>(
            [this](const SimcoMessage& message, uint32_t)
            {
                replies += std::to_string(static_cast<int>(message.basicType)) + ":" +
                           std::to_string(message.subType) + " ";
            }));
    server->TraceConnectWithoutContext("Unreadable",
                                       Callback<void, const SimcoError&>(
                                           [this](const SimcoError&)
                                           {
                                               unreadable += "x";
                                           }));
    firewall->AddApplication(server);
}

SimcoRig::~SimcoRig()
{
    for (const auto& object : m_objects)
    {
        object->Dispose();
    }
    Simulator::Destroy();
}

Credential
SimcoRig::Issue(CertificateAuthority& authority, const std::string& name)
{
    Work work;
    const PrivateKey key = PrivateKey::GenerateP256(*m_crypto, work).value();
    const auto certificate =
        authority
            .Issue(*m_crypto, {name, {"dns:" + name}, m_serial++, BEGIN, END}, key.GetPublicKey())
            .value();
    return {certificate, key};
}

std::shared_ptr<TlsContext>
SimcoRig::MakeContext(const std::string& agent, bool isTrusted)
{
    TlsSettings settings;
    settings.credential = Issue(isTrusted ? *m_good : *m_bad, agent);
    settings.trust = m_trust;
    settings.epoch = BEGIN + 1000;
    return TlsContext::Create(m_crypto, settings).value();
}

Ptr<SimcoFirewallControl>
SimcoRig::MakeControl(const std::string& agent, bool isTrusted)
{
    auto control = CreateObject<SimcoFirewallControl>();
    control->GetAgent()->SetNode(proxy);
    control->GetAgent()->SetContext(MakeContext(agent, isTrusted));
    control->GetAgent()->SetServer(InetSocketAddress(Ipv4Address("10.0.0.2"), SimcoMessage::PORT),
                                   "firewall.example.com");
    m_objects.push_back(control);
    return control;
}

Ptr<SimcoAgent>
SimcoRig::MakeAgent(const std::string& name)
{
    auto agent = CreateObject<SimcoAgent>();
    agent->SetNode(proxy);
    agent->SetContext(MakeContext(name));
    agent->SetServer(InetSocketAddress(Ipv4Address("10.0.0.2"), SimcoMessage::PORT),
                     "firewall.example.com");
    m_objects.push_back(agent);
    return agent;
}

void
SimcoRig::SetLoss(double loss)
{
    for (const auto& errors : m_errors)
    {
        errors->SetRate(loss);
    }
}

void
SimcoRig::Run(double seconds)
{
    Simulator::Stop(Seconds(seconds) - Simulator::Now());
    Simulator::Run();
}

void
SimcoRig::At(double seconds, std::function<void()> action)
{
    Simulator::Schedule(Seconds(seconds) - Simulator::Now(), std::move(action));
}

bool
SimcoRig::Passes(const MediaFlow& flow) const
{
    PinholeTable table = filter->GetTable();
    return table.Match(flow, Simulator::Now()).has_value();
}

std::size_t
SimcoRig::GetOpen() const
{
    return filter->GetTable().GetOpen();
}

bool
SimcoRig::IsBalanced() const
{
    return server->GetRules().IsBalanced() && filter->IsBalanced();
}

std::vector<MediaStreamEnds>
SimcoRig::MakeStreams(uint32_t number)
{
    const auto port = static_cast<uint16_t>(10000 + 2 * (number % 20000));
    const uint32_t caller = 0x0a010001;
    const uint32_t callee = 0x0a020001;
    MediaStreamEnds ends;
    ends.caller = MediaStreamEnds::Party{{caller, port}, {caller, static_cast<uint16_t>(port + 1)}};
    ends.callee = MediaStreamEnds::Party{{callee, port}, {callee, static_cast<uint16_t>(port + 1)}};
    return {ends};
}

std::vector<MediaStreamEnds>
SimcoRig::MakeOffer(std::vector<MediaStreamEnds> streams)
{
    for (MediaStreamEnds& each : streams)
    {
        each.callee.reset();
    }
    return streams;
}

} // namespace ns3
