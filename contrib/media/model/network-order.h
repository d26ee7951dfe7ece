// SPDX-License-Identifier: GPL-2.0-only

#ifndef NETWORK_ORDER_H
#define NETWORK_ORDER_H

#include <cstdint>

namespace ns3
{

/**
 * \ingroup media
 * \param in two octets
 * \return the number they are, most significant octet first
 */
inline uint16_t
ReadNetwork16(const uint8_t* in)
{
    return static_cast<uint16_t>(in[0] << 8 | in[1]);
}

/**
 * \ingroup media
 * \param in four octets
 * \return the number they are, most significant octet first
 */
inline uint32_t
ReadNetwork32(const uint8_t* in)
{
    return static_cast<uint32_t>(in[0]) << 24 | static_cast<uint32_t>(in[1]) << 16 |
           static_cast<uint32_t>(in[2]) << 8 | in[3];
}

/**
 * \ingroup media
 * \param out room for two octets
 * \param value the number to write, most significant octet first
 */
inline void
WriteNetwork16(uint8_t* out, uint16_t value)
{
    out[0] = static_cast<uint8_t>(value >> 8);
    out[1] = static_cast<uint8_t>(value);
}

/**
 * \ingroup media
 * \param out room for four octets
 * \param value the number to write, most significant octet first
 */
inline void
WriteNetwork32(uint8_t* out, uint32_t value)
{
    WriteNetwork16(out, static_cast<uint16_t>(value >> 16));
    WriteNetwork16(out + 2, static_cast<uint16_t>(value));
}

} // namespace ns3

#endif // NETWORK_ORDER_H
