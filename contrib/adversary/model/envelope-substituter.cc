// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/envelope-substituter.h"

#include "ns3/envelope-sealer.h"
#include "ns3/session-text.h"
#include "ns3/sip-body-entity.h"
#include "ns3/smime-entity.h"
#include "ns3/string.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(EnvelopeSubstituter);

TypeId
EnvelopeSubstituter::GetTypeId()
{
    static TypeId tid = TypeId("ns3::EnvelopeSubstituter")
                            .SetParent<MessageAttacker>()
                            .SetGroupName("Adversary")
                            .AddConstructor<EnvelopeSubstituter>()
                            .AddAttribute("MediaAddress",
                                          "IPv4 address in the attacker's session descriptions.",
                                          StringValue("203.0.113.66"),
                                          MakeStringAccessor(&EnvelopeSubstituter::m_address),
                                          MakeStringChecker());
    return tid;
}

EnvelopeSubstituter::EnvelopeSubstituter()
    : m_keys(CreateObject<HeldKeys>())
{
}

void
EnvelopeSubstituter::DoDispose()
{
    m_keys = nullptr;
    MessageAttacker::DoDispose();
}

void
EnvelopeSubstituter::AddUser(const std::string& user, const Certificate& certificate)
{
    m_users.insert_or_assign(user, certificate);
}

void
EnvelopeSubstituter::AddServer(const Certificate& certificate)
{
    m_servers.push_back(certificate);
}

void
EnvelopeSubstituter::SetKeys(Ptr<HeldKeys> keys)
{
    m_keys = keys;
}

uint32_t
EnvelopeSubstituter::GetCount() const
{
    return m_count;
}

void
EnvelopeSubstituter::Substitute(SipMessage& message,
                                const AttackContext& context,
                                const std::string& reader,
                                const std::string& author)
{
    const auto known = m_users.find(reader);
    if (!context.mayChange || known == m_users.end() || HeldKeys::FindEnvelopes(message).empty() ||
        (!message.IsRequest() && message.GetStatusCode() >= 300))
    {
        return;
    }
    for (const HeldKeys::Opened& opened : m_keys->OpenAll(message)) // an answer under its own key
    {
        if (const auto found = SessionText::Find(opened.content))
        {
            GetLog()->Record(AttackGainKind::ReadDescription, author, message, *found);
        }
    }
    std::vector<Certificate> readers{known->second};
    readers.insert(readers.end(), m_servers.begin(), m_servers.end());
    CryptoContext& crypto = *m_keys->GetContext();
    EnvelopeOptions options;
    if (message.IsRequest())
    {
        options.cek = CekAttributes{crypto.Random(8), 32};
    }
    const std::string description =
        "v=0\r\no=- 66 66 IN IP4 " + m_address + "\r\ns=-\r\nc=IN IP4 " + m_address +
        "\r\nt=0 0\r\nm=audio 46660 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n";
    Work work; // an attacker's computer is no node of the simulation
    const auto sealed = SealEnvelope(crypto,
                                     MimeEntity("application/sdp", description).Serialize(),
                                     readers,
                                     {},
                                     options,
                                     work);
    const auto entity =
        sealed ? MakeSmimeEntity(sealed->der) : tl::unexpected(MimeError::Unsupported);
    if (!entity)
    {
        return;
    }
    if (options.cek)
    {
        m_keys->AddKey({options.cek->reference, DeriveKek(sealed->cek)});
    }
    MimeEntity dressed = *entity;
    dressed.SetField("Content-Disposition",
                     message.GetHeader("Content-Disposition").value_or("attachment"));
    SetBodyEntity(message, dressed);
    ++m_count;
    Hope(AttackGainKind::AlteredDescription,
         reader,
         message,
         SessionText::Find(description).value_or(""));
}

SipVerdict
EnvelopeSubstituter::OnRequest(SipMessage& request, const AttackContext& context)
{
    Substitute(request, context, GetAddressee(request), GetAuthor(request));
    return SipVerdict::Continue();
}

SipVerdict
EnvelopeSubstituter::OnResponse(SipMessage& response, const AttackContext& context)
{
    Substitute(response, context, GetAuthor(response), GetAddressee(response));
    return SipVerdict::Continue();
}

} // namespace ns3
