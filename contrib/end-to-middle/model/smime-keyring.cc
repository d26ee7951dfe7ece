// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/smime-keyring.h"

#include "ns3/boolean.h"
#include "ns3/host-name.h"
#include "ns3/uinteger.h"

#include <utility>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SmimeKeyring);

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

std::string_view
ToString(SmimeKeyringFault fault)
{
    switch (fault)
    {
    case SmimeKeyringFault::OtherName:
        return "certificate of another name";
    case SmimeKeyringFault::NotTrusted:
        return "certificate not trusted";
    case SmimeKeyringFault::Changed:
        return "certificate has changed";
    case SmimeKeyringFault::Full:
        break;
    }
    return "key ring full";
}

TypeId
SmimeKeyring::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SmimeKeyring")
            .SetParent<Object>()
            .SetGroupName("EndToMiddle")
            .AddConstructor<SmimeKeyring>()
            .AddAttribute("TrustOnFirstUse",
                          "Whether a certificate that no chain supports is believed if it is the "
                          "first of its user, and remembered.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SmimeKeyring::m_trustOnFirstUse),
                          MakeBooleanChecker())
            .AddAttribute("Capacity",
                          "Of how many users certificates are remembered.",
                          UintegerValue(1024),
                          MakeUintegerAccessor(&SmimeKeyring::m_capacity),
                          MakeUintegerChecker<uint32_t>())
            .AddTraceSource("Learned",
                            "A certificate came that is believed now, and was not known.",
                            MakeTraceSourceAccessor(&SmimeKeyring::m_learned),
                            "ns3::SmimeKeyring::LearnedTracedCallback");
    return tid;
}

SmimeKeyring::SmimeKeyring() = default;

void
SmimeKeyring::DoDispose()
{
    m_trust = nullptr;
    Object::DoDispose();
}

void
SmimeKeyring::SetTrustStore(std::shared_ptr<const TrustStore> trust)
{
    m_trust = std::move(trust);
}

void
SmimeKeyring::Add(const SipUri& user, const Certificate& certificate)
{
    m_certificates.insert_or_assign(MakeUserKey(user), certificate);
}

std::optional<Certificate>
SmimeKeyring::Find(const SipUri& user) const
{
    const auto found = m_certificates.find(MakeUserKey(user));
    return found == m_certificates.end() ? std::nullopt : std::optional(found->second);
}

bool
SmimeKeyring::Names(const Certificate& certificate, const SipUri& user)
{
    const std::string name = MakeUserKey(user);
    return certificate.HasSubjectAltName("uri:sip:" + name) ||
           certificate.HasSubjectAltName("uri:sips:" + name);
}

tl::expected<void, SmimeKeyringFault>
SmimeKeyring::Judge(const SipUri& user,
                    const std::vector<Certificate>& chain,
                    int64_t now,
                    Work& work)
{
    if (chain.empty() || !Names(chain.front(), user))
    {
        return tl::unexpected(SmimeKeyringFault::OtherName);
    }
    const Certificate& certificate = chain.front();
    const std::string key = MakeUserKey(user);
    const auto known = m_certificates.find(key);
    const bool isKnown = known != m_certificates.end();
    const bool isSame = isKnown && known->second == certificate;
    const bool isTrusted = m_trust && m_trust->VerifyChain(chain, now, work);
    if (!isTrusted)
    {
        if (isKnown && !isSame)
        {
            return tl::unexpected(SmimeKeyringFault::Changed);
        }
        if (!m_trustOnFirstUse || now < certificate.GetNotBefore() ||
            now > certificate.GetNotAfter())
        {
            return tl::unexpected(SmimeKeyringFault::NotTrusted);
        }
        if (!isKnown && m_certificates.size() >= m_capacity)
        {
            return tl::unexpected(SmimeKeyringFault::Full);
        }
    }
    if (!isSame && (isKnown || m_certificates.size() < m_capacity))
    {
        m_certificates.insert_or_assign(key, certificate);
        m_learned(key, !isKnown);
    }
    return {};
}

} // namespace ns3
