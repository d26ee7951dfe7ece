// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/smime-body-policy.h"

#include "ns3/log.h"
#include "ns3/mime-multipart.h"
#include "ns3/session-reduction.h"
#include "ns3/simulator.h"
#include "ns3/sip-body-entity.h"
#include "ns3/sip-call.h"
#include "ns3/sip-text.h"
#include "ns3/sip-user-agent.h"
#include "ns3/smime-entity.h"
#include "ns3/smime-message.h"
#include "ns3/smime-reader.h"
#include "ns3/smime-sealer.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SmimeBodyPolicy");
NS_OBJECT_ENSURE_REGISTERED(SmimeBodyPolicy);

namespace
{

/// \return simulated time in ns
int64_t
GetNow()
{
    return Simulator::Now().GetNanoSeconds();
}

/**
 * \param message a message that came
 * \param scope its dialog
 * \return what is reported of it, as if it could not be read
 */
SmimeOpening
DescribeOpening(const SipMessage& message, const std::string& scope)
{
    SmimeOpening opening;
    opening.dialog = scope;
    opening.isRequest = message.IsRequest();
    if (const auto sequence = message.GetCSeq())
    {
        opening.method = sequence->GetMethod();
        opening.sequence = sequence->GetNumber();
    }
    if (!message.IsRequest())
    {
        opening.statusCode = static_cast<uint32_t>(message.GetStatusCode());
    }
    return opening;
}

} // namespace

TypeId
SmimeBodyPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SmimeBodyPolicy")
            .SetParent<SmimeBodySettings>()
            .SetGroupName("EndToMiddle")
            .AddConstructor<SmimeBodyPolicy>()
            .AddTraceSource("KeyEvent",
                            "A key was introduced, renewed, refused, lost or dropped.",
                            MakeTraceSourceAccessor(&SmimeBodyPolicy::m_keyEvent),
                            "ns3::CekEventTracedCallback")
            .AddTraceSource("CekUsed",
                            "A content-encryption key was used. Bears secrets: for the export of "
                            "keys only.",
                            MakeTraceSourceAccessor(&SmimeBodyPolicy::m_cekUsed),
                            "ns3::CekUsedTracedCallback")
            .AddTraceSource("Opened",
                            "A body came in, and was read or not.",
                            MakeTraceSourceAccessor(&SmimeBodyPolicy::m_opened),
                            "ns3::SmimeBodyPolicy::OpenedTracedCallback");
    return tid;
}

SmimeBodyPolicy::SmimeBodyPolicy()
{
    m_keys.SetListener(
        [this](const CekEvent& event)
        {
            m_keyEvent(event);
        });
}

SmimeBodyPolicy::~SmimeBodyPolicy() = default;

void
SmimeBodyPolicy::DoDispose()
{
    m_directory = nullptr;
    m_discovery = nullptr;
    m_keyring = nullptr;
    m_keys.Clear();
    m_signers.clear();
    m_freshPeers.clear();
    SmimeBodySettings::DoDispose();
}

void
SmimeBodyPolicy::SetCredential(std::shared_ptr<CryptoContext> context, const Credential& credential)
{
    m_context = std::move(context);
    m_credential = credential;
}

void
SmimeBodyPolicy::SetDirectory(Ptr<CertificateDirectory> directory)
{
    m_directory = directory;
}

void
SmimeBodyPolicy::DiscloseTo(const std::string& host, const Certificate& certificate)
{
    m_plan.Add(host, certificate);
}

void
SmimeBodyPolicy::SetDiscovery(Ptr<MiddleDiscovery> discovery)
{
    m_discovery = discovery;
}

void
SmimeBodyPolicy::DiscloseWhole(const std::string& host)
{
    m_plan.DiscloseWhole(host);
}

void
SmimeBodyPolicy::SetKeyring(Ptr<SmimeKeyring> keyring)
{
    m_keyring = keyring;
}

tl::expected<void, SipReply>
SmimeBodyPolicy::PrepareRequest(SipMessage& request, const SipDialogContext& context, Work& work)
{
    return Seal(request, context, work);
}

tl::expected<void, SipReply>
SmimeBodyPolicy::PrepareResponse(SipMessage& response, const SipDialogContext& context, Work& work)
{
    return Seal(response, context, work);
}

