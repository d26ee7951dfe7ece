// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-registration.h"

#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/sip-outbound-contact.h"
#include "ns3/sip-stream-connection.h"
#include "ns3/sip-text.h"
#include "ns3/sip-user-agent.h"

#include <algorithm>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SipRegistration");

namespace
{

/** The longest lifetime that a registrar can make us ask for, in seconds: 30 days. */
constexpr int64_t LONGEST_EXPIRES = 30 * 86400;

/** Reported when a registrar accepts our credentials and cannot show that it knows the password. */
constexpr int NO_PROOF = 403;

} // namespace

SipRegistration::SipRegistration(SipUserAgent& agent, SipRegistrationHooks hooks)
    : m_agent(agent)
    , m_hooks(std::move(hooks))
    , m_callId(agent.GetIdentifierSource()->MakeCallId(agent.GetHost()))
    , m_tag(agent.GetIdentifierSource()->MakeTag())
{
}

bool
SipRegistration::IsActive() const
{
    return m_validUntil > Simulator::Now();
}

void
SipRegistration::Start()
{
    m_isWanted = true;
    m_expires = std::max<int64_t>(1, m_agent.m_registrationExpires.GetSeconds());
    if (!m_isBusy)
    {
        Begin();
    }
}

void
SipRegistration::Remove()
{
    m_isWanted = false;
    m_expires = 0;
    if (!m_isBusy)
    {
        Begin();
    }
}

void
SipRegistration::Stop()
{
    m_event.Cancel();
    m_isWanted = false;
    m_isStopped = true;
    m_isBusy = true; // nothing begins any more
    m_hooks = SipRegistrationHooks();
}

void
SipRegistration::Pause()
{
    m_event.Cancel();
    m_validUntil = Time(0);
}

bool
SipRegistration::IsBusy() const
{
    return m_isBusy;
}

void
SipRegistration::Begin()
{
    m_event.Cancel();
    m_isBusy = true;
    m_attempts = 0;
    m_began = Simulator::Now();
    Send();
}

void
SipRegistration::Send()
{
    ++m_attempts;
    m_wasWanted = m_isWanted;
    const SipUri user = m_agent.GetAddressOfRecord();
    SipUri registrar(user.GetScheme(), "", user.GetHost(), user.GetPort());
    if (!m_agent.m_registrar.empty())
    {
        const auto parsed = SipUri::Parse(m_agent.m_registrar);
        if (!parsed)
        {
            Report(404);
            return;
        }
        registrar = *parsed;
    }
    SipMessage request =
        m_agent.MakeRequest("REGISTER", registrar, user, m_callId, m_tag, ++m_sequence);
    request.Set("Contact", "<" + m_agent.GetContactUri().ToString() + ">");
    request.Add("Expires", std::to_string(m_expires));
    if (m_hooks.shape)
    {
        m_hooks.shape(request);
    }
    Work work;
    auto self = shared_from_this();
    const auto prepared =
        m_agent.PrepareRequest(request, m_agent.MakeContext(request, false), work);
    if (!prepared)
    {
        const int code = prepared.error().code;
        m_agent.Execute(work,
                        [self, code]()
                        {
                            self->Report(code);
                        });
        return;
    }
    m_agent.AddVia(request);
    m_agent.Execute(work,
                    [self, request]()
                    {
                        self->Transmit(request);
                    });
}

void
SipRegistration::Transmit(const SipMessage& request)
{
    auto destination = m_agent.FindDestination(request);
    if (destination && m_hooks.direct)
    {
        m_hooks.direct(*destination);
    }
    if (!destination)
    {
        NS_LOG_WARN("cannot register: " << destination.error());
        Report(404);
        return;
    }
    auto self = shared_from_this();
    SipTransactionUser user;
    user.onResponse = [self, request](const SipReception& reception)
    {
        if (reception.message.GetStatusCode() < 200)
        {
            return;
        }
        SipDialogContext dialog = self->m_agent.MakeContext(request, false);
        dialog.request = &request;
        self->m_agent.CheckResponse(
            reception,
            dialog,
            [self, request, reception](const std::optional<SipReply>& refusal)
            {
                if (refusal)
                {
                    self->Report(refusal->code, &reception);
                    return;
                }
                self->OnResponse(request, reception);
            });
    };
    user.onFailure = [self](SipTransactionFailure failure)
    {
        self->Report(failure.GetCode());
    };
    Ptr<SipTransactionLayer> layer = m_agent.GetTransactionLayer();
    const auto transaction = layer->SendRequest(request, *destination, std::move(user));
    const auto sent = layer->GetSentRequest(transaction);
    if (sent && m_hooks.sent)
    {
        m_hooks.sent(sent->second.connection);
    }
}

