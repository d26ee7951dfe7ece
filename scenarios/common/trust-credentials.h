// SPDX-License-Identifier: GPL-2.0-only

#ifndef TRUST_CREDENTIALS_H
#define TRUST_CREDENTIALS_H

#include "credential-office.h"
#include "key-archive.h"

#include "ns3/crypto-context.h"
#include "ns3/tls-context.h"
#include "ns3/tls-settings.h"
#include "ns3/trust-store.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * The certificates of one experiment about trust, and the TLS contexts made from them. Honest
 * parties share one cryptographic library, attackers another. All keys are P-256.
 */
class TrustCredentials
{
  public:
    /// The type of all keys.
    static constexpr const char* KEY_TYPE = "p-256";

    /**
     * @param office issues certificates; must outlive this
     * @param stream random stream of the honest parties' library; the attackers' has the next
     */
    TrustCredentials(CredentialOffice& office, int64_t stream);

    /**
     * Puts a certificate on the list of revoked ones that all honest parties have.
     * To be called before any context is made.
     *
     * @param subject whose certificate
     */
    void Revoke(const CredentialOffice::Subject& subject);
    /**
     * @return what an outsider needs: every credential that has a name, the key log of honest
     * parties' TLS; whoever installs policies for S/MIME has it listen to them
     */
    KeyArchive& GetArchive();

    /** @return the library of honest parties */
    const std::shared_ptr<CryptoContext>& GetHonestLibrary() const;
    /** @return the library of attackers */
    const std::shared_ptr<CryptoContext>& GetAttackerLibrary() const;
    /**
     * @return whom honest parties trust: the scenario's authority, but what it has revoked; or a
     * line that says what is wrong
     */
    tl::expected<std::shared_ptr<TrustStore>, std::string> GetTrustStore();

    /**
     * @param subject whom it is for
     * @param isAttackers whether an attacker holds the key
     * @return the certificate and the key, or a line that says what is wrong
     */
    tl::expected<Credential, std::string> Get(const CredentialOffice::Subject& subject,
                                              bool isAttackers = false);
    /**
     * @param name a server's short name
     * @param names its domain and host names
     * @param number number of its key and certificate
     * @return the subject of a server's certificate (RFC 5922)
     */
    static CredentialOffice::Subject MakeServer(const std::string& name,
                                                const std::vector<std::string>& names,
                                                unsigned number);

    /**
     * @param checksChain whether chains of certificates are checked
     * @return for user agents, which have no certificate; or a line that says what is wrong
     */
    tl::expected<std::shared_ptr<TlsContext>, std::string> MakeClient(bool checksChain = true);
    /**
     * @return for attackers who have no certificate that anybody believes, and believe everybody;
     * or a line that says what is wrong
     */
    tl::expected<std::shared_ptr<TlsContext>, std::string> MakeAttackersClient();
    /**
     * @param credential the server's, from Get
     * @param isAttackers whether it is an attacker's, who believes everybody
     * @return for both directions; clients are asked for certificates, but need none; or a line
     * that says what is wrong
     */
    tl::expected<std::shared_ptr<TlsContext>, std::string> MakeServerContext(
        const Credential& credential,
        bool isAttackers = false);

  private:
    /** @param settings of a context @param isAttackers whose @return it, or what is wrong */
    tl::expected<std::shared_ptr<TlsContext>, std::string> Make(const TlsSettings& settings,
                                                                bool isAttackers) const;

    /** @return puts the key log of a TLS context into the archive */
    std::function<void(std::string_view line)> MakeKeyLog() const;

    CredentialOffice* m_office;                            ///< issues; never null
    std::shared_ptr<CryptoContext> m_honest;               ///< library
    std::shared_ptr<CryptoContext> m_attackers;            ///< library
    std::vector<CredentialOffice::Subject> m_revoked;      ///< whose certificates are revoked
    std::shared_ptr<TrustStore> m_trust;                   ///< made when it is first needed
    std::shared_ptr<KeyArchive> m_archive;                 ///< see GetArchive
    std::map<bool, std::shared_ptr<TlsContext>> m_clients; ///< by whether chains are checked
};

} // namespace ns3

#endif // TRUST_CREDENTIALS_H
