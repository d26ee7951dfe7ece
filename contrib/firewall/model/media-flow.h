// SPDX-License-Identifier: GPL-2.0-only

#ifndef MEDIA_FLOW_H
#define MEDIA_FLOW_H

#include <cstdint>
#include <tuple>

namespace ns3
{

/**
 * \ingroup firewall
 * An end of a flow of UDP: an IPv4 address and a port, both as numbers. Zero stands for any.
 */
struct MediaEnd
{
    uint32_t address{0}; //!< IPv4 address
    uint16_t port{0};    //!< UDP port
};

/**
 * \ingroup firewall
 * A 5-tuple whose protocol is UDP: packets of one direction.
 */
struct MediaFlow
{
    MediaEnd source;      //!< whence
    MediaEnd destination; //!< where to
};

/// \return whether both are the same end
inline bool
operator==(const MediaEnd& a, const MediaEnd& b)
{
    return a.address == b.address && a.port == b.port;
}

/// \return an order of ends that is the same in every run
inline bool
operator<(const MediaEnd& a, const MediaEnd& b)
{
    return std::tie(a.address, a.port) < std::tie(b.address, b.port);
}

/// \return whether both are the same flow
inline bool
operator==(const MediaFlow& a, const MediaFlow& b)
{
    return a.source == b.source && a.destination == b.destination;
}

/// \return an order of flows that is the same in every run
inline bool
operator<(const MediaFlow& a, const MediaFlow& b)
{
    return std::tie(a.source, a.destination) < std::tie(b.source, b.destination);
}

} // namespace ns3

#endif // MEDIA_FLOW_H
