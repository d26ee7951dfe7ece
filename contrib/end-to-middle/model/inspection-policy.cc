// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inspection-policy.h"

#include "ns3/boolean.h"
#include "ns3/log.h"
#include "ns3/mime-multipart.h"
#include "ns3/simulator.h"
#include "ns3/sip-body-entity.h"
#include "ns3/sip-proxy.h"
#include "ns3/smime-reader.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("InspectionPolicy");
NS_OBJECT_ENSURE_REGISTERED(InspectionPolicy);

namespace
{

constexpr int64_t FAILURE_LINGER_S = 32; // 64*T1: another branch may still answer
constexpr uint32_t NO_BOUND = uint32_t{1} << 31;

/**
 * \param address From or To of a message
 * \return its tag; empty if there is none
 */
template <typename T>
std::string
GetTag(const T& address)
{
    return address ? std::string(address->GetTag().value_or("")) : "";
}

/**
 * \param request a request
 * \param tag a tag
 * \return the scope: Call-ID and tag
 */
std::string
MakeScope(const SipMessage& request, const std::string& tag)
{
    return std::string(request.GetCallId().value_or("")) + ";" + tag;
}

} // namespace

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
                          "Whether every body must be readable: all messages are looked at, and "
                          "requests with one that cannot be read are refused.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&InspectionPolicy::m_required),
                          MakeBooleanChecker())
            .AddAttribute("InspectUnlabelled",
                          "Whether bodies without a label for us are looked at too.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&InspectionPolicy::m_inspectUnlabelled),
                          MakeBooleanChecker())
            .AddAttribute("RefuseResponses",
                          "Whether, if Required, a response with a body that cannot be read ends "
                          "the dialog instead of being passed on.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&InspectionPolicy::m_refuseResponses),
                          MakeBooleanChecker())
            .AddAttribute("ErrorCode",
                          "Status code for what cannot be read: 496 as in the last draft, 493 as "
                          "in the time of the article.",
                          UintegerValue(496),
                          MakeUintegerAccessor(&InspectionPolicy::m_errorCode),
                          MakeUintegerChecker<uint16_t>(400, 499))
            .AddAttribute(
                "Expiry",
                "How long a key is kept.",
                TimeValue(Hours(1)),
                MakeTimeAccessor(&InspectionPolicy::SetExpiry, &InspectionPolicy::GetExpiry),
                MakeTimeChecker(Seconds(1), Hours(24 * 365)))
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
    SipProxyPolicy::DoDispose();
}

void
InspectionPolicy::SetCredential(std::shared_ptr<CryptoContext> context,
                                const Credential& credential)
{
    m_context = std::move(context);
    m_credential = credential;
}

void
InspectionPolicy::SetExpiry(Time expiry)
{
    m_expiry = expiry;
    LoseKeys();
}

Time
InspectionPolicy::GetExpiry() const
{
    return m_expiry;
}

void
InspectionPolicy::LoseKeys()
{
    CekStoreLimits limits;
    limits.lifetime = m_expiry.GetNanoSeconds();
    m_store = CekStore(limits);
    m_calls.clear();
}

std::size_t
InspectionPolicy::GetKeyCount() const
{
    return m_store.GetSize();
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

SipVerdict
InspectionPolicy::OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work)
{
    const auto host = GetHost(context);
    bool isRefused = false;
    for (auto& report : Inspect(request, request, host, work))
    {
        // An ACK cannot be refused (RFC 3261 section 17.1.1.3): it is passed on.
        report.isRefused = m_required && !IsRead(report.outcome) && report.method != "ACK";
        isRefused = isRefused || report.isRefused;
        Report(report);
    }
    return isRefused ? SipVerdict::Respond(MakeRefusal(host)) : SipVerdict::Continue();
}

