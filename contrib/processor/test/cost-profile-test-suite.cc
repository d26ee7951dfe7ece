// SPDX-License-Identifier: GPL-2.0-only
// Work, its vocabulary, and cost profiles with what can be wrong in their files.
#include "processor-test-case.h"

#include "ns3/cost-profile.h"
#include "ns3/work-vocabulary.h"
#include "ns3/work.h"

#include <filesystem>
#include <set>

namespace ns3
{

namespace
{

constexpr const char* HEAD =
    R"({"name":"n","cpu":"c","library":"l","method":"m","date":"2026-01-01","operations":)";

/**
 * @param operations JSON text of the list
 * @return JSON text of a profile
 */
std::string
MakeProfile(const std::string& operations)
{
    return HEAD + operations + "}";
}

/**
 * @param json JSON text
 * @return the error, or "no error"
 */
std::string
GetError(const std::string& json)
{
    const auto profile = CostProfile::Parse(json);
    return profile ? "no error" : profile.error();
}

/** @return JSON text of an entry without fault */
std::string
GetGoodEntry()
{
    return R"({"operation":"sign","algorithm":"rsa-2048-sha-256",)"
           R"("fixed_ns":1000.5,"ns_per_octet":0.25})";
}

void
TestWork(ProcessorTestCase& test)
{
    Work work;
    test.Expect(work.IsEmpty(), "empty at first");
    work.Add("digest", "md5", 10);
    work.Add("digest", "md5", 20, 2);
    work.Add("digest", "sha-1", 5, 0);
    test.ExpectEqual(work.GetAmounts().size(), 1U, "no operation adds nothing");
    work += work;
    const WorkAmount& amount = work.GetAmounts().at({"digest", "md5"});
    test.ExpectEqual(amount.count, 6U, "count");
    test.ExpectEqual(amount.octets, 60U, "octets");
}

void
TestVocabulary(ProcessorTestCase& test)
{
    const auto vocabulary = GetWorkVocabulary();
    const std::set<WorkKind> unique(vocabulary.begin(), vocabulary.end());
    test.ExpectEqual(unique.size(), vocabulary.size(), "no kind twice");
    test.Expect(std::vector<WorkKind>(unique.begin(), unique.end()) == vocabulary, "in order");
    test.Expect(ClassifyWork({"sign", "rsa-2048-sha-256"}) == WorkClass::PrivateKey, "sign");
    test.Expect(ClassifyWork({"verify", "rsa-2048-sha-256"}) == WorkClass::PublicKey, "verify");
    test.Expect(ClassifyWork({"wrap", "aes-128-wrap"}) == WorkClass::Symmetric, "wrap");
    test.Expect(ClassifyWork({"srtp-protect", "aead-aes-128-gcm"}) == WorkClass::Symmetric, "SRTP");
    test.Expect(ClassifyWork({"filter", "udp"}) == WorkClass::Handling, "filter");
    test.Expect(ClassifyWork({"parse", "sip"}) == WorkClass::Handling, "parse");
    test.Expect(!ClassifyWork({"sign", "md5"}) && !ClassifyWork({"juggle", "md5"}), "unknown");
}

void
TestNanoseconds(ProcessorTestCase& test)
{
    const auto profile = CostProfile::Parse(MakeProfile("[" + GetGoodEntry() + "]"));
    test.Expect(profile.has_value(), GetError(MakeProfile("[" + GetGoodEntry() + "]")));
    const WorkKind kind{"sign", "rsa-2048-sha-256"};
    test.ExpectEqual(profile->GetNanoseconds(kind, {1, 0}), 1001, "rounded");
    test.ExpectEqual(profile->GetNanoseconds(kind, {2, 0}), 2001, "rounded once");
    test.ExpectEqual(profile->GetNanoseconds(kind, {2, 100}), 2026, "octets");
    Work work;
    test.ExpectEqual(profile->GetNanoseconds(work), 0, "no work");
    work.Add(kind.operation, kind.algorithm, 100, 2);
    test.ExpectEqual(profile->GetNanoseconds(work), 2026, "a sum");
    test.Expect(profile->GetNanoseconds(kind, {UINT64_MAX, UINT64_MAX}) > 0, "no overflow");
    test.Expect(profile->Knows(kind), "knows what it lists");
    const std::vector<WorkKind> missing = profile->FindMissing({kind, {"digest", "md5"}});
    test.Expect(missing == std::vector<WorkKind>{{"digest", "md5"}}, "finds what is missing");
    test.ExpectEqual(profile->GetName(), "n", "name");
    test.ExpectEqual(profile->GetOrigin().cpu, "c", "processor");
}

void
TestFree(ProcessorTestCase& test)
{
    const CostProfile free = CostProfile::Free();
    test.Expect(free.FindMissing(GetWorkVocabulary()).empty(), "knows everything");
    test.ExpectEqual(free.GetNanoseconds({"digest", "md5"}, {5, 5}), 0, "costs nothing");
    test.ExpectEqual(free.GetName(), "free", "name");
}

void
TestErrors(ProcessorTestCase& test)
{
    const auto entry = [](const std::string& from, const std::string& to)
    {
        std::string text = GetGoodEntry();
        text.replace(text.find(from), from.size(), to);
        return MakeProfile("[" + text + "]");
    };
    const std::string good = MakeProfile("[" + GetGoodEntry() + "]");
    test.ExpectEqual(GetError(good), "no error", "the profile that the others are made from");
    const std::pair<std::string, std::string> cases[] = {
        {"", "not a whole JSON text: it goes wrong at line 1, column 1"},
        {good.substr(0, good.size() - 1),
         "not a whole JSON text: it goes wrong at line 1, column " + std::to_string(good.size())},
        {"[]", "the profile is not an object {...}"},
        {R"({"name":"n"})", "the profile needs \"cpu\", a text that is not empty"},
        {MakeProfile("[]"), "the profile needs \"operations\", a list [...] that is not empty"},
        {MakeProfile("[1]"), "entry 1 of \"operations\" is not an object {...}"},
        {entry("1000.5", "-1"),
         "sign/rsa-2048-sha-256 has \"fixed_ns\": -1, which is not a number of nanoseconds from 0 "
         "to 1e12"},
        {entry("0.25", "\"fast\""),
         "sign/rsa-2048-sha-256 has \"ns_per_octet\": \"fast\", which is not a number of "
         "nanoseconds from 0 to 1e12"},
        {entry("1000.5", "1e13"),
         "sign/rsa-2048-sha-256 has \"fixed_ns\": 10000000000000.0, which is not a number of "
         "nanoseconds from 0 to 1e12"},
        {entry("\"fixed_ns\":1000.5,", ""),
         "sign/rsa-2048-sha-256 needs \"fixed_ns\", a number of nanoseconds from 0 to 1e12"},
        {entry("\"algorithm\":\"rsa-2048-sha-256\",", ""),
         "entry 1 of \"operations\" needs \"algorithm\", a text that is not empty"},
        {entry("rsa-2048-sha-256", "rsa-1024"),
         "unknown algorithm \"rsa-1024\" of \"sign\"; known are ecdsa-p-256-sha-256, "
         "rsa-2048-sha-256, rsa-3072-sha-256, rsa-4096-sha-256"},
        {MakeProfile("[" + GetGoodEntry() + "," + GetGoodEntry() + "]"),
         "sign/rsa-2048-sha-256 is listed twice; once would be right"},
    };
    for (const auto& [json, wanted] : cases)
    {
        test.ExpectEqual(GetError(json), wanted, "message");
    }
    const std::string unknown = GetError(entry("sign", "juggle"));
    test.Expect(unknown.find("unknown operation \"juggle\"; known are accept, connect, decrypt") ==
                    0,
                unknown);
    test.Expect(GetError(entry("1000.5", "1e999")).find("not a whole JSON text") == 0,
                "a number that no machine has");
    for (size_t size = 0; size < good.size(); ++size)
    {
        test.Expect(GetError(good.substr(0, size)) != "no error", "truncated");
    }
    test.Expect(GetError(std::string(100000, '[')) != "no error", "deeply nested");
}

void
TestFiles(ProcessorTestCase& test)
{
    const std::string folder = std::string(NS_TEST_SOURCEDIR) + "/../data/cost-profiles";
    test.ExpectEqual(CostProfile::Find("free", folder)->GetName(), "free", "free");
    const auto none = CostProfile::Find("no-such-name", folder);
    test.Expect(!none && none.error().find(std::string("there are free, ")) != std::string::npos &&
                    none.error().find(CostProfile::DEFAULT_NAME) != std::string::npos,
                "an unknown name lists the known ones");
    const auto missing = CostProfile::Find("no/such.json", folder);
    test.Expect(!missing && missing.error() == "cost profile no/such.json: no such file", "file");
    const auto directory = CostProfile::Load(folder);
    test.Expect(!directory && directory.error().find("not a file") != std::string::npos, "folder");
}

void
TestShippedProfiles(ProcessorTestCase& test)
{
    const std::string folder = std::string(NS_TEST_SOURCEDIR) + "/../data/cost-profiles";
    const auto vocabulary = GetWorkVocabulary();
    int seen = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder))
    {
        const std::string path = file.path().string();
        const auto profile = CostProfile::Load(path);
        test.Expect(profile.has_value(), profile ? "" : profile.error());
        if (!profile)
        {
            continue;
        }
        ++seen;
        test.ExpectEqual(profile->GetName(), file.path().stem().string(), "named as its file");
        test.Expect(profile->FindMissing(vocabulary).empty(), path + " has all operations");
        for (const auto& [kind, cost] : profile->GetCosts())
        {
            test.Expect(!cost.origin.empty(), path + ": an origin for every number");
        }
        const auto cost = [&](const char* operation, const char* algorithm)
        {
            return profile->GetNanoseconds({operation, algorithm}, {1, 16});
        };
        test.Expect(cost("sign", "rsa-4096-sha-256") > cost("sign", "rsa-2048-sha-256"),
                    path + ": longer keys take longer");
        test.Expect(cost("sign", "rsa-2048-sha-256") > cost("verify", "rsa-2048-sha-256"),
                    path + ": RSA verifies faster than it signs");
        test.Expect(cost("key-agreement", "p-256") > cost("unwrap", "aes-128-wrap"),
                    path + ": a key agreement takes longer than a wrap");
        test.Expect(cost("parse", "sip") > 0 && cost("serialize", "sip") > 0 &&
                        cost("route", "sip") > 0,
                    path + ": messages take time");
        test.Expect(cost("accept", "tcp") > cost("receive", "tcp"),
                    path + ": a connection takes longer than a message");
    }
    test.Expect(seen >= 2, "there are profiles of two devices");
}

/// The suite of work and cost profiles.
class CostProfileTestSuite : public TestSuite
{
  public:
    CostProfileTestSuite()
        : TestSuite("processor-cost-profile")
    {
        AddTestCase(new ProcessorTestCase("work is a sum by kind", TestWork));
        AddTestCase(new ProcessorTestCase("the vocabulary of work", TestVocabulary));
        AddTestCase(new ProcessorTestCase("nanoseconds, rounded once a kind", TestNanoseconds));
        AddTestCase(new ProcessorTestCase("the profile that costs nothing", TestFree));
        AddTestCase(new ProcessorTestCase("what can be wrong in a profile", TestErrors));
        AddTestCase(new ProcessorTestCase("profiles by name and file", TestFiles));
        AddTestCase(new ProcessorTestCase("the profiles of the repository", TestShippedProfiles));
    }
};

CostProfileTestSuite g_costProfileTestSuite; ///< registers the suite

} // namespace

} // namespace ns3
