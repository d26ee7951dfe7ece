// SPDX-License-Identifier: GPL-2.0-only

#ifndef CEK_EVENT_H
#define CEK_EVENT_H

#include "ns3/octets.h"

#include <string>
#include <string_view>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * What happened to a content-encryption key kept for reuse. It bears no secret.
 */
struct CekEvent
{
    /// What happened.
    enum class Kind
    {
        Introduced, //!< the first key of its scope was sent or received, and is kept
        Renewed,    //!< the same, of a further key of the scope
        Refused,    //!< a key was sent or received, and is not kept: see CekError
        Lost,       //!< a key was referred to that somebody does not have
        Dropped,    //!< a key went: its time is over, it made room, or the call has ended
    };

    Kind kind{Kind::Introduced}; //!< what happened
    std::string scope;           //!< as CekUse::dialog
    Octets reference;            //!< the key's CEKReference
    bool byPeer{false};          //!< whether the key came from the peer
};

/**
 * \ingroup end-to-middle
 * \param kind what happened
 * \return its name: "introduced", "renewed", "refused", "lost", "dropped"
 */
inline std::string_view
ToString(CekEvent::Kind kind)
{
    switch (kind)
    {
    case CekEvent::Kind::Introduced:
        return "introduced";
    case CekEvent::Kind::Renewed:
        return "renewed";
    case CekEvent::Kind::Refused:
        return "refused";
    case CekEvent::Kind::Lost:
        return "lost";
    case CekEvent::Kind::Dropped:
        break;
    }
    return "dropped";
}

/**
 * \ingroup end-to-middle
 * Signature of the trace sources "KeyEvent".
 * \param event what happened
 */
using CekEventTracedCallback = void (*)(const CekEvent& event);

} // namespace ns3

#endif // CEK_EVENT_H
