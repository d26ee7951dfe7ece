// SPDX-License-Identifier: GPL-2.0-only
#ifndef TLS_OCTETS_CHECK_H
#define TLS_OCTETS_CHECK_H

#include <string>
#include <string_view>

namespace ns3
{

/**
 * Feed sessions with octets that an attacker has chosen, and check what must hold whatever they
 * are: nobody hangs, every session that gives up says why, and no octet is handed on as received
 * that was not sent.
 *
 * Bit 0 of the first octet: the rest comes as it is from the network, to a client and a server;
 * otherwise the rest says, four octets each, which octet of which flight of a real exchange is
 * changed. Bit 1: TLS 1.2. Bit 2: client certificates. Bit 3: the octets come one by one.
 * @param octets the octets
 * @return what is wrong; empty if nothing is
 */
std::string FindTlsViolation(std::string_view octets);

} // namespace ns3

#endif // TLS_OCTETS_CHECK_H
