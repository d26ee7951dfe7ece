// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-dialog-id.h"

#include <tuple>

namespace ns3
{

namespace
{

/** The identifier of a message whose From tag is ours or the peer's. */
tl::expected<SipDialogId, SipError>
Build(const SipMessage& message, bool fromIsLocal)
{
    const auto callId = message.GetCallId();
    if (!callId)
    {
        return tl::make_unexpected(callId.error());
    }
    const auto from = message.GetFrom();
    if (!from)
    {
        return tl::make_unexpected(from.error());
    }
    const auto to = message.GetTo();
    if (!to)
    {
        return tl::make_unexpected(to.error());
    }
    SipDialogId id{*callId,
                   std::string(from->GetTag().value_or("")),
                   std::string(to->GetTag().value_or(""))};
    if (!fromIsLocal)
    {
        id.localTag.swap(id.remoteTag);
    }
    return id;
}

} // namespace

tl::expected<SipDialogId, SipError>
SipDialogId::ForUas(const SipMessage& message)
{
    return Build(message, false);
}

tl::expected<SipDialogId, SipError>
SipDialogId::ForUac(const SipMessage& message)
{
    return Build(message, true);
}

bool
SipDialogId::operator<(const SipDialogId& other) const
{
    return std::tie(callId, localTag, remoteTag) <
           std::tie(other.callId, other.localTag, other.remoteTag);
}

bool
SipDialogId::operator==(const SipDialogId& other) const
{
    return std::tie(callId, localTag, remoteTag) ==
           std::tie(other.callId, other.localTag, other.remoteTag);
}

} // namespace ns3
