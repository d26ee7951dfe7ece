// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-password-file.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SipPasswordFile);

TypeId
SipPasswordFile::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SipPasswordFile")
                            .SetParent<Object>()
                            .SetGroupName("SipNetwork")
                            .AddConstructor<SipPasswordFile>();
    return tid;
}

void
SipPasswordFile::AddUser(const std::string& user, const std::string& password)
{
    m_passwords[user] = password;
    ++m_version;
}

std::optional<std::string>
SipPasswordFile::FindPassword(const std::string& user) const
{
    const auto found = m_passwords.find(user);
    return found == m_passwords.end() ? std::nullopt : std::make_optional(found->second);
}

const std::map<std::string, std::string>&
SipPasswordFile::GetAll() const
{
    return m_passwords;
}

uint64_t
SipPasswordFile::GetVersion() const
{
    return m_version;
}

} // namespace ns3
