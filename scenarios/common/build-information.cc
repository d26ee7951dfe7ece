// SPDX-License-Identifier: GPL-2.0-only

#include "build-information.h"

#include "data-files.h"

#include <algorithm>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <optional>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#ifndef CONFIDE_NS3_VERSION
#define CONFIDE_NS3_VERSION "unknown"
#endif
#ifndef CONFIDE_VERSION
#define CONFIDE_VERSION "unknown"
#endif

namespace ns3
{

namespace
{

/**
 * Run git in the source tree.
 *
 * @param words its arguments
 * @return what it printed, or nothing if it could not be run or failed
 */
std::optional<std::string>
RunGit(const std::vector<std::string>& words)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
    {
        return std::nullopt;
    }
    std::vector<std::string> all{"git", "--no-optional-locks", "-C", GetProjectFolder()};
    all.insert(all.end(), words.begin(), words.end());
    std::vector<char*> arguments;
    std::transform(all.begin(),
                   all.end(),
                   std::back_inserter(arguments),
                   [](std::string& word)
                   {
                       return word.data();
                   });
    arguments.push_back(nullptr);
    const pid_t child = fork();
    if (child == 0)
    {
        const int nothing = open("/dev/null", O_WRONLY);
        dup2(ends[1], STDOUT_FILENO);
        dup2(nothing, STDERR_FILENO);
        execvp("git", arguments.data());
        _exit(127);
    }
    close(ends[1]);
    std::string text;
    char buffer[4096];
    for (ssize_t got = 0; child > 0 && (got = read(ends[0], buffer, sizeof(buffer))) > 0;)
    {
        text.append(buffer, static_cast<size_t>(got));
    }
    close(ends[0]);
    int status = 1;
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
    {
        return std::nullopt;
    }
    return text;
}

} // namespace

BuildInformation
BuildInformation::Get()
{
    BuildInformation information;
    information.project = "Confide";
    information.projectVersion = CONFIDE_VERSION;
    information.ns3Version = CONFIDE_NS3_VERSION;
    information.openSslVersion = std::string("OpenSSL ") + OpenSSL_version(OPENSSL_VERSION_STRING);
#ifdef __clang__
    information.compiler = "clang " + std::to_string(__clang_major__) + "." +
                           std::to_string(__clang_minor__) + "." +
                           std::to_string(__clang_patchlevel__);
#else
    information.compiler = std::string("g++ ") + __VERSION__;
#endif
    return information;
}

SourceRevision
SourceRevision::Get()
{
    SourceRevision revision;
    revision.commit = "unknown";
    if (GetProjectFolder().empty())
    {
        return revision;
    }
    const auto commit = RunGit({"rev-parse", "HEAD"});
    const auto changes = RunGit({"status",
                                 "--porcelain",
                                 "--",
                                 "contrib",
                                 "scenarios",
                                 "scratch",
                                 "waftools",
                                 "wscript",
                                 "VERSION"});
    if (commit && changes)
    {
        revision.commit = commit->substr(0, commit->find('\n'));
        revision.known = true;
        revision.dirty = !changes->empty();
    }
    return revision;
}

} // namespace ns3
