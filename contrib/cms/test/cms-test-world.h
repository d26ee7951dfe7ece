// SPDX-License-Identifier: GPL-2.0-only
#ifndef CMS_TEST_WORLD_H
#define CMS_TEST_WORLD_H

#include "ns3/certificate-authority.h"
#include "ns3/credential.h"
#include "ns3/crypto-context.h"
#include "ns3/kek-recipient.h"
#include "ns3/rsa-key-pool.h"
#include "ns3/work.h"

#include <map>
#include <memory>
#include <string>

namespace ns3
{

/// Somebody with a context and a certificate.
struct CmsParty
{
    std::shared_ptr<CryptoContext> context;
    Credential credential;
};

/// An authority and whom it has issued certificates to; the same in every run.
class CmsTestWorld
{
  public:
    CmsTestWorld();

    /// @param number which one, from 1
    /// @param bits size of the RSA key
    /// @return a party with an RSA key, the same for the same numbers
    const CmsParty& Rsa(unsigned number, unsigned bits = 2048);

    /// @param number which one, from 1
    /// @return a party with a P-256 key, the same for the same number
    const CmsParty& Ec(unsigned number);

    /// @param like whose issuer and serial number its certificate has too
    /// @param number of the key, which differs
    /// @return a party that recipients' identifiers cannot tell from the other
    CmsParty Impostor(const CmsParty& like, unsigned number);

    /// @param seed any number
    /// @return a key identifier of 8 octets and a key
    KekRecipient Kek(unsigned seed) const;

    /// @return the authority
    CertificateAuthority& Authority();

    /// @return the session description of the article's call, as a MIME entity of 205 octets
    static std::string Content();

  private:
    /// Issue a certificate.
    Credential Issue(const std::shared_ptr<CryptoContext>& context,
                     const PrivateKey& key,
                     const std::string& name,
                     uint64_t serial);

    std::shared_ptr<CryptoContext> m_context;
    std::unique_ptr<CertificateAuthority> m_authority;
    RsaKeyPool m_pool;
    std::map<std::string, CmsParty> m_parties;
    uint64_t m_serial{100};
};

/// @param work some work
/// @return it as text: "operation/algorithm xCOUNT;" in order, without octets
std::string Summarize(const Work& work);

/// @param octets some octets
/// @param position which octet
/// @param mask bits to turn
/// @return with that octet changed
std::string Flip(std::string octets, std::size_t position, char mask = '\1');

} // namespace ns3

#endif // CMS_TEST_WORLD_H
