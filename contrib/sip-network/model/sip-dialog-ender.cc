// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-dialog-ender.h"

#include "ns3/sip-proxy.h"
#include "ns3/sip-text.h"

#include <algorithm>
#include <utility>

namespace ns3
{

namespace
{

/**
 * @param message a message
 * @return Call-ID and From tag
 */
std::string
MakeCallKey(const SipMessage& message)
{
    return std::string(message.GetHeader("Call-ID").value_or("")) + ";" + GetSipTag(message, true);
}

/**
 * @param context a policy's context
 * @return whence the message came
 */
SipDestination
MakeHop(const SipPolicyContext& context)
{
    SipDestination hop;
    hop.address = context.source;
    hop.connection = context.connection;
    return hop;
}

/**
 * @param message a message
 * @return its first Contact, if there is one
 */
std::optional<SipUri>
GetContact(const SipMessage& message)
{
    const auto contacts = message.GetContacts();
    const bool isThere = contacts && !contacts->empty() && !contacts->front().IsStar();
    return isThere ? std::make_optional(contacts->front().GetUri()) : std::nullopt;
}

/**
 * @param message a message
 * @return its CSeq number; 0 if there is none
 */
uint32_t
GetSequence(const SipMessage& message)
{
    const auto sequence = message.GetCSeq();
    return sequence ? sequence->GetNumber() : 0;
}

} // namespace

SipDialogEnder::SipDialogEnder(std::size_t capacity)
    : m_capacity(std::max<std::size_t>(capacity, 1))
{
}

std::string
SipDialogEnder::MakeKey(const SipMessage& message)
{
    const std::string from = GetSipTag(message, true);
    const std::string to = GetSipTag(message, false);
    if (from.empty() || to.empty())
    {
        return "";
    }
    return std::string(message.GetHeader("Call-ID").value_or("")) + ";" + std::min(from, to) + ";" +
           std::max(from, to);
}

SipDialogEnder::Dialog&
SipDialogEnder::Make(const std::string& key)
{
    if (m_dialogs.size() >= m_capacity && !m_order.empty())
    {
        m_dialogs.erase(m_order.front());
        m_order.pop_front();
    }
    m_order.push_back(key);
    return m_dialogs[key];
}

void
SipDialogEnder::OnRequest(const SipMessage& request, const SipPolicyContext& context)
{
    const auto found = m_dialogs.find(MakeKey(request));
    if (found != m_dialogs.end())
    {
        for (Side& side : found->second.sides)
        {
            if (side.tag == GetSipTag(request, true))
            {
                side.sequence = std::max(side.sequence, GetSequence(request));
            }
        }
        return;
    }
    if (request.GetMethod() != "INVITE" || !GetSipTag(request, false).empty())
    {
        return;
    }
    const std::string key = MakeCallKey(request);
    if (m_calls.insert_or_assign(key, MakeHop(context)).second)
    {
        m_callOrder.push_back(key);
    }
    if (m_calls.size() > m_capacity)
    {
        m_calls.erase(m_callOrder.front());
        m_callOrder.pop_front();
    }
}

void
SipDialogEnder::OnResponse(const SipMessage& response, const SipPolicyContext& context)
{
    const int code = response.GetStatusCode();
    const std::string key = MakeKey(response);
    if (!context.request || !context.proxy || key.empty())
    {
        return;
    }
    const SipMessage& request = *context.request;
    const auto found = m_dialogs.find(key);
    if (request.GetMethod() == "BYE")
    {
        if (found != m_dialogs.end() && (code < 300 || code == 481 || code == 408) && code >= 200)
        {
            m_dialogs.erase(found);
            m_order.erase(std::find(m_order.begin(), m_order.end(), key));
        }
        return;
    }
    if (request.GetMethod() != "INVITE" || code < 200 || code >= 300)
    {
        return;
    }
    const auto callee = GetContact(response);
    const auto caller = GetContact(request);
    if (found != m_dialogs.end())
    {
        // Each may tell a new Contact (12.2.1.2); routes stay.
        const bool isFirst = found->second.sides[0].tag == GetSipTag(response, true);
        Side& sender = found->second.sides[isFirst ? 0 : 1];
        Side& receiver = found->second.sides[isFirst ? 1 : 0];
        sender.target = caller.value_or(sender.target);
        receiver.target = callee.value_or(receiver.target);
        return;
    }
    const auto from = response.GetFrom();
    const auto to = response.GetTo();
    const auto recorded = response.GetRecordRoutes();
    const auto upstream = request.GetRecordRoutes();
    if (!callee || !caller || !from || !to || !recorded || !upstream ||
        !GetSipTag(request, false).empty())
    {
        return;
    }
    Dialog& dialog = Make(key);
    dialog.callId = std::string(response.GetHeader("Call-ID").value_or(""));
    Side& first = dialog.sides[0];
    Side& second = dialog.sides[1];
    first.tag = GetSipTag(response, true);
    first.party = *from;
    first.target = *caller;
    first.sequence = GetSequence(request);
    second.tag = GetSipTag(response, false);
    second.party = *to;
    second.target = *callee;
    // The last of the list are those that the request had when it came to us; then ours; the rest
    // is behind us, the farthest first.
    first.routes = *upstream;
    const std::size_t others = recorded->size() - std::min(recorded->size(), upstream->size());
    for (std::size_t i = others; i > 0; --i)
    {
        if (!context.proxy->IsOwnUri((*recorded)[i - 1].GetUri()))
        {
            second.routes.push_back((*recorded)[i - 1]);
        }
    }
    const auto call = m_calls.find(MakeCallKey(request));
    if (first.routes.empty() && call != m_calls.end())
    {
        first.hop = call->second;
    }
    if (second.routes.empty())
    {
        second.hop = MakeHop(context);
    }
}

bool
SipDialogEnder::End(const SipMessage& message, SipProxy& proxy, const std::string& reason)
{
    const auto found = m_dialogs.find(MakeKey(message));
    if (found == m_dialogs.end())
    {
        return false;
    }
    const Dialog dialog = std::move(found->second);
    m_order.erase(std::find(m_order.begin(), m_order.end(), found->first));
    m_dialogs.erase(found);
    if (message.IsRequest() && message.GetMethod() == "ACK")
    {
        const bool isByFirst = dialog.sides[0].tag == GetSipTag(message, true);
        Dialog confirmed = dialog;
        // An ACK has the number of its INVITE (13.2.2.4).
        confirmed.sides[isByFirst ? 0 : 1].sequence = GetSequence(message) - 1;
        Send(confirmed, isByFirst ? 1 : 0, "ACK", proxy, "");
    }
    for (const std::size_t index : {1, 0})
    {
        Send(dialog, index, "BYE", proxy, reason);
    }
    return true;
}

void
SipDialogEnder::Clear()
{
    m_dialogs.clear();
    m_order.clear();
    m_calls.clear();
    m_callOrder.clear();
}

std::size_t
SipDialogEnder::GetSize() const
{
    return m_dialogs.size();
}

void
SipDialogEnder::Send(const Dialog& dialog,
                     std::size_t index,
                     const std::string& method,
                     SipProxy& proxy,
                     const std::string& reason)
{
    const Side& side = dialog.sides[index];
    const Side& other = dialog.sides[1 - index];
    SipMessage request = SipMessage::MakeRequest(method, side.target);
    ApplySipRouteSet(request, side.target, side.routes);
    request.Add("Max-Forwards", "70");
    request.Add("From", other.party.ToString());
    request.Add("To", side.party.ToString());
    request.Add("Call-ID", dialog.callId);
    request.Add("CSeq", std::to_string(other.sequence + 1) + " " + method);
    if (!reason.empty())
    {
        request.Add("Reason", reason);
    }
    auto destination = side.hop ? tl::expected<SipDestination, std::string>(*side.hop)
                                : proxy.GetResolver()->ResolveRequest(request, proxy.GetProtocol());
    if (!destination)
    {
        return;
    }
    const SipVia via(ToString(destination->address.GetProtocol()),
                     proxy.GetHost(),
                     proxy.GetPort(),
                     proxy.GetIdentifierSource()->MakeBranch());
    request.Prepend("Via", via.ToString());
    if (method == "ACK")
    {
        static_cast<void>(
            proxy.GetTransactionLayer()->SendStateless(std::move(request), *destination));
        return;
    }
    proxy.GetTransactionLayer()->SendRequest(std::move(request), std::move(*destination), {});
}

} // namespace ns3
