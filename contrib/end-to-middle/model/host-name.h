// SPDX-License-Identifier: GPL-2.0-only

#ifndef HOST_NAME_H
#define HOST_NAME_H

#include <string>
#include <string_view>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * \param host a host name
 * \return it in lower case and without a final dot, so that equal names are equal texts
 */
std::string ToLowerHost(std::string_view host);

} // namespace ns3

#endif // HOST_NAME_H
