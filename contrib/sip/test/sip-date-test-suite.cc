// SPDX-License-Identifier: GPL-2.0-only
// Dates: RFC 3261 section 20.17.

#include "sip-rule-test-case.h"

#include "ns3/sip-date.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;

namespace
{

void
TestBothWays(SipRuleTestCase& test)
{
    // The numbers are those of "date -u -d TEXT +%s".
    const std::vector<std::pair<std::string, int64_t>> dates = {
        {"Sat, 13 Nov 2010 23:29:00 GMT", 1289690940}, // the section's example
        {"Thu, 21 Feb 2002 13:02:03 GMT", 1014296523}, // RFC 3261 section 23.4.3
        {"Fri, 20 Jun 2003 13:02:03 GMT", 1056114123},
        {"Thu, 01 Jan 1970 00:00:00 GMT", 0},
        {"Wed, 31 Dec 1969 23:59:59 GMT", -1},
        {"Tue, 29 Feb 2000 12:00:00 GMT", 951825600},
        {"Mon, 01 Mar 2100 00:00:00 GMT", 4107542400}, // 2100 is no leap year
        {"Fri, 31 Dec 9999 23:59:59 GMT", 253402300799},
        {"Sat, 01 Jan 0000 00:00:00 GMT", -62167219200}};
    for (const auto& [text, time] : dates)
    {
        test.Equal(FormatSipDate(time), text, "written");
        const auto parsed = ParseSipDate(text);
        test.True(parsed.has_value(), text + " is a date");
        test.EqualNumber(parsed.value_or(77), time, "read");
    }
    test.Equal(FormatSipDate(INT64_MAX), "Fri, 31 Dec 9999 23:59:59 GMT", "the last");
    test.Equal(FormatSipDate(INT64_MIN), "Sat, 01 Jan 0000 00:00:00 GMT", "the first");
}

void
TestEachDay(SipRuleTestCase& test)
{
    int wrong = 0;
    for (int64_t day = -800000; day < 800000; day += 17)
    {
        const int64_t time = day * 86400 + (day * 7919 % 86400 + 86400) % 86400;
        const auto parsed = ParseSipDate(FormatSipDate(time));
        wrong += parsed && *parsed == std::max(time, int64_t{-62167219200}) ? 0 : 1;
    }
    test.EqualNumber(wrong, 0, "days of 4000 years that are not read as they are written");
}

void
TestNoDates(SipRuleTestCase& test)
{
    for (const char* text : {"",
                             "Sat, 13 Nov 2010 23:29:00 UTC",
                             "sat, 13 nov 2010 23:29:00 gmt", // "an RFC 1123 date has case"
                             "Sun, 13 Nov 2010 23:29:00 GMT", // it was a Saturday
                             "Sat, 13 Nov 2010 24:29:00 GMT",
                             "Sat, 13 Nov 2010 23:60:00 GMT",
                             "Sat, 32 Nov 2010 23:29:00 GMT",
                             "Sat, 00 Nov 2010 23:29:00 GMT",
                             "Sat, 13 Foo 2010 23:29:00 GMT",
                             "Sat,  3 Nov 2010 23:29:00 GMT",
                             "Sat, 13 Nov -010 23:29:00 GMT",
                             "Mon, 29 Feb 2100 00:00:00 GMT",
                             "Fri, 20 June 2003 13:02:03 GMT", // as in the article's Fig. 4
                             "Sat, 13 Nov 2010 23:29:00 GMT "})
    {
        test.True(!ParseSipDate(text), std::string("no date: ") + text);
    }
}

/** The suite. */
class SipDateTestSuite : public TestSuite
{
  public:
    SipDateTestSuite()
        : TestSuite("sip-date")
    {
        const auto add = [this](const std::string& name, SipRuleTestCase::Body body)
        {
            AddTestCase(new SipRuleTestCase(name, body));
        };
        add("RFC 3261 20.17: a date is written and read", TestBothWays);
        add("RFC 3261 20.17: days of 4000 years", TestEachDay);
        add("RFC 3261 20.17: what is no date", TestNoDates);
    }
};

SipDateTestSuite g_sipDateTestSuite; //!< registers the suite

} // namespace
