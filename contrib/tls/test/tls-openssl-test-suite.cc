// SPDX-License-Identifier: GPL-2.0-only
// Sessions against the program `openssl`, over a real loopback connection.
#include "tls-test-world.h"

#include <arpa/inet.h>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ns3
{

namespace
{

constexpr int PATIENCE_MS = 20000; ///< wall-clock time after which a test gives up

/// A folder for keys and certificates, which goes with it.
class TemporaryFolder
{
  public:
    TemporaryFolder()
    {
        char name[] = "/tmp/confide-tls-XXXXXX";
        m_path = mkdtemp(name);
    }

    ~TemporaryFolder()
    {
        for (const std::string& each : m_files)
        {
            unlink(each.c_str());
        }
        rmdir(m_path.c_str());
    }

    /**
     * @param name name of a file
     * @param text what to write into it
     * @return its path
     */
    std::string
    Write(const std::string& name, const std::string& text)
    {
        const std::string path = m_path + "/" + name;
        std::ofstream(path) << text;
        m_files.push_back(path);
        return path;
    }

  private:
    std::string m_path;               ///< where it is
    std::vector<std::string> m_files; ///< what is in it
};

/// The program `openssl`, running; ended when this goes.
class OpenSslProgram
{
  public:
    /**
     * @param arguments its arguments
     */
    explicit OpenSslProgram(const std::vector<std::string>& arguments)
    {
        int out[2];
        int in[2];
        if (pipe(out) != 0 || pipe(in) != 0)
        {
            return;
        }
        m_process = fork();
        if (m_process == 0)
        {
            dup2(in[0], 0);
            dup2(out[1], 1);
            dup2(out[1], 2);
            close(in[1]);
            close(out[0]);
            std::vector<char*> list{const_cast<char*>("openssl")};
            for (const std::string& each : arguments)
            {
                list.push_back(const_cast<char*>(each.c_str()));
            }
            list.push_back(nullptr);
            execvp("openssl", list.data());
            _exit(127);
        }
        close(out[1]);
        close(in[0]);
        m_output = out[0];
        m_input = in[1];
    }

    ~OpenSslProgram()
    {
        close(m_input);
        close(m_output);
        kill(m_process, SIGKILL);
        waitpid(m_process, nullptr, 0);
    }

    /**
     * @param wanted what it is to print
     * @return all that it has printed when it has printed that, or nothing for a long time
     */
    const std::string&
    Wait(const std::string& wanted)
    {
        pollfd descriptor{m_output, POLLIN, 0};
        char buffer[4096];
        while (m_text.find(wanted) == std::string::npos && poll(&descriptor, 1, PATIENCE_MS) > 0)
        {
            const ssize_t size = read(m_output, buffer, sizeof(buffer));
            if (size <= 0)
            {
                break;
            }
            m_text.append(buffer, static_cast<size_t>(size));
        }
        return m_text;
    }

    /**
     * @param text what it is to read
     */
    void
    Write(const std::string& text) const
    {
        [[maybe_unused]] const ssize_t size = write(m_input, text.data(), text.size());
    }

  private:
    pid_t m_process{-1};  ///< the process
    int m_input{-1};      ///< what it reads
    int m_output{-1};     ///< what it prints
    std::string m_text{}; ///< what it has printed
};

/// A session at one end of a real socket.
class Wire
{
  public:
    /**
     * @param context the session's context
     * @param role which end it is
     * @param socket a connected socket; closed with this
     */
    Wire(const std::shared_ptr<TlsContext>& context, TlsRole role, int socket)
        : session(context, role, "example.com")
        , m_socket(socket)
    {
        Handle(session.Begin(TlsWorld::NOW, m_work));
    }

    ~Wire()
    {
        close(m_socket);
    }

    /**
     * Carry octets until something has happened.
     * @param isDone whether it has
     */
    void
    Run(const std::function<bool()>& isDone)
    {
        pollfd descriptor{m_socket, POLLIN, 0};
        char buffer[4096];
        while (!session.IsOver() && !isDone() && poll(&descriptor, 1, PATIENCE_MS) > 0)
        {
            const ssize_t size = recv(m_socket, buffer, sizeof(buffer), 0);
            Handle(size > 0
                       ? session.Receive({buffer, static_cast<size_t>(size)}, TlsWorld::NOW, m_work)
                       : session.EndOfStream());
        }
    }

    /**
     * @param text what to send
     */
    void
    Send(const std::string& text)
    {
        Handle(session.Send(text, m_work));
    }

    /** Close in order. */
    void
    Close()
    {
        Handle(session.Close(m_work));
    }

    TlsSession session;   ///< the session
    Octets plain;         ///< what it received
    bool isClosed{false}; ///< the peer has closed in order

  private:
    /**
     * @param events events of the session
     */
    void
    Handle(const TlsEvents& events)
    {
        for (const TlsEvent& event : events)
        {
            if (event.kind == TlsEvent::Kind::Output)
            {
                send(m_socket, event.octets.data(), event.octets.size(), MSG_NOSIGNAL);
            }
            else if (event.kind == TlsEvent::Kind::Plain)
            {
                plain += event.octets;
            }
            isClosed = isClosed || event.kind == TlsEvent::Kind::Closed;
        }
    }

    int m_socket; ///< the socket
    Work m_work;  ///< not looked at
};

/** @return the loopback address with any port */
sockaddr_in
MakeLoopback()
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// What both directions need.
struct Setting
{
    /**
     * @param rsaBits size of the keys; 0: P-256
     */
    explicit Setting(unsigned rsaBits)
        : server(world.Issue({"dns:example.com"}, rsaBits))
        , client(world.Issue({"dns:example.net"}, rsaBits))
        , anchor(folder.Write("ca.pem", world.authority->GetCertificate().ToPem()))
    {
    }

    /**
     * @param credential a credential
     * @return the program's arguments for it
     */
    std::vector<std::string>
    Export(const Credential& credential)
    {
        return {"-cert",
                folder.Write("cert.pem", credential.certificate.ToPem()),
                "-key",
                folder.Write("key.pem", credential.key.ToPem().Reveal()),
                "-CAfile",
                anchor,
                "-attime",
                std::to_string(TlsWorld::NOW)};
    }

    TlsWorld world;         ///< authority and keys
    TemporaryFolder folder; ///< for the program
    Credential server;      ///< the server's
    Credential client;      ///< the client's
    std::string anchor;     ///< path of the authority's certificate
};

/**
 * @param version a version
 * @return the program's option for it
 */
std::string
GetOption(TlsVersion version)
{
    return version == TlsVersion::Tls12 ? "-tls1_2" : "-tls1_3";
}

void
TestOurClient(TlsTestCase& test, TlsVersion version, unsigned rsaBits)
{
    Setting setting(rsaBits);
    std::vector<std::string> arguments{"s_server",
                                       "-accept",
                                       "127.0.0.1:0",
                                       GetOption(version),
                                       "-Verify",
                                       "3",
                                       "-verify_return_error",
                                       "-rev"};
    const auto more = setting.Export(setting.server);
    arguments.insert(arguments.end(), more.begin(), more.end());
    OpenSslProgram program(arguments);
    const std::string& printed = program.Wait("ACCEPT 127.0.0.1:");
    const size_t place = printed.find("ACCEPT 127.0.0.1:");
    test.Expect(place != std::string::npos, "the server runs: " + printed);
    if (place == std::string::npos)
    {
        return;
    }
    sockaddr_in address = MakeLoopback();
    address.sin_port = htons(static_cast<uint16_t>(std::atoi(printed.c_str() + place + 17)));
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    test.Expect(connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0,
                "connected");
    TlsSettings settings = setting.world.MakeClient();
    settings.credential = setting.client;
    Wire wire(setting.world.Make(settings), TlsRole::Client, socket);
    wire.Run(
        [&]
        {
            return wire.session.IsEstablished();
        });
    test.Expect(wire.session.IsEstablished(), "established");
    wire.Send("confide\n");
    wire.Run(
        [&]
        {
            return wire.plain.size() >= 8;
        });
    test.Expect(wire.plain == "edifnoc\n", "the program has sent it back: " + wire.plain);
    test.Expect(wire.session.GetPeer() && wire.session.GetPeer()->isTrusted, "trusted");
    wire.Close();
}

void
TestOurServer(TlsTestCase& test, TlsVersion version, unsigned rsaBits)
{
    Setting setting(rsaBits);
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = MakeLoopback();
    socklen_t size = sizeof(address);
    test.Expect(bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0 &&
                    listen(listener, 1) == 0 &&
                    getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) == 0,
                "listening");
    std::vector<std::string> arguments{"s_client",
                                       "-connect",
                                       "127.0.0.1:" + std::to_string(ntohs(address.sin_port)),
                                       GetOption(version),
                                       "-verify",
                                       "3",
                                       "-verify_return_error",
                                       "-verify_hostname",
                                       "example.com",
                                       "-brief"};
    const auto more = setting.Export(setting.client);
    arguments.insert(arguments.end(), more.begin(), more.end());
    OpenSslProgram program(arguments);
    pollfd descriptor{listener, POLLIN, 0};
    test.Expect(poll(&descriptor, 1, PATIENCE_MS) > 0, "the client connects");
    const int socket = accept(listener, nullptr, nullptr);
    close(listener);
    TlsSettings settings = setting.world.MakeServer();
    settings.credential = setting.server;
    settings.clientCertificate = TlsClientCertificate::Required;
    Wire wire(setting.world.Make(settings), TlsRole::Server, socket);
    wire.Run(
        [&]
        {
            return wire.session.IsEstablished();
        });
    test.Expect(wire.session.IsEstablished(), "established");
    test.Expect(wire.session.GetPeer() &&
                    wire.session.GetPeer()->names == std::vector<std::string>{"example.net"},
                "its certificate");
    program.Write("request\n");
    wire.Run(
        [&]
        {
            return wire.plain.size() >= 8;
        });
    test.Expect(wire.plain == "request\n", "what the program has sent: " + wire.plain);
    wire.Send("response\n");
    const std::string& printed = program.Wait("response\n");
    test.Expect(printed.find("response\n") != std::string::npos, "what it has got: " + printed);
    test.Expect(printed.find("Verification: OK") != std::string::npos, "trusted: " + printed);
    wire.Close();
    wire.Run(
        []
        {
            return false;
        });
    test.Expect(!wire.session.GetFailure(), "in order");
}

void
TestRefused(TlsTestCase& test)
{
    // The program trusts nobody, and says so by an alert.
    Setting setting(0);
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = MakeLoopback();
    socklen_t size = sizeof(address);
    bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof(address));
    listen(listener, 1);
    getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    OpenSslProgram program({"s_client",
                            "-connect",
                            "127.0.0.1:" + std::to_string(ntohs(address.sin_port)),
                            "-verify",
                            "3",
                            "-verify_return_error",
                            "-brief"});
    const int socket = accept(listener, nullptr, nullptr);
    close(listener);
    TlsSettings settings = setting.world.MakeServer();
    Wire wire(setting.world.Make(settings), TlsRole::Server, socket);
    wire.Run(
        []
        {
            return false;
        });
    constexpr uint8_t UNKNOWN_CA = 48;
    test.Expect(wire.session.GetFailure() &&
                    wire.session.GetFailure()->reason == TlsFailureReason::AlertReceived &&
                    wire.session.GetFailure()->alertReceived == UNKNOWN_CA,
                wire.session.GetFailure() ? Describe(*wire.session.GetFailure()) : "no failure");
}

/// The suite against the program `openssl`.
class TlsOpenSslTestSuite : public TestSuite
{
  public:
    TlsOpenSslTestSuite()
        : TestSuite("tls-openssl")
    {
        for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13})
        {
            for (const unsigned rsaBits : {0U, 2048U})
            {
                const std::string name =
                    std::string(version == TlsVersion::Tls12 ? "TLS 1.2" : "TLS 1.3") +
                    (rsaBits ? ", RSA" : ", P-256");
                AddTestCase(new TlsTestCase("our client, openssl s_server: " + name,
                                            [=](auto& test)
                                            {
                                                TestOurClient(test, version, rsaBits);
                                            }));
                AddTestCase(new TlsTestCase("our server, openssl s_client: " + name,
                                            [=](auto& test)
                                            {
                                                TestOurServer(test, version, rsaBits);
                                            }));
            }
        }
        AddTestCase(new TlsTestCase("our server is refused by openssl s_client", TestRefused));
    }
};

TlsOpenSslTestSuite g_tlsOpenSslTestSuite; ///< registers the suite

} // namespace

} // namespace ns3
