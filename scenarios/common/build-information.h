// SPDX-License-Identifier: GPL-2.0-only

#ifndef BUILD_INFORMATION_H
#define BUILD_INFORMATION_H

#include <string>

namespace ns3
{

/// What a program was made of.
struct BuildInformation
{
    std::string project;        ///< the project's name
    std::string projectVersion; ///< the project's version
    std::string ns3Version;     ///< version of ns-3 compiled against
    std::string openSslVersion; ///< version of the OpenSSL library loaded
    std::string compiler;       ///< compiler and its version

    /**
     * Collect it.
     *
     * @return the information
     */
    static BuildInformation Get();
};

/// What git says about the source tree.
struct SourceRevision
{
    std::string commit; ///< the revision, or "unknown" without git
    bool known{false};  ///< whether git could be asked
    bool dirty{false};  ///< whether what programs are built from differs from the revision

    /**
     * Ask git, if it is installed and the source tree is a repository.
     *
     * Dirty means changed or new files among those that programs are built from; results and
     * documents do not count.
     *
     * @return the revision
     */
    static SourceRevision Get();
};

} // namespace ns3

#endif // BUILD_INFORMATION_H
