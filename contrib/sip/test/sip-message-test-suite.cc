// SPDX-License-Identifier: GPL-2.0-only
// Messages: access to header fields, changes, responses. RFC 3261 sections 7 and 8.2.6.

#include "sip-rule-test-case.h"

#include "ns3/sip-message.h"
#include "ns3/sip-parser.h"
#include "ns3/sip-validator.h"

#include <string>
#include <vector>

using namespace ns3;

namespace
{

const char* const INVITE = "INVITE sip:bob@biloxi.com SIP/2.0\n"
                           "Via: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bK776asdhds\n"
                           "Max-Forwards: 70\n"
                           "To: Bob <sip:bob@biloxi.com>\n"
                           "From: Alice <sip:alice@atlanta.com>;tag=1928301774\n"
                           "Call-ID: a84b4c76e66710@pc33.atlanta.com\n"
                           "CSeq: 314159 INVITE\n"
                           "Contact: <sip:alice@pc33.atlanta.com>\n"
                           "Timestamp: 54\n"
                           "Content-Type: application/sdp\n"
                           "Content-Length: 4\n"
                           "\n"
                           "v=0\n"; // CRLF makes it four octets and the fifth is not of the body

std::string
Join(const std::vector<std::string_view>& values)
{
    std::string joined;
    for (const std::string_view value : values)
    {
        joined += joined.empty() ? "" : " | ";
        joined += value;
    }
    return joined;
}

/** INVITE with more header fields, each line ending in LF. */
SipMessage
ParseWith(const std::string& lines)
{
    std::string text = INVITE;
    return ParseSipTestMessage(text.insert(text.find("Via:"), lines));
}

void
TestTyped(SipRuleTestCase& test)
{
    const SipMessage message = ParseSipTestMessage(INVITE);
    test.True(message.IsRequest(), "a request");
    test.Equal(message.GetMethod(), "INVITE", "method");
    test.Equal(message.GetRequestUri().ToString(), "sip:bob@biloxi.com", "Request-URI");
    test.Equal(message.GetTopVia()->GetBranch(), "z9hG4bK776asdhds", "branch");
    test.Equal(message.GetTopVia()->GetSentBy(), "pc33.atlanta.com", "sent-by");
    test.Equal(message.GetTopVia()->GetTransport(), "UDP", "transport");
    test.Equal(message.GetFrom()->GetTag().value_or(""), "1928301774", "From tag");
    test.True(!message.GetTo()->GetTag(), "no To tag");
    test.Equal(message.GetTo()->GetDisplayName(), "Bob", "To name");
    test.EqualNumber(message.GetCSeq()->GetNumber(), 314159, "CSeq");
    test.Equal(message.GetCSeq()->GetMethod(), "INVITE", "CSeq method");
    test.Equal(message.GetCallId().value_or(""), "a84b4c76e66710@pc33.atlanta.com", "Call-ID");
    test.EqualNumber(message.GetMaxForwards()->value_or(0), 70, "Max-Forwards");
    test.True(!message.GetExpires()->has_value(), "no Expires");
    test.EqualNumber(message.GetContacts()->size(), 1, "Contact");
    test.True(message.GetRoutes()->empty() && message.GetRecordRoutes()->empty(), "no routes");
    test.Equal(message.GetBody(), "v=0\r", "body");
    test.True(ValidateSipMessage(message).has_value(), "valid");
}

void
TestCompactForms(SipRuleTestCase& test)
{
    const std::vector<std::pair<const char*, const char*>> FORMS = {{"a", "Accept-Contact"},
                                                                    {"b", "Referred-By"},
                                                                    {"d", "Request-Disposition"},
                                                                    {"e", "Content-Encoding"},
                                                                    {"j", "Reject-Contact"},
                                                                    {"k", "Supported"},
                                                                    {"m", "Contact"},
                                                                    {"o", "Event"},
                                                                    {"r", "Refer-To"},
                                                                    {"s", "Subject"},
                                                                    {"u", "Allow-Events"},
                                                                    {"x", "Session-Expires"},
                                                                    {"y", "Identity"}};
    for (const auto& [compact, name] : FORMS)
    {
        SipMessage message = ParseWith(std::string(compact) + ": 1\n");
        test.Equal(message.GetHeader(name).value_or(""), "1", name);
        test.Equal(message.GetHeader(compact).value_or(""), "1", compact);
        message.Remove(name);
        test.True(!message.Has(compact) || name == std::string("Contact"), "removed");
    }
    const SipMessage message = ParseSipTestMessage("OPTIONS sip:h SIP/2.0\n"
                                                   "V: SIP/2.0/TCP h;branch=z9hG4bK1\n"
                                                   "t: <sip:a@h>\n"
                                                   "F: <sip:b@h>;tag=1\n"
                                                   "I: x\n"
                                                   "CSEQ: 1 OPTIONS\n"
                                                   "C: text/plain\n"
                                                   "L: 0\n\n");
    test.True(message.Has("Via") && message.Has("To") && message.Has("From"), "addresses");
    test.True(message.Has("Call-ID") && message.Has("cseq") && message.Has("Content-Type") &&
                  message.Has("Content-Length"),
              "the others");
    test.True(!message.Has("x") && !message.Has("Unknown"), "absent ones");
}

void
TestLists(SipRuleTestCase& test)
{
    const SipMessage message = ParseWith("Route: <sip:a,b@h>, \"x, y\" <sip:c;lr>\n"
                                         "Supported: 100rel,timer ,  path\n"
                                         "k: gruu\n"
                                         "Warning: 307 h \"a, \\\"b, c\", 399 h \"d\"\n"
                                         "Accept:\n"
                                         "Route: <sip:d>\n");
    test.Equal(Join(message.GetHeaders("Route")),
               "<sip:a,b@h> | \"x, y\" <sip:c;lr> | <sip:d>",
               "commas in brackets and quotes do not part");
    test.Equal(Join(message.GetHeaders("Supported")),
               "100rel | timer | path | gruu",
               "both names, in order");
    test.Equal(Join(message.GetHeaders("Warning")),
               "307 h \"a, \\\"b, c\" | 399 h \"d\"",
               "an escaped quotation mark does not end a string");
    test.EqualNumber(message.GetHeaders("Accept").size(), 1, "an empty value is a value");
    test.EqualNumber(message.GetRoutes()->size(), 3, "three routes");
    test.True(message.GetHeaders("Unknown").empty(), "none of an absent one");
}

void
TestNotLists(SipRuleTestCase& test)
{
    for (const char* name : {"WWW-Authenticate",
                             "Authorization",
                             "Proxy-Authenticate",
                             "Proxy-Authorization",
                             "Authentication-Info",
                             "Date",
                             "Subject",
                             "User-Agent",
                             "Retry-After",
                             "X-Unknown"})
    {
        const std::string value = "Digest realm=\"a\", nonce=\"b\", Sat, 13 Nov 2010";
        const SipMessage message = ParseWith(std::string(name) + ": " + value + "\n");
        test.Equal(Join(message.GetHeaders(name)), value, name);
    }
}

void
TestFolding(SipRuleTestCase& test)
{
    const SipMessage message = ParseWith("Subject: I know you're there,  \n"
                                         " \t pick up the phone\n"
                                         "\tand answer\n"
                                         "Route:\n <sip:a;lr>\n ,\n <sip:b;lr>\n");
    test.Equal(message.GetHeader("Subject").value_or(""),
               "I know you're there, pick up the phone and answer",
               "each fold is one space");
    test.Equal(Join(message.GetHeaders("Route")), "<sip:a;lr> | <sip:b;lr>", "a folded list");
    test.True(message.Serialize().find("there,  \r\n \t pick up") != std::string::npos,
              "written as it came");
}

void
TestChanges(SipRuleTestCase& test)
{
    SipMessage message = ParseWith("v : SIP/2.0/UDP first;branch=z9hG4bK1 ,\n"
                                   "  SIP/2.0/UDP second;branch=z9hG4bK2\n"
                                   "X-Odd :  kept \t\n");
    message.RemoveFirst("Via");
    test.Equal(message.GetTopVia()->GetHost(), "second", "the first value went");
    message.Prepend("Via", "SIP/2.0/TCP new;branch=z9hG4bK0");
    test.Equal(message.GetTopVia()->GetHost(), "new", "a new first one");
    test.EqualNumber(message.GetVias()->size(), 3, "three values");
    SipVia via = *message.GetTopVia();
    via.SetParameter("received", "192.0.2.1");
    via.SetParameter("rport", "5060");
    message.SetTopVia(via);
    test.Equal(Join(message.GetHeaders("Via")),
               "SIP/2.0/TCP new;branch=z9hG4bK0;received=192.0.2.1;rport=5060 | "
               "SIP/2.0/UDP second;branch=z9hG4bK2 | "
               "SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bK776asdhds",
               "in order");
    message.Set("max-forwards", "69");
    message.Add("Record-Route", "<sip:p1;lr>");
    message.Prepend("Record-Route", "<sip:p2;lr>");
    message.Set("Contact", message.GetHeaders("Contact").front()); // a view into the message
    message.Remove("Timestamp");
    message.SetRequestUri(*SipUri::Parse("sip:bob@192.0.2.4"));
    message.Prepend("X-New", "first");
    test.Equal(message.Serialize(),
               "INVITE sip:bob@192.0.2.4 SIP/2.0\r\n"
               "X-New: first\r\n"
               "Via: SIP/2.0/TCP new;branch=z9hG4bK0;received=192.0.2.1;rport=5060\r\n"
               "v: SIP/2.0/UDP second;branch=z9hG4bK2\r\n"
               "X-Odd :  kept \t\r\n"
               "Via: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bK776asdhds\r\n"
               "max-forwards: 69\r\n"
               "To: Bob <sip:bob@biloxi.com>\r\n"
               "From: Alice <sip:alice@atlanta.com>;tag=1928301774\r\n"
               "Call-ID: a84b4c76e66710@pc33.atlanta.com\r\n"
               "CSeq: 314159 INVITE\r\n"
               "Contact: <sip:alice@pc33.atlanta.com>\r\n"
               "Content-Type: application/sdp\r\n"
               "Content-Length: 4\r\n"
               "Record-Route: <sip:p2;lr>\r\n"
               "Record-Route: <sip:p1;lr>\r\n"
               "\r\n"
               "v=0\r",
               "what was not changed is as it was");
    message.Set("Via", "one");
    test.EqualNumber(message.GetHeaders("Via").size(), 1, "Set leaves one");
    message.RemoveFirst("Via");
    message.RemoveFirst("Via");
    test.True(!message.Has("Via"), "none left");
}

void
TestValues(SipRuleTestCase& test)
{
    const SipMessage original = ParseSipTestMessage(INVITE);
    const std::string before = original.Serialize();
    SipMessage copy = original;
    copy.Set("Subject", std::string(5000, 'x'));
    copy.SetBody("other", "text/plain");
    test.Equal(original.Serialize(), before, "a copy is a message of its own");
    SipMessage moved = std::move(copy);
    test.Equal(moved.GetHeader("Subject").value_or(""), std::string(5000, 'x'), "moved");
    moved = original;
    test.Equal(moved.Serialize(), before, "assigned");
    SipMessage& self = moved;
    moved = self;
    test.Equal(moved.GetCallId().value_or(""), "a84b4c76e66710@pc33.atlanta.com", "to itself");
}

void
TestSmuggling(SipRuleTestCase& test)
{
    SipMessage message = ParseSipTestMessage(INVITE);
    message.Add("Subject", "a\r\nRoute: <sip:evil>\r\n\r\nbody");
    message.Set("X-Zero", std::string("a\0b", 3));
    const auto again = SipParser::Parse(message.Serialize());
    test.True(again && !again->Has("Route"), "no header field was smuggled in");
    test.Equal(again ? again->GetBody() : "", "v=0\r", "nor a body");
    const SipMessage response = SipMessage::MakeResponse(message, 400, "Bad\r\nRoute: <sip:evil>");
    const auto answer = SipParser::Parse(response.Serialize());
    test.True(answer && !answer->Has("Route"), "nor by a reason phrase");
}

void
TestResponse(SipRuleTestCase& test)
{
    const SipMessage request = ParseWith("V:SIP/2.0/TCP p2 ; branch=z9hG4bKx,\n SIP/2.0/TCP p1\n"
                                         "Record-Route: <sip:p1;lr>\n");
    SipMessage response = SipMessage::MakeResponse(request, 180, "Ringing");
    test.True(!response.IsRequest(), "a response");
    test.EqualNumber(response.GetStatusCode(), 180, "status code");
    test.Equal(response.GetReason(), "Ringing", "reason phrase");
    test.Equal(Join(response.GetHeaders("Via")), Join(request.GetHeaders("Via")), "all of Via");
    for (const char* name : {"From", "To", "Call-ID", "CSeq"})
    {
        test.Equal(response.GetHeader(name).value_or("-"), *request.GetHeader(name), name);
    }
    test.True(!response.Has("Timestamp"), "no Timestamp but in 100");
    test.True(!response.Has("Contact") && !response.Has("Max-Forwards"), "nothing else");
    SipNameAddr to = *response.GetTo();
    to.SetTag("314159");
    response.Set("To", to.ToString());
    const auto again = SipParser::Parse(response.Serialize());
    test.True(again && ValidateSipMessage(*again), "it is a valid message");
    test.Equal(again->GetTo()->GetTag().value_or(""), "314159", "with its To tag");
    test.Equal(again->GetHeader("Content-Length").value_or(""), "0", "and its length");
    const SipMessage trying = SipMessage::MakeResponse(request, 100, "Trying");
    test.Equal(trying.GetHeader("Timestamp").value_or("-"), "54", "100 has the Timestamp");
    SipMessage tagged = request;
    tagged.Set("To", "<sip:bob@biloxi.com>;tag=77");
    test.Equal(SipMessage::MakeResponse(tagged, 200, "OK").GetTo()->GetTag().value_or(""),
               "77",
               "a To tag of the request stays");
}

void
TestRequest(SipRuleTestCase& test)
{
    SipMessage request = SipMessage::MakeRequest("MESSAGE", *SipUri::Parse("sip:bob@h"));
    request.Add("Via", SipVia("TCP", "[2001:db8::1]", 5070, "z9hG4bK1").ToString());
    request.Add("From", "<sip:alice@h>;tag=1");
    request.Add("To", "<sip:bob@h>");
    request.Add("Call-ID", "1@h");
    request.Add("CSeq", SipCSeq(7, "MESSAGE").ToString());
    request.SetBody("hello", "text/plain");
    test.Equal(request.Serialize(),
               "MESSAGE sip:bob@h SIP/2.0\r\n"
               "Via: SIP/2.0/TCP [2001:db8::1]:5070;branch=z9hG4bK1\r\n"
               "From: <sip:alice@h>;tag=1\r\n"
               "To: <sip:bob@h>\r\n"
               "Call-ID: 1@h\r\n"
               "CSeq: 7 MESSAGE\r\n"
               "Content-Type: text/plain\r\n"
               "Content-Length: 5\r\n"
               "\r\n"
               "hello",
               "octets");
    const auto again = SipParser::Parse(request.Serialize());
    test.EqualNumber(again ? again->GetTopVia()->GetPort().value_or(0) : 0, 5070, "port of Via");
    request.SetBody("", "");
    test.True(!request.Has("Content-Type"), "no body, no type");
    test.Equal(request.GetHeader("Content-Length").value_or(""), "0", "but a length");
}

void
TestValidation(SipRuleTestCase& test)
{
    struct Fault
    {
        const char* name;  ///< header field to set
        const char* value; ///< its value
        int code;          ///< answer; 0 for none
    };

    for (const Fault& fault : std::vector<Fault>{{"CSeq", "314159 BYE", 400},
                                                 {"CSeq", "2147483648 INVITE", 400},
                                                 {"CSeq", "2147483647 INVITE", 0},
                                                 {"CSeq", "-1 INVITE", 400},
                                                 {"CSeq", "INVITE", 400},
                                                 {"CSeq", "1 IN VITE", 400},
                                                 {"Max-Forwards", "256", 400},
                                                 {"Max-Forwards", "255", 0},
                                                 {"Max-Forwards", "0", 0},
                                                 {"Max-Forwards", "x", 400},
                                                 {"Expires", "4294967296", 400},
                                                 {"Expires", "4294967295", 0},
                                                 {"Via", "SIP/2.0/UDP", 400},
                                                 {"Via", "SIP/3.0/UDP h", 400},
                                                 {"Via", "SIP/2.0/UDP h:0x1", 400},
                                                 {"Via", "SIP/2.0/UDP h;;", 400},
                                                 {"Via", "SIP/2.0/UDP h, ", 400},
                                                 {"Via", "SIP / 2.0 / UDP h : 5060", 0},
                                                 {"From", "<sip:a@h", 400},
                                                 {"To", "a@h", 400},
                                                 {"Call-ID", "a b", 400},
                                                 {"Call-ID", "", 400},
                                                 {"Contact", "*", 400},
                                                 {"Contact", "<sip:a@h>;;", 400},
                                                 {"Route", "sip:a@h, <", 400},
                                                 {"Record-Route", "<sip:p;lr>,", 400}})
    {
        SipMessage message = ParseSipTestMessage(INVITE);
        message.Set(fault.name, fault.value);
        const auto valid = ValidateSipMessage(message);
        test.EqualNumber(valid ? 0 : valid.error().code,
                         fault.code,
                         std::string(fault.name) + ": " + fault.value);
    }
    SipMessage message = ParseSipTestMessage(INVITE);
    message.SetRequestUri(*SipUri::Parse("mailto:a@h"));
    const auto valid = ValidateSipMessage(message);
    test.EqualNumber(valid ? 0 : valid.error().code, 416, "8.2.2.1: an unknown scheme");
}

/** The tests of messages. */
class SipMessageTestSuite : public TestSuite
{
  public:
    SipMessageTestSuite()
        : TestSuite("sip-message")
    {
        const auto add = [this](const std::string& name, SipRuleTestCase::Body body)
        {
            AddTestCase(new SipRuleTestCase(name, body));
        };
        add("RFC 3261 20: typed access", TestTyped);
        add("RFC 3261 7.3.3: compact forms", TestCompactForms);
        add("RFC 3261 7.3.1: comma-separated lists", TestLists);
        add("RFC 3261 7.3.1: header fields whose commas are no lists", TestNotLists);
        add("RFC 3261 7.3.1: folding", TestFolding);
        add("changes leave the rest byte-exact", TestChanges);
        add("a message is a value", TestValues);
        add("no value smuggles a header field in", TestSmuggling);
        add("RFC 3261 8.2.6: a response", TestResponse);
        add("RFC 3261 8.1.1: a request", TestRequest);
        add("RFC 3261 8.1.1, 20: faults in values", TestValidation);
    }
};

SipMessageTestSuite g_sipMessageTestSuite; //!< registers the suite

} // namespace
