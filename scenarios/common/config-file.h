// SPDX-License-Identifier: GPL-2.0-only

#ifndef CONFIG_FILE_H
#define CONFIG_FILE_H

#include <cstddef>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/// A line "option = value" of a file of options.
struct ConfigLine
{
    std::size_t number; ///< of the line, from 1
    std::string name;   ///< of the option
    std::string value;  ///< its value, without spaces around it
};

/**
 * Read a file of options: lines "option = value", remarks from # to the end of a line.
 *
 * @param path the file
 * @return its lines, or a line that says what is wrong and where: "FILE, line N: ..."
 */
[[nodiscard]] tl::expected<std::vector<ConfigLine>, std::string> ReadConfigFile(
    const std::string& path);

} // namespace ns3

#endif // CONFIG_FILE_H
