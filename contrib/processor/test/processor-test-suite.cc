// SPDX-License-Identifier: GPL-2.0-only
// The simulated processor: order, cores, waiting times against queueing theory.
#include "processor-test-case.h"

#include "ns3/boolean.h"
#include "ns3/callback.h"
#include "ns3/double.h"
#include "ns3/processor-helper.h"
#include "ns3/processor.h"
#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <vector>

namespace ns3
{

namespace
{

constexpr int64_t SERVICE_NS = 1000;

/** @return a profile where digest/md5 takes SERVICE_NS */
std::shared_ptr<const CostProfile>
MakeProfile()
{
    const std::string json =
        R"({"name":"n","cpu":"c","library":"l","method":"m","date":"d","operations":[{"operation":)"
        R"("digest","algorithm":"md5","fixed_ns":1000,"ns_per_octet":1}]})";
    return std::make_shared<const CostProfile>(CostProfile::Parse(json).value());
}

/**
 * @param cores number of cores
 * @return a processor
 */
Ptr<Processor>
MakeProcessor(uint32_t cores)
{
    ProcessorHelper helper(MakeProfile());
    helper.SetAttribute("Cores", UintegerValue(cores));
    const Ptr<Node> node = CreateObject<Node>();
    helper.Install(node);
    return node->GetObject<Processor>();
}

/** @return work that takes SERVICE_NS */
Work
MakeWork()
{
    Work work;
    work.Add("digest", "md5");
    return work;
}

/** End the simulation of a case. */
void
Finish()
{
    Simulator::Run();
    Simulator::Destroy();
}

/// What came to its end, and when.
using Log = std::vector<std::pair<int, int64_t>>;

/**
 * @param log where to write
 * @param name what came to its end
 * @return a callback that writes that
 */
std::function<void()>
Note(Log& log, int name)
{
    return [&log, name]
    {
        log.emplace_back(name, Simulator::Now().GetNanoSeconds());
    };
}

void
TestFifo(ProcessorTestCase& test)
{
    const Ptr<Processor> processor = MakeProcessor(1);
    Log log;
    processor->Execute(MakeWork(), Note(log, 1));
    processor->Execute(Work(), Note(log, 2));
    processor->Execute(MakeWork(), Note(log, 3));
    processor->Execute(MakeWork(), nullptr);
    test.Expect(log.empty(), "nothing is done at once");
    test.ExpectEqual(processor->GetQueueLength(), 3U, "three wait");
    Simulator::Schedule(
        NanoSeconds(500),
        [&]
        {
            test.ExpectEqual(processor->GetBusyTime(), NanoSeconds(500), "running work counts");
        });
    Finish();
    test.Expect(log == Log{{1, 1000}, {2, 1000}, {3, 2000}}, "in order, an empty work too");
    test.ExpectEqual(processor->GetBusyTime(), NanoSeconds(3000), "busy time");
    test.ExpectEqual(processor->GetTotal().GetAmounts().at({"digest", "md5"}).count, 3U, "total");
}

void
TestCores(ProcessorTestCase& test)
{
    const Ptr<Processor> processor = MakeProcessor(2);
    Log log;
    Work twice = MakeWork();
    twice += MakeWork();
    processor->Execute(twice, Note(log, 1));
    processor->Execute(MakeWork(), Note(log, 2));
    processor->Execute(Work(), Note(log, 3));
    processor->Execute(MakeWork(), Note(log, 4));
    Finish();
    test.Expect(log == Log{{2, 1000}, {3, 1000}, {1, 2000}, {4, 2000}},
                "the first idle core takes the next");
}

void
TestSynchronous(ProcessorTestCase& test)
{
    const Ptr<Processor> processor = MakeProcessor(1);
    bool done = false;
    processor->Execute(Work(),
                       [&]
                       {
                           done = true;
                       });
    test.Expect(done, "empty work on an idle processor is done at once");
    const Ptr<Processor> fresh = CreateObject<Processor>();
    done = false;
    fresh->Execute(MakeWork(),
                   [&]
                   {
                       done = true;
                   });
    test.Expect(done, "without a profile everything is free");
    Finish();
}

void
TestReentrance(ProcessorTestCase& test)
{
    const Ptr<Processor> processor = MakeProcessor(1);
    Log log;
    processor->Execute(MakeWork(),
                       [&]
                       {
                           Note(log, 1)();
                           processor->Execute(MakeWork(), Note(log, 3));
                           processor->Execute(Work(), Note(log, 4));
                       });
    processor->Execute(MakeWork(), Note(log, 2));
    Finish();
    test.Expect(log == Log{{1, 1000}, {2, 2000}, {3, 3000}, {4, 3000}},
                "what comes from within waits behind what waited before");
}

void
TestRunToCompletion(ProcessorTestCase& test)
{
    static std::vector<int64_t> seen; // a trace sink of ns-3 is a function
    seen.clear();
    const Ptr<Processor> processor = MakeProcessor(1);
    processor->SetAttribute("RunToCompletion", BooleanValue(true));
    processor->TraceConnectWithoutContext("CoreReleased",
                                          Callback<void, Time, Time>(
                                              [](Time waited, Time service)
                                              {
                                                  seen.push_back(waited.GetNanoSeconds());
                                                  seen.push_back(service.GetNanoSeconds());
                                              }));
    Log log;
    processor->Execute(MakeWork(),
                       [&]
                       {
                           Note(log, 1)();
                           processor->Execute(Work(), Note(log, 2));
                           processor->Execute(MakeWork(), Note(log, 3));
                           processor->Execute(Work(), Note(log, 4));
                           test.ExpectEqual(processor->GetQueueLength(), 3U, "all that waits");
                       });
    processor->Execute(MakeWork(), Note(log, 5));
    Finish();
    test.Expect(log == Log{{1, 1000}, {2, 1000}, {3, 2000}, {4, 2000}, {5, 3000}},
                "what comes from within goes before what waited before");
    test.Expect(seen == std::vector<int64_t>{0, 2000, 2000, 1000}, "turns of the core");
    test.ExpectEqual(processor->GetBusyTime().GetNanoSeconds(), int64_t{3000}, "busy time");
}

void
TestRunToCompletionCores(ProcessorTestCase& test)
{
    const Ptr<Processor> processor = MakeProcessor(2);
    processor->SetAttribute("RunToCompletion", BooleanValue(true));
    Log log;
    processor->Execute(MakeWork(),
                       [&]
                       {
                           Note(log, 1)();
                           processor->Execute(MakeWork(), Note(log, 4));
                       });
    processor->Execute(MakeWork(), Note(log, 2));
    processor->Execute(MakeWork(), Note(log, 3));
    Finish();
    test.Expect(log == Log{{1, 1000}, {2, 1000}, {4, 2000}, {3, 2000}},
                "the other core takes what waits");
    // From outside, also while a core is taken: to the end of the queue.
    log.clear();
    processor->Execute(MakeWork(), Note(log, 1));
    Finish();
    test.ExpectEqual(log.size(), size_t{1}, "a core is released");
}

void
TestSpeedFactor(ProcessorTestCase& test)
{
    const Ptr<Processor> processor = MakeProcessor(1);
    processor->SetAttribute("SpeedFactor", DoubleValue(4));
    Log log;
    processor->Execute(MakeWork(), Note(log, 1));
    Finish();
    test.Expect(log == Log{{1, 250}}, "four times as fast");
}

void
TestTraces(ProcessorTestCase& test)
{
    static std::vector<int64_t> seen; // a trace sink of ns-3 is a function
    static int queued;
    seen.clear();
    queued = 0;
    const Ptr<Processor> processor = MakeProcessor(1);
    const bool connected =
        processor->TraceConnectWithoutContext("WorkQueued",
                                              Callback<void, const Work&>(
                                                  [](const Work& work)
                                                  {
                                                      ++queued;
                                                  })) &&
        processor->TraceConnectWithoutContext("WorkDone",
                                              Callback<void, const Work&, Time, Time>(
                                                  [](const Work&, Time waited, Time service)
                                                  {
                                                      seen.push_back(waited.GetNanoSeconds());
                                                      seen.push_back(service.GetNanoSeconds());
                                                  }));
    test.Expect(connected, "both sources are there");
    processor->Execute(MakeWork(), nullptr);
    processor->Execute(MakeWork(), nullptr);
    test.ExpectEqual(queued, 2, "each work is traced when it comes");
    Finish();
    test.Expect(seen == std::vector<int64_t>{0, 1000, 1000, 1000}, "waiting and service times");
}

void
TestDispose(ProcessorTestCase& test)
{
    bool called = false;
    {
        const Ptr<Processor> processor = MakeProcessor(1);
        processor->Execute(MakeWork(),
                           [&]
                           {
                               called = true;
                           });
        processor->Execute(MakeWork(),
                           [&]
                           {
                               called = true;
                           });
        processor->Dispose();
    }
    Finish();
    test.Expect(!called, "a disposed processor does nothing more");
}

/**
 * Waiting times of work that comes one after the other.
 * @param cores number of cores
 * @param count how much work
 * @param interval gives the time to the next, in nanoseconds
 * @return the mean waiting time in nanoseconds
 */
double
MeasureWaiting(uint32_t cores, int count, const std::function<double()>& interval)
{
    const Ptr<Processor> processor = MakeProcessor(cores);
    double sum = 0;
    double when = 0;
    for (int i = 0; i < count; ++i)
    {
        when += interval();
        const Time arrival = NanoSeconds(std::llround(when));
        Simulator::Schedule(arrival,
                            [=, &sum]
                            {
                                processor->Execute(
                                    MakeWork(),
                                    [=, &sum]
                                    {
                                        sum += static_cast<double>(
                                                   (Simulator::Now() - arrival).GetNanoSeconds()) -
                                               SERVICE_NS;
                                    });
                            });
    }
    Finish();
    return sum / count;
}

void
TestDd1(ProcessorTestCase& test)
{
    test.ExpectEqual(MeasureWaiting(1,
                                    100,
                                    []
                                    {
                                        return 1000.0;
                                    }),
                     0.0,
                     "D/D/1 at load 1");
    // Work number i (from 0) comes at 800 (i + 1) and leaves 200 i later than if alone.
    test.ExpectEqual(MeasureWaiting(1,
                                    101,
                                    []
                                    {
                                        return 800.0;
                                    }),
                     200.0 * 50,
                     "D/D/1 at load 1.25 grows without end");
    test.ExpectEqual(MeasureWaiting(2,
                                    100,
                                    []
                                    {
                                        return 500.0;
                                    }),
                     0.0,
                     "D/D/2 at load 1");
}

void
TestMd1(ProcessorTestCase& test)
{
    const Ptr<ExponentialRandomVariable> random = CreateObject<ExponentialRandomVariable>();
    random->SetStream(1);
    for (const double load : {0.3, 0.6, 0.8})
    {
        const double found = MeasureWaiting(1,
                                            60000,
                                            [&]
                                            {
                                                return random->GetValue(SERVICE_NS / load, 0);
                                            });
        const double wanted = load / (2 * (1 - load)) * SERVICE_NS; // Pollaczek and Khinchine
        test.Expect(std::abs(found / wanted - 1) < 0.05,
                    "M/D/1 at load " + std::to_string(load) + ": mean wait is " +
                        std::to_string(found) + " ns instead of " + std::to_string(wanted));
    }
}

/// The suite of the simulated processor.
class ProcessorTestSuite : public TestSuite
{
  public:
    ProcessorTestSuite()
        : TestSuite("processor")
    {
        AddTestCase(new ProcessorTestCase("first in, first out", TestFifo));
        AddTestCase(new ProcessorTestCase("several cores", TestCores));
        AddTestCase(new ProcessorTestCase("no time, no wait", TestSynchronous));
        AddTestCase(new ProcessorTestCase("work that comes from within", TestReentrance));
        AddTestCase(new ProcessorTestCase("run to completion", TestRunToCompletion));
        AddTestCase(
            new ProcessorTestCase("run to completion, two cores", TestRunToCompletionCores));
        AddTestCase(new ProcessorTestCase("speed factor", TestSpeedFactor));
        AddTestCase(new ProcessorTestCase("trace sources", TestTraces));
        AddTestCase(new ProcessorTestCase("disposal", TestDispose));
        AddTestCase(new ProcessorTestCase("waiting times of regular arrivals, D-D-k", TestDd1));
        AddTestCase(new ProcessorTestCase("waiting times of random arrivals, M-D-1", TestMd1));
    }
};

ProcessorTestSuite g_processorTestSuite; ///< registers the suite

} // namespace

} // namespace ns3
