// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-user-agent.h"

#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/sip-invite-client.h"
#include "ns3/sip-invite-server.h"
#include "ns3/sip-registration.h"
#include "ns3/sip-text.h"

#include <algorithm>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SipUserAgent");

SipUserAgent::SipUserAgent()
    : m_bodyPolicy(CreateObject<SipBodyPolicy>())
{
}

SipUserAgent::~SipUserAgent() = default;

void
SipUserAgent::SetAddressOfRecord(const SipUri& uri)
{
    m_addressOfRecord = uri;
}

SipUri
SipUserAgent::GetAddressOfRecord() const
{
    return m_addressOfRecord;
}

void
SipUserAgent::SetAddressOfRecordText(std::string text)
{
    const auto uri = SipUri::Parse(text);
    if (uri && uri->IsSip())
    {
        m_addressOfRecord = *uri;
    }
    else
    {
        NS_LOG_WARN("no SIP URI: " << text);
    }
}

std::string
SipUserAgent::GetAddressOfRecordText() const
{
    return m_addressOfRecord.ToString();
}

SipUri
SipUserAgent::GetContactUri() const
{
    return GetContactUri(m_addressOfRecord.IsSecure());
}

SipUri
SipUserAgent::GetContactUri(bool isSecure) const
{
    SipUri contact(isSecure ? "sips" : "sip", m_addressOfRecord.GetUser(), GetHost());
    const bool isTls = isSecure || GetProtocol() == SipTransportProtocol::Tls;
    if (GetPort() != 5060)
    {
        contact.SetPort(static_cast<uint16_t>(GetPort() + (isTls ? 1 : 0)));
    }
    if (!isSecure && GetProtocol() != SipTransportProtocol::Udp)
    {
        contact.SetParameter("transport", ToLowerAscii(ToString(GetProtocol())));
    }
    return contact;
}

void
SipUserAgent::SetSessionDescriber(Ptr<SipSessionDescriber> describer)
{
    m_describer = describer;
}

Ptr<SipSessionDescriber>
SipUserAgent::GetSessionDescriber() const
{
    return m_describer;
}

void
SipUserAgent::SetBodyPolicy(Ptr<SipBodyPolicy> policy)
{
    m_bodyPolicy = policy ? policy : CreateObject<SipBodyPolicy>();
}

Ptr<SipBodyPolicy>
SipUserAgent::GetBodyPolicy() const
{
    return m_bodyPolicy;
}

void
SipUserAgent::SetIncomingCallCallback(std::function<void(Ptr<SipCall>)> callback)
{
    m_incoming = std::move(callback);
}

void
SipUserAgent::Register()
{
    if (!IsRunning())
    {
        m_registerAtStart = true;
        return;
    }
    if (m_outbound)
    {
        m_outbound->Start();
        return;
    }
    if (!m_registration)
    {
        m_registration = std::make_shared<SipRegistration>(*this);
    }
    m_registration->Start();
}

void
SipUserAgent::Unregister()
{
    if (m_outbound && IsRunning())
    {
        m_outbound->Remove();
    }
    else if (m_registration && IsRunning())
    {
        m_registration->Remove();
    }
}

bool
SipUserAgent::IsRegistered() const
{
    return m_outbound ? m_outbound->IsRegistered() : m_registration && m_registration->IsActive();
}

Ptr<SipCall>
SipUserAgent::Invite(const SipUri& target)
{
    NS_LOG_FUNCTION(this << target.ToString());
    Ptr<SipCall> call = CreateObject<SipCall>();
    call->m_serial = ++m_callCount;
    if (!IsRunning())
    {
        call->m_agent = this;
        call->m_remoteUri = target;
        call->m_statusCode = 503;
        call->m_state = SipCallState::Ended;
        return call;
    }
    call->Begin(this, target);
    if (call->GetState() != SipCallState::Ended)
    {
        m_calls.emplace(call->GetCallId(), call);
    }
    return call;
}

std::vector<Ptr<SipCall>>
SipUserAgent::GetCalls() const
{
    std::vector<Ptr<SipCall>> calls;
    for (const auto& [id, call] : m_calls)
    {
        calls.push_back(call);
    }
    std::sort(calls.begin(),
              calls.end(),
              [](const Ptr<SipCall>& left, const Ptr<SipCall>& right)
              {
                  return left->m_serial < right->m_serial;
              });
    return calls;
}

void
SipUserAgent::HangUpAll()
{
    for (const Ptr<SipCall>& call : GetCalls())
    {
        call->HangUp();
    }
}

void
SipUserAgent::Forget(Ptr<SipCall> call)
{
    const auto range = m_calls.equal_range(call->GetCallId());
    for (auto i = range.first; i != range.second; ++i)
    {
        if (i->second == call)
        {
            m_calls.erase(i);
            return;
        }
    }
}

