// SPDX-License-Identifier: GPL-2.0-only
#include "adversary-test-network.h"

#include "ns3/abort.h"
#include "ns3/alias-hijacker.h"
#include "ns3/boolean.h"
#include "ns3/call-breaker.h"
#include "ns3/certificate-authority.h"
#include "ns3/contact-rewriter.h"
#include "ns3/description-reader.h"
#include "ns3/description-rewriter.h"
#include "ns3/integer.h"
#include "ns3/private-key.h"
#include "ns3/proof-collector.h"
#include "ns3/scheme-changer.h"
#include "ns3/sip-tls-transport.h"
#include "ns3/sips-user-agent-policy.h"
#include "ns3/string.h"
#include "ns3/tls-context.h"
#include "ns3/trust-store.h"
#include "ns3/uinteger.h"
#include "ns3/work.h"

using namespace ns3;

namespace
{

using Gain = AttackGainKind;

constexpr int64_t EPOCH = 1056114123;   ///< seconds since 1970 at simulated time 0
constexpr int64_t HALF_YEAR = 15768000; ///< seconds

/** What is wrong with the attacker's certificate. */
enum class Fault
{
    WrongName,
    RogueAuthority,
    Expired,
    Revoked
};

/** Two authorities of the same name, one of which is trusted. */
class Offices
{
  public:
    Offices()
        : crypto(std::make_shared<CryptoContext>(Octets(CryptoContext::SEED_SIZE, 'A')))
        , trust(std::make_shared<TrustStore>(*crypto))
        , m_good(Found())
        , m_rogue(Found())
    {
        trust->AddAnchor(m_good->GetCertificate());
    }

    /** @return a credential */
    Credential
    Issue(const std::vector<std::string>& names, std::optional<Fault> fault = std::nullopt)
    {
        Work work;
        const auto key = PrivateKey::GenerateP256(*crypto, work);
        NS_ABORT_MSG_IF(!key, "no key");
        CertificateAuthority::Request request;
        request.commonName = "test";
        request.subjectAltNames = names;
        request.serial = ++m_serial;
        request.notBefore = EPOCH - HALF_YEAR;
        request.notAfter = fault == Fault::Expired ? EPOCH - 1 : EPOCH + HALF_YEAR;
        CertificateAuthority& issuer = fault == Fault::RogueAuthority ? *m_rogue : *m_good;
        const auto certificate = issuer.Issue(*crypto, request, key->GetPublicKey());
        NS_ABORT_MSG_IF(!certificate, "no certificate");
        if (fault == Fault::Revoked)
        {
            CertificateAuthority::Revocations list;
            list.thisUpdate = EPOCH - 100;
            list.nextUpdate = EPOCH + HALF_YEAR;
            list.entries.push_back({m_serial, EPOCH - 1000});
            const auto revoked = m_good->SignRevocationList(*crypto, list);
            NS_ABORT_MSG_IF(!revoked, "no list");
            trust->AddRevocationList(*revoked);
        }
        return Credential{*certificate, *key};
    }

    /** @return a context */
    std::shared_ptr<TlsContext>
    MakeContext(const std::optional<Credential>& credential,
                bool checksChain = true,
                bool checksName = true)
    {
        TlsSettings settings;
        settings.trust = trust;
        settings.epoch = EPOCH;
        settings.checksChain = checksChain;
        settings.checksName = checksName;
        settings.credential = credential;
        if (credential)
        {
            settings.clientCertificate = TlsClientCertificate::Requested;
        }
        const auto context = TlsContext::Create(crypto, settings);
        NS_ABORT_MSG_IF(!context, "no context");
        return *context;
    }

    std::shared_ptr<CryptoContext> crypto; ///< everybody's
    std::shared_ptr<TrustStore> trust;     ///< trusts the good one

