// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inspection-policy.h"

#include "ns3/boolean.h"
#include "ns3/log.h"
#include "ns3/middle-demand.h"
#include "ns3/mime-multipart.h"
#include "ns3/simulator.h"
#include "ns3/sip-body-entity.h"
#include "ns3/sip-proxy.h"
#include "ns3/smime-entity.h"
#include "ns3/smime-keyring.h"
#include "ns3/smime-message.h"
#include "ns3/smime-reader.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <set>
#include <sstream>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("InspectionPolicy");
NS_OBJECT_ENSURE_REGISTERED(InspectionPolicy);

TypeId
InspectionPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::InspectionPolicy")
            .SetParent<SipProxyPolicy>()
            .SetGroupName("EndToMiddle")
            .AddConstructor<InspectionPolicy>()
            .AddAttribute("Host",
                          "Our name in labels; empty: the host name of the proxy.",
                          StringValue(""),
                          MakeStringAccessor(&InspectionPolicy::m_host),
                          MakeStringChecker())
            .AddAttribute("Required",
                          "Whether a body must be readable: all messages are looked at, and "
                          "requests in which what RequiredType says cannot be read are refused.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&InspectionPolicy::m_required),
                          MakeBooleanChecker())
            .AddAttribute("RequiredType",
                          "Media type that must be readable if Required, without parameters; "
                          "empty: the whole body.",
                          StringValue("application/sdp"),
                          MakeStringAccessor(&InspectionPolicy::m_requiredType),
                          MakeStringChecker())
            .AddAttribute("SignatureRequired",
                          "Whether what is seen must be signed. Requests with what is not are "
                          "refused with SignatureCode, with a bad signature with 403.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&InspectionPolicy::m_signatureRequired),
                          MakeBooleanChecker())
            .AddAttribute("RefuseAbsent",
                          "Whether, if Required, an INVITE that can be read and does not have what "
                          "must be seen is refused with 403.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&InspectionPolicy::m_refuseAbsent),
                          MakeBooleanChecker())
            .AddAttribute("RemoveLabel",
                          "Whether a label that names us is taken off once it was followed, if it "
                          "is not part of the body.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&InspectionPolicy::m_removeLabel),
                          MakeBooleanChecker())
            .AddAttribute("RequireIntegrity",
                          "Whether an envelope that does not show changes (enveloped-data), at "
                          "whatever depth, counts as one that cannot be read, and is not "
                          "decrypted.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&InspectionPolicy::m_requireIntegrity),
                          MakeBooleanChecker())
            .AddAttribute("InspectUnlabelled",
                          "Whether bodies without a label for us are looked at too.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&InspectionPolicy::m_inspectUnlabelled),
                          MakeBooleanChecker())
            .AddAttribute("RefuseResponses",
                          "Whether, if Required, a 2xx or an ACK with a body that cannot be read "
                          "ends the dialog, toward both ends, instead of being passed on.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&InspectionPolicy::m_refuseResponses),
                          MakeBooleanChecker())
            .AddAttribute("ErrorCode",
                          "Status code for what cannot be read: 496 as in the last draft, 493 as "
                          "in the time of the article.",
                          UintegerValue(496),
                          MakeUintegerAccessor(&InspectionPolicy::m_errorCode),
                          MakeUintegerChecker<uint16_t>(400, 499))
            .AddAttribute("SignatureCode",
                          "Status code for what is not signed: 495 as in the last draft, 403 or "
                          "493 as in the time of the article.",
                          UintegerValue(495),
                          MakeUintegerAccessor(&InspectionPolicy::m_signatureCode),
                          MakeUintegerChecker<uint16_t>(400, 499))
            .AddAttribute(
                "Expiry",
                "How long a key is kept.",
                TimeValue(Hours(1)),
                MakeTimeAccessor(&InspectionPolicy::SetExpiry, &InspectionPolicy::GetExpiry),
                MakeTimeChecker(Seconds(1), Hours(24 * 365)))
            .AddAttribute(
                "MaxKeys",
                "Keys of all calls that are kept; more are refused.",
                UintegerValue(16384),
                MakeUintegerAccessor(&InspectionPolicy::SetMaxKeys, &InspectionPolicy::GetMaxKeys),
                MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddAttribute(
                "CallsPerSource",
                "Of how many calls that one user began, or that one last hop passed on if "
                "the user is not proved, keys are kept at most (RFC 3185 section 6).",
                UintegerValue(4096),
                MakeUintegerAccessor(&InspectionPolicy::SetCallsPerSource,
                                     &InspectionPolicy::GetCallsPerSource),
                MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("CekUsed",
                            "A content-encryption key was used. Bears secrets: for the export of "
                            "keys only.",
                            MakeTraceSourceAccessor(&InspectionPolicy::m_cekUsed),
                            "ns3::CekUsedTracedCallback")
            .AddTraceSource("Inspected",
                            "A body was looked at.",
                            MakeTraceSourceAccessor(&InspectionPolicy::m_inspected),
                            "ns3::InspectedTracedCallback");
    return tid;
}

InspectionPolicy::InspectionPolicy()
{
    m_labels.push_back(DisclosureLabel::Create(DisclosureLabel::Kind::ContentTarget));
    m_labels.push_back(DisclosureLabel::Create(DisclosureLabel::Kind::ProxyInspectBody));
}

InspectionPolicy::~InspectionPolicy() = default;

void
InspectionPolicy::DoDispose()
{
    LoseKeys();
    m_ender.Clear();
    m_trust = nullptr;
    SipProxyPolicy::DoDispose();
}

void
InspectionPolicy::SetCredential(std::shared_ptr<CryptoContext> context,
                                const Credential& credential)
{
    m_context = std::move(context);
    m_credential = credential;
    m_chain = {credential.certificate};
}

void
InspectionPolicy::SetChain(const std::vector<Certificate>& chain)
{
    m_chain = chain;
}

void
InspectionPolicy::SetTrustStore(std::shared_ptr<const TrustStore> trust)
{
    m_trust = std::move(trust);
}

void
InspectionPolicy::SetExpiry(Time expiry)
{
    m_expiry = expiry;
    LoseKeys();
}

void
InspectionPolicy::SetCallsPerSource(uint32_t calls)
{
    m_callsPerSource = calls;
    LoseKeys();
}

uint32_t
InspectionPolicy::GetCallsPerSource() const
{
    return m_callsPerSource;
}

Time
InspectionPolicy::GetExpiry() const
{
    return m_expiry;
}

void
InspectionPolicy::SetMaxKeys(uint32_t number)
{
    m_maxKeys = number;
    LoseKeys();
}

uint32_t
InspectionPolicy::GetMaxKeys() const
{
    return m_maxKeys;
}

void
InspectionPolicy::LoseKeys()
{
    m_keys.Reset(m_expiry.GetNanoSeconds(), m_maxKeys, m_callsPerSource);
}

std::optional<KekRecipient>
InspectionPolicy::FindSharedKey(const SipMessage& request)
{
    return m_keys.FindShared(request, Simulator::Now().GetNanoSeconds());
}

std::size_t
InspectionPolicy::GetKeyCount() const
{
    return m_keys.GetSize();
}

uint64_t
InspectionPolicy::GetEndedCount() const
{
    return m_endedCount;
}

uint64_t
InspectionPolicy::GetReadCount() const
{
    return m_readCount;
}

uint64_t
InspectionPolicy::GetUnreadCount() const
{
    return m_unreadCount;
}

InspectionDemand
InspectionPolicy::GetDemand() const
{
    return {m_required,
            m_requiredType,
            m_signatureRequired,
            m_refuseAbsent,
            m_errorCode,
            m_signatureCode};
}

std::string
InspectionPolicy::GetHost(const SipPolicyContext& context) const
{
    return m_host.empty() && context.proxy ? context.proxy->GetHost() : m_host;
}

SipVerdict
InspectionPolicy::OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work)
{
    if (m_refuseResponses)
    {
        m_ender.OnRequest(request, context);
    }
    const auto host = GetHost(context);
    const auto demand = GetDemand();
    auto reports = Inspect(request, request, context, work);
    m_keys.FollowRequest(request, Simulator::Now().GetNanoSeconds());
    auto fault = demand.Judge(reports);
    if ((fault == InspectionFault::Absent && request.GetMethod() != "INVITE") ||
        (fault == InspectionFault::Unsigned && request.GetMethod() == "ACK"))
    {
        fault = InspectionFault::None;
    }
    if (request.GetMethod() == "ACK" && fault != InspectionFault::None)
    {
        // An ACK cannot be refused (RFC 3261 section 17.1.1.3): the dialog ends, or it goes on.
        const bool isEnded = m_refuseResponses && EndDialog(request, context);
        Report(reports, isEnded);
        return isEnded ? SipVerdict::Respond({}) : SipVerdict::Continue();
    }
    Report(reports, fault != InspectionFault::None);
    if (fault != InspectionFault::None)
    {
        return SipVerdict::Respond(m_credential ? demand.MakeRefusal(fault, host, m_chain)
                                                : SipReply{500, "No Credential", {}, {}});
    }
    RemoveLabels(request, host);
    return SipVerdict::Continue();
}

