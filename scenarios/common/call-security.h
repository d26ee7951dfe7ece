// SPDX-License-Identifier: GPL-2.0-only

#ifndef CALL_SECURITY_H
#define CALL_SECURITY_H

#include "call-chain.h"
#include "credential-office.h"
#include "key-archive.h"
#include "scenario-options.h"
#include "tls-office.h"

#include "ns3/credential-issuer.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/// How the bodies of a call are protected.
struct CallSecurityOptions
{
    std::string keying{"cek-reuse"};             ///< how bodies are keyed
    std::string label{"content-target"};         ///< how inspecting proxies are told
    std::string cipher{"aes-128-gcm"};           ///< how content is encrypted
    std::string padding{"oaep"};                 ///< how RSA transports keys
    std::string keyType{"rsa-2048"};             ///< the parties' keys
    std::string encoding{"binary"};              ///< how bodies are written
    std::string protection{"sign-then-encrypt"}; ///< how bodies are signed and encrypted
    bool sign{false};                            ///< short for sign-then-encrypt
    std::string serverView{"whole"};             ///< what inspecting proxies get
    uint64_t maxDecrypts{32}; ///< how many later bodies go under a key (cek-reuse)
    uint64_t inspecting{1};   ///< how many proxies inspect, from Alice's on

    /**
     * Declare --label, --cipher, --padding, --transfer-encoding, --protection, --sign,
     * --server-view and --max-decrypts
     * (programs differ in the others).
     *
     * @param options receives them
     */
    void AddTo(ScenarioOptions& options);

    /**
     * Get the words of --keying.
     *
     * @return the words
     */
    static const std::vector<std::string>& GetKeyings();
};

/**
 * The credentials and policies of a CallChain: both user agents protect their bodies, and the first
 * proxies inspect them.
 */
class CallSecurity
{
  public:
    /**
     * Equip a chain. Every host gets its own random streams, told by its place in the house and
     * not by how many others there are: Alice 1000 on, Bob 2000 on, proxy N 2000 + N * 1000 on.
     *
     * @param chain the hosts
     * @param office gives credentials
     * @param options how bodies are protected
     * @return what was installed, or a line that says what is wrong
     */
    [[nodiscard]] static tl::expected<CallSecurity, std::string> Install(
        CallChain& chain,
        CredentialOffice& office,
        const CallSecurityOptions& options);

    /**
     * Get what an outsider needs: the uses of content-encryption keys by the user agents and what
     * everybody read, so far. Credentials and TLS key log are not in it yet: a scenario adds them.
     *
     * @return the archive
     */
    KeyArchive& GetArchive();

    /**
     * Get the key log of all TLS connections so far.
     *
     * @return the log in the NSS format; empty without TLS
     */
    std::string GetTlsKeyLog() const;

    /**
     * Get whom a credential of a host is for.
     *
     * @param host the host
     * @param index its place in the chain
     * @param hosts number of hosts
     * @return the subject
     */
    static CredentialOffice::Subject GetSubject(const CallChain::Host& host,
                                                size_t index,
                                                size_t hosts);

  private:
    CallSecurity() = default;

    /**
     * Give the chain's elements TLS: proxies with a certificate for their host name and domains,
     * users without.
     *
     * @param chain the hosts
     * @param office gives credentials
     * @param keyType the servers' keys
     * @return nothing, or a line that says what is wrong
     */
    tl::expected<void, std::string> InstallTls(CallChain& chain,
                                               CredentialOffice& office,
                                               const std::string& keyType);

    std::vector<Party> m_parties;   ///< credentials, from Alice to Bob
    KeyArchive m_archive;           ///< uses of keys, and what was read
    std::optional<TlsOffice> m_tls; ///< gives TLS, if there is any
};

} // namespace ns3

#endif // CALL_SECURITY_H
