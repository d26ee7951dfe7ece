// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-date.h"

#include "ns3/sip-grammar.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace ns3
{

namespace
{

constexpr int64_t SECONDS_PER_DAY = 86400;
constexpr int64_t FIRST = -62167219200; // first second of the year 0
constexpr int64_t LAST = 253402300799;  // last second of the year 9999
constexpr std::array<const char*, 7> WEEKDAYS = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
constexpr std::array<const char*, 12> MONTHS =
    {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/**
 * @param year 0 to 9999
 * @param month 1 to 12
 * @param day 1 to 31
 * @return days since 1970-01-01 in the Gregorian calendar
 */
int64_t
GetDays(int64_t year, int64_t month, int64_t day)
{
    // Years that begin in March, so that the leap day is the last of its year.
    const int64_t shifted = month <= 2 ? year - 1 : year;
    const int64_t era = (shifted >= 0 ? shifted : shifted - 399) / 400;
    const int64_t yearOfEra = shifted - era * 400;
    const int64_t dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468;
}

} // namespace

std::string
FormatSipDate(int64_t unixTime)
{
    const int64_t time = std::clamp(unixTime, FIRST, LAST);
    int64_t days = time / SECONDS_PER_DAY;
    int64_t second = time % SECONDS_PER_DAY;
    if (second < 0)
    {
        --days;
        second += SECONDS_PER_DAY;
    }
    // GetDays inverted: find the year, then the month, by counting.
    int64_t year = 1970 + days / 366;
    if (days < 0)
    {
        year = 1970 + (days - 364) / 365;
    }
    while (GetDays(year + 1, 1, 1) <= days)
    {
        ++year;
    }
    int64_t month = 12;
    while (GetDays(year, month, 1) > days)
    {
        --month;
    }
    char text[40];
    std::snprintf(text,
                  sizeof(text),
                  "%s, %02d %s %04d %02d:%02d:%02d GMT",
                  WEEKDAYS[static_cast<std::size_t>(((days % 7) + 7) % 7)],
                  static_cast<int>(days - GetDays(year, month, 1) + 1) % 100,
                  MONTHS[static_cast<std::size_t>(month - 1)],
                  static_cast<int>(year) % 10000,
                  static_cast<int>(second / 3600) % 100,
                  static_cast<int>(second / 60 % 60),
                  static_cast<int>(second % 60));
    return text;
}

tl::expected<int64_t, SipError>
ParseSipDate(std::string_view text)
{
    constexpr std::string_view SHAPE = "Sat, 13 Nov 2010 23:29:00 GMT";
    if (text.size() != SHAPE.size())
    {
        return MakeUnexpected("a Date that is not as long as one");
    }
    const auto number = [text](std::size_t at, std::size_t length)
    {
        return ParseSipNumber(text.substr(at, length), 9999);
    };
    const auto day = number(5, 2);
    const auto month = std::find(MONTHS.begin(), MONTHS.end(), text.substr(8, 3));
    const auto year = number(12, 4);
    const auto hour = number(17, 2);
    const auto minute = number(20, 2);
    const auto second = number(23, 2);
    if (!day || month == MONTHS.end() || !year || !hour || !minute || !second)
    {
        return MakeUnexpected("a Date whose parts are not numbers and a month");
    }
    const int64_t time = GetDays(static_cast<int64_t>(*year),
                                 month - MONTHS.begin() + 1,
                                 static_cast<int64_t>(*day)) *
                             SECONDS_PER_DAY +
                         static_cast<int64_t>(*hour * 3600 + *minute * 60 + *second);
    if (FormatSipDate(time) != text)
    {
        return MakeUnexpected("a Date that is on no calendar");
    }
    return time;
}

} // namespace ns3
