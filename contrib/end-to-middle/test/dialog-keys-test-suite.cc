// SPDX-License-Identifier: GPL-2.0-only

#include "named-case.h"

#include "ns3/dialog-keys.h"

using namespace ns3;

namespace
{

constexpr int64_t SECOND = 1000000000;
const std::string SCOPE = "call@example.com;tag";
const Secret CEK{FromHex("00112233445566778899aabbccddeeff").value_or("")};
const Octets KEK{FromHex("ffeeddccbbaa99887766554433221100").value_or("")}; // RFC 3185: reversed

/**
 * \param maxDecrypts number of later messages
 * \param byPeer whether the peer sent the key
 * \return keys with one key, "r"
 */
DialogKeys
MakeKeys(uint32_t maxDecrypts, bool byPeer)
{
    DialogKeys keys;
    keys.Introduce(SCOPE, {"r", maxDecrypts}, CEK, {byPeer, false, {"ss1"}}, 0);
    return keys;
}

/**
 * When a key is gone on with.
 */
class DialogKeysTestSuite : public TestSuite
{
  public:
    DialogKeysTestSuite()
        : TestSuite("dialog-keys")
    {
        const auto add = [this](const std::string& name, std::function<void(NamedCase&)> check)
        {
            AddTestCase(new NamedCase(name, std::move(check)));
        };
        add("RFC 3185 section 3: the KEK is the CEK reversed",
            [](NamedCase& test)
            {
                auto keys = MakeKeys(1, true);
                const auto kek = keys.PlanSending(SCOPE, false, 0).kek;
                test.Expect(kek && kek->kek.Reveal() == KEK && kek->identifier == "r", "reversed");
            });
        add("a key of ours is gone on with only when the peer has used it",
            [](NamedCase& test)
            {
                auto keys = MakeKeys(8, false);
                test.Expect(!keys.PlanSending(SCOPE, true, 0).kek, "perhaps nobody got it");
                test.Expect(keys.FindForOpening(SCOPE, {"r"}, 0).has_value(), "but it opens");
                keys.Count(SCOPE, "r", false, 0);
                test.Expect(!keys.PlanSending(SCOPE, true, 0).kek, "our own use proves nothing");
                keys.Count(SCOPE, "r", true, 0);
                test.Expect(keys.PlanSending(SCOPE, true, 0).kek.has_value(), "he has it");
            });
        add("RFC 3185 section 5: no more messages than CEKMaxDecrypts",
            [](NamedCase& test)
            {
                auto keys = MakeKeys(4, true);
                keys.Count(SCOPE, "r", false, 0);
                keys.Count(SCOPE, "r", true, 0);
                test.Expect(keys.PlanSending(SCOPE, true, 0).kek.has_value(), "two are left");
                keys.Count(SCOPE, "r", false, 0);
                test.Expect(!keys.PlanSending(SCOPE, true, 0).kek,
                            "too few for request and answer");
                test.Expect(keys.PlanSending(SCOPE, false, 0).kek.has_value(),
                            "enough for an answer");
                keys.Count(SCOPE, "r", true, 0);
                test.Expect(!keys.PlanSending(SCOPE, false, 0).kek, "used up");
                test.Expect(keys.FindForOpening(SCOPE, {"r"}, 0).has_value(),
                            "a hint to the receiver");
            });
        add("RFC 3185 section 4: without CEKMaxDecrypts it is 1",
            [](NamedCase& test)
            {
                DialogKeys keys;
                keys.Introduce(SCOPE, {"r", std::nullopt}, CEK, {true, true, {}}, 0);
                test.Expect(keys.PlanSending(SCOPE, false, 0).kek.has_value(), "one");
                keys.Count(SCOPE, "r", false, 0);
                test.Expect(!keys.PlanSending(SCOPE, false, 0).kek, "not two");
            });
        add("after the expiry nobody sends, after the grace nobody opens",
            [](NamedCase& test)
            {
                DialogKeys keys({10 * SECOND, true});
                keys.Introduce(SCOPE, {"r", 8}, CEK, {true, true, {}}, 0);
                test.Expect(keys.PlanSending(SCOPE, false, 10 * SECOND - 1).kek.has_value(),
                            "before");
                test.Expect(!keys.PlanSending(SCOPE, false, 10 * SECOND).kek, "after");
                const auto end = 10 * SECOND + DialogKeys::GRACE;
                test.Expect(keys.FindForOpening(SCOPE, {"r"}, end - 1).has_value(), "still opens");
                test.Expect(!keys.FindForOpening(SCOPE, {"r"}, end), "no more");
            });
        add("a lost key is not sent under, a new one is",
            [](NamedCase& test)
            {
                auto keys = MakeKeys(8, true);
                keys.MarkLost(SCOPE, "r");
                test.Expect(!keys.PlanSending(SCOPE, false, 0).kek, "lost");
                keys.Introduce(SCOPE, {"s", 8}, CEK, {true, true, {}}, 0);
                const auto kek = keys.PlanSending(SCOPE, false, 0).kek;
                test.Expect(kek && kek->identifier == "s", "the new one");
            });
        add("the current key is the one introduced or used last",
            [](NamedCase& test)
            {
                auto keys = MakeKeys(8, true);
                keys.Introduce(SCOPE, {"s", 8}, CEK, {false, true, {}}, 0);
                test.Expect(!keys.PlanSending(SCOPE, false, 0).kek,
                            "the new one may not have got through");
                keys.Count(SCOPE, "r", true, 0);
                const auto old = keys.PlanSending(SCOPE, false, 0).kek;
                test.Expect(old && old->identifier == "r", "the peer goes on with the old one");
                keys.Count(SCOPE, "s", true, 0);
                const auto next = keys.PlanSending(SCOPE, false, 0).kek;
                test.Expect(next && next->identifier == "s", "the peer goes on with the new one");
            });
        add("smime-keyreuse section 4.2: a key that a fork got is not gone on with",
            [](NamedCase& test)
            {
                auto keys = MakeKeys(8, false);
                keys.AddPeer(SCOPE, "bob");
                keys.Count(SCOPE, "r", true, 0);
                test.Expect(keys.PlanSending(SCOPE, true, 0).kek.has_value(), "one callee");
                keys.AddPeer(SCOPE, "bob's other telephone");
                test.Expect(!keys.PlanSending(SCOPE, true, 0).kek, "two");
                keys.SetRules({3600 * SECOND, false});
                test.Expect(keys.PlanSending(SCOPE, true, 0).kek.has_value(), "unless told so");
                keys.SetRules({});
                keys.Introduce(SCOPE, {"s", 8}, CEK, {false, true, {}}, 0);
                keys.Count(SCOPE, "s", true, 0);
                test.Expect(keys.PlanSending(SCOPE, true, 0).kek.has_value(),
                            "a key of one dialog");
            });
        add("the end of a call takes all keys of its scope and of no other",
            [](NamedCase& test)
            {
                auto keys = MakeKeys(8, false);
                keys.Introduce("other", {"r", 8}, CEK, {true, true, {}}, 0);
                keys.Forget(SCOPE);
                test.Expect(!keys.FindForOpening(SCOPE, {"r"}, 0), "gone");
                test.Expect(keys.FindForOpening("other", {"r"}, 0).has_value(), "kept");
            });
        add("it is remembered who was given a key",
            [](NamedCase& test)
            {
                const auto keys = MakeKeys(8, false);
                test.Expect(keys.GetServers(SCOPE, "r") == std::set<std::string>{"ss1"}, "ss1");
                test.Expect(keys.GetServers(SCOPE, "s").empty(), "no such key");
            });
        add("a scope holds a bounded number of keys",
            [](NamedCase& test)
            {
                DialogKeys keys;
                for (int i = 0; i < 100; ++i)
                {
                    keys.Introduce(SCOPE, {std::to_string(i), 8}, CEK, {true, true, {}}, i);
                }
                test.Expect(keys.GetSize() <= CekStoreLimits().maxPerScope, "bounded");
                test.Expect(keys.PlanSending(SCOPE, false, 100).kek.has_value(),
                            "the last one is there");
            });
    }
};

DialogKeysTestSuite g_dialogKeysTestSuite; //!< registers itself

} // namespace