SipVerdict
InspectionPolicy::OnResponse(SipMessage& response, const SipPolicyContext& context, Work& work)
{
    if (!context.request)
    {
        return SipVerdict::Continue();
    }
    if (m_refuseResponses)
    {
        m_ender.OnResponse(response, context);
    }
    auto reports = Inspect(response, *context.request, context, work);
    const auto code = response.GetStatusCode();
    const auto fault = GetDemand().Judge(reports);
    // Who answers cannot learn that a signature is wanted: the draft lets the answer pass.
    const bool isRefused =
        m_refuseResponses && code >= 200 && code < 300 &&
        (fault == InspectionFault::Unread || fault == InspectionFault::BadSignature);
    Report(reports, isRefused);
    const auto host = GetHost(context);
    if (!isRefused)
    {
        RemoveLabels(response, host);
        return SipVerdict::Continue();
    }
    // The proxy ends a dialog that an INVITE makes or goes on with toward the callee, and the reply
    // ends it at the caller. Other requests inside a dialog do neither.
    if (context.request->GetMethod() == "INVITE")
    {
        ++m_endedCount;
    }
    else
    {
        EndDialog(response, context);
    }
    return SipVerdict::Respond(
        {403, "Answer Undecipherable", {{"Warning", MakeMiddleWarning(host, m_requiredType)}}, {}});
}

