// SPDX-License-Identifier: GPL-2.0-only

#ifndef DATA_FILES_H
#define DATA_FILES_H

#include <string>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * Find the folder of the project's sources, where data files lie.
 *
 * Looked at in this order: the environment variable CONFIDE_TOP; the folder this program was built
 * from, told relative to the program itself, so that a tree can be moved; the working directory and
 * the folders above it.
 *
 * @return the folder, or an empty string
 */
const std::string& GetProjectFolder();

/**
 * Find a data file or folder of the project.
 *
 * @param path relative to the project's folder, for example "contrib/crypto/data/keys"
 * @return where it is, or a line that says that it is missing
 */
[[nodiscard]] tl::expected<std::string, std::string> FindDataFile(const std::string& path);

/**
 * Read a whole file.
 *
 * @param path the file
 * @return its octets, or a line that says why it cannot be read
 */
[[nodiscard]] tl::expected<std::string, std::string> ReadWholeFile(const std::string& path);

/**
 * Compute the SHA-256 digest of some octets.
 *
 * @param octets the octets
 * @return the digest in lower-case hex
 */
std::string GetSha256(const std::string& octets);

} // namespace ns3

#endif // DATA_FILES_H
