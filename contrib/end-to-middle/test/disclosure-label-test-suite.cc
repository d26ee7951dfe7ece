// SPDX-License-Identifier: GPL-2.0-only

#include "named-case.h"

#include "ns3/abort.h"
#include "ns3/content-target-label.h"
#include "ns3/proxy-inspect-body-label.h"
#include "ns3/sip-parser.h"

using namespace ns3;

namespace
{

using Hosts = std::vector<std::string>;

/**
 * \param fields more header fields, each with its line end
 * \param body the body
 * \return a request
 */
SipMessage
MakeMessage(const std::string& fields, const std::string& body = "v=0\r\n")
{
    const auto message = SipParser::Parse(
        "INVITE sip:bob@biloxi.example.com SIP/2.0\r\n"
        "Via: SIP/2.0/TCP a.example.com;branch=z9hG4bK74bf9\r\n"
        "Max-Forwards: 70\r\n"
        "From: <sip:alice@atlanta.example.com>;tag=9fxced76s1\r\n"
        "To: <sip:bob@biloxi.example.com>\r\n"
        "Call-ID: 38482762@atlanta.example.com\r\n"
        "CSeq: 1 INVITE\r\n" +
            fields + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body,
        {});
    NS_ABORT_MSG_IF(!message, "the test's own message is bad");
    return *message;
}

const std::string TYPE = "Content-Type: application/pkcs7-mime\r\n";

const std::string TWO_PARTS = "--b\r\n"
                              "Content-Type: application/pkcs7-mime\r\n"
                              "Content-ID: <one@example.com>\r\n"
                              "Content-Target: sip:ss1.example.com\r\n"
                              "\r\n"
                              "first\r\n"
                              "--b\r\n"
                              "Content-Type: application/pkcs7-mime\r\n"
                              "Content-ID: <two@example.com>\r\n"
                              "Content-Target: sip:ss2.example.com\r\n"
                              "\r\n"
                              "second\r\n"
                              "--b--\r\n";

/**
 * The two labels.
 */
class DisclosureLabelTestSuite : public TestSuite
{
  public:
    DisclosureLabelTestSuite()
        : TestSuite("disclosure-label")
    {
        AddContentTarget();
        AddProxyInspectBody();
        for (const auto kind :
             {DisclosureLabel::Kind::ContentTarget, DisclosureLabel::Kind::ProxyInspectBody})
        {
            AddBoth(kind);
        }
    }

  private:
    /**
     * \param name what is checked
     * \param check the check
     */
    void
    Add(const std::string& name, std::function<void(NamedCase&)> check)
    {
        AddTestCase(new NamedCase(name, std::move(check)));
    }

    /// What holds for both labels.
    void
    AddBoth(DisclosureLabel::Kind kind)
    {
        const std::string name =
            kind == DisclosureLabel::Kind::ContentTarget ? "Content-Target" : "Proxy-Inspect-Body";
        Add(name + ": what is written is read",
            [kind](NamedCase& test)
            {
                const auto label = DisclosureLabel::Create(kind);
                auto message = MakeMessage(TYPE);
                label->Write(message, {"ss1.example.com", "SS2.example.com"});
                test.Expect(label->GetHosts(message) == Hosts{"ss1.example.com", "ss2.example.com"},
                            "both, in order");
                test.Expect(label->IsFor(message, "SS1.EXAMPLE.COM"), "case does not matter");
                test.Expect(label->IsFor(message, "ss2.example.com"), "the second");
                test.Expect(!label->IsFor(message, "ss3.example.com"), "nobody else");
                test.Expect(!label->IsFor(message, "s1.example.com"), "no part of a name");
                test.ExpectEqual(label->FindParts(message, "ss2.example.com").size(),
                                 1u,
                                 "the body");
                test.ExpectEqual(label->FindParts(message, "ss3.example.com").size(),
                                 0u,
                                 "nothing");
                const auto again = SipParser::Parse(message.Serialize(), {});
                test.Expect(again && label->IsFor(*again, "ss1.example.com"), "on the wire too");
            });
        Add(name + ": to write twice is to write once",
            [kind](NamedCase& test)
            {
                const auto label = DisclosureLabel::Create(kind);
                auto message = MakeMessage(TYPE);
                label->Write(message, {"ss1.example.com"});
                const auto once = message.Serialize();
                label->Write(message, {"ss1.example.com"});
                test.ExpectEqual(message.Serialize(), once, "the same octets");
                label->Write(message, {});
                test.Expect(label->GetHosts(message).empty(), "nobody: no label");
            });
        Add(name + ": damaged labels are left out",
            [kind, name](NamedCase& test)
            {
                const auto label = DisclosureLabel::Create(kind);
                for (const std::string value :
                     {"\"", "<", "<sip:", ";cid=", "a;cid=\"", ",,,", ";;;"})
                {
                    const auto message = MakeMessage(TYPE + name + ": " + value + "\r\n");
                    test.ExpectEqual(label->FindParts(message, "ss1.example.com").size(),
                                     0u,
                                     value);
                }
            });
    }

