// SPDX-License-Identifier: GPL-2.0-only

#include "scenario-resources.h"

#include "scenario-options.h"
#include "tcp-settings.h"

namespace ns3
{

tl::expected<ScenarioResources, std::string>
ScenarioResources::Open(const ScenarioOptions& options,
                        const std::vector<std::string>& keyTypes,
                        bool chargesMessages)
{
    const StandardOptions& standard = options.GetStandard();
    auto profile = LoadCostProfile(standard.costProfile, keyTypes, chargesMessages);
    if (!profile)
    {
        return tl::unexpected(profile.error());
    }
    auto office = CredentialOffice::Create();
    if (!office)
    {
        return tl::unexpected(office.error());
    }
    auto directory = ResultDirectory::Create(standard.output);
    if (!directory)
    {
        return tl::unexpected(directory.error());
    }
    ApplyNetworkDefaults();
    ScenarioManifest manifest(options);
    manifest.AddInput("cost profile " + profile->profile->GetName(), profile->contents);
    return ScenarioResources{std::move(*profile),
                             std::move(*office),
                             std::move(*directory),
                             std::move(manifest)};
}

tl::expected<void, std::string>
ScenarioResources::Commit(const std::vector<std::pair<std::string, std::string>>& tables)
{
    for (const auto& [name, contents] : tables)
    {
        auto written = directory.Write(name, contents);
        if (!written)
        {
            return written;
        }
    }
    return manifest.Write(directory).and_then(
        [this]
        {
            return directory.Commit();
        });
}

} // namespace ns3
