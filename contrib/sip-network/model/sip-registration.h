// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_REGISTRATION_H
#define SIP_REGISTRATION_H

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/sip-destination.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace ns3
{

class SipUserAgent;

/** How the registration of a flow (RFC 5626) differs from a plain one. */
struct SipRegistrationHooks
{
    std::function<void(SipMessage&)> shape;       ///< changes each REGISTER
    std::function<void(SipDestination&)> direct;  ///< chooses its connection
    std::function<void(Ptr<SipConnection>)> sent; ///< by which connection it has left
    /**
     * A REGISTER has ended, with this status code and the final response, if one came. It is not
     * tried again unless Start is called; a binding is refreshed.
     */
    std::function<void(int, const SipReception*)> ended;
};

/** The registration of a user agent and its refreshes (RFC 3261, section 10.2). */
class SipRegistration : public std::enable_shared_from_this<SipRegistration>
{
  public:
    /**
     * @param agent the user agent
     * @param hooks what is different for a flow; none for a plain registration
     */
    explicit SipRegistration(SipUserAgent& agent, SipRegistrationHooks hooks = {});

    /** Registers, and refreshes from now on. */
    void Start();
    /** Removes the binding. */
    void Remove();
    /** Forgets everything that is scheduled, for good. */
    void Stop();
    /** Forgets the next refresh, until Start. */
    void Pause();
    /** @return whether a REGISTER is under way */
    bool IsBusy() const;
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
    void OnSuccess(const SipMessage& request, const SipReception& reception);
    /** @return whether a Contact of a 200 is the binding that a REGISTER asked for */
    bool IsOwnContact(const SipNameAddr& contact, const SipMessage& request) const;
    /** It is over, for good or bad; there may have been a final response. */
    void Report(int code, const SipReception* reception = nullptr);
    /** Schedules the next REGISTER. */
    void Plan(Time delay);

    SipUserAgent& m_agent;        ///< the user agent
    SipRegistrationHooks m_hooks; ///< see there
    std::string m_callId;         ///< the same for all (10.2.4)
    std::string m_tag;            ///< From tag
    uint32_t m_sequence{0};       ///< last CSeq number
    uint32_t m_attempts{0};       ///< REGISTERs sent since Begin
    int64_t m_expires{0};         ///< asked for, in seconds
    bool m_isWanted{false};       ///< whether a binding is wanted
    bool m_isBusy{false};         ///< whether a REGISTER is under way
    bool m_wasWanted{false};      ///< what the REGISTER under way asks for
    bool m_isStopped{false};      ///< whether Stop was called
    Time m_began;                 ///< when Begin was called
    Time m_validUntil;            ///< end of the binding
    EventId m_event;              ///< next refresh
};

} // namespace ns3

#endif // SIP_REGISTRATION_H
