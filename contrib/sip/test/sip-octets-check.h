// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_OCTETS_CHECK_H
#define SIP_OCTETS_CHECK_H

#include <string>
#include <string_view>

namespace ns3
{

/**
 * Give octets, any octets, to the parser and to the stream framer, and look whether they keep what
 * they promise: what was read is written as it came and reads the same again, typed values survive
 * their own text, changes and responses are messages, and it does not matter where a stream is cut.
 * Shared by the mutation test and the fuzz target.
 *
 * @param octets what came from the network
 * @return the promise that is broken; empty if none is
 */
std::string FindSipViolation(std::string_view octets);

} // namespace ns3

#endif // SIP_OCTETS_CHECK_H
