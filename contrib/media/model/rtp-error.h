// SPDX-License-Identifier: GPL-2.0-only

#ifndef RTP_ERROR_H
#define RTP_ERROR_H

namespace ns3
{

/**
 * \ingroup media
 * Why an RTP or RTCP packet was not accepted, or a media stream cannot run.
 *
 * It allocates nothing: a flood of bad packets costs no memory.
 */
struct RtpError
{
    /// The kind of error.
    enum class Kind
    {
        Truncated,     //!< shorter than its own lengths say
        Version,       //!< not version 2
        Padding,       //!< the padding does not fit, or stands where it must not
        Malformed,     //!< another rule of the format is broken
        TooLarge,      //!< a bound of this module is exceeded
        Configuration, //!< the settings of a stream cannot work
        Port,          //!< the local port is taken
    };

    Kind kind{Kind::Malformed}; //!< the kind of error
    const char* reason{""};     //!< one sentence for people; static storage
};

} // namespace ns3

#endif // RTP_ERROR_H
