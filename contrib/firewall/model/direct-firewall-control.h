// SPDX-License-Identifier: GPL-2.0-only

#ifndef DIRECT_FIREWALL_CONTROL_H
#define DIRECT_FIREWALL_CONTROL_H

#include "ns3/event-id.h"
#include "ns3/firewall-control.h"
#include "ns3/media-filter.h"
#include "ns3/media-stream-rules.h"
#include "ns3/nstime.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ns3
{

/**
 * \ingroup firewall
 * Opens the pinholes of filters that are at hand: proxy and firewall on one node. Several filters
 * are told the same, as where two firewalls share a link.
 *
 * With an offer (Reserve), and if EarlyMedia says so, the ends that its party receives at are open
 * to any source (RFC 3264 section 5.1: the offerer must be prepared to receive); with an answer
 * (Enable) the flows of both directions take their place. What is in force is refreshed while the
 * call lasts; a pinhole that went idle stays closed until the next Enable. A call of which nothing
 * is open any more is forgotten, so that a BYE that got lost leaves nothing behind.
 *
 * Enable is done whole or not at all: if one filter is full, what this call of it opened is closed
 * again, and what was open before stays (but for early media whose very flow, from any source, was
 * to go on).
 */
class DirectFirewallControl : public FirewallControl
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    DirectFirewallControl();
    ~DirectFirewallControl() override;

    /**
     * \param filter is told of all calls to come
     */
    void AddFilter(Ptr<MediaFilter> filter);

    void Reserve(const std::string& call,
                 const std::vector<MediaStreamEnds>& streams,
                 Done done) override;
    void Enable(const std::string& call,
                const std::vector<MediaStreamEnds>& streams,
                Done done) override;
    void Release(const std::string& call) override;

    /// \return number of calls for which something is open
    std::size_t GetCalls() const;

  protected:
    void DoDispose() override;

  private:
    /// A flow that was opened.
    struct Opening
    {
        std::vector<uint64_t> ids; //!< of its pinhole at each filter; 0: none
        bool isEarly{false};       //!< it is for early media, and not refreshed
    };

    /// What is open for a call.
    using Call = std::map<MediaFlow, Opening>;

    /**
     * Makes flows pass at all filters: opens what is not open, and refreshes the rest.
     * \param call names the call
     * \param flows what is to pass
     * \param isEarly whether they are for early media
     * \return nothing, or why nothing was changed
     */
    tl::expected<void, FirewallError> Open(const std::string& call,
                                           const std::vector<MediaFlow>& flows,
                                           bool isEarly);

    /**
     * \param opening is closed
     * \param end why
     */
    void Close(const Opening& opening, PinholeEnd end);

    /**
     * \param opening what was opened
     * \return whether it is still open at a filter
     */
    bool IsOpen(const Opening& opening) const;

    /// Sees to it that Refresh() is called while there are calls.
    void Schedule();

    /// Refreshes what is open, and forgets calls of which nothing is.
    void Refresh();

    std::vector<Ptr<MediaFilter>> m_filters; //!< are told
    std::map<std::string, Call> m_calls;     //!< by name
    EventId m_refresh;                       //!< calls Refresh()
    Time m_lifetime;                         //!< attribute Lifetime
    Time m_idleTimeout;                      //!< attribute IdleTimeout
    Time m_earlyLifetime;                    //!< attribute EarlyLifetime
    bool m_earlyMedia{false};                //!< attribute EarlyMedia
    bool m_rtcp{true};                       //!< attribute Rtcp
    int m_source{0};                         //!< attribute Source
    uint32_t m_maxCalls{10000};              //!< attribute MaxCalls
};

} // namespace ns3

#endif // DIRECT_FIREWALL_CONTROL_H
