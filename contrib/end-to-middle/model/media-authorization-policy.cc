// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/media-authorization-policy.h"

#include "ns3/boolean.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("MediaAuthorizationPolicy");
NS_OBJECT_ENSURE_REGISTERED(MediaAuthorizationPolicy);

TypeId
MediaAuthorizationPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::MediaAuthorizationPolicy")
            .SetParent<SipUserAgentPolicy>()
            .SetGroupName("EndToMiddle")
            .AddConstructor<MediaAuthorizationPolicy>()
            .AddAttribute("MaxValues",
                          "How many values of a message are looked at.",
                          UintegerValue(16),
                          MakeUintegerAccessor(&MediaAuthorizationPolicy::m_maxValues),
                          MakeUintegerChecker<uint32_t>(1, 1000))
            .AddAttribute("MaxOctets",
                          "How many octets a value may have.",
                          UintegerValue(2048),
                          MakeUintegerAccessor(&MediaAuthorizationPolicy::m_maxOctets),
                          MakeUintegerChecker<uint32_t>(1, 65536))
            .AddAttribute("AcceptClear",
                          "Whether tokens in clear are taken: anybody on the way could have put "
                          "them there, but they open what a firewall's key says and no more.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&MediaAuthorizationPolicy::m_acceptClear),
                          MakeBooleanChecker())
            .AddTraceSource("Tokens",
                            "A message brought tokens.",
                            MakeTraceSourceAccessor(&MediaAuthorizationPolicy::m_tokens),
                            "ns3::MediaAuthorizationPolicy::TokensTracedCallback")
            .AddTraceSource("Ignored",
                            "A value of P-Media-Authorization was not used.",
                            MakeTraceSourceAccessor(&MediaAuthorizationPolicy::m_ignored),
                            "ns3::MediaAuthorizationPolicy::IgnoredTracedCallback");
    return tid;
}

MediaAuthorizationPolicy::MediaAuthorizationPolicy() = default;

MediaAuthorizationPolicy::~MediaAuthorizationPolicy() = default;

void
MediaAuthorizationPolicy::DoDispose()
{
    m_findKey = nullptr;
    m_receiver = nullptr;
    SipUserAgentPolicy::DoDispose();
}

void
MediaAuthorizationPolicy::SetKeys(std::shared_ptr<CryptoContext> context, KeyFinder findKey)
{
    m_context = std::move(context);
    m_findKey = std::move(findKey);
}

void
MediaAuthorizationPolicy::SetReceiver(Receiver receiver)
{
    m_receiver = std::move(receiver);
}

tl::expected<void, SipReply>
MediaAuthorizationPolicy::Check(const SipMessage& message,
                                const SipUserAgentContext& context,
                                Work& work)
{
    const bool isRefusal = !message.IsRequest() && message.GetStatusCode() >= 300;
    if (isRefusal || !message.GetHeader("P-Media-Authorization"))
    {
        return {};
    }
    const auto& callId = context.dialog.callId;
    const auto find = [this, &context](const std::vector<Octets>& names)
    {
        return m_findKey(context.dialog, names);
    };
    std::vector<std::vector<uint8_t>> tokens;
    for (auto& value : ReadMediaAuthorization(message, {m_maxValues, m_maxOctets}))
    {
        const bool isSealed = value && IsSealedToken(*value);
        if (isSealed)
        {
            value = m_findKey ? OpenToken(*m_context, *value, find, work)
                              : tl::make_unexpected(MediaAuthorizationError::NoKey);
        }
        else if (value && !m_acceptClear)
        {
            value = tl::make_unexpected(MediaAuthorizationError::NotSealed);
        }
        if (value)
        {
            tokens.emplace_back(value->begin(), value->end());
            continue;
        }
        NS_LOG_INFO("a token was ignored: " << ToString(value.error()));
        m_ignored(callId, value.error());
    }
    if (!tokens.empty())
    {
        m_tokens(callId, tokens);
        if (m_receiver)
        {
            m_receiver(context.dialog, tokens);
        }
    }
    return {};
}

} // namespace ns3
