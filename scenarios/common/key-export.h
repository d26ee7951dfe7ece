// SPDX-License-Identifier: GPL-2.0-only

#ifndef KEY_EXPORT_H
#define KEY_EXPORT_H

#include "result-directory.h"

#include "ns3/cek-use.h"
#include "ns3/certificate.h"
#include "ns3/credential.h"

#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * Write a party's key and certificate to keys/NAME.key.pem and keys/NAME.cert.pem.
 *
 * @param directory the results
 * @param name the party
 * @param credential its credential
 * @return nothing, or a line that says what is wrong
 */
[[nodiscard]] tl::expected<void, std::string> ExportCredential(ResultDirectory& directory,
                                                               const std::string& name,
                                                               const Credential& credential);

/**
 * Write a certificate without a key to keys/NAME.cert.pem.
 *
 * @param directory the results
 * @param name the file's name
 * @param certificate the certificate
 * @return nothing, or a line that says what is wrong
 */
[[nodiscard]] tl::expected<void, std::string> ExportCertificate(ResultDirectory& directory,
                                                                const std::string& name,
                                                                const Certificate& certificate);

/**
 * Write content-encryption keys to a CSV file, one row per body that was sent: dialog, direction
 * ("request" or "response"), reference (the CEKReference that the body introduces or refers to),
 * cek (the key it is encrypted with), kek (the shared key that one is wrapped with, empty for
 * public keys), introduced (the CEKReference that the body brings, empty for none); octets in hex.
 *
 * @param directory the results
 * @param name the file's name, "keys/ceks.csv"
 * @param uses the uses of keys; those of receivers are left out
 * @return nothing, or a line that says what is wrong
 */
[[nodiscard]] tl::expected<void, std::string> ExportContentKeys(ResultDirectory& directory,
                                                                const std::string& name,
                                                                const std::vector<CekUse>& uses);

/**
 * Write the secrets of TLS connections to keys/tls.keylog, for tshark and others.
 *
 * @param directory the results
 * @param keyLog lines of the NSS key log format; if there are none, there is no file
 * @return nothing, or a line that says what is wrong
 */
[[nodiscard]] tl::expected<void, std::string> ExportTlsKeyLog(ResultDirectory& directory,
                                                              const std::string& keyLog);

} // namespace ns3

#endif // KEY_EXPORT_H
