// SPDX-License-Identifier: GPL-2.0-only

#ifndef MIDDLE_DEMAND_H
#define MIDDLE_DEMAND_H

#include "ns3/certificate.h"
#include "ns3/crypto-context.h"
#include "ns3/sip-message.h"

#include <optional>
#include <string>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * What a refusal asks for, as it stands there, believed or not.
 */
struct MiddleDemand
{
    bool isSignature{false};        //!< a signature is wanted: 495, or 403 and 493 as in the drafts
    std::vector<Certificate> chain; //!< whose is shown first; then what may lead to an authority
    std::string host;               //!< who warns, in lower case; empty if nobody does
    std::string contentType;        //!< what it wants to see; empty: the whole body
};

/**
 * \ingroup end-to-middle
 * Reads a refusal of an inspecting server, in any of the forms there have been: 496 or 493 with a
 * certificate (application/pkix-cert, or certs-only with a chain) and a Warning that names the type
 * it wants; 495 for a signature, which was 403 or 493 with a Content-Type of multipart/signed
 * before (draft-ono-sipping-end2middle-security-01 and -02).
 * \param response a final response
 * \param context reads certificates
 * \return what it asks for; nothing if it is no such refusal
 */
std::optional<MiddleDemand> ReadMiddleDemand(const SipMessage& response, CryptoContext& context);

/**
 * \ingroup end-to-middle
 * The Warning of a server that must see a type and does not. Warn-code 380 of the drafts was later
 * given to "SIPS Not Allowed" (RFC 5630): 382 is free.
 * \param host who warns
 * \param contentType what it wants to see
 * \return the value of the header field
 */
std::string MakeMiddleWarning(const std::string& host, const std::string& contentType);

} // namespace ns3

#endif // MIDDLE_DEMAND_H
