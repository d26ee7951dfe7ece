// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/abort.h"
#include "ns3/sdp.h"
#include "ns3/test.h"

#include <functional>
#include <utility>

using namespace ns3;

namespace
{

/// The description of the article's Fig. 4, with `rtpmap` for its misprint `rtptime`.
const std::string FIGURE_4 = "v=0\r\n"
                             "o=Alice 2890844526 2890844526 IN IP4 client.atlanta.example.com\r\n"
                             "s=-\r\n"
                             "c=IN IP4 192.0.2.101\r\n"
                             "t=0 0\r\n"
                             "m=audio 49172 RTP/AVP 0\r\n"
                             "a=rtpmap:0 PCMU/8000\r\n";

/// A description with a line of every type letter, in the order of RFC 8866 section 5.
const std::string EVERY_LINE = "v=0\r\n"
                               "o=jdoe 3724394400 3724394405 IN IP4 198.51.100.1\r\n"
                               "s=Call to John Smith\r\n"
                               "i=SDP Offer #1\r\n"
                               "u=http://www.jdoe.example.com/home.html\r\n"
                               "e=Jane Doe <jane@jdoe.example.com>\r\n"
                               "p=+1 617 555-6011\r\n"
                               "c=IN IP4 198.51.100.1\r\n"
                               "b=X-YZ:128\r\n"
                               "t=3724394400 3724398000\r\n"
                               "r=604800 3600 0 90000\r\n"
                               "z=3730928400 -1h 3749680800 0\r\n"
                               "k=prompt\r\n"
                               "a=x-unheard-of:a:b  c\r\n"
                               "a=sendrecv\r\n"
                               "m=audio 49170 RTP/AVP 0 97\r\n"
                               "i=the voice\r\n"
                               "c=IN IP6 2001:db8::2\r\n"
                               "b=AS:64\r\n"
                               "k=prompt\r\n"
                               "a=rtpmap:97 iLBC/8000\r\n"
                               "a=recvonly\r\n"
                               "m=video 51372/2 RTP/AVP 99\r\n"
                               "a=rtpmap:99 h263-1998/90000\r\n";

/**
 * A named check.
 */
class SdpCase : public TestCase
{
  public:
    /**
     * \param name what is checked
     * \param check the check; gets this case to report to
     */
    SdpCase(const std::string& name, std::function<void(SdpCase&)> check)
        : TestCase(name)
        , m_check(std::move(check))
    {
    }

    /**
     * \param good what should be true
     * \param what says what was checked
     */
    void
    Expect(bool good, const std::string& what)
    {
        NS_TEST_EXPECT_MSG_EQ(good, true, what);
    }

  private:
    void
    DoRun() override
    {
        m_check(*this);
    }

