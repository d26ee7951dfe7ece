// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/tls-session.h"

#include "ns3/tls-engine.h"

#include <utility>

namespace ns3
{

TlsSession::TlsSession(std::shared_ptr<TlsContext> context, TlsRole role, const std::string& domain)
    : m_engine(std::make_unique<TlsEngine>(std::move(context), role, domain))
{
}

TlsSession::~TlsSession() = default;

TlsEvents
TlsSession::Begin(int64_t unixTime, Work& work)
{
    return m_engine->Begin(unixTime, work);
}

TlsEvents
TlsSession::Receive(std::string_view octets, int64_t unixTime, Work& work)
{
    return m_engine->Receive(octets, unixTime, work);
}

TlsEvents
TlsSession::Send(std::string_view octets, Work& work)
{
    return m_engine->Send(octets, work);
}

TlsEvents
TlsSession::Close(Work& work)
{
    return m_engine->Close(work);
}

TlsEvents
TlsSession::EndOfStream()
{
    return m_engine->EndOfStream();
}

bool
TlsSession::IsEstablished() const
{
    return m_engine->IsEstablished() && !m_engine->IsOver();
}

bool
TlsSession::IsOver() const
{
    return m_engine->IsOver();
}

const TlsPeer*
TlsSession::GetPeer() const
{
    return m_engine->GetPeer();
}

const TlsFailure*
TlsSession::GetFailure() const
{
    return m_engine->GetFailure();
}

TlsRole
TlsSession::GetRole() const
{
    return m_engine->GetRole();
}

} // namespace ns3