void
SipUserAgent::OnStart()
{
    if (m_registerAtStart)
    {
        Register();
    }
}

void
SipUserAgent::OnStop()
{
    for (const Ptr<SipCall>& call : GetCalls())
    {
        if (call->m_client)
        {
            call->m_client->Stop();
        }
        call->End(call->m_statusCode);
    }
    m_calls.clear();
    if (m_registration)
    {
        m_registration->Stop();
        m_registration.reset();
    }
    if (m_outbound)
    {
        m_outbound->Stop();
    }
}

void
SipUserAgent::DoDispose()
{
    for (const Ptr<SipCall>& call : GetCalls())
    {
        call->Dispose();
    }
    m_calls.clear();
    if (m_registration)
    {
        m_registration->Stop();
        m_registration.reset();
    }
    if (m_outbound)
    {
        m_outbound->Dispose();
        m_outbound = nullptr;
    }
    m_describer = nullptr;
    m_bodyPolicy = nullptr;
    m_policies.Clear();
    m_incoming = nullptr;
    SipElement::DoDispose();
}

SipMessage
SipUserAgent::MakeRequest(const std::string& method,
                          const SipUri& target,
                          const SipUri& to,
                          const std::string& callId,
                          const std::string& localTag,
                          uint32_t sequence) const
{
    SipMessage request = SipMessage::MakeRequest(method, target);
    request.Add("Max-Forwards", "70");
    const std::string nextProxy = m_outbound ? m_outbound->GetProxy() : m_outboundProxy;
    if (!nextProxy.empty())
    {
        auto proxy = SipUri::Parse(nextProxy);
        if (proxy && proxy->IsSip())
        {
            if (!proxy->HasParameter("lr"))
            {
                proxy->SetParameter("lr");
            }
            if (target.IsSecure())
            {
                proxy->SetScheme("sips"); // RFC 5630 5.1.1; RFC 3261 8.1.2 means the same
                const auto transport = proxy->GetParameter("transport");
                if (transport && ToLowerAscii(*transport) == "tls")
                {
                    proxy->RemoveParameter("transport"); // RFC 5630 3.1.4
                }
            }
            request.Add("Route", "<" + proxy->ToString() + ">");
        }
    }
    SipNameAddr from(m_addressOfRecord);
    from.SetTag(localTag);
    request.Add("From", from.ToString());
    request.Add("To", SipNameAddr(to).ToString());
    request.Add("Call-ID", callId);
    request.Add("CSeq", SipCSeq(sequence, method).ToString());
    const auto routes = request.GetRoutes();
    const bool isSecure =
        target.IsSecure() || (routes && !routes->empty() && routes->front().GetUri().IsSecure());
    request.Add("Contact", "<" + GetDialogContactUri(isSecure).ToString() + ">"); // 8.1.1.8
    if (method == "INVITE")
    {
        request.Add("Allow", GetAllow());
    }
    return request;
}

void
SipUserAgent::AddVia(SipMessage& request) const
{
    // The transport layer completes it (18.1.1).
    const SipVia via(ToString(GetProtocol()),
                     GetHost(),
                     GetPort(),
                     GetIdentifierSource()->MakeBranch());
    request.Prepend("Via", via.ToString());
}

Ptr<SipCall>
SipUserAgent::FindCall(const SipMessage& request) const
{
    const auto id = SipDialogId::ForUas(request);
    if (!id)
    {
        return nullptr;
    }
    const auto range = m_calls.equal_range(id->callId);
    for (auto i = range.first; i != range.second; ++i)
    {
        if (i->second->Owns(*id))
        {
            return i->second;
        }
    }
    return nullptr;
}

void
SipUserAgent::OnRequest(SipTransactionHandle transaction, const SipReception& reception)
{
    const SipMessage& request = reception.message;
    const std::string method(request.GetMethod());
    NS_LOG_FUNCTION(this << transaction << method);
    Ptr<SipCall> call = FindCall(request);
    SipDialogContext dialog = MakeContext(request, true);
    if (method == "CANCEL")
    {
        call = FindInvited(dialog.callId, GetTransactionLayer()->FindCancelled(request));
    }
    else if (method == "INVITE" && !call && dialog.localTag.empty())
    {
        call = CreateObject<SipCall>();
        call->Expect(this, request);
    }
    dialog = call ? call->GetContext() : dialog;
    CheckRequest(reception,
                 dialog,
                 [this, transaction, reception, call](const std::optional<SipReply>& refusal)
                 {
                     if (!refusal)
                     {
                         Dispatch(transaction, reception, call);
                     }
                     else if (transaction != 0)
                     {
                         Reply(transaction, reception.message, *refusal, PeekPointer(call));
                     }
                     if (call && call->GetState() == SipCallState::Idle)
                     {
                         m_policies.OnCallEnded(*call); // there will be none
                     }
                 });
}

