// SPDX-License-Identifier: GPL-2.0-only

#include "read-log.h"

#include "data-files.h"

#include "ns3/callback.h"
#include "ns3/simulator.h"

namespace ns3
{

namespace
{

/**
 * Add a row.
 *
 * @param table receives it
 * @param party who looked
 * @param report what came of it, a SmimeOpening or an InspectionReport
 */
template <typename T>
void
AddRead(std::shared_ptr<CsvWriter> table, std::string party, const T& report)
{
    const bool isRead = IsRead(report.outcome);
    table->AddRow({CsvCell::Scaled(Simulator::Now().GetNanoSeconds(), 6),
                   party,
                   report.dialog,
                   report.method,
                   report.sequence,
                   report.statusCode,
                   ToString(report.outcome),
                   isRead ? 1 : 0,
                   report.contentType,
                   isRead ? CsvCell(report.content.size()) : CsvCell(),
                   isRead ? CsvCell(GetSha256(report.content)) : CsvCell()});
}

} // namespace

ReadLog::ReadLog()
    : m_table(std::make_shared<CsvWriter>(std::vector<std::string>{"time_ms",
                                                                   "party",
                                                                   "dialog",
                                                                   "method",
                                                                   "cseq",
                                                                   "status_code",
                                                                   "outcome",
                                                                   "is_read",
                                                                   "content_type",
                                                                   "content_octets",
                                                                   "content_sha256"}))
{
}

void
ReadLog::Listen(const std::string& party, Ptr<SmimeBodyPolicy> policy)
{
    policy->TraceConnectWithoutContext("Opened",
                                       MakeBoundCallback(&AddRead<SmimeOpening>, m_table, party));
}

void
ReadLog::Listen(const std::string& party, Ptr<InspectionPolicy> policy)
{
    policy->TraceConnectWithoutContext(
        "Inspected",
        MakeBoundCallback(&AddRead<InspectionReport>, m_table, party));
}

const std::string&
ReadLog::GetText() const
{
    return m_table->GetText();
}

} // namespace ns3