    std::function<void(SdpCase&)> m_check; //!< the check
};

/**
 * \param text a text
 * \param from what to replace, once
 * \param to what to put there
 * \return the new text
 */
std::string
Replace(std::string text, const std::string& from, const std::string& to)
{
    const auto position = text.find(from);
    NS_ABORT_MSG_IF(position == std::string::npos, "the test has nothing to replace: " << from);
    return text.replace(position, from.size(), to);
}

/**
 * A text that must be refused.
 */
struct BadText
{
    std::string name;    //!< what is wrong with it
    std::string text;    //!< the text
    SdpError::Kind kind; //!< how it must be refused
    std::size_t line;    //!< which line is to blame
};

/// \return texts that must be refused
std::vector<BadText>
MakeBadTexts()
{
    using Kind = SdpError::Kind;
    return {
        {"nothing at all", "", Kind::Missing, 0},
        {"no v= (RFC 8866 section 5.1)", FIGURE_4.substr(5), Kind::Missing, 1},
        {"another version than 0", Replace(FIGURE_4, "v=0", "v=1"), Kind::Syntax, 1},
        {"no s= (RFC 8866 section 5.3)", Replace(FIGURE_4, "s=-\r\n", ""), Kind::Missing, 0},
        {"no t= (RFC 8866 section 5.9)", Replace(FIGURE_4, "t=0 0\r\n", ""), Kind::Missing, 0},
        {"a stream without c= (RFC 8866 section 5.7)",
         Replace(FIGURE_4, "c=IN IP4 192.0.2.101\r\n", ""),
         Kind::Missing,
         0},
        {"two s= lines", Replace(FIGURE_4, "s=-", "s=-\r\ns=-"), Kind::Order, 4},
        {"two session c= lines",
         Replace(FIGURE_4, "t=0", "c=IN IP4 192.0.2.1\r\nt=0"),
         Kind::Order,
         5},
        {"c= behind t= (RFC 8866 section 5)",
         Replace(FIGURE_4, "m=audio", "c=IN IP4 192.0.2.1\r\nm=audio"),
         Kind::Order,
         6},
        {"a type letter nobody defined (RFC 8866 section 5)",
         Replace(FIGURE_4, "t=0", "x=1\r\nt=0"),
         Kind::Order,
         5},
        {"t= in a media description", FIGURE_4 + "t=0 0\r\n", Kind::Order, 8},
        {"r= without t=", Replace(FIGURE_4, "t=0 0", "r=1 1 1\r\nt=0 0"), Kind::Order, 5},
        {"o= with five fields",
         Replace(FIGURE_4, " IN IP4 client", " IP4 client"),
         Kind::Syntax,
         2},
        {"o= with a version over 63 bits (RFC 3264 section 5)",
         Replace(FIGURE_4, "2890844526 IN", "9223372036854775808 IN"),
         Kind::Syntax,
         2},
        {"o= with a negative version",
         Replace(FIGURE_4, "2890844526 IN", "-1 IN"),
         Kind::Syntax,
         2},
        {"two spaces in o=", Replace(FIGURE_4, "o=Alice ", "o=Alice  "), Kind::Syntax, 2},
        {"m= without a format", Replace(FIGURE_4, "AVP 0", "AVP"), Kind::Syntax, 6},
        {"m= with port 65536", Replace(FIGURE_4, "49172", "65536"), Kind::Syntax, 6},
        {"m= with no pair of ports", Replace(FIGURE_4, "49172", "49172/0"), Kind::Syntax, 6},
        {"m= with a bad protocol", Replace(FIGURE_4, "RTP/AVP", "RTP//AVP"), Kind::Syntax, 6},
        {"a= without a name", Replace(FIGURE_4, "a=rtpmap", "a="), Kind::Syntax, 7},
        {"an empty value", Replace(FIGURE_4, "s=-", "s="), Kind::Syntax, 3},
        {"a line without an equals sign", Replace(FIGURE_4, "s=-", "s-"), Kind::Syntax, 3},
        {"an empty line", Replace(FIGURE_4, "s=-", "\r\ns=-"), Kind::Syntax, 3},
        {"a NUL", Replace(FIGURE_4, "s=-", std::string("s=-\0", 4)), Kind::Syntax, 3},
        {"a CR in a line", Replace(FIGURE_4, "s=-", "s=-\r-"), Kind::Syntax, 3},
        {"t= with one number", Replace(FIGURE_4, "t=0 0", "t=0"), Kind::Syntax, 5},
        {"c= with two fields", Replace(FIGURE_4, "c=IN IP4", "c=IN"), Kind::Syntax, 4},
    };
}

/**
 * Session descriptions as text.
 */
class SdpTestSuite : public TestSuite
{
  public:
    SdpTestSuite()
        : TestSuite("sdp")
    {
        AddTestCase(new SdpCase(
            "the article's Fig. 4 is read",
            [](SdpCase& test)
            {
                const auto sdp = Sdp::Parse(FIGURE_4);
                test.Expect(sdp.has_value(), "it parses");
                if (!sdp)
                {
                    return;
                }
                test.Expect(sdp->GetOrigin().username == "Alice", "the user name");
                test.Expect(sdp->GetOrigin().sessionVersion == 2890844526, "the version");
                test.Expect(sdp->GetOrigin().address == "client.atlanta.example.com", "the host");
                test.Expect(sdp->GetMedia().size() == 1, "one stream");
                const auto& audio = sdp->GetMedia().at(0);
                test.Expect(audio.GetKind() == "audio" && audio.GetPort() == 49172,
                            "kind and port");
                test.Expect(audio.GetProtocol() == "RTP/AVP", "the protocol");
                test.Expect(audio.GetFormats() == std::vector<std::string>{"0"}, "the format");
                test.Expect(audio.GetEncoding("0") == "pcmu/8000", "the encoding");
                test.Expect(sdp->GetConnection(0)->address == "192.0.2.101", "the address");
                test.Expect(sdp->GetMediaDirection(0) == SdpDirection::SendReceive,
                            "the direction");
            }));
        AddTestCase(new SdpCase("what is parsed is written back octet for octet",
                                [](SdpCase& test)
                                {
                                    for (const auto& text : {FIGURE_4, EVERY_LINE})
                                    {
                                        const auto sdp = Sdp::Parse(text);
                                        test.Expect(sdp && sdp->Serialize() == text,
                                                    "the same octets");
                                    }
                                }));
        AddTestCase(new SdpCase(
            "RFC 8866 section 5: lines may end in LF alone",
            [](SdpCase& test)
            {
                std::string text = EVERY_LINE;
                for (std::size_t i = 0; (i = text.find('\r')) != std::string::npos;)
                {
                    text.erase(i, 1);
                }
                const auto sdp = Sdp::Parse(text);
                test.Expect(sdp && sdp->Serialize() == EVERY_LINE, "read, and written with CRLF");
                text.pop_back();
                const auto open = Sdp::Parse(text);
                test.Expect(open && open->Serialize() == EVERY_LINE,
                            "the last line may lack its end");
            }));
        AddTestCase(new SdpCase(
            "RFC 8866 section 5.7: a stream's own c= counts",
            [](SdpCase& test)
            {
                const auto sdp = Sdp::Parse(EVERY_LINE);
                test.Expect(sdp && sdp->GetConnection(0)->address == "2001:db8::2", "its own");
                test.Expect(sdp && sdp->GetConnection(1)->address == "198.51.100.1",
                            "the session's");
            }));
        AddTestCase(new SdpCase(
            "RFC 8866 section 6.7: the stream's direction goes before the session's",
            [](SdpCase& test)
            {
                const auto sdp = Sdp::Parse(Replace(EVERY_LINE, "a=sendrecv", "a=inactive"));
                test.Expect(sdp && sdp->GetMediaDirection(0) == SdpDirection::ReceiveOnly,
                            "its own");
                test.Expect(sdp && sdp->GetMediaDirection(1) == SdpDirection::Inactive,
                            "the session's");
            }));
        AddTestCase(new SdpCase(
            "new lines go where RFC 8866 section 5 wants them",
            [](SdpCase& test)
            {
                auto sdp = Sdp::Parse(FIGURE_4);
                test.Expect(sdp.has_value(), "it parses");
                if (!sdp)
                {
                    return;
                }
                sdp->AddAttribute("tool", "x");
                sdp->Set('b', "AS:64");
                sdp->Set('i', "a call");
                sdp->Add('r', "1 1 1");
                auto& audio = sdp->GetMedia().at(0);
                audio.Set('c', "IN IP4 192.0.2.7");
                audio.SetDirection(SdpDirection::SendOnly);
                audio.SetDirection(SdpDirection::Inactive);
                const std::string wanted =
                    "v=0\r\no=Alice 2890844526 2890844526 IN IP4 client.atlanta.example.com\r\n"
                    "s=-\r\ni=a call\r\nc=IN IP4 192.0.2.101\r\nb=AS:64\r\nt=0 0\r\nr=1 1 1\r\n"
                    "a=tool:x\r\nm=audio 49172 RTP/AVP 0\r\nc=IN IP4 192.0.2.7\r\n"
                    "a=rtpmap:0 PCMU/8000\r\na=inactive\r\n";
                test.Expect(sdp->Serialize() == wanted, "each in its place");
                test.Expect(Sdp::Parse(wanted).has_value(), "and it parses again");
            }));
        AddTestCase(new SdpCase(
            "attributes are found by their whole name",
            [](SdpCase& test)
            {
                const auto sdp = Sdp::Parse(EVERY_LINE);
                test.Expect(sdp && sdp->GetAttribute("x-unheard-of") == "a:b  c",
                            "all behind the colon");
                test.Expect(sdp && sdp->GetAttribute("sendrecv") == "", "one without a value");
                test.Expect(sdp && !sdp->GetAttribute("x-unheard"), "no part of a name");
            }));
        for (const auto& bad : MakeBadTexts())
        {
            AddTestCase(new SdpCase("refused: " + bad.name,
                                    [bad](SdpCase& test)
                                    {
                                        const auto sdp = Sdp::Parse(bad.text);
                                        test.Expect(!sdp.has_value(), "it is refused");
                                        test.Expect(
                                            !sdp && sdp.error() == SdpError{bad.kind, bad.line, ""},
                                            sdp ? "" : "kind and line, not: " + sdp.error().reason);
                                    }));
        }
        AddTestCase(new SdpCase(
            "every bound is kept",
            [](SdpCase& test)
            {
                const auto refused = [&test](const SdpLimits& limits, const std::string& what)
                {
                    const auto sdp = Sdp::Parse(EVERY_LINE, limits);
                    test.Expect(!sdp && sdp.error().kind == SdpError::Kind::TooLarge, what);
                };
                SdpLimits exact{EVERY_LINE.size(), 24, 2, 2};
                test.Expect(Sdp::Parse(EVERY_LINE, exact).has_value(), "just within the bounds");
                refused({EVERY_LINE.size() - 1, 24, 2, 2}, "octets");
                refused({EVERY_LINE.size(), 23, 2, 2}, "lines");
                refused({EVERY_LINE.size(), 24, 1, 2}, "streams");
                refused({EVERY_LINE.size(), 24, 2, 1}, "formats");
            }));
        AddTestCase(new SdpCase(
            "cut and damaged texts end in a value",
            [](SdpCase& test)
            {
                std::size_t accepted = 0;
                std::size_t refused = 0;
                const auto count = [&](const std::string& text)
                {
                    const auto sdp = Sdp::Parse(text);
                    ++(sdp ? accepted : refused);
                    // What is accepted must be stable: written and read again it is the same.
                    if (sdp)
                    {
                        const auto again = Sdp::Parse(sdp->Serialize());
                        test.Expect(again && *again == *sdp, "stable");
                    }
                };
                for (std::size_t i = 0; i <= EVERY_LINE.size(); ++i)
                {
                    count(EVERY_LINE.substr(0, i));
                    for (const char octet : {'\0', '\r', '\n', ' ', '=', '/', ':', '9', '\xFF'})
                    {
                        auto text = EVERY_LINE;
                        text[i % text.size()] = octet;
                        count(text);
                    }
                }
                test.Expect(accepted > 100 && refused > 100, "both happen");
            }));
    }
};

SdpTestSuite g_sdpTestSuite; //!< registers itself

} // namespace
