// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_CERTIFICATE_TABLE_H
#define SIP_CERTIFICATE_TABLE_H

#include "ns3/certificate.h"
#include "ns3/object.h"

#include <map>
#include <string>
#include <vector>

namespace ns3
{

/**
 * What is published under the URLs that Identity header fields name ("info", RFC 8224 section 7.2).
 * It stands for the web: a verifier finds a certificate here, or does not, and no time passes. To
 * find one says nothing about its worth.
 */
class SipCertificateTable : public Object
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param url where it is
     * @param chain what is there: the certificate, and those of the authorities between it and an
     * anchor, if there are any; replaces what was
     */
    void Publish(const std::string& url, std::vector<Certificate> chain);
    /** @param url where nothing is from now on */
    void Withdraw(const std::string& url);
    /**
     * @param url a URL, compared octet by octet
     * @return what is there; empty for nothing
     */
    std::vector<Certificate> Find(const std::string& url) const;

  private:
    std::map<std::string, std::vector<Certificate>> m_chains; ///< by URL
};

} // namespace ns3

#endif // SIP_CERTIFICATE_TABLE_H
