// SPDX-License-Identifier: GPL-2.0-only

#include "result-directory.h"

#include "data-files.h"
#include "number-text.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <unistd.h>
#include <vector>

namespace ns3
{

namespace fs = std::filesystem;

namespace
{

/// How the hidden folders' names begin; the process number follows.
constexpr const char* STAGING_PREFIX = ".incomplete-";

/**
 * Remove the hidden folders that killed programs left.
 *
 * @param folder the result folder
 */
void
RemoveLeftovers(const fs::path& folder)
{
    std::error_code error;
    const std::string prefix = STAGING_PREFIX;
    std::vector<fs::path> leftovers;
    for (const auto& entry : fs::directory_iterator(folder, error))
    {
        const std::string name = entry.path().filename().string();
        const auto process =
            name.rfind(prefix, 0) == 0 ? ReadUnsigned(name.substr(prefix.size())) : std::nullopt;
        if (process && *process > 0 && *process < (1U << 30U) &&
            kill(static_cast<pid_t>(*process), 0) != 0 && errno == ESRCH)
        {
            leftovers.push_back(entry.path());
        }
    }
    for (const auto& leftover : leftovers)
    {
        fs::remove_all(leftover, error);
    }
}

/**
 * List the files below a folder.
 *
 * @param folder the folder
 * @return paths relative to it, in order
 */
std::vector<fs::path>
ListFiles(const fs::path& folder)
{
    std::vector<fs::path> files;
    std::error_code error;
    for (const auto& entry : fs::recursive_directory_iterator(folder, error))
    {
        if (entry.is_regular_file(error))
        {
            files.push_back(entry.path().lexically_relative(folder));
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

tl::expected<ResultDirectory, std::string>
ResultDirectory::Create(const std::string& path)
{
    std::error_code error;
    const fs::path staging = fs::path(path) / (STAGING_PREFIX + std::to_string(getpid()));
    fs::create_directories(path, error);
    if (!error)
    {
        RemoveLeftovers(path);
        fs::remove_all(staging, error);
        fs::create_directory(staging, error);
    }
    if (error)
    {
        return tl::unexpected("cannot write results into '" + path + "': " + error.message() +
                              "; name a folder that can be written to with --output");
    }
    return ResultDirectory(path, staging.string());
}

ResultDirectory::ResultDirectory(std::string path, std::string staging)
    : m_path(std::move(path))
    , m_staging(std::move(staging))
{
}

ResultDirectory::ResultDirectory(ResultDirectory&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_staging(std::move(other.m_staging))
{
    other.m_staging.clear();
}

ResultDirectory::~ResultDirectory()
{
    if (!m_staging.empty())
    {
        std::error_code error;
        fs::remove_all(m_staging, error);
    }
}

std::string
ResultDirectory::GetStagingPath(const std::string& name) const
{
    const fs::path path = fs::path(m_staging) / name;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    return path.string();
}

tl::expected<void, std::string>
ResultDirectory::Write(const std::string& name, const std::string& contents)
{
    std::ofstream file(GetStagingPath(name), std::ios::binary);
    file.write(contents.data(), static_cast<std::streamsize>(contents.size()));
    file.close();
    if (!file)
    {
        return tl::unexpected("cannot write '" + name + "' into '" + m_path +
                              "': " + std::strerror(errno));
    }
    return {};
}

std::map<std::string, std::string>
ResultDirectory::GetDigests() const
{
    std::map<std::string, std::string> digests;
    for (const auto& file : ListFiles(m_staging))
    {
        const auto contents = ReadWholeFile((fs::path(m_staging) / file).string());
        if (contents && file != MANIFEST)
        {
            digests[file.generic_string()] = GetSha256(*contents);
        }
    }
    return digests;
}

tl::expected<void, std::string>
ResultDirectory::Commit()
{
    auto files = ListFiles(m_staging);
    std::stable_partition(files.begin(),
                          files.end(),
                          [](const fs::path& file)
                          {
                              return file != MANIFEST;
                          });
    for (const auto& file : files)
    {
        std::error_code error;
        const fs::path target = fs::path(m_path) / file;
        fs::create_directories(target.parent_path(), error);
        fs::rename(fs::path(m_staging) / file, target, error);
        if (error)
        {
            return tl::unexpected("cannot write '" + target.string() + "': " + error.message());
        }
    }
    return {};
}

} // namespace ns3
