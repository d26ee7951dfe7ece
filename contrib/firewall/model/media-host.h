// SPDX-License-Identifier: GPL-2.0-only

#ifndef MEDIA_HOST_H
#define MEDIA_HOST_H

#include "ns3/media-flow.h"

#include <cstdint>

namespace ns3
{

/**
 * \ingroup firewall
 * \param end where a party says that it receives
 * \return whether a host can be there: address and port are told, and it is no group's address, nor
 * one beyond (224.0.0.0 and up, RFC 1112 section 4)
 */
inline bool
IsHost(const MediaEnd& end)
{
    constexpr uint32_t FIRST_GROUP = 0xe0000000; // 224.0.0.0
    return end.address != 0 && end.address < FIRST_GROUP && end.port != 0;
}

} // namespace ns3

#endif // MEDIA_HOST_H
