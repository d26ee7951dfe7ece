// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_RULE_TEST_CASE_H
#define SIP_RULE_TEST_CASE_H

#include "ns3/sip-message.h"
#include "ns3/sip-output.h"
#include "ns3/test.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{

class SipTransaction;

/** One rule of a standard, tested by a function. */
class SipRuleTestCase : public TestCase
{
  public:
    /** The test itself. */
    using Body = std::function<void(SipRuleTestCase&)>;

    /**
     * @param name the rule, with its section
     * @param body the test
     */
    SipRuleTestCase(const std::string& name, Body body);

    /**
     * @param got the value found
     * @param want the value wanted
     * @param what what this is
     */
    void Equal(std::string_view got, std::string_view want, const std::string& what);

    /**
     * @param got the value found
     * @param want the value wanted
     * @param what what this is
     */
    void EqualNumber(int64_t got, int64_t want, const std::string& what);

    /**
     * @param holds what must be true
     * @param what what this is
     */
    void True(bool holds, const std::string& what);

  private:
    void DoRun() override;

    Body m_body; ///< the test
};

/**
 * Parse a message whose lines end in LF; lines get CRLF. A test that writes nonsense ends here.
 * @param text the message
 * @return the message
 */
SipMessage ParseSipTestMessage(std::string_view text);

/**
 * @param outputs effects
 * @return them in words: "send INVITE, start A 500"
 */
std::string DescribeSipOutputs(const SipOutputs& outputs);

/**
 * Runs a transaction on a clock of its own and notes what happens when, without the timers.
 */
class SipTransactionClock
{
  public:
    /** @param transaction the transaction */
    explicit SipTransactionClock(SipTransaction& transaction);

    /**
     * Carry effects out.
     * @param outputs the effects
     */
    void Apply(const SipOutputs& outputs);

    /**
     * Let time pass, and timers fire in their order.
     * @param milliseconds until when, from the start
     */
    void RunUntil(int64_t milliseconds);

    /** @return the log: "0 send INVITE, 500 send INVITE" */
    const std::string& GetLog() const;

  private:
    SipTransaction& m_transaction;        ///< under test
    int64_t m_now = 0;                    ///< ms
    std::map<SipTimer, int64_t> m_timers; ///< when each is due, ms
    std::string m_log;                    ///< what happened
};

} // namespace ns3

#endif // SIP_RULE_TEST_CASE_H
