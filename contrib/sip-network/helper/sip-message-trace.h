// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_MESSAGE_TRACE_H
#define SIP_MESSAGE_TRACE_H

#include "ns3/nstime.h"
#include "ns3/sip-element.h"

#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{

/** Keeps every message that a set of elements sends, and can print them as a ladder. */
class SipMessageTrace
{
  public:
    /** A message sent. */
    struct Entry
    {
        Time time;          ///< when it was sent
        std::string from;   ///< name of the sender
        std::string to;     ///< name of the addressee; its address if it was not added
        SipMessage message; ///< the message
        SipAddress peer;    ///< address of the addressee
        uint32_t octets;    ///< length
    };

    SipMessageTrace();

    /**
     * @param element an element; it is a column of the ladder, in the order of these calls
     * @param name its name
     */
    void Add(Ptr<SipElement> element, const std::string& name);
    /** @return the messages sent so far, in order */
    const std::vector<Entry>& GetEntries() const;
    /** @return the messages sent so far, in bytes as sent, each with time, sender and addressee */
    std::string Serialize() const;
    /**
     * Prints a ladder of the messages.
     *
     * @param out where to
     * @param annotate a remark to print after a message's line, or none: given each entry
     */
    void Print(std::ostream& out,
               const std::function<std::string(const Entry&)>& annotate = nullptr) const;

  private:
    struct State;                   ///< entries and names, shared with the trace callbacks
    std::shared_ptr<State> m_state; ///< see State
};

} // namespace ns3

#endif // SIP_MESSAGE_TRACE_H
