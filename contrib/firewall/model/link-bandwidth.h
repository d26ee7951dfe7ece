// SPDX-License-Identifier: GPL-2.0-only

#ifndef LINK_BANDWIDTH_H
#define LINK_BANDWIDTH_H

#include <algorithm>
#include <cstdint>

namespace ns3
{

/**
 * \ingroup firewall
 * Bit rates on a link, one for each direction. Inside is the side of the one who keeps the book.
 */
struct LinkBandwidth
{
    uint64_t outward{0}; //!< from inside, in bit/s
    uint64_t inward{0};  //!< towards inside, in bit/s
};

/**
 * \param a bit rates
 * \param b others
 * \return whether they are the same
 */
inline bool
operator==(const LinkBandwidth& a, const LinkBandwidth& b)
{
    return a.outward == b.outward && a.inward == b.inward;
}

/**
 * \param a bit rates
 * \param b others
 * \return in each direction the larger one
 */
inline LinkBandwidth
Larger(const LinkBandwidth& a, const LinkBandwidth& b)
{
    return {std::max(a.outward, b.outward), std::max(a.inward, b.inward)};
}

} // namespace ns3

#endif // LINK_BANDWIDTH_H
