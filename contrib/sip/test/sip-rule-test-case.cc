// SPDX-License-Identifier: GPL-2.0-only
#include "sip-rule-test-case.h"

#include "ns3/sip-parser.h"
#include "ns3/sip-transaction.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <utility>

namespace ns3
{

namespace
{

std::string
DescribeMessage(const SipMessage& message)
{
    return message.IsRequest() ? std::string(message.GetMethod())
                               : std::to_string(message.GetStatusCode());
}

/** One effect in words. */
struct Describer
{
    std::string
    operator()(const SipSend& output) const
    {
        return "send " + DescribeMessage(output.message);
    }

    std::string
    operator()(const SipStartTimer& output) const
    {
        return "start " + ToString(output.timer) + " " + std::to_string(output.milliseconds);
    }

    std::string
    operator()(const SipStopTimer& output) const
    {
        return "stop " + ToString(output.timer);
    }

    std::string
    operator()(const SipDeliver& output) const
    {
        return "deliver " + DescribeMessage(output.message);
    }

    std::string
    operator()(const SipTimeout&) const
    {
        return "timeout";
    }

    std::string
    operator()(const SipTransportFailed&) const
    {
        return "transport failed";
    }

    std::string
    operator()(const SipTerminated&) const
    {
        return "terminated";
    }
};

} // namespace

SipRuleTestCase::SipRuleTestCase(const std::string& name, Body body)
    : TestCase(name)
    , m_body(std::move(body))
{
}

void
SipRuleTestCase::Equal(std::string_view got, std::string_view want, const std::string& what)
{
    NS_TEST_EXPECT_MSG_EQ(got, want, what);
}

void
SipRuleTestCase::EqualNumber(int64_t got, int64_t want, const std::string& what)
{
    NS_TEST_EXPECT_MSG_EQ(got, want, what);
}

void
SipRuleTestCase::True(bool holds, const std::string& what)
{
    NS_TEST_EXPECT_MSG_EQ(holds, true, what);
}

void
SipRuleTestCase::DoRun()
{
    m_body(*this);
}

SipMessage
ParseSipTestMessage(std::string_view text)
{
    std::string lines;
    for (char c : text)
    {
        lines += c == '\n' ? "\r\n" : std::string(1, c);
    }
    auto message = SipParser::Parse(lines);
    if (!message)
    {
        std::cerr << "a test's own message does not parse:\n" << text << std::endl;
        std::abort();
    }
    return std::move(*message);
}

std::string
DescribeSipOutputs(const SipOutputs& outputs)
{
    std::string text;
    for (const SipOutput& output : outputs)
    {
        text += text.empty() ? "" : ", ";
        text += std::visit(Describer(), output);
    }
    return text;
}

SipTransactionClock::SipTransactionClock(SipTransaction& transaction)
    : m_transaction(transaction)
{
}

void
SipTransactionClock::Apply(const SipOutputs& outputs)
{
    for (const SipOutput& output : outputs)
    {
        if (const auto* start = std::get_if<SipStartTimer>(&output))
        {
            m_timers[start->timer] = m_now + start->milliseconds;
        }
        else if (const auto* stop = std::get_if<SipStopTimer>(&output))
        {
            m_timers.erase(stop->timer);
        }
        else
        {
            m_log += m_log.empty() ? "" : ", ";
            m_log += std::to_string(m_now) + " " + std::visit(Describer(), output);
        }
    }
}

void
SipTransactionClock::RunUntil(int64_t milliseconds)
{
    while (!m_timers.empty())
    {
        const auto next = std::min_element(m_timers.begin(),
                                           m_timers.end(),
                                           [](const auto& a, const auto& b)
                                           {
                                               return a.second < b.second;
                                           });
        if (next->second > milliseconds)
        {
            break;
        }
        const SipTimer timer = next->first;
        m_now = next->second;
        m_timers.erase(next);
        Apply(m_transaction.OnTimer(timer));
    }
    m_now = milliseconds;
}

const std::string&
SipTransactionClock::GetLog() const
{
    return m_log;
}

} // namespace ns3
