// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/session-reduction.h"

#include <algorithm>

namespace ns3
{
namespace
{

/**
 * \param text some text; loses its first line
 * \return its first line with its line end
 */
std::string_view
TakeLine(std::string_view& text)
{
    const auto end = std::min(text.find('\n'), text.size() - 1);
    const auto line = text.substr(0, end + 1);
    text.remove_prefix(end + 1);
    return line;
}

/**
 * \param line a line
 * \return it without its line end
 */
std::string_view
Strip(std::string_view line)
{
    return line.substr(0, line.find_last_not_of("\r\n") + 1);
}

/**
 * \param line a line without its line end
 * \param name what it may begin with
 * \return whether it does
 */
bool
Begins(std::string_view line, std::string_view name)
{
    return !name.empty() && line.substr(0, name.size()) == name &&
           (name.back() == '=' || line.size() == name.size() || line[name.size()] == ':');
}

} // namespace

Octets
ReduceSession(std::string_view description, const std::vector<std::string>& hidden)
{
    Octets reduced;
    while (!description.empty())
    {
        const auto line = TakeLine(description);
        const bool isHidden = std::any_of(hidden.begin(),
                                          hidden.end(),
                                          [line](const std::string& name)
                                          {
                                              return Begins(Strip(line), name);
                                          });
        if (!isHidden)
        {
            reduced += line;
        }
    }
    return reduced;
}

bool
IsReductionOf(std::string_view reduced, std::string_view whole)
{
    while (!reduced.empty())
    {
        const auto line = Strip(TakeLine(reduced));
        bool isFound = false;
        while (!isFound && !whole.empty())
        {
            isFound = Strip(TakeLine(whole)) == line;
        }
        if (!isFound)
        {
            return false;
        }
    }
    return true;
}

} // namespace ns3
