// SPDX-License-Identifier: GPL-2.0-only

#include "named-case.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/certificate-authority.h"
#include "ns3/certs-only.h"
#include "ns3/crypto-context-helper.h"
#include "ns3/inspection-demand.h"
#include "ns3/middle-discovery.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <vector>

using namespace ns3;

namespace
{

constexpr int64_t NOW_S = 1056110400;      // MiddleDiscovery's Epoch
constexpr int64_t BEGIN_S = NOW_S - 86400; // validity of certificates
constexpr int64_t END_S = NOW_S + 86400;

/**
 * \param text a URI
 * \return it
 */
SipUri
MakeUri(const std::string& text)
{
    const auto uri = SipUri::Parse(text);
    NS_ABORT_MSG_IF(!uri, "the test's own URI is bad");
    return *uri;
}

/**
 * Alice, who calls Bob, her discovery, and an authority she trusts.
 */
struct Caller
{
    Caller()
        : crypto(CreateCryptoContext(1))
        , authority(*CertificateAuthority::Create(*crypto, "Root", BEGIN_S, END_S, 1))
        , trust(std::make_shared<TrustStore>(*crypto))
        , discovery(CreateObject<MiddleDiscovery>())
        , request(SipMessage::MakeRequest("INVITE", MakeUri("sip:bob@biloxi.example.com")))
    {
        trust->AddAnchor(authority.GetCertificate());
        discovery->SetTrustStore(crypto, trust);
        context.callId = "call";
        context.localTag = "a";
        context.localUri = MakeUri("sip:alice@atlanta.example.com");
        context.remoteUri = MakeUri("sip:bob@biloxi.example.com");
        context.isInitiator = true;
        const Callback<void, const DiscoveryReport&> heard(
            [this](const DiscoveryReport& report)
            {
                reports.push_back(report);
            });
        discovery->TraceConnectWithoutContext("Judged", heard);
        request.Add("Via", "SIP/2.0/UDP client.atlanta.example.com;branch=z9hG4bK1");
        request.Add("From", "<sip:alice@atlanta.example.com>;tag=a");
        request.Add("To", "<sip:bob@biloxi.example.com>");
        request.Add("Call-ID", "call");
        request.Add("CSeq", "1 INVITE");
    }

    /**
     * \param names subjectAltNames; empty: none, and the common name is the one given
     * \param common the common name
     * \param begin first second of validity
     * \param end last second of validity
     * \return a certificate, with a new key
     */
    Certificate
    Issue(const std::vector<std::string>& names,
          const std::string& common = "a server",
          int64_t begin = BEGIN_S,
          int64_t end = END_S)
    {
        Work work;
        const auto key = PrivateKey::GenerateP256(*crypto, work);
        CertificateAuthority::Request wanted;
        wanted.commonName = common;
        wanted.subjectAltNames = names;
        wanted.serial = ++serial;
        wanted.notBefore = begin;
        wanted.notAfter = end;
        return *authority.Issue(*crypto, wanted, key->GetPublicKey());
    }

    /**
     * \param reply what a server, or Bob, says
     * \return whether the request is worth another attempt
     */
    bool
    Hear(const SipReply& reply)
    {
        auto response = SipMessage::MakeResponse(request, reply.code, reply.reason);
        if (reply.body.content.empty() && !reply.body.contentType.empty())
        {
            response.Set("Content-Type", reply.body.contentType);
        }
        else if (!reply.body.IsEmpty())
        {
            response.SetBody(reply.body.content, reply.body.contentType);
        }
        for (const auto& [name, value] : reply.headers)
        {
            response.Add(name, value);
        }
        return discovery->Learn(response, context, work);
    }

    /**
     * \param chain certificates
     * \param host who says so
     * \param contentType what it wants to see
     * \return whether a refusal that asks for disclosure is worth another attempt
     */
    bool
    HearDemand(const std::vector<Certificate>& chain,
               const std::string& host = "ss2.biloxi.example.com",
               const std::string& contentType = "application/sdp")
    {
        InspectionDemand demand;
        demand.isRequired = true;
        demand.contentType = contentType;
        return Hear(demand.MakeRefusal(InspectionFault::Unread, host, chain));
    }

    /// \return the last outcome, in words
    std::string
    GetLast() const
    {
        return reports.empty() ? "" : std::string(ToString(reports.back().outcome));
    }

