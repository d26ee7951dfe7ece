// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_LIMITS_H
#define SIP_LIMITS_H

#include <cstddef>

namespace ns3
{

/** Bounds on what is parsed, checked before anything of that size is allocated. In octets. */
struct SipLimits
{
    std::size_t headerSection{65536}; ///< start line and header fields, with the empty line
    std::size_t headerFields{256};    ///< number of header fields
    std::size_t headerField{16384};   ///< one header field, with what is folded
    std::size_t body{1048576};        ///< the body, as announced by Content-Length
};

} // namespace ns3

#endif // SIP_LIMITS_H
