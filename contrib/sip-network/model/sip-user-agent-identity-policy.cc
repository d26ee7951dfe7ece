// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-user-agent-identity-policy.h"

#include "ns3/boolean.h"
#include "ns3/sip-call.h"
#include "ns3/sip-user-agent.h"
#include "ns3/uinteger.h"

#include <utility>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SipUserAgentIdentityPolicy);

TypeId
SipUserAgentIdentityPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SipUserAgentIdentityPolicy")
            .SetParent<SipUserAgentPolicy>()
            .SetGroupName("SipNetwork")
            .AddConstructor<SipUserAgentIdentityPolicy>()
            .AddAttribute("Required",
                          "Whether requests without an Identity are refused (428). One that is "
                          "there and bad is refused in any case.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SipUserAgentIdentityPolicy::m_required),
                          MakeBooleanChecker())
            .AddAttribute("InDialog",
                          "Whether Required holds for requests within dialogs too.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SipUserAgentIdentityPolicy::m_inDialog),
                          MakeBooleanChecker())
            .AddAttribute(
                "CheckDestination",
                "Whether To must be this user, outside of dialogs: else somebody has sent "
                "on what was signed for another callee, or has forwarded a call.",
                BooleanValue(true),
                MakeBooleanAccessor(&SipUserAgentIdentityPolicy::m_checkDestination),
                MakeBooleanChecker())
            .AddAttribute("Freshness",
                          "How old an Identity may be (RFC 8224 section 6.2: 60 s recommended).",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&SipUserAgentIdentityPolicy::m_freshness),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("ReplayCapacity",
                          "How many identities are remembered against replay; 0: none.",
                          UintegerValue(1024),
                          MakeUintegerAccessor(&SipUserAgentIdentityPolicy::m_replayCapacity),
                          MakeUintegerChecker<uint32_t>())
            .AddTraceSource("Verified",
                            "A request's identity was verified, or not.",
                            MakeTraceSourceAccessor(&SipUserAgentIdentityPolicy::m_verifiedTrace),
                            "ns3::SipUserAgentIdentityPolicy::VerifiedTracedCallback");
    return tid;
}

SipUserAgentIdentityPolicy::SipUserAgentIdentityPolicy() = default;

void
SipUserAgentIdentityPolicy::DoDispose()
{
    m_verifier.Dispose();
    SipUserAgentPolicy::DoDispose();
}

void
SipUserAgentIdentityPolicy::SetTrust(Ptr<SipCertificateTable> table,
                                     std::shared_ptr<const TrustStore> trust)
{
    m_verifier.SetCertificateTable(table);
    m_verifier.SetTrustStore(std::move(trust));
}

const SipIdentityVerifier&
SipUserAgentIdentityPolicy::GetVerifier() const
{
    return m_verifier;
}

tl::expected<void, SipReply>
SipUserAgentIdentityPolicy::Check(const SipMessage& message,
                                  const SipUserAgentContext& context,
                                  Work& work)
{
    const auto method = message.GetMethod();
    if (!message.IsRequest() || method == "ACK" || method == "CANCEL" || method == "REGISTER")
    {
        return {};
    }
    m_verifier.SetFreshness(m_freshness.GetNanoSeconds() / 1000000000);
    m_verifier.SetReplayCapacity(m_replayCapacity);
    auto result = m_verifier.Verify(message,
                                    context.agent->GetUnixTime(),
                                    context.agent->GetCryptoContext(),
                                    work);
    if (result && context.isInDialog)
    {
        // Tags and Call-ID find the dialog; another user could have his own name signed there.
        const auto peer = SipPassportIdentity::FromUri(context.dialog.remoteUri);
        if (!peer || result->caller != *peer)
        {
            result = tl::unexpected(SipIdentityFault::OtherIdentity);
        }
    }
    else if (result && m_checkDestination)
    {
        const auto to = message.GetTo();
        const auto called = SipPassportIdentity::FromUri(to ? to->GetUri() : SipUri());
        const auto own = SipPassportIdentity::FromUri(context.agent->GetAddressOfRecord());
        if (!called || !own || *called != *own)
        {
            result = tl::unexpected(SipIdentityFault::WrongDestination);
        }
    }
    m_verifiedTrace(message, result);
    if (result)
    {
        if (context.call && method == "INVITE" && !context.isInDialog)
        {
            context.call->AddPeerStatement(context.dialog.remoteUri, SipPeerGround::DomainIdentity);
        }
        return {};
    }
    const bool isMissing = result.error() == SipIdentityFault::Missing ||
                           result.error() == SipIdentityFault::UnsupportedType;
    if (isMissing && !(m_required && (m_inDialog || !context.isInDialog)))
    {
        return {};
    }
    context.agent->ReportSecurityEvent(GetSipIdentityEvent(result.error()),
                                       message,
                                       ToString(result.error()));
    return tl::unexpected(
        SipReply{GetSipIdentityCode(result.error()), GetSipIdentityReason(result.error()), {}, {}});
}

} // namespace ns3
