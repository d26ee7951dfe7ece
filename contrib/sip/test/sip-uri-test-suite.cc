// SPDX-License-Identifier: GPL-2.0-only
// URIs and addresses: RFC 3261 sections 19.1, 20 and 25.1.

#include "sip-rule-test-case.h"

#include "ns3/sip-grammar.h"
#include "ns3/sip-name-addr.h"
#include "ns3/sip-uri.h"

#include <string>
#include <vector>

using namespace ns3;

namespace
{

/** Two URIs, and whether section 19.1.4 calls them equivalent. */
struct Pair
{
    const char* one;   ///< a URI
    const char* other; ///< another
    bool same;         ///< whether they are equivalent
};

void
Compare(SipRuleTestCase& test, const std::vector<Pair>& pairs)
{
    for (const Pair& pair : pairs)
    {
        const auto one = SipUri::Parse(pair.one);
        const auto other = SipUri::Parse(pair.other);
        const std::string what = std::string(pair.one) + " and " + pair.other;
        test.True(one && other, what + " are URIs");
        if (one && other)
        {
            test.EqualNumber(*one == *other, pair.same, what);
            test.EqualNumber(*other == *one, pair.same, what + ", the other way round");
            test.EqualNumber(*one != *other, !pair.same, what + ", asked the other way");
        }
    }
}

void
TestEquivalent(SipRuleTestCase& test)
{
    Compare(test,
            {{"sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp", true},
             {"sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5", true},
             {"sip:carol@chicago.com", "sip:carol@chicago.com;security=on", true},
             {"sip:carol@chicago.com;newparam=5", "sip:carol@chicago.com;security=on", true},
             {"sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
              "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com",
              true},
             {"sip:alice@atlanta.com?subject=project%20x&priority=urgent",
              "sip:alice@atlanta.com?priority=urgent&subject=project%20x",
              true}});
}

void
TestDifferent(SipRuleTestCase& test)
{
    Compare(test,
            {{"SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP", false},
             {"sip:bob@biloxi.com", "sip:bob@biloxi.com:5060", false},
             {"sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp", false},
             {"sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp", false},
             {"sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting", false},
             {"sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4", false},
             // Equality is not transitive: both are equivalent to the URI without the parameter.
             {"sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off", false}});
}

void
TestRulesOfComparison(SipRuleTestCase& test)
{
    Compare(test,
            {{"sip:a@h", "sips:a@h", false},
             {"sip:a@h", "sip:h", false},
             {"sip:a:secret@h", "sip:a@h", false},
             {"sip:a:secret@h", "sip:a:Secret@h", false},
             {"sip:a@h;user=phone", "sip:a@h", false},
             {"sip:a@h;ttl=1", "sip:a@h", false},
             {"sip:a@h;method=INVITE", "sip:a@h", false},
             {"sip:a@h;maddr=192.0.2.1", "sip:a@h", false},
             {"sip:a@h;lr", "sip:a@h", true},
             {"sip:a@h;x=A", "sip:a@h;X=a", true},
             {"sip:a@h;%6Cr=1", "sip:a@h;lr=2", false},
             {"sip:a%2e@h", "sip:a.@h", true},
             {"sip:a%3Bb@h", "sip:a;b@h", false}, // ; is reserved
             {"sip:a%3bb@h", "sip:a%3Bb@h", true},
             {"sip:a%2541@h", "sip:a%41@h", false}, // nothing is unescaped twice
             {"sip:a%00b@h", "sip:a@h", false},
             {"sip:a@[2001:db8::1]", "sip:a@[2001:DB8:0:0:0:0:0:1]", true}, // RFC 5954
             {"sip:a@[2001:db8::1]", "sip:a@[2001:db8::2]", false},
             {"tel:+1-201", "tel:+1-201", true},
             {"tel:+1-201", "tel:+1-202", false},
             {"tel:+1-201", "sip:+1-201@h", false}});
}

void
TestParts(SipRuleTestCase& test)
{
    const std::string text = "sips:al%20ice;day=tue?:pass,word@[2001:db8::10]:5061;"
                             "transport=tcp;lr;maddr=192.0.2.1?Subject=a%20b&Priority=x";
    const auto uri = SipUri::Parse(text);
    test.True(uri.has_value(), "it is a URI");
    if (!uri)
    {
        return;
    }
    test.Equal(uri->GetScheme(), "sips", "scheme");
    test.True(uri->IsSecure() && uri->IsSip(), "it is a sips URI");
    test.Equal(uri->GetUser(), "al%20ice;day=tue?", "user part, with escapes, ; and ?");
    test.Equal(uri->GetHost(), "[2001:db8::10]", "IPv6 reference");
    test.EqualNumber(uri->GetPort().value_or(0), 5061, "port");
    test.Equal(uri->GetParameter("TRANSPORT").value_or("none"), "tcp", "parameter without case");
    test.Equal(uri->GetParameter("lr").value_or("none"), "", "flag");
    test.True(!uri->HasParameter("ttl"), "absent parameter");
    test.Equal(uri->GetHeaders(), "Subject=a%20b&Priority=x", "headers");
    test.Equal(uri->ToString(), text, "back to text");
    const auto escaped = SipUri::Parse("sip:h;%6C%72;n%61me=v%61lue%25%34%31");
    test.True(escaped && escaped->HasParameter("lr"), "a name with escapes is found");
    test.Equal(UnescapeSip("v%61lue%25%34%31").value_or(""), "value%41", "unescaped once");
    test.Equal(UnescapeSip("%00").value_or("none"), std::string(1, '\0'), "a zero octet");
    const auto tel = SipUri::Parse("tel:+358-555-1234567;postd=pp22");
    test.True(tel && !tel->IsSip(), "a tel URI is known as such");
    test.Equal(tel ? tel->ToString() : "", "tel:+358-555-1234567;postd=pp22", "and kept");
}

void
TestRefused(SipRuleTestCase& test)
{
    for (const char* text : {"",
                             "sip",
                             "sip:",
                             ":host",
                             "1sip:host",
                             "sip:@host",
                             "sip:a@",
                             "sip:a b@host",
                             "sip:a@host;",
                             "sip:a@host;;lr",
                             "sip:a@host;=x",
                             "sip:a@host;x=",
                             "sip:a@host?",
                             "sip:a@host:",
                             "sip:a@host:65536",
                             "sip:a@host:-1",
                             "sip:a@host:5060x",
                             "sip:a@host:99999999999999999999",
                             "sip:a%@host",
                             "sip:a%4@host",
                             "sip:a%4g@host",
                             "sip:a@host;x=%zz",
                             "sip:a@host?x=%",
                             "sip:a@[2001:db8::1",
                             "sip:a@2001:db8::1",
                             "sip:a@[2001:db8:::1]",
                             "sip:a@[]",
                             "sip:a@[1::2]x",
                             "sip:a@ho st",
                             "sip:a@.host",
                             "sip:a@ho%73t",
                             "sip:\xc3\xa4@host",
                             "<sip:a@host>",
                             "sip:a@host\r\nX: y",
                             "http:"})
    {
        test.True(!SipUri::Parse(text).has_value(), std::string("refused: ") + text);
    }
    test.True(!SipUri::Parse(std::string_view("sip:a\0b@host", 12)), "a zero octet is refused");
}

void
TestBuilt(SipRuleTestCase& test)
{
    SipUri uri("sip", "alice", "atlanta.example.com", 5070);
    uri.SetParameter("transport", "tcp");
    uri.SetParameter("lr");
    uri.SetHeaders("Subject=x");
    test.Equal(uri.ToString(),
               "sip:alice@atlanta.example.com:5070;transport=tcp;lr?Subject=x",
               "a URI of parts");
    uri.SetParameter("Transport", "udp");
    uri.RemoveParameter("LR");
    uri.SetPort(std::nullopt);
    uri.SetScheme("sips");
    uri.SetHeaders("");
    test.Equal(uri.ToString(), "sips:alice@atlanta.example.com;Transport=udp", "changed");
    uri.RemoveParameter("transport");
    uri.SetUser("");
    test.Equal(uri.ToString(), "sips:atlanta.example.com", "made bare");
}

void
TestNameAddr(SipRuleTestCase& test)
{
    struct Example
    {
        const char* text; ///< header field value
        const char* name; ///< display name
        const char* uri;  ///< URI
        const char* tag;  ///< tag, "-" for none
    };

    for (const Example& example : std::vector<Example>{
             {R"("A. G. Bell" <sip:agb@bell-telephone.com> ;tag=a48s)",
              "A. G. Bell",
              "sip:agb@bell-telephone.com",
              "a48s"},
             {"sip:+12125551212@server.phone2net.com;tag=887s",
              "",
              "sip:+12125551212@server.phone2net.com",
              "887s"},
             {"Anonymous <sip:c8oqz84zk7z@privacy.org>;tag=hyh8",
              "Anonymous",
              "sip:c8oqz84zk7z@privacy.org",
              "hyh8"},
             {R"("a \"quoted\" \\ name, with <comma>" <sip:a@h;lr>)",
              "a \"quoted\" \\ name, with <comma>",
              "sip:a@h;lr",
              "-"},
             {"caller<sip:caller@example.com>;tag=323", "caller", "sip:caller@example.com", "323"},
             {"Two  Words <sip:a@h>", "Two  Words", "sip:a@h", "-"},
             {"<sip:a@h>;tag = 5 ; x", "", "sip:a@h", "5"},
             {"\"\" <sip:a@h>", "", "sip:a@h", "-"},
             {"<isbn:2983792873>", "", "isbn:2983792873", "-"}})
    {
        const auto address = SipNameAddr::Parse(example.text);
        test.True(address.has_value(), example.text);
        if (address)
        {
            test.Equal(address->GetDisplayName(), example.name, "display name");
            test.Equal(address->GetUri().ToString(), example.uri, "URI");
            test.Equal(address->GetTag().value_or("-"), example.tag, "tag");
            const auto again = SipNameAddr::Parse(address->ToString());
            test.Equal(again ? again->ToString() : "", address->ToString(), "parsed again");
        }
    }
}

