// SPDX-License-Identifier: GPL-2.0-only

#include "operation-table.h"

namespace ns3
{

const std::vector<std::string>&
GetOperationColumns()
{
    static const std::vector<std::string> columns{"operation",
                                                  "algorithm",
                                                  "count",
                                                  "octets",
                                                  "processor_time_us"};
    return columns;
}

void
AddOperationRows(CsvWriter& table, std::vector<CsvCell> prefix, const Processor& processor)
{
    const auto profile = processor.GetCostProfile();
    for (const auto& [kind, amount] : processor.GetTotal().GetAmounts())
    {
        auto row = prefix;
        row.insert(row.end(),
                   {kind.operation,
                    kind.algorithm,
                    amount.count,
                    amount.octets,
                    CsvCell::Scaled(profile ? profile->GetNanoseconds(kind, amount) : 0, 3)});
        table.AddRow(row);
    }
}

uint64_t
CountOperations(const Work& work, WorkClass wanted)
{
    uint64_t count = 0;
    for (const auto& [kind, amount] : work.GetAmounts())
    {
        count += ClassifyWork(kind) == wanted ? amount.count : 0;
    }
    return count;
}

} // namespace ns3
