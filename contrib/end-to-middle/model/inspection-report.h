// SPDX-License-Identifier: GPL-2.0-only

#ifndef INSPECTION_REPORT_H
#define INSPECTION_REPORT_H

#include "ns3/certificate.h"
#include "ns3/octets.h"
#include "ns3/smime-outcome.h"

#include <optional>
#include <string>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * What a server read of one body: what InspectionPolicy's trace source "Inspected" reports.
 */
struct InspectionReport
{
    std::string dialog;   //!< as CekUse::dialog
    std::string source;   //!< who sent it: the user if that was proved, else the last hop's address
    std::string method;   //!< of the request, or of the request that is answered
    uint32_t sequence{0}; //!< number of its CSeq
    uint32_t statusCode{0};  //!< 0: the message is a request
    bool isLabelled{false};  //!< whether a label named the server
    bool isRefused{false};   //!< whether the message was refused for what it has, or has not
    bool isMalleable{false}; //!< whether some envelope on the way does not show changes
    SmimeOutcome outcome{SmimeOutcome::Malformed}; //!< how it went
    std::string contentType;                       //!< of the content, if it was read
    Octets content;                                //!< the content, if it was read
    Octets reference;                  //!< CEKReference introduced or referred to; may be empty
    std::optional<Certificate> signer; //!< whose signature inside is good
};

/**
 * \ingroup end-to-middle
 * Signature of the trace source "Inspected".
 * \param report what was read
 */
using InspectedTracedCallback = void (*)(const InspectionReport& report);

} // namespace ns3

#endif // INSPECTION_REPORT_H
