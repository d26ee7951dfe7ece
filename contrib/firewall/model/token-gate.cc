// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/token-gate.h"

#include "ns3/log.h"
#include "ns3/media-filter.h"
#include "ns3/media-stream-rules.h"
#include "ns3/octets.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <string_view>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("TokenGate");

NS_OBJECT_ENSURE_REGISTERED(TokenGate);

namespace
{

/**
 * Compares in a time that does not depend on the octets.
 * \param a octets
 * \param b as many octets
 * \return whether they are the same
 */
template <typename T>
bool
IsEqual(const T& a, const T& b)
{
    return Secret(Octets(a.begin(), a.end())) == Secret(Octets(b.begin(), b.end()));
}

} // namespace

TypeId
TokenGate::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::TokenGate")
            .SetParent<PacketInspector>()
            .SetGroupName("Firewall")
            .AddConstructor<TokenGate>()
            .AddAttribute("PinholeLifetime",
                          "How long what a token opens stays open, unless the token is seen again; "
                          "never beyond its expiry.",
                          TimeValue(Seconds(120)),
                          MakeTimeAccessor(&TokenGate::m_pinholeLifetime),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("IdleTimeout",
                          "How long a pinhole may go unused; zero: for ever. RFC 6263 section 7 "
                          "has media or keepalives at least every 15 s.",
                          TimeValue(Seconds(30)),
                          MakeTimeAccessor(&TokenGate::m_idleTimeout),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("MaxLifetime",
                          "For how long a token may be good from now on: so long it has to be "
                          "remembered.",
                          TimeValue(Hours(24)),
                          MakeTimeAccessor(&TokenGate::m_maxLifetime),
                          MakeTimeChecker(MilliSeconds(1), Days(36500)))
            .AddAttribute("MaxTokens",
                          "Of how many streams the tokens are remembered, open and closed ones; "
                          "further ones are refused.",
                          UintegerValue(65536),
                          MakeUintegerAccessor(&TokenGate::m_maxTokens),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("ChecksPerSecond",
                          "How many codes or proofs are computed per second on average; tokens "
                          "beyond that are refused unchecked; 0: no limit.",
                          UintegerValue(2000),
                          MakeUintegerAccessor(&TokenGate::m_checksPerSecond),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Burst",
                          "How many of them may be computed at once after a silence.",
                          UintegerValue(200),
                          MakeUintegerAccessor(&TokenGate::m_burst),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("TokenJudged",
                            "A token came by.",
                            MakeTraceSourceAccessor(&TokenGate::m_judgedTrace),
                            "ns3::TokenGate::TokenJudgedTracedCallback");
    return tid;
}

TokenGate::TokenGate() = default;

TokenGate::~TokenGate() = default;

void
TokenGate::SetKeys(const TokenKeys& keys)
{
    m_keys = keys;
    for (auto& [name, memory] : m_memory)
    {
        for (auto& octets : memory.octets)
        {
            octets.clear(); // they were good by the former keys
        }
    }
}

PacketInspector::Verdict
TokenGate::Inspect(MediaFilter& filter,
                   const MediaFlow& flow,
                   const uint8_t* payload,
                   std::size_t size,
                   Time now,
                   Work& work)
{
    const auto apps = FindTokenApps(payload, size, MAX_TOKENS + 1);
    if (apps.empty())
    {
        return Verdict::NotMine;
    }
    if (apps.size() > MAX_TOKENS)
    {
        Tell(TokenOutcome::Malformed, MediaToken());
        return Verdict::Drop;
    }
    Forget(now);
    auto verdict = Verdict::NotMine;
    for (const auto& app : apps)
    {
        const auto shown = ReadTokenApp(app);
        const MediaToken token = shown ? shown->token : MediaToken();
        const TokenOutcome outcome =
            Tell(shown ? Judge(filter, *shown, flow, now, work) : TokenOutcome::Malformed, token);
        if (IsGood(outcome) && verdict == Verdict::NotMine)
        {
            verdict = Verdict::Pass;
        }
        else if (!IsGood(outcome) && outcome != TokenOutcome::UnknownKey)
        {
            verdict = Verdict::Drop;
        }
    }
    return verdict;
}

TokenOutcome
TokenGate::Judge(MediaFilter& filter,
                 const ShownToken& shown,
                 const MediaFlow& flow,
                 Time now,
                 Work& work)
{
    const MediaToken& token = shown.token;
    if (const auto good = CheckCheaply(token, flow, now); !good)
    {
        return good.error();
    }
    const Case each{filter, shown, token.Serialize(), Name(token.keyId, token.commitment), now};
    const auto memory = m_memory.find(each.name);
    const bool isClosed = memory != m_memory.end() && memory->second.isClosed;
    if (isClosed && shown.act == TokenAct::Open)
    {
        return TokenOutcome::Replayed;
    }
    if (const auto good = Compute(each, work); !good)
    {
        return good.error();
    }
    return shown.act == TokenAct::Open ? Open(each) : Close(each);
}

tl::expected<void, TokenOutcome>
TokenGate::CheckCheaply(const MediaToken& token, const MediaFlow& flow, Time now) const
{
    if (m_keys.Find(token.keyId) == nullptr)
    {
        return tl::make_unexpected(TokenOutcome::UnknownKey);
    }
    if (token.GetExpiry() <= now)
    {
        return tl::make_unexpected(TokenOutcome::Expired);
    }
    if (token.GetExpiry() - now > m_maxLifetime)
    {
        return tl::make_unexpected(TokenOutcome::TooLong);
    }
    if (!(flow == token.GetCarrier()))
    {
        return tl::make_unexpected(TokenOutcome::OtherFlow);
    }
    return {};
}

tl::expected<void, TokenOutcome>
TokenGate::Compute(const Case& each, Work& work)
{
    const MediaToken& token = each.shown.token;
    const auto memory = m_memory.find(each.name);
    const auto holder = static_cast<std::size_t>(token.holder);
    const bool isKnown = memory != m_memory.end() &&
                         memory->second.octets[holder].size() == each.octets.size() &&
                         IsEqual(memory->second.octets[holder], each.octets);
    const bool isClosing = each.shown.closing.has_value();
    if (isKnown && !isClosing)
    {
        return {};
    }
    if (!TakeCredit(each.now))
    {
        return tl::make_unexpected(TokenOutcome::RateLimited);
    }
    if (!m_context)
    {
        m_context = std::make_shared<CryptoContext>(Octets(CryptoContext::SEED_SIZE, '\0'));
    }
    if (!isKnown)
    {
        ++m_checks;
        const auto code = token.ComputeCode(*m_context, *m_keys.Find(token.keyId), work);
        if (!code || !IsEqual(*code, token.code))
        {
            return tl::make_unexpected(TokenOutcome::Forged);
        }
    }
    if (isClosing)
    {
        const auto commitment = CommitTo(*m_context, *each.shown.closing, work);
        if (!commitment || !IsEqual(*commitment, token.commitment))
        {
            return tl::make_unexpected(TokenOutcome::BadProof);
        }
    }
    return {};
}

TokenOutcome
TokenGate::Open(const Case& each)
{
    const MediaToken& token = each.shown.token;
    const auto known = m_memory.find(each.name);
    const bool isNew = known == m_memory.end();
    const Stream stream(token.keyId, token.call, token.stream);
    if (isNew)
    {
        if (token.expiry <= m_floor)
        {
            return TokenOutcome::Full;
        }
        const auto newest = m_streams.find(stream);
        const auto former =
            newest == m_streams.end() ? m_memory.end() : m_memory.find(newest->second);
        if (former != m_memory.end() && former->second.sequence > token.sequence)
        {
            return TokenOutcome::Replayed;
        }
        if (former != m_memory.end() && !former->second.isClosed)
        {
            ClosePinholes(each.filter, former->second, true);
            former->second.isClosed = true;
        }
    }
    Memory* const memory = isNew ? Remember(each) : &known->second;
    if (memory == nullptr)
    {
        return TokenOutcome::Full;
    }
    memory->octets[static_cast<std::size_t>(token.holder)] = each.octets;
    memory->sequence = std::max(memory->sequence, token.sequence);
    m_streams[stream] = each.name;
    if (!OpenPinholes(each, *memory))
    {
        return TokenOutcome::Full;
    }
    return isNew ? TokenOutcome::Opened : TokenOutcome::Refreshed;
}

TokenOutcome
TokenGate::Close(const Case& each)
{
    const auto known = m_memory.find(each.name);
    if (known != m_memory.end() && known->second.isClosed)
    {
        return TokenOutcome::ClosedAgain;
    }
    Memory* const memory = known == m_memory.end() ? Remember(each) : &known->second;
    if (memory == nullptr)
    {
        // It cannot be told from others any more: all that expire until then may be closed ones.
        m_floor = std::max(m_floor, each.shown.token.expiry);
        return TokenOutcome::Closed;
    }
    ClosePinholes(each.filter, *memory, false);
    memory->isClosed = true;
    return TokenOutcome::Closed;
}

TokenGate::Memory*
TokenGate::Remember(const Case& each)
{
    if (m_memory.size() >= m_maxTokens)
    {
        return nullptr;
    }
    const MediaToken& token = each.shown.token;
    Memory& memory = m_memory[each.name];
    memory.sequence = token.sequence;
    memory.expiry = token.expiry;
    memory.stream = Stream(token.keyId, token.call, token.stream);
    m_expiries.emplace(token.expiry, each.name);
    return &memory;
}

bool
TokenGate::OpenPinholes(const Case& each, Memory& memory)
{
    const MediaToken& token = each.shown.token;
    const Time lifetime = Min(m_pinholeLifetime, token.GetExpiry() - each.now);
    const std::string call =
        ToHex({reinterpret_cast<const char*>(token.call.data()), token.call.size()}) + "/" +
        std::to_string(token.keyId) + "/" + std::to_string(token.stream);
    for (const auto& flow : MakeMediaRules({token.GetEnds()}))
    {
        const auto known = memory.pinholes.find(flow);
        if (known != memory.pinholes.end() && each.filter.RefreshPinhole(known->second, lifetime))
        {
            continue;
        }
        const auto id = each.filter.OpenPinhole(flow, call, lifetime, m_idleTimeout);
        if (!id)
        {
            ClosePinholes(each.filter, memory, false);
            return false;
        }
        memory.pinholes[flow] = *id;
    }
    return true;
}

void
TokenGate::ClosePinholes(MediaFilter& filter, Memory& memory, bool isReplaced)
{
    for (const auto& [flow, id] : memory.pinholes)
    {
        filter.ClosePinhole(id, isReplaced ? PinholeEnd::Replaced : PinholeEnd::Released);
    }
    memory.pinholes.clear();
}

void
TokenGate::Forget(Time now)
{
    const auto time = static_cast<uint64_t>(std::max<int64_t>(now.GetMilliSeconds(), 0));
    while (!m_expiries.empty() && m_expiries.begin()->first <= time)
    {
        const Name name = m_expiries.begin()->second;
        m_expiries.erase(m_expiries.begin());
        const auto memory = m_memory.find(name);
        const auto stream = m_streams.find(memory->second.stream);
        if (stream != m_streams.end() && stream->second == name)
        {
            m_streams.erase(stream);
        }
        m_memory.erase(memory);
    }
}

bool
TokenGate::TakeCredit(Time now)
{
    if (m_checksPerSecond == 0)
    {
        return true;
    }
    const double earned = (now - m_creditTime).GetSeconds() * m_checksPerSecond;
    m_credit = m_hasCredit ? std::min<double>(m_burst, m_credit + earned) : m_burst;
    m_hasCredit = true;
    m_creditTime = now;
    if (m_credit < 1)
    {
        return false;
    }
    m_credit -= 1;
    return true;
}

TokenOutcome
TokenGate::Tell(TokenOutcome outcome, const MediaToken& token)
{
    NS_LOG_INFO("token " << token.sequence << ": " << ToString(outcome));
    ++m_counts[static_cast<std::size_t>(outcome)];
    m_judgedTrace(outcome, token);
    return outcome;
}

uint64_t
TokenGate::GetCount(TokenOutcome outcome) const
{
    return m_counts[static_cast<std::size_t>(outcome)];
}

uint64_t
TokenGate::GetCheckCount() const
{
    return m_checks;
}

std::size_t
TokenGate::GetRememberedCount() const
{
    return m_memory.size();
}

void
TokenGate::DoDispose()
{
    m_memory.clear();
    m_expiries.clear();
    m_streams.clear();
    m_context = nullptr;
    PacketInspector::DoDispose();
}

} // namespace ns3
