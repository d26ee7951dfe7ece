// SPDX-License-Identifier: GPL-2.0-only

#ifndef SCENARIO_RESOURCES_H
#define SCENARIO_RESOURCES_H

#include "cost-profile-loading.h"
#include "credential-office.h"
#include "result-directory.h"
#include "scenario-manifest.h"

#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace ns3
{

class ScenarioOptions;

/**
 * What every scenario needs before its first simulation and closes after the last one: costs,
 * credentials, the folder for results and their manifest.
 */
struct ScenarioResources
{
    LoadedCostProfile profile; ///< what --cost-profile names; an input of the manifest
    CredentialOffice office;   ///< gives credentials
    ResultDirectory directory; ///< the folder of --output
    ScenarioManifest manifest; ///< names options and inputs

    /**
     * Open everything, and set ns-3's network as all scenarios have it.
     *
     * @param options the options in force
     * @param keyTypes the key types in use, see LoadCostProfile()
     * @param chargesMessages whether the handling of messages will be charged, too
     * @return the resources, or a line that says what is wrong
     */
    [[nodiscard]] static tl::expected<ScenarioResources, std::string> Open(
        const ScenarioOptions& options,
        const std::vector<std::string>& keyTypes,
        bool chargesMessages = false);

    /**
     * Write tables and the manifest, and move all files to their names.
     *
     * @param tables names and contents of files
     * @return nothing, or a line that says what is wrong
     */
    [[nodiscard]] tl::expected<void, std::string> Commit(
        const std::vector<std::pair<std::string, std::string>>& tables);
};

} // namespace ns3

#endif // SCENARIO_RESOURCES_H
