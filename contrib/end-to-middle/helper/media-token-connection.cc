// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/media-token-connection.h"

#include "ns3/media-token.h"

namespace ns3
{

void
ConnectMediaTokens(Ptr<MediaAuthorizationPolicy> policy, Ptr<MediaSessionDescriber> describer)
{
    policy->SetReceiver(
        [describer](const SipDialogContext& dialog, const std::vector<std::vector<uint8_t>>& tokens)
        {
            for (const auto& octets : tokens)
            {
                if (const auto grant = TokenGrant::Parse(octets))
                {
                    describer->SendToken(dialog.callId, *grant);
                }
            }
        });
}

} // namespace ns3
