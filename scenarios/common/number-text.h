// SPDX-License-Identifier: GPL-2.0-only

#ifndef NUMBER_TEXT_H
#define NUMBER_TEXT_H

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ns3
{

/**
 * Read a whole number, digits only.
 *
 * @param text the text
 * @return the number, or nothing if the text is anything else or too large
 */
std::optional<uint64_t> ReadUnsigned(std::string_view text);

/**
 * Read a decimal number, with a point whatever the locale says.
 *
 * @param text the text
 * @return the number, or nothing if the text is anything else, infinite or not a number
 */
std::optional<double> ReadDecimal(std::string_view text);

/**
 * Write a number in its shortest form that reads back as the same number, without an exponent.
 *
 * @param number the number
 * @return the text
 */
std::string WriteDecimal(double number);

/**
 * Write an integer that counts a fraction of a unit as a decimal number of that unit.
 *
 * For example 1234567 ns with 6 digits is "1.234567" ms. Nothing is rounded; trailing zeros go.
 *
 * @param number the integer
 * @param digits the power of ten between the two units
 * @return the text
 */
std::string WriteScaled(int64_t number, unsigned digits);

} // namespace ns3

#endif // NUMBER_TEXT_H
