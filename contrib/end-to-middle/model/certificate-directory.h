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
#include <vector>

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
     * Adds a device of a user that has a key of its own. What is sent to the user before it is
     * known which device answers has to be for all of them (RFC 3261 section 26.4.2).
     * \param user address of record
     * \param certificate the device's certificate
     */
    void AddDevice(const SipUri& user, const Certificate& certificate);

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
     * \param user address of record
     * \return the certificates of the user and of the user's devices, in the order they were added
     */
    std::vector<Certificate> FindDevices(const SipUri& user) const;

    /**
     * \param host name of a server; case does not matter
     * \return the server's certificate, if it is known
     */
    std::optional<Certificate> FindServer(std::string_view host) const;

  private:
    std::map<std::string, Certificate> m_certificates;         //!< by user@host or host
    std::map<std::string, std::vector<Certificate>> m_devices; //!< by user@host
};

} // namespace ns3

#endif // CERTIFICATE_DIRECTORY_H