Ptr<SipCall>
SipUserAgent::FindInvited(const std::string& callId, SipTransactionHandle invite) const
{
    const auto range = m_calls.equal_range(callId);
    const auto found = std::find_if(range.first,
                                    range.second,
                                    [invite](const auto& entry)
                                    {
                                        return entry.second->m_server &&
                                               entry.second->m_server->GetTransaction() == invite;
                                    });
    return invite == 0 || found == range.second ? nullptr : found->second;
}

void
SipUserAgent::Dispatch(SipTransactionHandle transaction,
                       const SipReception& reception,
                       Ptr<SipCall> call)
{
    const SipMessage& request = reception.message;
    const std::string method(request.GetMethod());
    if (transaction == 0)
    {
        if (call)
        {
            call->OnAck(reception);
        }
        return;
    }
    if (method == "CANCEL")
    {
        const SipTransactionHandle invite = GetTransactionLayer()->FindCancelled(request);
        call = FindInvited(std::string(request.GetHeader("Call-ID").value_or("")), invite);
        if (!call)
        {
            Reply(transaction, request, SipReply{481, "", {}, {}});
            return;
        }
        Reply(transaction, request, SipReply{200, "", {}, {}}, PeekPointer(call));
        call->OnCancel(invite);
        return;
    }
    if (!request.GetRequestUri().IsSip())
    {
        Reply(transaction, request, SipReply{416, "", {}, {}});
        return;
    }
    const std::vector<std::string> unsupported = FindUnsupported(request);
    if (!unsupported.empty())
    {
        SipReply reply{420, "", {}, {}}; // 8.2.2.3
        for (const std::string& option : unsupported)
        {
            reply.headers.emplace_back("Unsupported", option);
        }
        Reply(transaction, request, reply);
        return;
    }
    if (!GetSipTag(request, false).empty())
    {
        if (call && call->GetState() != SipCallState::Ended)
        {
            call->OnRequest(transaction, reception);
        }
        else
        {
            Reply(transaction, request, SipReply{481, "", {}, {}}); // 12.2.2
        }
        return;
    }
    OnNewRequest(transaction, reception, call);
}

void
SipUserAgent::OnNewRequest(SipTransactionHandle transaction,
                           const SipReception& reception,
                           Ptr<SipCall> call)
{
    const SipMessage& request = reception.message;
    const std::string method(request.GetMethod());
    SipReply reply{200, "", {{"Allow", GetAllow()}}, {}};
    if (method != "INVITE" && method != "OPTIONS" && method != "BYE")
    {
        reply.code = 405; // 8.2.1
        Reply(transaction, request, reply);
        return;
    }
    if (request.GetRequestUri().GetUser() != m_addressOfRecord.GetUser())
    {
        Reply(transaction, request, SipReply{404, "", {}, {}}); // 8.2.2.1
        return;
    }
    if (method == "BYE")
    {
        Reply(transaction, request, SipReply{481, "", {}, {}});
        return;
    }
    if (method == "INVITE" && m_requireReliable && !HasSipOption(request, "Supported", "100rel") &&
        !HasSipOption(request, "Require", "100rel"))
    {
        // RFC 3262 section 3
        Reply(transaction, request, SipReply{421, "", {{"Require", "100rel"}}, {}});
        return;
    }
    const std::string callId(request.GetHeader("Call-ID").value_or(""));
    const auto range = m_calls.equal_range(callId);
    for (auto i = range.first; i != range.second; ++i)
    {
        if (i->second->IsMerged(request))
        {
            Reply(transaction, request, SipReply{482, "", {}, {}}); // 8.2.2.2
            return;
        }
    }
    const auto encoding = request.GetHeader("Content-Encoding");
    if (encoding && ToLowerAscii(*encoding) != "identity")
    {
        reply = SipReply{415, "", {{"Accept-Encoding", "identity"}}, {}}; // 8.2.3
        Reply(transaction, request, reply);
        return;
    }
    if (m_calls.size() >= m_maxCalls)
    {
        Reply(transaction, request, SipReply{486, "", {}, {}});
        return;
    }
    if (method == "OPTIONS")
    {
        reply.headers.emplace_back("Accept", "application/sdp");
        Reply(transaction, request, reply); // 11.2
        return;
    }
    call->m_serial = ++m_callCount;
    m_calls.emplace(callId, call);
    call->Take(transaction, reception);
}

} // namespace ns3
