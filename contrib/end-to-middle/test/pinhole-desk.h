// SPDX-License-Identifier: GPL-2.0-only

#ifndef END_TO_MIDDLE_PINHOLE_DESK_H
#define END_TO_MIDDLE_PINHOLE_DESK_H

#include "ns3/pinhole-policy.h"
#include "ns3/sip-address.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * A firewall control that writes down what it is asked, and grants what it is told to.
 */
class FakeFirewallControl : public FirewallControl
{
  public:
    void Reserve(const std::string& call,
                 const std::vector<MediaStreamEnds>& streams,
                 Done done) override;
    void Enable(const std::string& call,
                const std::vector<MediaStreamEnds>& streams,
                Done done) override;
    void Release(const std::string& call) override;

    /**
     * Says what it has not said yet.
     * \param isGranted whether it has done what it was asked
     */
    void Finish(bool isGranted = true);

    /// What was done with the names of calls, as "R", "E" or "X" with name and RTP ports.
    std::string notes;
    bool isSlow{false};                                //!< whether it waits for Finish()
    bool refuses{false};                               //!< whether it refuses to enable
    std::vector<std::pair<std::string, Done>> waiting; //!< enabled, and not done
    FirewallGrant grant;                               //!< handed out
};

/**
 * Hands messages to a PinholePolicy as a proxy would. The caller's tag is "caller".
 */
class PinholeDesk
{
  public:
    PinholeDesk();

    /**
     * \param port where RTP comes
     * \param address last number of the address; 0: on hold at 0.0.0.0
     * \return a description with one stream
     */
    static std::string MakeSdp(int port, int address = 1);

    /**
     * \param method its method
     * \param sequence its CSeq
     * \param toTag the callee's tag; empty: none
     * \param body its description; empty: none
     * \param byCallee whether the callee sends it
     * \param callId its Call-ID
     * \return a request
     */
    static SipMessage MakeRequest(const std::string& method,
                                  unsigned sequence,
                                  const std::string& toTag,
                                  const std::string& body,
                                  bool byCallee = false,
                                  const std::string& callId = "call");

    /**
     * Hands over a request.
     * \param request the request; receives the policy's changes
     * \return a letter for the verdict: c, r, d or w
     */
    char Send(SipMessage& request);

    /**
     * Hands over a request that nobody looks at behind.
     * \param request the request
     * \return a letter for the verdict
     */
    char Pass(SipMessage request);

    /**
     * Hands over a response, and says that it was sent on if it is final and goes on or is
     * replaced. \param request what it answers \param code status code \param toTag the callee's
     * tag \param body its description; empty: none \return a letter for the verdict
     */
    char Answer(const SipMessage& request,
                int code,
                const std::string& toTag,
                const std::string& body = "");

    /**
     * A call from port 4000 to 5000 that was accepted.
     * \return its INVITE
     */
    SipMessage Establish();

    /// \return what the control has written down since this was called last
    std::string TakeNotes();

    /**
     * Lets time pass.
     * \param seconds how long
     */
    static void Wait(double seconds);

    Ptr<FakeFirewallControl> control; //!< the firewall's
    Ptr<PinholePolicy> policy;        //!< what is tested
    SipAddress source;                //!< whence messages come
    SipMessage response;              //!< the last one, as it went on
    std::string resumed;              //!< letters of verdicts that came late
    int refusal{0};                   //!< code of the last refusal

  private:
    /**
     * \param verdict a verdict
     * \return its letter
     */
    char Note(const SipVerdict& verdict);

    /// A message that the policy may keep.
    struct Kept
    {
        SipMessage message; //!< the message
        SipMessage request; //!< what it answers
        Work work;          //!< of no interest
    };

    std::vector<std::unique_ptr<Kept>> m_kept; //!< stay where they are
};

} // namespace ns3

#endif // END_TO_MIDDLE_PINHOLE_DESK_H
