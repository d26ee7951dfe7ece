// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-connection.h"

#include <utility>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SipConnection);

TypeId
SipConnection::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SipConnection").SetParent<Object>().SetGroupName("SipNetwork");
    return tid;
}

const SipConnectionTrust&
SipConnection::GetTrust() const
{
    return m_trust;
}

void
SipConnection::SetTrust(SipConnectionTrust trust)
{
    if (!m_hasEnded)
    {
        m_trust = std::move(trust);
    }
}

const std::string&
SipConnection::GetTargetName() const
{
    return m_targetName;
}

void
SipConnection::SetTargetName(std::string name)
{
    m_targetName = std::move(name);
}

const SipConnectionFailure&
SipConnection::GetFailure() const
{
    return m_failure;
}

void
SipConnection::SetEnded(SipConnectionFailure failure)
{
    m_hasEnded = true;
    m_failure = std::move(failure);
    m_trust = SipConnectionTrust();
}

} // namespace ns3