tl::expected<SipBody, SipReply>
SmimeBodyPolicy::OpenRequest(const SipMessage& request, const SipDialogContext& context, Work& work)
{
    return Open(request, context, work);
}

tl::expected<SipBody, SipReply>
SmimeBodyPolicy::OpenResponse(const SipMessage& response,
                              const SipDialogContext& context,
                              Work& work)
{
    return Open(response, context, work);
}

bool
SmimeBodyPolicy::RetryAfter(const SipMessage& response, const SipDialogContext& context, Work& work)
{
    const auto code = response.GetStatusCode();
    const bool isLearned = m_discovery && m_discovery->Learn(response, context, work);
    if ((code != 493 && code != 496) || !context.request)
    {
        return isLearned;
    }
    // It was sent under a key that somebody has lost: the next attempt makes a new one. Sent under
    // public keys it would be refused again.
    const auto references = GetKekReferences(*context.request);
    for (const auto& reference : references)
    {
        NS_LOG_INFO("a key of the dialog is lost at the sender of " << code);
        m_keys.MarkLost(context.GetScope(), reference);
        m_keys.MarkLost(GetReducedScope(context.GetScope()), reference);
    }
    return isLearned || !references.empty();
}

void
SmimeBodyPolicy::ForgetDialog(const SipDialogContext& context)
{
    if (m_discovery)
    {
        m_discovery->ForgetDialog(context);
    }
    m_keys.Forget(context.GetScope());
    m_keys.Forget(GetReducedScope(context.GetScope()));
    m_signers.erase(context.GetScope());
    m_freshPeers.erase(context.GetScope());
    m_plan.Forget(context.GetScope());
}

void
SmimeBodyPolicy::OnFork(const SipMessage& response, const SipDialogContext& context)
{
    for (const auto& keys : {context.GetScope(), GetReducedScope(context.GetScope())})
    {
        m_keys.AddPeer(keys, GetSipTag(response, false));
    }
}

void
SmimeBodyPolicy::OnAnswered(SipCall& call, bool isEarly)
{
    const auto way = GetFreshKey();
    if (GetKeying() != SmimeKeying::CekReuse || way == FreshKey::None ||
        (isEarly && way == FreshKey::Reinvite))
    {
        return;
    }
    const auto context = call.GetContext();
    auto& tag = m_freshPeers[context.GetScope()];
    if (tag == context.remoteTag)
    {
        return; // done in the early dialog
    }
    tag = context.remoteTag;
    m_keys.Retire(context.GetScope());
    m_keys.Retire(GetReducedScope(context.GetScope()));
    // Nothing goes under the key any more, so a peer that refuses the offer does no harm.
    Simulator::ScheduleNow(
        [held = Ptr<SipCall>(&call), way]()
        {
            static_cast<void>(way == FreshKey::Update ? held->Update() : held->Reinvite());
        });
}

void
SmimeBodyPolicy::LoseKeys()
{
    m_keys.Clear();
}

const DialogKeys&
SmimeBodyPolicy::GetKeys() const
{
    return m_keys;
}

std::optional<Certificate>
SmimeBodyPolicy::FindServer(const std::string& host) const
{
    const auto ours = m_plan.Find(host);
    return ours || !m_directory ? ours : m_directory->FindServer(host);
}

std::vector<Certificate>
SmimeBodyPolicy::FindPeers(const SipDialogContext& context, const std::string& tag) const
{
    const auto signers = m_signers.find(context.GetScope());
    if (signers != m_signers.end() && signers->second.count(tag) != 0)
    {
        return {signers->second.at(tag)};
    }
    return m_directory ? m_directory->FindDevices(context.remoteUri) : std::vector<Certificate>{};
}

int64_t
SmimeBodyPolicy::GetUnixTime(const SipDialogContext& context) const
{
    return context.call ? context.call->GetUserAgent()->GetUnixTime()
                        : m_epoch + GetNow() / 1000000000;
}

std::optional<KekRecipient>
SmimeBodyPolicy::FindKey(const SipDialogContext& context, const std::vector<Octets>& references)
{
    const auto scope = context.GetScope();
    const auto key = m_keys.FindForOpening(scope, references, GetNow());
    return key ? key : m_keys.FindForOpening(GetReducedScope(scope), references, GetNow());
}

