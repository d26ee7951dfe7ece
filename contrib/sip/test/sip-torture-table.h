// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_TORTURE_TABLE_H
#define SIP_TORTURE_TABLE_H

#include "ns3/sip-message.h"

#include <functional>
#include <string>
#include <vector>

namespace ns3
{

class SipRuleTestCase;

/** Who must object to a message of RFC 4475. */
enum class SipTortureLayer
{
    Nobody,      ///< well-formed and meaningful: no layer of SIP itself may refuse it
    Parser,      ///< SipParser refuses it
    Validator,   ///< it is framed well, ValidateSipMessage refuses it
    Transaction, ///< it is valid, SipTransactionKey finds no RFC 3261 transaction
    Application, ///< it is valid; user agent, proxy or registrar answer, by what the test looks up
};

/** What is expected of one message of RFC 4475. */
struct SipTortureMessage
{
    /** Looks up in the parsed message what the layers above act on. */
    using Look = std::function<void(SipRuleTestCase&, const SipMessage&)>;

    std::string name;      ///< file name without .dat
    std::string section;   ///< section of RFC 4475
    SipTortureLayer layer; ///< who must object
    int code;              ///< status code of the answer; 0 for none
    bool answerable;       ///< of what parser or validator refuse: whether an answer can be built
    std::string why;       ///< what the message is about
    Look look;             ///< what to look up; may be empty
};

/** @return all messages of RFC 4475's archive, in the order of its text */
std::vector<SipTortureMessage> GetSipTortureMessages();

} // namespace ns3

#endif // SIP_TORTURE_TABLE_H
