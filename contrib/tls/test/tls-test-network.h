// SPDX-License-Identifier: GPL-2.0-only
#ifndef TLS_TEST_NETWORK_H
#define TLS_TEST_NETWORK_H

#include "tls-test-world.h"

#include "ns3/inet-socket-address.h"
#include "ns3/node.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/processor.h"
#include "ns3/tls-connection.h"

#include <memory>
#include <string>
#include <vector>

namespace ns3
{

/// One end of a connection, and what it was told.
struct TlsTestEnd
{
    Ptr<TlsConnection> connection;       ///< the connection
    int established{0};                  ///< how often it was told of the handshake
    Time establishedAt;                  ///< when
    Octets received;                     ///< all octets
    Time receivedAt;                     ///< when the last came
    int closed{0};                       ///< how often it was told of the end
    Time closedAt;                       ///< when
    std::string reason;                  ///< why; "in order" if there was no failure
    int traced{0};                       ///< how often a handshake was traced
    std::string tracedReason;            ///< why it failed, as traced
    int tracedClosed{0};                 ///< how often the end was traced
    std::function<void()> onEstablished; ///< done then
    std::function<void()> onReceived;    ///< done then
};

/// A client and a server with a link of 5 ms and 10 Mbit/s between them.
class TlsTestNetwork
{
  public:
    static constexpr uint16_t PORT = 5061; ///< where the server listens

    TlsTestNetwork();
    ~TlsTestNetwork();

    /**
     * Listen on the server.
     * @param context context of accepted connections
     */
    void Listen(const std::shared_ptr<TlsContext>& context);

    /**
     * Open a connection one simulated second after the beginning of the simulation.
     * @param context context of the client
     * @param domain the domain to reach
     * @param delay later than that
     * @return the client's end
     */
    TlsTestEnd& Connect(const std::shared_ptr<TlsContext>& context,
                        const std::string& domain = "example.com",
                        Time delay = Time());

    /**
     * Open a TCP connection that does not speak TLS, one second after the beginning.
     * @return the socket
     */
    Ptr<Socket> ConnectPlain();

    /**
     * Give both nodes processors on which some operations take time.
     * @param json a cost profile; empty: the default one
     */
    void InstallProcessors();

    /**
     * @param seconds how long to run the simulation, from its beginning
     */
    void Run(double seconds);

    std::vector<std::unique_ptr<TlsTestEnd>> clients; ///< the clients' ends
    std::vector<std::unique_ptr<TlsTestEnd>> servers; ///< the accepted ends
    std::function<void(TlsTestEnd&)> onAccept;        ///< done with each accepted end
    Ptr<Node> clientNode;                             ///< node of the clients
    Ptr<Node> serverNode;                             ///< node of the server
    Ptr<PointToPointNetDevice> clientDevice;          ///< the clients' end of the link
    InetSocketAddress serverAddress;                  ///< where the server listens

  private:
    /**
     * @param list where to put it
     * @return a new end with a connection that tells it
     */
    TlsTestEnd& Make(std::vector<std::unique_ptr<TlsTestEnd>>& list);

    /**
     * @param socket accepted
     * @param from address of the client
     */
    void Accepted(Ptr<Socket> socket, const Address& from);

    std::shared_ptr<TlsContext> m_context; ///< context of accepted connections
    Ptr<Socket> m_listener;                ///< listens
};

} // namespace ns3

#endif // TLS_TEST_NETWORK_H