    std::shared_ptr<CryptoContext> crypto; //!< everybody's
    CertificateAuthority authority;        //!< whom she trusts
    std::shared_ptr<TrustStore> trust;     //!< hers
    Ptr<MiddleDiscovery> discovery;        //!< hers
    SipMessage request;                    //!< her INVITE
    SipDialogContext context;              //!< its dialog
    Work work;                             //!< all she did
    std::vector<DiscoveryReport> reports;  //!< what the trace source said
    uint64_t serial{1};                    //!< of the last certificate
};

const std::vector<std::string> BILOXI{"uri:sip:biloxi.example.com"};

/**
 * What a user agent makes of demands, without a network.
 */
class MiddleDiscoveryTestSuite : public TestSuite
{
  public:
    MiddleDiscoveryTestSuite()
        : TestSuite("middle-discovery")
    {
        AddNames();
        AddChains();
        AddForms();
        AddMemory();
    }

  private:
    /**
     * \param name what is checked
     * \param check the check
     */
    void
    Add(const std::string& name, std::function<void(NamedCase&, Caller&)> check)
    {
        AddTestCase(new NamedCase(name,
                                  [check](NamedCase& test)
                                  {
                                      Caller caller;
                                      check(test, caller);
                                  }));
    }

    /// Whose certificate it is.
    void
    AddNames()
    {
        struct Row
        {
            std::string what;
            std::vector<std::string> names;
            std::string common;
            std::string outcome;
        };

        const std::vector<Row> rows{
            {"the callee's domain", BILOXI, "x", "learned"},
            {"the own domain", {"uri:sip:atlanta.example.com"}, "x", "learned"},
            {"a domain as DNS name", {"dns:biloxi.example.com"}, "x", "learned"},
            {"in capitals", {"dns:BILOXI.Example.com"}, "x", "learned"},
            {"the common name, without any subjectAltName", {}, "biloxi.example.com", "learned"},
            {"the common name, beside a subjectAltName",
             {"dns:example.net"},
             "biloxi.example.com",
             "certificate of another name"},
            {"a host below the domain",
             {"dns:ss2.biloxi.example.com"},
             "x",
             "certificate of another name"},
            {"a domain above", {"dns:example.com"}, "x", "certificate of another name"},
            {"a wildcard", {"dns:*.example.com"}, "x", "certificate of another name"},
            {"a DNS name beside a SIP domain",
             {"uri:sip:example.net", "dns:biloxi.example.com"},
             "x",
             "certificate of another name"},
            {"a stranger", {"uri:sip:example.net"}, "x", "certificate of another name"},
            {"the callee", {"uri:sip:bob@biloxi.example.com"}, "x", "by the peer"},
            {"another user of the callee's domain",
             {"uri:sip:eve@biloxi.example.com"},
             "x",
             "certificate of another name"}};
        for (const auto& row : rows)
        {
            Add("e2m-06 8.1 with RFC 5922 7: " + row.what,
                [row](NamedCase& test, Caller& alice)
                {
                    const bool isGood = row.outcome == "learned";
                    test.ExpectEqual(alice.HearDemand({alice.Issue(row.names, row.common)}),
                                     isGood,
                                     "another attempt");
                    test.ExpectEqual(alice.GetLast(), row.outcome, "why");
                    test.ExpectEqual(alice.discovery->GetServers(alice.context).size(),
                                     isGood ? 1u : 0u,
                                     "whom she discloses to");
                });
        }
        Add("a configured server may ask",
            [](NamedCase& test, Caller& alice)
            {
                alice.discovery->Expect("proxy.example.net");
                test.Expect(
                    alice.HearDemand({alice.Issue({"dns:proxy.example.net"})}, "proxy.example.net"),
                    "by its name");
            });
        Add("the label names who warns, if that fits the certificate",
            [](NamedCase& test, Caller& alice)
            {
                const std::vector<std::pair<std::string, std::string>> rows{
                    {"SS2.biloxi.example.com:5060", "ss2.biloxi.example.com"},
                    {"biloxi.example.com", "biloxi.example.com"},
                    {"ss1.atlanta.example.com", "biloxi.example.com"},
                    {"evilbiloxi.example.com", "biloxi.example.com"}};
                for (const auto& [warns, label] : rows)
                {
                    alice.discovery->Forget();
                    alice.HearDemand({alice.Issue(BILOXI)}, warns);
                    const auto servers = alice.discovery->GetServers(alice.context);
                    test.ExpectEqual(servers.size(), 1u, warns);
                    test.ExpectEqual(servers.front().host, label, warns);
                }
            });
        Add("CheckNames off: any name will do",
            [](NamedCase& test, Caller& alice)
            {
                alice.discovery->SetAttribute("CheckNames", BooleanValue(false));
                test.Expect(alice.HearDemand({alice.Issue({"dns:example.net"})}), "believed");
                alice.discovery->SetAttribute("CheckNames", BooleanValue(true));
                test.Expect(!alice.HearDemand({alice.Issue({"dns:example.org"})}), "not believed");
            });
    }

