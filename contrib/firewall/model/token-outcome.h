// SPDX-License-Identifier: GPL-2.0-only

#ifndef TOKEN_OUTCOME_H
#define TOKEN_OUTCOME_H

#include <cstddef>
#include <string_view>

namespace ns3
{

/**
 * \ingroup firewall
 * What a firewall makes of a token.
 */
enum class TokenOutcome
{
    Opened,      //!< good, and not seen before
    Refreshed,   //!< good, and open already
    Closed,      //!< the proof is good: what it opened is closed
    ClosedAgain, //!< the proof is good, and it was closed already
    UnknownKey,  //!< its key is not known here: it may be meant for another firewall
    Malformed,   //!< no token by its form, or too many in one packet
    Expired,     //!< its time is over
    TooLong,     //!< it would be good for longer than this firewall remembers tokens
    OtherFlow,   //!< it comes from elsewhere, or goes elsewhere, than it says
    Replayed,    //!< it was closed, or a newer one has taken its place
    RateLimited, //!< there are too many to check
    Forged,      //!< its code is wrong
    BadProof,    //!< what it shows is not the closing secret
    Full,        //!< there is no room to remember it, or for its pinholes
};

/// How many outcomes there are.
constexpr std::size_t TOKEN_OUTCOMES = 14;

/**
 * \param outcome what a firewall makes of a token
 * \return a word for tables, for example "other-flow"
 */
std::string_view ToString(TokenOutcome outcome);

/**
 * \param outcome what a firewall makes of a token
 * \return whether the firewall did what the token is for
 */
bool IsGood(TokenOutcome outcome);

} // namespace ns3

#endif // TOKEN_OUTCOME_H
