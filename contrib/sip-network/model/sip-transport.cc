// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-transport.h"

#include <utility>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SipTransport);

TypeId
SipTransport::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SipTransport").SetParent<Object>().SetGroupName("SipNetwork");
    return tid;
}

void
SipTransport::SetExecutor(Executor executor)
{
    m_executor = std::move(executor);
}

bool
SipTransport::ChargesMessages() const
{
    return m_executor != nullptr;
}

void
SipTransport::ExecuteReceipt(std::size_t octets, std::function<void()> done) const
{
    Work work;
    if (GetProtocol() != SipTransportProtocol::Tls) // whose connections charge their own
    {
        work.Add("receive", GetProtocol() == SipTransportProtocol::Udp ? "udp" : "tcp", octets);
    }
    work.Add("parse", "sip", octets);
    work.Add("route", "sip", octets);
    m_executor(work, std::move(done));
}

void
SipTransport::ExecuteSending(std::size_t octets, std::function<void()> done) const
{
    Work work;
    work.Add("serialize", "sip", octets);
    if (GetProtocol() != SipTransportProtocol::Tls)
    {
        work.Add("send", GetProtocol() == SipTransportProtocol::Udp ? "udp" : "tcp", octets);
    }
    m_executor(work, std::move(done));
}

void
SipTransport::ExecuteConnection(bool isOutgoing) const
{
    if (m_executor)
    {
        Work work;
        work.Add(isOutgoing ? "connect" : "accept", "tcp");
        m_executor(work,
                   []
                   {
                   });
    }
}

void
SipTransport::SetReceiveCallback(ReceiveCallback received)
{
    m_received = std::move(received);
}

void
SipTransport::SetMalformedCallback(MalformedCallback malformed)
{
    m_malformed = std::move(malformed);
}

void
SipTransport::SetClosedCallback(ClosedCallback closed)
{
    m_closed = std::move(closed);
}

void
SipTransport::SetOpenedCallback(OpenedCallback opened)
{
    m_opened = std::move(opened);
}

void
SipTransport::SetLimits(const SipLimits& limits)
{
    m_limits = limits;
}

void
SipTransport::CompleteVia(SipVia& via) const
{
}

void
SipTransport::DoDispose()
{
    m_received = nullptr;
    m_malformed = nullptr;
    m_closed = nullptr;
    m_opened = nullptr;
    m_executor = nullptr;
    Object::DoDispose();
}

} // namespace ns3