    /// The article's label.
    void
    AddContentTarget()
    {
        const ContentTargetLabel label;
        Add("draft-ono-02 section 6: the forms of Content-Target",
            [label](NamedCase& test)
            {
                for (const std::string value : {"sip:ss1.atlanta.example.com",
                                                "<sip:ss1.atlanta.example.com>",
                                                "\"Server, 1\" <sip:SS1.atlanta.example.com;lr>",
                                                "sip:ss1.atlanta.example.com:5060",
                                                "ss1.atlanta.example.com"})
                {
                    const auto message = MakeMessage(TYPE + "Content-Target: " + value + "\r\n");
                    test.Expect(label.IsFor(message, "ss1.atlanta.example.com"), value);
                }
            });
        Add("Fig. 4: the field is written as in the article",
            [label](NamedCase& test)
            {
                auto message = MakeMessage(TYPE);
                label.Write(message, {"ss1.atlanta.example.com"});
                test.Expect(message.Serialize().find(
                                "\r\nContent-Target: sip:ss1.atlanta.example.com\r\n") !=
                                std::string::npos,
                            "in the SIP header");
            });
        Add("draft-ono-02: a label in a part's header means that part",
            [label](NamedCase& test)
            {
                const auto message =
                    MakeMessage("Content-Type: multipart/mixed;boundary=b\r\n", TWO_PARTS);
                const auto parts = label.FindParts(message, "ss2.example.com");
                test.ExpectEqual(parts.size(), 1u, "one part");
                test.Expect(!parts.empty() && parts[0].GetBody() == "second", "the second");
                test.Expect(label.IsFor(message, "ss1.example.com"), "the first is for ss1");
                test.Expect(!label.IsFor(message, "ss3.example.com"), "none is for ss3");
            });
    }

    /// The last draft's label.
    void
    AddProxyInspectBody()
    {
        const ProxyInspectBodyLabel label;
        const std::string id = "Content-ID: <one@example.com>\r\n";
        Add("e2m-sec-06 section 6: the cid is quoted or not",
            [label, id](NamedCase& test)
            {
                for (const std::string value :
                     {"ss1.example.com;cid=\"one@example.com\"",
                      "ss1.example.com;cid=one@example.com",
                      "ss1.example.com ; CID = \"one@example.com\"",
                      "SS1.example.com;cid=\"zero@example.com\",cid=one@"
                      "example.com",
                      "ss1.example.com;cid=\"one@example.com\";x=\"a;b,c\""})
                {
                    const auto message =
                        MakeMessage(TYPE + id + "Proxy-Inspect-Body: " + value + "\r\n");
                    test.ExpectEqual(label.FindParts(message, "ss1.example.com").size(), 1u, value);
                }
            });
        Add("e2m-sec-06 section 6: a label without cid is none",
            [label, id](NamedCase& test)
            {
                const auto message =
                    MakeMessage(TYPE + id + "Proxy-Inspect-Body: ss1.example.com\r\n");
                test.Expect(!label.IsFor(message, "ss1.example.com"), "none");
            });
        Add("e2m-sec-06 section 6: it is written quoted",
            [label, id](NamedCase& test)
            {
                auto message = MakeMessage(TYPE + id);
                label.Write(message, {"ss1.example.com"});
                test.Expect(message.Serialize().find(
                                "\r\nProxy-Inspect-Body: "
                                "ss1.example.com;cid=\"one@example.com\"\r\n") != std::string::npos,
                            "with the Content-ID that was there");
            });
        Add("a part is found once, however often the labels name it",
            [label](NamedCase& test)
            {
                std::string value = "ss1.example.com;cid=two@example.com";
                for (int i = 0; i < 100; ++i)
                {
                    value += ",cid=two@example.com,cid=\"one@example.com\"";
                }
                const auto message = MakeMessage(
                    "Content-Type: multipart/mixed;boundary=b\r\n"
                    "Proxy-Inspect-Body: " +
                        value + "\r\nProxy-Inspect-Body: SS1.example.com;cid=one@example.com\r\n",
                    TWO_PARTS);
                const auto parts = label.FindParts(message, "ss1.example.com");
                test.ExpectEqual(parts.size(), 2u, "two parts, two findings");
                test.Expect(parts.size() == 2 && parts[0].GetBody() == "second" &&
                                parts[1].GetBody() == "first",
                            "in the label's order");
            });
        Add("two parts of one Content-ID are both found, each once",
            [label](NamedCase& test)
            {
                auto body = TWO_PARTS;
                body.replace(body.find("<two@"), 5, "<one@");
                const auto message =
                    MakeMessage("Content-Type: multipart/mixed;boundary=b\r\n"
                                "Proxy-Inspect-Body: ss1.example.com;cid=one@example.com,"
                                "cid=one@example.com\r\n",
                                body);
                test.ExpectEqual(label.FindParts(message, "ss1.example.com").size(), 2u, "both");
            });
        Add("e2m-sec-06: the label says which part",
            [label](NamedCase& test)
            {
                const auto message =
                    MakeMessage("Content-Type: multipart/mixed;boundary=b\r\n"
                                "Proxy-Inspect-Body: ss1.example.com;cid=\"two@example.com\"\r\n"
                                "Proxy-Inspect-Body: ss2.example.com;cid=two@example.com,"
                                "cid=one@example.com\r\n"
                                "Proxy-Inspect-Body: ss3.example.com;cid=\"three@example.com\"\r\n",
                                TWO_PARTS);
                const auto first = label.FindParts(message, "ss1.example.com");
                test.Expect(first.size() == 1 && first[0].GetBody() == "second", "one part");
                const auto both = label.FindParts(message, "ss2.example.com");
                test.Expect(both.size() == 2 && both[0].GetBody() == "second",
                            "in the label's order");
                test.Expect(label.IsFor(message, "ss3.example.com"), "labelled");
                test.Expect(label.FindParts(message, "ss3.example.com").empty(),
                            "and nothing there");
            });
    }
};

DisclosureLabelTestSuite g_disclosureLabelTestSuite; //!< registers itself

} // namespace
