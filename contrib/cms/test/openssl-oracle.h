// SPDX-License-Identifier: GPL-2.0-only
#ifndef OPENSSL_ORACLE_H
#define OPENSSL_ORACLE_H

#include "cms-test-world.h"

#include <string>

namespace ns3
{

/// The program openssl, which shares no CMS code with us, in a temporary folder of its own.
class OpensslOracle
{
  public:
    OpensslOracle();
    ~OpensslOracle();
    OpensslOracle(const OpensslOracle&) = delete;
    OpensslOracle& operator=(const OpensslOracle&) = delete;

    /// @param name of a file in the folder
    /// @param octets what to put into it
    void Write(const std::string& name, const std::string& octets) const;

    /// @param name of a file in the folder
    /// @return what is in it; empty if there is none
    std::string Read(const std::string& name) const;

    /// Write NAME.cert.pem and NAME.key.pem. @param name of the party @param party its credential
    void WriteParty(const std::string& name, const CmsParty& party) const;

    /// @param arguments of openssl, run in the folder; what it prints is kept in "log"
    /// @return whether it succeeded
    bool Run(const std::string& arguments) const;

  private:
    std::string m_folder;
};

} // namespace ns3

#endif // OPENSSL_ORACLE_H