SipVerdict
InspectionPolicy::OnResponse(SipMessage& response, const SipPolicyContext& context, Work& work)
{
    if (!context.request)
    {
        return SipVerdict::Continue();
    }
    const auto host = GetHost(context);
    bool isRefused = false;
    for (auto& report : Inspect(response, *context.request, host, work))
    {
        report.isRefused = m_required && m_refuseResponses && !IsRead(report.outcome) &&
                           report.statusCode >= 200 && report.statusCode < 300;
        isRefused = isRefused || report.isRefused;
        Report(report);
    }
    FollowDialog(response, *context.request);
    return isRefused ? SipVerdict::Respond(MakeRefusal(host)) : SipVerdict::Continue();
}

std::vector<InspectionReport>
InspectionPolicy::Inspect(const SipMessage& message,
                          const SipMessage& request,
                          const std::string& host,
                          Work& work)
{
    std::vector<InspectionReport> reports;
    // Bodies of refusals (certificates) are nobody's content.
    const bool hasContent = message.IsRequest() || message.GetStatusCode() < 300;
    if (!m_credential || !hasContent || message.GetBody().empty())
    {
        return reports;
    }
    InspectionReport report;
    report.dialog = FindScope(request);
    report.method = request.GetMethod();
    const auto sequence = request.GetCSeq();
    report.sequence = sequence ? sequence->GetNumber() : 0;
    report.statusCode = message.IsRequest() ? 0 : static_cast<uint32_t>(message.GetStatusCode());
    const auto leaves = CollectLeaves(GetBodyEntity(message)).value_or(std::vector<MimeEntity>{});
    std::vector<MimeEntity> parts;
    std::set<std::size_t> taken; // each part is read once, by however many labels it is named
    for (const auto& label : m_labels)
    {
        report.isLabelled = report.isLabelled || label->IsFor(message, host);
        for (const auto index : label->FindLeaves(message, leaves, host))
        {
            if (taken.insert(index).second)
            {
                parts.push_back(leaves[index]);
            }
        }
    }
    const bool isForced = m_required || m_inspectUnlabelled;
    if (!report.isLabelled && !isForced)
    {
        return reports;
    }
    if (parts.empty() && isForced)
    {
        // The label is missing, or names a part that is not there: our own policy decides.
        parts = leaves;
    }
    const auto now = Simulator::Now().GetNanoSeconds();
    const SmimeReader reader(
        *m_context,
        *m_credential,
        [this, &report, now](const std::vector<Octets>& references) -> std::optional<KekRecipient>
        {
            for (const auto& reference : references)
            {
                const auto kek = m_store.Find(report.dialog, reference, now);
                if (kek)
                {
                    return *kek;
                }
            }
            return std::nullopt;
        });
    if (parts.empty())
    {
        reports.push_back(report); // labelled, and nothing to read: malformed
    }
    for (const auto& part : parts)
    {
        auto reading = reader.Read(part, {}, work);
        auto& each = reports.emplace_back(report);
        each.outcome = reading.outcome;
        each.signer = reading.signer;
        if (reading.cek)
        {
            StoreKey(each, reading, message.IsRequest(), now);
        }
        if (IsRead(reading.outcome))
        {
            each.contentType = std::move(reading.contentType);
            each.content = std::move(reading.content);
        }
    }
    return reports;
}

void
InspectionPolicy::StoreKey(InspectionReport& report,
                           const SmimeReading& reading,
                           bool isRequest,
                           int64_t now)
{
    CekUse use{report.dialog, isRequest ? "request" : "response", false, {}, *reading.cek, {}};
    if (reading.kek)
    {
        use.reference = reading.kek->identifier;
        use.kek = reading.kek->kek;
        static_cast<void>(m_store.Use(report.dialog, use.reference, now)); // it was found just now
    }
    if (reading.introduced)
    {
        use.introduced = reading.introduced->reference;
        use.reference = reading.kek ? use.reference : use.introduced;
        const CekAttributes attributes{use.introduced, NO_BOUND};
        const auto stored = m_store.Put(report.dialog, attributes, *reading.cek, now);
        if (stored)
        {
            m_calls[report.dialog].lastKey = now;
            DropExpired(now);
        }
        else
        {
            NS_LOG_INFO("a key was not stored: " << ToString(stored.error()));
        }
    }
    report.reference = use.reference;
    m_cekUsed(use);
}

