// SPDX-License-Identifier: GPL-2.0-only

#ifndef SRTP_REFERENCE_H
#define SRTP_REFERENCE_H

#include "ns3/sdp-crypto.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ns3
{

/// Octets of keys and packets.
using Bytes = std::vector<uint8_t>;

/**
 * SRTP by OpenSSL's ciphers and the text of RFC 3711 and RFC 7714: shares nothing with libsrtp.
 */
class SrtpReference
{
  public:
    /// Session keys of SRTP or SRTCP.
    struct Keys
    {
        Bytes cipher; //!< of the cipher
        Bytes salt;   //!< for the initialization vector
        Bytes auth;   //!< of HMAC-SHA1; empty with AEAD
    };

    /**
     * \param key master key and salt
     */
    explicit SrtpReference(const SdpCrypto& key);

    /**
     * The keystream of AES in counter mode (RFC 3711 section 4.1.1).
     * \param key the key
     * \param iv the first counter block
     * \param size octets wanted
     * \return the keystream
     */
    static Bytes MakeKeystream(const Bytes& key, const Bytes& iv, std::size_t size);

    /**
     * Derives a session key (RFC 3711 section 4.3).
     * \param key the master key
     * \param salt the master salt, at most 14 octets
     * \param label says which key
     * \param size octets wanted
     * \return the key
     */
    static Bytes Derive(const Bytes& key, const Bytes& salt, uint8_t label, std::size_t size);

    /**
     * \param packet an RTP packet with a header of 12 octets
     * \param counter the roll-over counter
     * \return the SRTP packet
     */
    Bytes ProtectRtp(const Bytes& packet, uint32_t counter) const;

    /**
     * \param packet a compound RTCP packet
     * \param index its index
     * \return the SRTCP packet
     */
    Bytes ProtectRtcp(const Bytes& packet, uint32_t index) const;

    /**
     * AEAD_AES_128_GCM of an RTP packet (RFC 7714 section 8).
     * \param keys session keys
     * \param packet an RTP packet with a header of 12 octets
     * \param counter the roll-over counter
     * \return the SRTP packet
     */
    static Bytes SealRtp(const Keys& keys, const Bytes& packet, uint32_t counter);

    /**
     * AEAD_AES_128_GCM of an RTCP packet (RFC 7714 section 9).
     * \param keys session keys
     * \param packet a compound RTCP packet
     * \param index its index
     * \param isClear whether it is authenticated only
     * \return the SRTCP packet
     */
    static Bytes SealRtcp(const Keys& keys, const Bytes& packet, uint32_t index, bool isClear);

  private:
    SrtpSuite m_suite;   //!< the suite
    bool m_isSrtcpClear; //!< UNENCRYPTED_SRTCP
    Keys m_rtp;          //!< of SRTP
    Keys m_rtcp;         //!< of SRTCP
};

/**
 * \param name of a file in the folder of vectors
 * \return the vectors in it: values by name
 */
std::vector<std::map<std::string, std::string>> ReadMediaVectors(const std::string& name);

} // namespace ns3

#endif // SRTP_REFERENCE_H
