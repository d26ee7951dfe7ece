// SPDX-License-Identifier: GPL-2.0-only

#ifndef SCENARIO_MANIFEST_H
#define SCENARIO_MANIFEST_H

#include "result-directory.h"
#include "scenario-options.h"

#include <cstdint>
#include <map>
#include <string>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * manifest.json: all that is needed to make a result again and to see whether it is the same.
 *
 * It names no time, no machine and no absolute path, so the same inputs give the same manifest.
 */
class ScenarioManifest
{
  public:
    /**
     * Begin a manifest.
     *
     * @param options the options in force
     */
    explicit ScenarioManifest(const ScenarioOptions& options);

    /**
     * Name an input.
     *
     * @param name what it is, for example "cost profile epyc"
     * @param contents its octets, of which the digest is kept
     */
    void AddInput(const std::string& name, const std::string& contents);

    /**
     * Write manifest.json, with the digests of all other files in the folder.
     *
     * @param directory the results
     * @return nothing, or a line that says what is wrong
     */
    [[nodiscard]] tl::expected<void, std::string> Write(ResultDirectory& directory) const;

  private:
    std::string m_program;                        ///< the program
    uint64_t m_seed;                              ///< ns-3's RngSeed
    uint64_t m_run;                               ///< ns-3's RngRun, or the first one
    std::map<std::string, std::string> m_options; ///< the options in force
    std::map<std::string, std::string> m_inputs;  ///< name to SHA-256
};

} // namespace ns3

#endif // SCENARIO_MANIFEST_H
