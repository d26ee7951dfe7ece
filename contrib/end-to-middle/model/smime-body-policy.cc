// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/smime-body-policy.h"

#include "ns3/log.h"
#include "ns3/mime-multipart.h"
#include "ns3/signed-data.h"
#include "ns3/simulator.h"
#include "ns3/sip-body-entity.h"
#include "ns3/sip-call.h"
#include "ns3/sip-text.h"
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

const std::string DISPOSITION = "attachment;filename=smime.p7m;handling=required"; // as in Fig. 4
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
    m_signers.erase(context.GetScope());
    m_freshPeers.erase(context.GetScope());
    m_plan.Forget(context.GetScope());
}

void
SmimeBodyPolicy::OnFork(const SipMessage& response, const SipDialogContext& context)
{
    m_keys.AddPeer(context.GetScope(), GetSipTag(response, false));
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

tl::expected<void, SipReply>
SmimeBodyPolicy::Seal(SipMessage& message, const SipDialogContext& context, Work& work)
{
    if (GetKeying() == SmimeKeying::None || message.GetBody().empty())
    {
        return {};
    }
    if (!m_credential)
    {
        return tl::unexpected(SipReply{493, "No Credential", {}, {}});
    }
    Octets content = GetBodyEntity(message).Serialize();
    if (m_sign || (m_discovery && m_discovery->IsSignatureWanted(context)))
    {
        const auto der = SignData(*m_context, content, *m_credential, {}, work);
        const auto entity = der ? MakeSmimeEntity(*der) : tl::unexpected(MimeError::Unsupported);
        if (!entity)
        {
            return tl::unexpected(SipReply{500, "Cannot Sign", {}, {}});
        }
        content = entity->Serialize();
    }
    const auto sealed = Encrypt(content, message.IsRequest(), context, work);
    if (!sealed)
    {
        return tl::unexpected(sealed.error());
    }
    auto entity = MakeSmimeEntity(sealed->der, GetTransferEncoding());
    if (!entity)
    {
        return tl::unexpected(SipReply{500, "Cannot Encrypt", {}, {}});
    }
    entity->SetField("Content-Disposition", DISPOSITION);
    SetBodyEntity(message, *entity);
    // The peer takes it that who is labelled can read, and goes on with the key accordingly.
    DisclosureLabel::Create(GetLabelKind())->Write(message, sealed->hosts);
    return {};
}

tl::expected<SealedContent, SipReply>
SmimeBodyPolicy::Encrypt(const Octets& content,
                         bool isRequest,
                         const SipDialogContext& context,
                         Work& work)
{
    m_keys.SetRules(GetRules());
    SealingOrder order;
    order.scope = order.dialog = context.GetScope();
    order.isRequest = isRequest;
    order.isInDialog = !context.remoteTag.empty();
    order.reusesKeys = GetKeying() == SmimeKeying::CekReuse;
    order.peers = FindPeers(context, context.remoteTag);
    if (GetKeying() != SmimeKeying::EndToEnd)
    {
        for (const auto& host : m_plan.GetHosts(order.scope, m_followLabels))
        {
            order.servers.emplace_back(host, FindServer(host));
        }
        AddDiscovered(context, order);
    }
    SmimeSealer sealer(*m_context, m_keys, GetEnvelopeOptions());
    auto sealed = sealer.Seal(content, order, GetNow(), work);
    if (sealed)
    {
        m_cekUsed(sealed->use);
    }
    return sealed;
}

void
SmimeBodyPolicy::AddDiscovered(const SipDialogContext& context, SealingOrder& order) const
{
    if (!m_discovery)
    {
        return;
    }
    for (const auto& server : m_discovery->GetServers(context))
    {
        const auto known = std::find_if(order.servers.begin(),
                                        order.servers.end(),
                                        [&server](const auto& other)
                                        {
                                            return other.first == server.host;
                                        });
        if (known == order.servers.end())
        {
            order.servers.emplace_back(server.host, server.certificate);
        }
        else
        {
            known->second = server.certificate; // it has told so itself, last
        }
    }
}

tl::expected<SipBody, SipReply>
SmimeBodyPolicy::Open(const SipMessage& message, const SipDialogContext& context, Work& work)
{
    const auto scope = context.GetScope();
    const auto now = GetNow();
    const auto leaves = CollectLeaves(GetBodyEntity(message));
    SmimeOpening opening = DescribeOpening(message, scope);
    if (!m_credential || !leaves)
    {
        const bool isPlain = leaves && std::all_of(leaves->begin(),
                                                   leaves->end(),
                                                   [](auto& leaf)
                                                   {
                                                       return GetSmimeKind(leaf) == SmimeKind::None;
                                                   });
        opening.outcome = isPlain
                              ? SmimeOutcome::Plain
                              : (leaves ? SmimeOutcome::NotARecipient : SmimeOutcome::Malformed);
        if (isPlain)
        {
            opening.contentType = GetBodyEntity(message).GetField("Content-Type").value_or("");
            opening.content = message.GetBody();
        }
        m_opened(opening);
        if (isPlain && m_acceptPlain)
        {
            return SipBody{GetBodyEntity(message).GetField("Content-Type").value_or(""),
                           message.GetBody()};
        }
        return tl::unexpected(MakeSmimeRefusal(opening.outcome, m_credential));
    }
    m_keys.SetRules(GetRules());
    const auto tag = message.IsRequest() ? context.remoteTag : GetSipTag(message, false);
    const auto peers = FindPeers(context, tag);
    const SmimeReader reader(*m_context,
                             *m_credential,
                             [&](const std::vector<Octets>& references)
                             {
                                 return m_keys.FindForOpening(scope, references, now);
                             });
    auto reading = reader.ReadFirst(*leaves, peers, work);
    if (reading.signer && std::find(peers.begin(), peers.end(), *reading.signer) == peers.end())
    {
        reading.outcome = SmimeOutcome::BadSignature; // good, but not the peer's
        reading.signer.reset();
    }
    opening.outcome = reading.outcome;
    opening.signer = reading.signer;
    if (IsRead(reading.outcome))
    {
        opening.contentType = reading.contentType;
        opening.content = reading.content;
    }
    m_opened(opening);
    if (!IsRead(reading.outcome) || (reading.outcome == SmimeOutcome::Plain && !m_acceptPlain))
    {
        NS_LOG_INFO("a body was not read: " << ToString(reading.outcome));
        return tl::unexpected(MakeSmimeRefusal(reading.outcome, m_credential));
    }
    const auto hosts = GetLabelledHosts(message);
    if (message.IsRequest())
    {
        m_plan.SetAsked(scope, hosts);
    }
    if (reading.signer && !tag.empty())
    {
        m_signers[scope].emplace(tag, *reading.signer);
    }
    if (reading.cek)
    {
        CekUse use{scope,
                   message.IsRequest() ? "request" : "response",
                   false,
                   {},
                   *reading.cek,
                   {}};
        if (reading.kek)
        {
            use.reference = reading.kek->identifier;
            use.kek = reading.kek->kek;
            m_keys.Count(scope, use.reference, true, now);
        }
        if (reading.introduced && GetKeying() == SmimeKeying::CekReuse)
        {
            use.introduced = reading.introduced->reference;
            use.reference = reading.kek ? use.reference : use.introduced;
            m_keys.Introduce(scope,
                             *reading.introduced,
                             *reading.cek,
                             {true, true, {hosts.begin(), hosts.end()}, !message.IsRequest()},
                             now);
        }
        m_cekUsed(use);
    }
    m_keys.Confirm(scope, !message.IsRequest());
    m_keys.AddPeer(scope, tag);
    return SipBody{reading.contentType, reading.content};
}

} // namespace ns3
