// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_TLS_TEST_NETWORK_H
#define SIP_TLS_TEST_NETWORK_H

#include "sip-test-network.h"

#include "ns3/certificate-authority.h"
#include "ns3/credential.h"
#include "ns3/crypto-context.h"
#include "ns3/sip-tls-transport.h"
#include "ns3/tls-context.h"
#include "ns3/tls-session.h"
#include "ns3/trust-store.h"

#include <memory>
#include <string>
#include <vector>

namespace ns3
{

/** Gives TLS contexts to elements of tests; all share one library. */
class SipTestAuthority
{
  public:
    /** Seconds since 1970 at which simulated time begins; certificates are good a year around. */
    static constexpr int64_t EPOCH = 1056114123;

    /** @param seed makes this authority another than those of other seeds */
    explicit SipTestAuthority(char seed = 'T');

    /** @return a credential for alternative names, such as "dns:proxy.a.example" */
    Credential Issue(const std::vector<std::string>& names);
    /** @return the settings of who trusts this authority, with a credential for names if any */
    TlsSettings MakeSettings(const std::vector<std::string>& names = {});
    /** @return a context; the test stops if it cannot be made */
    std::shared_ptr<TlsContext> MakeContext(const TlsSettings& settings) const;
    /** Gives an element without certificate TLS as a client. */
    void Equip(Ptr<SipElement> element);
    /** Gives an element TLS as client and server, with client certificates asked for. */
    void Equip(Ptr<SipElement> element, const std::vector<std::string>& names);

    std::shared_ptr<CryptoContext> crypto;           ///< everybody's library
    std::vector<std::string> keyLog;                 ///< lines of all connections' key log
    std::shared_ptr<TrustStore> trust;               ///< trusts this authority
    std::shared_ptr<CertificateAuthority> authority; ///< issues

  private:
    std::shared_ptr<TlsContext> m_client; ///< of elements without certificate
    uint64_t m_serial{0};                 ///< last one issued
};

/** A TLS client that is not a SIP element, over a TCP connection that it can cut anywhere. */
class SipTlsTestPeer : public SimpleRefCount<SipTlsTestPeer>
{
  public:
    /**
     * @param node where it is
     * @param context its settings
     */
    SipTlsTestPeer(Ptr<Node> node, std::shared_ptr<TlsContext> context);

    /** Connects now; begins TLS when TCP is connected, unless it is to be silent. */
    void Connect(Ipv4Address to, const std::string& domain, bool isSilent = false);
    /** Sends octets in TLS, of which only a share reaches the wire. */
    void Send(const std::string& octets, double share = 1);
    /** Ends TCP without a word of TLS. */
    void Cut();
    /** Ends TLS and TCP. */
    void Close();

    std::string received;      ///< octets that came by TLS
    bool isEstablished{false}; ///< whether the handshake is done
    bool isClosed{false};      ///< whether the other end has closed

  private:
    void OnConnected(Ptr<Socket> socket);
    void OnReceive(Ptr<Socket> socket);
    void OnClosed(Ptr<Socket> socket);
    /** Carries out what the session wants. */
    void Carry(const TlsEvents& events, double share);

    Ptr<Node> m_node;                      ///< where it is
    std::shared_ptr<TlsContext> m_context; ///< settings
    std::unique_ptr<TlsSession> m_session; ///< TLS
    Ptr<Socket> m_socket;                  ///< TCP
};

/**
 * Two domains with TLS on every hop: alice, proxy a, proxy b, bob on hosts 0 to 3, host 4 being
 * free. Both users register with their password; the proxies have certificates, the users none.
 */
class SipTlsTrapezoid : public SipTestNetwork
{
  public:
    SipTlsTrapezoid();

    /** @return an element's TLS transport */
    static Ptr<SipTlsTransport> GetTls(Ptr<SipElement> element);
    /** Lets the users register, and alice call bob; remembers the call. */
    void Register(double at);
    /** @return a list of what elements opened and accepted, as "alice 1/0 a 1/1 b 0/2 bob 1/0" */
    std::string CountConnections() const;

    SipTestAuthority authority;     ///< who issued the certificates
    Ptr<SipUserAgent> alice;        ///< sip:alice@a.example
    Ptr<SipProxy> proxyA;           ///< proxy.a.example, registrar too
    Ptr<SipProxy> proxyB;           ///< proxy.b.example, registrar too
    Ptr<SipUserAgent> bob;          ///< sip:bob@b.example
    std::vector<std::string> codes; ///< results of registrations, "alice 200"
    /** Connections of an element as it made or took them. */
    std::vector<Ptr<SipConnection>> connectionsA, connectionsB, connectionsAlice, connectionsBob;
    std::vector<std::string> ends;             ///< ends of connections, "a: closed by the peer"
    std::vector<std::string> events;           ///< security events, "a: name-mismatch"
    std::vector<SipSecurityEvent> wholeEvents; ///< the same, whole

  private:
    /** Notes an element's connections. */
    void Watch(Ptr<SipElement> element,
               const std::string& name,
               std::vector<Ptr<SipConnection>>& connections);
};

} // namespace ns3

#endif // SIP_TLS_TEST_NETWORK_H
