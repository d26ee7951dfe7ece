// SPDX-License-Identifier: GPL-2.0-only
#ifndef TLS_SETTINGS_H
#define TLS_SETTINGS_H

#include "ns3/certificate.h"
#include "ns3/credential.h"
#include "ns3/trust-store.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace ns3
{

/**
 * @ingroup tls
 * The versions of TLS.
 */
enum class TlsVersion
{
    Tls12, ///< RFC 5246
    Tls13, ///< RFC 8446
};

/**
 * @ingroup tls
 * What a server wants of its clients.
 */
enum class TlsClientCertificate
{
    None,      ///< asks for no certificate
    Requested, ///< asks for one, and goes on if there is none
    Required,  ///< asks for one, and ends the handshake if there is none
};

/**
 * @ingroup tls
 * Everything that a party decides about its TLS connections. A value; what is not set has the
 * strict meaning.
 */
struct TlsSettings
{
    TlsVersion minVersion{TlsVersion::Tls12}; ///< lowest version accepted
    TlsVersion maxVersion{TlsVersion::Tls13}; ///< highest version accepted

    std::optional<Credential> credential;   ///< shown to peers; a server must have one
    std::vector<Certificate> intermediates; ///< shown after it, each issued by the next

    std::shared_ptr<const TrustStore> trust; ///< anchors and revocation lists; null: trusts nobody
    bool checksChain{true}; ///< false: any certificate will do (deployments do that; attack it)
    bool checksName{true};  ///< false: a client takes any name (the same)
    TlsClientCertificate clientCertificate{TlsClientCertificate::None}; ///< for servers

    int64_t epoch{1700000000}; ///< Unix time, in seconds, of simulated time zero

    bool resumes{false};              ///< resume TLS 1.2 sessions by session ID; TLS 1.3 has none
    size_t maxSessions{1024};         ///< sessions kept for that, the oldest dropped
    int64_t sessionLifetime{3600};    ///< seconds of simulated time that they are kept
    size_t maxHandshakeOctets{65536}; ///< octets received before a handshake is refused

    /// Gets lines in the NSS key log format, without end of line: secrets! Empty: no key log.
    std::function<void(std::string_view line)> keyLog;
};

} // namespace ns3

#endif // TLS_SETTINGS_H
