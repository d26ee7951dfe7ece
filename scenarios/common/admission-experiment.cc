// SPDX-License-Identifier: GPL-2.0-only

#include "admission-experiment.h"

#include "ns3/boolean.h"
#include "ns3/callback.h"
#include "ns3/crypto-context-helper.h"
#include "ns3/data-rate.h"
#include "ns3/end-to-middle-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <cmath>

namespace ns3
{

namespace
{

/// Octets that a point-to-point link puts around each packet (PPP).
constexpr uint32_t LINK_OCTETS = 2;
/// Packets a second, of all formats here.
constexpr uint64_t PACKET_RATE = 50;
/// Warm-up in mean holding times.
constexpr double WARM_UP = 4;
/// First random stream of the media.
constexpr int64_t MEDIA_STREAM = 20000;
/// Distance between the random streams of two hosts.
constexpr int64_t STREAMS_PER_HOST = 1000;
/// Where, among a host's streams, that of its cryptography is.
constexpr int64_t CRYPTO_STREAM = 500;

/**
 * Get what a call needs on the media link in each direction.
 *
 * @param payloadType its format
 * @return in bit/s
 */
uint64_t
GetBitRate(unsigned payloadType)
{
    const uint64_t payload = payloadType == 0 ? 160 : 20;
    return (payload + 12 + 8 + 20 + LINK_OCTETS) * 8 * PACKET_RATE;
}

/**
 * Get the kinds of calls.
 *
 * @param hasTwo whether half of them are narrow
 * @return the kinds
 */
std::vector<CallTraffic::Kind>
GetKinds(bool hasTwo)
{
    if (hasTwo)
    {
        return {{0, 0.5}, {18, 0.5}};
    }
    return {{0, 1}};
}

} // namespace

const std::vector<std::string>&
AdmissionExperiment::GetMechanisms()
{
    static const std::vector<std::string> names{"clear",
                                                "asymmetric",
                                                "cek-reuse",
                                                "border-controller",
                                                "admit-all",
                                                "refuse-all",
                                                "worst-case"};
    return names;
}

AdmissionExperiment::AdmissionExperiment(const Plan& plan,
                                         std::shared_ptr<const CostProfile> profile)
    : m_plan(plan)
    , m_network(
          [&plan]()
          {
              AdmissionNetwork::Plan network;
              network.mediaBitRate = plan.channels * GetBitRate(0);
              network.queuePackets = static_cast<uint32_t>(2 * plan.channels); // 40 ms of PCMU
              return network;
          }(),
          std::move(profile))
    , m_callerSession(CreateObject<TrafficDescriber>())
    , m_calleeSession(CreateObject<TrafficDescriber>())
    , m_admission(CreateObject<CallAdmissionPolicy>())
{
    const auto equip = [this](Ptr<TrafficDescriber> session, AdmissionNetwork::Host host)
    {
        session->SetHost(m_network.GetNode(host), m_network.GetAddress(host));
        if (m_plan.hasMedia)
        {
            session->EnableMedia(MEDIA_STREAM * (1 + static_cast<int64_t>(host)), GetWarmUpEnd());
        }
        (host == AdmissionNetwork::Caller ? m_network.GetCaller() : m_network.GetCallee())
            ->SetSessionDescriber(session);
    };
    equip(m_callerSession, AdmissionNetwork::Caller);
    equip(m_calleeSession, AdmissionNetwork::Callee);
}

tl::expected<void, std::string>
AdmissionExperiment::Install(CredentialOffice& office)
{
    const std::string& mechanism = m_plan.mechanism;
    const bool isDisclosing = mechanism == "asymmetric" || mechanism == "cek-reuse";
    const bool isBorder = mechanism == "border-controller";
    const std::vector<Ptr<SipElement>> elements{m_network.GetCaller(),
                                                m_network.GetProxy(AdmissionNetwork::LeftProxy),
                                                m_network.GetProxy(AdmissionNetwork::RightProxy),
                                                m_network.GetCallee()};
    const std::string identities[] = {"uri:sip:alice@atlanta.example.com",
                                      "dns:ss1.atlanta.example.com",
                                      "dns:ss2.biloxi.example.com",
                                      "uri:sip:bob@biloxi.example.com"};
    const std::string names[] = {"alice", "ss1", "ss2", "bob"};
    std::vector<Party> parties;
    for (std::size_t i = 0; i < elements.size(); ++i)
    {
        const int64_t stream = STREAMS_PER_HOST * (1 + static_cast<int64_t>(i));
        elements[i]->AssignStreams(stream);
        auto context = CreateCryptoContext(stream + CRYPTO_STREAM, office.GetLibraries());
        const CredentialOffice::Subject subject{names[i],
                                                {identities[i]},
                                                static_cast<unsigned>(i + 1)};
        const auto credential = office.Get(*context, subject, "p-256");
        if (!credential)
        {
            return tl::unexpected(credential.error());
        }
        parties.push_back({std::move(context), *credential});
        m_archive.AddParty(names[i], *credential);
    }
    const Party& proxy = parties[AdmissionNetwork::LeftProxy];
    const auto left = m_network.GetProxy(AdmissionNetwork::LeftProxy);
    EndToMiddleHelper helper;
    helper.SetBodyPolicyAttribute("Keying",
                                  StringValue(mechanism == "clear" ? "none"
                                              : isDisclosing       ? mechanism
                                                                   : "end-to-end"));
    // A border controller would break signatures; nobody signs, so that all do the same.
    helper.SetBodyPolicyAttribute("Protection", StringValue("encrypt"));
    const auto caller = helper.InstallUserAgent(m_network.GetCaller(), parties.front());
    const auto callee = helper.InstallUserAgent(m_network.GetCallee(), parties.back());
    m_archive.Listen(names[AdmissionNetwork::Caller], caller);
    m_archive.Listen(names[AdmissionNetwork::Callee], callee);
    if (isDisclosing)
    {
        m_archive.Listen(names[AdmissionNetwork::LeftProxy],
                         helper.InstallProxy(left, left->GetHost(), proxy));
        caller->DiscloseTo(left->GetHost(), proxy.credential.certificate);
    }
    if (isBorder)
    {
        m_relay = CreateObject<MediaRelay>();
        m_relay->SetAttribute("Address", Ipv4AddressValue(m_network.GetRelayAddress()));
        m_network.GetNode(AdmissionNetwork::LeftProxy)->AddApplication(m_relay);
        const auto make = [&]()
        {
            const auto policy = CreateObject<SmimeBodyPolicy>();
            policy->SetAttribute("Keying", StringValue("end-to-end"));
            policy->SetAttribute("Protection", StringValue("encrypt"));
            policy->SetCredential(proxy.context, proxy.credential);
            policy->SetDirectory(helper.GetDirectory());
            m_archive.Listen(names[AdmissionNetwork::LeftProxy], policy);
            return policy;
        };
        m_controller = CreateObject<BorderController>();
        m_controller->SetRelay(m_relay);
        m_controller->SetBodyPolicies(make(), make());
        left->AddPolicy(m_controller);
        // Users are made to take the controller for everybody else.
        const auto everybody = CreateObject<CertificateDirectory>();
        for (const auto& agent : {m_network.GetCaller(), m_network.GetCallee()})
        {
            everybody->AddUser(agent->GetAddressOfRecord(), proxy.credential.certificate);
        }
        caller->SetDirectory(everybody);
        callee->SetDirectory(everybody);
    }
    const DataRateValue capacity(DataRate(m_plan.channels * GetBitRate(0)));
    m_admission->SetAttribute("OutwardCapacity", capacity);
    m_admission->SetAttribute("InwardCapacity", capacity);
    m_admission->SetAttribute("LinkOctets", UintegerValue(LINK_OCTETS));
    m_admission->SetAttribute("AssumedRate", DataRateValue(DataRate(GetBitRate(0))));
    m_admission->SetAttribute("WhenUnreadable",
                              StringValue(mechanism == "admit-all"    ? "admit"
                                          : mechanism == "refuse-all" ? "refuse"
                                                                      : "assume"));
    m_admission->TraceConnectWithoutContext("Admission",
                                            MakeCallback(&AdmissionExperiment::OnAdmission, this));
    left->AddPolicy(m_admission);
    return {};
}

Time
AdmissionExperiment::GetWarmUpEnd() const
{
    return CallTraffic::Plan().begin +
           NanoSeconds(std::llround(WARM_UP * m_plan.holdingSeconds * 1e9));
}

const AdmissionNetwork&
AdmissionExperiment::GetNetwork() const
{
    return m_network;
}

const KeyArchive&
AdmissionExperiment::GetArchive() const
{
    return m_archive;
}

void
AdmissionExperiment::OnAdmission(const AdmissionReport& report)
{
    using Basis = AdmissionReport::Basis;
    m_descriptions += report.basis == Basis::Offer || report.basis == Basis::Answer ? 1 : 0;
}

tl::expected<AdmissionExperiment::Result, std::string>
AdmissionExperiment::Run()
{
    const auto kinds = GetKinds(m_plan.hasTwoFormats);
    double meanBitRate = 0;
    for (const auto& kind : kinds)
    {
        meanBitRate += kind.share * static_cast<double>(GetBitRate(kind.payloadType));
    }
    CallTraffic::Plan plan;
    plan.kinds = kinds;
    plan.arrivalsPerSecond = m_plan.offered * static_cast<double>(m_plan.channels * GetBitRate(0)) /
                             meanBitRate / m_plan.holdingSeconds;
    plan.meanHolding = NanoSeconds(std::llround(m_plan.holdingSeconds * 1e9));
    plan.warmUp = GetWarmUpEnd() - plan.begin;
    plan.calls = m_plan.calls;
    CallTraffic traffic(m_network.GetCaller(),
                        m_network.GetCallee()->GetAddressOfRecord(),
                        m_callerSession,
                        plan);
    traffic.Run();
    const std::string fault = FindFault(traffic);
    if (!fault.empty())
    {
        return tl::unexpected(fault);
    }
    Result result;
    for (const auto& kind : kinds)
    {
        result.kinds.push_back({kind.payloadType, kind.share * plan.arrivalsPerSecond, 0, 0});
    }
    uint64_t answered = 0;
    double talked = 0;
    for (const auto& call : traffic.GetCalls())
    {
        result.kinds[call.kind].calls += call.isCounted ? 1 : 0;
        result.kinds[call.kind].blocked += call.isCounted && !call.isAnswered ? 1 : 0;
        answered += call.isAnswered ? 1 : 0;
        talked += call.talked.GetSeconds();
    }
    const AdmissionBook& book = m_admission->GetBook();
    if (answered > 0)
    {
        result.meanTalkSeconds = talked / static_cast<double>(answered);
        result.meanHeldSeconds =
            static_cast<double>(book.GetReleasedTime()) / 1e9 / static_cast<double>(answered);
    }
    result.peak = book.GetPeak();
    result.sentPackets = m_callerSession->GetSentPackets() + m_calleeSession->GetSentPackets();
    result.receivedPackets =
        m_callerSession->GetReceivedPackets() + m_calleeSession->GetReceivedPackets();
    result.descriptions = m_descriptions;
    return result;
}

std::string
AdmissionExperiment::FindFault(const CallTraffic& traffic) const
{
    const AdmissionBook& book = m_admission->GetBook();
    const LinkBandwidth& capacity = book.GetCapacity();
    if (!traffic.IsOver() || !m_network.GetCallee()->GetCalls().empty() ||
        m_callerSession->GetSessionCount() + m_calleeSession->GetSessionCount() > 0)
    {
        return "calls are left at the end";
    }
    if (!book.IsBalanced() || book.GetHeld() > 0 || !(book.GetUsed() == LinkBandwidth()))
    {
        return "reservations are left at the end, or do not balance";
    }
    if (book.GetPeak().outward > capacity.outward || book.GetPeak().inward > capacity.inward)
    {
        return "more was reserved than the link carries";
    }
    if (m_relay && (m_relay->GetOpenCount() > 0 || m_controller->GetCallCount() > 0))
    {
        return "relayed streams are left at the end";
    }
    uint64_t answered = 0;
    for (const auto& call : traffic.GetCalls())
    {
        if (!call.isOver || (call.code != 200 && call.code != 488))
        {
            return "a call ended with " + std::to_string(call.code);
        }
        answered += call.isAnswered ? 1 : 0;
    }
    if (answered != book.GetAdmitted() || answered != book.GetReleased(ReservationEnd::HungUp))
    {
        return "not every call that was answered had a reservation of its own";
    }
    return "";
}

} // namespace ns3
