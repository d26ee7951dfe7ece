// SPDX-License-Identifier: GPL-2.0-only
#include "sip-rule-test-case.h"

#include "ns3/sip-cancel.h"
#include "ns3/sip-invite-client-transaction.h"
#include "ns3/sip-invite-server-transaction.h"
#include "ns3/sip-non-invite-client-transaction.h"
#include "ns3/sip-non-invite-server-transaction.h"
#include "ns3/sip-transaction-key.h"

#include <memory>
#include <random>
#include <set>

using namespace ns3;

namespace
{

SipMessage
MakeRequest(const std::string& method,
            const std::string& sentBy = "pc33.example.com",
            const std::string& branch = "z9hG4bKab1")
{
    return ParseSipTestMessage(method +
                               " sip:bob@biloxi.example.com SIP/2.0\n"
                               "Via: SIP/2.0/UDP " +
                               sentBy + ";branch=" + branch +
                               "\n"
                               "Via: SIP/2.0/UDP pc34.example.com;branch=z9hG4bKother\n"
                               "Route: <sip:p1.example.com;lr>\n"
                               "Proxy-Require: something\n"
                               "To: Bob <sip:bob@biloxi.example.com>\n"
                               "From: Alice <sip:alice@atlanta.example.com>;tag=1\n"
                               "Max-Forwards: 69\n"
                               "Call-ID: a84b4c76e66710\n"
                               "CSeq: 42 " +
                               method +
                               "\n"
                               "Content-Length: 0\n"
                               "\n");
}

bool
MatchServer(const SipMessage& first, const SipMessage& second)
{
    const auto one = SipTransactionKey::ForServer(first);
    const auto two = SipTransactionKey::ForServer(second);
    return one && two && *one == *two && !(*one < *two) && !(*two < *one);
}

void
TestServerMatching(SipRuleTestCase& test)
{
    const SipMessage invite = MakeRequest("INVITE");
    test.True(MatchServer(invite, MakeRequest("INVITE")), "a retransmission matches");
    test.True(MatchServer(invite, MakeRequest("ACK")), "an ACK matches its INVITE");
    test.True(!MatchServer(invite, MakeRequest("BYE")), "another method does not");
    test.True(!MatchServer(invite, MakeRequest("CANCEL")), "a CANCEL is its own transaction");
    test.True(!MatchServer(invite, MakeRequest("INVITE", "pc99.example.com")), "another sent-by");
    test.True(!MatchServer(invite, MakeRequest("INVITE", "pc33.example.com:5070")), "other port");
    test.True(!MatchServer(invite, MakeRequest("INVITE", "pc33.example.com", "z9hG4bKab2")),
              "another branch");
    test.True(MatchServer(invite, MakeRequest("INVITE", "PC33.Example.com", "Z9HG4BKAB1")),
              "host and branch are compared without case");
}

void
TestClientMatching(SipRuleTestCase& test)
{
    const SipMessage invite = MakeRequest("INVITE");
    const auto key = SipTransactionKey::ForClient(invite);
    const auto answered =
        SipTransactionKey::ForResponse(SipMessage::MakeResponse(invite, 180, "Ringing"));
    test.True(key && answered && *key == *answered, "branch and CSeq method");
    const auto cancelled =
        SipTransactionKey::ForResponse(SipMessage::MakeResponse(MakeSipCancel(invite), 200, "OK"));
    test.True(key && cancelled && !(*key == *cancelled), "the CANCEL's 200 is told apart");
    const auto other = SipTransactionKey::ForResponse(
        SipMessage::MakeResponse(MakeRequest("INVITE", "pc33.example.com", "z9hG4bKab2"),
                                 180,
                                 "Ringing"));
    test.True(key && other && (*key < *other) != (*other < *key), "keys are ordered");
}

void
TestOldBranch(SipRuleTestCase& test)
{
    const SipMessage old = MakeRequest("INVITE", "pc33.example.com", "1");
    test.True(!SipTransactionKey::ForServer(old), "no key at the server");
    test.True(!SipTransactionKey::ForClient(old), "no key at the client");
}

void
TestCancel(SipRuleTestCase& test)
{
    const SipMessage invite = MakeRequest("INVITE");
    const SipMessage cancel = MakeSipCancel(invite);
    test.Equal(cancel.GetMethod(), "CANCEL", "method");
    test.Equal(cancel.GetRequestUri().ToString(), "sip:bob@biloxi.example.com", "Request-URI");
    test.EqualNumber(cancel.GetHeaders("Via").size(), 1, "a single Via");
    test.Equal(cancel.GetHeader("Via").value_or(""),
               invite.GetHeaders("Via").at(0),
               "the top one of the request");
    for (const char* name : {"To", "From", "Call-ID", "Route"})
    {
        test.Equal(cancel.GetHeader(name).value_or("?"), *invite.GetHeader(name), name);
    }
    test.Equal(cancel.GetHeader("CSeq").value_or(""), "42 CANCEL", "CSeq");
    test.True(!cancel.Has("Require") && !cancel.Has("Proxy-Require"), "no Require");
    test.True(cancel.Has("Max-Forwards"), "8.1.1: Max-Forwards is mandatory");
}

void
TestCancelMatching(SipRuleTestCase& test)
{
    const SipMessage invite = MakeRequest("INVITE");
    const auto key = SipTransactionKey::ForServer(MakeSipCancel(invite));
    const auto target = SipTransactionKey::ForServer(invite);
    test.True(key && target && !(*key == *target), "a CANCEL is a transaction of its own");
    test.True(key && target && key->ForCancelled() == *target, "and finds the INVITE's");
}

/** A transaction under fire, and what a driver would know of it. */
struct Target
{
    std::string name;                            ///< what it is
    std::unique_ptr<SipTransaction> transaction; ///< under test
    SipServerTransaction* server;                ///< the same, if it is one
};

std::vector<Target>
MakeTargets()
{
    std::vector<Target> targets;
    const auto add = [&targets](const std::string& name, auto transaction)
    {
        auto* server = dynamic_cast<SipServerTransaction*>(transaction.get());
        targets.push_back({name, std::move(transaction), server});
    };
    for (bool reliable : {false, true})
    {
        add("INVITE client",
            std::make_unique<SipInviteClientTransaction>(MakeRequest("INVITE"), reliable));
        add("client",
            std::make_unique<SipNonInviteClientTransaction>(MakeRequest("OPTIONS"), reliable));
        add("INVITE server",
            std::make_unique<SipInviteServerTransaction>(MakeRequest("INVITE"), reliable));
        add("server",
            std::make_unique<SipNonInviteServerTransaction>(MakeRequest("OPTIONS"), reliable));
    }
    return targets;
}

/** Check what one event gave; returns false on a broken promise. */
bool
KeepsPromises(const SipOutputs& outputs, bool wasTerminated, std::set<SipTimer>& running)
{
    if (outputs.size() > 6 || (wasTerminated && !outputs.empty()))
    {
        return false;
    }
    for (std::size_t i = 0; i < outputs.size(); ++i)
    {
        if (const auto* start = std::get_if<SipStartTimer>(&outputs[i]))
        {
            running.insert(start->timer);
            if (start->milliseconds <= 0)
            {
                return false;
            }
        }
        else if (const auto* stop = std::get_if<SipStopTimer>(&outputs[i]))
        {
            if (running.erase(stop->timer) == 0)
            {
                return false; // stops what never ran
            }
        }
        else if (std::holds_alternative<SipTerminated>(outputs[i]) &&
                 (i + 1 != outputs.size() || !running.empty()))
        {
            return false; // not the last effect, or a timer is left
        }
    }
    return true;
}

void
TestStorm(SipRuleTestCase& test)
{
    constexpr int ROUNDS = 300;
    constexpr int EVENTS = 60;
    constexpr int CODES[] = {100, 180, 183, 199, 200, 202, 299, 300, 401, 486, 500, 603, 699};
    constexpr SipTimer TIMERS[] = {SipTimer::A,
                                   SipTimer::B,
                                   SipTimer::D,
                                   SipTimer::E,
                                   SipTimer::F,
                                   SipTimer::G,
                                   SipTimer::H,
                                   SipTimer::I,
                                   SipTimer::J,
                                   SipTimer::K,
                                   SipTimer::L,
                                   SipTimer::M,
                                   SipTimer::Trying};
    std::mt19937 random(20040615); // fixed: the same storm every time
    const auto draw = [&random](uint32_t bound)
    {
        return random() % bound;
    };
    const std::vector<SipMessage> requests = {MakeRequest("INVITE"),
                                              MakeRequest("ACK"),
                                              MakeRequest("OPTIONS"),
                                              MakeRequest("CANCEL")};
    std::map<std::string, int> ended;
    int broken = 0;
    for (int round = 0; round < ROUNDS; ++round)
    {
        for (Target& target : MakeTargets())
        {
            SipTransaction& transaction = *target.transaction;
            std::set<SipTimer> running;
            for (int event = 0; event < EVENTS; ++event)
            {
                const bool over = transaction.IsTerminated();
                const std::set<SipTimer> before = running;
                SipOutputs outputs;
                bool stale = false;
                const int code = CODES[draw(std::size(CODES))];
                const SipMessage response =
                    SipMessage::MakeResponse(transaction.GetRequest(), code, "Storm");
                switch (draw(8))
                {
                case 0:
                    outputs = transaction.Start();
                    break;
                case 1:
                case 2:
                    outputs = transaction.OnMessage(response);
                    break;
                case 3:
                    outputs = transaction.OnMessage(requests[draw(requests.size())]);
                    break;
                case 4:
                case 5:
                {
                    const SipTimer timer = TIMERS[draw(std::size(TIMERS))];
                    stale = running.erase(timer) == 0;
                    outputs = transaction.OnTimer(timer);
                    break;
                }
                case 6:
                    if (target.server)
                    {
                        outputs = target.server->Respond(response);
                    }
                    break;
                default:
                    if (draw(12) == 0)
                    {
                        outputs = transaction.OnTransportError();
                    }
                    break;
                }
                const bool kept = KeepsPromises(outputs, over, running) &&
                                  (!stale || outputs.empty()) &&
                                  running == transaction.GetRunningTimers();
                broken += kept ? 0 : 1;
            }
            ended[target.name] += transaction.IsTerminated() ? 1 : 0;
        }
    }
    test.EqualNumber(broken, 0, "promises broken");
    for (const auto& [name, count] : ended)
    {
        test.True(count > ROUNDS / 4, name + " has been through its whole life often enough");
    }
}

/** The tests of what the transactions share. */
class SipTransactionTestSuite : public TestSuite
{
  public:
    SipTransactionTestSuite()
        : TestSuite("sip-transaction")
    {
        const auto add = [this](const std::string& name, SipRuleTestCase::Body body)
        {
            AddTestCase(new SipRuleTestCase(name, body));
        };
        add("RFC 3261 17.2.3: a request matches by branch, sent-by, method", TestServerMatching);
        add("RFC 3261 17.1.3: a response matches by branch and CSeq method", TestClientMatching);
        add("RFC 3261 8.1.1.7: a branch without the cookie matches nothing", TestOldBranch);
        add("RFC 3261 9.1: the CANCEL for an INVITE", TestCancel);
        add("RFC 3261 9.2: a CANCEL finds the transaction it is about", TestCancelMatching);
        add("a storm of random events breaks no promise", TestStorm);
    }
};

SipTransactionTestSuite g_sipTransactionTestSuite; //!< registers the suite

} // namespace
