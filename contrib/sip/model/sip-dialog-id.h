// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_DIALOG_ID_H
#define SIP_DIALOG_ID_H

#include "ns3/sip-message.h"

#include <string>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * What identifies a dialog at one of its two ends (RFC 3261 section 12). Ordered, so that it
 * serves as the key of a map. A peer of RFC 2543 has an empty tag.
 */
struct SipDialogId
{
    std::string callId;    ///< Call-ID
    std::string localTag;  ///< our tag
    std::string remoteTag; ///< the peer's tag

    /**
     * Where a received request belongs, or where the response to a received request puts it: the
     * To tag is ours.
     * @param message a received request or a response that we send
     * @return the identifier, or what is wrong with the message
     */
    [[nodiscard]] static tl::expected<SipDialogId, SipError> ForUas(const SipMessage& message);

    /**
     * Where a received response or a request that we send belongs: the From tag is ours.
     * @param message a received response or a request that we send
     * @return the identifier, or what is wrong with the message
     */
    [[nodiscard]] static tl::expected<SipDialogId, SipError> ForUac(const SipMessage& message);

    /**
     * @param other another identifier
     * @return whether this one comes first
     */
    bool operator<(const SipDialogId& other) const;

    /**
     * @param other another identifier
     * @return whether they are the same
     */
    bool operator==(const SipDialogId& other) const;
};

} // namespace ns3

#endif // SIP_DIALOG_ID_H
