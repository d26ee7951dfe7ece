// SPDX-License-Identifier: GPL-2.0-only

#ifndef SMIME_KEYRING_H
#define SMIME_KEYRING_H

#include "ns3/certificate.h"
#include "ns3/object.h"
#include "ns3/sip-uri.h"
#include "ns3/traced-callback.h"
#include "ns3/trust-store.h"
#include "ns3/work.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * Why a certificate is not believed to be a user's.
 */
enum class SmimeKeyringFault
{
    OtherName,  //!< it does not name the user
    NotTrusted, //!< no chain to an anchor, not valid now, or revoked; and not known
    Changed,    //!< another one is known of this user, and it is not trusted by a chain either
    Full,       //!< a first contact, and there is no room for more
};

/**
 * \ingroup end-to-middle
 * \param fault a fault
 * \return a few words in lower case, for results and logs
 */
std::string_view ToString(SmimeKeyringFault fault);

/**
 * \ingroup end-to-middle
 * One user's key ring (RFC 3261 section 23.1): says whether a certificate is that of another user,
 * and remembers it under the address of record.
 *
 * A certificate must name the user: subjectAltName with the address of record as URI. It is
 * believed if a chain leads to an anchor. With TrustOnFirstUse it is also believed, whoever issued
 * it, if none is remembered for the user yet, or this very one is. Who stands between the two users
 * at their first contact can so put a certificate of his own there (RFC 3261 section 26.4.2);
 * whoever comes later is noticed.
 */
class SmimeKeyring : public Object
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmimeKeyring();

    /// \param trust the anchors; null: none
    void SetTrustStore(std::shared_ptr<const TrustStore> trust);

    /**
     * Remembers a certificate that came by a way that is trusted.
     * \param user address of record
     * \param certificate the user's certificate; replaces an earlier one
     */
    void Add(const SipUri& user, const Certificate& certificate);

    /**
     * \param user address of record
     * \return the certificate remembered
     */
    std::optional<Certificate> Find(const SipUri& user) const;

    /**
     * \param user address of record
     * \param chain the certificate, and others that came with it
     * \param now seconds since 1970 UTC
     * \param work gets the verifications
     * \return nothing, the certificate being remembered; or why it is not believed
     */
    [[nodiscard]] tl::expected<void, SmimeKeyringFault> Judge(const SipUri& user,
                                                              const std::vector<Certificate>& chain,
                                                              int64_t now,
                                                              Work& work);

    /**
     * \param certificate a certificate
     * \param user address of record
     * \return whether it names the user, as "sip:user@host" or "sips:user@host"
     */
    static bool Names(const Certificate& certificate, const SipUri& user);

    /**
     * Signature of the trace source Learned.
     * \param user address of record
     * \param isFirst whether none was known of this user
     */
    using LearnedTracedCallback = void (*)(const std::string& user, bool isFirst);

  protected:
    void DoDispose() override;

  private:
    std::shared_ptr<const TrustStore> m_trust;         //!< anchors
    std::map<std::string, Certificate> m_certificates; //!< by user@host
    bool m_trustOnFirstUse{false};                     //!< attribute TrustOnFirstUse
    uint32_t m_capacity{0};                            //!< attribute Capacity

    TracedCallback<const std::string&, bool> m_learned; //!< trace source Learned
};

} // namespace ns3

#endif // SMIME_KEYRING_H
