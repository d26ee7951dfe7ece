// SPDX-License-Identifier: GPL-2.0-only
// What a TLS handshake and a message cost: OpenSSL alone with memory BIOs, a session of this
// project without I/O, a connection over simulated TCP, and simulated TCP alone with the same
// octets. All in turns within one process, in processor time. Prints lines: mode, what, turn,
// nanoseconds each.
#include "ns3/certificate-authority.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/processor-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/tls-connection.h"

#include <cstdlib>
#include <ctime>
#include <deque>
#include <functional>
#include <iostream>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string>
#include <utility>
#include <vector>

namespace
{

using namespace ns3;

constexpr int64_t BEGIN = 1700000000; ///< when the certificates become valid
constexpr int64_t END = 1800000000;   ///< when they expire
constexpr int HANDSHAKES = 100;       ///< in each turn
constexpr int MESSAGES = 20000;       ///< in each turn
constexpr size_t MESSAGE_SIZE = 700;  ///< octets, about those of an INVITE
constexpr uint16_t PORT = 5061;       ///< where servers listen

/// @return nanoseconds of processor time that this process has used
double
GetTime()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// @param isGood what must hold
void
Require(bool isGood)
{
    if (!isGood)
    {
        std::cerr << "tls-cost: a connection failed\n";
        std::exit(1);
    }
}

/// An authority and a server's credential, made once.
struct Keys
{
    std::shared_ptr<CryptoContext> crypto =
        std::make_shared<CryptoContext>(Octets(CryptoContext::SEED_SIZE, 'b'));
    CertificateAuthority authority =
        CertificateAuthority::Create(*crypto, "Authority", BEGIN, END).value();
    Work work;
    PrivateKey key = PrivateKey::GenerateP256(*crypto, work).value();
    Certificate certificate =
        authority.Issue(*crypto, {"server", {"dns:example.com"}, 2, BEGIN, END}, key.GetPublicKey())
            .value();
};

/// OpenSSL as anybody uses it: its default library, memory BIOs, its own path validation.
class OpenSslAlone
{
  public:
    explicit OpenSslAlone(const Keys& keys)
        : m_client(SSL_CTX_new(TLS_method()))
        , m_server(SSL_CTX_new(TLS_method()))
    {
        for (SSL_CTX* each : {m_client, m_server})
        {
            SSL_CTX_set_ciphersuites(each, "TLS_AES_128_GCM_SHA256");
            SSL_CTX_set1_groups_list(each, "P-256");
            SSL_CTX_set1_sigalgs_list(each, "ecdsa_secp256r1_sha256");
            SSL_CTX_set_num_tickets(each, 0);
            SSL_CTX_set_options(each, SSL_OP_NO_TICKET);
            SSL_CTX_set_session_cache_mode(each, SSL_SESS_CACHE_OFF);
            SSL_CTX_set_mode(each, SSL_MODE_RELEASE_BUFFERS); // as whoever has many connections
        }
        X509* const certificate = Read(keys.certificate);
        X509* const anchor = Read(keys.authority.GetCertificate());
        const Octets pem(keys.key.ToPem().Reveal());
        BIO* const bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
        EVP_PKEY* const key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
        SSL_CTX_use_certificate(m_server, certificate);
        SSL_CTX_use_PrivateKey(m_server, key);
        X509_STORE_add_cert(SSL_CTX_get_cert_store(m_client), anchor);
        SSL_CTX_set_verify(m_client, SSL_VERIFY_PEER, nullptr);
        X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(m_client), BEGIN + 9);
        BIO_free(bio);
        EVP_PKEY_free(key);
        X509_free(certificate);
        X509_free(anchor);
    }

    ~OpenSslAlone()
    {
        SSL_CTX_free(m_client);
        SSL_CTX_free(m_server);
    }

    /// @return nanoseconds for a handshake of both ends, then for a message
    std::pair<double, double>
    Measure()
    {
        double begin = GetTime();
        for (int i = 0; i < HANDSHAKES; ++i)
        {
            Shake();
        }
        const double handshake = (GetTime() - begin) / HANDSHAKES;
        const std::string message(MESSAGE_SIZE, 'm');
        char buffer[16384];
        begin = GetTime();
        for (int i = 0; i < MESSAGES; ++i)
        {
            SSL_write(m_ends[0], message.data(), static_cast<int>(message.size()));
            Carry(m_ends[0], m_ends[1]);
            Require(SSL_read(m_ends[1], buffer, sizeof(buffer)) == static_cast<int>(MESSAGE_SIZE));
        }
        const double each = (GetTime() - begin) / MESSAGES;
        Free();
        return {handshake, each};
    }

