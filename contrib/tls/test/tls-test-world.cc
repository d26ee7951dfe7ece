// SPDX-License-Identifier: GPL-2.0-only
#include "tls-test-world.h"

namespace ns3
{

TlsTestCase::TlsTestCase(const std::string& name, Function function)
    : TestCase(name)
    , m_function(std::move(function))
{
}

void
TlsTestCase::Expect(bool condition, const std::string& what)
{
    NS_TEST_EXPECT_MSG_EQ(condition, true, what);
}

void
TlsTestCase::DoRun()
{
    m_function(*this);
}

namespace
{

/** @return libraries for all tests, which would take long to set up anew */
const std::shared_ptr<CryptoLibraryPool>&
GetPool()
{
    static const auto pool = CryptoLibraryPool::Create();
    return pool;
}

} // namespace

TlsWorld::TlsWorld(char letter)
    : crypto(std::make_shared<CryptoContext>(Octets(CryptoContext::SEED_SIZE, letter), GetPool()))
    , authority(std::make_shared<CertificateAuthority>(
          CertificateAuthority::Create(*crypto, "Authority", BEGIN, END).value()))
    , trust(std::make_shared<TrustStore>(*crypto))
    , keys(std::string(NS_TEST_SOURCEDIR) + "/../../crypto/data/keys")
{
    trust->AddAnchor(authority->GetCertificate());
}

Credential
TlsWorld::Issue(const std::vector<std::string>& names,
                unsigned rsaBits,
                const std::string& commonName)
{
    const PrivateKey key = rsaBits ? keys.Get(*crypto, rsaBits, 1 + serial % 8).value()
                                   : PrivateKey::GenerateP256(*crypto, work).value();
    const auto certificate =
        authority->Issue(*crypto, {commonName, names, serial++, BEGIN, END}, key.GetPublicKey())
            .value();
    return {certificate, key};
}

TlsSettings
TlsWorld::MakeServer()
{
    TlsSettings settings;
    settings.credential = Issue({"uri:sip:example.com", "dns:example.com"});
    settings.trust = trust;
    return settings;
}

TlsSettings
TlsWorld::MakeClient()
{
    TlsSettings settings;
    settings.trust = trust;
    return settings;
}

std::shared_ptr<TlsContext>
TlsWorld::Make(const TlsSettings& settings) const
{
    return TlsContext::Create(crypto, settings).value();
}

TlsPair::TlsPair(const std::shared_ptr<TlsContext>& clientContext,
                 const std::shared_ptr<TlsContext>& serverContext,
                 const std::string& domain)
    : client(clientContext, TlsRole::Client, domain)
    , server(serverContext, TlsRole::Server)
{
}

void
TlsPair::Run()
{
    Note(false, server.Begin(now, serverWork));
    Note(true, client.Begin(now, clientWork));
    Carry();
}

void
TlsPair::Carry()
{
    while (!toServer.empty() || !toClient.empty())
    {
        Note(false, server.Receive(std::exchange(toServer, {}), now, serverWork));
        Note(true, client.Receive(std::exchange(toClient, {}), now, clientWork));
    }
}

void
TlsPair::Note(bool isClient, const TlsEvents& events)
{
    for (const TlsEvent& event : events)
    {
        const char letter = "opecf"[static_cast<size_t>(event.kind)];
        (isClient ? clientEvents : serverEvents) += letter;
        if (event.kind == TlsEvent::Kind::Output)
        {
            (isClient ? toServer : toClient) += event.octets;
            (isClient ? sentByClient : sentByServer) += event.octets;
        }
        else if (event.kind == TlsEvent::Kind::Plain)
        {
            (isClient ? plainAtClient : plainAtServer) += event.octets;
        }
    }
}

bool
TlsPair::AreEstablished() const
{
    return client.IsEstablished() && server.IsEstablished();
}

} // namespace ns3
