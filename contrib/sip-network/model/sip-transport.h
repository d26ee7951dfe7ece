// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_TRANSPORT_H
#define SIP_TRANSPORT_H

#include "ns3/node.h"
#include "ns3/object.h"
#include "ns3/sip-connection.h"
#include "ns3/sip-destination.h"
#include "ns3/sip-parser.h"
#include "ns3/sip-via.h"
#include "ns3/work.h"

#include <functional>
#include <string>
#include <tl/expected.hpp>

namespace ns3
{

/** One transport protocol of an element: UDP, TCP, TLS. */
class SipTransport : public Object
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /** Called with each message received. */
    using ReceiveCallback = std::function<void(SipReception)>;
    /** Called with each message that cannot be parsed; the connection is null for UDP. */
    using MalformedCallback =
        std::function<void(const SipParseError&, const SipAddress&, Ptr<SipConnection>)>;
    /** Called once when a connection has closed or failed. */
    using ClosedCallback = std::function<void(Ptr<SipConnection>)>;
    /** Called once for each connection, made or accepted; the flag says whether we opened it. */
    using OpenedCallback = std::function<void(Ptr<SipConnection>, bool)>;

    /** Has a processor do some work, then goes on; drops the rest if the element has stopped. */
    using Executor = std::function<void(const Work&, std::function<void()>)>;

    /**
     * Lets messages and connections take processor time: a received message is handed up, and a
     * message to be sent leaves, when its work is done.
     *
     * @param executor has the work done; null: messages take no time
     */
    void SetExecutor(Executor executor);
    /** @param received called with each message received */
    void SetReceiveCallback(ReceiveCallback received);
    /** @param malformed called with each message that cannot be parsed */
    void SetMalformedCallback(MalformedCallback malformed);
    /** @param closed called when a connection has ended */
    void SetClosedCallback(ClosedCallback closed);
    /** @param opened called when a connection begins */
    void SetOpenedCallback(OpenedCallback opened);
    /** @param limits bounds on what is parsed */
    void SetLimits(const SipLimits& limits);

    /** @return the protocol */
    virtual SipTransportProtocol GetProtocol() const = 0;
    /**
     * Opens the listening socket. To be called at the application's start, not before.
     *
     * @param node the node
     * @param port the local port
     * @return whether the port was free
     */
    virtual bool Listen(Ptr<Node> node, uint16_t port) = 0;
    /** Closes everything. */
    virtual void Stop() = 0;
    /**
     * Adds to the top Via of a request what this transport has to say in it. Nothing here.
     *
     * @param via the Via; transport and sent-by are there
     */
    virtual void CompleteVia(SipVia& via) const;
    /**
     * Sends a message.
     *
     * @param octets the message
     * @param destination where to; its connection is used if it is usable
     * @return the connection used, null for UDP, if it was sent or queued; or why it was not
     */
    [[nodiscard]] virtual tl::expected<Ptr<SipConnection>, SipConnectionFailure> Send(
        const std::string& octets,
        const SipDestination& destination) = 0;

  protected:
    void DoDispose() override;
    /** @return whether messages take processor time */
    bool ChargesMessages() const;
    /**
     * Charges what a received message takes: the kernel, parsing, routing.
     *
     * @param octets its length
     * @param done goes on
     */
    void ExecuteReceipt(std::size_t octets, std::function<void()> done) const;
    /**
     * Charges what a message to be sent takes: serializing, the kernel.
     *
     * @param octets its length
     * @param done goes on
     */
    void ExecuteSending(std::size_t octets, std::function<void()> done) const;
    /**
     * Charges what opening, accepting and closing a TCP connection takes. Nobody waits for it.
     *
     * @param isOutgoing whether we open it
     */
    void ExecuteConnection(bool isOutgoing) const;

    ReceiveCallback m_received;    ///< see SetReceiveCallback
    MalformedCallback m_malformed; ///< see SetMalformedCallback
    ClosedCallback m_closed;       ///< see SetClosedCallback
    OpenedCallback m_opened;       ///< see SetOpenedCallback
    SipLimits m_limits;            ///< bounds on what is parsed

  private:
    Executor m_executor; ///< see SetExecutor
};

} // namespace ns3

#endif // SIP_TRANSPORT_H
