// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_ERROR_H
#define SIP_ERROR_H

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace ns3
{

/** Why a piece of SIP is not what RFC 3261 says it is. */
struct SipError
{
    std::string reason; ///< one line for people: what is wrong, without the text itself
};

/**
 * @param reason what is wrong
 * @return the error, to be returned from a function that returns an expected value
 */
inline tl::unexpected<SipError>
MakeUnexpected(std::string reason)
{
    return tl::unexpected<SipError>(SipError{std::move(reason)});
}

} // namespace ns3

#endif // SIP_ERROR_H
