// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/media-stream-rules.h"

#include "ns3/media-host.h"

#include <set>

namespace ns3
{

namespace
{

/// Flows, each once.
class Rules
{
  public:
    /**
     * \param from where the sender receives
     * \param to where it sends to
     * \param source what is taken for its source
     */
    void
    Add(const MediaEnd& from, const MediaEnd& to, MediaSource source)
    {
        if (!IsHost(to) || (source != MediaSource::Any && !IsHost(from)))
        {
            return;
        }
        MediaFlow flow{{}, to};
        flow.source.address = source == MediaSource::Any ? 0 : from.address;
        flow.source.port = source == MediaSource::Symmetric ? from.port : 0;
        if (m_known.insert(flow).second)
        {
            m_flows.push_back(flow);
        }
    }

    /// \return the flows
    std::vector<MediaFlow>
    Take()
    {
        return std::move(m_flows);
    }

  private:
    std::vector<MediaFlow> m_flows; //!< in order
    std::set<MediaFlow> m_known;    //!< those there are
};

} // namespace

std::vector<MediaFlow>
MakeMediaRules(const std::vector<MediaStreamEnds>& streams, const MediaRuleSettings& settings)
{
    Rules rules;
    for (const auto& [caller, callee] : streams)
    {
        if (!caller || !callee)
        {
            continue;
        }
        rules.Add(caller->media, callee->media, settings.source);
        if (settings.control)
        {
            rules.Add(caller->control, callee->control, settings.source);
        }
        rules.Add(callee->media, caller->media, settings.source);
        if (settings.control)
        {
            rules.Add(callee->control, caller->control, settings.source);
        }
    }
    return rules.Take();
}

std::vector<MediaFlow>
MakeEarlyMediaRules(const std::vector<MediaStreamEnds>& streams, bool control)
{
    Rules rules;
    for (const auto& [caller, callee] : streams)
    {
        if (caller.has_value() == callee.has_value())
        {
            continue;
        }
        const MediaStreamEnds::Party& party = caller ? *caller : *callee;
        rules.Add({}, party.media, MediaSource::Any);
        if (control)
        {
            rules.Add({}, party.control, MediaSource::Any);
        }
    }
    return rules.Take();
}

} // namespace ns3
