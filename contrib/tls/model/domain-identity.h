// SPDX-License-Identifier: GPL-2.0-only
#ifndef DOMAIN_IDENTITY_H
#define DOMAIN_IDENTITY_H

#include "ns3/certificate.h"

#include <string>
#include <string_view>
#include <vector>

namespace ns3
{

/**
 * @ingroup tls
 * The SIP domains that a certificate stands for, by RFC 5922 section 7.
 *
 * The module knows nothing else of SIP.
 */
class DomainIdentity
{
  public:
    /**
     * @param certificate a certificate, trusted or not
     */
    explicit DomainIdentity(const Certificate& certificate);

    /**
     * @return the identities in lower case, each once: what follows the scheme of "sip" URIs
     * without user part; only if there are none, DNS names; only if the certificate has no
     * subjectAltName of any form, the common name (RFC 5922 section 7.1)
     */
    const std::vector<std::string>& GetNames() const;

    /**
     * @param domain a domain name as the near end knows it, not from the certificate
     * @return whether it is among the identities: compared as a whole, without case, and without
     * wildcards (RFC 5922 section 7.2)
     */
    bool Matches(std::string_view domain) const;

  private:
    std::vector<std::string> m_names; ///< the identities
};

} // namespace ns3

#endif // DOMAIN_IDENTITY_H