std::string
SmimeBodyPolicy::GetReducedScope(const std::string& scope)
{
    return scope + ";reduced";
}

tl::expected<SipBody, SipReply>
SmimeBodyPolicy::Open(const SipMessage& message, const SipDialogContext& context, Work& work)
{
    m_keys.SetRules(GetRules());
    const auto scope = context.GetScope();
    const auto tag = message.IsRequest() ? context.remoteTag : GetSipTag(message, false);
    const auto peers = FindPeers(context, tag);
    const auto body = GetBodyEntity(message);
    SmimeOpening opening = DescribeOpening(message, scope);
    SmimeReading reading;
    if (m_credential)
    {
        reading = Read(body, scope, peers, work);
    }
    else
    {
        const auto leaves = CollectLeaves(body);
        const bool isPlain = leaves && std::all_of(leaves->begin(),
                                                   leaves->end(),
                                                   [](auto& leaf)
                                                   {
                                                       return GetSmimeKind(leaf) == SmimeKind::None;
                                                   });
        reading.outcome = isPlain
                              ? SmimeOutcome::Plain
                              : (leaves ? SmimeOutcome::NotARecipient : SmimeOutcome::Malformed);
        reading.contentType = body.GetField("Content-Type").value_or("");
        reading.content = message.GetBody();
    }
    const auto outcome = reading.outcome;
    const auto finding = Judge(reading, message, context, peers, work);
    opening.outcome = reading.outcome;
    opening.signer = reading.signer;
    opening.signingTime =
        reading.signatures.empty() ? std::nullopt : reading.signatures.back().signingTime;
    opening.fault = finding.fault;
    opening.labels = finding.difference;
    if (IsRead(reading.outcome))
    {
        opening.contentType = reading.contentType;
        opening.content = reading.content;
    }
    m_opened(opening);
    if (!IsRead(reading.outcome) || (reading.outcome == SmimeOutcome::Plain && !m_acceptPlain))
    {
        NS_LOG_INFO("a body was not read: " << ToString(reading.outcome));
        const bool isJudged = IsRead(outcome) && reading.isAuthenticated;
        return tl::unexpected(isJudged && finding.fault != SmimeFault::None
                                  ? GetSmimeRefusal(finding.fault)
                                  : MakeSmimeRefusal(reading.outcome, m_credential));
    }
    if (reading.signer && !tag.empty())
    {
        m_signers[scope].emplace(tag, *reading.signer);
    }
    LearnKeys(reading, finding, message, context, work);
    return SipBody{reading.contentType, reading.content};
}

SmimeReading
SmimeBodyPolicy::Read(const MimeEntity& entity,
                      const std::string& scope,
                      const std::vector<Certificate>& peers,
                      Work& work)
{
    const SmimeReader reader(*m_context,
                             *m_credential,
                             [&](const std::vector<Octets>& references)
                             {
                                 return m_keys.FindForOpening(scope, references, GetNow());
                             });
    return reader.Read(entity, peers, work);
}