  private:
    static X509*
    Read(const Certificate& certificate)
    {
        const auto* data = reinterpret_cast<const unsigned char*>(certificate.GetDer().data());
        return d2i_X509(nullptr, &data, static_cast<long>(certificate.GetDer().size()));
    }

    static void
    Carry(SSL* from, SSL* to)
    {
        char* data = nullptr;
        BIO* const bio = SSL_get_wbio(from);
        const long size = BIO_get_mem_data(bio, &data);
        if (size > 0)
        {
            BIO_write(SSL_get_rbio(to), data, static_cast<int>(size));
            BIO_reset(bio);
        }
    }

    void
    Free()
    {
        for (SSL*& each : m_ends)
        {
            SSL_free(each);
            each = nullptr;
        }
    }

    void
    Shake()
    {
        Free();
        m_ends[0] = SSL_new(m_client);
        m_ends[1] = SSL_new(m_server);
        for (SSL* each : m_ends)
        {
            SSL_set_bio(each, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
        }
        SSL_set_connect_state(m_ends[0]);
        SSL_set_accept_state(m_ends[1]);
        SSL_set_tlsext_host_name(m_ends[0], "example.com");
        SSL_set1_host(m_ends[0], "example.com");
        for (int i = 0; i < 4; ++i)
        {
            SSL_do_handshake(m_ends[0]);
            Carry(m_ends[0], m_ends[1]);
            SSL_do_handshake(m_ends[1]);
            Carry(m_ends[1], m_ends[0]);
            if (SSL_is_init_finished(m_ends[0]) && SSL_is_init_finished(m_ends[1]))
            {
                return;
            }
        }
        Require(false);
    }

    SSL_CTX* m_client;                ///< the client's
    SSL_CTX* m_server;                ///< the server's
    SSL* m_ends[2]{nullptr, nullptr}; ///< both ends
};

/// Sizes of the flights of a handshake: from client and server in turns.
using Flights = std::vector<size_t>;

/// Sessions of this project, and connections over simulated TCP.
class Ours
{
  public:
    explicit Ours(const Keys& keys)
    {
        TlsSettings client;
        auto trust = std::make_shared<TrustStore>(*keys.crypto);
        trust->AddAnchor(keys.authority.GetCertificate());
        client.trust = trust;
        client.epoch = BEGIN + 9;
        TlsSettings server;
        server.credential = Credential{keys.certificate, keys.key};
        server.epoch = BEGIN + 9;
        m_client = TlsContext::Create(keys.crypto, client).value();
        m_server = TlsContext::Create(keys.crypto, server).value();
    }

    /// @return nanoseconds for a handshake of both ends without I/O, then for a message
    std::pair<double, double>
    MeasureSessions()
    {
        std::unique_ptr<TlsSession> client;
        std::unique_ptr<TlsSession> server;
        double begin = GetTime();
        for (int i = 0; i < HANDSHAKES; ++i)
        {
            client = std::make_unique<TlsSession>(m_client, TlsRole::Client, "example.com");
            server = std::make_unique<TlsSession>(m_server, TlsRole::Server);
            Work work;
            m_flights.clear();
            TlsEvents events = client->Begin(BEGIN + 9, work);
            for (int turn = 0; !events.empty() && turn < 8; ++turn)
            {
                TlsEvents next;
                for (const TlsEvent& event : events)
                {
                    if (event.kind == TlsEvent::Kind::Output)
                    {
                        m_flights.push_back(event.octets.size());
                        Work step;
                        next =
                            (turn % 2 ? *client : *server).Receive(event.octets, BEGIN + 9, step);
                    }
                }
                events = std::move(next);
            }
            Require(client->IsEstablished() && server->IsEstablished());
        }
        const double handshake = (GetTime() - begin) / HANDSHAKES;
        const Octets message(MESSAGE_SIZE, 'm');
        begin = GetTime();
        for (int i = 0; i < MESSAGES; ++i)
        {
            Work sealing;
            const TlsEvents sent = client->Send(message, sealing);
            Work opening;
            const TlsEvents got = server->Receive(sent.front().octets, BEGIN + 9, opening);
            Require(got.size() == 1 && got.front().octets.size() == MESSAGE_SIZE);
            m_record = sent.front().octets.size();
        }
        return {handshake, (GetTime() - begin) / MESSAGES};
    }

