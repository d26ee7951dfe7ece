// SPDX-License-Identifier: GPL-2.0-only

#ifndef INSPECTION_DEMAND_H
#define INSPECTION_DEMAND_H

#include "ns3/certificate.h"
#include "ns3/inspection-report.h"
#include "ns3/sip-reply.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * Why a message does not satisfy an inspecting server.
 */
enum class InspectionFault
{
    None,         //!< it does
    Unread,       //!< what the server must see cannot be read
    BadSignature, //!< a signature is wrong, or its signer is not believed
    Unsigned,     //!< what must be signed is not
    Absent,       //!< all can be read, and what the server must see is not there
};

/**
 * \ingroup end-to-middle
 * What an inspecting server asks of bodies, and how it says so (draft-ietf-sip-e2m-sec-06 section
 * 5.3, steps 3 to 5).
 *
 * One thing at a time: disclosure first, then the signature. All failures to decrypt look the same,
 * and so does all that is wrong inside an envelope that does not show changes (enveloped-data): a
 * sender who could tell good padding from bad could decrypt with the server's help (RFC 3218).
 */
struct InspectionDemand
{
    bool isRequired{false};          //!< whether bodies, or those of a type, must be seen
    std::string contentType;         //!< the type, without parameters; empty: the whole body
    bool isSignatureRequired{false}; //!< whether what is seen must be signed
    bool refusesAbsent{false};       //!< whether it must be there
    uint16_t errorCode{496};         //!< status code for what cannot be read
    uint16_t signatureCode{495};     //!< status code for what is not signed

    /**
     * \param report what was read of a body
     * \return whether it is, or contains, what must be seen
     */
    bool IsWanted(const InspectionReport& report) const;

    /**
     * \param reports what was read of a message
     * \return what is wrong
     */
    InspectionFault Judge(const std::vector<InspectionReport>& reports) const;

    /**
     * \param fault what is wrong with a request
     * \param host our name
     * \param chain our certificate alone; or with those above it, then they are sent as certs-only
     * \return how to refuse the request
     */
    SipReply MakeRefusal(InspectionFault fault,
                         const std::string& host,
                         const std::vector<Certificate>& chain) const;
};

} // namespace ns3

#endif // INSPECTION_DEMAND_H
