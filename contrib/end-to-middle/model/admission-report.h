// SPDX-License-Identifier: GPL-2.0-only

#ifndef ADMISSION_REPORT_H
#define ADMISSION_REPORT_H

#include "ns3/admission-book.h"
#include "ns3/link-bandwidth.h"

#include <string>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * What call admission control did: what CallAdmissionPolicy's trace source "Admission" reports.
 */
struct AdmissionReport
{
    /// What was done.
    enum class Event
    {
        Admitted, //!< a reservation was made
        Changed,  //!< it holds more or less now, or as much
        Refused,  //!< a call, or a change, was refused
        Released, //!< it ended
    };

    /// What the bit rate follows from.
    enum class Basis
    {
        Offer,    //!< an offer that was read
        Answer,   //!< offer and answer
        Assumed,  //!< nothing: a guess
        Previous, //!< what was agreed before
    };

    Event event{Event::Admitted};               //!< what was done
    std::string call;                           //!< Call-ID and the caller's tag
    LinkBandwidth bandwidth;                    //!< what is, was, or would be held
    Basis basis{Basis::Offer};                  //!< what it follows from
    int refusal{0};                             //!< Refused: status code
    ReservationEnd end{ReservationEnd::HungUp}; //!< Released: why
};

/**
 * \ingroup end-to-middle
 * Signature of the trace source "Admission".
 * \param report what was done
 */
using AdmissionTracedCallback = void (*)(const AdmissionReport& report);

} // namespace ns3

#endif // ADMISSION_REPORT_H
