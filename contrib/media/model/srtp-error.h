// SPDX-License-Identifier: GPL-2.0-only

#ifndef SRTP_ERROR_H
#define SRTP_ERROR_H

namespace ns3
{

/**
 * \ingroup media
 * Why a packet could not be protected, or was not accepted.
 *
 * It allocates nothing: a flood of bad packets costs no memory.
 */
struct SrtpError
{
    /// The kind of error.
    enum class Kind
    {
        Malformed,      //!< too short, or not the header of an RTP or RTCP packet
        TooLarge,       //!< no room for what protection adds
        Authentication, //!< the authentication tag is wrong: damaged, forged, or another key
        Duplicate,      //!< a packet with this index was taken before (RFC 3711 section 3.3.2)
        Old,            //!< the index is behind the replay window (RFC 3711 section 3.3.2)
        Encryption,     //!< the E bit says other than what was agreed on (RFC 3711 section 3.4)
        KeyExpired,     //!< the key has protected as many packets as it may
        TooManySources, //!< the key is used with more sources than are kept
        Configuration,  //!< the key has the wrong size, or settings that are not supported
        Internal,       //!< the library failed
    };

    Kind kind{Kind::Internal}; //!< the kind of error
    const char* reason{""};    //!< one sentence for people; static storage, never a key
};

} // namespace ns3

#endif // SRTP_ERROR_H
