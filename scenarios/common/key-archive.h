// SPDX-License-Identifier: GPL-2.0-only

#ifndef KEY_ARCHIVE_H
#define KEY_ARCHIVE_H

#include "credential-office.h"
#include "read-log.h"
#include "result-directory.h"

#include "ns3/cek-use.h"
#include "ns3/inspection-policy.h"
#include "ns3/smime-body-policy.h"

#include <map>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * Collects, while a scenario runs, what an outsider needs to check its captures and what its
 * parties read, and writes it: keys/NAME.key.pem, keys/NAME.cert.pem, keys/ca.cert.pem,
 * keys/ceks.csv, keys/tls.keylog and reads.csv. One object serves one simulation.
 *
 * A scenario says AddParty() for whoever has an S/MIME key, Listen() for each policy, and in the
 * end Write() if --keys is given. (Simulations that share a folder have a prefix each, as their
 * captures do: keys/PREFIXceks.csv, PREFIXreads.csv.)
 */
class KeyArchive
{
  public:
    KeyArchive();

    /**
     * Keep a party's key and certificate.
     *
     * @param name the party
     * @param credential its credential
     */
    void AddParty(const std::string& name, const Credential& credential);

    /**
     * Keep what a user agent encrypts with and what it reads.
     *
     * @param party its name
     * @param policy its policy
     */
    void Listen(const std::string& party, Ptr<SmimeBodyPolicy> policy);

    /**
     * Keep what a proxy reads.
     *
     * @param party its name
     * @param policy its policy
     */
    void Listen(const std::string& party, Ptr<InspectionPolicy> policy);

    /**
     * Keep secrets of TLS connections.
     *
     * @param lines lines of the NSS key log format
     */
    void AddTlsKeyLog(const std::string& lines);

    /**
     * Get what was read so far.
     *
     * @return the log
     */
    const ReadLog& GetReadLog() const;

    /**
     * Write the files.
     *
     * @param directory the results
     * @param authority the certificate of whoever issued the certificates
     * @param prefix what the names of ceks.csv, tls.keylog and reads.csv begin with; may be empty
     * @return nothing, or a line that says what is wrong
     */
    [[nodiscard]] tl::expected<void, std::string> Write(ResultDirectory& directory,
                                                        const Certificate& authority,
                                                        const std::string& prefix = "") const;

  private:
    std::map<std::string, Credential> m_parties; ///< by name
    std::shared_ptr<std::vector<CekUse>> m_uses; ///< of content keys, shared with the listeners
    ReadLog m_reads;                             ///< what was read
    std::string m_keyLog;                        ///< of TLS connections
};

} // namespace ns3

#endif // KEY_ARCHIVE_H
