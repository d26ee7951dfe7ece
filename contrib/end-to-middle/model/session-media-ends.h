// SPDX-License-Identifier: GPL-2.0-only

#ifndef SESSION_MEDIA_ENDS_H
#define SESSION_MEDIA_ENDS_H

#include "ns3/firewall-control.h"
#include "ns3/sdp.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * Where a party receives each stream of its session; absent where it refuses the stream or says
 * nothing that a firewall could open.
 */
using SessionMediaEnds = std::vector<std::optional<MediaStreamEnds::Party>>;

/**
 * \ingroup end-to-middle
 * Reads where the describer of a session receives: of each m= line of RTP its address and port, and
 * the next port for RTCP unless a=rtcp names another one (RFC 3264 section 5.1, RFC 3605). Streams
 * of other protocols, with port zero, or at no IPv4 address are absent. An address of zero, as on
 * hold (RFC 3264 section 8.4), is kept.
 * \param session the description
 * \param maxStreams how many streams are looked at; the rest is absent
 * \return one for each m= line
 */
SessionMediaEnds ReadMediaEnds(const Sdp& session, std::size_t maxStreams);

/**
 * \ingroup end-to-middle
 * \param ends of one party
 * \param isCaller whether it is the caller
 * \return the streams that it describes, the other party absent, each at the place of its m= line
 * (RFC 3264 section 8: a stream keeps it); one that is refused has no party, and is left out at the
 * end
 */
std::vector<MediaStreamEnds> MakeOfferedStreams(const SessionMediaEnds& ends, bool isCaller);

/**
 * \ingroup end-to-middle
 * \param caller the caller's ends
 * \param callee the callee's ends
 * \return the streams that both accept, each at the place of its m= line; any other has no party,
 * and is left out at the end
 */
std::vector<MediaStreamEnds> MakeAgreedStreams(const SessionMediaEnds& caller,
                                               const SessionMediaEnds& callee);

/**
 * \ingroup end-to-middle
 * \param a a party
 * \param b another
 * \return whether both receive at the same place
 */
bool IsSameParty(const std::optional<MediaStreamEnds::Party>& a,
                 const std::optional<MediaStreamEnds::Party>& b);

/**
 * \ingroup end-to-middle
 * \param a streams
 * \param b others
 * \return whether they are the same
 */
bool AreSameStreams(const std::vector<MediaStreamEnds>& a, const std::vector<MediaStreamEnds>& b);

} // namespace ns3

#endif // SESSION_MEDIA_ENDS_H