  private:
    /** @return an authority */
    std::shared_ptr<CertificateAuthority>
    Found()
    {
        auto made =
            CertificateAuthority::Create(*crypto, "Test CA", EPOCH - HALF_YEAR, EPOCH + HALF_YEAR);
        NS_ABORT_MSG_IF(!made, "no authority");
        return std::make_shared<CertificateAuthority>(std::move(*made));
    }

    std::shared_ptr<CertificateAuthority> m_good;  ///< trusted
    std::shared_ptr<CertificateAuthority> m_rogue; ///< not trusted
    uint64_t m_serial{0};                          ///< last one issued
};

/** @return how often something was gained */
int64_t
Count(const AttackNetwork& network, Gain kind)
{
    return static_cast<int64_t>(network.adversary.GetLog()->Count(kind));
}

/** Gives a network TLS on each hop, and sips addresses of record if wanted. */
void
Equip(AttackNetwork& network, Offices& offices, bool checksChain, bool checksName, bool isSips)
{
    for (const auto& agent : {network.alice, network.bob, network.carol})
    {
        agent->SetTls(offices.MakeContext(std::nullopt, checksChain, checksName), nullptr);
        agent->SetAttribute("Protocol", StringValue("TLS"));
        const bool isAlice = agent == network.alice;
        const std::string proxy = isAlice ? "proxy.a.example" : "proxy.b.example";
        const std::string scheme = isSips ? "sips:" : "sip:";
        agent->SetAttribute("OutboundProxy",
                            StringValue(scheme + proxy + (isSips ? ";lr" : ";transport=tls;lr")));
        SipUri own = agent->GetAddressOfRecord();
        own.SetScheme(isSips ? "sips" : "sip");
        agent->SetAddressOfRecord(own);
    }
    for (const auto& proxy : {network.proxyA, network.proxyB})
    {
        const std::string domain = proxy == network.proxyA ? "a.example" : "b.example";
        const auto context =
            offices.MakeContext(offices.Issue({"uri:sip:" + domain, "uri:sip:proxy." + domain}));
        proxy->SetTls(context, context);
        proxy->SetAttribute("Protocol", StringValue("TLS"));
    }
}

/** Attackers against TLS and sips. */
class TlsAttackTestSuite : public TestSuite
{
  public:
    TlsAttackTestSuite();

