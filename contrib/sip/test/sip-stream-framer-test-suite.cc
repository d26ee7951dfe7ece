// SPDX-License-Identifier: GPL-2.0-only
// Messages on a stream: RFC 3261 sections 7.5 and 18.3.

#include "sip-rule-test-case.h"

#include "ns3/sip-stream-framer.h"

#include <string>
#include <vector>

using namespace ns3;

namespace
{

std::string
Message(const std::string& method, const std::string& length, const std::string& body)
{
    return method + " sip:b@h SIP/2.0\r\nv:SIP/2.0/TCP h;branch=z9hG4bK1\r\nf:<sip:a@h>;tag=1\r\n" +
           "t:<sip:b@h>\r\ni:1\r\nCSeq:1 " + method + "\r\n" +
           (length.empty() ? "" : "Content-Length: " + length + "\r\n") + "\r\n" + body;
}

/** Take all that is there: the messages' octets, or "error CODE". */
void
Drain(SipStreamFramer& framer, std::vector<std::string>& out)
{
    while (const auto next = framer.Next())
    {
        out.push_back(*next ? (*next)->Serialize() : "error " + std::to_string(next->error().code));
    }
}

const std::vector<std::string> MESSAGES = {Message("ONE", "5", std::string("a\r\n\0\r", 5)),
                                           Message("TWO", "0", ""),
                                           Message("THREE", "12", "\r\n\r\nONE \r\n\r\n")};

void
TestEveryCut(SipRuleTestCase& test)
{
    // Keep-alives before, between and behind the messages.
    const std::string stream =
        "\r\n" + MESSAGES[0] + "\r\n\r\n" + MESSAGES[1] + MESSAGES[2] + "\r\n";
    for (std::size_t cut = 0; cut <= stream.size(); ++cut)
    {
        SipStreamFramer framer;
        std::vector<std::string> out;
        framer.Push(std::string_view(stream).substr(0, cut));
        Drain(framer, out);
        framer.Push(std::string_view(stream).substr(cut));
        Drain(framer, out);
        test.True(out == MESSAGES, "cut at " + std::to_string(cut));
        test.True(!framer.IsBroken(), "not broken");
    }
}

void
TestEveryStep(SipRuleTestCase& test)
{
    const std::string stream = MESSAGES[0] + "\r\n" + MESSAGES[1] + MESSAGES[2];
    for (std::size_t step = 1; step <= 64; ++step)
    {
        SipStreamFramer framer;
        std::vector<std::string> out;
        for (std::size_t at = 0; at < stream.size(); at += step)
        {
            framer.Push(std::string_view(stream).substr(at, step));
            Drain(framer, out);
        }
        test.True(out == MESSAGES, std::to_string(step) + " octets at a time");
    }
    SipStreamFramer framer;
    std::vector<std::string> out;
    framer.Push(stream);
    Drain(framer, out);
    test.True(out == MESSAGES, "all at once");
}

void
TestIncomplete(SipRuleTestCase& test)
{
    SipStreamFramer framer;
    std::vector<std::string> out;
    framer.Push(MESSAGES[0].substr(0, MESSAGES[0].size() - 1));
    Drain(framer, out);
    test.True(out.empty() && !framer.IsBroken(), "a longer Content-Length means: wait");
}

void
TestLargeBody(SipRuleTestCase& test)
{
    for (const std::size_t size : {99999U, 100000U, 1048576U})
    {
        const std::string text = Message("BIG", std::to_string(size), std::string(size, '\0'));
        SipStreamFramer framer;
        std::vector<std::string> out;
        for (std::size_t at = 0; at < text.size(); at += 1460)
        {
            framer.Push(std::string_view(text).substr(at, 1460));
            Drain(framer, out);
        }
        test.True(out == std::vector<std::string>{text}, std::to_string(size) + " octets");
    }
}

void
TestBreaks(SipRuleTestCase& test)
{
    struct Example
    {
        std::string text; ///< what comes
        int code;         ///< code of the answer
    };

    const std::string once = Message("X", "4", "abcd");
    std::string twice = once;
    twice.insert(twice.find("Content-Length"), "l: 3\r\n");
    for (const Example& example : std::vector<Example>{{Message("X", "", ""), 400},
                                                       {Message("X", "-1", "abcd"), 400},
                                                       {Message("X", "2147483648", "abcd"), 413},
                                                       {Message("X", "99999999999999", "a"), 413},
                                                       {Message("X", "1048577", ""), 413},
                                                       {Message("X", "five", "abcde"), 400},
                                                       {twice, 400},
                                                       {std::string(65536, 'x'), 400},
                                                       {"X\r\n\r\n", 400}})
    {
        SipStreamFramer framer;
        std::vector<std::string> out;
        framer.Push(example.text);
        framer.Push(MESSAGES[1]);
        Drain(framer, out);
        test.True(out == std::vector<std::string>{"error " + std::to_string(example.code)},
                  example.text.substr(0, 200));
        test.True(framer.IsBroken(), "nobody knows where the next message begins");
        framer.Push(MESSAGES[1]);
        test.True(!framer.Next(), "a broken stream stays broken");
    }
}

void
TestGoesOn(SipRuleTestCase& test)
{
    std::string bad = Message("X", "4", "abcd");
    bad.replace(bad.find("sip:b@h"), 7, "sip:%@h");
    for (std::size_t cut = 0; cut <= bad.size(); ++cut)
    {
        SipStreamFramer framer;
        std::vector<std::string> out;
        framer.Push(std::string_view(bad).substr(0, cut));
        Drain(framer, out);
        framer.Push(std::string_view(bad).substr(cut));
        framer.Push(MESSAGES[1]);
        Drain(framer, out);
        test.True(out == (std::vector<std::string>{"error 400", MESSAGES[1]}),
                  "the refused message is passed over, cut at " + std::to_string(cut));
    }
}

void
TestBounded(SipRuleTestCase& test)
{
    SipLimits limits;
    limits.headerSection = 1000;
    SipStreamFramer framer(limits);
    std::size_t pushed = 0;
    while (!framer.IsBroken() && pushed < 5000)
    {
        framer.Push(std::string(100, 'x'));
        pushed += 100;
        test.True(!framer.Next() || framer.IsBroken(), "no message");
    }
    test.EqualNumber(pushed, 1000, "a header section without end breaks the stream at the limit");
}

void
TestManyMessages(SipRuleTestCase& test)
{
    std::string stream;
    for (std::size_t i = 0; i < 2000; ++i)
    {
        stream += MESSAGES[i % 3];
    }
    SipStreamFramer framer;
    std::vector<std::string> out;
    framer.Push(stream);
    Drain(framer, out);
    bool same = out.size() == 2000;
    for (std::size_t i = 0; i < out.size(); ++i)
    {
        same = same && out[i] == MESSAGES[i % 3];
    }
    test.True(same, "each of many messages pushed at once");
}

/** The tests of the stream framer. */
class SipStreamFramerTestSuite : public TestSuite
{
  public:
    SipStreamFramerTestSuite()
        : TestSuite("sip-stream-framer")
    {
        const auto add = [this](const std::string& name, SipRuleTestCase::Body body)
        {
            AddTestCase(new SipRuleTestCase(name, body));
        };
        add("RFC 3261 18.3, 7.5: a stream cut at each octet", TestEveryCut);
        add("RFC 3261 18.3: a stream in pieces of each size", TestEveryStep);
        add("RFC 3261 18.3: a longer Content-Length", TestIncomplete);
        add("RFC 3261 18.3: large bodies", TestLargeBody);
        add("RFC 3261 18.3: what hides where the next message begins", TestBreaks);
        add("RFC 3261 18.3: what does not", TestGoesOn);
        add("many messages at once", TestManyMessages);
        add("a header section is bounded", TestBounded);
    }
};

SipStreamFramerTestSuite g_sipStreamFramerTestSuite; //!< registers the suite

} // namespace