SignatureJudge::Finding
SmimeBodyPolicy::Judge(SmimeReading& reading,
                       const SipMessage& message,
                       const SipDialogContext& context,
                       const std::vector<Certificate>& peers,
                       Work& work)
{
    SignatureJudge judge;
    judge.peer = context.remoteUri;
    judge.known = peers;
    judge.keyring = m_keyring;
    judge.now = GetUnixTime(context);
    judge.tolerance = m_tolerance.GetNanoSeconds() / 1000000000;
    const bool isInDialog = message.IsRequest() && !GetSipTag(message, false).empty();
    if (m_checkDestination && message.IsRequest() && !isInDialog)
    {
        judge.user = context.localUri;
    }
    SignatureJudge::Finding finding;
    if (reading.outcome == SmimeOutcome::BadSignature)
    {
        finding.fault = SmimeFault::BadSignature;
    }
    else if (IsRead(reading.outcome))
    {
        finding = judge.Judge(reading.signatures, message, work);
    }
    const bool isSigned = !reading.signatures.empty();
    const bool isMissing = IsRead(reading.outcome) && !isSigned;
    const auto protection = GetProtection();
    const bool isExpected = m_requireSignature || (protection != SmimeProtection::Encrypt &&
                                                   reading.outcome != SmimeOutcome::Plain);
    bool isRefused = finding.fault != SmimeFault::None;
    if (isMissing && isExpected)
    {
        finding.fault = SmimeFault::Missing;
        isRefused = m_requireSignature;
    }
    else if (!isRefused && finding.difference)
    {
        auto& difference = *finding.difference;
        if (m_acceptRemovedLabels)
        {
            difference.removed.clear();
        }
        if (!difference.IsEmpty())
        {
            finding.fault = SmimeFault::OtherLabels;
            finding.detail = difference.ToString();
            isRefused = m_refuseOtherLabels;
        }
    }
    if (finding.fault != SmimeFault::None)
    {
        Report(GetSmimeEvent(finding.fault),
               message,
               context,
               std::string(ToString(finding.fault)) +
                   (finding.detail.empty() ? "" : ": " + finding.detail));
    }
    if (isRefused && IsRead(reading.outcome))
    {
        reading.outcome =
            reading.isAuthenticated ? SmimeOutcome::BadSignature : SmimeOutcome::Undecipherable;
        reading.signer.reset();
    }
    return finding;
}

void
SmimeBodyPolicy::Report(SipSecurityEventKind kind,
                        const SipMessage& message,
                        const SipDialogContext& context,
                        const std::string& detail) const
{
    NS_LOG_INFO("noticed: " << detail);
    if (context.call)
    {
        context.call->GetUserAgent()->ReportSecurityEvent(kind, message, detail);
    }
}

void
SmimeBodyPolicy::LearnKeys(const SmimeReading& reading,
                           const SignatureJudge::Finding& finding,
                           const SipMessage& message,
                           const SipDialogContext& context,
                           Work& work)
{
    const auto scope = context.GetScope();
    const auto readers = GetLabelledReaders(message, finding.headers);
    if (message.IsRequest())
    {
        m_plan.SetAsked(scope, readers);
    }
    const auto tag = message.IsRequest() ? context.remoteTag : GetSipTag(message, false);
    const auto learn = [&](const SmimeReading& part, const std::string& keys, DisclosureView view)
    {
        LearnKey(part, keys, scope, message.IsRequest(), SelectHosts(readers, view));
        m_keys.Confirm(keys, !message.IsRequest());
        m_keys.AddPeer(keys, tag);
    };
    learn(reading, scope, DisclosureView::Whole);
    if (!m_credential || GetKeying() != SmimeKeying::CekReuse)
    {
        return;
    }
    for (const auto& part : GetContents(message))
    {
        if (!IsOptionalPart(part) || GetSmimeKind(part) == SmimeKind::None)
        {
            continue;
        }
        const auto keys = GetReducedScope(scope);
        const auto other = Read(part, keys, FindPeers(context, tag), work);
        if (IsRead(other.outcome))
        {
            learn(other, keys, DisclosureView::Reduced);
            if (!IsReductionOf(other.content, reading.content))
            {
                Report(SipSecurityEventKind::BodyRefused,
                       message,
                       context,
                       "servers were told another session");
            }
            break; // one is made, by those who make one
        }
    }
}

void
SmimeBodyPolicy::LearnKey(const SmimeReading& reading,
                          const std::string& keys,
                          const std::string& scope,
                          bool isRequest,
                          const std::set<std::string>& hosts)
{
    if (!reading.cek)
    {
        return;
    }
    CekUse use{scope, isRequest ? "request" : "response", false, {}, *reading.cek, {}};
    if (reading.kek)
    {
        use.reference = reading.kek->identifier;
        use.kek = reading.kek->kek;
        m_keys.Count(keys, use.reference, true, GetNow());
    }
    if (reading.introduced && GetKeying() == SmimeKeying::CekReuse)
    {
        use.introduced = reading.introduced->reference;
        use.reference = reading.kek ? use.reference : use.introduced;
        m_keys.Introduce(keys,
                         *reading.introduced,
                         *reading.cek,
                         {true, true, hosts, !isRequest},
                         GetNow());
    }
    m_cekUsed(use);
}

} // namespace ns3
