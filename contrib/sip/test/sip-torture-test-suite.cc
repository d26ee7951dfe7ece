// SPDX-License-Identifier: GPL-2.0-only
// The torture messages of RFC 4475, in the exact octets of its appendix A.

#include "sip-rule-test-case.h"
#include "sip-torture-table.h"

#include "ns3/sip-parser.h"
#include "ns3/sip-transaction-key.h"
#include "ns3/sip-validator.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

using namespace ns3;

namespace
{

const std::string FOLDER = NS_TEST_SOURCEDIR "/data/torture/";

std::string
Read(const std::string& name)
{
    std::ifstream file(FOLDER + name + ".dat", std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

/** Who objects in fact, as far as this module goes, and with which code. */
struct Judgment
{
    SipTortureLayer layer; ///< who
    int code;              ///< status code
    bool answerable;       ///< whether an answer can be built
};

/** A response to the message is a message again, with the same Call-ID. */
bool
CanAnswer(const SipMessage& request, int code)
{
    const auto answer = SipParser::Parse(SipMessage::MakeResponse(request, code, "No").Serialize());
    return answer && answer->GetStatusCode() == code &&
           answer->GetHeader("Call-ID") == request.GetHeader("Call-ID");
}

Judgment
Judge(const std::string& octets)
{
    const auto message = SipParser::Parse(octets);
    if (!message)
    {
        const SipParseError& error = message.error();
        return {SipTortureLayer::Parser,
                error.code,
                error.message && CanAnswer(*error.message, error.code)};
    }
    const bool answerable = message->IsRequest() && CanAnswer(*message, 400);
    const auto valid = ValidateSipMessage(*message);
    if (!valid)
    {
        return {SipTortureLayer::Validator, valid.error().code, answerable};
    }
    const auto key = message->IsRequest() ? SipTransactionKey::ForServer(*message)
                                          : SipTransactionKey::ForResponse(*message);
    return {key ? SipTortureLayer::Nobody : SipTortureLayer::Transaction, 0, answerable};
}

void
TestMessage(SipRuleTestCase& test, const SipTortureMessage& expected)
{
    std::string octets = Read(expected.name);
    test.True(!octets.empty(), "the file is there");
    if (expected.name == "baddn")
    {
        // The archive has it without the empty line at its end, which the RFC's text shows.
        test.True(Judge(octets).layer == SipTortureLayer::Parser, "without end, as in the archive");
        octets += "\r\n";
    }
    const Judgment judgment = Judge(octets);
    // What an application objects to, nobody objects to here.
    const SipTortureLayer layer =
        expected.layer == SipTortureLayer::Application ? SipTortureLayer::Nobody : expected.layer;
    test.EqualNumber(static_cast<int>(judgment.layer), static_cast<int>(layer), "the layer");
    if (layer == SipTortureLayer::Parser || layer == SipTortureLayer::Validator)
    {
        test.EqualNumber(judgment.code, expected.code, "the answer");
    }
    test.EqualNumber(judgment.answerable, expected.answerable, "whether there can be an answer");
    const auto message = SipParser::Parse(octets);
    if (message)
    {
        const std::string again = message->Serialize();
        test.Equal(again, octets.substr(0, again.size()), "written as it came");
        test.True(again.size() == octets.size() || expected.name == "dblreq" ||
                      expected.name == "scalar02",
                  "all of it");
        if (expected.look)
        {
            expected.look(test, *message);
        }
    }
}

void
TestComplete(SipRuleTestCase& test)
{
    std::set<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(FOLDER))
    {
        files.insert(entry.path().stem().string());
    }
    std::set<std::string> names;
    for (const SipTortureMessage& message : GetSipTortureMessages())
    {
        test.True(names.insert(message.name).second, message.name + " is judged once");
    }
    test.EqualNumber(static_cast<int64_t>(files.size()), 50, "messages in the archive");
    test.True(files == names, "each message of the archive is judged");
}

/** The tests of RFC 4475. */
class SipTortureTestSuite : public TestSuite
{
  public:
    SipTortureTestSuite()
        : TestSuite("sip-torture")
    {
        for (const SipTortureMessage& message : GetSipTortureMessages())
        {
            AddTestCase(new SipRuleTestCase("RFC 4475 " + message.section + ", " + message.name +
                                                ": " + message.why,
                                            [message](SipRuleTestCase& test)
                                            {
                                                TestMessage(test, message);
                                            }));
        }
        AddTestCase(
            new SipRuleTestCase("RFC 4475 A: the archive and the table agree", TestComplete));
    }
};

SipTortureTestSuite g_sipTortureTestSuite; //!< registers the suite

} // namespace
