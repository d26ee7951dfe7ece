// SPDX-License-Identifier: GPL-2.0-only
// SIMCO when things go wrong: losses, restarts, replies that are late, and many calls at once.
#include "named-case.h"
#include "simco-rig.h"

#include "ns3/simulator.h"

namespace ns3
{

namespace
{

void
TestLostDelete(NamedCase& test)
{
    SimcoRig rig;
    auto control = rig.MakeControl();
    control->SetAttribute("Lifetime", TimeValue(Seconds(60)));
    Results results;
    const auto streams = SimcoRig::MakeStreams();
    rig.At(1,
           [&]
           {
               control->Enable("a", streams, results.Count());
           });
    rig.At(5,
           [&]
           {
               rig.SetLoss(1);
               control->Release("a");
           });
    rig.At(60,
           [&]
           {
               test.ExpectEqual(CountPassing(rig, streams), 4, "until its lifetime is over");
           });
    rig.Run(62);
    test.ExpectEqual(rig.GetOpen(), 0U, "then not");
    test.ExpectEqual(rig.server->GetRules().GetEnded(SimcoRuleEnd::Expired), 1U, "expired");
    test.ExpectEqual(rig.filter->GetTable().GetClosed(PinholeEnd::Expired), 4U, "expired");
    test.ExpectEqual(control->GetCalls(), 0U, "the control has forgotten it");
    test.Expect(rig.IsBalanced(), "books");
}

void
TestRestart(NamedCase& test)
{
    SimcoRig rig;
    auto control = rig.MakeControl();
    Results results;
    rig.At(1,
           [&]
           {
               for (uint32_t i = 0; i < 10; ++i)
               {
                   control->Enable(std::to_string(i), SimcoRig::MakeStreams(i), results.Count());
               }
           });
    rig.At(5,
           [&]
           {
               test.ExpectEqual(rig.GetOpen(), 40U, "before");
               rig.server->Restart(Seconds(2));
               test.ExpectEqual(rig.GetOpen(), 0U, "nothing");
           });
    rig.At(5.5,
           [&]
           {
               control->Release("7");
           });
    rig.Run(30);
    test.ExpectEqual(rig.GetOpen(), 36U, "asked for again, but for the call that has ended");
    test.ExpectEqual(CountPassing(rig, SimcoRig::MakeStreams(9)), 4, "the same flows");
    test.ExpectEqual(CountPassing(rig, SimcoRig::MakeStreams(7)), 0, "not those");
    test.ExpectEqual(control->GetAgent()->GetSessions(), 2U, "a second session");
    test.ExpectEqual(rig.server->GetRules().GetEnded(SimcoRuleEnd::Lost), 10U, "lost");
    rig.At(31,
           [&]
           {
               for (uint32_t i = 0; i < 10; ++i)
               {
                   control->Release(std::to_string(i));
               }
           });
    rig.Run(33);
    test.Expect(rig.GetOpen() == 0 && rig.IsBalanced(), "all closed");
}

void
TestOutstanding(NamedCase& test)
{
    SimcoRig rig({"10Mbps", "200ms", 0});
    auto control = rig.MakeControl();
    Results results;
    const auto streams = SimcoRig::MakeStreams();
    rig.At(1,
           [&]
           {
               control->GetAgent()->Connect();
           });
    rig.At(4,
           [&]
           {
               control->Enable("a", streams, results.Count());
           });
    rig.At(4.1,
           [&]
           {
               control->Release("a"); // before the PER has come to the server
               control->Enable("a", SimcoRig::MakeStreams(5), results.Count());
           });
    rig.Run(6);
    test.ExpectEqual(results.good, 1, "what was released is not told of");
    test.ExpectEqual(CountPassing(rig, streams), 0, "it is deleted once its reply has come");
    test.ExpectEqual(CountPassing(rig, SimcoRig::MakeStreams(5)), 4, "another of its name is not");
    test.ExpectEqual(rig.server->GetRules().GetEnded(SimcoRuleEnd::Deleted), 1U, "deleted");
    rig.At(6,
           [&]
           {
               control->GetAgent()->SetAttribute("Timeout", TimeValue(MilliSeconds(300)));
               control->Enable("b", SimcoRig::MakeStreams(6), results.Count());
           });
    rig.Run(8);
    test.ExpectEqual(results.errors, std::string("u"), "no reply in time");
    test.ExpectEqual(control->GetRules(), 1U, "the control does not believe in it");
    test.ExpectEqual(CountPassing(rig, SimcoRig::MakeStreams(6)), 4, "but it is there");
    control->GetAgent()->SetAttribute("Timeout", TimeValue(Seconds(5)));
    rig.Run(140);
    test.ExpectEqual(CountPassing(rig, SimcoRig::MakeStreams(5)), 4, "what is wanted is refreshed");
    test.ExpectEqual(CountPassing(rig, SimcoRig::MakeStreams(6)), 0, "and the other is not");
    rig.At(140,
           [&]
           {
               control->Enable("c", SimcoRig::MakeStreams(7), results.Count());
           });
    rig.At(140.2,
           [&]
           {
               control->GetAgent()->SetAttribute("Timeout", TimeValue(MilliSeconds(300)));
               control->Enable("d", SimcoRig::MakeStreams(8), results.Count());
           });
    rig.Run(140.55);
    test.ExpectEqual(results.errors, std::string("uu"), "no reply in time, but the session lives");
    test.ExpectEqual(CountPassing(rig, SimcoRig::MakeStreams(8)), 4, "it is there");
    control->GetAgent()->SetAttribute("Timeout", TimeValue(Seconds(5)));
    rig.Run(142);
    test.ExpectEqual(CountPassing(rig, SimcoRig::MakeStreams(8)), 0, "deleted by a late reply");
    test.ExpectEqual(CountPassing(rig, SimcoRig::MakeStreams(7)), 4, "and nothing else");
}

void
TestBadLink(NamedCase& test)
{
    constexpr uint32_t CALLS = 60;
    SimcoRig rig({"64kbps", "100ms", 0.05});
    auto control = rig.MakeControl();
    control->SetAttribute("Lifetime", TimeValue(Seconds(60)));
    Results results;
    for (uint32_t i = 0; i < CALLS; ++i)
    {
        const std::string call = std::to_string(i);
        rig.At(1 + i,
               [&, call, i]
               {
                   control->Reserve(call,
                                    SimcoRig::MakeOffer(SimcoRig::MakeStreams(i)),
                                    results.Count());
               });
        rig.At(5 + i,
               [&, call, i]
               {
                   control->Enable(call, SimcoRig::MakeStreams(i), results.Count());
               });
        rig.At(35 + i,
               [&, call]
               {
                   control->Release(call);
               });
    }
    rig.Run(300);
    test.ExpectEqual(results.good + results.errors.size(), 2U * CALLS, "each is told once");
    test.Expect(results.good > static_cast<int>(CALLS), std::to_string(results.good) + " good");
    test.ExpectEqual(results.errors.find_first_not_of('u'), std::string::npos, results.errors);
    test.ExpectEqual(rig.GetOpen(), 0U, "nothing is left");
    test.ExpectEqual(control->GetRules(), 0U, "nor believed");
    test.Expect(rig.IsBalanced(), "books");
}

void
TestMany(NamedCase& test)
{
    constexpr uint32_t CALLS = 2000;
    SimcoRig rig;
    auto control = rig.MakeControl();
    Results results;
    rig.At(
        1,
        [&]
        {
            for (uint32_t i = 0; i < CALLS; ++i)
            {
                const auto streams = SimcoRig::MakeStreams(i);
                control->Reserve(std::to_string(i), SimcoRig::MakeOffer(streams), results.Count());
            }
        });
    rig.At(3,
           [&]
           {
               for (uint32_t i = 0; i < CALLS; ++i)
               {
                   control->Enable(std::to_string(i), SimcoRig::MakeStreams(i), results.Count());
               }
           });
    rig.Run(5);
    test.ExpectEqual(results.good, static_cast<int>(2 * CALLS), "all done");
    test.ExpectEqual(rig.GetOpen(), std::size_t{4 * CALLS}, "all open");
    for (uint32_t i = 0; i < CALLS; ++i)
    {
        control->Release(std::to_string(i));
    }
    rig.Run(8);
    test.ExpectEqual(rig.GetOpen(), 0U, "all closed");
    test.ExpectEqual(rig.server->GetRules().GetMade(), uint64_t{CALLS}, "a rule for each");
    test.Expect(rig.IsBalanced() && control->GetRules() == 0, "books");
}

void
TestTwice(NamedCase& test)
{
    const auto run = []
    {
        SimcoRig rig({"1Mbps", "20ms", 0.02});
        rig.records = true;
        auto control = rig.MakeControl();
        Results results;
        for (uint32_t i = 0; i < 20; ++i)
        {
            rig.At(
                1 + 0.1 * i,
                [&, i]
                {
                    control->Enable(std::to_string(i), SimcoRig::MakeStreams(i), results.Count());
                });
        }
        rig.At(8,
               [&]
               {
                   rig.server->Restart(Seconds(1));
               });
        rig.Run(20);
        return rig.packets;
    };
    const std::string first = run();
    test.Expect(first.size() > 10000, "octets");
    test.Expect(first == run(), "the same octets at the same times");
    test.Expect(first.find(Octets("\x0a\x01\x00\x01\x27\x10", 6)) == Octets::npos,
                "and no address of a party in clear");
}

/// The suite.
class SimcoLossTestSuite : public TestSuite
{
  public:
    SimcoLossTestSuite()
        : TestSuite("simco-loss")
    {
        const std::pair<const char*, void (*)(NamedCase&)> cases[] = {
            {"a deletion that is lost leaves a rule until its lifetime is over", TestLostDelete},
            {"the server restarts", TestRestart},
            {"a release while replies are to come", TestOutstanding},
            {"a slow link that loses packets", TestBadLink},
            {"thousands of requests", TestMany},
            {"the same seed sends the same octets, none of them in clear", TestTwice},
        };
        for (const auto& [name, function] : cases)
        {
            AddTestCase(new NamedCase(name, function));
        }
    }
};

const SimcoLossTestSuite g_suite; //!< registers itself

} // namespace

} // namespace ns3