    /// @return nanoseconds for a handshake over simulated TCP, then for a message
    std::pair<double, double>
    MeasureConnections() const
    {
        return {MeasureConnections(HANDSHAKES, 0), MeasureConnections(1, MESSAGES)};
    }

    /// @return nanoseconds for a connection with as many octets over simulated TCP, then for a
    /// message
    std::pair<double, double>
    MeasureTcp() const
    {
        return {MeasureTcp(HANDSHAKES, 0), MeasureTcp(1, MESSAGES)};
    }

  private:
    /// @param handshakes how many connections
    /// @param messages how many messages on the first
    /// @return nanoseconds for a message; without messages, for a connection
    double MeasureConnections(int handshakes, int messages) const;

    /// @param handshakes how many connections
    /// @param messages how many messages on the first
    /// @return nanoseconds for a message; without messages, for a connection
    double MeasureTcp(int handshakes, int messages) const;

    std::shared_ptr<TlsContext> m_client; ///< the client's
    std::shared_ptr<TlsContext> m_server; ///< the server's
    Flights m_flights;                    ///< octets of the last handshake
    size_t m_record{0};                   ///< octets of a protected message
};

/// Two nodes with a link, and a listening socket.
class Network
{
  public:
    explicit Network(const std::function<void(Ptr<Socket>, const Address&)>& accepted)
        : m_accepted(accepted)
    {
        NodeContainer nodes;
        nodes.Create(2);
        client = nodes.Get(0);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
        link.SetChannelAttribute("Delay", StringValue("100us"));
        const NetDeviceContainer devices = link.Install(nodes);
        InternetStackHelper().Install(nodes);
        Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices);
        m_listener = Socket::CreateSocket(nodes.Get(1), TcpSocketFactory::GetTypeId());
        m_listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
        m_listener->Listen();
        m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                      MakeCallback(&Network::Accepted, this));
    }

    /// @return a new socket of the client
    Ptr<Socket>
    MakeSocket() const
    {
        return Socket::CreateSocket(client, TcpSocketFactory::GetTypeId());
    }

    Ptr<Node> client;                                        ///< opens connections
    InetSocketAddress server{Ipv4Address("10.0.0.2"), PORT}; ///< where to

  private:
    void
    Accepted(Ptr<Socket> socket, const Address& from)
    {
        m_accepted(socket, from);
    }

    std::function<void(Ptr<Socket>, const Address&)> m_accepted; ///< takes sockets
    Ptr<Socket> m_listener;                                      ///< listens
};

/// @param action done again and again, a millisecond after each other
/// @param count how often
/// @return nanoseconds for each, all that it causes included
double
RunMany(const std::function<void()>& action, int count)
{
    if (count == 0)
    {
        return 0;
    }
    for (int i = 0; i < count; ++i)
    {
        Simulator::Schedule(MilliSeconds(i + 1), action);
    }
    const double begin = GetTime();
    Simulator::Stop(MilliSeconds(count + 100));
    Simulator::Run();
    return (GetTime() - begin) / count;
}

double
Ours::MeasureConnections(int handshakes, int messages) const
{
    std::vector<Ptr<TlsConnection>> ends;
    uint64_t received = 0;
    int established = 0;
    TlsConnection::Callbacks callbacks;
    callbacks.received = [&](Ptr<TlsConnection>, const Octets& octets)
    {
        received += octets.size();
    };
    callbacks.established = [&](Ptr<TlsConnection>, const TlsPeer&)
    {
        ++established;
    };
    const auto make = [&]
    {
        ends.push_back(CreateObject<TlsConnection>());
        ends.back()->SetCallbacks(callbacks);
        return ends.back();
    };
    Network network(
        [&](Ptr<Socket> socket, const Address& from)
        {
            make()->Accept(socket, from, m_server);
        });
    const double handshake = RunMany(
        [&]
        {
            make()->Connect(network.MakeSocket(), network.server, m_client, "example.com");
        },
        handshakes);
    Require(established == 2 * handshakes);
    const Octets message(MESSAGE_SIZE, 'm');
    const Ptr<TlsConnection> sender = ends.front();
    const double each = RunMany(
        [&]
        {
            sender->Send(message);
        },
        messages);
    Require(received == messages * MESSAGE_SIZE);
    for (const auto& end : ends)
    {
        end->Dispose();
    }
    Simulator::Destroy();
    return messages > 0 ? each : handshake;
}

