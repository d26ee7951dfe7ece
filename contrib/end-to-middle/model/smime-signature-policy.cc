// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/smime-signature-policy.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/host-name.h"
#include "ns3/integer-enum-accessor.h"
#include "ns3/log.h"
#include "ns3/signed-entity.h"
#include "ns3/signed-headers.h"
#include "ns3/sip-body-entity.h"
#include "ns3/sip-call.h"
#include "ns3/sip-date.h"
#include "ns3/sip-passport-identity.h"
#include "ns3/sip-text.h"
#include "ns3/sip-user-agent.h"
#include "ns3/smime-entity.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SmimeSignaturePolicy");
NS_OBJECT_ENSURE_REGISTERED(SmimeSignaturePolicy);

namespace
{

constexpr int MULTIPART_SIGNED = 0; ///< attribute Form: multipart/signed
constexpr int SIGNED_DATA = 1;      ///< attribute Form: application/pkcs7-mime

/**
 * \param left an address of record
 * \param right another one
 * \return whether both name the same user, whatever the scheme
 */
bool
IsSameUser(SipUri left, SipUri right)
{
    left.SetScheme("sip");
    right.SetScheme("sip");
    const auto one = SipPassportIdentity::FromUri(left);
    const auto other = SipPassportIdentity::FromUri(right);
    return one && other && *one == *other;
}

/**
 * \param message a message
 * \return who should have sent it: From of a request, To of a response
 */
SipUri
GetSender(const SipMessage& message)
{
    const auto party = message.IsRequest() ? message.GetFrom() : message.GetTo();
    return party ? party->GetUri() : SipUri();
}

} // namespace

