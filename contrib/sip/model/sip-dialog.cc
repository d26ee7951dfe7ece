// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-dialog.h"

#include "ns3/sip-hop-request.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ns3
{

namespace
{

/** Whether a 2xx to this method takes over the Contact (RFC 3261, 3311, 6665, 3515). */
bool
IsTargetRefresh(std::string_view method)
{
    constexpr std::array<std::string_view, 5> METHODS = {"INVITE",
                                                         "UPDATE",
                                                         "SUBSCRIBE",
                                                         "NOTIFY",
                                                         "REFER"};
    return std::find(METHODS.begin(), METHODS.end(), method) != METHODS.end();
}

bool
IsSuccess(int code)
{
    return code >= 200 && code < 300;
}

/** The first Contact; none if there is no Contact. */
tl::expected<std::optional<SipNameAddr>, SipError>
GetFirstContact(const SipMessage& message)
{
    if (!message.Has("Contact"))
    {
        return std::nullopt;
    }
    const auto contacts = message.GetContacts();
    if (!contacts)
    {
        return tl::make_unexpected(contacts.error());
    }
    if (contacts->empty() || contacts->front().IsStar())
    {
        return MakeUnexpected("a Contact without a URI");
    }
    return contacts->front();
}

} // namespace

tl::expected<SipDialog, SipError>
SipDialog::CreateUac(const SipMessage& request, const SipMessage& response, bool overTls)
{
    SipDialog dialog;
    dialog.m_caller = true;
    const auto filled = dialog.Fill(request, response, overTls);
    if (!filled)
    {
        return tl::make_unexpected(filled.error());
    }
    return dialog;
}

tl::expected<SipDialog, SipError>
SipDialog::CreateUas(const SipMessage& request, const SipMessage& response, bool overTls)
{
    SipDialog dialog;
    const auto filled = dialog.Fill(request, response, overTls);
    if (!filled)
    {
        return tl::make_unexpected(filled.error());
    }
    return dialog;
}

tl::expected<void, SipError>
SipDialog::Fill(const SipMessage& request, const SipMessage& response, bool overTls)
{
    const int code = response.GetStatusCode();
    if (response.IsRequest() || code <= 100 || code >= 300)
    {
        return MakeUnexpected("a response that makes no dialog");
    }
    const auto id = m_caller ? SipDialogId::ForUac(response) : SipDialogId::ForUas(response);
    const auto from = request.GetFrom();
    const auto to = response.GetTo();
    const auto sequence = request.GetCSeq();
    const auto requestContact = GetFirstContact(request);
    const auto responseContact = GetFirstContact(response);
    // 12.1.2: the caller takes the Record-Route of the response, in reverse; 12.1.1: the callee
    // that of the request, in order.
    auto routes = (m_caller ? response : request).GetRecordRoutes();
    if (!id)
    {
        return tl::make_unexpected(id.error());
    }
    if (!from || !to)
    {
        return tl::make_unexpected(from ? to.error() : from.error());
    }
    if (!sequence)
    {
        return tl::make_unexpected(sequence.error());
    }
    if (!requestContact || !responseContact)
    {
        return tl::make_unexpected(requestContact ? responseContact.error()
                                                  : requestContact.error());
    }
    if (!routes)
    {
        return tl::make_unexpected(routes.error());
    }
    const auto& remoteContact = m_caller ? *responseContact : *requestContact;
    if (!remoteContact)
    {
        return MakeUnexpected("no Contact from the peer");
    }
    if ((code < 200 || !m_caller) && !to->GetTag())
    {
        return MakeUnexpected("a response without To tag");
    }
    m_id = *id;
    m_state = IsSuccess(code) ? SipDialogState::Confirmed : SipDialogState::Early;
    m_secure = overTls && request.GetRequestUri().IsSecure();
    m_local = m_caller ? *from : *to;
    m_remote = m_caller ? *to : *from;
    m_contact = m_caller ? *requestContact : *responseContact;
    m_target = remoteContact->GetUri();
    m_routes = std::move(*routes);
    if (m_caller)
    {
        std::reverse(m_routes.begin(), m_routes.end());
    }
    m_firstSequence = sequence->GetNumber();
    (m_caller ? m_localSequence : m_remoteSequence) = m_firstSequence;
    if (sequence->GetMethod() == "INVITE" && m_state == SipDialogState::Early)
    {
        (m_caller ? m_localInvite : m_remoteInvite) = m_firstSequence;
    }
    return {};
}

const SipDialogId&
SipDialog::GetId() const
{
    return m_id;
}

SipDialogState
SipDialog::GetState() const
{
    return m_state;
}

bool
SipDialog::IsCaller() const
{
    return m_caller;
}

bool
SipDialog::IsSecure() const
{
    return m_secure;
}

const SipRouteSet&
SipDialog::GetRouteSet() const
{
    return m_routes;
}

const SipUri&
SipDialog::GetRemoteTarget() const
{
    return m_target;
}

const SipNameAddr&
SipDialog::GetLocalParty() const
{
    return m_local;
}

const SipNameAddr&
SipDialog::GetRemoteParty() const
{
    return m_remote;
}

std::optional<uint32_t>
SipDialog::GetLocalSequence() const
{
    return m_localSequence;
}

std::optional<uint32_t>
SipDialog::GetRemoteSequence() const
{
    return m_remoteSequence;
}

SipMessage
SipDialog::Build(std::string_view method, uint32_t sequence) const
{
    SipMessage request = SipMessage::MakeRequest(method, m_target);
    ApplySipRouteSet(request, m_target, m_routes);
    request.Add("Max-Forwards", "70");
    request.Add("From", m_local.ToString());
    request.Add("To", m_remote.ToString());
    request.Add("Call-ID", m_id.callId);
    request.Add("CSeq", std::to_string(sequence) + " " + std::string(method));
    return request;
}

SipMessage
SipDialog::MakeRequest(std::string_view method)
{
    m_localSequence = m_localSequence ? *m_localSequence + 1 : 1;
    SipMessage request = Build(method, *m_localSequence);
    if (m_contact && IsTargetRefresh(method))
    {
        request.Add("Contact", m_contact->ToString());
    }
    if (method == "INVITE")
    {
        m_localInvite = m_localSequence;
    }
    return request;
}

SipMessage
SipDialog::MakeBye()
{
    return MakeRequest("BYE");
}

SipMessage
SipDialog::MakeAck(const SipMessage& invite) const
{
    const auto sequence = invite.GetCSeq();
    SipMessage ack = Build("ACK", sequence ? sequence->GetNumber() : m_localSequence.value_or(1));
    CopySipCredentials(invite, ack);
    return ack;
}

SipUri
SipDialog::GetNextHop() const
{
    return GetSipNextHop(m_target, m_routes);
}

void
SipDialog::SetLocalContact(const SipNameAddr& contact)
{
    m_contact = contact;
}

SipDialogVerdict
SipDialog::OnRequest(const SipMessage& request)
{
    const auto id = SipDialogId::ForUas(request);
    const auto sequence = request.GetCSeq();
    if (!request.IsRequest() || !id || !(*id == m_id) || !sequence ||
        m_state == SipDialogState::Terminated)
    {
        return SipDialogVerdict::Unknown;
    }
    const std::string_view method = request.GetMethod();
    if (method == "ACK" || method == "CANCEL")
    {
        return SipDialogVerdict::Accept; // they carry the number of their INVITE
    }
    const uint32_t number = sequence->GetNumber();
    // An equal number is no retransmission: that would have matched its transaction.
    if (m_remoteSequence && number <= *m_remoteSequence)
    {
        return SipDialogVerdict::OutOfOrder;
    }
    m_remoteSequence = number;
    if (method == "INVITE")
    {
        if (m_remoteInvite)
        {
            return SipDialogVerdict::InvitePending;
        }
        if (m_localInvite)
        {
            return SipDialogVerdict::Glare;
        }
        m_remoteInvite = number;
    }
    else if (method == "BYE")
    {
        m_state = SipDialogState::Terminated;
    }
    return SipDialogVerdict::Accept;
}

tl::expected<void, SipError>
SipDialog::OnResponseSent(const SipMessage& request, const SipMessage& response)
{
    const auto sequence = request.GetCSeq();
    if (!sequence)
    {
        return tl::make_unexpected(sequence.error());
    }
    const int code = response.GetStatusCode();
    const std::string_view method = request.GetMethod();
    if (code < 200 || m_state == SipDialogState::Terminated)
    {
        return {};
    }
    if (method == "INVITE" && m_remoteInvite == sequence->GetNumber())
    {
        m_remoteInvite.reset();
    }
    if (!m_caller && m_firstSequence == sequence->GetNumber())
    {
        if (m_state == SipDialogState::Early)
        {
            m_state = IsSuccess(code) ? SipDialogState::Confirmed : SipDialogState::Terminated;
        }
        return {};
    }
    return IsSuccess(code) && IsTargetRefresh(method) ? RefreshTarget(request)
                                                      : tl::expected<void, SipError>();
}

tl::expected<void, SipError>
SipDialog::OnResponse(const SipMessage& request, const SipMessage& response)
{
    const auto sequence = request.GetCSeq();
    if (!sequence)
    {
        return tl::make_unexpected(sequence.error());
    }
    const int code = response.GetStatusCode();
    const std::string_view method = request.GetMethod();
    if (code < 200 || m_state == SipDialogState::Terminated)
    {
        return {};
    }
    const auto id = SipDialogId::ForUac(response);
    const bool ours = id && *id == m_id;
    if (m_caller && m_firstSequence == sequence->GetNumber())
    {
        m_localInvite.reset(); // whichever fork has answered
        if (m_state != SipDialogState::Early)
        {
            return {};
        }
        if (!IsSuccess(code))
        {
            m_state = SipDialogState::Terminated;
            return {};
        }
        return ours ? Confirm(response) : tl::expected<void, SipError>();
    }
    if (!ours)
    {
        return {};
    }
    if (method == "INVITE" && m_localInvite == sequence->GetNumber())
    {
        m_localInvite.reset();
    }
    const bool challenged = code == 401 || code == 407;
    if (code == 408 || code == 481 || (method == "BYE" && !challenged))
    {
        m_state = SipDialogState::Terminated;
        return {};
    }
    return IsSuccess(code) && IsTargetRefresh(method) ? RefreshTarget(response)
                                                      : tl::expected<void, SipError>();
}

tl::expected<void, SipError>
SipDialog::Confirm(const SipMessage& response)
{
    m_state = SipDialogState::Confirmed;
    auto routes = response.GetRecordRoutes();
    if (!routes)
    {
        return tl::make_unexpected(routes.error());
    }
    std::reverse(routes->begin(), routes->end());
    m_routes = std::move(*routes);
    return RefreshTarget(response);
}

tl::expected<void, SipError>
SipDialog::RefreshTarget(const SipMessage& message)
{
    const auto contact = GetFirstContact(message);
    if (!contact)
    {
        return tl::make_unexpected(contact.error());
    }
    if (*contact)
    {
        m_target = (*contact)->GetUri();
    }
    return {};
}

void
SipDialog::Terminate()
{
    m_state = SipDialogState::Terminated;
}

bool
SipDialog::IsLocalInvitePending() const
{
    return m_localInvite.has_value();
}

bool
SipDialog::IsRemoteInvitePending() const
{
    return m_remoteInvite.has_value();
}

SipGlareWindow
SipDialog::GetGlareWindow() const
{
    return m_caller ? SipGlareWindow{2100, 4000, 10} : SipGlareWindow{0, 2000, 10};
}

} // namespace ns3
