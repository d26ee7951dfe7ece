// SPDX-License-Identifier: GPL-2.0-only
#ifndef STREAM_RELAY_H
#define STREAM_RELAY_H

#include "ns3/application.h"
#include "ns3/message-attacker.h"
#include "ns3/sip-connection.h"
#include "ns3/sip-stream-transport.h"
#include "ns3/sip-transport-layer.h"
#include "ns3/tls-context.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup adversary
 * A man in the middle of connections: takes those that a LinkTap diverts to its node, opens another
 * one to where each was going, and hands the SIP messages that pass to attackers, both ways. It
 * leaves no Via and no Record-Route. With TLS it shows the victim a certificate of its own, so all
 * depends on whether the victim believes that.
 */
class StreamRelay : public Application
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    StreamRelay();

    /**
     * Relays TLS. Without this, TCP.
     *
     * @param server what victims see, with a credential
     * @param client for connections to the servers they want
     */
    void SetTls(std::shared_ptr<TlsContext> server, std::shared_ptr<TlsContext> client);
    /** @param attacker is asked after those that were added before */
    void Add(Ptr<MessageAttacker> attacker);
    /** @param name host name that the other end's certificate must have if it is checked */
    void SetServerName(const std::string& name);
    /** @return messages that have passed */
    uint64_t GetMessageCount() const;

  protected:
    void DoDispose() override;
    void StartApplication() override;
    void StopApplication() override;

  private:
    /// Both halves of a connection.
    struct Pair
    {
        Ptr<SipConnection> front; ///< with the victim
        Ptr<SipConnection> back;  ///< with the server
        SipAddress server;        ///< where the victim wanted to go
    };

    /** @param isServer whether it takes connections @return a transport */
    Ptr<SipStreamTransport> MakeTransport(bool isServer);
    /** A message has come. */
    void Pass(SipReception reception, bool isFromVictim);
    /** A connection has ended: so does the other half. */
    void OnClosed(Ptr<SipConnection> connection);
    /** @return the pair with this connection, or null */
    Pair* Find(Ptr<SipConnection> connection);
    /** Sends octets to one of the ends. */
    void Send(Pair& pair, const std::string& octets, bool isToVictim);

    uint16_t m_port{5060};                         ///< attribute Port
    std::string m_name;                            ///< see SetServerName
    std::shared_ptr<TlsContext> m_server;          ///< null for TCP
    std::shared_ptr<TlsContext> m_client;          ///< null for TCP
    Ptr<SipStreamTransport> m_front;               ///< toward victims
    Ptr<SipStreamTransport> m_back;                ///< toward servers
    std::vector<Pair> m_pairs;                     ///< oldest first
    std::vector<Ptr<MessageAttacker>> m_attackers; ///< in order
    uint64_t m_messages{0};                        ///< that have passed
};

} // namespace ns3

#endif // STREAM_RELAY_H
