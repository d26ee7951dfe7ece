// SPDX-License-Identifier: GPL-2.0-only

#ifndef END_TO_MIDDLE_CALL_RIG_H
#define END_TO_MIDDLE_CALL_RIG_H

#include "ns3/end-to-middle-helper.h"
#include "ns3/fixed-session-describer.h"
#include "ns3/node-container.h"
#include "ns3/processor.h"
#include "ns3/sip-call.h"
#include "ns3/sip-message-trace.h"
#include "ns3/sip-network-helper.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace ns3
{

/**
 * The article's four parties in a network: Alice, ss1.atlanta.example.com, ss2.biloxi.example.com,
 * Bob, and a second telephone of Bob's that can be registered too. Alice discloses to ss1.
 */
class CallRig
{
  public:
    /**
     * \param keying of all user agents
     * \param isForked whether Bob's second telephone is registered
     * \param run the run of the random numbers
     */
    explicit CallRig(const std::string& keying, bool isForked = false, uint64_t run = 1);

    /**
     * Schedules something.
     * \param seconds when
     * \param what what
     */
    static void At(double seconds, std::function<void()> what);

    /// Has Alice call Bob after one second.
    void Call();

    /**
     * Runs.
     * \param seconds until when
     */
    void Run(double seconds);

    /**
     * \param name one of the parties
     * \param what method or status code
     * \return how many such messages it sent
     */
    unsigned CountSent(const std::string& name, const std::string& what) const;

    /**
     * \param name one of the parties
     * \param what method
     * \return the requests of that method that it sent, in order
     */
    std::vector<SipMessage> GetSent(const std::string& name, const std::string& what) const;

    /**
     * \param isFirst true: of ss1; false: of ss2
     * \return the outcomes it reported, one letter each: r for read, u for not read
     */
    std::string GetOutcomes(bool isFirst) const;

    SipNetworkHelper network;                 //!< installs elements
    EndToMiddleHelper helper;                 //!< installs policies
    SipMessageTrace trace;                    //!< messages sent
    NodeContainer nodes;                      //!< alice, ss1, ss2, bob, bob2
    Ptr<SipUserAgent> alice;                  //!< the caller
    Ptr<SipUserAgent> bob;                    //!< the callee
    Ptr<SipUserAgent> otherBob;               //!< his second telephone
    Ptr<SipProxy> ss1;                        //!< Alice's proxy
    Ptr<SipProxy> ss2;                        //!< Bob's proxy
    Ptr<SmimeBodyPolicy> alicePolicy;         //!< hers
    Ptr<SmimeBodyPolicy> bobPolicy;           //!< his
    Ptr<SmimeBodyPolicy> otherBobPolicy;      //!< of his second telephone
    Ptr<InspectionPolicy> ss1Policy;          //!< the server's that is disclosed to
    Ptr<InspectionPolicy> ss2Policy;          //!< the other one's: it looks at everything
    Ptr<FixedSessionDescriber> aliceSession;  //!< what Alice got
    Ptr<FixedSessionDescriber> bobSession;    //!< what Bob got
    Ptr<SipCall> call;                        //!< Alice's call
    std::vector<InspectionReport> reports[2]; //!< of ss1 and ss2
    std::vector<int> refusedBodies;           //!< codes of Alice's trace source BodyRefused
};

} // namespace ns3

#endif // END_TO_MIDDLE_CALL_RIG_H
