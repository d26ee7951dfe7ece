// SPDX-License-Identifier: GPL-2.0-only
#ifndef TLS_CONTEXT_H
#define TLS_CONTEXT_H

#include "ns3/crypto-context.h"
#include "ns3/crypto-error.h"
#include "ns3/tls-settings.h"

#include <memory>
#include <openssl/types.h>
#include <tl/expected.hpp>

namespace ns3
{

class TlsSessionCache;

/**
 * @ingroup tls
 * What many TLS connections of a party share: its settings and OpenSSL's state made from them.
 *
 * Several parties may share one context, or one CryptoContext, which is the heavy part. Then their
 * random numbers come from one stream, and depend on the order in which they draw them, which the
 * simulation fixes. Not for use by several threads at a time.
 */
class TlsContext
{
  public:
    /**
     * @param crypto random numbers and algorithms; if there is a credential, its key's context
     * @param settings what the party decides
     * @return the context, or BadArgument (a minimum above the maximum), BadKey (a certificate
     * without its key, a key of another context), Internal
     */
    [[nodiscard]] static tl::expected<std::shared_ptr<TlsContext>, CryptoError> Create(
        const std::shared_ptr<CryptoContext>& crypto,
        const TlsSettings& settings);

    ~TlsContext();

    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

    /** @return the settings */
    const TlsSettings& GetSettings() const;

    /** @return random numbers and algorithms */
    CryptoContext& GetCrypto() const;

    /** @return OpenSSL's context; for this module's use */
    SSL_CTX* GetNative() const;

    /** @return sessions to resume; for this module's use */
    TlsSessionCache& GetCache() const;

  private:
    /**
     * @param crypto random numbers and algorithms
     * @param settings what the party decides
     */
    TlsContext(std::shared_ptr<CryptoContext> crypto, TlsSettings settings);

    /** @return nothing, or what is wrong */
    tl::expected<void, CryptoError> SetUp();

    /** @return nothing, or what is wrong with the credential */
    tl::expected<void, CryptoError> UseCredential();

    std::shared_ptr<CryptoContext> m_crypto;  ///< first made, last freed
    TlsSettings m_settings;                   ///< what the party decides
    std::unique_ptr<TlsSessionCache> m_cache; ///< sessions to resume
    SSL_CTX* m_native{nullptr};               ///< OpenSSL's context
};

} // namespace ns3

#endif // TLS_CONTEXT_H
