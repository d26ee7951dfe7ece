// SPDX-License-Identifier: GPL-2.0-only

#ifndef CREDENTIAL_OFFICE_H
#define CREDENTIAL_OFFICE_H

#include "ns3/certificate.h"
#include "ns3/credential.h"
#include "ns3/crypto-context.h"
#include "ns3/crypto-library-pool.h"
#include "ns3/private-key.h"
#include "ns3/revocation-list.h"
#include "ns3/rsa-key-pool.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace ns3
{

/// Second at which simulated time begins: the Date of the article's Fig. 4, 20 Jun 2003 13:02:03.
constexpr int64_t SCENARIO_EPOCH_S = 1056114123;

/// What may be wrong with a certificate.
enum class CredentialFlaw
{
    None,           ///< nothing
    Expired,        ///< its validity ended before simulated time began
    OtherAuthority, ///< it was issued by an authority of the same name that nobody trusts
    SelfSigned,     ///< it was issued by an authority that its owner made up
};

/// The kinds of key a party can have.
const std::vector<std::string>& GetKeyTypes();

/**
 * Gives the parties of a scenario their keys and certificates.
 *
 * They are the same for every seed and run: key pairs and certificates are part of the setting, not
 * of what is repeated. So they are made once in a process, however many simulations it runs.
 */
class CredentialOffice
{
  public:
    /// What a credential is for. A party may have one for each use.
    enum class Use
    {
        Mime, ///< encryption and signature of bodies
        Tls,  ///< connections
    };

    /// Whom a credential is for.
    struct Subject
    {
        std::string name;                          ///< for example "alice"; tells parties apart
        std::vector<std::string> subjectAltNames;  ///< "uri:sip:...", "dns:..."
        unsigned number{1};                        ///< its key in the pool, 1 to RsaKeyPool::SIZE
        CredentialFlaw flaw{CredentialFlaw::None}; ///< what is wrong with it
        Use use{Use::Mime};                        ///< what it is for
    };

    /**
     * Open the office.
     *
     * @return the office, or a line that says what is wrong
     */
    [[nodiscard]] static tl::expected<CredentialOffice, std::string> Create();

    /**
     * Get a party's credential.
     *
     * @param owner the party; the private key works with this context only
     * @param subject whom it is for
     * @param keyType one of GetKeyTypes()
     * @return the credential, or a line that says what is wrong
     */
    [[nodiscard]] tl::expected<Credential, std::string> Get(CryptoContext& owner,
                                                            const Subject& subject,
                                                            const std::string& keyType);

    /**
     * Get the authority's list of revoked certificates.
     *
     * @param owner who gets it
     * @param revoked whose certificates are on it; the list is empty if there are none
     * @param keyType one of GetKeyTypes()
     * @return the list, or a line that says what is wrong
     */
    [[nodiscard]] tl::expected<RevocationList, std::string> GetRevocationList(
        CryptoContext& owner,
        const std::vector<Subject>& revoked,
        const std::string& keyType) const;

    /**
     * Get the certificate of the authority that issued all others.
     *
     * @return the trust anchor
     */
    const Certificate& GetAuthority() const;

    /**
     * Get the pool of libraries that contexts are to be made with.
     *
     * @return the pool
     */
    const std::shared_ptr<CryptoLibraryPool>& GetLibraries() const;

  private:
    /**
     * @param libraries for contexts
     * @param authority the authority's certificate
     * @param keyFolder folder of the RSA key pairs
     */
    CredentialOffice(std::shared_ptr<CryptoLibraryPool> libraries,
                     const Certificate& authority,
                     const std::string& keyFolder);

    /**
     * Make a party's key and certificate.
     *
     * @param subject whom they are for
     * @param keyType one of GetKeyTypes()
     * @return both, or a line that says what is wrong
     */
    tl::expected<Credential, std::string> Make(const Subject& subject, const std::string& keyType);

    /**
     * @param subject whom a certificate is for
     * @param keyType one of GetKeyTypes()
     * @return its serial number
     */
    static uint64_t GetSerial(const Subject& subject, const std::string& keyType);

    /**
     * Make a party's key.
     *
     * @param subject whom it is for
     * @param keyType one of GetKeyTypes()
     * @return the key, or a line that says what is wrong
     */
    tl::expected<PrivateKey, std::string> MakeKey(const Subject& subject,
                                                  const std::string& keyType);

    std::shared_ptr<CryptoLibraryPool> m_libraries; ///< for contexts
    Certificate m_authority;                        ///< the authority's certificate
    std::unique_ptr<RsaKeyPool> m_pool;             ///< RSA key pairs
    std::map<std::pair<std::string, std::string>, Credential> m_made; ///< by name and key type
};

} // namespace ns3

#endif // CREDENTIAL_OFFICE_H
