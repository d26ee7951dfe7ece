// SPDX-License-Identifier: GPL-2.0-only

#ifndef FIREWALL_DROP_REASON_H
#define FIREWALL_DROP_REASON_H

#include <cstddef>
#include <string_view>

namespace ns3
{

/**
 * \ingroup firewall
 * Why a filter drops a packet.
 */
enum class FirewallDropReason
{
    NoPinhole, //!< UDP for which nothing is open
    Refused,   //!< an inspector says so
    Malformed, //!< no UDP datagram, whatever the IP header says
    Fragment,  //!< part of a UDP datagram
    Multicast, //!< UDP to a group
    Protocol,  //!< neither UDP, TCP nor ICMP
    Overload,  //!< too many packets wait for the processor
};

/// How many reasons there are to drop a packet.
constexpr std::size_t FIREWALL_DROP_REASONS = 7;

/**
 * \ingroup firewall
 * Why a filter lets a media packet pass.
 */
enum class FirewallPassReason
{
    Pinhole,   //!< one is open for it
    Inspector, //!< an inspector says so
    Open,      //!< all packets pass
};

/// How many reasons there are to let a packet pass.
constexpr std::size_t FIREWALL_PASS_REASONS = 3;

/**
 * \param reason why a packet is dropped
 * \return a word for tables, for example "no-pinhole"
 */
std::string_view ToString(FirewallDropReason reason);

/**
 * \param reason why a packet passes
 * \return a word for tables, for example "pinhole"
 */
std::string_view ToString(FirewallPassReason reason);

} // namespace ns3

#endif // FIREWALL_DROP_REASON_H
