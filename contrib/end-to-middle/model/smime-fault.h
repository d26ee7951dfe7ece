// SPDX-License-Identifier: GPL-2.0-only

#ifndef SMIME_FAULT_H
#define SMIME_FAULT_H

#include "ns3/sip-reply.h"
#include "ns3/sip-security-event.h"

#include <string_view>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * What is wrong with a message that should be signed from end to end.
 */
enum class SmimeFault
{
    None,             //!< nothing
    Missing,          //!< it is not signed
    Malformed,        //!< its signature cannot be read
    BadSignature,     //!< the key did not sign it
    OtherName,        //!< its signer is not whom From (or To, of a response) names
    NotTrusted,       //!< its signer's certificate is not believed
    OtherHeaders,     //!< header fields outside are not those that were signed
    OtherPeer,        //!< its signer is not the peer of the call
    WrongDestination, //!< it was signed for another callee
    Stale,            //!< its Date is missing, too old, or in the future
    Replayed,         //!< it came before
    OtherLabels,      //!< labels outside are not those that were signed
};

/**
 * \ingroup end-to-middle
 * \param fault a fault
 * \return a few words in lower case, for results and logs
 */
std::string_view ToString(SmimeFault fault);

/**
 * \ingroup end-to-middle
 * \param fault a fault
 * \return what the one who noticed it reports
 */
SipSecurityEventKind GetSmimeEvent(SmimeFault fault);

/**
 * \ingroup end-to-middle
 * \param fault a fault
 * \return how to refuse the message: 400 if it cannot be read, else 403 (RFC 3261 section 23.4.1.2
 * leaves it to the user agent, and names 403)
 */
SipReply GetSmimeRefusal(SmimeFault fault);

} // namespace ns3

#endif // SMIME_FAULT_H
