// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/smime-body-policy.h"

#include "ns3/boolean.h"
#include "ns3/certs-only.h"
#include "ns3/enum.h"
#include "ns3/envelope.h"
#include "ns3/host-name.h"
#include "ns3/integer-enum-accessor.h"
#include "ns3/log.h"
#include "ns3/mime-multipart.h"
#include "ns3/signed-data.h"
#include "ns3/simulator.h"
#include "ns3/sip-body-entity.h"
#include "ns3/smime-entity.h"
#include "ns3/smime-reader.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SmimeBodyPolicy");
NS_OBJECT_ENSURE_REGISTERED(SmimeBodyPolicy);

namespace
{

const std::string DISPOSITION = "attachment;filename=smime.p7m;handling=required"; // as in Fig. 4
constexpr std::size_t REFERENCE_OCTETS = 8;

/**
 * \param value a value of an enumeration
 * \return its number, as attributes have it
 */
template <typename E>
constexpr int
ToInt(E value)
{
    return static_cast<int>(value);
}

/// \return simulated time in ns
int64_t
GetNow()
{
    return Simulator::Now().GetNanoSeconds();
}

/**
 * \param message a message
 * \return the references of keys that its body was encrypted under
 */
std::vector<Octets>
GetReferences(const SipMessage& message)
{
    const auto leaves = CollectLeaves(GetBodyEntity(message));
    std::vector<Octets> references;
    for (const auto& leaf : leaves.value_or(std::vector<MimeEntity>{}))
    {
        const auto der = ExtractCms(leaf);
        const auto envelope = der ? Envelope::Parse(*der) : tl::unexpected(CmsError::Malformed);
        if (envelope)
        {
            const auto more = envelope->GetKekIdentifiers();
            references.insert(references.end(), more.begin(), more.end());
        }
    }
    return references;
}

/**
 * \param message a message
 * \return host names of the servers its labels name, of either kind, in order
 */
std::vector<std::string>
GetLabelledHosts(const SipMessage& message)
{
    std::vector<std::string> hosts;
    for (const auto kind :
         {DisclosureLabel::Kind::ContentTarget, DisclosureLabel::Kind::ProxyInspectBody})
    {
        for (auto& host : DisclosureLabel::Create(kind)->GetHosts(message))
        {
            if (std::find(hosts.begin(), hosts.end(), host) == hosts.end())
            {
                hosts.push_back(std::move(host));
            }
        }
    }
    return hosts;
}

/**
 * \param response a response
 * \return its To tag; empty if there is none
 */
std::string
GetToTag(const SipMessage& response)
{
    const auto to = response.GetTo();
    return to ? std::string(to->GetTag().value_or("")) : "";
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
            .SetParent<SipBodyPolicy>()
            .SetGroupName("EndToMiddle")
            .AddConstructor<SmimeBodyPolicy>()
            .AddAttribute("Keying",
                          "How the bodies that are sent are keyed.",
                          EnumValue(ToInt(SmimeKeying::CekReuse)),
                          MakeIntegerEnumAccessor(&SmimeBodyPolicy::m_keying, 0),
                          MakeEnumChecker(ToInt(SmimeKeying::None),
                                          "none",
                                          ToInt(SmimeKeying::EndToEnd),
                                          "end-to-end",
                                          ToInt(SmimeKeying::Asymmetric),
                                          "asymmetric",
                                          ToInt(SmimeKeying::CekReuse),
                                          "cek-reuse"))
            .AddAttribute("Cipher",
                          "How contents are encrypted.",
                          EnumValue(ToInt(ContentCipher::Aes128Gcm)),
                          MakeIntegerEnumAccessor(&SmimeBodyPolicy::m_cipher, 0),
                          MakeEnumChecker(ToInt(ContentCipher::Aes128Gcm),
                                          "aes-128-gcm",
                                          ToInt(ContentCipher::Aes128Cbc),
                                          "aes-128-cbc"))
            .AddAttribute("Padding",
                          "How keys are encrypted with RSA.",
                          EnumValue(ToInt(KeyTransportPadding::Oaep)),
                          MakeIntegerEnumAccessor(&SmimeBodyPolicy::m_padding, 0),
                          MakeEnumChecker(ToInt(KeyTransportPadding::Oaep),
                                          "oaep",
                                          ToInt(KeyTransportPadding::Pkcs1),
                                          "pkcs1"))
            .AddAttribute("Label",
                          "How servers are told that there is something for them.",
                          EnumValue(ToInt(DisclosureLabel::Kind::ContentTarget)),
                          MakeIntegerEnumAccessor(&SmimeBodyPolicy::m_label, 0),
                          MakeEnumChecker(ToInt(DisclosureLabel::Kind::ContentTarget),
                                          "content-target",
                                          ToInt(DisclosureLabel::Kind::ProxyInspectBody),
                                          "proxy-inspect-body"))
            .AddAttribute("TransferEncoding",
                          "How the CMS structure is written.",
                          EnumValue(ToInt(TransferEncoding::Binary)),
                          MakeIntegerEnumAccessor(&SmimeBodyPolicy::m_encoding, 0),
                          MakeEnumChecker(ToInt(TransferEncoding::Binary),
                                          "binary",
                                          ToInt(TransferEncoding::Base64),
                                          "base64"))
            .AddAttribute("ReferencePlacement",
                          "Where CEKReference stands: as RFC 3185 has it, or under the MAC of "
                          "aes-128-gcm.",
                          EnumValue(ToInt(CekAttributePlacement::Unprotected)),
                          MakeIntegerEnumAccessor(&SmimeBodyPolicy::m_placement, 0),
                          MakeEnumChecker(ToInt(CekAttributePlacement::Unprotected),
                                          "unprotected",
                                          ToInt(CekAttributePlacement::Authenticated),
                                          "authenticated"))
            .AddAttribute("MaxDecrypts",
                          "CEKMaxDecrypts: how many later messages go under a key. Up to 1000, "
                          "what a receiver holds a key for at most being 1024.",
                          UintegerValue(32),
                          MakeUintegerAccessor(&SmimeBodyPolicy::m_maxDecrypts),
                          MakeUintegerChecker<uint32_t>(1, 1000))
            .AddAttribute("Expiry",
                          "How long a sender uses a key. Opening goes on for 32 s more. At both "
                          "ends the same.",
                          TimeValue(Hours(1)),
                          MakeTimeAccessor(&SmimeBodyPolicy::m_expiry),
                          MakeTimeChecker(Seconds(1), Hours(24 * 365)))
            .AddAttribute("Sign",
                          "Whether contents are signed before they are encrypted.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SmimeBodyPolicy::m_sign),
                          MakeBooleanChecker())
            .AddAttribute("FollowLabels",
                          "Whether the servers that the peer's labels name are disclosed to as "
                          "well.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SmimeBodyPolicy::m_followLabels),
                          MakeBooleanChecker())
            .AddAttribute("AcceptPlain",
                          "Whether a body that is not encrypted is accepted.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SmimeBodyPolicy::m_acceptPlain),
                          MakeBooleanChecker())
            .AddAttribute("RenewAfterFork",
                          "Whether a key that several callees got is not gone on with.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SmimeBodyPolicy::m_renewAfterFork),
                          MakeBooleanChecker())
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

SmimeBodyPolicy::SmimeBodyPolicy() = default;
SmimeBodyPolicy::~SmimeBodyPolicy() = default;

void
SmimeBodyPolicy::DoDispose()
{
    m_directory = nullptr;
    m_keys.Clear();
    SipBodyPolicy::DoDispose();
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
    m_servers.emplace_back(ToLowerHost(host), certificate);
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
    if ((code != 493 && code != 496) || !context.request)
    {
        return false;
    }
    // It was sent under a key that somebody has lost: the next attempt makes a new one. Sent under
    // public keys it would be refused again.
    const auto references = GetReferences(*context.request);
    for (const auto& reference : references)
    {
        NS_LOG_INFO("a key of the dialog is lost at the sender of " << code);
        m_keys.MarkLost(context.GetScope(), reference);
    }
    return !references.empty();
}

void
SmimeBodyPolicy::ForgetDialog(const SipDialogContext& context)
{
    m_keys.Forget(context.GetScope());
    m_asked.erase(context.GetScope());
}

SmimeKeying
SmimeBodyPolicy::GetKeying() const
{
    return static_cast<SmimeKeying>(m_keying);
}

void
SmimeBodyPolicy::OnFork(const SipMessage& response, const SipDialogContext& context)
{
    m_keys.AddPeer(context.GetScope(), GetToTag(response));
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

DialogKeyRules
SmimeBodyPolicy::GetRules() const
{
    return {m_expiry.GetNanoSeconds(), m_renewAfterFork};
}

std::vector<std::string>
SmimeBodyPolicy::GetHosts(const std::string& scope) const
{
    std::vector<std::string> hosts;
    if (GetKeying() == SmimeKeying::EndToEnd)
    {
        return hosts;
    }
    for (const auto& [host, certificate] : m_servers)
    {
        hosts.push_back(host);
    }
    const auto asked = m_asked.find(scope);
    if (m_followLabels && asked != m_asked.end())
    {
        for (const auto& host : asked->second)
        {
            if (std::find(hosts.begin(), hosts.end(), host) == hosts.end())
            {
                hosts.push_back(host);
            }
        }
    }
    return hosts;
}

std::optional<Certificate>
SmimeBodyPolicy::FindServer(const std::string& host) const
{
    for (const auto& [name, certificate] : m_servers)
    {
        if (name == host)
        {
            return certificate;
        }
    }
    return m_directory ? m_directory->FindServer(host) : std::nullopt;
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
    if (m_sign)
    {
        const auto der = SignData(*m_context, content, *m_credential, {}, work);
        const auto entity = der ? MakeSmimeEntity(*der) : tl::unexpected(MimeError::Unsupported);
        if (!entity)
        {
            return tl::unexpected(SipReply{500, "Cannot Sign", {}, {}});
        }
        content = entity->Serialize();
    }
    const auto hosts = GetHosts(context.GetScope());
    const auto sealed = Encrypt(content, message.IsRequest(), context, hosts, work);
    if (!sealed)
    {
        return tl::unexpected(sealed.error());
    }
    auto entity = MakeSmimeEntity(sealed->der, static_cast<TransferEncoding>(m_encoding));
    if (!entity)
    {
        return tl::unexpected(SipReply{500, "Cannot Encrypt", {}, {}});
    }
    entity->SetField("Content-Disposition", DISPOSITION);
    SetBodyEntity(message, *entity);
    // The peer takes it that who is labelled can read, and goes on with the key accordingly.
    DisclosureLabel::Create(static_cast<DisclosureLabel::Kind>(m_label))
        ->Write(message, sealed->hosts);
    return {};
}

tl::expected<SmimeBodyPolicy::Sealed, SipReply>
SmimeBodyPolicy::Encrypt(const Octets& content,
                         bool isRequest,
                         const SipDialogContext& context,
                         const std::vector<std::string>& hosts,
                         Work& work)
{
    const auto scope = context.GetScope();
    const auto now = GetNow();
    EnvelopeOptions options;
    options.cipher = static_cast<ContentCipher>(m_cipher);
    options.padding = static_cast<KeyTransportPadding>(m_padding);
    m_keys.SetRules(GetRules());
    std::vector<KekRecipient> keks;
    std::vector<Certificate> certificates;
    std::set<std::string> holders; // servers that can read without a RecipientInfo of their own
    if (GetKeying() == SmimeKeying::CekReuse)
    {
        // A request needs one more use for its answer, which cannot introduce a key.
        auto kek = m_keys.FindForSending(scope, isRequest ? 2 : 1, now);
        if (kek)
        {
            holders = m_keys.GetServers(scope, kek->identifier);
            keks.push_back(std::move(*kek));
        }
        else if (isRequest)
        {
            options.cek = CekAttributes{m_context->Random(REFERENCE_OCTETS), m_maxDecrypts};
            if (options.cipher == ContentCipher::Aes128Gcm)
            {
                options.placement = static_cast<CekAttributePlacement>(m_placement);
            }
        }
    }
    if (keks.empty())
    {
        const auto peer = m_directory ? m_directory->FindUser(context.remoteUri) : std::nullopt;
        if (!peer)
        {
            return tl::unexpected(SipReply{493, "No Certificate Of The Peer", {}, {}});
        }
        certificates.push_back(*peer);
    }
    DialogKeys::Origin origin{false, !context.remoteTag.empty(), {}};
    std::vector<std::string> covered;
    for (const auto& host : hosts)
    {
        if (holders.count(host) == 0)
        {
            const auto certificate = FindServer(host);
            if (!certificate)
            {
                NS_LOG_INFO("no certificate of " << host << ": nothing is disclosed to it");
                continue;
            }
            certificates.push_back(*certificate);
            origin.servers.insert(host);
        }
        covered.push_back(host);
    }
    auto sealed = SealEnvelope(*m_context, content, certificates, keks, options, work);
    if (!sealed)
    {
        NS_LOG_WARN("cannot encrypt: " << ToString(sealed.error()));
        return tl::unexpected(SipReply{500, "Cannot Encrypt", {}, {}});
    }
    CekUse use{scope, isRequest ? "request" : "response", true, {}, sealed->cek, {}};
    if (options.cek)
    {
        use.reference = options.cek->reference;
        m_keys.Introduce(scope, *options.cek, sealed->cek, origin, now);
    }
    else if (!keks.empty())
    {
        use.reference = keks.front().identifier;
        use.kek = keks.front().kek;
        m_keys.Count(scope, use.reference, false, now);
    }
    m_cekUsed(use);
    return Sealed{std::move(sealed->der), std::move(covered)};
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
        return tl::unexpected(MakeRefusal(opening.outcome));
    }
    m_keys.SetRules(GetRules());
    const auto peer = m_directory ? m_directory->FindUser(context.remoteUri) : std::nullopt;
    const SmimeReader reader(*m_context,
                             *m_credential,
                             [&](const std::vector<Octets>& references)
                             {
                                 return m_keys.FindForOpening(scope, references, now);
                             });
    auto reading =
        reader.ReadFirst(*leaves,
                         peer ? std::vector<Certificate>{*peer} : std::vector<Certificate>{},
                         work);
    if (reading.signer && !(peer && *reading.signer == *peer))
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
        return tl::unexpected(MakeRefusal(reading.outcome));
    }
    const auto hosts = GetLabelledHosts(message);
    if (message.IsRequest())
    {
        m_asked[scope] = hosts;
    }
    const auto tag = message.IsRequest() ? context.remoteTag : GetToTag(message);
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
            use.reference = reading.introduced->reference;
            m_keys.Introduce(scope,
                             *reading.introduced,
                             *reading.cek,
                             {true, true, {hosts.begin(), hosts.end()}},
                             now);
        }
        m_cekUsed(use);
    }
    m_keys.AddPeer(scope, tag);
    return SipBody{reading.contentType, reading.content};
}

SipReply
SmimeBodyPolicy::MakeRefusal(SmimeOutcome outcome) const
{
    switch (outcome)
    {
    case SmimeOutcome::Malformed:
        return {400, "Malformed S/MIME Body", {}, {}};
    case SmimeOutcome::BadSignature:
        return {403, "Bad Signature", {}, {}};
    case SmimeOutcome::Plain:
        return {403, "Encryption Required", {}, {}};
    default:
        break;
    }
    if (!m_credential)
    {
        return {415, "", {{"Accept", "application/sdp"}}, {}};
    }
    return {493,
            "Undecipherable",
            {{"Content-Disposition", "attachment;filename=smime.p7c;handling=optional"}},
            {"application/pkcs7-mime;smime-type=certs-only;name=smime.p7c",
             MakeCertsOnly(m_credential->certificate)}};
}

} // namespace ns3
