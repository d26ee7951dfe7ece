// SPDX-License-Identifier: GPL-2.0-only

#ifndef CEK_USE_H
#define CEK_USE_H

#include "ns3/octets.h"
#include "ns3/secret.h"

#include <string>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * That a content-encryption key was used: what the trace sources "CekUsed" report.
 *
 * It bears secrets: who has it can read the body. It is for the experiment's export of keys (the
 * programs' option --keys), never for a log.
 */
struct CekUse
{
    std::string dialog;    //!< Call-ID and tag of the INVITE that began it, a semicolon between
    std::string direction; //!< "request" or "response": what carried the body
    bool isSender{false};  //!< true: it was sealed here; false: it was opened here
    Octets reference;      //!< CEKReference it refers to; else the one it brings; else empty
    Secret cek;            //!< the key the body is encrypted with
    Secret kek;            //!< the key it was wrapped with; empty: public keys
    Octets introduced{};   //!< the CEKReference it brings; empty: none
};

/**
 * \ingroup end-to-middle
 * Signature of the trace sources "CekUsed".
 * \param use what was used
 */
using CekUsedTracedCallback = void (*)(const CekUse& use);

} // namespace ns3

#endif // CEK_USE_H
