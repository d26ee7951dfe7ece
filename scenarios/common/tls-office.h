// SPDX-License-Identifier: GPL-2.0-only

#ifndef TLS_OFFICE_H
#define TLS_OFFICE_H

#include "credential-office.h"

#include "ns3/sip-element.h"
#include "ns3/tls-settings.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * Gives TLS to the elements of a scenario: certificates of the CredentialOffice to servers, none to
 * users. It keeps the key log of all their connections.
 */
class TlsOffice
{
  public:
    /// Changes settings before they are used, for experiments with wrong ones.
    using Change = std::function<void(TlsSettings& settings, CryptoContext& owner)>;

    /**
     * @param office issues certificates; must outlive this
     * @param keyType one of GetKeyTypes()
     */
    TlsOffice(CredentialOffice& office, std::string keyType);

    /**
     * Give a server TLS in both directions: it asks its clients for certificates, and shows its own
     * to other servers.
     *
     * @param element a proxy
     * @param name its name among the parties, for example "ss1"
     * @param domains what its certificate stands for: its host name and its domains
     * @param number its key in the pool, 1 to RsaKeyPool::SIZE
     * @param stream random stream of its TLS
     * @param change changes its settings; empty: nothing
     * @return nothing, or a line that says what is wrong
     */
    [[nodiscard]] tl::expected<void, std::string> EquipServer(
        Ptr<SipElement> element,
        const std::string& name,
        const std::vector<std::string>& domains,
        unsigned number,
        int64_t stream,
        const Change& change = nullptr);

    /**
     * Give a user agent TLS as a client without certificate.
     *
     * @param element a user agent
     * @param stream random stream of its TLS
     * @param change changes its settings; empty: nothing
     * @return nothing, or a line that says what is wrong
     */
    [[nodiscard]] tl::expected<void, std::string> EquipClient(Ptr<SipElement> element,
                                                              int64_t stream,
                                                              const Change& change = nullptr);

    /**
     * Get the key log so far, in the NSS format.
     *
     * @return its lines, each with its end; secrets
     */
    const std::string& GetKeyLog() const;

  private:
    /**
     * Make the settings of a party that trusts the office's authority.
     *
     * @param owner the party
     * @return the settings, without credential
     */
    TlsSettings MakeSettings(CryptoContext& owner) const;

    /**
     * Give an element TLS.
     *
     * @param element the element
     * @param context its library
     * @param settings its settings
     * @param change changes them
     * @return nothing, or a line that says what is wrong
     */
    static tl::expected<void, std::string> Equip(Ptr<SipElement> element,
                                                 const std::shared_ptr<CryptoContext>& context,
                                                 TlsSettings settings,
                                                 const Change& change);

    CredentialOffice& m_office;            ///< issues certificates
    std::string m_keyType;                 ///< of their keys
    std::shared_ptr<std::string> m_keyLog; ///< of all connections
};

} // namespace ns3

#endif // TLS_OFFICE_H
