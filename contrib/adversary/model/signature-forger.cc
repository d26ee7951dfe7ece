// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/signature-forger.h"

#include "ns3/crypto-context-helper.h"
#include "ns3/integer.h"
#include "ns3/mime-multipart.h"
#include "ns3/private-key.h"
#include "ns3/session-text.h"
#include "ns3/signed-entity.h"
#include "ns3/signed-headers.h"
#include "ns3/simulator.h"
#include "ns3/sip-body-entity.h"
#include "ns3/smime-entity.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/work.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SignatureForger);

namespace
{

constexpr int64_t YEAR = 31536000;       ///< seconds
constexpr std::size_t MAX_AUTHORS = 100; ///< whom certificates are made for

} // namespace

TypeId
SignatureForger::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SignatureForger")
            .SetParent<MessageAttacker>()
            .SetGroupName("Adversary")
            .AddConstructor<SignatureForger>()
            .AddAttribute("MediaAddress",
                          "IPv4 address put into c= lines.",
                          StringValue("203.0.113.66"),
                          MakeStringAccessor(&SignatureForger::m_address),
                          MakeStringChecker())
            .AddAttribute("MediaPort",
                          "Port put into m= lines.",
                          UintegerValue(46660),
                          MakeUintegerAccessor(&SignatureForger::m_port),
                          MakeUintegerChecker<uint16_t>(1))
            .AddAttribute("Epoch",
                          "What the calendar says at simulated time 0, in seconds since 1970 UTC; "
                          "as SipElement's.",
                          IntegerValue(1056110400),
                          MakeIntegerAccessor(&SignatureForger::m_epoch),
                          MakeIntegerChecker<int64_t>())
            .AddAttribute("Stream",
                          "Random stream of the attacker's keys.",
                          IntegerValue(0),
                          MakeIntegerAccessor(&SignatureForger::m_stream),
                          MakeIntegerChecker<int64_t>(0));
    return tid;
}

SignatureForger::SignatureForger() = default;

uint32_t
SignatureForger::GetForgedCount() const
{
    return m_count;
}

const Credential*
SignatureForger::FindCredential(const std::string& author)
{
    if (const auto found = m_credentials.find(author); found != m_credentials.end())
    {
        return &found->second;
    }
    if (m_credentials.size() >= MAX_AUTHORS)
    {
        return nullptr;
    }
    const int64_t begin = m_epoch - YEAR;
    const int64_t end = m_epoch + YEAR;
    if (!m_crypto)
    {
        m_crypto = CreateCryptoContext(m_stream);
        auto made = CertificateAuthority::Create(*m_crypto, "Users", begin, end);
        if (!made)
        {
            return nullptr;
        }
        m_authority = std::make_shared<CertificateAuthority>(std::move(*made));
    }
    Work work; // an attacker's computer is no node of the simulation
    const auto key = PrivateKey::GenerateP256(*m_crypto, work);
    if (!key || !m_authority)
    {
        return nullptr;
    }
    CertificateAuthority::Request wanted;
    wanted.commonName = author.substr(0, 64);
    wanted.subjectAltNames = {"uri:" + author};
    wanted.serial = m_credentials.size() + 1;
    wanted.notBefore = begin;
    wanted.notAfter = end;
    const auto certificate = m_authority->Issue(*m_crypto, wanted, key->GetPublicKey());
    if (!certificate)
    {
        return nullptr;
    }
    return &m_credentials.emplace(author, Credential{*certificate, *key}).first->second;
}

void
SignatureForger::Forge(SipMessage& message, const AttackContext& context, const std::string& author)
{
    const MimeEntity entity = GetBodyEntity(message);
    const auto type = entity.GetContentType();
    if (!context.mayChange || !type || !type->Is("multipart/signed"))
    {
        return;
    }
    const auto halves = ParseMultipart(entity);
    const auto parts = halves && halves->size() == 2 ? SplitSignedParts(halves->front())
                                                     : tl::unexpected(MimeError::Malformed);
    const Credential* credential = parts ? FindCredential(author) : nullptr;
    if (!credential)
    {
        return;
    }
    SignedParts forged{MakeSignedHeaders(message), std::nullopt};
    std::string description;
    if (parts->body)
    {
        // A message without signature, to change the body in.
        SipMessage plain = message;
        SetBodyEntity(plain, *parts->body);
        std::string body = plain.GetBody();
        if (SessionText::Redirect(body, m_address, m_port))
        {
            description = SessionText::Find(body).value_or("");
            const std::string kind(plain.GetHeader("Content-Type").value_or(""));
            plain.SetBody(body, kind);
        }
        forged.body = GetBodyEntity(plain);
    }
    const auto content = JoinSignedParts(forged);
    if (!content)
    {
        return;
    }
    SignOptions options;
    options.signingTime = m_epoch + static_cast<int64_t>(Simulator::Now().GetSeconds());
    Work work; // an attacker's computer is no node of the simulation
    auto again = SignMultipart(*m_crypto,
                               *content,
                               *credential,
                               options,
                               TransferEncoding::Binary,
                               ChooseBoundary("signed", {*content}),
                               work);
    if (!again)
    {
        return;
    }
    if (!parts->body)
    {
        again->SetField("Content-Disposition", "aib;handling=optional");
    }
    SetBodyEntity(message, *again);
    ++m_count;
    if (!description.empty())
    {
        const std::string victim = message.IsRequest() ? GetAddressee(message) : GetAuthor(message);
        Hope(AttackGainKind::AlteredDescription, victim, message, description);
        Hope(AttackGainKind::Impersonated, author, message, "signed as " + author);
    }
}

SipVerdict
SignatureForger::OnRequest(SipMessage& request, const AttackContext& context)
{
    Forge(request, context, GetAuthor(request));
    return SipVerdict::Continue();
}

SipVerdict
SignatureForger::OnResponse(SipMessage& response, const AttackContext& context)
{
    Forge(response, context, GetAddressee(response));
    return SipVerdict::Continue();
}

} // namespace ns3
