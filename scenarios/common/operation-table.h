// SPDX-License-Identifier: GPL-2.0-only

#ifndef OPERATION_TABLE_H
#define OPERATION_TABLE_H

#include "csv-writer.h"

#include "ns3/cost-profile.h"
#include "ns3/processor.h"
#include "ns3/work-vocabulary.h"
#include "ns3/work.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{

/// Get the columns that AddOperationRows() fills.
const std::vector<std::string>& GetOperationColumns();

/**
 * Add a row for each kind of operation that a processor was charged with.
 *
 * @param table receives the rows
 * @param prefix the cells of the columns in front
 * @param processor the processor
 */
void AddOperationRows(CsvWriter& table, std::vector<CsvCell> prefix, const Processor& processor);

/**
 * Count the operations of a class.
 *
 * @param work the work
 * @param wanted the class
 * @return how many
 */
uint64_t CountOperations(const Work& work, WorkClass wanted);

} // namespace ns3

#endif // OPERATION_TABLE_H
