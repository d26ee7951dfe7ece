// SPDX-License-Identifier: GPL-2.0-only
#ifndef TLS_HOOKS_H
#define TLS_HOOKS_H

#include <openssl/ssl.h>
#include <string_view>

namespace ns3
{

/**
 * @ingroup tls
 * What OpenSSL's callbacks, which a TlsContext sets up, tell the session that they concern. For
 * this module's use only.
 */
class TlsHooks
{
  public:
    virtual ~TlsHooks() = default;

    /**
     * Check the chain that the peer has shown.
     * @param check OpenSSL's state, which takes the error
     * @return whether the handshake may go on
     */
    virtual bool CheckChain(X509_STORE_CTX* check) = 0;

    /**
     * @param isWritten whether the near end wrote it
     * @param type OpenSSL's type: a record's header, a handshake message, an alert
     * @param octets the octets
     */
    virtual void SeeMessage(bool isWritten, int type, std::string_view octets) = 0;

    /**
     * @param session a new session, that may be resumed later
     */
    virtual void KeepSession(SSL_SESSION* session) = 0;

    /**
     * @param id a session ID that a client has sent
     * @return the session to be resumed; null: none
     */
    virtual SSL_SESSION* FindSession(std::string_view id) = 0;
};

} // namespace ns3

#endif // TLS_HOOKS_H
