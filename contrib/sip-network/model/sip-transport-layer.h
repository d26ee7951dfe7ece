// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_TRANSPORT_LAYER_H
#define SIP_TRANSPORT_LAYER_H

#include "ns3/sip-destination.h"
#include "ns3/sip-transport.h"
#include "ns3/traced-callback.h"

#include <functional>
#include <map>
#include <string>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * The transport layer of an element (RFC 3261, section 18): its transports, the choice between
 * them, Via's sent-by, received and rport, and the way of responses.
 */
class SipTransportLayer : public Object
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    SipTransportLayer();

    /** Called with each well-formed message. */
    using ReceiveCallback = std::function<void(SipReception)>;
    /** Called when a connection that carried requests has closed or failed. */
    using ClosedCallback = std::function<void(Ptr<SipConnection>)>;

    /**
     * @param received called with each well-formed message
     * @param closed called when a connection has ended
     */
    void SetCallbacks(ReceiveCallback received, ClosedCallback closed);
    /** @param executor lets messages take processor time; null: they take none. Before Start */
    void SetExecutor(const SipTransport::Executor& executor);
    /** @param transport a transport; replaces one of the same protocol. Before Start only */
    void AddTransport(Ptr<SipTransport> transport);
    /**
     * @param protocol a protocol
     * @return its transport, or null
     */
    Ptr<SipTransport> GetTransport(SipTransportProtocol protocol) const;
    /** @param limits bounds on what is parsed, for all transports */
    void SetLimits(const SipLimits& limits);
    /**
     * Opens the listening sockets.
     *
     * @param node the node
     * @param sentByHost what our Via header fields say: a host name, or an address
     * @param port local port of UDP and TCP; TLS takes the next one
     */
    void Start(Ptr<Node> node, const std::string& sentByHost, uint16_t port);
    /** Closes everything. */
    void Stop();

    /**
     * Makes a request ready to be sent (18.1.1): decides between UDP and TCP by its size, and
     * writes transport and sent-by into the top Via, whose branch must be there. To be called
     * before the transaction is made, since the transaction depends on the protocol.
     *
     * @param request the request
     * @param destination its protocol may change from UDP to TCP
     */
    void PrepareRequest(SipMessage& request, SipDestination& destination) const;
    /**
     * Sends a request that was made ready.
     *
     * @param request the request
     * @param destination where to; receives the connection used
     * @return nothing if it was sent or queued; or why it was not
     */
    [[nodiscard]] tl::expected<void, SipConnectionFailure> SendRequest(const SipMessage& request,
                                                                       SipDestination& destination);
    /**
     * Sends a response where its top Via and the request's reception say (18.2.2, RFC 3581). What
     * came by TLS is answered by TLS, whatever its Via says.
     *
     * @param response the response
     * @param connection the connection by which the request came; null for UDP
     * @return nothing if it was sent or queued; or why it was not
     */
    tl::expected<void, SipConnectionFailure> SendResponse(const SipMessage& response,
                                                          Ptr<SipConnection> connection);

    /** @return octets of all SIP messages sent, retransmissions included */
    uint64_t GetSentOctets() const;
    /** @return number of SIP messages sent, retransmissions included */
    uint64_t GetSentMessages() const;
    /** @return number of connections opened by this element so far */
    uint32_t GetOpenedConnections() const;
    /** @return number of connections accepted by this element so far */
    uint32_t GetAcceptedConnections() const;

    /**
     * Signature of the trace sources Tx and Rx.
     *
     * @param message the message
     * @param peer the other end
     * @param octets its length as sent
     */
    typedef void (*MessageTracedCallback)(const SipMessage& message,
                                          const SipAddress& peer,
                                          uint32_t octets);
    /**
     * Signature of the trace source Malformed.
     *
     * @param reason what is wrong
     * @param peer the sender
     */
    typedef void (*MalformedTracedCallback)(const std::string& reason, const SipAddress& peer);
    /**
     * Signature of the trace source Connection.
     *
     * @param connection a new connection
     * @param isOutgoing whether this element opened it
     */
    typedef void (*ConnectionTracedCallback)(Ptr<SipConnection> connection, bool isOutgoing);
    /**
     * Signature of the trace source ConnectionEnd.
     *
     * @param connection a connection that has ended
     * @param failure why; of kind None if we closed it in good order
     */
    typedef void (*ConnectionEndTracedCallback)(Ptr<SipConnection> connection,
                                                const SipConnectionFailure& failure);

  protected:
    void DoDispose() override;

  private:
    /** @param reception a message that came in */
    void Receive(SipReception reception);
    /** Answers 400 to a request that can be answered, and drops the rest. */
    void ReceiveMalformed(const SipParseError& error,
                          const SipAddress& peer,
                          Ptr<SipConnection> connection);
    /** Writes received and rport into the top Via of a request (18.2.1, RFC 3581). */
    static bool MarkVia(SipMessage& request, const SipAddress& source);
    /** Sends octets by the transport of the destination. */
    tl::expected<void, SipConnectionFailure> Send(const SipMessage& message,
                                                  SipDestination& destination);

    ReceiveCallback m_received;                                     ///< well-formed messages
    ClosedCallback m_closed;                                        ///< ended connections
    std::map<SipTransportProtocol, Ptr<SipTransport>> m_transports; ///< by protocol
    std::string m_sentByHost;                                       ///< host of our Via
    uint16_t m_port{0};                                             ///< port of our Via
    uint32_t m_maxUdpRequestSize{1300};                             ///< octets
    uint64_t m_sentOctets{0};                                       ///< sent so far
    uint64_t m_sentMessages{0};                                     ///< sent so far
    uint32_t m_openedConnections{0};                                ///< so far
    uint32_t m_acceptedConnections{0};                              ///< so far

    TracedCallback<const SipMessage&, const SipAddress&, uint32_t> m_txTrace;   ///< Tx
    TracedCallback<const SipMessage&, const SipAddress&, uint32_t> m_rxTrace;   ///< Rx
    TracedCallback<const std::string&, const SipAddress&> m_malformedTrace;     ///< Malformed
    TracedCallback<Ptr<SipConnection>, bool> m_connectionTrace;                 ///< Connection
    TracedCallback<Ptr<SipConnection>, const SipConnectionFailure&> m_endTrace; ///< ConnectionEnd
};

} // namespace ns3

#endif // SIP_TRANSPORT_LAYER_H
