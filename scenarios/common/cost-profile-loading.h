// SPDX-License-Identifier: GPL-2.0-only

#ifndef COST_PROFILE_LOADING_H
#define COST_PROFILE_LOADING_H

#include "ns3/cost-profile.h"

#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/// A cost profile and the octets it was read from.
struct LoadedCostProfile
{
    std::shared_ptr<const CostProfile> profile; ///< the profile
    std::string contents;                       ///< its file's octets; empty for "free"
};

/**
 * Load what --cost-profile names, and see that it knows every operation that will be charged.
 *
 * @param nameOrFile the option's value
 * @param keyTypes the key types in use; operations of others need not be known
 * @param chargesMessages whether the handling of messages will be charged, too
 * @return the profile, or a line that says what is wrong
 */
[[nodiscard]] tl::expected<LoadedCostProfile, std::string> LoadCostProfile(
    const std::string& nameOrFile,
    const std::vector<std::string>& keyTypes,
    bool chargesMessages = false);

} // namespace ns3

#endif // COST_PROFILE_LOADING_H
