// SPDX-License-Identifier: GPL-2.0-only

#ifndef CREDENTIAL_ISSUER_H
#define CREDENTIAL_ISSUER_H

#include "ns3/certificate-authority.h"
#include "ns3/credential.h"
#include "ns3/crypto-context.h"
#include "ns3/rsa-key-pool.h"

#include <map>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * A party's own cryptography and what it proves itself with.
 */
struct Party
{
    std::shared_ptr<CryptoContext> context; //!< randomness and algorithms
    Credential credential;                  //!< certificate and private key
};

/**
 * \ingroup end-to-middle
 * Makes the credentials of a simulation: one authority, and a key and a certificate for each
 * party. RSA keys come from the pool of the module crypto, a new one for each party.
 */
class CredentialIssuer
{
  public:
    /**
     * Certificates are valid in the years 2003 and 2004, those of the article's call.
     * \param stream first of the random streams to use: one for the authority and one for each
     * party
     * \param keyFolder folder of the pool of RSA keys; only read when such a key is asked for
     * \return the issuer, or one line that says why not
     */
    [[nodiscard]] static tl::expected<CredentialIssuer, std::string> Create(
        int64_t stream,
        const std::string& keyFolder);

    /**
     * \param keyType "rsa-2048", "rsa-3072", "rsa-4096" or "p-256"
     * \param name address of record ("sip:alice@atlanta.example.com") or host name; it becomes the
     * common name and the subjectAltName
     * \param domains SIP domains that the certificate is to stand for as well (RFC 5922 section
     * 7.1); with one of them, host names in it do not count any more
     * \return the party, or one line that says why not
     */
    [[nodiscard]] tl::expected<Party, std::string> Issue(
        const std::string& keyType,
        const std::string& name,
        const std::vector<std::string>& domains = {});

    /// \return the authority's certificate
    const Certificate& GetAuthority() const;

    /// \return number of random streams used so far
    int64_t GetStreamCount() const;

  private:
    /**
     * \param stream first of the random streams
     * \param keyFolder folder of the pool of RSA keys
     * \param context the authority's
     * \param authority the authority
     */
    CredentialIssuer(int64_t stream,
                     const std::string& keyFolder,
                     std::shared_ptr<CryptoContext> context,
                     CertificateAuthority authority);

    int64_t m_stream;                                  //!< first stream
    int64_t m_streamCount{1};                          //!< streams used
    std::unique_ptr<RsaKeyPool> m_pool;                //!< RSA keys
    std::map<unsigned, unsigned> m_used;               //!< keys taken from the pool, by bits
    std::shared_ptr<CryptoContext> m_context;          //!< the authority's
    std::unique_ptr<CertificateAuthority> m_authority; //!< the authority
};

} // namespace ns3

#endif // CREDENTIAL_ISSUER_H
