// SPDX-License-Identifier: GPL-2.0-only

#ifndef MEDIA_TOKEN_CONNECTION_H
#define MEDIA_TOKEN_CONNECTION_H

#include "ns3/media-authorization-policy.h"
#include "ns3/media-session-describer.h"

namespace ns3
{

/**
 * \ingroup end-to-middle
 * Has the tokens that servers send a user agent shown to the firewalls on the way of its media.
 * What is no TokenGrant is left out; of several for one call the last is shown.
 * \param policy takes tokens out of messages
 * \param describer shows them in RTCP
 */
void ConnectMediaTokens(Ptr<MediaAuthorizationPolicy> policy, Ptr<MediaSessionDescriber> describer);

} // namespace ns3

#endif // MEDIA_TOKEN_CONNECTION_H
