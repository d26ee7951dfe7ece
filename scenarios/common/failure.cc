// SPDX-License-Identifier: GPL-2.0-only

#include "failure.h"

#include <algorithm>
#include <iostream>
#include <numeric>

namespace ns3
{

namespace
{

/**
 * Count the single-letter changes between two words (Levenshtein).
 *
 * @param left one word
 * @param right the other word
 * @return the number of letters to insert, remove or replace
 */
size_t
GetEditDistance(std::string_view left, std::string_view right)
{
    std::vector<size_t> row(right.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (size_t i = 0; i < left.size(); ++i)
    {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < right.size(); ++j)
        {
            const size_t replaced = diagonal + (left[i] == right[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

} // namespace

int
FailWithMessage(std::string_view program, std::string_view message)
{
    std::string line(message);
    std::replace_if(
        line.begin(),
        line.end(),
        [](char c)
        {
            return c == '\n' || c == '\r';
        },
        ' ');
    std::cerr << program << ": " << line << std::endl;
    return EXIT_WRONG_INPUT;
}

std::string
FindNearest(std::string_view word, const std::vector<std::string>& known)
{
    const std::string_view bounded = word.substr(0, 64);
    std::string nearest;
    size_t best = std::max<size_t>(1, bounded.size() / 3) + 1;
    for (const auto& candidate : known)
    {
        const size_t distance = GetEditDistance(bounded, candidate);
        if (distance < best)
        {
            best = distance;
            nearest = candidate;
        }
    }
    return nearest;
}

std::string
JoinWords(const std::vector<std::string>& words)
{
    std::string joined;
    for (const auto& word : words)
    {
        joined += (joined.empty() ? "" : ", ") + word;
    }
    return joined;
}

} // namespace ns3
