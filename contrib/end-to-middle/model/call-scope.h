// SPDX-License-Identifier: GPL-2.0-only

#ifndef CALL_SCOPE_H
#define CALL_SCOPE_H

#include "ns3/nstime.h"
#include "ns3/sip-message.h"

#include <functional>
#include <optional>
#include <string>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * The name under which servers keep what they know of a call: one INVITE and all dialogs it makes.
 * \param message a request or response
 * \param isFrom whose tag: From's, else To's
 * \return Call-ID and tag, a semicolon between
 */
std::string MakeCallScope(const SipMessage& message, bool isFrom);

/**
 * \ingroup end-to-middle
 * Either side of a dialog may send a request; the scope has the tag of the one who began the call.
 * \param request a request, or the request that is answered
 * \param isKnown says whether there is a call of that scope
 * \return the scope: of the call it belongs to if there is one, else of the one it would begin
 */
std::string FindCallScope(const SipMessage& request,
                          const std::function<bool(const std::string&)>& isKnown);

/**
 * \ingroup end-to-middle
 * Where a message belongs in a call.
 */
struct CallPlace
{
    std::string scope;            //!< see FindCallScope()
    bool isRequestByCaller{true}; //!< whether the caller sent the request
    bool isByCaller{true};        //!< whether the caller sent the message
    std::string calleeTag;        //!< the callee's tag; empty if there is none yet
};

/**
 * \ingroup end-to-middle
 * \param request a request, or the request that is answered
 * \param response the answer; null: the message is the request
 * \param isKnown says whether there is a call of that scope
 * \return where the message belongs
 */
CallPlace LocateInCall(const SipMessage& request,
                       const SipMessage* response,
                       const std::function<bool(const std::string&)>& isKnown);

/**
 * \ingroup end-to-middle
 * \param response a 2xx
 * \return the interval of its Session-Expires (RFC 4028 section 4), if it has a good one of at most
 * a day; the shortest that is allowed, 90 s, if it is shorter
 */
std::optional<Time> FindSessionInterval(const SipMessage& response);

} // namespace ns3

#endif // CALL_SCOPE_H
