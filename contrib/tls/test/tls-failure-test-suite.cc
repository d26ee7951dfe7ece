// SPDX-License-Identifier: GPL-2.0-only
// Every way in which a session fails, seen from both ends.
#include "tls-test-world.h"

#include <optional>

namespace ns3
{

namespace
{

/// Alerts of RFC 8446 section 6.
enum Alert : uint8_t
{
    UNEXPECTED_MESSAGE = 10,
    BAD_RECORD_MAC = 20,
    RECORD_OVERFLOW = 22,
    HANDSHAKE_FAILURE = 40,
    BAD_CERTIFICATE = 42,
    UNSUPPORTED_CERTIFICATE = 43,
    CERTIFICATE_REVOKED = 44,
    CERTIFICATE_EXPIRED = 45,
    UNKNOWN_CA = 48,
    DECRYPT_ERROR = 51,
    PROTOCOL_VERSION = 70,
    CERTIFICATE_REQUIRED = 116,
};

/// What a case changes, and what it wants to see.
struct Fault
{
    TlsWorld world;                                ///< authority and keys
    TlsSettings client = world.MakeClient();       ///< the client's settings
    TlsSettings server = world.MakeServer();       ///< the server's settings
    std::string domain = "example.com";            ///< what the client wants to reach
    int64_t now = TlsWorld::NOW;                   ///< when
    std::function<void(Octets&)> changeToServer{}; ///< done to octets on their way
    std::function<void(Octets&)> changeToClient{}; ///< done to octets on their way

    /**
     * @param version the only version from now on
     */
    void
    SetVersion(TlsVersion version)
    {
        client.minVersion = client.maxVersion = version;
    }

    /** @return two sessions that have tried */
    std::unique_ptr<TlsPair>
    Run() const
    {
        auto pair = std::make_unique<TlsPair>(world.Make(client), world.Make(server), domain);
        pair->now = now;
        pair->Note(false, pair->server.Begin(now, pair->serverWork));
        pair->Note(true, pair->client.Begin(now, pair->clientWork));
        while (!pair->toServer.empty() || !pair->toClient.empty())
        {
            Octets octets = std::exchange(pair->toServer, {});
            if (changeToServer)
            {
                changeToServer(octets);
            }
            pair->Note(false, pair->server.Receive(octets, now, pair->serverWork));
            octets = std::exchange(pair->toClient, {});
            if (changeToClient)
            {
                changeToClient(octets);
            }
            pair->Note(true, pair->client.Receive(octets, now, pair->clientWork));
        }
        return pair;
    }
};

/**
 * Check how one end has failed.
 * @param test the case
 * @param session the end
 * @param reason why it should have
 * @param sent the alert that it should have sent
 * @param received the alert that it should have received
 */
void
CheckFailure(TlsTestCase& test,
             const TlsSession& session,
             TlsFailureReason reason,
             std::optional<uint8_t> sent,
             std::optional<uint8_t> received)
{
    const std::string who = session.GetRole() == TlsRole::Client ? "client: " : "server: ";
    const TlsFailure* const failure = session.GetFailure();
    test.Expect(failure != nullptr && session.IsOver(), who + "no failure");
    if (failure)
    {
        test.Expect(failure->reason == reason && failure->alertSent == sent &&
                        failure->alertReceived == received,
                    who + Describe(*failure) + " instead of " + std::string(Describe(reason)));
    }
}

/**
 * A client that refuses a server in the handshake.
 * @param test the case
 * @param fault what was done
 * @param reason why
 * @param alert the alert that tells the server
 */
void
ClientRefuses(TlsTestCase& test, Fault& fault, TlsFailureReason reason, uint8_t alert)
{
    for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13})
    {
        fault.SetVersion(version);
        const auto pair = fault.Run();
        CheckFailure(test, pair->client, reason, alert, std::nullopt);
        CheckFailure(test, pair->server, TlsFailureReason::AlertReceived, std::nullopt, alert);
        test.Expect(!pair->client.GetPeer() && !pair->server.GetPeer(), "nothing was proved");
        test.Expect(pair->clientEvents == "oof" || pair->clientEvents == "of" ||
                        pair->clientEvents == "ooof",
                    "the client's events: " + pair->clientEvents);
    }
}

