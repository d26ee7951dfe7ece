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
                          "How many tokens are checked per second on average, of streams that "
                          "are not remembered, and as many of those that are; those beyond that "
                          "are refused unchecked; 0: no limit.",
                          UintegerValue(2000),
                          MakeUintegerAccessor(&TokenGate::m_checksPerSecond),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("ChecksPerStream",
                          "How many tokens of one remembered stream are checked per second on "
                          "average, and at once; no limit without ChecksPerSecond.",
                          UintegerValue(20),
                          MakeUintegerAccessor(&TokenGate::m_checksPerStream),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("Burst",
                          "How many tokens may be checked at once after a silence.",
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
    for (auto& [stream, memory] : m_memory)
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
    const Case each{filter,
                    shown,
                    token.Serialize(),
                    Stream(m_keys.GetMaker(token.keyId), token.call, token.stream),
                    now};
    const Memory* const memory = Find(each);
    if (memory != nullptr && shown.act == TokenAct::Open &&
        (IsPair(*memory, token) ? memory->isClosed : token.sequence <= memory->sequence))
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
    Memory* const memory = Find(each);
    const auto holder = static_cast<std::size_t>(token.holder);
    const bool isKnown = memory != nullptr && memory->octets[holder].size() == each.octets.size() &&
                         IsEqual(memory->octets[holder], each.octets);
    const bool isClosing = each.shown.closing.has_value();
    if (isKnown && !isClosing)
    {
        return {};
    }
    if (!TakeCredit(memory, each.now))
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
    Memory* memory = Find(each);
    const bool isNew = memory == nullptr || !IsPair(*memory, token);
    if (isNew)
    {
        // Nothing is changed unless there is room, and it may not have been closed.
        memory = token.expiry <= m_floor ? nullptr : Remember(each);
    }
    if (memory == nullptr)
    {
        return TokenOutcome::Full;
    }
    memory->octets[static_cast<std::size_t>(token.holder)] = each.octets;
    memory->sequence = std::max(memory->sequence, token.sequence);
    if (!OpenPinholes(each, *memory))
    {
        return TokenOutcome::Full;
    }
    return isNew ? TokenOutcome::Opened : TokenOutcome::Refreshed;
}

TokenOutcome
TokenGate::Close(const Case& each)
{
    const MediaToken& token = each.shown.token;
    Memory* memory = Find(each);
    const bool isPair = memory != nullptr && IsPair(*memory, token);
    if (memory != nullptr && (isPair ? memory->isClosed : token.sequence <= memory->sequence))
    {
        return TokenOutcome::ClosedAgain; // a newer one has closed it already
    }
    if (!isPair)
    {
        memory = Remember(each);
    }
    if (memory == nullptr)
    {
        // It cannot be told from others any more: all that expire until then may be closed ones.
        m_floor = std::max(m_floor, token.expiry);
        return TokenOutcome::Closed;
    }
    memory->sequence = std::max(memory->sequence, token.sequence);
    ClosePinholes(each.filter, *memory);
    memory->isClosed = true;
    return TokenOutcome::Closed;
}

TokenGate::Memory*
TokenGate::Find(const Case& each)
{
    const auto found = m_memory.find(each.stream);
    return found == m_memory.end() ? nullptr : &found->second;
}

bool
TokenGate::IsPair(const Memory& memory, const MediaToken& token)
{
    return memory.commitment == token.commitment;
}

TokenGate::Memory*
TokenGate::Remember(const Case& each)
{
    const MediaToken& token = each.shown.token;
    auto found = m_memory.find(each.stream);
    if (found == m_memory.end())
    {
        if (m_memory.size() >= m_maxTokens)
        {
            return nullptr;
        }
        found = m_memory.emplace(each.stream, Memory()).first;
    }
    Memory& memory = found->second;
    m_expiries.erase({memory.expiry, each.stream});
    memory.expiry = std::max(memory.expiry, token.expiry);
    m_expiries.emplace(memory.expiry, each.stream);
    memory.sequence = token.sequence;
    memory.commitment = token.commitment;
    memory.isClosed = false;
    memory.octets = {};
    return &memory;
}

bool
TokenGate::OpenPinholes(const Case& each, Memory& memory)
{
    const MediaToken& token = each.shown.token;
    const Time lifetime = Min(m_pinholeLifetime, token.GetExpiry() - each.now);
    const std::string call =
        ToHex({reinterpret_cast<const char*>(token.call.data()), token.call.size()}) + "/" +
        std::to_string(std::get<0>(each.stream)) + "/" + std::to_string(token.stream);
    const auto flows = MakeMediaRules({token.GetEnds()});
    std::map<MediaFlow, uint64_t> former;
    former.swap(memory.pinholes);
    std::vector<MediaFlow> missing;
    for (const auto& flow : flows)
    {
        const auto known = former.extract(flow);
        if (known && each.filter.RefreshPinhole(known.mapped(), lifetime))
        {
            memory.pinholes[flow] = known.mapped();
        }
        else
        {
            missing.push_back(flow);
        }
    }
    for (const auto& [flow, id] : former)
    {
        each.filter.ClosePinhole(id, PinholeEnd::Replaced);
    }
    std::map<MediaFlow, uint64_t> opened;
    for (const auto& flow : missing)
    {
        const auto id = each.filter.OpenPinhole(flow, call, lifetime, m_idleTimeout);
        if (!id)
        {
            for (const auto& [undone, its] : opened)
            {
                each.filter.ClosePinhole(its, PinholeEnd::Released);
            }
            return false;
        }
        opened[flow] = *id;
    }
    memory.pinholes.merge(opened);
    return true;
}

void
TokenGate::ClosePinholes(MediaFilter& filter, Memory& memory)
{
    for (const auto& [flow, id] : memory.pinholes)
    {
        filter.ClosePinhole(id, PinholeEnd::Released);
    }
    memory.pinholes.clear();
}

void
TokenGate::Forget(Time now)
{
    const auto time = static_cast<uint64_t>(std::max<int64_t>(now.GetMilliSeconds(), 0));
    while (!m_expiries.empty() && m_expiries.begin()->first <= time)
    {
        m_memory.erase(m_expiries.begin()->second);
        m_expiries.erase(m_expiries.begin());
    }
}

bool
TokenGate::TakeCredit(Memory* memory, Time now)
{
    if (m_checksPerSecond == 0)
    {
        return true;
    }
    const auto earn = [now](Credit& credit, uint32_t perSecond, uint32_t most)
    {
        const double earned = (now - credit.time).GetSeconds() * perSecond;
        credit.amount = credit.isKnown ? std::min<double>(most, credit.amount + earned) : most;
        credit.isKnown = true;
        credit.time = now;
        return credit.amount >= 1;
    };
    if (memory == nullptr)
    {
        if (!earn(m_newCredit, m_checksPerSecond, m_burst))
        {
            return false;
        }
        m_newCredit.amount -= 1;
        return true;
    }
    // The stream's own first: it takes nothing from the others' once it has spent that.
    if (!earn(memory->credit, m_checksPerStream, m_checksPerStream) ||
        !earn(m_knownCredit, m_checksPerSecond, m_burst))
    {
        return false;
    }
    memory->credit.amount -= 1;
    m_knownCredit.amount -= 1;
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
    m_context = nullptr;
    PacketInspector::DoDispose();
}

} // namespace ns3
