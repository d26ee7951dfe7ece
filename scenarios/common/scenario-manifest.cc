// SPDX-License-Identifier: GPL-2.0-only

#include "scenario-manifest.h"

#include "build-information.h"
#include "data-files.h"

#include <nlohmann/json.hpp>

namespace ns3
{

ScenarioManifest::ScenarioManifest(const ScenarioOptions& options)
    : m_program(options.GetProgram())
    , m_seed(options.GetStandard().seed)
    , m_run(options.GetStandard().run)
    , m_options(options.GetValues())
{
}

void
ScenarioManifest::AddInput(const std::string& name, const std::string& contents)
{
    m_inputs[name] = GetSha256(contents);
}

tl::expected<void, std::string>
ScenarioManifest::Write(ResultDirectory& directory) const
{
    const auto build = BuildInformation::Get();
    const auto revision = SourceRevision::Get();
    nlohmann::json manifest;
    manifest["program"] = m_program;
    manifest["options"] = m_options;
    manifest["seed"] = m_seed;
    manifest["run"] = m_run;
    manifest["versions"] = {{build.project, build.projectVersion},
                            {"ns-3", build.ns3Version},
                            {"OpenSSL", build.openSslVersion},
                            {"compiler", build.compiler}};
    manifest["git"]["revision"] = revision.commit;
    manifest["git"]["dirty"] = revision.known ? nlohmann::json(revision.dirty) : nlohmann::json();
    manifest["inputs_sha256"] = m_inputs;
    manifest["outputs_sha256"] = directory.GetDigests();
    // Octets that are not UTF-8 (in a file name, say) are replaced rather than refused.
    return directory.Write(ResultDirectory::MANIFEST,
                           manifest.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) +
                               "\n");
}

} // namespace ns3
