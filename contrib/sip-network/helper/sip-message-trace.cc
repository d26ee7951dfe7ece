// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-message-trace.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <iomanip>
#include <ostream>
#include <sstream>

namespace ns3
{

namespace
{

constexpr std::size_t COLUMN = 18; ///< width of a column of the ladder

/**
 * @param message a message
 * @return what the ladder says about it
 */
std::string
Summarize(const SipMessage& message)
{
    if (message.IsRequest())
    {
        return std::string(message.GetMethod());
    }
    const auto sequence = message.GetCSeq();
    return std::to_string(message.GetStatusCode()) + " " + std::string(message.GetReason()) +
           (sequence ? " (" + sequence->GetMethod() + ")" : "");
}

} // namespace

/** Entries and names, shared with the trace callbacks. */
struct SipMessageTrace::State
{
    std::vector<std::string> names; ///< columns
    std::vector<Ptr<Node>> nodes;   ///< in order; not the elements, which own this
    std::vector<Entry> entries;     ///< messages in order

    /** @return the name of the element at an address, or the address */
    std::string
    FindName(const SipAddress& peer) const
    {
        for (std::size_t i = 0; i < nodes.size(); ++i)
        {
            const std::vector<Ipv4Address> own = SipElement::GetAddresses(nodes[i]);
            if (std::find(own.begin(), own.end(), peer.GetAddress()) != own.end())
            {
                return names[i];
            }
        }
        return peer.ToString();
    }
};

SipMessageTrace::SipMessageTrace()
    : m_state(std::make_shared<State>())
{
}

void
SipMessageTrace::Add(Ptr<SipElement> element, const std::string& name)
{
    m_state->names.push_back(name);
    m_state->nodes.push_back(element->GetNode());
    std::shared_ptr<State> state = m_state;
    const std::function<void(const SipMessage&, const SipAddress&, uint32_t)> record =
        [state, name](const SipMessage& message, const SipAddress& peer, uint32_t octets)
    {
        state->entries.push_back(
            {Simulator::Now(), name, state->FindName(peer), message, peer, octets});
    };
    element->GetTransportLayer()->TraceConnectWithoutContext(
        "Tx",
        Callback<void, const SipMessage&, const SipAddress&, uint32_t>(record));
}

const std::vector<SipMessageTrace::Entry>&
SipMessageTrace::GetEntries() const
{
    return m_state->entries;
}

std::string
SipMessageTrace::Serialize() const
{
    std::ostringstream out;
    for (const Entry& entry : m_state->entries)
    {
        out << entry.time.GetNanoSeconds() << " ns " << entry.from << " -> " << entry.to << " ("
            << entry.peer << ")\n"
            << entry.message.Serialize() << "\n";
    }
    return out.str();
}

void
SipMessageTrace::Print(std::ostream& out,
                       const std::function<std::string(const Entry&)>& annotate) const
{
    const std::vector<std::string>& names = m_state->names;
    const auto column = [&names](const std::string& name)
    {
        return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) -
                                        names.begin());
    };
    std::string head(12, ' ');
    for (const std::string& name : names)
    {
        std::string cell = name.substr(0, COLUMN - 1);
        const std::size_t left = (COLUMN - cell.size()) / 2;
        cell = std::string(left, ' ') + cell;
        cell.resize(COLUMN, ' ');
        head += cell;
    }
    head.erase(head.find_last_not_of(' ') + 1);
    out << head << "\n";
    for (const Entry& entry : m_state->entries)
    {
        const std::size_t from = column(entry.from);
        const std::size_t to = column(entry.to);
        std::string line(names.size() * COLUMN, ' ');
        for (std::size_t i = 0; i < names.size(); ++i)
        {
            line[i * COLUMN + COLUMN / 2] = '|';
        }
        std::string label = Summarize(entry.message);
        if (from < names.size() && to < names.size() && from != to)
        {
            const std::size_t begin = std::min(from, to) * COLUMN + COLUMN / 2;
            const std::size_t end = std::max(from, to) * COLUMN + COLUMN / 2;
            for (std::size_t i = begin + 1; i < end; ++i)
            {
                line[i] = '-';
            }
            line[to > from ? end - 1 : begin + 1] = to > from ? '>' : '<';
            const std::size_t room = end - begin - 5;
            label = label.substr(0, room);
            const std::size_t place = begin + 3 + (room - label.size()) / 2;
            line.replace(place, label.size(), label);
        }
        else
        {
            line += " " + entry.from + " -> " + entry.to + ": " + label;
        }
        std::ostringstream time;
        time << std::fixed << std::setprecision(6) << entry.time.GetSeconds();
        out << std::setw(11) << time.str() << " " << line << " " << entry.octets << " octets";
        const std::string remark = annotate ? annotate(entry) : "";
        if (!remark.empty())
        {
            out << "  " << remark;
        }
        out << "\n";
    }
}

} // namespace ns3