double
Ours::MeasureTcp(int handshakes, int messages) const
{
    // Each end sends its next flight when it has received the peer's.
    struct End
    {
        Ptr<Socket> socket; ///< the socket
        size_t next{0};     ///< number of the flight to be received
        size_t waiting{0};  ///< octets of it that are still to come
    };
    std::deque<End> ends;
    uint64_t received = 0;
    const auto send = [](const Ptr<Socket>& socket, size_t size)
    {
        const Octets octets(size, 'x');
        socket->Send(Create<Packet>(reinterpret_cast<const uint8_t*>(octets.data()),
                                    static_cast<uint32_t>(octets.size())));
    };
    const auto sendFlight = [&](End& end, size_t number)
    {
        if (number < m_flights.size())
        {
            send(end.socket, m_flights[number]);
        }
        end.next = number + 1;
        end.waiting = end.next < m_flights.size() ? m_flights[end.next] : 0;
    };
    const auto attach = [&](const Ptr<Socket>& socket) -> End&
    {
        ends.push_back({socket, 0, m_flights[0]});
        End* const end = &ends.back();
        socket->SetRecvCallback(Callback<void, Ptr<Socket>>(
            [&, end](Ptr<Socket> from)
            {
                const Ptr<Packet> packet = from->Recv();
                Octets octets(packet->GetSize(), '\0');
                packet->CopyData(reinterpret_cast<uint8_t*>(octets.data()), packet->GetSize());
                received += octets.size();
                if (end->waiting > 0)
                {
                    end->waiting -= std::min(end->waiting, octets.size());
                    if (end->waiting == 0)
                    {
                        sendFlight(*end, end->next + 1);
                    }
                }
            }));
        return *end;
    };
    Network network(
        [&](Ptr<Socket> socket, const Address&)
        {
            attach(socket);
        });
    const double handshake = RunMany(
        [&]
        {
            End& end = attach(network.MakeSocket());
            End* const one = &end;
            end.socket->SetConnectCallback(Callback<void, Ptr<Socket>>(
                                               [&, one](Ptr<Socket>)
                                               {
                                                   sendFlight(*one, 0);
                                               }),
                                           MakeNullCallback<void, Ptr<Socket>>());
            end.socket->Bind();
            end.socket->Connect(network.server);
        },
        handshakes);
    uint64_t wanted = 0;
    for (const size_t each : m_flights)
    {
        wanted += each * handshakes;
    }
    Require(received == wanted);
    const Ptr<Socket> sender = ends.front().socket;
    const double each = RunMany(
        [&]
        {
            send(sender, m_record);
        },
        messages);
    Simulator::Destroy();
    return messages > 0 ? each : handshake;
}

} // namespace

/**
 * @param argc 2
 * @param argv number of turns
 * @return exit status
 */
int
main(int argc, char* argv[])
{
    const int turns = argc == 2 ? std::atoi(argv[1]) : 0;
    if (turns < 1)
    {
        std::cerr << "usage: tls-cost TURNS\n";
        return 2;
    }
    const Keys keys;
    OpenSslAlone alone(keys);
    Ours ours(keys);
    const auto print = [](const char* mode, int turn, const std::pair<double, double>& times)
    {
        std::cout << mode << " handshake " << turn << " " << times.first << "\n"
                  << mode << " message " << turn << " " << times.second << "\n";
    };
    for (int turn = 0; turn < turns; ++turn)
    {
        print("openssl", turn, alone.Measure());
        print("session", turn, ours.MeasureSessions());
        print("simulator", turn, ours.MeasureConnections());
        print("tcp", turn, ours.MeasureTcp());
    }
    return 0;
}
