// SPDX-License-Identifier: GPL-2.0-only

#ifndef SIMCO_WISH_H
#define SIMCO_WISH_H

#include "ns3/firewall-control.h"
#include "ns3/media-flow.h"
#include "ns3/simco-message.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace ns3
{

/**
 * \ingroup firewall
 * What an agent wants one policy rule to be.
 */
struct SimcoWish
{
    /// Kinds of rules.
    enum class Kind
    {
        Reservation, //!< a place for a rule: PRR
        Early,       //!< one party may be reached from any source: PER with a wildcard
        Media,       //!< both parties are known: PEA after a PRR, else PER
    };

    Kind kind{Kind::Media};                                        //!< its kind
    SimcoAddressTuple internal;                                    //!< A0
    SimcoAddressTuple external;                                    //!< A3
    SimcoEnableSet::Direction direction{SimcoEnableSet::Outbound}; //!< which way

    /// \return the tuple that is no wildcard where only one party is known
    const SimcoAddressTuple& GetKnown() const;

    /**
     * \param lifetime in s
     * \param reservation identifier of a reserved rule to use; 0: none
     * \return the request for it
     */
    SimcoMessage MakeRequest(uint32_t lifetime, uint32_t reservation) const;
};

/// \return whether both are the same
bool operator==(const SimcoWish& a, const SimcoWish& b);

/**
 * \ingroup firewall
 * Makes as few rules of flows as SIMCO can say: both directions between two ends are one rule, and
 * so are ports that follow one another at both, such as RTP and RTCP.
 * \param flows what is to pass
 * \param kind of rules
 * \param isInside says of a destination whether it is on the internal side
 * \return the rules, in the order of the flows
 */
std::vector<SimcoWish> MakeSimcoWishes(const std::vector<MediaFlow>& flows,
                                       SimcoWish::Kind kind,
                                       const std::function<bool(const MediaEnd&)>& isInside);

} // namespace ns3

#endif // SIMCO_WISH_H