/**
 * A server that refuses a client in the handshake.
 * @param test the case
 * @param fault what was done
 * @param reason why
 * @param alert12 the alert that tells the client of TLS 1.2
 * @param alert13 the alert that tells the client of TLS 1.3
 */
void
ServerRefuses(TlsTestCase& test,
              Fault& fault,
              TlsFailureReason reason,
              uint8_t alert12,
              uint8_t alert13)
{
    for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13})
    {
        const bool is12 = version == TlsVersion::Tls12;
        const uint8_t alert = is12 ? alert12 : alert13;
        fault.SetVersion(version);
        const auto pair = fault.Run();
        CheckFailure(test, pair->server, reason, alert, std::nullopt);
        CheckFailure(test, pair->client, TlsFailureReason::AlertReceived, std::nullopt, alert);
        // RFC 8446: the client has finished before the server sees its certificate.
        test.Expect((pair->client.GetPeer() == nullptr) == is12, "TLS 1.3 clients are too early");
        test.Expect(!pair->client.GetFailure() || pair->client.GetFailure()->isHandshake == is12,
                    "and know that they had been established");
        test.Expect(!pair->server.GetPeer(), "nothing was proved to the server");
    }
}

void
TestUntrusted(TlsTestCase& test)
{
    Fault fault;
    TlsWorld other('o');
    fault.server.credential = std::nullopt;
    const auto key = PrivateKey::GenerateP256(*fault.world.crypto, fault.world.work).value();
    fault.server.credential =
        Credential{other.authority
                       ->Issue(*fault.world.crypto,
                               {"x", {"dns:example.com"}, 1, TlsWorld::BEGIN, TlsWorld::END},
                               key.GetPublicKey())
                       .value(),
                   key};
    ClientRefuses(test, fault, TlsFailureReason::UntrustedIssuer, UNKNOWN_CA);
    Fault nobody;
    nobody.client.trust = nullptr;
    ClientRefuses(test, nobody, TlsFailureReason::UntrustedIssuer, UNKNOWN_CA);

    fault.client.checksChain = false;
    const auto pair = fault.Run();
    test.Expect(pair->AreEstablished(), "unless nobody looks");
    test.Expect(pair->client.GetPeer() && !pair->client.GetPeer()->isTrusted &&
                    !pair->client.GetPeer()->chain.empty(),
                "which proves nothing");
    fault.domain = "example.org";
    ClientRefuses(test, fault, TlsFailureReason::NameMismatch, BAD_CERTIFICATE);
}

void
TestValidity(TlsTestCase& test)
{
    Fault fault;
    fault.now = TlsWorld::END + 1;
    ClientRefuses(test, fault, TlsFailureReason::CertificateExpired, CERTIFICATE_EXPIRED);
    fault.now = TlsWorld::BEGIN - 1;
    ClientRefuses(test, fault, TlsFailureReason::CertificateNotYet, BAD_CERTIFICATE);
    fault.now = TlsWorld::END;
    test.Expect(fault.Run()->AreEstablished(), "the last second");
}

void
TestRevocation(TlsTestCase& test)
{
    Fault fault;
    const auto list =
        fault.world.authority
            ->SignRevocationList(*fault.world.crypto,
                                 {1, TlsWorld::NOW, TlsWorld::NOW + 9, {{100, TlsWorld::NOW}}})
            .value();
    fault.world.trust->AddRevocationList(list);
    ClientRefuses(test, fault, TlsFailureReason::CertificateRevoked, CERTIFICATE_REVOKED);
    fault.now = TlsWorld::NOW - 1;
    test.Expect(fault.Run()->AreEstablished(), "before it was issued");
    fault.world.trust->SetRevocationCheck(RevocationCheck::Required);
    // OpenSSL has no alert of its own for that.
    ClientRefuses(test, fault, TlsFailureReason::RevocationUnknown, UNKNOWN_CA);
}

