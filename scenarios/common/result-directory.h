// SPDX-License-Identifier: GPL-2.0-only

#ifndef RESULT_DIRECTORY_H
#define RESULT_DIRECTORY_H

#include <map>
#include <string>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * The folder that a program leaves its results in.
 *
 * Files are first written into a hidden folder inside it and moved to their names at the end, so
 * that each appears whole or not at all. What was not moved is removed.
 */
class ResultDirectory
{
  public:
    /**
     * Make the folder if it is not there, and see that it can be written to.
     *
     * @param path the folder
     * @return the folder, or a line that says what is wrong
     */
    [[nodiscard]] static tl::expected<ResultDirectory, std::string> Create(const std::string& path);

    ~ResultDirectory();
    ResultDirectory(const ResultDirectory&) = delete;
    ResultDirectory& operator=(const ResultDirectory&) = delete;
    /**
     * @param other the folder whose duties are taken over
     */
    ResultDirectory(ResultDirectory&& other) noexcept;
    ResultDirectory& operator=(ResultDirectory&& other) = delete;

    /**
     * Get the place where a file is to be written that somebody else writes, such as a capture.
     *
     * @param name the file's name, perhaps with a folder: "keys/bob.key.pem"
     * @return the path to write to
     */
    std::string GetStagingPath(const std::string& name) const;

    /**
     * Write a file.
     *
     * @param name the file's name, perhaps with a folder
     * @param contents its octets
     * @return nothing, or a line that says what is wrong
     */
    [[nodiscard]] tl::expected<void, std::string> Write(const std::string& name,
                                                        const std::string& contents);

    /**
     * Compute the SHA-256 digests of all files written so far, except the manifest.
     *
     * @return name to digest in hex
     */
    std::map<std::string, std::string> GetDigests() const;

    /**
     * Move all files to their names, the manifest last.
     *
     * @return nothing, or a line that says what is wrong
     */
    [[nodiscard]] tl::expected<void, std::string> Commit();

    /// Name of the manifest.
    static constexpr const char* MANIFEST = "manifest.json";

  private:
    /**
     * @param path the folder
     * @param staging the hidden folder in it
     */
    ResultDirectory(std::string path, std::string staging);

    std::string m_path;    ///< the folder
    std::string m_staging; ///< the hidden folder; empty when moved from
};

} // namespace ns3

#endif // RESULT_DIRECTORY_H
