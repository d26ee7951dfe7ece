// SPDX-License-Identifier: GPL-2.0-only

#include "message-ladder.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// Letters from one column to the next.
constexpr size_t COLUMN = 22;
/// Letters of the time in front of the ladder.
constexpr size_t TIME = 12;

/**
 * Fill up a text with spaces.
 *
 * @param text the text
 * @param length its length then
 * @param right whether the spaces come in front
 * @return the text
 */
std::string
Pad(std::string text, size_t length, bool right)
{
    if (text.size() < length)
    {
        text.insert(right ? 0 : text.size(), length - text.size(), ' ');
    }
    return text;
}

} // namespace

MessageLadder::MessageLadder(std::ostream& out, std::vector<std::string> parties)
    : m_out(out)
    , m_parties(std::move(parties))
{
    m_out << Pad("time_ms", TIME, true) << "  ";
    for (const auto& party : m_parties)
    {
        m_out << Pad(party, COLUMN, false);
    }
    m_out << "\n";
}

size_t
MessageLadder::Find(const std::string& party) const
{
    const auto found = std::find(m_parties.begin(), m_parties.end(), party);
    return found == m_parties.end() ? m_parties.size() - 1 : found - m_parties.begin();
}

void
MessageLadder::Print(int64_t timeNs,
                     const std::string& from,
                     const std::string& to,
                     const std::string& label,
                     const std::string& remark)
{
    std::string line((m_parties.size() - 1) * COLUMN + 1, ' ');
    for (size_t i = 0; i < m_parties.size(); ++i)
    {
        line[i * COLUMN] = '|';
    }
    const size_t begin = std::min(Find(from), Find(to)) * COLUMN;
    const size_t end = std::max(Find(from), Find(to)) * COLUMN;
    if (begin < end)
    {
        std::fill(line.begin() + begin + 1, line.begin() + end, '-');
        const std::string text = label.substr(0, end - begin - 5);
        line.replace(begin + (end - begin - text.size()) / 2 + 1, text.size(), text);
        const bool isRightward = Find(from) < Find(to);
        line[isRightward ? end - 1 : begin + 1] = isRightward ? '>' : '<';
    }
    std::string time = std::to_string(timeNs / 1000 + 1000); // 1 ms more keeps the zeros
    time = std::to_string(timeNs / 1000000) + "." + time.substr(time.size() - 3);
    m_out << Pad(time, TIME, true) << "  " << line << (remark.empty() ? "" : "  ") << remark
          << "\n";
}

} // namespace ns3