  private:
    void AddCertificates();
    void AddAlias();
    void AddSips();
    void AddLastHop();
};

TlsAttackTestSuite::TlsAttackTestSuite()
    : TestSuite("adversary-tls")
{
    AddTestCase(new AttackCase(
        "RFC 3261 26.2.1: on a link with TLS nothing can be read",
        [](AttackCase& test)
        {
            AttackNetwork network(true);
            Offices offices;
            Equip(network, offices, true, true, false);
            network.adversary.OnLink<DescriptionReader>(network.GetLink(AttackNetwork::Alice));
            network.PlanCall();
            network.Run();
            test.True(network.IsBobReached(), "the call goes on");
            test.Equal(Count(network, Gain::ReadDescription), 0, "no gain");
            test.True(LinkTap::Install(network.GetLink(AttackNetwork::Alice))->GetStreamOctets() >
                          1000,
                      "though octets passed");
        }));
    AddTestCase(new AttackCase(
        "RFC 3261 26.2.1: on a link with TLS no Contact is changed and no digest read",
        [](AttackCase& test)
        {
            AttackNetwork network(true);
            Offices offices;
            Equip(network, offices, true, true, false);
            network.adversary.OnLink<ContactRewriter>(network.GetLink(AttackNetwork::Bob));
            network.adversary.OnLink<ProofCollector>(network.GetLink(AttackNetwork::Alice));
            network.adversary.OnLink<CallBreaker>(network.GetLink(AttackNetwork::Alice));
            network.PlanCall();
            network.Run();
            test.True(network.IsBobReached(), "the call goes on");
            test.Equal(static_cast<int64_t>(network.adversary.GetLog()->GetAttempts().size()),
                       0,
                       "there was nothing to work on");
            test.Equal(static_cast<int64_t>(network.adversary.GetLog()->GetGains().size()),
                       0,
                       "no gain");
        }));
    AddCertificates();
    AddAlias();
    AddSips();
    AddLastHop();
}

void
TlsAttackTestSuite::AddCertificates()
{
    const std::vector<std::pair<Fault, std::string>> faults{
        {Fault::WrongName, "RFC 5922 7.3: a certificate for another name"},
        {Fault::RogueAuthority, "RFC 5280 6: a certificate of a rogue authority"},
        {Fault::Expired, "RFC 5280 6: an expired certificate"},
        {Fault::Revoked, "RFC 5280 6.3: a revoked certificate"}};
    for (const auto& [fault, name] : faults)
    {
        for (const bool isChecked : {false, true})
        {
            AddTestCase(new AttackCase(
                name + (isChecked ? " is refused" : " is taken by who does not check"),
                [fault = fault, isChecked](AttackCase& test)
                {
                    AttackNetwork network(true);
                    Offices offices;
                    // For the wrong name, that is what is not checked; else the chain.
                    const bool isName = fault == Fault::WrongName;
                    const Credential credential =
                        offices.Issue({isName ? "uri:sip:evil.example" : "uri:sip:proxy.a.example"},
                                      isName ? std::nullopt : std::make_optional(fault));
                    Equip(network, offices, isChecked || isName, isChecked || !isName, false);
                    const auto relay =
                        network.adversary.RelayOnLink(network.GetLink(AttackNetwork::Alice),
                                                      network.proxyA,
                                                      offices.MakeContext(std::nullopt),
                                                      offices.MakeContext(credential));
                    network.adversary.InProxy<DescriptionReader>(relay);
                    network.adversary.InProxy<DescriptionRewriter>(relay);
                    network.PlanCall();
                    network.Run();
                    test.True((Count(network, Gain::PosedAsServer) > 0) != isChecked, "posed");
                    test.True((Count(network, Gain::ReadDescription) > 0) != isChecked, "read");
                    test.True((Count(network, Gain::AlteredDescription) > 0) != isChecked,
                              "altered");
                    test.True(!isChecked || !network.alice->IsRegistered(),
                              "Alice does not register at a stranger");
                    const auto kind = isName ? SipSecurityEventKind::NameMismatch
                                             : SipSecurityEventKind::CertificateRejected;
                    test.True((network.CountNotices(kind) > 0) == isChecked, "Alice notices");
                }));
        }
    }
}

void
TlsAttackTestSuite::AddAlias()
{
    for (const bool isNaive : {true, false})
    {
        AddTestCase(new AttackCase(
            std::string("RFC 5923 9: a claimed alias ") +
                (isNaive ? "is believed by a server that looks at addresses only"
                         : "is ignored without a certificate for the name"),
            [isNaive](AttackCase& test)
            {
                AttackNetwork network(true);
                Offices offices;
                Equip(network, offices, true, true, false);
                DynamicCast<SipTlsTransport>(
                    network.proxyB->GetTransportLayer()->GetTransport(SipTransportProtocol::Tls))
                    ->SetAttribute("KeyByAddress", BooleanValue(isNaive));
                // A second customer on the machine of a.example's server.
                const auto neighbor =
                    network.adversary.OnHost<AliasHijacker>(network.GetNode(AttackNetwork::ProxyA));
                neighbor->SetAttribute("Port", UintegerValue(7060));
                neighbor->SetTls(offices.MakeContext(std::nullopt), nullptr);
                network.At(1,
                           [neighbor]()
                           {
                               neighbor->Claim(MakeTestUri("sip:proxy.b.example;transport=tls"),
                                               "proxy.a.example:5061");
                           });
                network.At(2,
                           [&network]()
                           {
                               network.bob->Invite(network.alice->GetAddressOfRecord());
                           });
                network.Run();
                test.True((Count(network, Gain::ReceivedRequest) > 0) == isNaive,
                          "Bob's INVITE for Alice");
            }));
    }
}

void
TlsAttackTestSuite::AddSips()
{
    for (const std::string rules : {"rfc3261", "article"})
    {
        AddTestCase(new AttackCase(
            "RFC 3261 26.4.4: a proxy makes sip of sips, under the rules " + rules,
            [rules](AttackCase& test)
            {
                AttackNetwork network(true);
                Offices offices;
                Equip(network, offices, true, true, true);
                for (const Ptr<SipElement>& element : std::vector<Ptr<SipElement>>{network.alice,
                                                                                   network.bob,
                                                                                   network.proxyA,
                                                                                   network.proxyB})
                {
                    element->SetAttribute("SipsRules", StringValue(rules));
                }
                network.adversary.InProxy<SchemeChanger>(network.proxyA);
                network.adversary.OnLink<DescriptionReader>(network.GetLink(AttackNetwork::ProxyB));
                network.PlanCall();
                network.Run();
                const bool isTaken = rules == "rfc3261";
                test.True(network.adversary.GetLog()->CountAttempts(Gain::Downgraded) > 0, "tried");
                test.True((Count(network, Gain::Downgraded) > 0) == isTaken, "gained");
                test.True(network.IsBobReached() == isTaken, "Bob's call");
                test.True(Count(network, Gain::ReadDescription) > 0, "the offer went in clear");
            }));
    }
    AddTestCase(new AttackCase(
        "RFC 5630 3: a proxy makes sips of sip, and the callee cannot tell",
        [](AttackCase& test)
        {
            AttackNetwork network(true);
            Offices offices;
            Equip(network, offices, true, true, false);
            const auto raiser = network.adversary.InProxy<SchemeChanger>(network.proxyA);
            raiser->SetAttribute("Mode", StringValue("raise"));
            SipUri own = network.bob->GetAddressOfRecord();
            own.SetScheme("sips");
            network.bob->SetAddressOfRecord(own);
            network.bob->SetAttribute("OutboundProxy", StringValue("sips:proxy.b.example;lr"));
            network.At(2,
                       [&network]()
                       {
                           network.call = network.alice->Invite(MakeTestUri("sip:bob@b.example"));
                       });
            network.Run();
            test.True(network.adversary.GetLog()->CountAttempts(Gain::Raised) > 0, "tried");
            test.Equal(Count(network, Gain::Raised), 1, "gained");
        }));
}

void
TlsAttackTestSuite::AddLastHop()
{
    for (const bool isDefended : {false, true})
    {
        AddTestCase(new AttackCase(
            std::string("RFC 5630 3: a last hop in clear ") +
                (isDefended ? "is refused by a callee who looks" : "is read on the callee's link"),
            [isDefended](AttackCase& test)
            {
                AttackNetwork network(true);
                Offices offices;
                Equip(network, offices, true, true, true);
                if (isDefended)
                {
                    network.bob->AddPolicy(CreateObject<SipsUserAgentPolicy>());
                    network.bob->SetAttribute("SipsRules", StringValue("article"));
                }
                network.adversary.InProxy<SchemeChanger>(network.proxyB)
                    ->SetAttribute("Mode", StringValue("last-hop"));
                network.adversary.OnLink<DescriptionReader>(network.GetLink(AttackNetwork::Bob));
                network.PlanCall();
                network.Run();
                test.True(network.adversary.GetLog()->CountAttempts(Gain::Downgraded) > 0, "tried");
                test.Equal(Count(network, Gain::Downgraded), isDefended ? 0 : 1, "gained");
                test.True(Count(network, Gain::ReadDescription) > 0, "the offer went in clear");
                test.True(!isDefended || !network.notices.empty(), "Bob notices");
            }));
    }
}

TlsAttackTestSuite g_tlsAttackTestSuite; ///< registers the suite

} // namespace
