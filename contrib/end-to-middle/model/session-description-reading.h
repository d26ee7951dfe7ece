// SPDX-License-Identifier: GPL-2.0-only

#ifndef SESSION_DESCRIPTION_READING_H
#define SESSION_DESCRIPTION_READING_H

#include "ns3/sdp.h"
#include "ns3/sip-message.h"
#include "ns3/sip-proxy-policy.h"

#include <optional>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * What a service of a proxy gets to know of the session description in a message: all it asks of
 * those who open bodies.
 */
struct SessionDescriptionReading
{
    /// How it went.
    enum class Kind
    {
        None,       //!< the message has no session description
        Read,       //!< here it is
        Unreadable, //!< there may be one, but it is encrypted, or makes no sense
    };

    Kind kind{Kind::None};          //!< how it went
    std::optional<Sdp> description; //!< the description, if it was read
};

/**
 * \ingroup end-to-middle
 * Finds the session description of a message: what a policy ahead has opened
 * (SipPolicyContext::opened), else one in clear, alone or as a part. An encrypted part that nobody
 * opened may be one.
 * \param message the message
 * \param context the policy's context
 * \return what is known of it
 */
SessionDescriptionReading ReadSessionDescription(const SipMessage& message,
                                                 const SipPolicyContext& context);

} // namespace ns3

#endif // SESSION_DESCRIPTION_READING_H