void
TestNameAddrRefused(SipRuleTestCase& test)
{
    for (const char* text : {"",
                             "\"open <sip:a@h>",
                             "\"name\" sip:a@h",
                             "Bell, Alexander <sip:a@h>",
                             "< sip:a@h >",
                             "<sip:a@h",
                             "<sip:a@h> x",
                             "<sip:a@h>;",
                             "<sip:a@h>;=x",
                             "<sip:a@h>;tag=",
                             "<sip:a@h>;x=\"open",
                             "<sip:a@h>;x=\"a\"b",
                             "sip:a@h?Route=%3Csip:h%3E",
                             "sip:a@h, sip:b@h",
                             "a@h"})
    {
        test.True(!SipNameAddr::Parse(text).has_value(), std::string("refused: ") + text);
    }
}

void
TestNameAddrBuilt(SipRuleTestCase& test)
{
    SipNameAddr address(SipUri("sip", "a", "h"), "Joe \"J\" \\ Doe");
    address.SetTag("1");
    test.Equal(address.ToString(), R"("Joe \"J\" \\ Doe" <sip:a@h>;tag=1)", "quoted and escaped");
    address.SetTag("2");
    address.SetParameter("expires", "60");
    test.Equal(address.GetTag().value_or(""), "2", "another tag");
    address.RemoveParameter("tag");
    test.True(!address.GetTag(), "no tag");
    const auto star = SipNameAddr::Parse("*");
    test.True(star && star->IsStar(), "the star of Contact");
    test.Equal(star ? star->ToString() : "", "*", "back to text");
}

