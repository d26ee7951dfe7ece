// SPDX-License-Identifier: GPL-2.0-only
// Mutated messages: cut, flipped, spliced. Seeded, so that each run does the same.

#include "sip-octets-check.h"
#include "sip-rule-test-case.h"
#include "sip-torture-table.h"

// The fuzz target itself, compiled here so that it is run wherever the tests are.
#include "../fuzz/sip-parser-fuzzer.cc"

#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

/** What mutants are made of: the messages of RFC 4475. */
std::vector<std::string>
ReadSeeds()
{
    std::vector<std::string> seeds;
    for (const SipTortureMessage& message : GetSipTortureMessages())
    {
        std::ifstream file(NS_TEST_SOURCEDIR "/data/torture/" + message.name + ".dat",
                           std::ios::binary);
        seeds.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return seeds;
}

/** Check octets, and show those that break something. */
void
Check(SipRuleTestCase& test, const std::string& octets, const std::string& what)
{
    const std::string violation = FindSipViolation(octets);
    if (!violation.empty())
    {
        test.True(false, what + " breaks: " + violation + "\n" + octets);
    }
}

/** A number from 0 to limit - 1; the same on each platform. */
std::size_t
Draw(std::mt19937& random, std::size_t limit)
{
    return random() % limit;
}

void
TestSeeds(SipRuleTestCase& test)
{
    const auto seeds = ReadSeeds();
    test.EqualNumber(static_cast<int64_t>(seeds.size()), 50, "seeds");
    for (const std::string& seed : seeds)
    {
        Check(test, seed, "a message");
        const auto* data = reinterpret_cast<const uint8_t*>(seed.data());
        test.EqualNumber(LLVMFuzzerTestOneInput(data, seed.size()), 0, "the fuzz target");
    }
    test.EqualNumber(LLVMFuzzerTestOneInput(nullptr, 0), 0, "nothing at all");
}

void
TestTruncated(SipRuleTestCase& test)
{
    for (const std::string& seed : ReadSeeds())
    {
        for (std::size_t length = 0; length < seed.size(); ++length)
        {
            // What ends inside its header fields is the more interesting when it is closed.
            const std::string cut = seed.substr(0, length);
            Check(test, length % 4 == 0 ? cut + "\r\n\r\n" : cut, "a message cut short");
        }
    }
}

void
TestFlipped(SipRuleTestCase& test)
{
    std::mt19937 random(4475);
    for (const std::string& seed : ReadSeeds())
    {
        for (std::size_t at = Draw(random, 3); at < seed.size(); at += 1 + Draw(random, 5))
        {
            std::string octets = seed;
            octets[at] = static_cast<char>(octets[at] ^ (1 << Draw(random, 8)));
            Check(test, octets, "a flipped bit at " + std::to_string(at));
        }
    }
}

void
TestInserted(SipRuleTestCase& test)
{
    const std::vector<std::string> words = {"\r\n",
                                            "\r\n ",
                                            "\r\n\t",
                                            "\r\n\r\n",
                                            "\r",
                                            "\n",
                                            std::string(1, '\0'),
                                            "\xff",
                                            "%",
                                            "%00",
                                            "\"",
                                            "\\",
                                            "<",
                                            ">",
                                            ",",
                                            ";",
                                            ":",
                                            "@",
                                            "[",
                                            " ",
                                            "*",
                                            "=",
                                            "?",
                                            "SIP/2.0 200 OK\r\n",
                                            "\r\nContent-Length: -1\r\n",
                                            "\r\nl: 2147483648\r\n",
                                            "\r\nContent-Length: 99999999999999\r\n",
                                            "\r\nVia: SIP/2.0/UDP h;;,;,\r\n",
                                            "99999999999999999999",
                                            std::string(70000, 'a')};
    std::mt19937 random(3261);
    const auto seeds = ReadSeeds();
    for (std::size_t i = 0; i < 4000; ++i)
    {
        std::string octets = seeds[Draw(random, seeds.size())];
        const std::string& word = words[Draw(random, words.size() - (i % 16 ? 1 : 0))];
        octets.insert(Draw(random, octets.size() + 1), word);
        Check(test, octets, "an inserted word");
    }
}

void
TestSpliced(SipRuleTestCase& test)
{
    std::mt19937 random(2543);
    const auto seeds = ReadSeeds();
    for (std::size_t i = 0; i < 3000; ++i)
    {
        const std::string& one = seeds[Draw(random, seeds.size())];
        const std::string& other = seeds[Draw(random, seeds.size())];
        std::string octets = one.substr(0, Draw(random, one.size()));
        octets += other.substr(Draw(random, other.size()));
        if (i % 3 == 0)
        {
            const std::size_t at = Draw(random, octets.size() + 1);
            octets.erase(at, Draw(random, 20));
        }
        Check(test, octets, "two messages in one");
    }
}

/** The tests of mutated messages. */
class SipMutationTestSuite : public TestSuite
{
  public:
    SipMutationTestSuite()
        : TestSuite("sip-mutation")
    {
        const auto add = [this](const std::string& name, SipRuleTestCase::Body body)
        {
            AddTestCase(new SipRuleTestCase(name, body));
        };
        add("the messages of RFC 4475 break no promise", TestSeeds);
        add("nor do they when cut at each octet", TestTruncated);
        add("nor with flipped bits", TestFlipped);
        add("nor with words inserted", TestInserted);
        add("nor spliced", TestSpliced);
    }
};

SipMutationTestSuite g_sipMutationTestSuite; //!< registers the suite

} // namespace
