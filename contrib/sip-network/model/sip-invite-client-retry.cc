// SPDX-License-Identifier: GPL-2.0-only
// How a SipInviteClient fails, tries again, and gives up.
#include "ns3/simulator.h"
#include "ns3/sip-call.h"
#include "ns3/sip-cancel.h"
#include "ns3/sip-invite-client.h"
#include "ns3/sip-text.h"
#include "ns3/sip-user-agent.h"

#include <utility>

namespace ns3
{

void
SipInviteClient::OnRefused(const SipReception& reception, const std::optional<SipReply>& refusal)
{
    if (m_isFinal)
    {
        return;
    }
    const SipMessage& response = reception.message;
    if (!m_isInitial && m_call->m_dialog)
    {
        static_cast<void>(m_call->m_dialog->OnResponse(m_sent, response));
    }
    m_event.Cancel();
    if (refusal)
    {
        Fail(*refusal);
        return;
    }
    if (MaySend() && m_attempts < m_agent.m_maxAttempts && Retry(reception))
    {
        return;
    }
    const auto warning = response.GetHeader("Warning");
    Fail(SipReply{response.GetStatusCode(),
                  std::string(warning ? *warning : response.GetReason()),
                  {},
                  {}});
}

std::optional<SipUri>
SipInviteClient::FindNextTarget(const SipMessage& response) const
{
    if (response.GetStatusCode() >= 400)
    {
        SipUri next = m_target;
        next.SetScheme("sip"); // 8.1.3.5
        return m_target.IsSecure() ? std::make_optional(next) : std::nullopt;
    }
    const auto contacts = response.GetContacts();
    if (!m_isInitial || !m_agent.m_followRedirects || !contacts)
    {
        return std::nullopt;
    }
    for (const SipNameAddr& contact : *contacts)
    {
        if (!contact.IsStar() && contact.GetUri().IsSip() &&
            m_agent.GetSipsRules()->MayFollow(m_target, contact.GetUri()))
        {
            return contact.GetUri();
        }
    }
    return std::nullopt;
}

bool
SipInviteClient::Retry(const SipReception& reception)
{
    const SipMessage& response = reception.message;
    const int code = response.GetStatusCode();
    auto self = shared_from_this();
    Work policyWork;
    if (m_agent.MayRetry(m_sent, reception, MakeContext(&reception), policyWork))
    {
        m_agent.ExecuteForPolicies(policyWork,
                                   [self]()
                                   {
                                       if (self->MaySend())
                                       {
                                           self->Send();
                                       }
                                       else
                                       {
                                           self->Fail(SipReply{487, "", {}, {}});
                                       }
                                   });
        return true;
    }
    if (code == 401 || code == 407)
    {
        return false;
    }
    if (code < 400 || (m_isInitial && m_agent.GetSipsRules()->FallsBackAfter(code)))
    {
        const auto next = FindNextTarget(response);
        if (!next)
        {
            return false;
        }
        m_target = *next; // 8.1.3.4; To stays
        Send();
        return true;
    }
    if (code == 491)
    {
        if (m_isInitial || !m_call->m_dialog)
        {
            return false;
        }
        const SipGlareWindow window = m_call->m_dialog->GetGlareWindow(); // 14.1
        const auto steps = static_cast<uint32_t>((window.latest - window.earliest) / window.step);
        const int64_t wait =
            window.earliest + window.step * m_agent.GetIdentifierSource()->MakeNumber(steps + 1);
        m_event = Simulator::Schedule(MilliSeconds(static_cast<uint64_t>(wait)),
                                      [weak = weak_from_this()]()
                                      {
                                          if (auto self = weak.lock())
                                          {
                                              if (self->MaySend())
                                              {
                                                  self->Send();
                                              }
                                          }
                                      });
        return true;
    }
    Work work;
    const bool again = m_agent.m_bodyPolicy->RetryAfter(response, MakeContext(&reception), work);
    if (!again && work.IsEmpty())
    {
        return false;
    }
    const SipReply reply{code, std::string(response.GetReason()), {}, {}};
    m_agent.Execute(work,
                    [self, again, reply]()
                    {
                        if (again && self->MaySend())
                        {
                            self->Send();
                        }
                        else
                        {
                            self->Fail(reply);
                        }
                    });
    return true;
}

void
SipInviteClient::Fail(const SipReply& reply)
{
    if (m_isFinal)
    {
        return;
    }
    m_isFinal = true;
    m_event.Cancel();
    if (!m_isInitial && m_call->m_dialog && m_call->m_dialog->IsLocalInvitePending())
    {
        // No response has come: the dialog hears of one made here (8.1.3.1).
        static_cast<void>(m_call->m_dialog->OnResponse(
            m_sent,
            SipMessage::MakeResponse(m_sent, reply.code, GetSipReason(reply.code))));
    }
    m_call->OnRefused(reply, m_isInitial);
}

void
SipInviteClient::Cancel()
{
    if (m_isFinal || m_isCancelled)
    {
        return;
    }
    m_isCancelled = true;
    if (m_hasProvisional)
    {
        SendCancel();
    }
}

void
SipInviteClient::SendCancel()
{
    if (m_isCancelSent)
    {
        return;
    }
    m_isCancelSent = true;
    Ptr<SipTransactionLayer> layer = m_agent.GetTransactionLayer();
    SipMessage cancel = MakeSipCancel(m_sent);
    Work work;
    const auto prepared = m_agent.PrepareRequest(cancel, MakeContext(nullptr), work);
    m_agent.ExecuteForPolicies(
        work,
        [layer, cancel, destination = m_destination, isPrepared = prepared.has_value()]()
        {
            if (isPrepared)
            {
                layer->SendRequest(cancel, destination, SipTransactionUser());
            }
        });
    m_event = Simulator::Schedule(64 * layer->GetT1(),
                                  [weak = weak_from_this()]()
                                  {
                                      if (auto self = weak.lock())
                                      {
                                          self->m_agent.GetTransactionLayer()->Abandon(
                                              self->m_transaction);
                                          self->Fail(SipReply{487, "", {}, {}});
                                      }
                                  });
}

} // namespace ns3
