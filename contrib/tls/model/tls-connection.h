// SPDX-License-Identifier: GPL-2.0-only
#ifndef TLS_CONNECTION_H
#define TLS_CONNECTION_H

#include "ns3/address.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/processor.h"
#include "ns3/socket.h"
#include "ns3/tls-session.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace ns3
{

/**
 * @ingroup tls
 * A TLS connection over an ns-3 TCP socket.
 *
 * Cryptographic work is charged to the Processor of the socket's node, if there is one: octets
 * leave, and received octets and events are handed on, when the simulated time for the work has
 * passed, in order. Meanwhile received octets wait here, since the TCP of ns-3 does not tell the
 * peer that its window has opened again; beyond MaxInput they stay in the socket, whose window is
 * bounded.
 *
 * While the simulation runs only: ns-3 crashes if a socket connects before.
 */
class TlsConnection : public Object
{
  public:
    /// What a connection tells its owner. None is called from within a call by the owner that
    /// happens before the simulated time for the work has passed, except on free processors.
    struct Callbacks
    {
        /// The handshake is complete.
        std::function<void(Ptr<TlsConnection>, const TlsPeer&)> established;
        /// Octets came from the peer.
        std::function<void(Ptr<TlsConnection>, const Octets&)> received;
        /// It is over; null: in order. Told once, at a later event, not after Close() or Abort().
        std::function<void(Ptr<TlsConnection>, const TlsFailure*)> closed;
    };

    /**
     * Signature of the trace source Handshake.
     * @param connection the connection
     * @param peer what is known of the peer; null if the handshake failed
     * @param failure why it failed; null if it did not
     */
    using HandshakeCallback = void (*)(Ptr<const TlsConnection> connection,
                                       const TlsPeer* peer,
                                       const TlsFailure* failure);

    /**
     * Signature of the trace source Closed.
     * @param connection the connection, that was established
     * @param failure why; null if it was closed in order, by either side
     */
    using ClosedCallback = void (*)(Ptr<const TlsConnection> connection, const TlsFailure* failure);

    /** @return the TypeId */
    static TypeId GetTypeId();

    TlsConnection();
    ~TlsConnection() override;

    /**
     * @param callbacks what to tell whom
     */
    void SetCallbacks(Callbacks callbacks);

    /**
     * Open a connection: TCP, then TLS as client.
     * @param socket an unconnected TCP socket
     * @param peer address of the server
     * @param context what connections share
     * @param domain the domain that is to be reached, looked for in the server's certificate
     * @return whether it could be tried; if not, nothing is told
     */
    bool Connect(Ptr<Socket> socket,
                 const Address& peer,
                 const std::shared_ptr<TlsContext>& context,
                 const std::string& domain);

    /**
     * Take over an accepted TCP connection, as TLS server.
     * @param socket the new socket, of the listening socket's callback
     * @param peer address of the client
     * @param context what connections share; with a credential
     */
    void Accept(Ptr<Socket> socket,
                const Address& peer,
                const std::shared_ptr<TlsContext>& context);

    /**
     * Send octets, or keep them until the handshake is complete and earlier work is done.
     * @param octets octets for the peer; each call is a record of its own, or several
     * @return false if the connection is over or too much waits (then nothing is kept)
     */
    bool Send(const Octets& octets);

    /**
     * Close in order: what waits is sent, then close_notify, then TCP's FIN. Without handshake, or
     * with nothing to wait for, at once. The owner is not told.
     */
    void Close();

    /** End it at once without close_notify: the peer sees a truncated stream. The owner is not
     * told. */
    void Abort();

    /** @return whether octets can still be sent, now or when the handshake is complete */
    bool IsUsable() const;

    /** @return whether the handshake is complete and it is not over */
    bool IsEstablished() const;

    /** @return octets that are to be sent and that TCP has not taken yet */
    size_t GetWaitingOctets() const;

    /** @return whether the near end opened it */
    bool IsOutgoing() const;

    /** @return what the handshake proved of the peer; null until established */
    const TlsPeer* GetPeer() const;

    /** @return why it failed; null if it did not */
    const TlsFailure* GetFailure() const;

    /** @return the peer's address */
    Address GetPeerAddress() const;

    /** @return the near end's address; invalid when it is over */
    Address GetLocalAddress() const;

    /** @return the domain that was to be reached; empty for servers */
    const std::string& GetDomain() const;

  protected:
    void DoDispose() override;

  private:
    /**
     * @param socket the socket from now on
     */
    void Attach(Ptr<Socket> socket);

    /** @return the socket, which this no longer uses */
    Ptr<Socket> Detach();

    /**
     * @param socket the socket, that is connected
     */
    void TcpConnected(Ptr<Socket> socket);

    /**
     * @param socket the socket, that could not connect
     */
    void TcpFailed(Ptr<Socket> socket);

    /**
     * @param socket the socket, whose peer has closed or reset
     */
    void TcpClosed(Ptr<Socket> socket);

    /**
     * @param socket the socket, that has octets
     */
    void TcpReadable(Ptr<Socket> socket);

    /**
     * @param socket the socket, that takes octets
     * @param available how many
     */
    void TcpWritable(Ptr<Socket> socket, uint32_t available);

    /** Take octets out of the socket. */
    void Drain();

    /** Take step after step until there is nothing to do or a step takes time. */
    void Run();

    /**
     * Take the next step if there is one.
     * @param work gets what was done
     * @return its events; nothing if there is nothing to do
     */
    std::optional<TlsEvents> Step(Work& work);

    /**
     * Handle the events of a step whose time has passed.
     * @param events the events
     */
    void Handle(const TlsEvents& events);

    /** Hand the socket as much as it takes. */
    void Flush();

    /**
     * End with a failure that TLS does not see.
     * @param reason why
     */
    void Fail(TlsFailureReason reason);

    /** The handshake takes too long. */
    void TimedOut();

    /**
     * It is over: tell of it, and let go of the socket after what is to be sent.
     * @param failure why; nothing: in order
     */
    void End(std::optional<TlsFailure> failure);

    /** Let go of the socket if nothing is to be sent any more. */
    void Linger();

    /**
     * Close the socket.
     * @param isOrderly whether unread octets are taken out first, since ns-3 resets otherwise
     */
    void Release(bool isOrderly);

    /** @return simulated time as Unix time */
    int64_t GetUnixTime() const;

    Time m_connectTimeout;          ///< attribute ConnectTimeout
    Time m_handshakeTimeout;        ///< attribute HandshakeTimeout
    Time m_closeTimeout;            ///< attribute CloseTimeout
    uint32_t m_maxQueue;            ///< attribute MaxQueue
    uint32_t m_maxInput;            ///< attribute MaxInput
    bool m_chargesTransfers{false}; ///< attribute ChargesTransfers

    Callbacks m_callbacks;                 ///< what to tell whom
    std::shared_ptr<TlsContext> m_context; ///< what connections share
    std::unique_ptr<TlsSession> m_session; ///< TLS
    Ptr<Socket> m_socket;                  ///< the socket; null once it is over
    Ptr<Processor> m_processor;            ///< the node's; null: everything is free
    Address m_peerAddress;                 ///< the peer's address
    std::string m_domain;                  ///< the domain to be reached
    std::deque<Octets> m_waiting;          ///< to be protected
    size_t m_waitingOctets{0};             ///< octets of m_waiting
    Octets m_input;                        ///< received, to be opened
    Octets m_output;                       ///< to be handed to the socket
    std::optional<TlsFailure> m_failure;   ///< why it failed
    EventId m_timer;                       ///< end of the current timeout
    bool m_isOutgoing{false};              ///< whether we opened it
    bool m_isConnected{false};             ///< TCP is connected
    bool m_wantsBegin{false};              ///< TLS is to begin
    bool m_wasEstablished{false};          ///< the handshake was complete
    bool m_isRunning{false};               ///< Run() is on the stack
    bool m_isBusy{false};                  ///< the time of a step passes
    bool m_isEnded{false};                 ///< TCP's stream from the peer has ended
    bool m_isClosing{false};               ///< the owner wants it closed after what waits
    bool m_isOver{false};                  ///< TLS is over; octets may still wait to be sent

    TracedCallback<Ptr<const TlsConnection>, const TlsPeer*, const TlsFailure*>
        m_handshakeTrace; ///< a handshake is complete, or failed
    TracedCallback<Ptr<const TlsConnection>, const TlsFailure*>
        m_closedTrace; ///< an established connection is over
};

} // namespace ns3

#endif // TLS_CONNECTION_H
