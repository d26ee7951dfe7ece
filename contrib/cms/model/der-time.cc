// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/der-time.h"

#include "ns3/der-writer.h"

namespace ns3
{

namespace
{

constexpr int64_t SECONDS_OF_DAY = 86400;
/// Days from 1 March of year 0 to 1 January 1970, in the proleptic Gregorian calendar.
constexpr int64_t EPOCH_DAYS = 719468;
/// Days of 400 years.
constexpr int64_t DAYS_OF_ERA = 146097;

/// A date; years begin in March inside, so that the leap day is the last one.
struct Date
{
    int64_t year;
    int64_t month;
    int64_t day;
};

/// @return days since 1970
int64_t
CountDays(const Date& date)
{
    const int64_t year = date.month <= 2 ? date.year - 1 : date.year; // not negative here
    const int64_t month = (date.month + 9) % 12;
    const int64_t dayOfYear = (153 * month + 2) / 5 + date.day - 1;
    return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - EPOCH_DAYS;
}

/// @return the date that many days since 1970
Date
FindDate(int64_t days)
{
    days += EPOCH_DAYS;
    const int64_t era = days / DAYS_OF_ERA;
    const int64_t dayOfEra = days % DAYS_OF_ERA;
    const int64_t yearOfEra =
        (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / (DAYS_OF_ERA - 1)) / 365;
    const int64_t dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const int64_t month = (5 * dayOfYear + 2) / 153;
    Date date{era * 400 + yearOfEra, (month + 2) % 12 + 1, dayOfYear - (153 * month + 2) / 5 + 1};
    date.year += date.month <= 2 ? 1 : 0;
    return date;
}

/// Append a number with leading zeros.
void
AppendNumber(Octets& out, int64_t number, int digits)
{
    Octets text(static_cast<std::size_t>(digits), '0');
    for (int i = digits - 1; i >= 0; --i)
    {
        text[static_cast<std::size_t>(i)] = static_cast<char>('0' + number % 10);
        number /= 10;
    }
    out.append(text);
}

/// Take a number of two digits off the front; the text has digits only.
int64_t
TakeTwoDigits(std::string_view& text)
{
    const int64_t number = (text[0] - '0') * 10 + (text[1] - '0');
    text.remove_prefix(2);
    return number;
}

} // namespace

std::optional<Octets>
EncodeDerTime(int64_t seconds)
{
    const int64_t first = CountDays({1950, 1, 1}) * SECONDS_OF_DAY;
    const int64_t end = CountDays({10000, 1, 1}) * SECONDS_OF_DAY;
    if (seconds < first || seconds >= end)
    {
        return std::nullopt;
    }
    const int64_t fromFirst = seconds - first;
    const Date date = FindDate(first / SECONDS_OF_DAY + fromFirst / SECONDS_OF_DAY);
    const int64_t second = fromFirst % SECONDS_OF_DAY;
    const bool isShort = date.year < 2050;
    Octets text;
    AppendNumber(text, isShort ? date.year % 100 : date.year, isShort ? 2 : 4);
    AppendNumber(text, date.month, 2);
    AppendNumber(text, date.day, 2);
    AppendNumber(text, second / 3600, 2);
    AppendNumber(text, second / 60 % 60, 2);
    AppendNumber(text, second % 60, 2);
    text.push_back('Z');
    return EncodeDer(isShort ? der_tag::UTC_TIME : der_tag::GENERALIZED_TIME, text);
}

std::optional<int64_t>
ParseDerTime(const DerElement& element)
{
    const bool isShort = element.tag == der_tag::UTC_TIME;
    const bool isLong = element.tag == der_tag::GENERALIZED_TIME;
    std::string_view text = element.content;
    if ((!isShort && !isLong) || text.size() != (isShort ? 13 : 15) || text.back() != 'Z')
    {
        return std::nullopt;
    }
    text.remove_suffix(1);
    if (text.find_first_not_of("0123456789") != std::string_view::npos)
    {
        return std::nullopt;
    }
    int64_t year = TakeTwoDigits(text);
    if (isShort)
    {
        year += year < 50 ? 2000 : 1900;
    }
    else
    {
        year = year * 100 + TakeTwoDigits(text);
    }
    const int64_t month = TakeTwoDigits(text);
    const int64_t day = TakeTwoDigits(text);
    const int64_t hour = TakeTwoDigits(text);
    const int64_t minute = TakeTwoDigits(text);
    const int64_t second = TakeTwoDigits(text);
    if (year < 1950 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 ||
        second > 59)
    {
        return std::nullopt;
    }
    const int64_t days = CountDays({year, month, day});
    if (FindDate(days).day != day) // 30 February
    {
        return std::nullopt;
    }
    return days * SECONDS_OF_DAY + hour * 3600 + minute * 60 + second;
}

} // namespace ns3
