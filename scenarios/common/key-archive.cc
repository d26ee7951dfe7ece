// SPDX-License-Identifier: GPL-2.0-only

#include "key-archive.h"

#include "key-export.h"

#include "ns3/callback.h"

namespace ns3
{

namespace
{

/**
 * Keep a use of a key.
 *
 * @param uses receives it
 * @param use the use
 */
void
KeepKeyUse(std::shared_ptr<std::vector<CekUse>> uses, const CekUse& use)
{
    uses->push_back(use);
}

} // namespace

KeyArchive::KeyArchive()
    : m_uses(std::make_shared<std::vector<CekUse>>())
{
}

void
KeyArchive::AddParty(const std::string& name, const Credential& credential)
{
    m_parties.insert_or_assign(name, credential);
}

void
KeyArchive::Listen(const std::string& party, Ptr<SmimeBodyPolicy> policy)
{
    policy->TraceConnectWithoutContext("CekUsed", MakeBoundCallback(&KeepKeyUse, m_uses));
    m_reads.Listen(party, policy);
}

void
KeyArchive::Listen(const std::string& party, Ptr<InspectionPolicy> policy)
{
    m_reads.Listen(party, policy);
}

void
KeyArchive::AddTlsKeyLog(const std::string& lines)
{
    m_keyLog += lines;
}

const ReadLog&
KeyArchive::GetReadLog() const
{
    return m_reads;
}

tl::expected<void, std::string>
KeyArchive::Write(ResultDirectory& directory,
                  const Certificate& authority,
                  const std::string& prefix) const
{
    auto written = ExportCertificate(directory, "ca", authority);
    for (const auto& [name, credential] : m_parties)
    {
        written = written ? ExportCredential(directory, name, credential) : written;
    }
    if (written)
    {
        written = ExportContentKeys(directory, "keys/" + prefix + "ceks.csv", *m_uses);
    }
    if (written && !m_keyLog.empty())
    {
        written = directory.Write("keys/" + prefix + "tls.keylog", m_keyLog);
    }
    return written ? directory.Write(prefix + "reads.csv", m_reads.GetText()) : written;
}

} // namespace ns3
