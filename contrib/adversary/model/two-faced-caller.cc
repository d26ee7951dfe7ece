// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/two-faced-caller.h"

#include "ns3/crypto-context-helper.h"
#include "ns3/envelope-sealer.h"
#include "ns3/integer.h"
#include "ns3/mime-multipart.h"
#include "ns3/signed-data.h"
#include "ns3/sip-body-entity.h"
#include "ns3/smime-entity.h"
#include "ns3/string.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(TwoFacedCaller);

TypeId
TwoFacedCaller::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::TwoFacedCaller")
            .SetParent<AttackerHost>()
            .SetGroupName("Adversary")
            .AddConstructor<TwoFacedCaller>()
            .AddAttribute("Stream",
                          "Random stream for what it encrypts.",
                          IntegerValue(0),
                          MakeIntegerAccessor(&TwoFacedCaller::m_stream),
                          MakeIntegerChecker<int64_t>(0))
            .AddAttribute("Shown",
                          "Lines of the description that the server gets, behind c= and t=; "
                          "separated by semicolons.",
                          StringValue("b=AS:8;m=audio 46660 RTP/AVP 18"),
                          MakeStringAccessor(&TwoFacedCaller::m_shown),
                          MakeStringChecker())
            .AddAttribute("Meant",
                          "The same of the description that the callee gets.",
                          StringValue("b=AS:4000;m=audio 46660 RTP/AVP 0;m=video 46662 RTP/AVP 31"),
                          MakeStringAccessor(&TwoFacedCaller::m_meant),
                          MakeStringChecker());
    return tid;
}

void
TwoFacedCaller::SetReaders(const std::string& server,
                           const Certificate& serversCertificate,
                           const Certificate& peersCertificate)
{
    m_server = server;
    m_serversOwn = serversCertificate;
    m_peersOwn = peersCertificate;
}

void
TwoFacedCaller::SetSigner(std::shared_ptr<CryptoContext> context, const Credential& credential)
{
    m_context = std::move(context);
    m_credential = credential;
}

std::optional<MimeEntity>
TwoFacedCaller::Seal(const std::string& description, const Certificate& reader)
{
    StringValue address;
    GetAttribute("MediaAddress", address);
    std::string lines = description + ";";
    for (std::size_t at = lines.find(';'); at != std::string::npos; at = lines.find(';', at))
    {
        lines.replace(at, 1, "\r\n");
    }
    MimeEntity content("application/sdp",
                       "v=0\r\no=- 66 66 IN IP4 " + address.Get() + "\r\ns=-\r\nc=IN IP4 " +
                           address.Get() + "\r\nt=0 0\r\n" + lines);
    Work work; // an attacker's computer is no node of the simulation
    if (m_credential)
    {
        const auto der = SignData(*m_context, content.Serialize(), *m_credential, {}, work);
        const auto entity = der ? MakeSmimeEntity(*der) : tl::unexpected(MimeError::Unsupported);
        if (!entity)
        {
            return std::nullopt;
        }
        content = *entity;
    }
    const auto sealed = SealEnvelope(*m_context, content.Serialize(), {reader}, {}, {}, work);
    const auto entity =
        sealed ? MakeSmimeEntity(sealed->der) : tl::unexpected(MimeError::Unsupported);
    return entity ? std::optional(*entity) : std::nullopt;
}

void
TwoFacedCaller::CallTwoFaced(const SipUri& caller,
                             const SipUri& callee,
                             const std::optional<SipUri>& nextHop)
{
    if (!m_context)
    {
        m_context = CreateCryptoContext(m_stream);
    }
    auto shown = m_serversOwn ? Seal(m_shown, *m_serversOwn) : std::nullopt;
    auto meant = m_peersOwn ? Seal(m_meant, *m_peersOwn) : std::nullopt;
    if (!shown || !meant)
    {
        return;
    }
    shown->SetField("Content-Target", "sip:" + m_server);
    shown->SetField("Content-Disposition", "attachment;handling=optional"); // 5.1
    meant->SetField("Content-Disposition", "attachment;handling=required");
    const std::vector<MimeEntity> parts{*shown, *meant};
    const auto body =
        BuildMultipart(MimeValue("multipart/mixed"), parts, ChooseBoundary("part", parts));
    if (!body)
    {
        return;
    }
    SipMessage invite = Make("INVITE", callee, caller, callee);
    SetBodyEntity(invite, *body);
    Ptr<AttackLog> log = GetLog();
    const std::string server = m_server;
    log->Attempt(AttackGainKind::MisledServer,
                 server,
                 std::string(invite.GetHeader("Call-ID").value_or("")),
                 m_shown + " against " + m_meant);
    Send(invite,
         nextHop,
         [log, server](const SipMessage* response)
         {
             if (response && response->GetStatusCode() < 300)
             {
                 log->Record(AttackGainKind::MisledServer, server, *response, "the call is taken");
             }
         });
}

} // namespace ns3