TypeId
SmimeSignaturePolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SmimeSignaturePolicy")
            .SetParent<SipUserAgentPolicy>()
            .SetGroupName("EndToMiddle")
            .AddConstructor<SmimeSignaturePolicy>()
            .AddAttribute("Sign",
                          "Whether messages are signed.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SmimeSignaturePolicy::m_sign),
                          MakeBooleanChecker())
            .AddAttribute("Required",
                          "Whether messages that should be signed and are not are refused. A bad "
                          "signature is refused in any case.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SmimeSignaturePolicy::m_required),
                          MakeBooleanChecker())
            .AddAttribute("CheckDestination",
                          "Whether the signed To must be this user, outside of dialogs.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SmimeSignaturePolicy::m_checkDestination),
                          MakeBooleanChecker())
            .AddAttribute(
                "Form",
                "How the signature stands in the body: multipart/signed leaves the "
                "session description in plain view of servers (RFC 3261 section 23.3), "
                "application/pkcs7-mime does not.",
                EnumValue(MULTIPART_SIGNED),
                MakeIntegerEnumAccessor(&SmimeSignaturePolicy::m_form, 0),
                MakeEnumChecker(MULTIPART_SIGNED, "multipart-signed", SIGNED_DATA, "signed-data"))
            .AddAttribute("DateTolerance",
                          "How old a signed Date may be, or how far ahead (RFC 3261 section "
                          "23.4.1.1: an hour).",
                          TimeValue(Hours(1)),
                          MakeTimeAccessor(&SmimeSignaturePolicy::m_dateTolerance),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("ReplayCapacity",
                          "How many requests of a peer are remembered against replay; 0: none.",
                          UintegerValue(1024),
                          MakeUintegerAccessor(&SmimeSignaturePolicy::m_replayCapacity),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("ReplayPeers",
                          "How many peers have a memory of their own; all others share one.",
                          UintegerValue(256),
                          MakeUintegerAccessor(&SmimeSignaturePolicy::m_replayPeers),
                          MakeUintegerChecker<uint32_t>())
            .AddTraceSource("Judged",
                            "A message came that should be signed, or is.",
                            MakeTraceSourceAccessor(&SmimeSignaturePolicy::m_judged),
                            "ns3::SmimeSignaturePolicy::JudgedTracedCallback");
    return tid;
}

SmimeSignaturePolicy::SmimeSignaturePolicy()
    : m_keyring(CreateObject<SmimeKeyring>())
{
}

void
SmimeSignaturePolicy::DoDispose()
{
    m_context = nullptr;
    m_credential.reset();
    m_keyring = nullptr;
    SipUserAgentPolicy::DoDispose();
}

void
SmimeSignaturePolicy::SetCredential(std::shared_ptr<CryptoContext> context,
                                    const Credential& credential)
{
    m_context = std::move(context);
    m_credential = credential;
}

void
SmimeSignaturePolicy::SetKeyring(Ptr<SmimeKeyring> keyring)
{
    m_keyring = keyring;
}

Ptr<SmimeKeyring>
SmimeSignaturePolicy::GetKeyring() const
{
    return m_keyring;
}

std::size_t
SmimeSignaturePolicy::GetReplayCount(const std::string& peer) const
{
    const auto found = m_memory.find(peer);
    return found == m_memory.end() ? 0 : found->second.GetSize();
}

SmimeSignaturePolicy::Duty
SmimeSignaturePolicy::GetDuty(const SipMessage& message)
{
    const auto sequence = message.GetCSeq();
    const std::string method(sequence ? sequence->GetMethod() : "");
    if (method == "CANCEL" || method == "REGISTER" || method == "OPTIONS")
    {
        return Duty::None;
    }
    const int code = message.GetStatusCode();
    if (!message.IsRequest() && code < 200)
    {
        return message.GetBody().empty() ? Duty::None : Duty::Expected;
    }
    return code < 400 ? Duty::Expected : Duty::Optional; // a proxy may have made an error
}

tl::expected<void, SipReply>
SmimeSignaturePolicy::AddHeaders(SipMessage& message,
                                 const SipUserAgentContext& context,
                                 Work& work)
{
    if (m_sign && m_credential && GetDuty(message) != Duty::None && !message.Has("Date"))
    {
        message.Add("Date", FormatSipDate(context.agent->GetUnixTime()));
    }
    return {};
}

tl::expected<void, SipReply>
SmimeSignaturePolicy::Prepare(SipMessage& message, const SipUserAgentContext& context, Work& work)
{
    if (!m_sign || GetDuty(message) == Duty::None)
    {
        return {};
    }
    if (!m_credential)
    {
        return tl::unexpected(SipReply{500, "No Credential", {}, {}});
    }
    SignedParts parts{MakeSignedHeaders(message), std::nullopt};
    const bool hasBody = !message.GetBody().empty();
    if (hasBody)
    {
        parts.body = GetBodyEntity(message);
    }
    const auto content = JoinSignedParts(parts);
    SignOptions options;
    options.signingTime = context.agent->GetUnixTime();
    tl::expected<MimeEntity, CmsError> entity = tl::unexpected(CmsError::Malformed);
    if (content && m_form == MULTIPART_SIGNED)
    {
        entity = SignMultipart(*m_context,
                               *content,
                               *m_credential,
                               options,
                               TransferEncoding::Binary,
                               ChooseBoundary("signed", {*content}),
                               work);
    }
    else if (content)
    {
        const auto der = SignData(*m_context, content->Serialize(), *m_credential, options, work);
        const auto made = der ? MakeSmimeEntity(*der) : tl::unexpected(MimeError::Unsupported);
        if (made)
        {
            entity = *made;
        }
    }
    if (!entity)
    {
        NS_LOG_WARN("cannot sign: " << ToString(entity.error()));
        return tl::unexpected(SipReply{500, "Cannot Sign", {}, {}});
    }
    if (!hasBody)
    {
        // Who knows nothing of signatures may pass it over (RFC 3261 section 20.11).
        entity->SetField("Content-Disposition", "aib;handling=optional");
    }
    SetBodyEntity(message, *entity);
    return {};
}

tl::expected<void, SipReply>
SmimeSignaturePolicy::Check(const SipMessage& message,
                            const SipUserAgentContext& context,
                            Work& work)
{
    const Duty duty = GetDuty(message);
    if (duty == Duty::None)
    {
        return {};
    }
    const auto kind = GetSmimeKind(GetBodyEntity(message));
    const bool isSigned = kind == SmimeKind::Signed || kind == SmimeKind::MultipartSigned;
    if (!isSigned && (duty == Duty::Optional || !m_required))
    {
        return {};
    }
    std::string detail;
    const auto fault = isSigned ? Judge(message, context, work, detail) : SmimeFault::Missing;
    m_judged(message, fault);
    if (fault == SmimeFault::None)
    {
        const auto sequence = message.GetCSeq();
        if (context.call && sequence && sequence->GetMethod() == "INVITE" &&
            (message.IsRequest() || message.GetStatusCode() / 100 == 2))
        {
            context.call->AddPeerStatement(GetSender(message), SipPeerGround::UserSignature);
        }
        return {};
    }
    NS_LOG_INFO("a message is refused: " << ToString(fault) << " " << detail);
    context.agent->ReportSecurityEvent(GetSmimeEvent(fault),
                                       message,
                                       std::string(ToString(fault)) +
                                           (detail.empty() ? "" : ": " + detail));
    return tl::unexpected(GetSmimeRefusal(fault));
}

SmimeFault
SmimeSignaturePolicy::Judge(const SipMessage& message,
                            const SipUserAgentContext& context,
                            Work& work,
                            std::string& detail)
{
    if (!m_context || !m_keyring)
    {
        return SmimeFault::NotTrusted;
    }
    const SipUri sender = GetSender(message);
    const auto known = m_keyring->Find(sender);
    const auto verified =
        VerifySmime(*m_context,
                    GetBodyEntity(message),
                    known ? std::vector<Certificate>{*known} : std::vector<Certificate>{},
                    {},
                    {},
                    work);
    if (!verified)
    {
        detail = ToString(verified.error());
        const bool isBad = verified.error() == CmsError::SignatureInvalid ||
                           verified.error() == CmsError::SignerUnknown;
        return isBad ? SmimeFault::BadSignature : SmimeFault::Malformed;
    }
    const auto content = MimeEntity::Parse(verified->content);
    const auto parts = content ? SplitSignedParts(*content) : tl::unexpected(MimeError::Malformed);
    const auto inside = parts ? ParseSignedHeaders(parts->headers)
                              : tl::unexpected(std::string("no header fields were signed"));
    if (!inside)
    {
        detail = inside.error();
        return SmimeFault::OtherHeaders;
    }
    const int64_t now = context.agent->GetUnixTime();
    std::vector<Certificate> chain{verified->signer};
    chain.insert(chain.end(), verified->certificates.begin(), verified->certificates.end());
    if (const auto judged = m_keyring->Judge(sender, chain, now, work); !judged)
    {
        detail = ToString(judged.error());
        return judged.error() == SmimeKeyringFault::OtherName ? SmimeFault::OtherName
                                                              : SmimeFault::NotTrusted;
    }
    const auto fault = JudgeHeaders(message, *inside, context, detail);
    if (fault != SmimeFault::None)
    {
        return fault;
    }
    const auto dated = ParseSipDate(inside->GetHeader("Date").value_or(""));
    if (!dated || std::llabs(*dated - now) > m_dateTolerance.GetNanoSeconds() / 1000000000)
    {
        return SmimeFault::Stale;
    }
    // A response is bound to our request, which nobody can make again.
    return message.IsRequest() && IsRepeated(*inside, sender, *dated, now) ? SmimeFault::Replayed
                                                                           : SmimeFault::None;
}

SmimeFault
SmimeSignaturePolicy::JudgeHeaders(const SipMessage& message,
                                   const SipMessage& inside,
                                   const SipUserAgentContext& context,
                                   std::string& detail)
{
    if (const auto same = CompareSignedHeaders(message, inside); !same)
    {
        detail = same.error();
        return SmimeFault::OtherHeaders;
    }
    if (!message.IsRequest())
    {
        const SipMessage* request = context.dialog.request;
        for (const char* name : {"Call-ID", "CSeq", "From"})
        {
            if (!request || request->GetHeader(name) != inside.GetHeader(name))
            {
                detail = std::string(name) + " is not that of our request";
                return SmimeFault::OtherHeaders;
            }
        }
        return SmimeFault::None;
    }
    if (context.isInDialog)
    {
        // Tags and Call-ID find the dialog; whoever knows them could sign with his own name.
        return IsSameUser(GetSender(message), context.dialog.remoteUri) ? SmimeFault::None
                                                                        : SmimeFault::OtherPeer;
    }
    const auto to = inside.GetTo();
    const bool isForUs = to && IsSameUser(to->GetUri(), context.agent->GetAddressOfRecord());
    return isForUs || !m_checkDestination ? SmimeFault::None : SmimeFault::WrongDestination;
}

bool
SmimeSignaturePolicy::IsRepeated(const SipMessage& inside,
                                 const SipUri& peer,
                                 int64_t dated,
                                 int64_t now)
{
    std::string name = std::string(peer.GetUser()) + "@" + ToLowerHost(peer.GetHost());
    if (m_memory.count(name) == 0 && m_memory.size() >= m_replayPeers)
    {
        name.clear();
    }
    const auto memory = m_memory.try_emplace(name, m_replayCapacity).first;
    memory->second.SetCapacity(m_replayCapacity);
    const auto sequence = inside.GetCSeq();
    // RFC 3261 section 23.4.2: From tag, Call-ID, CSeq and Date make a message unique.
    const std::string thing = std::string(inside.GetHeader("Call-ID").value_or("")) + "\n" +
                              GetSipTag(inside, true) + "\n" +
                              (sequence ? sequence->ToString() : "") + "\n" + std::to_string(dated);
    const int64_t tolerance = m_dateTolerance.GetNanoSeconds() / 1000000000;
    return !memory->second.Admit(thing, "", "", dated + tolerance, now);
}

} // namespace ns3
