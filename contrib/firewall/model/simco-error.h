// SPDX-License-Identifier: GPL-2.0-only

#ifndef SIMCO_ERROR_H
#define SIMCO_ERROR_H

#include <cstddef>

namespace ns3
{

/**
 * \ingroup firewall
 * Why octets are not a SIMCO message. It allocates nothing.
 */
struct SimcoError
{
    /// The kind of error.
    enum class Kind
    {
        Truncated,   //!< shorter than its own lengths say
        TooLong,     //!< longer than the bound of whoever reads it, or than its own lengths say
        Header,      //!< a basic type that does not exist
        Unknown,     //!< an attribute that does not exist
        Repeated,    //!< more attributes of a kind than a message may have
        Attribute,   //!< the value of an attribute is not as it must be
        Unsupported, //!< the value is of a kind that is not taken, such as IPv6
    };

    Kind kind{Kind::Truncated}; //!< the kind of error
    std::size_t position{0};    //!< at which octet of the message, counted from 0
    const char* reason{""};     //!< one sentence for people; static storage
};

/**
 * \param a an error
 * \param b another
 * \return true if kind and position are the same, whatever the words
 */
inline bool
operator==(const SimcoError& a, const SimcoError& b)
{
    return a.kind == b.kind && a.position == b.position;
}

} // namespace ns3

#endif // SIMCO_ERROR_H
