// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-certificate-table.h"

#include <utility>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SipCertificateTable);

TypeId
SipCertificateTable::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SipCertificateTable")
                            .SetParent<Object>()
                            .SetGroupName("SipNetwork")
                            .AddConstructor<SipCertificateTable>();
    return tid;
}

void
SipCertificateTable::Publish(const std::string& url, std::vector<Certificate> chain)
{
    m_chains.insert_or_assign(url, std::move(chain));
}

void
SipCertificateTable::Withdraw(const std::string& url)
{
    m_chains.erase(url);
}

std::vector<Certificate>
SipCertificateTable::Find(const std::string& url) const
{
    const auto found = m_chains.find(url);
    return found == m_chains.end() ? std::vector<Certificate>() : found->second;
}

} // namespace ns3
