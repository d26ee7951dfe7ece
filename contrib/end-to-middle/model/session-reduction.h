// SPDX-License-Identifier: GPL-2.0-only

#ifndef SESSION_REDUCTION_H
#define SESSION_REDUCTION_H

#include "ns3/octets.h"

#include <string>
#include <string_view>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * The session description as servers are to see it (e2m-sec-06 section 7.1): without the lines that
 * are for the ends alone. Line ends stay as they are.
 * \param description application/sdp
 * \param hidden what lines begin with that are left out, such as "a=crypto" or "k=": a name is
 * followed by a colon, by nothing, or ends with the equals sign itself
 * \return the other lines
 */
Octets ReduceSession(std::string_view description, const std::vector<std::string>& hidden);

/**
 * \ingroup end-to-middle
 * \param reduced a description that servers were given
 * \param whole the one that the peer was given
 * \return whether every line of the former is in the latter, in the same order: whether servers
 * were told nothing else than the peer
 */
bool IsReductionOf(std::string_view reduced, std::string_view whole);

} // namespace ns3

#endif // SESSION_REDUCTION_H