void
InspectionPolicy::OnFinalSent(const SipMessage& response, const SipPolicyContext& context)
{
    const auto ending =
        m_keys.FollowDialog(response, *context.request, Simulator::Now().GetNanoSeconds());
    if (ending)
    {
        Simulator::Schedule(Seconds(InspectionKeys::FAILURE_LINGER_S),
                            [self = Ptr<InspectionPolicy>(this), ending = *ending]()
                            {
                                self->m_keys.ForgetFailed(ending);
                            });
    }
}

bool
InspectionPolicy::EndDialog(const SipMessage& message, const SipPolicyContext& context)
{
    const bool isEnded =
        context.proxy &&
        m_ender.End(message, *context.proxy, "SIP;cause=403;text=\"Body Undecipherable\"");
    m_endedCount += isEnded ? 1 : 0;
    return isEnded;
}

std::vector<std::size_t>
InspectionPolicy::ChooseParts(const SipMessage& message,
                              const std::vector<MimeEntity>& leaves,
                              const std::string& host,
                              bool& isLabelled) const
{
    std::vector<std::size_t> places; // each part is read once, by however many labels it is named
    std::set<std::size_t> taken;
    for (const auto& label : m_labels)
    {
        isLabelled = isLabelled || label->IsFor(message, host);
        for (const auto index : label->FindLeaves(message, leaves, host))
        {
            if (taken.insert(index).second)
            {
                places.push_back(index);
            }
        }
    }
    return places;
}

