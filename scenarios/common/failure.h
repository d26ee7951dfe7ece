// SPDX-License-Identifier: GPL-2.0-only

#ifndef SCENARIO_FAILURE_H
#define SCENARIO_FAILURE_H

#include <string>
#include <string_view>
#include <vector>

namespace ns3
{

/// Exit status of a program that was given a wrong option, value or file.
constexpr int EXIT_WRONG_INPUT = 2;

/**
 * Tell the user what is wrong, as one line on stderr.
 *
 * @param program the program's name, put in front
 * @param message what is wrong and what would be right; line breaks in it become spaces
 * @return EXIT_WRONG_INPUT, so that main() can return it
 */
int FailWithMessage(std::string_view program, std::string_view message);

/**
 * Find the known word that a misspelt one is nearest to.
 *
 * @param word what was given
 * @param known the words that would have been right
 * @return the nearest word, or an empty string when none is near (more than a third of the letters
 *         would have to change)
 */
std::string FindNearest(std::string_view word, const std::vector<std::string>& known);

/**
 * Join words for a message: "a, b, c".
 *
 * @param words the words
 * @return the joined words
 */
std::string JoinWords(const std::vector<std::string>& words);

} // namespace ns3

#endif // SCENARIO_FAILURE_H
