// SPDX-License-Identifier: GPL-2.0-only
#include "sip-test-network.h"

#include "ns3/sips-rules.h"

using namespace ns3;

namespace
{

/** @return what is known of a connection: "none", "tls" (server proved) or "mutual" */
SipConnectionTrust
MakeTrust(const std::string& kind)
{
    SipConnectionTrust trust;
    trust.isConfidential = kind != "none";
    trust.self = kind != "none" ? SipAuthentication::Certificate : SipAuthentication::None;
    trust.peer = kind == "mutual" ? SipAuthentication::Digest : SipAuthentication::None;
    return trust;
}

/** @return a refusal as status code and warn-code; "ok" for none */
std::string
Describe(const std::optional<SipsRefusal>& refusal)
{
    if (!refusal)
    {
        return "ok";
    }
    const SipReply reply = MakeSipsReply(*refusal, "proxy.example");
    std::string text = std::to_string(reply.code);
    for (const auto& [name, value] : reply.headers)
    {
        text += " " + name + " " + value;
    }
    return text;
}

const char* const NOT_ALLOWED = "480 Warning 380 proxy.example \"SIPS Not Allowed\"";
const char* const REQUIRED = "480 Warning 381 proxy.example \"SIPS Required\"";

/** The way of a request for an address of record to a contact. */
void
TestRetarget(SipCase& t)
{
    struct Row
    {
        const char* rules;
        const char* requested;
        const char* contact;
        const char* expected;
    };

    const std::vector<Row> rows = {
        {"rfc3261", "sip", "sip", "sip 0"},
        {"rfc3261", "sip", "sips", "sips 1"}, // raised: the callee is misled (26.4.4)
        {"rfc3261", "sips", "sip", "sip 0"},  // the last-hop exception (26.2.2)
        {"rfc3261", "sips", "sips", "sips 1"},
        {"rfc5630", "sip", "sip", "sip 0"},
        {"rfc5630", "sip", "sips", "sip 1"}, // not raised, but by TLS
        {"rfc5630", "sips", "sip", NOT_ALLOWED},
        {"rfc5630", "sips", "sips", "sips 1"},
        {"article", "sip", "sip", "sip 0"},
        {"article", "sip", "sips", REQUIRED},
        {"article", "sips", "sip", NOT_ALLOWED},
        {"article", "sips", "sips", "sips 2"},
    };
    for (const Row& row : rows)
    {
        const auto target = SipsRules::Create(row.rules)->Retarget(
            MakeUri(std::string(row.requested) + ":bob@b.example"),
            MakeUri(std::string(row.contact) + ":bob@10.0.0.1:5070"));
        const std::string actual = target
                                       ? target->uri.GetScheme() + " " +
                                             std::to_string(static_cast<int>(target->requirement))
                                       : Describe(target.error());
        t.Equal(actual,
                std::string(row.expected),
                std::string(row.rules) + ": " + row.requested + " to a contact of " + row.contact);
        if (target)
        {
            t.Equal(target->uri.GetUser() + "@" + target->uri.GetHost() + ":" +
                        std::to_string(target->uri.GetPort().value_or(0)),
                    std::string("bob@10.0.0.1:5070"),
                    "the rest of the contact stays as it is");
        }
    }
}

/** How a request came in. */
void
TestCheckRequest(SipCase& t)
{
    struct Row
    {
        const char* rules;
        const char* uri;
        const char* contact;
        const char* trust;
        std::string expected;
    };

    const std::vector<Row> rows = {
        {"rfc3261", "sips", "sips", "none", "ok"},
        {"rfc3261", "sips", "sip", "tls", "ok"},
        {"rfc5630", "sip", "sip", "none", "ok"},
        {"rfc5630", "sip", "sips", "none", "ok"}, // to a sips Route
        {"rfc5630", "sips", "sips", "none", NOT_ALLOWED},
        {"rfc5630", "sips", "sips", "tls", "ok"},
        {"rfc5630", "sips", "sip", "tls", "400"},
        {"article", "sip", "sip", "none", "ok"},
        {"article", "sips", "sips", "none", NOT_ALLOWED},
        {"article", "sips", "sips", "tls", NOT_ALLOWED},
        {"article", "sips", "sips", "mutual", "ok"},
        {"article", "sips", "sip", "mutual", "400"},
    };
    for (const Row& row : rows)
    {
        SipMessage request =
            SipMessage::MakeRequest("INVITE", MakeUri(std::string(row.uri) + ":bob@b.example"));
        request.Add("Contact", "<" + std::string(row.contact) + ":alice@10.0.0.2>");
        t.Equal(Describe(SipsRules::Create(row.rules)->CheckRequest(request, MakeTrust(row.trust))),
                row.expected,
                std::string(row.rules) + ": " + row.uri + ", Contact " + row.contact + ", " +
                    row.trust);
    }
}

/** Which REGISTER may bind a sips contact. */
void
TestCheckRegistration(SipCase& t)
{
    struct Row
    {
        const char* rules;
        const char* uri;
        std::vector<const char*> contacts;
        std::vector<const char*> paths;
        const char* trust;
        std::string expected;
    };

    const std::vector<Row> rows = {
        {"rfc3261", "sip", {"sips"}, {}, "none", "ok"},
        {"rfc5630", "sip", {"sip"}, {}, "none", "ok"},
        {"rfc5630", "sips", {"sips"}, {}, "tls", "ok"},
        {"rfc5630", "sip", {"sips"}, {}, "tls", "400"},
        {"rfc5630", "sips", {"sips", "sip"}, {}, "tls", "400"},
        {"rfc5630", "sips", {"sip", "sips"}, {}, "tls", "400"},
        {"rfc5630", "sips", {"sips", "sips"}, {"sips", "sips"}, "tls", "ok"},
        {"rfc5630", "sips", {"sips"}, {"sips", "sip"}, "tls", "400"},
        {"rfc5630", "sips", {"sips"}, {"sip"}, "tls", "400"},
        {"rfc5630", "sip", {"sip"}, {"sip"}, "none", "ok"},
        {"rfc5630", "sips", {"sips"}, {}, "none", NOT_ALLOWED},
        {"article", "sips", {"sips"}, {}, "tls", NOT_ALLOWED},
        {"article", "sips", {"sips"}, {}, "mutual", "ok"},
        {"article", "sip", {"sips"}, {}, "mutual", "400"},
    };
    for (std::size_t i = 0; i < rows.size(); ++i)
    {
        const Row& row = rows[i];
        SipMessage request =
            SipMessage::MakeRequest("REGISTER", MakeUri(std::string(row.uri) + ":b.example"));
        // From and To do not count (5.2).
        request.Add("From", "<sip:bob@b.example>;tag=1");
        request.Add("To", "<sip:bob@b.example>");
        for (const char* contact : row.contacts)
        {
            request.Add("Contact", "<" + std::string(contact) + ":bob@10.0.0.1>");
        }
        for (const char* path : row.paths)
        {
            request.Add("Path", "<" + std::string(path) + ":edge.b.example;lr>");
        }
        t.Equal(Describe(
                    SipsRules::Create(row.rules)->CheckRegistration(request, MakeTrust(row.trust))),
                row.expected,
                std::string(row.rules) + ", row " + std::to_string(i));
    }
}

/** What a user agent may try by itself, and which contacts are the same. */
void
TestUserAgentRules(SipCase& t)
{
    const SipUri sip = MakeUri("sip:bob@b.example");
    const SipUri sips = MakeUri("sips:bob@b.example");
    for (const std::string name : {"rfc3261", "rfc5630", "article"})
    {
        const Ptr<SipsRules> rules = SipsRules::Create(name);
        const bool isOld = name == "rfc3261";
        t.Equal(rules->GetName(), name, "name");
        t.Equal(rules->MayFollow(sips, sip), isOld, name + ": sips to sip");
        t.True(rules->MayFollow(sips, sips), name + ": sips to sips");
        t.True(rules->MayFollow(sip, sips), name + ": sip to sips");
        t.True(rules->MayFollow(sip, sip), name + ": sip to sip");
        t.Equal(rules->FallsBackAfter(416), isOld, name + ": 416");
        t.True(!rules->FallsBackAfter(480), name + ": 480");
        t.Equal(rules->IsSameContact(sip, sips), !isOld, name + ": the same contact");
        t.True(rules->IsSameContact(sips, sips), name + ": itself");
        t.True(!rules->IsSameContact(sip, MakeUri("sip:eve@b.example")), name + ": another");
        t.True(!rules->IsSameContact(MakeUri("tel:+1"), sip), name + ": no SIP URI");
        t.Equal(rules->AdmitsAuthenticatedOnly(), name == "article", name + ": admission");
    }
    t.True(!SipsRules::Create("rfc9999"), "no such rules");
}

/** The suite. */
class SipsRulesTestSuite : public TestSuite
{
  public:
    SipsRulesTestSuite();
};

SipsRulesTestSuite::SipsRulesTestSuite()
    : TestSuite("sip-network-sips-rules")
{
    const auto add = [this](const std::string& name, std::function<void(SipCase&)> body)
    {
        AddTestCase(new SipCase(name, std::move(body)));
    };
    add("RFC 3261 26.2.2, RFC 5630 5.3: requests to contacts", TestRetarget);
    add("RFC 5630 5.1.2, 5.3: requests as they came", TestCheckRequest);
    add("RFC 5630 5.2: who may bind a sips contact", TestCheckRegistration);
    add("RFC 3261 8.1.3.4, 8.1.3.5, RFC 5630 5.1.1: user agents", TestUserAgentRules);
}

SipsRulesTestSuite g_sipsRulesTestSuite; ///< the suite

} // namespace
