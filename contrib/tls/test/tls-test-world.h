// SPDX-License-Identifier: GPL-2.0-only
#ifndef TLS_TEST_WORLD_H
#define TLS_TEST_WORLD_H

#include "ns3/certificate-authority.h"
#include "ns3/crypto-library-pool.h"
#include "ns3/rsa-key-pool.h"
#include "ns3/test.h"
#include "ns3/tls-session.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/// A test case that is a function, which checks through the case that it gets.
class TlsTestCase : public TestCase
{
  public:
    /// What the case does.
    using Function = std::function<void(TlsTestCase&)>;

    /**
     * @param name name of the case
     * @param function what it does
     */
    TlsTestCase(const std::string& name, Function function);

    /**
     * @param condition what must hold
     * @param what what is wrong if not
     */
    void Expect(bool condition, const std::string& what);

  private:
    void DoRun() override;

    Function m_function; ///< what the case does
};

/// Authorities, keys and settings for the tests.
struct TlsWorld
{
    static constexpr int64_t BEGIN = 1700000000; ///< when the certificates become valid
    static constexpr int64_t END = 1800000000;   ///< when they expire
    static constexpr int64_t NOW = BEGIN + 1000; ///< when the tests take place

    /**
     * @param letter tells seeds apart
     */
    explicit TlsWorld(char letter = 't');

    /**
     * @param names subjectAltNames, as CertificateAuthority wants them
     * @param rsaBits size of an RSA key; 0: P-256
     * @param commonName the subject's common name
     * @return a new credential by the authority
     */
    Credential Issue(const std::vector<std::string>& names,
                     unsigned rsaBits = 0,
                     const std::string& commonName = "somebody");

    /** @return settings of a server that is "example.com", with a P-256 key */
    TlsSettings MakeServer();

    /** @return settings of a client that trusts the authority */
    TlsSettings MakeClient();

    /**
     * @param settings settings
     * @return a context of this world's CryptoContext
     */
    std::shared_ptr<TlsContext> Make(const TlsSettings& settings) const;

    std::shared_ptr<CryptoContext> crypto;           ///< the only context
    std::shared_ptr<CertificateAuthority> authority; ///< who signs
    std::shared_ptr<TrustStore> trust;               ///< trusts the authority
    RsaKeyPool keys;                                 ///< RSA keys
    Work work;                                       ///< not looked at
    uint64_t serial{100};                            ///< the next serial number
};

/// Two sessions and the octets between them.
struct TlsPair
{
    /**
     * @param clientContext the client's context
     * @param serverContext the server's context
     * @param domain what the client wants to reach
     */
    TlsPair(const std::shared_ptr<TlsContext>& clientContext,
            const std::shared_ptr<TlsContext>& serverContext,
            const std::string& domain = "example.com");

    /** Begin, and carry octets to and fro until there are none. */
    void Run();

    /** Carry octets to and fro until there are none. */
    void Carry();

    /**
     * Note events of the client or the server.
     * @param isClient whose they are
     * @param events the events
     */
    void Note(bool isClient, const TlsEvents& events);

    /** @return whether both are established */
    bool AreEstablished() const;

    TlsSession client;          ///< one end
    TlsSession server;          ///< the other end
    Octets toServer;            ///< octets on their way
    Octets toClient;            ///< octets on their way
    Octets sentByClient;        ///< all of them so far
    Octets sentByServer;        ///< all of them so far
    Octets plainAtClient;       ///< what the client received
    Octets plainAtServer;       ///< what the server received
    std::string clientEvents;   ///< a letter for each: o, p, e, c, f
    std::string serverEvents;   ///< a letter for each
    Work clientWork;            ///< what the client did
    Work serverWork;            ///< what the server did
    int64_t now{TlsWorld::NOW}; ///< Unix time
};

} // namespace ns3

#endif // TLS_TEST_WORLD_H
