// SPDX-License-Identifier: GPL-2.0-only

#ifndef SDP_ERROR_H
#define SDP_ERROR_H

#include <cstddef>
#include <string>

namespace ns3
{

/**
 * \ingroup media
 * Why a session description was not accepted.
 */
struct SdpError
{
    /// The kind of error.
    enum class Kind
    {
        Syntax,       //!< a line is not as RFC 8866 section 9 has it
        Order,        //!< a line stands where RFC 8866 section 5 does not allow it
        Missing,      //!< a line that must be there is not
        TooLarge,     //!< a bound of SdpLimits is exceeded
        Unacceptable, //!< a rule of RFC 3264 (offer and answer) is broken
    };

    Kind kind{Kind::Syntax}; //!< the kind of error
    std::size_t line{0};     //!< number of the line, counted from 1; 0: no line in particular
    std::string reason;      //!< one sentence for people
};

/**
 * \param a an error
 * \param b another
 * \return true if kind and line are the same, whatever the words
 */
inline bool
operator==(const SdpError& a, const SdpError& b)
{
    return a.kind == b.kind && a.line == b.line;
}

} // namespace ns3

#endif // SDP_ERROR_H
