// SPDX-License-Identifier: GPL-2.0-only
#ifndef COST_PROFILE_H
#define COST_PROFILE_H

#include "ns3/work.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * @ingroup processor
 * How long the operations take on some device: a fixed time per operation and a time per octet.
 *
 * Read from a JSON file whose schema is in the module's README. Every error is one line that says
 * what is wrong and what would be right, fit to be shown to the user.
 */
class CostProfile
{
  public:
    /// The time that one kind of operation takes, and how that is known.
    struct Cost
    {
        double fixedNs{0};    ///< nanoseconds per operation
        double nsPerOctet{0}; ///< nanoseconds per octet processed
        std::string origin;   ///< where the numbers come from; may be empty: then the profile's
    };

    /// Where the numbers of a profile come from.
    struct Origin
    {
        std::string cpu;     ///< the processor, as it names itself
        std::string library; ///< cryptographic library and version
        std::string method;  ///< how it was measured, or what was cited
        std::string date;    ///< when, YYYY-MM-DD
    };

    /// The profile of the repository that is used when none is named.
    static constexpr const char* DEFAULT_NAME = "epyc-genoa-openssl-3.0";

    /**
     * @param json text of a profile
     * @return the profile, or a line that says what is wrong with the text
     */
    [[nodiscard]] static tl::expected<CostProfile, std::string> Parse(std::string_view json);

    /**
     * @param path file that holds a profile
     * @return the profile, or a line that names the file and says what is wrong
     */
    [[nodiscard]] static tl::expected<CostProfile, std::string> Load(const std::string& path);

    /**
     * Find a profile by what a user typed.
     * @param nameOrFile "free", the name of a profile in the folder, or a file (has a '/' or ends
     * in ".json")
     * @param folder folder of the named profiles, NAME.json each
     * @return the profile, or a line that says what is wrong and which names there are
     */
    [[nodiscard]] static tl::expected<CostProfile, std::string> Find(const std::string& nameOrFile,
                                                                     const std::string& folder);

    /** @return the profile "free", where every operation takes no time */
    static CostProfile Free();

    /** @return the profile's name */
    const std::string& GetName() const;

    /** @return where the numbers come from */
    const Origin& GetOrigin() const;

    /** @return the costs by kind; empty for the profile "free" */
    const std::map<WorkKind, Cost>& GetCosts() const;

    /**
     * @param kind a kind of work
     * @return true if the profile has a cost for it
     */
    bool Knows(const WorkKind& kind) const;

    /**
     * @param kinds kinds that will be needed
     * @return those of them that the profile has no cost for
     */
    std::vector<WorkKind> FindMissing(const std::vector<WorkKind>& kinds) const;

    /**
     * Rounded to whole nanoseconds once for each kind, so that the time of a sum does not depend on
     * how it is listed. Unknown kinds take no time: check with FindMissing() beforehand.
     * @param work the work
     * @return nanoseconds on one core
     */
    int64_t GetNanoseconds(const Work& work) const;

    /**
     * @param kind kind of work
     * @param amount how much of it
     * @return nanoseconds on one core, rounded
     */
    int64_t GetNanoseconds(const WorkKind& kind, const WorkAmount& amount) const;

  private:
    std::string m_name;               ///< the profile's name
    Origin m_origin;                  ///< where the numbers come from
    std::map<WorkKind, Cost> m_costs; ///< costs by kind
    bool m_free{false};               ///< true if nothing takes time
};

} // namespace ns3

#endif // COST_PROFILE_H
