// SPDX-License-Identifier: GPL-2.0-only

#ifndef SMIME_OUTCOME_H
#define SMIME_OUTCOME_H

#include <string_view>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * How it went when a body was to be read.
 */
enum class SmimeOutcome
{
    Plain,            //!< it was not encrypted
    PublicKey,        //!< opened with the private key
    ReusedKey,        //!< opened with a key the dialog had
    NotARecipient,    //!< it names neither our certificate nor any shared key
    UnknownReference, //!< it refers to a key we do not have, or have no more
    Undecipherable,   //!< decryption failed, for whatever reason
    Malformed,        //!< S/MIME or MIME structure that cannot be read
    BadSignature,     //!< opened, but the signature inside is not good
};

/**
 * \param outcome an outcome
 * \return true if the content was read
 */
bool IsRead(SmimeOutcome outcome);

/**
 * \param outcome an outcome
 * \return a few words in lower case, for results and logs
 */
std::string_view ToString(SmimeOutcome outcome);

} // namespace ns3

#endif // SMIME_OUTCOME_H
