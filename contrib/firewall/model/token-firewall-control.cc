// SPDX-License-Identifier: GPL-2.0-only

#include "token-firewall-control.h"

#include "ns3/crypto-context-helper.h"
#include "ns3/log.h"
#include "ns3/media-host.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("TokenFirewallControl");

NS_OBJECT_ENSURE_REGISTERED(TokenFirewallControl);

namespace
{

/**
 * \param party a party
 * \return whether it can be reached, rather than being on hold
 */
bool
IsReachable(const std::optional<MediaStreamEnds::Party>& party)
{
    return party && IsHost(party->media) && IsHost(party->control);
}

/**
 * \param a a party
 * \param b another one
 * \return whether they receive at the same ends
 */
bool
IsSame(const std::optional<MediaStreamEnds::Party>& a,
       const std::optional<MediaStreamEnds::Party>& b)
{
    return a.has_value() == b.has_value() &&
           (!a || (a->media == b->media && a->control == b->control));
}

} // namespace

TypeId
TokenFirewallControl::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::TokenFirewallControl")
            .SetParent<FirewallControl>()
            .SetGroupName("Firewall")
            .AddConstructor<TokenFirewallControl>()
            .AddAttribute("Lifetime",
                          "How long a token is good, from when it is made. Calls that last longer "
                          "need another one.",
                          TimeValue(Hours(1)),
                          MakeTimeAccessor(&TokenFirewallControl::m_lifetime),
                          MakeTimeChecker(MilliSeconds(1), Days(30)))
            .AddAttribute("KeyId",
                          "Which of the keys is used.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&TokenFirewallControl::m_keyId),
                          MakeUintegerChecker<uint16_t>())
            .AddAttribute("MaxCalls",
                          "How many calls may have tokens at the same time.",
                          UintegerValue(100000),
                          MakeUintegerAccessor(&TokenFirewallControl::m_maxCalls),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("TokenIssued",
                            "A token was made.",
                            MakeTraceSourceAccessor(&TokenFirewallControl::m_issuedTrace),
                            "ns3::TokenFirewallControl::TokenIssuedTracedCallback");
    return tid;
}

TokenFirewallControl::TokenFirewallControl() = default;

TokenFirewallControl::~TokenFirewallControl() = default;

void
TokenFirewallControl::SetKeys(const TokenKeys& keys)
{
    m_keys = keys;
}

int64_t
TokenFirewallControl::AssignStreams(int64_t stream)
{
    m_stream = stream;
    m_context = nullptr;
    return 1;
}

void
TokenFirewallControl::Reserve(const std::string& call,
                              const std::vector<MediaStreamEnds>& streams,
                              Done done)
{
    NS_LOG_FUNCTION(this << streams.size());
    done(FirewallGrant(), Work());
}

void
TokenFirewallControl::Enable(const std::string& call,
                             const std::vector<MediaStreamEnds>& streams,
                             Done done)
{
    NS_LOG_FUNCTION(this << streams.size());
    const auto fail = [&done](FirewallError::Kind kind, const std::string& text, const Work& work)
    {
        done(tl::make_unexpected(FirewallError{kind, text}), work);
    };
    Work work;
    if (streams.size() > MediaToken::MAX_STREAM + std::size_t{1})
    {
        fail(FirewallError::Kind::Refused, "more streams than tokens can number", work);
        return;
    }
    auto found = m_calls.find(call);
    if (found == m_calls.end())
    {
        if (m_calls.size() >= m_maxCalls)
        {
            fail(FirewallError::Kind::Exhausted, "too many calls have tokens", work);
            return;
        }
        found = m_calls.emplace(call, std::vector<Pair>()).first;
    }
    std::vector<Pair>& pairs = found->second;
    pairs.resize(streams.size());
    FirewallGrant grant;
    for (std::size_t i = 0; i < streams.size(); ++i)
    {
        const bool isOld = IsSame(pairs[i].ends.caller, streams[i].caller) &&
                           IsSame(pairs[i].ends.callee, streams[i].callee);
        if (!isOld || Simulator::Now() >= pairs[i].renewal)
        {
            auto made = Make(call, static_cast<uint8_t>(i), streams[i], work);
            if (!made)
            {
                m_calls.erase(found);
                fail(made.error().kind, made.error().text, work);
                return;
            }
            pairs[i] = std::move(*made);
        }
        if (!pairs[i].toCaller.empty())
        {
            grant.forCaller.push_back(pairs[i].toCaller);
            grant.forCallee.push_back(pairs[i].toCallee);
        }
    }
    done(grant, work);
}

tl::expected<TokenFirewallControl::Pair, FirewallError>
TokenFirewallControl::Make(const std::string& call,
                           uint8_t number,
                           const MediaStreamEnds& ends,
                           Work& work)
{
    const Time now = Simulator::Now();
    Pair pair{ends, now + m_lifetime / 2, {}, {}};
    if (!IsReachable(ends.caller) || !IsReachable(ends.callee))
    {
        return pair;
    }
    const auto fail = [](const char* text)
    {
        return tl::make_unexpected(FirewallError{FirewallError::Kind::Refused, text});
    };
    const Secret* const key = m_keys.Find(m_keyId);
    if (key == nullptr)
    {
        return fail("there is no key for tokens");
    }
    if (!m_context)
    {
        m_context = CreateCryptoContext(m_stream);
    }
    TokenGrant grant;
    grant.closing = m_context->RandomSecret(MediaToken::SECRET_OCTETS);
    MediaToken& token = grant.token;
    const auto digest = DigestCall(*m_context, call, work);
    const auto commitment = CommitTo(*m_context, grant.closing, work);
    if (!digest || !commitment)
    {
        return fail("a token cannot be computed");
    }
    token.keyId = m_keyId;
    token.stream = number;
    token.call = *digest;
    token.caller = *ends.caller;
    token.callee = *ends.callee;
    token.expiry = static_cast<uint64_t>((now + m_lifetime).GetMilliSeconds());
    token.commitment = *commitment;
    for (const auto holder : {MediaToken::Holder::Caller, MediaToken::Holder::Callee})
    {
        token.holder = holder;
        token.sequence = ++m_sequence;
        const auto code = token.ComputeCode(*m_context, *key, work);
        if (!code)
        {
            return fail("a token cannot be computed");
        }
        token.code = *code;
        (holder == MediaToken::Holder::Caller ? pair.toCaller : pair.toCallee) = grant.Serialize();
        m_issuedTrace(token.sequence, token);
    }
    return pair;
}

void
TokenFirewallControl::Release(const std::string& call)
{
    NS_LOG_FUNCTION(this);
    m_calls.erase(call);
}

uint64_t
TokenFirewallControl::GetIssuedCount() const
{
    return m_sequence;
}

std::size_t
TokenFirewallControl::GetCallCount() const
{
    return m_calls.size();
}

void
TokenFirewallControl::DoDispose()
{
    m_calls.clear();
    m_context = nullptr;
    FirewallControl::DoDispose();
}

} // namespace ns3
