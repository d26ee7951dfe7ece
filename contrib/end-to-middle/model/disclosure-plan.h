// SPDX-License-Identifier: GPL-2.0-only

#ifndef DISCLOSURE_PLAN_H
#define DISCLOSURE_PLAN_H

#include "ns3/certificate.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * To which servers a user agent discloses its bodies: those it was told to, and those its peer
 * asks for ("request to disclose", RFC 4189 REQ-CONF-4) by the labels of a request.
 */
class DisclosurePlan
{
  public:
    /**
     * Discloses to one more server, or replaces its certificate.
     * \param host its name; case does not matter
     * \param certificate its certificate
     */
    void Add(std::string_view host, const Certificate& certificate);

    /**
     * The peer asks, in a call, to disclose to servers. Replaces what it asked for before.
     * \param scope the call
     * \param hosts names of the servers, in lower case
     */
    void SetAsked(const std::string& scope, const std::vector<std::string>& hosts);

    /**
     * The call has ended: what was asked for in it is forgotten.
     * \param scope the call
     */
    void Forget(const std::string& scope);

    /**
     * \param scope the call
     * \param followsLabels whether the peer's requests count
     * \return host names of the servers that are to read: ours, then those that were asked for
     */
    std::vector<std::string> GetHosts(const std::string& scope, bool followsLabels) const;

    /**
     * \param host name of a server, in lower case
     * \return its certificate, if it is one of ours
     */
    std::optional<Certificate> Find(const std::string& host) const;

  private:
    /// A server that is disclosed to.
    struct Server
    {
        std::string host;        //!< its name, in lower case
        Certificate certificate; //!< its certificate
    };

    std::vector<Server> m_servers;                           //!< in the order they were added
    std::map<std::string, std::vector<std::string>> m_asked; //!< what the peers asked for
};

} // namespace ns3

#endif // DISCLOSURE_PLAN_H