void
SipRegistration::OnResponse(const SipMessage& request, const SipReception& reception)
{
    const SipMessage& response = reception.message;
    const int code = response.GetStatusCode();
    if (code < 300)
    {
        Work proof;
        const bool isProven = m_agent.CheckServerProof(request, response, proof);
        auto self = shared_from_this();
        const auto finish = [self, request, reception, isProven]()
        {
            if (isProven)
            {
                SipUserAgent::NoteOwnDigest(request, reception);
                self->OnSuccess(request, reception);
            }
            else
            {
                self->Report(NO_PROOF, &reception);
            }
        };
        if (proof.IsEmpty())
        {
            finish();
        }
        else
        {
            m_agent.Execute(proof, finish);
        }
        return;
    }
    const bool mayRetry = m_attempts < m_agent.m_maxAttempts;
    Work work;
    SipDialogContext dialog = m_agent.MakeContext(request, false);
    dialog.request = &request;
    if (mayRetry && m_agent.MayRetry(request, reception, dialog, work))
    {
        auto self = shared_from_this();
        m_agent.ExecuteForPolicies(work,
                                   [self]()
                                   {
                                       self->Send();
                                   });
        return;
    }
    if (code == 423 && mayRetry && m_expires > 0)
    {
        const auto value = response.GetHeader("Min-Expires");
        const int64_t shortest = ParseSipSeconds(value.value_or("")).value_or(0);
        if (shortest > m_expires && shortest <= LONGEST_EXPIRES)
        {
            m_expires = shortest; // 10.2.8
            Send();
            return;
        }
    }
    Report(code, &reception);
}

bool
SipRegistration::IsOwnContact(const SipNameAddr& contact, const SipMessage& request) const
{
    if (contact.IsStar())
    {
        return false;
    }
    const auto asked = request.GetContacts();
    const auto flow =
        asked && !asked->empty() ? ParseSipFlowId(asked->front()) : std::optional<SipFlowId>();
    const auto found = ParseSipFlowId(contact);
    return flow && found ? *flow == *found : contact.GetUri() == m_agent.GetContactUri();
}

void
SipRegistration::OnSuccess(const SipMessage& request, const SipReception& reception)
{
    const SipMessage& response = reception.message;
    const uint32_t asked = ParseSipSeconds(request.GetHeader("Expires").value_or("")).value_or(0);
    int64_t granted = 0;
    if (const auto contacts = response.GetContacts())
    {
        for (const SipNameAddr& contact : *contacts)
        {
            if (IsOwnContact(contact, request))
            {
                const auto expires = contact.GetParameter("expires");
                const auto header = response.GetHeader("Expires");
                const std::string text(expires ? *expires : header ? *header : "");
                // 10.3 item 7: never longer than was asked for.
                granted = std::min<int64_t>(ParseSipSeconds(text).value_or(asked), asked);
            }
        }
    }
    m_validUntil = Simulator::Now() + Seconds(static_cast<double>(granted));
    if (Ptr<SipStreamConnection> stream = DynamicCast<SipStreamConnection>(reception.connection))
    {
        stream->KeepUntil(m_validUntil); // requests for the user come by it
    }
    if (m_isWanted && granted > 0)
    {
        // Early enough for a REGISTER that is retransmitted until it times out, if there is room.
        const Time whole = m_validUntil - Simulator::Now();
        const Time margin = std::min(64 * m_agent.GetTransactionLayer()->GetT1(), whole / 2);
        Plan(whole - margin);
    }
    Report(response.GetStatusCode(), &reception);
}

void
SipRegistration::Report(int code, const SipReception* reception)
{
    if (m_isStopped)
    {
        return;
    }
    m_isBusy = false;
    m_agent.m_registrationTrace(code, Simulator::Now() - m_began);
    if (m_wasWanted != m_isWanted)
    {
        Begin(); // meanwhile somebody has changed their mind
        return;
    }
    if (m_hooks.ended)
    {
        auto self = shared_from_this(); // the flow may let go of this
        m_hooks.ended(code, reception);
        return;
    }
    const bool mayChange = code == 408 || code >= 500;
    if (m_isWanted && mayChange && m_agent.m_registrationRetryDelay.IsStrictlyPositive())
    {
        Plan(m_agent.m_registrationRetryDelay);
    }
}

void
SipRegistration::Plan(Time delay)
{
    m_event.Cancel();
    std::weak_ptr<SipRegistration> weak = weak_from_this();
    m_event = Simulator::Schedule(delay,
                                  [weak]()
                                  {
                                      auto self = weak.lock();
                                      if (self && !self->m_isBusy)
                                      {
                                          self->Begin();
                                      }
                                  });
}

} // namespace ns3