std::vector<InspectionReport>
InspectionPolicy::Inspect(const SipMessage& message,
                          const SipMessage& request,
                          const SipPolicyContext& context,
                          Work& work)
{
    std::vector<InspectionReport> reports;
    // Bodies of refusals (certificates) are nobody's content.
    const bool hasContent = message.IsRequest() || message.GetStatusCode() < 300;
    if (!hasContent || message.GetBody().empty() || (!m_credential && !m_required))
    {
        return reports;
    }
    InspectionReport report;
    report.dialog = m_keys.FindScope(request);
    std::ostringstream lastHop;
    lastHop << context.source.GetAddress();
    report.source = context.caller->empty() ? lastHop.str() : *context.caller;
    report.method = request.GetMethod();
    const auto sequence = request.GetCSeq();
    report.sequence = sequence ? sequence->GetNumber() : 0;
    report.statusCode = message.IsRequest() ? 0 : static_cast<uint32_t>(message.GetStatusCode());
    if (!m_credential)
    {
        report.outcome = SmimeOutcome::Undecipherable;
        reports.push_back(report);
        return reports;
    }
    const auto body = GetBodyEntity(message);
    const auto leaves = GetContents(message);
    auto places = ChooseParts(message, leaves, GetHost(context), report.isLabelled);
    const bool isForced = m_required || m_signatureRequired || m_inspectUnlabelled;
    if (!report.isLabelled && !isForced)
    {
        return reports;
    }
    if (places.empty() && !isForced)
    {
        reports.push_back(report); // labelled, and nothing to read: malformed
        return reports;
    }
    if (m_signatureRequired && GetSmimeKind(body) == SmimeKind::MultipartSigned)
    {
        const auto verified = VerifySmime(*m_context, body, {}, {}, {}, work);
        if (!verified)
        {
            report.outcome = SmimeOutcome::BadSignature;
            reports.push_back(report);
            return reports;
        }
        report.signer = verified->signer;
    }
    const auto now = Simulator::Now().GetNanoSeconds();
    const SmimeReader reader(
        *m_context,
        *m_credential,
        [this, &report, now](const std::vector<Octets>& references)
        {
            return m_keys.Find(report.dialog, references, now);
        },
        m_requireIntegrity);
    for (const auto place : places)
    {
        ReadPart(leaves[place], reader, report, work, reports);
    }
    // Where no label leads to what must be seen, our own policy decides: all parts are looked at.
    const auto demand = GetDemand();
    const bool isFound = std::any_of(reports.begin(),
                                     reports.end(),
                                     [&demand](const InspectionReport& each)
                                     {
                                         return demand.IsWanted(each);
                                     });
    const bool isAll = demand.contentType.empty() && m_required;
    if (isForced && (places.empty() || isAll || (m_required && !isFound)))
    {
        for (std::size_t i = 0; i < leaves.size(); ++i)
        {
            if (std::find(places.begin(), places.end(), i) == places.end())
            {
                ReadPart(leaves[i], reader, report, work, reports);
            }
        }
    }
    if (reports.empty())
    {
        reports.push_back(report); // nothing to read: malformed
    }
    JudgeSigners(message, context, work, reports);
    for (const auto& each : reports)
    {
        if (IsRead(each.outcome))
        {
            context.opened->push_back({each.contentType, each.content});
        }
    }
    return reports;
}

void
InspectionPolicy::ReadPart(const MimeEntity& part,
                           const SmimeReader& reader,
                           const InspectionReport& base,
                           Work& work,
                           std::vector<InspectionReport>& reports)
{
    auto report = base;
    const auto reading = reader.Read(part, {}, work);
    report.isMalleable = !reading.isAuthenticated || GetSmimeKind(part) == SmimeKind::Enveloped;
    report.outcome = reading.outcome;
    report.signer = reading.signer ? reading.signer : base.signer;
    if (reading.cek)
    {
        const auto use = m_keys.Take(report.dialog,
                                     report.source,
                                     reading,
                                     report.statusCode == 0,
                                     Simulator::Now().GetNanoSeconds());
        report.reference = use.reference;
        m_cekUsed(use);
    }
    if (IsRead(reading.outcome))
    {
        report.contentType = reading.contentType;
        report.content = reading.content;
    }
    reports.push_back(report);
}

void
InspectionPolicy::JudgeSigners(const SipMessage& message,
                               const SipPolicyContext& context,
                               Work& work,
                               std::vector<InspectionReport>& reports) const
{
    if (!m_signatureRequired || !m_trust || !context.proxy)
    {
        return;
    }
    const auto sender = message.IsRequest() ? message.GetFrom() : message.GetTo();
    std::optional<Certificate> believed; // most often all have one signer
    for (auto& report : reports)
    {
        if (!report.signer || (believed && *believed == *report.signer))
        {
            continue;
        }
        const auto now = context.proxy->GetUnixTime();
        if (sender && SmimeKeyring::Names(*report.signer, sender->GetUri()) &&
            m_trust->Verify(*report.signer, now, work))
        {
            believed = report.signer;
            continue;
        }
        report.outcome = SmimeOutcome::BadSignature;
        report.signer.reset();
    }
}

void
InspectionPolicy::Report(std::vector<InspectionReport>& reports, bool isRefused)
{
    for (auto& report : reports)
    {
        report.isRefused = isRefused;
        ++(IsRead(report.outcome) ? m_readCount : m_unreadCount);
        m_inspected(report);
    }
}

void
InspectionPolicy::RemoveLabels(SipMessage& message, const std::string& host) const
{
    for (const auto& label : m_labels)
    {
        if (m_removeLabel && label->IsFor(message, host))
        {
            label->RemoveFor(message, host);
        }
    }
}

} // namespace ns3
