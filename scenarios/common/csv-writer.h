// SPDX-License-Identifier: GPL-2.0-only

#ifndef CSV_WRITER_H
#define CSV_WRITER_H

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace ns3
{

/// One cell of a CSV row: text, a number, or nothing.
class CsvCell
{
  public:
    /// An empty cell: no value.
    CsvCell() = default;

    /**
     * A cell with text; quoted in the file where it has to be.
     *
     * @param text the text
     */
    CsvCell(std::string_view text);

    /**
     * A cell with text.
     *
     * @param text the text
     */
    CsvCell(const std::string& text);

    /**
     * A cell with text.
     *
     * @param text the text
     */
    CsvCell(const char* text);

    /**
     * A cell with a whole number.
     *
     * @param number the number
     */
    template <typename T, typename = std::enable_if_t<std::is_integral_v<T>>>
    CsvCell(T number)
        : m_text(std::to_string(number))
    {
    }

    /**
     * A cell with a decimal number, in its shortest exact form.
     *
     * @param number the number
     */
    CsvCell(double number);

    /**
     * A cell with a scaled integer: nothing is rounded.
     *
     * @param number the integer, for example nanoseconds
     * @param digits the power of ten between its unit and the column's, for example 6 for ms
     * @return the cell
     */
    static CsvCell Scaled(int64_t number, unsigned digits);

    /**
     * Get the cell as it is written.
     *
     * @return the text, quoted where it has to be
     */
    const std::string& GetText() const;

  private:
    std::string m_text; ///< the cell as it is written
};

/**
 * A tidy CSV table: a header line, then one line per observation (RFC 4180, but with \n).
 *
 * Numbers are written the same way under every locale.
 */
class CsvWriter
{
  public:
    /**
     * Begin a table.
     *
     * @param columns the names of the columns, with their units
     */
    explicit CsvWriter(const std::vector<std::string>& columns);

    /**
     * Add a row.
     *
     * @param cells one cell per column
     */
    void AddRow(const std::vector<CsvCell>& cells);

    /**
     * Get the table so far.
     *
     * @return the contents of the file
     */
    const std::string& GetText() const;

  private:
    size_t m_columns;   ///< number of columns
    std::string m_text; ///< the table so far
};

} // namespace ns3

#endif // CSV_WRITER_H
