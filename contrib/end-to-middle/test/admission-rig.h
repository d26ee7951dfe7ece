// SPDX-License-Identifier: GPL-2.0-only

#ifndef END_TO_MIDDLE_ADMISSION_RIG_H
#define END_TO_MIDDLE_ADMISSION_RIG_H

#include "call-rig.h"

#include "ns3/call-admission-policy.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace ns3
{

/**
 * The calls of CallRig with admission control at both proxies, whose users offer and take PCMU.
 */
class AdmissionRig : public CallRig
{
  public:
    /// One stream of PCMU.
    static const std::string PCMU;

    /**
     * \param keying of all user agents
     * \param isForked whether Bob's second telephone is registered
     */
    explicit AdmissionRig(const std::string& keying = "none", bool isForked = false);

    /**
     * \param agent whose description
     * \param media its media
     */
    static void Describe(Ptr<SipUserAgent> agent, const std::string& media);

    /**
     * \param isFirst true: of ss1; false: of ss2
     * \return "OUTWARD/INWARD" in kbit/s, of what is held now
     */
    std::string GetUsed(bool isFirst = true) const;

    /**
     * Notes what is held at some time.
     * \param seconds when
     * \param isFirst true: at ss1; false: at ss2
     */
    void Look(double seconds, bool isFirst = true);

    /**
     * Has Alice hang up.
     * \param seconds when
     */
    void HangUp(double seconds);

    /**
     * \param isFirst true: of ss1; false: of ss2
     * \param end an end
     * \return how many reservations ended so; 99 if the books do not balance
     */
    uint64_t Count(ReservationEnd end, bool isFirst = true) const;

    /// \return how many reservations both hold
    std::size_t CountHeld() const;

    Ptr<CallAdmissionPolicy> first;  //!< of ss1
    Ptr<CallAdmissionPolicy> second; //!< of ss2
    std::string looks;               //!< what Look() saw
    std::string events;              //!< of ss1: a letter for event and basis
    std::string otherEvents;         //!< of ss2

  private:
    /**
     * \param proxy gets a policy
     * \param notes receives its events
     * \return the policy
     */
    static Ptr<CallAdmissionPolicy> Install(Ptr<SipProxy> proxy, std::string& notes);
};

} // namespace ns3

#endif // END_TO_MIDDLE_ADMISSION_RIG_H