    /// Who issued it, when, and whether it is revoked.
    void
    AddChains()
    {
        Add("e2m-06 8.1: not valid now",
            [](NamedCase& test, Caller& alice)
            {
                test.Expect(!alice.HearDemand({alice.Issue(BILOXI, "x", BEGIN_S, NOW_S - 1)}),
                            "old");
                test.Expect(!alice.HearDemand({alice.Issue(BILOXI, "x", NOW_S + 9, END_S)}), "new");
                test.ExpectEqual(alice.GetLast(), std::string("certificate not trusted"), "why");
            });
        Add("e2m-06 8.1: revoked",
            [](NamedCase& test, Caller& alice)
            {
                const auto certificate = alice.Issue(BILOXI);
                const auto list = alice.authority.SignRevocationList(
                    *alice.crypto,
                    {1, NOW_S - 10, END_S, {{alice.serial, NOW_S - 10}}});
                alice.trust->AddRevocationList(*list);
                test.Expect(!alice.HearDemand({certificate}), "not believed");
                test.ExpectEqual(alice.GetLast(), std::string("certificate not trusted"), "why");
                test.Expect(alice.HearDemand({alice.Issue(BILOXI)}), "its successor is");
            });
        Add("e2m-06 8.1: an authority of the same name that nobody trusts",
            [](NamedCase& test, Caller& alice)
            {
                Caller other;
                auto foreign = CreateCryptoContext(2);
                auto authority = CertificateAuthority::Create(*foreign, "Root", BEGIN_S, END_S);
                Work work;
                const auto key = PrivateKey::GenerateP256(*foreign, work);
                const auto forged = authority->Issue(*foreign,
                                                     {"x", BILOXI, 5, BEGIN_S, END_S},
                                                     key->GetPublicKey());
                test.Expect(!alice.HearDemand({*forged}), "not believed");
                alice.discovery->SetAttribute("CheckChain", BooleanValue(false));
                test.Expect(alice.HearDemand({*forged}), "but without CheckChain");
            });
        Add("a chain, as certs-only, in any order of the set",
            [](NamedCase& test, Caller& alice)
            {
                auto below =
                    alice.authority.IssueAuthority(*alice.crypto, {"Sub", {}, 77, BEGIN_S, END_S});
                Work work;
                const auto key = PrivateKey::GenerateP256(*alice.crypto, work);
                const auto leaf = below->Issue(*alice.crypto,
                                               {"x", BILOXI, 5, BEGIN_S, END_S},
                                               key->GetPublicKey());
                test.Expect(!alice.HearDemand({*leaf}), "alone it leads nowhere");
                test.Expect(alice.HearDemand({*leaf, below->GetCertificate()}), "the chain does");
                test.Expect(alice.discovery->GetServers(alice.context).front().certificate == *leaf,
                            "disclosed to the server, not to its authority");
                test.Expect(
                    ReadCertsOnly(MakeCertsOnly({*leaf, below->GetCertificate()}), *alice.crypto)
                            .size() == 2,
                    "both are in the structure");
            });
        Add("the checks are charged to the processor",
            [](NamedCase& test, Caller& alice)
            {
                alice.HearDemand({alice.Issue(BILOXI)});
                test.ExpectEqual(alice.work.GetAmounts().size(), 1u, "one verification");
            });
        Add("no certificate, or something else in its place",
            [](NamedCase& test, Caller& alice)
            {
                for (const auto& body : {SipBody{},
                                         SipBody{"application/pkix-cert", "no certificate"},
                                         SipBody{"application/pkix-cert", ""},
                                         SipBody{"application/pkcs7-mime;smime-type=certs-only",
                                                 std::string("\x30\x80\x30", 3)},
                                         SipBody{"multipart/mixed;boundary=x", "--x"},
                                         SipBody{"application/sdp", "v=0"}})
                {
                    test.Expect(!alice.Hear({496, "", {}, body}), "no attempt");
                    test.ExpectEqual(alice.GetLast(), std::string("no certificate"), "why");
                }
            });
        Add("truncated certificates and structures are refused",
            [](NamedCase& test, Caller& alice)
            {
                const auto certificate = alice.Issue(BILOXI);
                const auto whole = MakeCertsOnly(certificate);
                for (std::size_t i = 0; i < certificate.GetDer().size(); i += 7)
                {
                    test.Expect(ReadCertsOnly(whole.substr(0, i), *alice.crypto).empty(), "cut");
                    test.Expect(
                        !alice.Hear({496,
                                     "",
                                     {},
                                     {"application/pkix-cert", certificate.GetDer().substr(0, i)}}),
                        "cut");
                }
            });
    }

