// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/certificate-directory.h"

#include "ns3/host-name.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(CertificateDirectory);

namespace
{

/**
 * \param user address of record
 * \return user@host, the host in lower case
 */
std::string
MakeUserKey(const SipUri& user)
{
    return std::string(user.GetUser()) + "@" + ToLowerHost(user.GetHost());
}

} // namespace

TypeId
CertificateDirectory::GetTypeId()
{
    static TypeId tid = TypeId("ns3::CertificateDirectory")
                            .SetParent<Object>()
                            .SetGroupName("EndToMiddle")
                            .AddConstructor<CertificateDirectory>();
    return tid;
}

void
CertificateDirectory::AddUser(const SipUri& user, const Certificate& certificate)
{
    m_certificates.insert_or_assign(MakeUserKey(user), certificate);
}

void
CertificateDirectory::AddDevice(const SipUri& user, const Certificate& certificate)
{
    m_devices[MakeUserKey(user)].push_back(certificate);
}

std::vector<Certificate>
CertificateDirectory::FindDevices(const SipUri& user) const
{
    std::vector<Certificate> all;
    if (const auto own = FindUser(user))
    {
        all.push_back(*own);
    }
    const auto devices = m_devices.find(MakeUserKey(user));
    if (devices != m_devices.end())
    {
        all.insert(all.end(), devices->second.begin(), devices->second.end());
    }
    return all;
}

void
CertificateDirectory::AddServer(std::string_view host, const Certificate& certificate)
{
    m_certificates.insert_or_assign(ToLowerHost(host), certificate);
}

std::optional<Certificate>
CertificateDirectory::FindUser(const SipUri& user) const
{
    const auto found = m_certificates.find(MakeUserKey(user));
    return found == m_certificates.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Certificate>
CertificateDirectory::FindServer(std::string_view host) const
{
    const auto found = m_certificates.find(ToLowerHost(host));
    return found == m_certificates.end() ? std::nullopt : std::optional(found->second);
}

} // namespace ns3
