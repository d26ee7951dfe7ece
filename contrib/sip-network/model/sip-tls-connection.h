// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_TLS_CONNECTION_H
#define SIP_TLS_CONNECTION_H

#include "ns3/octets.h"
#include "ns3/sip-stream-connection.h"
#include "ns3/tls-connection.h"
#include "ns3/tls-context.h"
#include "ns3/tls-failure.h"
#include "ns3/tls-peer.h"

#include <memory>
#include <optional>

namespace ns3
{

/**
 * A TLS connection that carries SIP. Messages wait until the handshake is done and has proved what
 * they ask for. What it proved is the connection's trust.
 */
class SipTlsConnection : public SipStreamConnection
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    SipTlsConnection();
    ~SipTlsConnection() override;

    /**
     * @param context what its element's connections share: a client's, or a server's
     */
    void SetContext(std::shared_ptr<TlsContext> context);
    /** @return the TLS connection: what the peer showed, version and suite; null once it has ended
     */
    Ptr<TlsConnection> GetTls() const;
    /**
     * RFC 5923, section 5: an accepted connection may carry requests back to who opened it.
     *
     * @param alias where the peer listens: its address, and the port of its Via's sent-by
     */
    void SetAlias(const SipAddress& alias);
    /** @return where the peer listens, if it offered to be reached by this connection */
    const std::optional<SipAddress>& GetAlias() const;

    SipAddress GetLocal() const override;

  protected:
    bool DoConnect(Ptr<Socket> socket) override;
    void DoAccept(Ptr<Socket> socket) override;
    std::size_t DoWrite(std::string_view octets) override;
    std::size_t DoGetWaiting() const override;
    void DoEnd(bool isStackAlive) override;

  private:
    /** Makes the TLS connection. */
    void MakeTls();
    /** The handshake is done. */
    void Established(const TlsPeer& peer);
    /** It is over. @param failure null: in good order */
    void Closed(const TlsFailure* failure);
    /** @return what the handshake has proved, to who has this configuration */
    SipConnectionTrust Judge(const TlsPeer& peer) const;

    std::shared_ptr<TlsContext> m_context; ///< settings and library
    Ptr<TlsConnection> m_tls;              ///< the stream; null once it has ended
    std::optional<SipAddress> m_alias;     ///< see SetAlias
};

} // namespace ns3

#endif // SIP_TLS_CONNECTION_H
