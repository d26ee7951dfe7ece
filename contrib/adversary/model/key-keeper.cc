// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/key-keeper.h"

#include "ns3/envelope-sealer.h"
#include "ns3/smime-entity.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(KeyKeeper);

TypeId
KeyKeeper::GetTypeId()
{
    static TypeId tid = TypeId("ns3::KeyKeeper")
                            .SetParent<AttackerHost>()
                            .SetGroupName("Adversary")
                            .AddConstructor<KeyKeeper>()
                            .AddAttribute("Code",
                                          "How it refuses calls.",
                                          UintegerValue(486),
                                          MakeUintegerAccessor(&KeyKeeper::m_code),
                                          MakeUintegerChecker<uint32_t>(400, 499));
    return tid;
}

KeyKeeper::KeyKeeper()
    : m_keys(CreateObject<HeldKeys>())
{
}

void
KeyKeeper::DoDispose()
{
    m_keys = nullptr;
    AttackerHost::DoDispose();
}

void
KeyKeeper::SetKeys(Ptr<HeldKeys> keys)
{
    m_keys = keys;
}

Ptr<HeldKeys>
KeyKeeper::GetKeys() const
{
    return m_keys;
}

void
KeyKeeper::OnInvite(SipTransactionHandle transaction, const SipReception& reception)
{
    m_keys->OpenAll(reception.message);
    Respond(transaction, reception.message, SipReply{static_cast<int>(m_code), "", {}, {}});
}

void
KeyKeeper::CallUnderKey(const SipUri& caller,
                        const SipUri& callee,
                        const std::optional<SipUri>& nextHop)
{
    const auto key = m_keys->GetNewestKey();
    if (!key)
    {
        return;
    }
    const SipBody plain = MakeDescription();
    Work work; // an attacker's computer is no node of the simulation
    const auto sealed = SealEnvelope(*m_keys->GetContext(),
                                     MimeEntity(plain.contentType, plain.content).Serialize(),
                                     {},
                                     {*key},
                                     {},
                                     work);
    const auto entity =
        sealed ? MakeSmimeEntity(sealed->der) : tl::unexpected(MimeError::Unsupported);
    if (!entity)
    {
        return;
    }
    SipMessage invite = Make("INVITE", callee, caller, callee);
    invite.SetBody(entity->GetBody(), entity->GetField("Content-Type").value_or(""));
    const std::string victim = caller.ToString();
    Ptr<AttackLog> log = GetLog();
    log->Attempt(AttackGainKind::Impersonated,
                 victim,
                 std::string(invite.GetHeader("Call-ID").value_or("")),
                 std::string(invite.GetHeader("From").value_or("")));
    Send(invite,
         nextHop,
         [log, victim](const SipMessage* response)
         {
             if (response && response->GetStatusCode() < 300)
             {
                 log->Record(AttackGainKind::Impersonated,
                             victim,
                             *response,
                             "a key of another dialog was taken");
             }
         });
}

} // namespace ns3
