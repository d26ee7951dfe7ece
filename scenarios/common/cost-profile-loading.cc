// SPDX-License-Identifier: GPL-2.0-only

#include "cost-profile-loading.h"

#include "credential-office.h"
#include "data-files.h"

#include "ns3/work-vocabulary.h"
#include "ns3/work.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// Folder of the profiles that are known by name.
constexpr const char* PROFILE_FOLDER = "contrib/processor/data/cost-profiles";

/**
 * Tell whether an operation can occur with some key types.
 *
 * @param kind the operation
 * @param keyTypes the key types in use
 * @return false when it belongs to another key type only
 */
bool
IsNeeded(const WorkKind& kind, const std::vector<std::string>& keyTypes)
{
    const auto& all = GetKeyTypes();
    return std::none_of(all.begin(),
                        all.end(),
                        [&](const std::string& type)
                        {
                            return kind.algorithm.find(type) != std::string::npos &&
                                   std::find(keyTypes.begin(), keyTypes.end(), type) ==
                                       keyTypes.end();
                        });
}

} // namespace

tl::expected<LoadedCostProfile, std::string>
LoadCostProfile(const std::string& nameOrFile,
                const std::vector<std::string>& keyTypes,
                bool chargesMessages)
{
    const auto folder = FindDataFile(PROFILE_FOLDER);
    if (!folder)
    {
        return tl::unexpected(folder.error());
    }
    auto profile = CostProfile::Find(nameOrFile, *folder);
    if (!profile)
    {
        return tl::unexpected("--cost-profile: " + profile.error());
    }
    if (nameOrFile == CostProfile::Free().GetName())
    {
        return LoadedCostProfile{std::make_shared<const CostProfile>(std::move(*profile)), ""};
    }
    std::vector<WorkKind> needed;
    for (const auto& kind : GetWorkVocabulary())
    {
        const bool isCharged = chargesMessages || ClassifyWork(kind) != WorkClass::Handling;
        if (isCharged && IsNeeded(kind, keyTypes))
        {
            needed.push_back(kind);
        }
    }
    const auto missing = profile->FindMissing(needed);
    if (!missing.empty())
    {
        return tl::unexpected("--cost-profile: '" + nameOrFile + "' has no cost of " +
                              missing.front().operation + " with " + missing.front().algorithm +
                              "; a profile that has it is right");
    }
    // As Find() tells a file from a name.
    const bool isFile =
        nameOrFile.find('/') != std::string::npos ||
        (nameOrFile.size() > 5 && nameOrFile.compare(nameOrFile.size() - 5, 5, ".json") == 0);
    const auto contents = ReadWholeFile(isFile ? nameOrFile : *folder + "/" + nameOrFile + ".json");
    if (!contents)
    {
        return tl::unexpected("--cost-profile: " + contents.error());
    }
    return LoadedCostProfile{std::make_shared<const CostProfile>(std::move(*profile)), *contents};
}

} // namespace ns3
