// SPDX-License-Identifier: GPL-2.0-only

#ifndef SRTP_PRIMITIVES_H
#define SRTP_PRIMITIVES_H

namespace ns3
{

/**
 * \ingroup media
 * Has libsrtp take AES in counter mode and HMAC-SHA1 from OpenSSL. Debian builds it with NSS, whose
 * software token looks every key up in a list: a packet costs the more, the more streams there
 * are. The octets are the same; libsrtp tests both against its own before it takes them.
 *
 * To be called after srtp_init(), once.
 * \return whether it took them; else it goes on with its own
 */
bool InstallSrtpPrimitives();

} // namespace ns3

#endif // SRTP_PRIMITIVES_H
