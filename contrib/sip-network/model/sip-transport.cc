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
    Object::DoDispose();
}

} // namespace ns3
