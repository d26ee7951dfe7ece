// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/rogue-server.h"

#include "ns3/sip-digest-challenge.h"
#include "ns3/string.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(RogueServer);

TypeId
RogueServer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::RogueServer")
            .SetParent<AttackerHost>()
            .SetGroupName("Adversary")
            .AddConstructor<RogueServer>()
            .AddAttribute("Realm",
                          "Realm of the challenges; empty: the domain of the request's From.",
                          StringValue(""),
                          MakeStringAccessor(&RogueServer::m_realm),
                          MakeStringChecker())
            .AddAttribute("Nonce",
                          "The nonce of all challenges, so that responses can be looked up in a "
                          "table made before.",
                          StringValue("00000000000000000000000000000000"),
                          MakeStringAccessor(&RogueServer::m_nonce),
                          MakeStringChecker());
    return tid;
}

RogueServer::RogueServer()
    : m_collector(CreateObject<ProofCollector>())
{
}

void
RogueServer::SetWords(std::vector<std::string> words)
{
    m_collector->SetWords(std::move(words));
}

void
RogueServer::DoDispose()
{
    m_collector = nullptr;
    AttackerHost::DoDispose();
}

void
RogueServer::OnInvite(SipTransactionHandle transaction, const SipReception& reception)
{
    Serve(transaction, reception.message);
}

void
RogueServer::OnOther(SipTransactionHandle transaction, const SipReception& reception)
{
    Serve(transaction, reception.message);
}

void
RogueServer::Serve(SipTransactionHandle transaction, const SipMessage& request)
{
    const bool isRegister = request.GetMethod() == "REGISTER";
    const auto from = request.GetFrom();
    const std::string victim = from ? from->GetUri().ToString() : "";
    const std::string callId(request.GetHeader("Call-ID").value_or(""));
    if (!request.Has("Authorization") && !request.Has("Proxy-Authorization"))
    {
        SipDigestChallenge challenge;
        challenge.realm = m_realm;
        if (m_realm.empty() && from)
        {
            challenge.realm = from->GetUri().GetHost();
        }
        challenge.nonce = m_nonce;
        challenge.algorithmName = "MD5";
        challenge.qops = {"auth"};
        GetLog()->Attempt(AttackGainKind::PosedAsServer, victim, callId, challenge.ToString());
        const char* name = isRegister ? "WWW-Authenticate" : "Proxy-Authenticate";
        Respond(transaction,
                request,
                SipReply{isRegister ? 401 : 407, "", {{name, challenge.ToString()}}, {}});
        return;
    }
    m_collector->SetLog(GetLog());
    m_collector->Collect(request);
    GetLog()->Record(AttackGainKind::PosedAsServer, victim, request, "credentials came");
    SipReply reply{isRegister ? 200 : 503, "", {}, {}};
    for (const auto contact : request.GetHeaders("Contact"))
    {
        if (isRegister)
        {
            reply.headers.emplace_back("Contact", std::string(contact) + ";expires=3600");
        }
    }
    Respond(transaction, request, reply);
}

} // namespace ns3