void
TestMisuse(TlsTestCase& test)
{
    Fault fault;
    TlsWorld& world = fault.world;
    auto lower =
        world.authority
            ->IssueAuthority(*world.crypto, {"Lower", {}, 9, TlsWorld::BEGIN, TlsWorld::END})
            .value();
    const auto key = PrivateKey::GenerateP256(*world.crypto, world.work).value();
    fault.server.credential =
        Credential{lower
                       .Issue(*world.crypto,
                              {"x", {"dns:example.com"}, 1, TlsWorld::BEGIN, TlsWorld::END},
                              key.GetPublicKey())
                       .value(),
                   key};
    fault.server.intermediates = {lower.GetCertificate()};
    ClientRefuses(test,
                  fault,
                  TlsFailureReason::CertificateMisused,
                  UNSUPPORTED_CERTIFICATE); // the anchor's path length is 0
    fault.server.intermediates.clear();
    ClientRefuses(test, fault, TlsFailureReason::UntrustedIssuer, UNKNOWN_CA);
}

void
TestName(TlsTestCase& test)
{
    Fault fault;
    fault.domain = "example.org";
    ClientRefuses(test, fault, TlsFailureReason::NameMismatch, BAD_CERTIFICATE);
    fault.domain = "";
    ClientRefuses(test, fault, TlsFailureReason::NameMismatch, BAD_CERTIFICATE);
    fault.domain = "sub.example.com";
    ClientRefuses(test, fault, TlsFailureReason::NameMismatch, BAD_CERTIFICATE);
    fault.client.checksName = false;
    const auto pair = fault.Run();
    test.Expect(pair->AreEstablished(), "unless nobody looks");
    test.Expect(pair->client.GetPeer() && pair->client.GetPeer()->checkedName.empty(),
                "which is told");
}

void
TestClientCertificates(TlsTestCase& test)
{
    Fault fault;
    fault.server.clientCertificate = TlsClientCertificate::Required;
    ServerRefuses(test,
                  fault,
                  TlsFailureReason::NoClientCertificate,
                  HANDSHAKE_FAILURE,
                  CERTIFICATE_REQUIRED);
    fault.server.clientCertificate = TlsClientCertificate::Requested;
    const auto without = fault.Run();
    test.Expect(without->AreEstablished() && without->server.GetPeer()->chain.empty() &&
                    !without->server.GetPeer()->isTrusted,
                "requested, and none shown");
    TlsWorld other('o');
    fault.server.trust = other.trust;
    fault.client.credential = fault.world.Issue({"uri:sip:example.net"});
    ServerRefuses(test, fault, TlsFailureReason::UntrustedIssuer, UNKNOWN_CA, UNKNOWN_CA);
    fault.server.clientCertificate = TlsClientCertificate::None;
    const auto unasked = fault.Run();
    test.Expect(unasked->AreEstablished() && unasked->server.GetPeer()->chain.empty() &&
                    !unasked->client.GetPeer()->hasShownOwn,
                "one that is not asked for is not shown");
}

void
TestVersions(TlsTestCase& test)
{
    Fault fault;
    fault.client.maxVersion = TlsVersion::Tls12;
    fault.server.minVersion = TlsVersion::Tls13;
    auto pair = fault.Run();
    CheckFailure(test,
                 pair->server,
                 TlsFailureReason::NoCommonVersion,
                 PROTOCOL_VERSION,
                 std::nullopt);
    CheckFailure(test,
                 pair->client,
                 TlsFailureReason::AlertReceived,
                 std::nullopt,
                 PROTOCOL_VERSION);
    Fault suites;
    suites.changeToServer = [](Octets& octets)
    {
        const size_t place = octets.find(Octets("\xc0\x2b\xc0\x2f", 4));
        if (place != Octets::npos)
        {
            octets.replace(place, 4, Octets("\xc0\x09\xc0\x13", 4));
        }
    };
    suites.SetVersion(TlsVersion::Tls12);
    pair = suites.Run();
    CheckFailure(test,
                 pair->server,
                 TlsFailureReason::NoCommonSuite,
                 HANDSHAKE_FAILURE,
                 std::nullopt);
    test.Expect(!TlsContext::Create(fault.world.crypto,
                                    []
                                    {
                                        TlsSettings settings;
                                        settings.minVersion = TlsVersion::Tls13;
                                        settings.maxVersion = TlsVersion::Tls12;
                                        return settings;
                                    }()),
                "settings that contradict themselves");
}