void
InspectionPolicy::DropExpired(int64_t now)
{
    // The store drops expired keys by itself; calls that nobody ended are dropped in its wake.
    if (m_calls.size() < 2 * m_store.GetSize() + 16)
    {
        return;
    }
    for (auto call = m_calls.begin(); call != m_calls.end();)
    {
        const bool isOld = call->second.lastKey + m_expiry.GetNanoSeconds() <= now;
        call = isOld ? m_calls.erase(call) : std::next(call);
    }
}

void
InspectionPolicy::Report(const InspectionReport& report)
{
    ++(IsRead(report.outcome) ? m_readCount : m_unreadCount);
    m_inspected(report);
}

std::string
InspectionPolicy::FindScope(const SipMessage& request) const
{
    // Either side of a dialog may send the request; the scope has the tag of the one who began.
    const auto fromScope = MakeScope(request, GetTag(request.GetFrom()));
    const auto toScope = MakeScope(request, GetTag(request.GetTo()));
    return m_calls.count(toScope) != 0 && m_calls.count(fromScope) == 0 ? toScope : fromScope;
}

std::string
InspectionPolicy::GetHost(const SipPolicyContext& context) const
{
    return m_host.empty() && context.proxy ? context.proxy->GetHost() : m_host;
}

SipReply
InspectionPolicy::MakeRefusal(const std::string& host) const
{
    // Warn-code 380 of the draft was later given to "SIPS Not Allowed" (RFC 5630): 382 is free.
    return {m_errorCode,
            m_errorCode == 496 ? "Proxy Undecipherable" : "",
            {{"Warning",
              "382 " + (host.empty() ? "invalid" : host) +
                  " \"Required to View Content-Type 'application/sdp'\""},
             {"Content-Disposition", "attachment;handling=optional"}},
            {"application/pkix-cert", m_credential->certificate.GetDer()}};
}

void
InspectionPolicy::FollowDialog(const SipMessage& response, const SipMessage& request)
{
    const auto scope = FindScope(request);
    const auto call = m_calls.find(scope);
    const auto code = response.GetStatusCode();
    if (call == m_calls.end() || code < 200)
    {
        return;
    }
    // The other tag than the scope's is the callee's: forked dialogs differ in it.
    const auto toTag = GetTag(response.GetTo());
    const bool isByCaller = scope == MakeScope(request, GetTag(request.GetFrom()));
    const auto calleeTag = isByCaller ? toTag : GetTag(request.GetFrom());
    auto& dialogs = call->second.dialogs;
    if (request.GetMethod() == "INVITE" && code < 300)
    {
        dialogs.insert(calleeTag);
    }
    else if (request.GetMethod() == "INVITE" && dialogs.empty())
    {
        Simulator::Schedule(Seconds(FAILURE_LINGER_S),
                            &InspectionPolicy::ForgetFailed,
                            Ptr<InspectionPolicy>(this),
                            scope,
                            Simulator::Now().GetNanoSeconds());
    }
    else if (request.GetMethod() == "BYE" && (code < 300 || code == 481 || code == 408))
    {
        dialogs.erase(calleeTag);
        if (dialogs.empty())
        {
            m_store.Forget(scope);
            m_calls.erase(call);
        }
    }
}

void
InspectionPolicy::ForgetFailed(const std::string& scope, int64_t since)
{
    const auto call = m_calls.find(scope);
    if (call != m_calls.end() && call->second.dialogs.empty() && call->second.lastKey <= since)
    {
        m_store.Forget(scope);
        m_calls.erase(call);
    }
}

} // namespace ns3
