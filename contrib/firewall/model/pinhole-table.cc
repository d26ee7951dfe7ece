// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/pinhole-table.h"

#include <algorithm>
#include <limits>

namespace ns3
{

namespace
{

constexpr std::size_t FIRST_ENTRIES = 16;     ///< a power of two
constexpr std::size_t MAX_OF_ONE_FLOW = 8;    ///< pinholes: a lookup may have to pass all
constexpr uint32_t MAX_PINHOLES = 0x7fffffff; ///< indexes have 32 bits
constexpr int64_t NEVER = std::numeric_limits<int64_t>::max();

/**
 * \param value an enumerator
 * \return its place in an array
 */
template <typename E>
std::size_t
Index(E value)
{
    return static_cast<std::size_t>(value);
}

/**
 * \param a a time
 * \param b what is added, not negative
 * \return the sum, or never
 */
int64_t
Add(int64_t a, int64_t b)
{
    return a > NEVER - b ? NEVER : a + b;
}

/**
 * \param serial number of a pinhole
 * \param index where it is
 * \return its id
 */
uint64_t
MakeId(uint32_t serial, uint32_t index)
{
    return (uint64_t{serial} << 32U) | index;
}

/**
 * \param flow a flow
 * \return which form its source has: bit 0: any port, bit 1: any address; a number that grows as
 * the form gets wider
 */
std::size_t
GetForm(const MediaFlow& flow)
{
    return (flow.source.address == 0 ? 2 : 0) + (flow.source.port == 0 ? 1 : 0);
}

/**
 * \param flow a flow
 * \return a number whose lower bits depend on all of the flow
 */
uint64_t
Hash(const MediaFlow& flow)
{
    // Multiply and fold, as 64-bit mixers do; the constants are odd and otherwise arbitrary.
    uint64_t a = (uint64_t{flow.source.address} << 32U) | flow.destination.address;
    uint64_t b = (uint64_t{flow.source.port} << 16U) | flow.destination.port;
    a = (a ^ 0x9e3779b97f4a7c15U) * 0xd6e8feb86659fd93U;
    a ^= a >> 32U;
    b = (b ^ a) * 0xc2b2ae3d27d4eb4fU;
    b ^= b >> 29U;
    b *= 0x9fb21c651e98df25U;
    return b ^ (b >> 32U);
}

} // namespace

std::string_view
ToString(PinholeEnd end)
{
    static constexpr std::array<std::string_view, PINHOLE_ENDS> WORDS{"released",
                                                                      "expired",
                                                                      "idle",
                                                                      "replaced"};
    return WORDS[Index(end)];
}

PinholeTable::PinholeTable(std::size_t maxPinholes)
    : m_entries(FIRST_ENTRIES)
{
    SetMaxPinholes(maxPinholes);
}

void
PinholeTable::SetMaxPinholes(std::size_t maxPinholes)
{
    m_maxPinholes = std::min<std::size_t>(maxPinholes, MAX_PINHOLES);
}

std::size_t
PinholeTable::Probe(const MediaFlow& flow) const
{
    const std::size_t mask = m_entries.size() - 1;
    std::size_t place = Hash(flow) & mask;
    while (m_entries[place].first != 0 &&
           (m_entries[place].source != flow.source.address ||
            m_entries[place].destination != flow.destination.address ||
            m_entries[place].sourcePort != flow.source.port ||
            m_entries[place].destinationPort != flow.destination.port))
    {
        place = (place + 1) & mask;
    }
    return place;
}

void
PinholeTable::Grow()
{
    if ((m_flows + 1) * 4 <= m_entries.size() * 3)
    {
        return;
    }
    std::vector<Entry> old(m_entries.size() * 2);
    old.swap(m_entries);
    for (const auto& entry : old)
    {
        if (entry.first != 0)
        {
            const MediaFlow flow{{entry.source, entry.sourcePort},
                                 {entry.destination, entry.destinationPort}};
            m_entries[Probe(flow)] = entry;
        }
    }
}

void
PinholeTable::Vacate(std::size_t place)
{
    const std::size_t mask = m_entries.size() - 1;
    m_entries[place] = Entry();
    for (std::size_t next = (place + 1) & mask; m_entries[next].first != 0;
         next = (next + 1) & mask)
    {
        const Entry entry = m_entries[next];
        m_entries[next] = Entry();
        m_entries[Probe({{entry.source, entry.sourcePort},
                         {entry.destination, entry.destinationPort}})] = entry;
    }
}

int64_t
PinholeTable::GetUsed(uint32_t first) const
{
    int64_t used = std::numeric_limits<int64_t>::min();
    for (uint32_t at = first; at != 0; at = m_states[at - 1].next)
    {
        used = std::max(used, m_states[at - 1].used);
    }
    return used;
}

std::pair<int64_t, PinholeEnd>
PinholeTable::GetDeadline(const State& state, int64_t used)
{
    const int64_t idle = state.idle == 0 ? NEVER : Add(std::max(state.opened, used), state.idle);
    return idle < state.expiry ? std::make_pair(idle, PinholeEnd::Idle)
                               : std::make_pair(state.expiry, PinholeEnd::Expired);
}

std::pair<int64_t, PinholeEnd>
PinholeTable::GetDeadline(uint32_t index) const
{
    return GetDeadline(m_states[index], GetUsed(m_entries[Probe(m_records[index].flow)].first));
}

void
PinholeTable::SetCheck(uint32_t index, int64_t when)
{
    Record& record = m_records[index];
    m_checks.erase({record.check, record.id});
    record.check = when;
    m_checks.emplace(when, record.id);
}

tl::expected<uint64_t, PinholeError>
PinholeTable::Open(const MediaFlow& flow,
                   const std::string& call,
                   Time now,
                   Time lifetime,
                   Time idleTimeout,
                   std::optional<Pinhole>* replaced)
{
    const auto refuse = [this](PinholeError error)
    {
        ++m_refused[Index(error)];
        return tl::make_unexpected(error);
    };
    if (flow.destination.address == 0 || flow.destination.port == 0 ||
        !lifetime.IsStrictlyPositive())
    {
        return refuse(PinholeError::Invalid);
    }
    std::size_t same = 0;
    uint64_t former = 0;
    for (uint32_t at = m_entries[Probe(flow)].first; at != 0; at = m_states[at - 1].next)
    {
        ++same;
        former = m_records[at - 1].call == call ? m_records[at - 1].id : former;
    }
    if (former == 0 && GetOpen() >= m_maxPinholes)
    {
        return refuse(PinholeError::Full);
    }
    if (former == 0 && same >= MAX_OF_ONE_FLOW)
    {
        return refuse(PinholeError::Crowded);
    }
    if (former != 0)
    {
        auto closed = Close(former, PinholeEnd::Replaced);
        if (replaced != nullptr)
        {
            *replaced = std::move(closed);
        }
    }
    if (m_free.empty())
    {
        m_free.push_back(static_cast<uint32_t>(m_records.size()));
        m_records.emplace_back();
        m_states.emplace_back();
    }
    const uint32_t index = m_free.back();
    m_free.pop_back();
    State& state = m_states[index];
    state = State();
    state.opened = now.GetNanoSeconds();
    state.used = std::numeric_limits<int64_t>::min();
    state.idle = std::max<int64_t>(idleTimeout.GetNanoSeconds(), 0);
    state.expiry = Add(state.opened, lifetime.GetNanoSeconds());
    state.serial = ++m_serial;
    m_records[index] = Record{MakeId(m_serial, index), flow, call, 0};

    Grow();
    Entry& entry = m_entries[Probe(flow)];
    if (entry.first == 0)
    {
        entry = Entry{flow.source.address,
                      flow.destination.address,
                      flow.source.port,
                      flow.destination.port,
                      index + 1};
        ++m_flows;
        ++m_forms[GetForm(flow)];
    }
    else
    {
        uint32_t last = entry.first;
        while (m_states[last - 1].next != 0)
        {
            last = m_states[last - 1].next;
        }
        m_states[last - 1].next = index + 1;
    }
    m_calls[call].push_back(m_records[index].id);
    SetCheck(index, GetDeadline(index).first);
    ++m_opened;
    return m_records[index].id;
}

void
PinholeTable::Prefetch(const MediaFlow& flow) const
{
    const uint32_t first = m_entries[Probe(flow)].first;
    if (first != 0)
    {
        __builtin_prefetch(&m_states[first - 1], 1);
    }
}

std::optional<uint64_t>
PinholeTable::Match(const MediaFlow& flow, Time now, uint64_t octets)
{
    const int64_t time = now.GetNanoSeconds();
    for (std::size_t form = 0; form < m_forms.size(); ++form)
    {
        if (m_forms[form] == 0)
        {
            continue;
        }
        MediaFlow rule = flow;
        rule.source.port = (form & 1U) != 0 ? 0 : flow.source.port;
        rule.source.address = (form & 2U) != 0 ? 0 : flow.source.address;
        const uint32_t first = m_entries[Probe(rule)].first;
        const int64_t used = first == 0 ? 0 : GetUsed(first);
        for (uint32_t at = first; at != 0; at = m_states[at - 1].next)
        {
            State& state = m_states[at - 1];
            if (time < GetDeadline(state, used).first)
            {
                state.used = time;
                ++state.packets;
                state.octets += octets;
                ++m_matched;
                return MakeId(state.serial, at - 1); // not from the record: one cache line less
            }
        }
    }
    return std::nullopt;
}

std::optional<uint32_t>
PinholeTable::GetIndex(uint64_t id) const
{
    const auto index = static_cast<uint32_t>(id);
    if (id == 0 || index >= m_records.size() || m_records[index].id != id)
    {
        return std::nullopt;
    }
    return index;
}

bool
PinholeTable::Refresh(uint64_t id, Time now, Time lifetime)
{
    const auto index = GetIndex(id);
    if (!index || !lifetime.IsStrictlyPositive() ||
        GetDeadline(*index).first <= now.GetNanoSeconds())
    {
        return false;
    }
    m_states[*index].expiry = Add(now.GetNanoSeconds(), lifetime.GetNanoSeconds());
    SetCheck(*index, GetDeadline(*index).first);
    return true;
}

std::optional<Pinhole>
PinholeTable::Close(uint64_t id, PinholeEnd end)
{
    const auto index = GetIndex(id);
    if (!index)
    {
        return std::nullopt;
    }
    Pinhole pinhole = Describe(*index);
    const std::size_t place = Probe(pinhole.flow);
    const int64_t used = GetUsed(m_entries[place].first);
    uint32_t* link = &m_entries[place].first;
    while (*link != *index + 1)
    {
        link = &m_states[*link - 1].next;
    }
    *link = m_states[*index].next;
    if (m_entries[place].first != 0)
    {
        m_states[m_entries[place].first - 1].used = used; // the others know of the use too
    }
    else
    {
        Vacate(place);
        --m_flows;
        --m_forms[GetForm(pinhole.flow)];
    }
    m_checks.erase({m_records[*index].check, id});
    const auto call = m_calls.find(pinhole.call);
    auto& ids = call->second;
    ids.erase(std::find(ids.begin(), ids.end(), id));
    if (ids.empty())
    {
        m_calls.erase(call);
    }
    m_records[*index] = Record();
    m_free.push_back(*index);
    ++m_closed[Index(end)];
    return pinhole;
}

std::vector<Pinhole>
PinholeTable::CloseCall(const std::string& call, PinholeEnd end)
{
    std::vector<Pinhole> closed;
    for (const uint64_t id : GetPinholes(call))
    {
        closed.push_back(*Close(id, end));
    }
    return closed;
}

std::vector<std::pair<Pinhole, PinholeEnd>>
PinholeTable::Expire(Time now)
{
    const int64_t time = now.GetNanoSeconds();
    std::vector<std::pair<Pinhole, PinholeEnd>> closed;
    while (!m_checks.empty() && m_checks.begin()->first <= time)
    {
        const uint64_t id = m_checks.begin()->second;
        const auto index = static_cast<uint32_t>(id);
        const auto [when, end] = GetDeadline(index);
        if (when <= time)
        {
            closed.emplace_back(*Close(id, end), end);
        }
        else
        {
            SetCheck(index, when);
        }
    }
    return closed;
}

std::optional<Time>
PinholeTable::GetNextCheck() const
{
    return m_checks.empty() ? std::nullopt
                            : std::make_optional(NanoSeconds(m_checks.begin()->first));
}

Pinhole
PinholeTable::Describe(uint32_t index) const
{
    const State& state = m_states[index];
    const Record& record = m_records[index];
    const int64_t used = std::max(state.opened, GetUsed(m_entries[Probe(record.flow)].first));
    return Pinhole{record.id,
                   record.flow,
                   record.call,
                   NanoSeconds(state.opened),
                   NanoSeconds(state.expiry),
                   NanoSeconds(state.idle),
                   NanoSeconds(used),
                   state.packets,
                   state.octets};
}

std::optional<Pinhole>
PinholeTable::Find(uint64_t id) const
{
    const auto index = GetIndex(id);
    return index ? std::make_optional(Describe(*index)) : std::nullopt;
}

std::vector<uint64_t>
PinholeTable::GetPinholes(const std::string& call) const
{
    const auto found = m_calls.find(call);
    return found == m_calls.end() ? std::vector<uint64_t>() : found->second;
}

uint64_t
PinholeTable::GetOpened() const
{
    return m_opened;
}

uint64_t
PinholeTable::GetClosed(PinholeEnd end) const
{
    return m_closed[Index(end)];
}

std::size_t
PinholeTable::GetOpen() const
{
    return m_checks.size();
}

uint64_t
PinholeTable::GetRefused(PinholeError error) const
{
    return m_refused[Index(error)];
}

uint64_t
PinholeTable::GetMatched() const
{
    return m_matched;
}

bool
PinholeTable::IsBalanced() const
{
    uint64_t closed = 0;
    for (const uint64_t each : m_closed)
    {
        closed += each;
    }
    std::size_t named = 0;
    for (const auto& [call, ids] : m_calls)
    {
        named += ids.size();
    }
    std::size_t linked = 0;
    std::size_t flows = 0;
    std::array<std::size_t, 4> forms{};
    for (const auto& entry : m_entries)
    {
        flows += entry.first != 0 ? 1 : 0;
        for (uint32_t at = entry.first; at != 0; at = m_states[at - 1].next)
        {
            const Record& record = m_records[at - 1];
            const bool isFirst = at == entry.first;
            ++linked;
            forms[GetForm(record.flow)] += isFirst ? 1 : 0;
            if (record.id == 0 || m_entries[Probe(record.flow)].first != entry.first)
            {
                return false;
            }
        }
    }
    const std::size_t open = GetOpen();
    return m_opened == closed + open && named == open && linked == open && flows == m_flows &&
           forms == m_forms && open + m_free.size() == m_records.size() &&
           m_flows * 4 <= m_entries.size() * 3;
}

} // namespace ns3
