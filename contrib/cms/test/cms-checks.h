// SPDX-License-Identifier: GPL-2.0-only
#ifndef CMS_CHECKS_H
#define CMS_CHECKS_H

#include "cms-test-world.h"

#include "ns3/envelope.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{

/**
 * What must hold for any octets that arrive; for the test of truncated and mutated structures and
 * for the fuzzer.
 */
class CmsChecks
{
  public:
    CmsChecks();

    /// @return valid structures to begin with: every kind, P-256 and shared keys
    const std::vector<Octets>& GetValid() const;

    /**
     * Read octets in all ways.
     *
     * @param octets what arrived
     * @return what did not hold, if anything
     */
    std::optional<std::string> Check(std::string_view octets);

    /// @return how many of the octets checked so far were taken for an envelope
    std::size_t GetParsedCount() const;

  private:
    std::optional<std::string> CheckEnvelope(std::string_view octets);
    std::optional<std::string> CheckOpened(const Envelope& envelope,
                                           const tl::expected<OpenedEnvelope, CmsError>& opened,
                                           const Work& work,
                                           bool isNamed) const;
    std::optional<std::string> CheckSignature(std::string_view octets);
    std::optional<std::string> CheckMime(std::string_view octets);

    CmsTestWorld m_world;
    std::string m_content;
    std::vector<Octets> m_valid;
    std::size_t m_parsed{0};
};

} // namespace ns3

#endif // CMS_CHECKS_H
