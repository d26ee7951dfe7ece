// SPDX-License-Identifier: GPL-2.0-only

#ifndef DISCLOSURE_PLAN_H
#define DISCLOSURE_PLAN_H

#include "ns3/certificate.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * How much of a body a server gets.
 */
enum class DisclosureView
{
    Whole,   //!< what the peer gets
    Reduced, //!< a part of its own, without what is for the ends alone (e2m-sec-06 section 7.1)
};

/**
 * \ingroup end-to-middle
 * A server that is to read.
 */
struct DisclosureReader
{
    std::string host;                           //!< its name, in lower case
    DisclosureView view{DisclosureView::Whole}; //!< how much it gets
};

/**
 * \ingroup end-to-middle
 * Which server a user agent discloses what to: those it was told to, and those its peer asks for
 * ("request to disclose", RFC 4189 REQ-CONF-4) by the labels of a request.
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
     * A server gets what the peer gets from now on, whatever others get: for one that refuses
     * requests unless it sees the whole body.
     * \param host its name; case does not matter
     */
    void DiscloseWhole(std::string_view host);

    /**
     * The peer asks, in a call, to disclose to servers. Replaces what it asked for before.
     * \param scope the call
     * \param readers the servers; each is to see no more of the answer than it did of the request
     */
    void SetAsked(const std::string& scope, const std::vector<DisclosureReader>& readers);

    /**
     * The call has ended: what was asked for in it is forgotten.
     * \param scope the call
     */
    void Forget(const std::string& scope);

    /**
     * \param scope the call
     * \param view how much a server gets of which nothing else was said
     * \param grantsRequests whether the peer's requests count
     * \return the servers that are to read: ours, then those that were asked for
     */
    std::vector<DisclosureReader> GetReaders(const std::string& scope,
                                             DisclosureView view,
                                             bool grantsRequests) const;

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

    std::vector<Server> m_servers; //!< in the order they were added
    std::set<std::string> m_whole; //!< servers that get what the peer gets
    std::map<std::string, std::vector<DisclosureReader>> m_asked; //!< what the peers asked for
};

} // namespace ns3

#endif // DISCLOSURE_PLAN_H
