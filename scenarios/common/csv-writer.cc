// SPDX-License-Identifier: GPL-2.0-only

#include "csv-writer.h"

#include "number-text.h"

#include "ns3/assert.h"

namespace ns3
{

CsvCell::CsvCell(std::string_view text)
    : m_text(text)
{
    if (m_text.find_first_of(",\"\r\n") == std::string::npos)
    {
        return;
    }
    std::string quoted = "\"";
    for (const char c : text)
    {
        quoted += c;
        if (c == '"')
        {
            quoted += c;
        }
    }
    m_text = quoted + "\"";
}

CsvCell::CsvCell(const std::string& text)
    : CsvCell(std::string_view(text))
{
}

CsvCell::CsvCell(const char* text)
    : CsvCell(std::string_view(text))
{
}

CsvCell::CsvCell(double number)
    : m_text(WriteDecimal(number))
{
}

CsvCell
CsvCell::Scaled(int64_t number, unsigned digits)
{
    return CsvCell(WriteScaled(number, digits));
}

const std::string&
CsvCell::GetText() const
{
    return m_text;
}

CsvWriter::CsvWriter(const std::vector<std::string>& columns)
    : m_columns(columns.size())
{
    AddRow(std::vector<CsvCell>(columns.begin(), columns.end()));
}

void
CsvWriter::AddRow(const std::vector<CsvCell>& cells)
{
    NS_ASSERT_MSG(cells.size() == m_columns, "a row needs one cell per column");
    for (size_t i = 0; i < cells.size(); ++i)
    {
        m_text += (i == 0 ? "" : ",") + cells[i].GetText();
    }
    m_text += "\n";
}

const std::string&
CsvWriter::GetText() const
{
    return m_text;
}

} // namespace ns3
