// SPDX-License-Identifier: GPL-2.0-only
// The parser of datagrams: what is kept, what is refused, what is bounded. RFC 3261 sections
// 7, 18.3.

#include "sip-rule-test-case.h"

#include "ns3/sip-parser.h"
#include "ns3/sip-validator.h"

#include <string>
#include <vector>

using namespace ns3;

namespace
{

/** The header fields that each message needs. */
const std::string FIELDS = "Via: SIP/2.0/UDP h;branch=z9hG4bK1\r\n"
                           "From: <sip:a@h>;tag=1\r\n"
                           "To: <sip:b@h>\r\n"
                           "Call-ID: 1@h\r\n"
                           "CSeq: 1 OPTIONS\r\n";

std::string
Request(const std::string& more, const std::string& body = "")
{
    return "OPTIONS sip:b@h SIP/2.0\r\n" + FIELDS + more + "\r\n" + body;
}

/** 0 if the text is a message, otherwise the code of its answer. */
int
CodeOf(const std::string& text, const SipLimits& limits = SipLimits())
{
    const auto message = SipParser::Parse(text, limits);
    return message ? 0 : message.error().code;
}

void
TestByteExact(SipRuleTestCase& test)
{
    const std::vector<std::string> messages = {
        Request(""),
        Request("Content-Length: 0\r\n"),
        Request("content-LENGTH \t:\t 3 \r\n", "abc"),
        Request("X:\r\nY:y\r\nZ : \r\n"),
        Request("S:  two\r\n  lines\r\n\tand three \r\n"),
        Request("X:\r\n \r\n \t\r\n y\r\n"),
        Request("m:<sip:a>  ,\t<sip:b>\r\n"),
        Request("X: \xc3\xa4\xff\r\n"),
        Request("Subject: a:b:c\r\n"),
        Request("l:4\r\n", std::string("\0\r\n\0", 4)),
        "sip/2.0 200 OK, \xc3\xa4 and more \r\n" + FIELDS + "\r\n",
        "SIP/2.0 699 \r\n" + FIELDS + "\r\n",
        "nEw-Meth%6Fd' tel:+1;x sip/2.0\r\n" + FIELDS + "\r\n"};
    for (const std::string& text : messages)
    {
        const auto message = SipParser::Parse(text);
        test.True(message.has_value(), text + (message ? "" : message.error().reason));
        if (message)
        {
            test.Equal(message->Serialize(), text, "as it came");
            SipMessage changed = *message;
            changed.Add("X-Last", "1");
            changed.Remove("X-Last");
            test.Equal(changed.Serialize(), text, "as it came after a change and back");
        }
    }
    test.Equal(SipParser::Parse("\r\n\r\n" + Request(""))->Serialize(),
               Request(""),
               "7.5: empty lines before the start line are skipped");
}

void
TestStartLine(SipRuleTestCase& test)
{
    struct Example
    {
        const char* line; ///< start line
        int code;         ///< code of the answer, 0 for none
    };

    for (const Example& example : std::vector<Example>{{"OPTIONS sip:b@h SIP/2.0", 0},
                                                       {"UNKNOWN sip:b@h SIP/2.0", 0},
                                                       {"OPTIONS tel:+1 SIP/2.0", 0},
                                                       {"OPTIONS sip:b@h SIP/2.1", 505},
                                                       {"OPTIONS sip:b@h SIP/3.0", 505},
                                                       {"OPTIONS sip:b@h HTTP/1.1", 400},
                                                       {"OPTIONS sip:b@h", 400},
                                                       {"OPTIONS", 400},
                                                       {"", 400},
                                                       {" OPTIONS sip:b@h SIP/2.0", 400},
                                                       {"OPTIONS  sip:b@h SIP/2.0", 400},
                                                       {"OPTIONS sip:b@h  SIP/2.0", 400},
                                                       {"OPTIONS sip:b@h SIP/2.0 ", 400},
                                                       {"OPTIONS\tsip:b@h SIP/2.0", 400},
                                                       {"OP(TIONS sip:b@h SIP/2.0", 400},
                                                       {"OPTIONS b@h SIP/2.0", 400},
                                                       {"OPTIONS <sip:b@h> SIP/2.0", 400},
                                                       {"OPTIONS sip:b@h\r SIP/2.0", 400},
                                                       {"OPTIONS sip:b@h\n SIP/2.0", 400},
                                                       {"OPTIONS sip:b%@h SIP/2.0", 400},
                                                       {"SIP/2.0 100 ", 0},
                                                       {"SIP/2.0 200 OK", 0},
                                                       {"SIP/2.0 200", 400},
                                                       {"SIP/2.0 099 Low", 400},
                                                       {"SIP/2.0 700 High", 400},
                                                       {"SIP/2.0 4294967301 High", 400},
                                                       {"SIP/2.0 0200 Long", 400},
                                                       {"SIP/2.0 -20 Low", 400},
                                                       {"SIP/2.0 20 Short", 400},
                                                       {"SIP/2.0  200 OK", 400},
                                                       {"SIP/7.0 200 OK", 505}})
    {
        test.EqualNumber(CodeOf(std::string(example.line) + "\r\n" + FIELDS + "\r\n"),
                         example.code,
                         example.line);
    }
}

void
TestHeaderSyntax(SipRuleTestCase& test)
{
    for (const std::string line : {"No colon\r\n",
                                   ": no name\r\n",
                                   "Na me: x\r\n",
                                   "N\xc3\xa4me: x\r\n",
                                   "Name\r\n : x\r\n",
                                   "N(ame: x\r\n",
                                   "X: a\rb\r\n",
                                   "X: a\nb\r\n",
                                   "X: a\nRoute: <sip:evil>\r\n",
                                   "X: \x01\r\n",
                                   "X: \x7f\r\n",
                                   "X: a\r\n \x1b\r\n"})
    {
        test.EqualNumber(CodeOf(Request(line)), 400, line);
    }
    test.EqualNumber(CodeOf(Request(std::string("X: a\0b\r\n", 8))), 400, "a zero octet");
    test.EqualNumber(CodeOf(Request(std::string("X: \"\\\0\"\r\n", 9))), 0, "an escaped one");
    test.EqualNumber(CodeOf("OPTIONS sip:b@h SIP/2.0\r\n X: folded\r\n" + FIELDS + "\r\n"),
                     400,
                     "a fold without a header field");
    test.EqualNumber(CodeOf("OPTIONS sip:b@h SIP/2.0\r\n" + FIELDS), 400, "no empty line");
    test.EqualNumber(CodeOf("OPTIONS sip:b@h SIP/2.0\n\n"), 400, "line ends without CR");
    test.EqualNumber(CodeOf(""), 400, "nothing");
    test.EqualNumber(CodeOf("\r\n\r\n\r\n"), 400, "empty lines alone");
    test.EqualNumber(CodeOf(std::string(100, '\0')), 400, "zero octets alone");
}

void
TestMandatory(SipRuleTestCase& test)
{
    for (const std::string name : {"Via", "From", "To", "Call-ID", "CSeq"})
    {
        std::string text = Request("");
        const std::size_t begin = text.find("\n" + name + ":") + 1;
        const std::string line = text.substr(begin, text.find('\n', begin) + 1 - begin);
        text.erase(begin, line.size());
        const auto message = SipParser::Parse(text);
        test.True(!message && message.error().code == 400, name + " is missing");
        test.True(!message && !message.error().message, "nobody can be answered");
        const auto twice = SipParser::Parse(Request(line));
        test.EqualNumber(twice ? 0 : twice.error().code, name == "Via" ? 0 : 400, name + " twice");
        test.True(name == "Via" || twice.error().message, "but the sender can be answered");
    }
    test.EqualNumber(CodeOf(Request("Max-Forwards: 1\r\nMax-Forwards: 2\r\n")), 400, "twice");
    test.EqualNumber(CodeOf(Request("c: a/b\r\nContent-Type: c/d\r\n")), 400, "twice");
    test.EqualNumber(CodeOf(Request("Subject: a\r\ns: b\r\n")), 0, "may come twice");
}

void
TestDatagramLength(SipRuleTestCase& test)
{
    const auto body = [](const std::string& more, const std::string& octets)
    {
        const auto message = SipParser::Parse(Request(more, octets));
        return message ? message->GetBody() : "refused " + std::to_string(message.error().code);
    };
    test.Equal(body("", "rest"), "rest", "no Content-Length: the rest of the datagram");
    test.Equal(body("l: 2\r\n", "rest"), "re", "a shorter one: the trailing octets are ignored");
    test.Equal(body("l: 0\r\n", "rest"), "", "none at all");
    test.Equal(body("l: 4\r\n", "rest"), "rest", "all");
    test.Equal(body("l: 5\r\n", "rest"), "refused 400", "a longer one");
    test.Equal(body("l: 004\r\n", "rest"), "rest", "leading zeros");
    test.EqualNumber(SipParser::Parse(Request("l: 2\r\n", "rest"))->Serialize().size(),
                     Request("l: 2\r\n", "re").size(),
                     "the trailing octets are not sent on");
}

void
TestBadLengths(SipRuleTestCase& test)
{
    // PROTOS c07-sip case 2390 and its like.
    for (const char* length : {"2147483648",
                               "-1",
                               "99999999999999",
                               "18446744073709551615",
                               "18446744073709551616",
                               "184467440737095516160",
                               "4294967296",
                               "4294967300",
                               "0x4",
                               "4 4",
                               "4,4",
                               "+4",
                               "4.0",
                               "five",
                               "",
                               "-999"})
    {
        test.EqualNumber(CodeOf(Request("Content-Length: " + std::string(length) + "\r\n", "abcd")),
                         400,
                         std::string("Content-Length: ") + length);
    }
    test.EqualNumber(CodeOf(Request("l: 4\r\nContent-Length: 4\r\n", "abcd")), 400, "duplicated");
    test.EqualNumber(CodeOf(Request("l: 3\r\nContent-Length: 4\r\n", "abcd")), 400, "disagreeing");
    test.EqualNumber(CodeOf(Request("l: 4\r\nl: -1\r\n", "abcd")), 400, "one of them bad");
}

void
TestBodies(SipRuleTestCase& test)
{
    for (const std::size_t size : {0U, 1U, 9999U, 99999U, 100000U})
    {
        std::string body(size, '\0');
        for (std::size_t i = 0; i < size; ++i)
        {
            body[i] = static_cast<char>(i % 251);
        }
        const std::string text = Request("Content-Length: " + std::to_string(size) + "\r\n", body);
        const auto message = SipParser::Parse(text);
        test.True(message && message->GetBody() == body, std::to_string(size) + " octets");
        test.True(message && message->Serialize() == text, "and back");
        SipMessage made = *SipParser::Parse(Request(""));
        made.SetBody(body, "application/octet-stream");
        const auto again = SipParser::Parse(made.Serialize());
        test.True(again && again->GetBody() == body, "made here");
        test.Equal(again ? again->GetHeader("Content-Length").value_or("") : "",
                   std::to_string(size),
                   "all digits of the length");
    }
}

void
TestLimits(SipRuleTestCase& test)
{
    SipLimits limits;
    limits.headerFields = 6;
    test.EqualNumber(CodeOf(Request("A: 1\r\n"), limits), 0, "as many header fields as allowed");
    test.EqualNumber(CodeOf(Request("A: 1\r\nB: 2\r\n"), limits), 400, "one more");
    limits = SipLimits();
    limits.headerField = 60;
    test.EqualNumber(CodeOf(Request("A: " + std::string(57, 'a') + "\r\n"), limits), 0, "as long");
    test.EqualNumber(CodeOf(Request("A: " + std::string(58, 'a') + "\r\n"), limits), 400, "longer");
    test.EqualNumber(
        CodeOf(Request("A: " + std::string(50, 'a') + "\r\n " + std::string(6, 'a') + "\r\n"),
               limits),
        400,
        "folds count");
    limits = SipLimits();
    limits.headerSection = Request("").size();
    test.EqualNumber(CodeOf(Request("", "body"), limits), 0, "as long a header section");
    test.EqualNumber(CodeOf(Request("A:\r\n"), limits), 400, "longer");
    limits = SipLimits();
    limits.body = 10;
    test.EqualNumber(CodeOf(Request("l: 10\r\n", "0123456789"), limits), 0, "as long a body");
    test.EqualNumber(CodeOf(Request("l: 11\r\n", "0123456789a"), limits), 413, "longer");
    test.EqualNumber(CodeOf(Request("", "0123456789a"), limits), 413, "without Content-Length");
    test.EqualNumber(CodeOf(Request("l: 1\r\n", "0123456789a"), limits), 0, "trailing octets");
}

void
TestAnswer(SipRuleTestCase& test)
{
    const auto refused = SipParser::Parse(Request("Content-Length: 5\r\n", "abc"));
    test.True(!refused && refused.error().message, "the request is known");
    const SipMessage response = SipMessage::MakeResponse(*refused.error().message,
                                                         refused.error().code,
                                                         refused.error().reason);
    const auto answer = SipParser::Parse(response.Serialize());
    test.True(answer && answer->GetStatusCode() == 400, "a 400");
    test.Equal(answer ? answer->GetTopVia()->GetBranch() : "", "z9hG4bK1", "to the right place");
    std::string ack = Request("Content-Length: 5\r\n");
    ack.replace(0, 7, "ACK");
    const auto refusedAck = SipParser::Parse(ack);
    test.True(!refusedAck && !refusedAck.error().message, "17: an ACK is never answered");
    const auto response2 = SipParser::Parse("SIP/2.0 200 OK\r\n" + FIELDS + "l: 5\r\n\r\n");
    test.True(!response2 && !response2.error().message, "nor is a response");
    const auto uri = SipParser::Parse("INVITE sip:a@h:x SIP/2.0\r\n" + FIELDS + "\r\n");
    test.True(!uri && uri.error().message, "a bad Request-URI is answered");
}

/** The tests of the parser. */
class SipParserTestSuite : public TestSuite
{
  public:
    SipParserTestSuite()
        : TestSuite("sip-parser")
    {
        const auto add = [this](const std::string& name, SipRuleTestCase::Body body)
        {
            AddTestCase(new SipRuleTestCase(name, body));
        };
        add("RFC 3261 7.3.1: what is not changed is written as it came", TestByteExact);
        add("RFC 3261 7.1, 7.2: start lines", TestStartLine);
        add("RFC 3261 7.3, 25.1: header fields that are none", TestHeaderSyntax);
        add("RFC 3261 8.1.1: mandatory header fields, once each", TestMandatory);
        add("RFC 3261 18.3: Content-Length and the datagram", TestDatagramLength);
        add("RFC 3261 20.14: lengths that are none, PROTOS c07-sip 2390 among them",
            TestBadLengths);
        add("RFC 3261 7.4: bodies are octets", TestBodies);
        add("every length is bounded", TestLimits);
        add("RFC 3261 8.2.6, 17: who can be answered", TestAnswer);
    }
};

SipParserTestSuite g_sipParserTestSuite; //!< registers the suite

} // namespace
