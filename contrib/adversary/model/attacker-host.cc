// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/attacker-host.h"

#include "ns3/boolean.h"
#include "ns3/log.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/sip-dialog.h"
#include "ns3/sip-text.h"
#include "ns3/string.h"
#include "ns3/udp-socket-factory.h"

#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("AttackerHost");

NS_OBJECT_ENSURE_REGISTERED(AttackerHost);

namespace
{

constexpr int MAX_TRIES = 2;             ///< of a request that is challenged
constexpr std::size_t MAX_CALLS = 10000; ///< that are remembered

} // namespace

TypeId
AttackerHost::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::AttackerHost")
            .SetParent<SipElement>()
            .SetGroupName("Adversary")
            .AddConstructor<AttackerHost>()
            .AddAttribute("Answers",
                          "Whether calls that come are answered; otherwise they get 486.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&AttackerHost::m_answers),
                          MakeBooleanChecker())
            .AddAttribute("MediaAddress",
                          "IPv4 address in the attacker's session descriptions.",
                          StringValue("203.0.113.66"),
                          MakeStringAccessor(&AttackerHost::m_mediaAddress),
                          MakeStringChecker())
            .AddAttribute("Patience",
                          "How long an answered call must live after its ACK until the answer "
                          "counts as taken.",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&AttackerHost::m_patience),
                          MakeTimeChecker(Seconds(0)));
    return tid;
}

AttackerHost::AttackerHost()
    : m_log(CreateObject<AttackLog>())
{
}

AttackerHost::~AttackerHost() = default;

void
AttackerHost::SetLog(Ptr<AttackLog> log)
{
    m_log = log;
}

Ptr<AttackLog>
AttackerHost::GetLog() const
{
    return m_log;
}

void
AttackerHost::SetAccount(const SipUri& uri, const std::string& user, const std::string& password)
{
    m_account = uri;
    m_user = user;
    m_password = password;
}

const SipUri&
AttackerHost::GetAccount() const
{
    return m_account;
}