void
TestBounded(SipRuleTestCase& test)
{
    std::string text = "sip:h";
    for (std::size_t i = 0; i < SipParameters::MAX_PARAMETERS; ++i)
    {
        text += ";a" + std::to_string(i);
    }
    const auto uri = SipUri::Parse(text);
    test.True(uri && uri->HasParameter("A63") && *uri == *uri, "as many parameters as allowed");
    test.EqualNumber(uri ? uri->GetParameters().GetAll().size() : 0, 64, "all of them");
    test.True(!SipUri::Parse(text + ";one-more"), "one more");
    test.True(!SipNameAddr::Parse("<sip:h>" + text.substr(5) + ";one-more"), "of an address");
    const auto quoted = SipNameAddr::Parse("sip:a@h;x=\"<;,\\\"\";tag=1");
    test.Equal(quoted ? quoted->GetTag().value_or("-") : "refused", "1", "quoted separators");
}

/** The tests of URIs and addresses. */
class SipUriTestSuite : public TestSuite
{
  public:
    SipUriTestSuite()
        : TestSuite("sip-uri")
    {
        const auto add = [this](const std::string& name, SipRuleTestCase::Body body)
        {
            AddTestCase(new SipRuleTestCase(name, body));
        };
        add("RFC 3261 19.1.4: the examples of equivalent URIs", TestEquivalent);
        add("RFC 3261 19.1.4: the examples of URIs that are not", TestDifferent);
        add("RFC 3261 19.1.4: each rule of comparison", TestRulesOfComparison);
        add("RFC 3261 19.1.1: the parts of a URI", TestParts);
        add("RFC 3261 25.1: what is no URI", TestRefused);
        add("RFC 3261 19.1.1: a URI of parts", TestBuilt);
        add("RFC 3261 20.10: display name, URI and parameters", TestNameAddr);
        add("RFC 3261 20.10: what is no address", TestNameAddrRefused);
        add("parameters are bounded, and quotes hide separators", TestBounded);
        add("RFC 3261 25.1: a display name is quoted and escaped", TestNameAddrBuilt);
    }
};

SipUriTestSuite g_sipUriTestSuite; //!< registers the suite

} // namespace
