// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_REPLY_H
#define SIP_REPLY_H

#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/** A body: its media type and its octets. Empty type and octets: no body. */
struct SipBody
{
    std::string contentType; ///< value of Content-Type, parameters included
    std::string content;     ///< octets, zeros included

    /** @return whether there is no body */
    bool
    IsEmpty() const
    {
        return contentType.empty() && content.empty();
    }
};

/** A response that somebody who does not build messages wants to be sent. */
struct SipReply
{
    int code{500};                                            ///< status code, 200 to 699
    std::string reason;                                       ///< reason phrase; empty: the usual
    std::vector<std::pair<std::string, std::string>> headers; ///< header fields to add, in order
    SipBody body;                                             ///< body, may be empty
};

} // namespace ns3

#endif // SIP_REPLY_H
