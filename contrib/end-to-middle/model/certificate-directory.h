// SPDX-License-Identifier: GPL-2.0-only

#ifndef CERTIFICATE_DIRECTORY_H
#define CERTIFICATE_DIRECTORY_H

#include "ns3/certificate.h"
#include "ns3/object.h"
#include "ns3/sip-uri.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * The certificates a party knows and trusts, by user and by host: the key ring of RFC 3261 section
 * 23.1, and what RFC 5280 leaves to "some directory".
 *
 * A user is named by the user and host parts of the address of record, a server by its host name.
 * Who puts a certificate here vouches for it: it is used without further checks. Several parties
 * may share one directory.
 */
class CertificateDirectory : public Object
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /**
     * \param user address of record; its parameters do not matter
     * \param certificate the user's certificate; replaces an earlier one
     */
    void AddUser(const SipUri& user, const Certificate& certificate);

    /**
     * \param host name of a server, without port; case does not matter
     * \param certificate the server's certificate; replaces an earlier one
     */
    void AddServer(std::string_view host, const Certificate& certificate);

    /**
     * \param user address of record
     * \return the user's certificate, if it is known
     */
    std::optional<Certificate> FindUser(const SipUri& user) const;

    /**
     * \param host name of a server; case does not matter
     * \return the server's certificate, if it is known
     */
    std::optional<Certificate> FindServer(std::string_view host) const;

  private:
    std::map<std::string, Certificate> m_certificates; //!< by user@host or host
};

} // namespace ns3

#endif // CERTIFICATE_DIRECTORY_H