SipUri
AttackerHost::GetContact(const std::string& user, bool isSecure) const
{
    SipUri contact(isSecure ? "sips" : "sip", user, GetHost());
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

SipBody
AttackerHost::MakeDescription() const
{
    return {"application/sdp",
            "v=0\r\no=- 66 66 IN IP4 " + m_mediaAddress + "\r\ns=-\r\nc=IN IP4 " + m_mediaAddress +
                "\r\nt=0 0\r\nm=audio 46660 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"};
}

void
AttackerHost::OnStop()
{
    for (auto& [callId, event] : m_events)
    {
        event.Cancel();
    }
    m_events.clear();
    m_socket = nullptr;
}

void
AttackerHost::DoDispose()
{
    OnStop();
    m_log = nullptr;
    SipElement::DoDispose();
}

SipMessage
AttackerHost::Make(const std::string& method,
                   const SipUri& target,
                   const SipUri& from,
                   const SipUri& to)
{
    SipMessage request = SipMessage::MakeRequest(method, target);
    request.Add("Max-Forwards", "70");
    SipNameAddr author(from);
    author.SetTag(GetIdentifierSource()->MakeTag());
    request.Add("From", author.ToString());
    request.Add("To", SipNameAddr(to).ToString());
    request.Add("Call-ID", GetIdentifierSource()->MakeCallId(GetHost()));
    request.Add("CSeq", SipCSeq(++m_sequence, method).ToString());
    request.Add("Contact", "<" + GetContact(from.GetUser(), target.IsSecure()).ToString() + ">");
    return request;
}

void
AttackerHost::Send(SipMessage request, const std::optional<SipUri>& nextHop, Outcome outcome)
{
    const auto destination = nextHop ? GetResolver()->Resolve(*nextHop, GetProtocol())
                                     : GetResolver()->ResolveRequest(request, GetProtocol());
    if (destination)
    {
        SendTo(std::move(request), *destination, std::move(outcome));
    }
    else if (outcome)
    {
        outcome(nullptr);
    }
}

void
AttackerHost::SendTo(SipMessage request, const SipDestination& destination, Outcome outcome)
{
    if (IsRunning())
    {
        Transmit(std::move(request), destination, 1, std::move(outcome));
    }
}

void
AttackerHost::Transmit(SipMessage request,
                       const SipDestination& destination,
                       int tries,
                       Outcome outcome)
{
    const SipVia via(ToString(destination.address.GetProtocol()),
                     GetHost(),
                     GetPort(),
                     GetIdentifierSource()->MakeBranch());
    request.Prepend("Via", via.ToString());
    Ptr<AttackerHost> self(this);
    SipTransactionUser user;
    user.onResponse = [self, request, destination, tries, outcome](const SipReception& reception)
    {
        if (reception.message.GetStatusCode() >= 200)
        {
            self->OnFinal(request, destination, reception, tries, outcome);
        }
    };
    user.onFailure = [outcome](const SipTransactionFailure& failure)
    {
        if (outcome)
        {
            outcome(nullptr);
        }
    };
    GetTransactionLayer()->SendRequest(request, destination, std::move(user));
}

void
AttackerHost::OnFinal(const SipMessage& request,
                      const SipDestination& destination,
                      const SipReception& reception,
                      int tries,
                      const Outcome& outcome)
{
    const SipMessage& response = reception.message;
    const int code = response.GetStatusCode();
    if ((code == 401 || code == 407) && !m_user.empty() && tries < MAX_TRIES)
    {
        m_digest.SetPassword(m_account.GetHost(), m_user, Secret(m_password));
        if (m_digest.OnChallenge(request, response))
        {
            SipMessage again = request;
            again.RemoveFirst("Via");
            const auto sequence = again.GetCSeq();
            again.Set(
                "CSeq",
                SipCSeq(sequence ? sequence->GetNumber() + 1 : 1, std::string(again.GetMethod()))
                    .ToString());
            Work work; // an attacker's computer is no node of the simulation
            if (m_digest.Authorize(again, GetCryptoContext(), work))
            {
                Transmit(std::move(again), destination, tries + 1, outcome);
                return;
            }
        }
    }
    if (code < 300 && request.GetMethod() == "INVITE")
    {
        Acknowledge(request, reception);
    }
    if (outcome)
    {
        outcome(&response);
    }
}

void
AttackerHost::Acknowledge(const SipMessage& invite, const SipReception& reception)
{
    const bool isTls = reception.source.GetProtocol() == SipTransportProtocol::Tls;
    auto dialog = SipDialog::CreateUac(invite, reception.message, isTls);
    if (!dialog)
    {
        return;
    }
    SipMessage ack = dialog->MakeAck(invite);
    auto destination = GetResolver()->Resolve(dialog->GetNextHop(), GetProtocol());
    if (!destination)
    {
        destination = SipDestination();
        destination->address = reception.source;
    }
    destination->connection = reception.connection;
    const SipVia via(ToString(destination->address.GetProtocol()),
                     GetHost(),
                     GetPort(),
                     GetIdentifierSource()->MakeBranch());
    ack.Prepend("Via", via.ToString());
    static_cast<void>(GetTransactionLayer()->SendStateless(ack, *destination));
}

void
AttackerHost::Register(const SipUri& user, const std::optional<SipUri>& registrar)
{
    const SipUri domain(user.GetScheme(), "", user.GetHost());
    SipMessage request = Make("REGISTER", domain, user, user);
    request.Add("Expires", "3600");
    const bool isForeign = IsForeign(request);
    const std::string victim = user.ToString();
    if (isForeign)
    {
        m_log->Attempt(AttackGainKind::TookRegistration,
                       victim,
                       std::string(request.GetHeader("Call-ID").value_or("")),
                       std::string(request.GetHeader("Contact").value_or("")));
    }
    const std::string own = GetContact(user.GetUser(), user.IsSecure()).ToString();
    Ptr<AttackLog> log = m_log;
    Send(request,
         registrar ? registrar : domain,
         [log, isForeign, victim, own](const SipMessage* response)
         {
             if (!response || response->GetStatusCode() != 200 || !isForeign)
             {
                 return;
             }
             for (const auto contact : response->GetHeaders("Contact"))
             {
                 if (contact.find(own) != std::string_view::npos)
                 {
                     log->Record(AttackGainKind::TookRegistration,
                                 victim,
                                 *response,
                                 std::string(contact));
                 }
             }
         });
}

void
AttackerHost::Call(const SipUri& caller, const SipUri& callee, const std::optional<SipUri>& nextHop)
{
    SipMessage invite = Make("INVITE", callee, caller, callee);
    const SipBody body = MakeDescription();
    invite.SetBody(body.content, body.contentType);
    const std::string victim = caller.ToString();
    m_log->Attempt(AttackGainKind::Impersonated,
                   victim,
                   std::string(invite.GetHeader("Call-ID").value_or("")),
                   std::string(invite.GetHeader("From").value_or("")));
    Ptr<AttackLog> log = m_log;
    Send(invite,
         nextHop,
         [log, victim](const SipMessage* response)
         {
             if (response && response->GetStatusCode() < 300)
             {
                 log->Record(AttackGainKind::Impersonated,
                             victim,
                             *response,
                             std::string(response->GetHeader("From").value_or("")));
             }
         });
}

void
AttackerHost::Resend(const SipMessage& request,
                     AttackGainKind kind,
                     const std::optional<SipUri>& target,
                     const std::optional<SipUri>& nextHop)
{
    SipMessage again = request;
    again.Remove("Via");
    again.Remove("Route");
    again.Remove("Record-Route");
    again.Set("Max-Forwards", "70");
    if (target)
    {
        again.SetRequestUri(*target);
    }
    const auto from = request.GetFrom();
    const std::string victim = from ? from->GetUri().ToString() : "";
    m_log->Attempt(kind,
                   victim,
                   std::string(request.GetHeader("Call-ID").value_or("")),
                   again.Serialize());
    Ptr<AttackLog> log = m_log;
    Send(again,
         nextHop,
         [log, victim, kind](const SipMessage* response)
         {
             if (response && response->GetStatusCode() < 300)
             {
                 log->Record(kind,
                             victim,
                             *response,
                             "answered " + std::to_string(response->GetStatusCode()));
             }
         });
}

void
AttackerHost::SendOctets(const std::string& octets, const SipAddress& to)
{
    if (!m_socket)
    {
        m_socket = Socket::CreateSocket(GetNode(), UdpSocketFactory::GetTypeId());
        m_socket->Bind();
    }
    m_socket->SendTo(Create<Packet>(reinterpret_cast<const uint8_t*>(octets.data()),
                                    static_cast<uint32_t>(octets.size())),
                     0,
                     to.ToSocketAddress());
}

uint32_t
AttackerHost::GetCallCount() const
{
    return m_callCount;
}

bool
AttackerHost::IsForeign(const SipMessage& request) const
{
    const auto to = request.GetTo();
    return !to || m_account.GetHost().empty() || to->GetUri().GetUser() != m_account.GetUser() ||
           ToLowerAscii(to->GetUri().GetHost()) != ToLowerAscii(m_account.GetHost());
}

void
AttackerHost::Respond(SipTransactionHandle transaction,
                      const SipMessage& request,
                      const SipReply& reply)
{
    GetTransactionLayer()->Respond(transaction, MakeResponse(request, reply));
}

void
AttackerHost::OnRequest(SipTransactionHandle transaction, const SipReception& reception)
{
    const SipMessage& request = reception.message;
    const std::string callId(request.GetHeader("Call-ID").value_or(""));
    const auto taken = m_taken.find(callId);
    if (transaction == 0)
    {
        if (taken != m_taken.end() && m_events[callId].IsExpired())
        {
            m_events[callId] = Simulator::Schedule(m_patience,
                                                   &AttackerHost::Confirm,
                                                   this,
                                                   callId,
                                                   taken->second);
        }
        return;
    }
    if (request.GetMethod() == "BYE" || request.GetMethod() == "CANCEL")
    {
        m_events[callId].Cancel();
        m_events.erase(callId);
        if (taken != m_taken.end())
        {
            m_taken.erase(taken);
        }
        Respond(transaction, request, SipReply{200, "", {}, {}});
        return;
    }
    if (request.GetMethod() != "INVITE")
    {
        OnOther(transaction, reception);
        return;
    }
    if (GetSipTag(request, false).empty())
    {
        ++m_callCount;
        const auto to = request.GetTo();
        const std::string victim = to ? to->GetUri().ToString() : "";
        if (IsForeign(request) && m_taken.size() < MAX_CALLS)
        {
            m_log->Record(AttackGainKind::ReceivedRequest,
                          victim,
                          request,
                          "INVITE " + request.GetRequestUri().ToString());
            m_taken[callId] = victim;
        }
    }
    OnInvite(transaction, reception);
}

void
AttackerHost::Confirm(const std::string& callId, const std::string& victim)
{
    m_events.erase(callId);
    m_taken.erase(callId);
    m_log->Record(AttackGainKind::Answered, victim, callId, "the call goes on after the ACK");
}

void
AttackerHost::OnInvite(SipTransactionHandle transaction, const SipReception& reception)
{
    const SipMessage& invite = reception.message;
    SipReply reply{m_answers ? 200 : 486, "", {}, {}};
    if (m_answers)
    {
        const auto to = invite.GetTo();
        const std::string user = to ? to->GetUri().GetUser() : "";
        const SipUri contact = GetContact(user, invite.GetRequestUri().IsSecure());
        reply.headers.emplace_back("Contact", "<" + contact.ToString() + ">");
        reply.body = MakeDescription();
        if (IsForeign(invite))
        {
            m_log->Attempt(AttackGainKind::Answered,
                           to ? to->GetUri().ToString() : "",
                           std::string(invite.GetHeader("Call-ID").value_or("")),
                           "200");
        }
        SipMessage response = MakeResponse(invite, reply);
        for (const auto route : invite.GetHeaders("Record-Route"))
        {
            response.Add("Record-Route", std::string(route)); // 12.1.1
        }
        GetTransactionLayer()->Respond(transaction, response);
        return;
    }
    Respond(transaction, invite, reply);
}

void
AttackerHost::OnOther(SipTransactionHandle transaction, const SipReception& reception)
{
    Respond(transaction, reception.message, SipReply{200, "", {}, {}});
}

} // namespace ns3
