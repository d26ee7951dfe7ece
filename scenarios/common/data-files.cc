// SPDX-License-Identifier: GPL-2.0-only

#include "data-files.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <openssl/evp.h>
#include <sstream>

namespace ns3
{

namespace fs = std::filesystem;

namespace
{

/// A folder that only the project's top folder has.
constexpr const char* LANDMARK = "contrib/processor/data";

/**
 * Tell whether a folder is the project's.
 *
 * @param folder the folder
 * @return whether it is
 */
bool
IsProjectFolder(const fs::path& folder)
{
    std::error_code error;
    return !folder.empty() && fs::is_directory(folder / LANDMARK, error);
}

/**
 * Look for the project's folder.
 *
 * @return the folder, or an empty path
 */
fs::path
LookForProjectFolder()
{
    if (const char* told = std::getenv("CONFIDE_TOP"); told && IsProjectFolder(told))
    {
        return told;
    }
    std::error_code error;
    // The compiler is run in the build folder, and the program lies in a folder of it.
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    const fs::path built =
        program.parent_path().parent_path() / fs::path(__FILE__).parent_path() / ".." / "..";
    if (!error && IsProjectFolder(built))
    {
        return built;
    }
    for (fs::path folder = fs::current_path(error); !error && !folder.empty();
         folder = folder.parent_path())
    {
        if (IsProjectFolder(folder))
        {
            return folder;
        }
        if (folder == folder.root_path())
        {
            break;
        }
    }
    return {};
}

} // namespace

const std::string&
GetProjectFolder()
{
    static const std::string folder = LookForProjectFolder().lexically_normal().string();
    return folder;
}

tl::expected<std::string, std::string>
FindDataFile(const std::string& path)
{
    if (GetProjectFolder().empty())
    {
        return tl::unexpected<std::string>(
            "the project's data files are not found; run the program inside the "
            "source tree, or set CONFIDE_TOP to its folder");
    }
    std::error_code error;
    const fs::path found = fs::path(GetProjectFolder()) / path;
    if (!fs::exists(found, error))
    {
        return tl::unexpected("the data file '" + path + "' is missing in the source tree");
    }
    return found.string();
}

tl::expected<std::string, std::string>
ReadWholeFile(const std::string& path)
{
    std::error_code error;
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!file || fs::is_directory(path, error))
    {
        return tl::unexpected("cannot read '" + path +
                              "': " + (file ? "it is a folder" : std::strerror(errno)));
    }
    if (file.peek() != std::ifstream::traits_type::eof())
    {
        text << file.rdbuf();
    }
    return text.str();
}

std::string
GetSha256(const std::string& octets)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_Digest(octets.data(), octets.size(), digest, &length, EVP_sha256(), nullptr);
    std::string hex;
    for (unsigned i = 0; i < length; ++i)
    {
        hex += "0123456789abcdef"[digest[i] >> 4];
        hex += "0123456789abcdef"[digest[i] & 15];
    }
    return hex;
}

} // namespace ns3
