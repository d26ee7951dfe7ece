// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/disclosure-forger.h"

#include "ns3/certificate-authority.h"
#include "ns3/integer.h"
#include "ns3/private-key.h"
#include "ns3/session-text.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(DisclosureForger);

namespace
{

constexpr int64_t YEAR = 31536000; ///< seconds

} // namespace

TypeId
DisclosureForger::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::DisclosureForger")
            .SetParent<MessageAttacker>()
            .SetGroupName("Adversary")
            .AddConstructor<DisclosureForger>()
            .AddAttribute("Host",
                          "The server that it poses as: in its certificate, and in Warning.",
                          StringValue("proxy.invalid"),
                          MakeStringAccessor(&DisclosureForger::m_host),
                          MakeStringChecker())
            .AddAttribute("Code",
                          "Status code of the refusal: 496, or 493 as in the time of the article.",
                          UintegerValue(496),
                          MakeUintegerAccessor(&DisclosureForger::m_code),
                          MakeUintegerChecker<uint32_t>(400, 499))
            .AddAttribute("Epoch",
                          "What the calendar says at simulated time 0, in seconds since 1970 UTC; "
                          "as SipElement's.",
                          IntegerValue(1056110400),
                          MakeIntegerAccessor(&DisclosureForger::m_epoch),
                          MakeIntegerChecker<int64_t>());
    return tid;
}

DisclosureForger::DisclosureForger()
    : m_keys(CreateObject<HeldKeys>())
{
}

void
DisclosureForger::DoDispose()
{
    m_keys = nullptr;
    MessageAttacker::DoDispose();
}

void
DisclosureForger::SetKeys(Ptr<HeldKeys> keys)
{
    m_keys = keys;
}

Ptr<HeldKeys>
DisclosureForger::GetKeys() const
{
    return m_keys;
}

void
DisclosureForger::SetCertificate(const Certificate& certificate)
{
    m_certificate = certificate;
}

bool
DisclosureForger::MakeCertificate()
{
    if (m_certificate)
    {
        return true;
    }
    const auto crypto = m_keys->GetContext();
    Work work; // an attacker's computer is no node of the simulation
    auto authority =
        CertificateAuthority::Create(*crypto, "Servers", m_epoch - YEAR, m_epoch + YEAR);
    const auto key = PrivateKey::GenerateP256(*crypto, work);
    if (!authority || !key)
    {
        return false;
    }
    CertificateAuthority::Request wanted;
    wanted.commonName = m_host.substr(0, 64);
    wanted.subjectAltNames = {"dns:" + m_host};
    wanted.serial = 1;
    wanted.notBefore = m_epoch - YEAR;
    wanted.notAfter = m_epoch + YEAR;
    const auto certificate = authority->Issue(*crypto, wanted, key->GetPublicKey());
    if (!certificate)
    {
        return false;
    }
    m_keys->AddCredential(crypto, {*certificate, *key});
    m_certificate = *certificate;
    return true;
}

SipVerdict
DisclosureForger::OnRequest(SipMessage& request, const AttackContext& context)
{
    const std::string callId(request.GetHeader("Call-ID").value_or(""));
    if (request.GetMethod() != "INVITE" || HeldKeys::FindEnvelopes(request).empty())
    {
        return SipVerdict::Continue();
    }
    for (const HeldKeys::Opened& opened : m_keys->OpenAll(request))
    {
        if (const auto found = SessionText::Find(opened.content))
        {
            GetLog()->Record(AttackGainKind::ReadDescription, GetAuthor(request), request, *found);
        }
    }
    if (!context.mayChange || m_refused.size() >= MAX_CALLS || m_refused.count(callId) > 0 ||
        !MakeCertificate())
    {
        return SipVerdict::Continue();
    }
    m_refused.insert(callId);
    GetLog()->Attempt(AttackGainKind::ReadDescription,
                      GetAuthor(request),
                      callId,
                      "certificate of " + m_host);
    return SipVerdict::Respond(
        {static_cast<int>(m_code),
         m_code == 496 ? "Proxy Undecipherable" : "Undecipherable",
         {{"Warning", "382 " + m_host + " \"Required to View Content-Type 'application/sdp'\""},
          {"Content-Disposition", "attachment;handling=optional"}},
         {"application/pkix-cert", m_certificate->GetDer()}});
}

} // namespace ns3