void
TestForeignCredential(TlsTestCase& test)
{
    TlsWorld world;
    TlsWorld other('o');
    TlsSettings settings = world.MakeServer();
    settings.credential->key = PrivateKey::GenerateP256(*world.crypto, world.work).value();
    const auto mixed = TlsContext::Create(world.crypto, settings);
    test.Expect(!mixed && mixed.error() == CryptoError::BadKey, "a certificate without its key");
    const auto foreign = TlsContext::Create(world.crypto, other.MakeServer());
    test.Expect(!foreign && foreign.error() == CryptoError::BadKey, "a key of another context");
}

void
TestChangedOnTheWay(TlsTestCase& test)
{
    Fault fault;
    fault.SetVersion(TlsVersion::Tls12);
    const Octets keyExchange("\x16\x03\x03", 3);
    fault.changeToClient = [&](Octets& octets)
    {
        // Certificate and ServerKeyExchange are in clear: change the last octet of the signature.
        const size_t end = octets.rfind(keyExchange); // ServerHelloDone follows
        if (end != Octets::npos && end > 100)
        {
            octets[end - 1] = static_cast<char>(octets[end - 1] ^ 1);
        }
    };
    auto pair = fault.Run();
    CheckFailure(test, pair->client, TlsFailureReason::BadSignature, DECRYPT_ERROR, std::nullopt);

    for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13})
    {
        Fault record;
        record.SetVersion(version);
        pair = record.Run();
        pair->Note(true, pair->client.Send("request", pair->clientWork));
        pair->toServer[pair->toServer.size() - 3] ^= 1;
        pair->Carry();
        CheckFailure(test, pair->server, TlsFailureReason::BadRecord, BAD_RECORD_MAC, std::nullopt);
        CheckFailure(test,
                     pair->client,
                     TlsFailureReason::AlertReceived,
                     std::nullopt,
                     BAD_RECORD_MAC);
        test.Expect(pair->plainAtServer.empty(), "nothing was handed on");
        test.Expect(!pair->server.GetFailure()->isHandshake, "after the handshake");
    }
}

void
TestTruncation(TlsTestCase& test)
{
    Fault fault;
    auto pair = fault.Run();
    pair->Note(true,
               pair->client.Send("a request, of which the last octets are lost", pair->clientWork));
    pair->toServer.resize(pair->toServer.size() - 4);
    pair->Carry();
    pair->Note(false, pair->server.EndOfStream());
    CheckFailure(test, pair->server, TlsFailureReason::Truncated, std::nullopt, std::nullopt);
    test.Expect(pair->plainAtServer.empty(), "half a record is nothing");
    test.Expect(!pair->server.GetFailure()->isHandshake, "after the handshake");

    // RFC 8446 section 6.1: without close_notify nobody knows whether that was all.
    pair = fault.Run();
    pair->Note(true, pair->client.Send("whole", pair->clientWork));
    pair->Carry();
    pair->Note(false, pair->server.EndOfStream());
    CheckFailure(test, pair->server, TlsFailureReason::Truncated, std::nullopt, std::nullopt);
    test.Expect(pair->plainAtServer == "whole", "between records");

    TlsPair half(fault.world.Make(fault.client), fault.world.Make(fault.server));
    half.Note(true, half.client.Begin(half.now, half.clientWork));
    half.Note(true, half.client.EndOfStream());
    CheckFailure(test, half.client, TlsFailureReason::Truncated, std::nullopt, std::nullopt);
    test.Expect(half.client.GetFailure()->isHandshake, "in the handshake");
    half.Note(true, half.client.EndOfStream());
    half.Note(true, half.client.Receive("x", half.now, half.clientWork));
    half.Note(true, half.client.Send("x", half.clientWork));
    half.Note(true, half.client.Close(half.clientWork));
    test.Expect(half.clientEvents == "of", "nothing follows: " + half.clientEvents);
}

void
TestOrderlyClose(TlsTestCase& test)
{
    for (const TlsVersion version : {TlsVersion::Tls12, TlsVersion::Tls13})
    {
        Fault fault;
        fault.SetVersion(version);
        auto pair = fault.Run();
        pair->Note(false, pair->server.Close(pair->serverWork));
        pair->Carry();
        pair->Note(true, pair->client.EndOfStream());
        test.Expect(pair->clientEvents.substr(pair->clientEvents.size() - 2) == "oc",
                    "answered with close_notify: " + pair->clientEvents);
        test.Expect(!pair->client.GetFailure() && !pair->server.GetFailure(), "no failure");
    }
}

