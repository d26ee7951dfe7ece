// SPDX-License-Identifier: GPL-2.0-only

#ifndef READ_LOG_H
#define READ_LOG_H

#include "csv-writer.h"

#include "ns3/inspection-policy.h"
#include "ns3/smime-body-policy.h"

#include <memory>
#include <string>

namespace ns3
{

/**
 * What each party read: the trace sources Opened and Inspected as a table, one row for each body or
 * part of one that a party looked at. To be written as reads.csv.
 *
 * Columns: time_ms, party, dialog (Call-ID and the caller's tag), method and cseq (of the request,
 * or of the one that is answered), status_code (0: a request), outcome, is_read, content_type,
 * content_octets, content_sha256 (empty if it was not read).
 */
class ReadLog
{
  public:
    ReadLog();

    /**
     * Listen to a user agent.
     *
     * @param party its name
     * @param policy its policy
     */
    void Listen(const std::string& party, Ptr<SmimeBodyPolicy> policy);

    /**
     * Listen to a proxy.
     *
     * @param party its name
     * @param policy its policy
     */
    void Listen(const std::string& party, Ptr<InspectionPolicy> policy);

    /**
     * Get the table so far.
     *
     * @return the contents of reads.csv
     */
    const std::string& GetText() const;

  private:
    std::shared_ptr<CsvWriter> m_table; ///< the rows so far, shared with the listeners
};

} // namespace ns3

#endif // READ_LOG_H
