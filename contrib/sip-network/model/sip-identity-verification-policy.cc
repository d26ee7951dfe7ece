// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-identity-verification-policy.h"

#include "ns3/boolean.h"
#include "ns3/sip-authenticated-caller.h"
#include "ns3/sip-proxy.h"
#include "ns3/uinteger.h"

#include <utility>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SipIdentityVerificationPolicy);

TypeId
SipIdentityVerificationPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SipIdentityVerificationPolicy")
            .SetParent<SipProxyPolicy>()
            .SetGroupName("SipNetwork")
            .AddConstructor<SipIdentityVerificationPolicy>()
            .AddAttribute("Required",
                          "Whether requests without an Identity are refused (428). One that is "
                          "there and bad is refused in any case.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SipIdentityVerificationPolicy::m_required),
                          MakeBooleanChecker())
            .AddAttribute("InDialog",
                          "Whether Required holds for requests within dialogs too.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SipIdentityVerificationPolicy::m_inDialog),
                          MakeBooleanChecker())
            .AddAttribute("CheckDestination",
                          "Whether To must be of a domain of the proxy: else somebody has sent on "
                          "what was signed for another callee, or has forwarded a call.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SipIdentityVerificationPolicy::m_checkDestination),
                          MakeBooleanChecker())
            .AddAttribute("Freshness",
                          "How old an Identity may be (RFC 8224 section 6.2: 60 s recommended).",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&SipIdentityVerificationPolicy::m_freshness),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("ReplayCapacity",
                          "How many identities are remembered against replay; 0: none.",
                          UintegerValue(1024),
                          MakeUintegerAccessor(&SipIdentityVerificationPolicy::m_replayCapacity),
                          MakeUintegerChecker<uint32_t>())
            .AddTraceSource(
                "Verified",
                "A request's identity was verified, or not.",
                MakeTraceSourceAccessor(&SipIdentityVerificationPolicy::m_verifiedTrace),
                "ns3::SipIdentityVerificationPolicy::VerifiedTracedCallback");
    return tid;
}

SipIdentityVerificationPolicy::SipIdentityVerificationPolicy() = default;

void
SipIdentityVerificationPolicy::DoDispose()
{
    m_verifier.Dispose();
    SipProxyPolicy::DoDispose();
}

void
SipIdentityVerificationPolicy::SetTrust(Ptr<SipCertificateTable> table,
                                        std::shared_ptr<const TrustStore> trust)
{
    m_verifier.SetCertificateTable(table);
    m_verifier.SetTrustStore(std::move(trust));
}

const SipIdentityVerifier&
SipIdentityVerificationPolicy::GetVerifier() const
{
    return m_verifier;
}

bool
SipIdentityVerificationPolicy::IsForUs(const SipMessage& request, const SipPolicyContext& context)
{
    const auto method = request.GetMethod();
    if (method == "ACK" || method == "CANCEL" || method == "REGISTER")
    {
        return false;
    }
    const auto from = request.GetFrom();
    const bool isOwn = from && context.proxy->IsResponsibleFor(from->GetUri());
    if (context.isInDialog)
    {
        return !isOwn; // the Request-URI is a contact: only From tells the direction
    }
    return context.proxy->IsResponsibleFor(request.GetRequestUri()) &&
           !(isOwn && IsCallerAuthenticated(request, context));
}

SipVerdict
SipIdentityVerificationPolicy::OnRequest(SipMessage& request,
                                         const SipPolicyContext& context,
                                         Work& work)
{
    if (!IsForUs(request, context))
    {
        return SipVerdict::Continue();
    }
    m_verifier.SetFreshness(m_freshness.GetNanoSeconds() / 1000000000);
    m_verifier.SetReplayCapacity(m_replayCapacity);
    auto result = m_verifier.Verify(request,
                                    context.proxy->GetUnixTime(),
                                    context.proxy->GetCryptoContext(),
                                    work);
    const auto to = request.GetTo();
    if (result && m_checkDestination && to && !context.proxy->IsResponsibleFor(to->GetUri()))
    {
        result = tl::unexpected(SipIdentityFault::WrongDestination);
    }
    m_verifiedTrace(request, result);
    const bool isMissing = !result && (result.error() == SipIdentityFault::Missing ||
                                       result.error() == SipIdentityFault::UnsupportedType);
    const bool isRequired = m_required && (m_inDialog || !context.isInDialog);
    if (result || (isMissing && !isRequired))
    {
        return SipVerdict::Continue();
    }
    return SipVerdict::Respond(
        SipReply{GetSipIdentityCode(result.error()), GetSipIdentityReason(result.error()), {}, {}});
}

} // namespace ns3