    /// Forms of refusals.
    void
    AddForms()
    {
        Add("e2m-06 4.1: Warning names the wanted type; none means the whole body",
            [](NamedCase& test, Caller& alice)
            {
                alice.HearDemand({alice.Issue(BILOXI)}, "ss2.biloxi.example.com");
                test.Expect(!alice.discovery->GetServers(alice.context).front().wantsAll, "a type");
                alice.discovery->Forget();
                alice.HearDemand({alice.Issue(BILOXI)}, "ss2.biloxi.example.com", "");
                test.Expect(alice.discovery->GetServers(alice.context).front().wantsAll, "all");
            });
        Add("e2m-06 9.4: warn-code 380 of the draft is read too",
            [](NamedCase& test, Caller& alice)
            {
                const auto certificate = alice.Issue(BILOXI);
                alice.Hear({496,
                            "",
                            {{"Warning",
                              "380 ss9.biloxi.example.com \"Required to View Content-Type "
                              "'application/sdp'\""}},
                            {"application/pkix-cert", certificate.GetDer()}});
                const auto servers = alice.discovery->GetServers(alice.context);
                test.ExpectEqual(servers.front().host,
                                 std::string("ss9.biloxi.example.com"),
                                 "who");
                test.Expect(!servers.front().wantsAll, "what");
            });
        Add("e2m-06 4.2 and ono-02: demands for a signature, and what are none",
            [](NamedCase& test, Caller& alice)
            {
                struct Row
                {
                    SipReply reply;
                    bool isDemand;
                };

                const SipBody type{"multipart/signed", ""};
                for (const auto& row : std::vector<Row>{{{495, "", {}, {}}, true},
                                                        {{403, "", {}, type}, true},
                                                        {{493, "", {}, type}, true},
                                                        {{403, "", {}, {}}, false},
                                                        {{486, "", {}, type}, false},
                                                        {{401, "", {}, {}}, false}})
                {
                    alice.discovery->Forget();
                    test.ExpectEqual(alice.Hear(row.reply), row.isDemand, "learned");
                    test.ExpectEqual(alice.discovery->IsSignatureWanted(alice.context),
                                     row.isDemand,
                                     "she signs");
                    test.Expect(!alice.Hear(row.reply), "once: a second time changes nothing");
                }
            });
        Add("a second refusal of the same server changes nothing, one with a new key does",
            [](NamedCase& test, Caller& alice)
            {
                const auto first = alice.Issue(BILOXI);
                test.Expect(alice.HearDemand({first}), "learned");
                test.Expect(!alice.HearDemand({first}), "known: she has disclosed to it already");
                test.ExpectEqual(alice.GetLast(), std::string("known"), "why");
                test.Expect(alice.HearDemand({alice.Issue(BILOXI)}), "a new key is worth it");
                test.ExpectEqual(alice.discovery->GetSize(), 1u, "in the old one's place");
            });
        Add("several servers of a domain, told apart without a Warning",
            [](NamedCase& test, Caller& alice)
            {
                // By host names in their certificates; without any, by their keys.
                const auto ss1 = alice.Issue({BILOXI.front(), "dns:ss1.biloxi.example.com"});
                const auto ss2 = alice.Issue({"dns:ss2.biloxi.example.com", BILOXI.front()});
                const auto ss3 = alice.Issue(BILOXI);
                const auto ss4 = alice.Issue(BILOXI);
                for (const auto& certificate : {ss1, ss2, ss3, ss4})
                {
                    test.Expect(alice.HearDemand({certificate}, "", ""), "learned");
                    test.Expect(!alice.HearDemand({certificate}, "", ""), "once");
                }
                const auto servers = alice.discovery->GetServers(alice.context);
                test.ExpectEqual(servers.size(), 4u, "all");
                test.ExpectEqual(servers[0].host, std::string("ss1.biloxi.example.com"), "host");
                test.ExpectEqual(servers[1].host, std::string("ss2.biloxi.example.com"), "host");
                test.ExpectEqual(servers[2].host, std::string("biloxi.example.com"), "domain");
            });
    }