void
TestTooMuch(TlsTestCase& test)
{
    Fault fault;
    fault.changeToServer = [](Octets& octets)
    {
        octets = Octets("\x16\x03\x01\x50\x00", 5) + Octets(0x5000, 'x');
    };
    auto pair = fault.Run();
    CheckFailure(test, pair->server, TlsFailureReason::TooMuchData, RECORD_OVERFLOW, std::nullopt);

    // A handshake message that never ends: 16 MiB announced, in records of the greatest length.
    TlsWorld world;
    TlsSession server(world.Make(world.MakeServer()), TlsRole::Server);
    Work work;
    server.Begin(TlsWorld::NOW, work);
    size_t sent = 0;
    Octets octets = Octets("\x16\x03\x01\x40\x00\x01\xff\xff\xff", 9) + Octets(0x3ffc, 'x');
    while (!server.IsOver() && sent < 1000000)
    {
        server.Receive(octets, TlsWorld::NOW, work);
        sent += octets.size();
        octets = Octets("\x16\x03\x01\x40\x00", 5) + Octets(0x4000, 'x');
    }
    test.Expect(server.IsOver() && sent < 200000, "refused after " + std::to_string(sent));
    test.Expect(server.GetFailure() && server.GetFailure()->reason == TlsFailureReason::TooMuchData,
                server.GetFailure() ? Describe(*server.GetFailure()) : "none");

    // A chain that is too long, with certificates that are good.
    Fault chain;
    chain.server.intermediates.assign(12, chain.server.credential->certificate);
    ClientRefuses(test, chain, TlsFailureReason::TooMuchData, UNKNOWN_CA);
}

void
TestProtocol(TlsTestCase& test)
{
    for (const std::string octets :
         {"OPTIONS sip:example.com SIP/2.0\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "\r\n\r\n\r\n\r\n"})
    {
        TlsWorld world;
        TlsSession server(world.Make(world.MakeServer()), TlsRole::Server);
        Work work;
        server.Begin(TlsWorld::NOW, work);
        server.Receive(octets, TlsWorld::NOW, work);
        test.Expect(server.GetFailure() &&
                        server.GetFailure()->reason == TlsFailureReason::ProtocolError,
                    octets + (server.GetFailure() ? Describe(*server.GetFailure()) : "no failure"));
    }
    // Finished before anything else.
    TlsWorld world;
    TlsSession server(world.Make(world.MakeServer()), TlsRole::Server);
    Work work;
    const auto events =
        server.Receive(Octets("\x16\x03\x01\x00\x04\x14\x00\x00\x00", 9), TlsWorld::NOW, work);
    test.Expect(server.GetFailure() &&
                    server.GetFailure()->reason == TlsFailureReason::ProtocolError &&
                    server.GetFailure()->alertSent == UNEXPECTED_MESSAGE,
                "a message out of place");
}

/// The suite of failures.
class TlsFailureTestSuite : public TestSuite
{
  public:
    TlsFailureTestSuite()
        : TestSuite("tls-failure")
    {
        const std::vector<std::pair<const char*, void (*)(TlsTestCase&)>> cases{
            {"an issuer that is not trusted", TestUntrusted},
            {"validity at simulated time", TestValidity},
            {"revocation", TestRevocation},
            {"a certificate misused", TestMisuse},
            {"RFC 5922 section 7.3: another name", TestName},
            {"client certificates", TestClientCertificates},
            {"versions and suites", TestVersions},
            {"a credential that does not fit", TestForeignCredential},
            {"RFC 8446 section 6.2: octets changed on the way", TestChangedOnTheWay},
            {"RFC 8446 section 6.1: truncation", TestTruncation},
            {"RFC 8446 section 6.1: close_notify", TestOrderlyClose},
            {"too much data", TestTooMuch},
            {"octets that are not TLS", TestProtocol},
        };
        for (const auto& [name, function] : cases)
        {
            AddTestCase(new TlsTestCase(name, function));
        }
    }
};

TlsFailureTestSuite g_tlsFailureTestSuite; ///< registers the suite

} // namespace

} // namespace ns3
