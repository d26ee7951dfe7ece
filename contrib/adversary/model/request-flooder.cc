// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/request-flooder.h"

#include "ns3/boolean.h"
#include "ns3/crypto-context-helper.h"
#include "ns3/simulator.h"
#include "ns3/sip-body-entity.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(RequestFlooder);

TypeId
RequestFlooder::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::RequestFlooder")
            .SetParent<AttackerHost>()
            .SetGroupName("Adversary")
            .AddAttribute("Method",
                          "Method of the requests.",
                          StringValue("OPTIONS"),
                          MakeStringAccessor(&RequestFlooder::m_method),
                          MakeStringChecker())
            .AddAttribute("Label",
                          "Host name of the server that the requests are labelled for; empty: "
                          "they are not labelled.",
                          StringValue(""),
                          MakeStringAccessor(&RequestFlooder::m_label),
                          MakeStringChecker())
            .AddAttribute("Number",
                          "Number of requests.",
                          UintegerValue(100),
                          MakeUintegerAccessor(&RequestFlooder::m_number),
                          MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddAttribute("Interval",
                          "Time between two requests.",
                          TimeValue(MilliSeconds(10)),
                          MakeTimeAccessor(&RequestFlooder::m_interval),
                          MakeTimeChecker(MicroSeconds(1)))
            .AddAttribute("OneDialog",
                          "Whether all requests have the same Call-ID and From tag.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&RequestFlooder::m_isOneDialog),
                          MakeBooleanChecker());
    return tid;
}

RequestFlooder::RequestFlooder() = default;

void
RequestFlooder::AddReader(const Certificate& certificate)
{
    m_readers.push_back(certificate);
}

void
RequestFlooder::SetStream(int64_t stream)
{
    m_stream = stream;
    m_context = nullptr;
}

uint32_t
RequestFlooder::GetSentCount() const
{
    return m_sent;
}

const std::vector<Certificate>&
RequestFlooder::GetReaders() const
{
    return m_readers;
}

CryptoContext&
RequestFlooder::GetAttackersContext()
{
    if (!m_context)
    {
        m_context = CreateCryptoContext(m_stream);
    }
    return *m_context;
}

void
RequestFlooder::OnStop()
{
    m_event.Cancel();
    AttackerHost::OnStop();
}

void
RequestFlooder::Flood(const SipUri& caller,
                      const SipUri& target,
                      const std::optional<SipUri>& nextHop)
{
    m_event.Cancel();
    m_sent = 0;
    SendNext(caller, target, nextHop);
}

void
RequestFlooder::SendNext(const SipUri& caller,
                         const SipUri& target,
                         const std::optional<SipUri>& nextHop)
{
    const auto body = MakeBody();
    if (!body)
    {
        return;
    }
    SipMessage request = Make(m_method, target, caller, target);
    if (m_isOneDialog && m_sent > 0)
    {
        request.Set("Call-ID", m_callId);
        request.Set("From", m_from);
    }
    m_callId = std::string(request.GetHeader("Call-ID").value_or(""));
    m_from = std::string(request.GetHeader("From").value_or(""));
    SetBodyEntity(request, *body);
    if (!m_label.empty())
    {
        request.Add("Content-Target", "sip:" + m_label);
    }
    const std::string victim = m_label.empty() ? target.ToString() : m_label;
    Ptr<AttackLog> log = GetLog();
    log->Attempt(AttackGainKind::ForcedWork, victim, m_callId, m_method);
    Send(request,
         nextHop,
         [log, victim](const SipMessage* response)
         {
             const int code = response ? response->GetStatusCode() : 408;
             if (code != 401 && code != 403 && code != 407 && code != 408)
             {
                 log->Record(AttackGainKind::ForcedWork,
                             victim,
                             *response,
                             "answered " + std::to_string(code));
             }
         });
    if (++m_sent < m_number)
    {
        m_event = Simulator::Schedule(m_interval,
                                      &RequestFlooder::SendNext,
                                      this,
                                      caller,
                                      target,
                                      nextHop);
    }
}

} // namespace ns3
