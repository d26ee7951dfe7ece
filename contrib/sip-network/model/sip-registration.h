// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_REGISTRATION_H
#define SIP_REGISTRATION_H

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/sip-destination.h"

#include <cstdint>
#include <memory>
#include <string>

namespace ns3
{

class SipUserAgent;

/** The registration of a user agent and its refreshes (RFC 3261, section 10.2). */
class SipRegistration : public std::enable_shared_from_this<SipRegistration>
{
  public:
    /** @param agent the user agent */
    explicit SipRegistration(SipUserAgent& agent);

    /** Registers, and refreshes from now on. */
    void Start();
    /** Removes the binding. */
    void Remove();
    /** Forgets everything that is scheduled. */
    void Stop();
    /** @return whether there is a binding that has not run out */
    bool IsActive() const;

  private:
    /** Begins a REGISTER. */
    void Begin();
    /** Sends it, again if it was sent before. */
    void Send();
    /** The processor has done the work: it leaves. */
    void Transmit(const SipMessage& request);
    /** A response has come. */
    void OnResponse(const SipMessage& request, const SipReception& reception);
    /** A 200 has come. */
    void OnSuccess(const SipMessage& request, const SipMessage& response);
    /** It is over, for good or bad. */
    void Report(int code);
    /** Schedules the next REGISTER. */
    void Plan(Time delay);

    SipUserAgent& m_agent;  ///< the user agent
    std::string m_callId;   ///< the same for all (10.2.4)
    std::string m_tag;      ///< From tag
    uint32_t m_sequence{0}; ///< last CSeq number
    uint32_t m_attempts{0}; ///< REGISTERs sent since Begin
    int64_t m_expires{0};   ///< asked for, in seconds
    bool m_isWanted{false}; ///< whether a binding is wanted
    bool m_isBusy{false};   ///< whether a REGISTER is under way
    Time m_began;           ///< when Begin was called
    Time m_validUntil;      ///< end of the binding
    EventId m_event;        ///< next refresh
};

} // namespace ns3

#endif // SIP_REGISTRATION_H
