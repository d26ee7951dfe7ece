// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-response-preference.h"

#include <algorithm>
#include <sstream>

namespace ns3
{

namespace
{

/**
 * @param text numbers with blanks between
 * @return the numbers, up to the first thing that is none
 */
std::vector<int>
ParseCodes(const std::string& text)
{
    std::istringstream in(text);
    std::vector<int> codes;
    for (int code = 0; in >> code;)
    {
        codes.push_back(code);
    }
    return codes;
}

/**
 * @param codes some codes
 * @param code a code
 * @return its place; the number of codes if it is not there
 */
int
FindPlace(const std::vector<int>& codes, int code)
{
    return static_cast<int>(std::find(codes.begin(), codes.end(), code) - codes.begin());
}

} // namespace

SipResponsePreference::SipResponsePreference(const std::string& preferred,
                                             const std::string& urgent)
    : m_preferred(ParseCodes(preferred))
    , m_urgent(ParseCodes(urgent))
{
}

int
SipResponsePreference::GetRank(int code) const
{
    if (code >= 600)
    {
        return 0; // 16.7 item 6: a 6xx MUST be chosen
    }
    const int urgency = FindPlace(m_urgent, code);
    if (urgency < static_cast<int>(m_urgent.size()))
    {
        return 1 + urgency;
    }
    // Lower classes first; within a class the preferred codes in their order, then the rest.
    return code / 100 * 1000 + FindPlace(m_preferred, code);
}

bool
SipResponsePreference::EndsSearch(int code) const
{
    return code >= 600 || FindPlace(m_urgent, code) < static_cast<int>(m_urgent.size());
}

} // namespace ns3
