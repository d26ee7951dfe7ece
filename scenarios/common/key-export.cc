// SPDX-License-Identifier: GPL-2.0-only

#include "key-export.h"

#include "csv-writer.h"

#include "ns3/octets.h"

namespace ns3
{

tl::expected<void, std::string>
ExportCredential(ResultDirectory& directory, const std::string& name, const Credential& credential)
{
    const auto written =
        directory.Write("keys/" + name + ".key.pem", credential.key.ToPem().Reveal());
    return written ? ExportCertificate(directory, name, credential.certificate) : written;
}

tl::expected<void, std::string>
ExportCertificate(ResultDirectory& directory,
                  const std::string& name,
                  const Certificate& certificate)
{
    return directory.Write("keys/" + name + ".cert.pem", certificate.ToPem());
}

tl::expected<void, std::string>
ExportContentKeys(ResultDirectory& directory,
                  const std::string& name,
                  const std::vector<CekUse>& uses)
{
    CsvWriter table({"dialog", "direction", "reference", "cek", "kek", "introduced"});
    for (const auto& use : uses)
    {
        if (use.isSender)
        {
            table.AddRow({use.dialog,
                          use.direction,
                          ToHex(use.reference),
                          ToHex(use.cek.Reveal()),
                          ToHex(use.kek.Reveal()),
                          ToHex(use.introduced)});
        }
    }
    return directory.Write(name, table.GetText());
}

tl::expected<void, std::string>
ExportTlsKeyLog(ResultDirectory& directory, const std::string& keyLog)
{
    return keyLog.empty() ? tl::expected<void, std::string>{}
                          : directory.Write("keys/tls.keylog", keyLog);
}

} // namespace ns3
