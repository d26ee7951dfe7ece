// SPDX-License-Identifier: GPL-2.0-only

#include "config-file.h"

#include <algorithm>
#include <fstream>
#include <string_view>

namespace ns3
{

namespace
{

/// Octets of a line that an error message quotes at most.
constexpr std::size_t MAX_QUOTED = 40;

/**
 * Take the white space off both ends.
 *
 * @param text any text
 * @return the rest
 */
std::string
Trim(const std::string& text)
{
    constexpr const char* SPACE = " \t\r\f\v";
    const auto first = text.find_first_not_of(SPACE);
    return first == std::string::npos
               ? ""
               : text.substr(first, text.find_last_not_of(SPACE) - first + 1);
}

/**
 * Quote a line in an error message.
 *
 * @param line the line
 * @return its beginning, without what a terminal would not print
 */
std::string
Quote(const std::string& line)
{
    std::string text = line.substr(0, MAX_QUOTED);
    std::replace_if(
        text.begin(),
        text.end(),
        [](char c)
        {
            return c < ' ' || c > '~';
        },
        '?');
    return "'" + text + (line.size() > MAX_QUOTED ? "...'" : "'");
}

} // namespace

tl::expected<std::vector<ConfigLine>, std::string>
ReadConfigFile(const std::string& path)
{
    std::ifstream file(path);
    if (!file || file.peek() == std::ifstream::traits_type::eof())
    {
        return tl::unexpected("cannot read '" + path +
                              "'; a file with lines 'option = value' is right");
    }
    std::vector<ConfigLine> lines;
    std::string text;
    for (std::size_t number = 1; std::getline(file, text); ++number)
    {
        const std::string line = Trim(text.substr(0, text.find('#')));
        if (line.empty())
        {
            continue;
        }
        const auto equals = line.find('=');
        ConfigLine found{number,
                         Trim(line.substr(0, equals)),
                         equals == std::string::npos ? "" : Trim(line.substr(equals + 1))};
        const std::string place = path + ", line " + std::to_string(number) + ": ";
        if (equals == std::string::npos || found.name.empty())
        {
            return tl::unexpected(place + Quote(line) + " is wrong; 'option = value' is right");
        }
        const auto earlier = std::find_if(lines.begin(),
                                          lines.end(),
                                          [&found](const ConfigLine& each)
                                          {
                                              return each.name == found.name;
                                          });
        if (earlier != lines.end())
        {
            return tl::unexpected(place + Quote(found.name) + " is given twice, first in line " +
                                  std::to_string(earlier->number) + "; once is right");
        }
        lines.push_back(std::move(found));
    }
    return lines;
}

} // namespace ns3