    /// What is remembered, for whom and how long.
    void
    AddMemory()
    {
        Add("of the own domain for all destinations, of the callee's for it",
            [](NamedCase& test, Caller& alice)
            {
                alice.HearDemand({alice.Issue({"uri:sip:atlanta.example.com"})}, "");
                alice.HearDemand({alice.Issue(BILOXI)}, "");
                alice.Hear({495, "", {}, {}});
                auto carol = alice.context;
                carol.remoteUri = MakeUri("sip:carol@chicago.example.com");
                auto eve = alice.context;
                eve.remoteUri = MakeUri("sip:eve@biloxi.example.com");
                test.ExpectEqual(alice.discovery->GetServers(alice.context).size(), 2u, "Bob");
                test.ExpectEqual(alice.discovery->GetServers(carol).size(), 1u, "Carol");
                test.ExpectEqual(alice.discovery->GetServers(eve).size(), 2u, "Bob's neighbor");
                test.Expect(!alice.discovery->IsSignatureWanted(carol), "not for Carol");
                test.Expect(alice.discovery->IsSignatureWanted(eve), "for Bob's neighbor");
            });
        Add("PerUser: for the callee only",
            [](NamedCase& test, Caller& alice)
            {
                alice.discovery->SetAttribute("PerUser", BooleanValue(true));
                alice.HearDemand({alice.Issue(BILOXI)});
                auto eve = alice.context;
                eve.remoteUri = MakeUri("sip:eve@biloxi.example.com");
                test.ExpectEqual(alice.discovery->GetServers(alice.context).size(), 1u, "Bob");
                test.ExpectEqual(alice.discovery->GetServers(eve).size(), 0u, "not his neighbor");
            });
        Add("Lifetime: forgotten in time, and then asked anew",
            [](NamedCase& test, Caller& alice)
            {
                alice.discovery->SetAttribute("Lifetime", StringValue("10s"));
                const auto certificate = alice.Issue(BILOXI);
                alice.HearDemand({certificate});
                alice.Hear({495, "", {}, {}});
                Simulator::Stop(Seconds(9));
                Simulator::Run();
                test.ExpectEqual(alice.discovery->GetServers(alice.context).size(), 1u, "still");
                test.Expect(alice.discovery->IsSignatureWanted(alice.context), "still");
                Simulator::Stop(Seconds(2));
                Simulator::Run();
                test.ExpectEqual(alice.discovery->GetServers(alice.context).size(), 0u, "no more");
                test.Expect(!alice.discovery->IsSignatureWanted(alice.context), "no more");
                test.Expect(alice.HearDemand({certificate}), "learned anew");
                test.ExpectEqual(alice.discovery->GetSize(), 1u, "the old ones are gone");
            });
        Add("bounded memory: MaxServers of a destination, Capacity of destinations",
            [](NamedCase& test, Caller& alice)
            {
                alice.discovery->SetAttribute("MaxServers", UintegerValue(3));
                alice.discovery->SetAttribute("Capacity", UintegerValue(2));
                const auto certificate = alice.Issue(BILOXI);
                for (int i = 0; i < 9; ++i)
                {
                    alice.HearDemand({certificate},
                                     "ss" + std::to_string(i) + ".biloxi.example.com");
                }
                test.ExpectEqual(alice.GetLast(), std::string("no room"), "full");
                for (int i = 0; i < 9; ++i)
                {
                    alice.context.remoteUri =
                        MakeUri("sip:bob@d" + std::to_string(i) + ".example.com");
                    alice.Hear({495, "", {}, {}});
                }
                test.ExpectEqual(alice.discovery->GetSize(), 3u + 1u, "no more than told");
            });
    }
} g_middleDiscoveryTestSuite; //!< the suite

} // namespace
