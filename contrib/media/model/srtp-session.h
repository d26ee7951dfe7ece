// SPDX-License-Identifier: GPL-2.0-only

#ifndef SRTP_SESSION_H
#define SRTP_SESSION_H

#include "ns3/nstime.h"
#include "ns3/srtp-context.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * \ingroup media
 * The two keys of one stream, seen from one side.
 */
struct SrtpKeys
{
    SdpCrypto local; //!< what this side sends with
    SdpCrypto peer;  //!< what the peer sends with

    /// \return whether both keep media secret and authentic: neither UNENCRYPTED_SRTP nor
    /// UNAUTHENTICATED_SRTP
    bool AreUsable() const;
};

/**
 * \ingroup media
 * SRTP and SRTCP of one stream, both ways.
 *
 * A later offer and answer may change the keys (RFC 4568 section 7.1.4). A key that stays keeps its
 * state. When the own key changes, counters go on (RFC 3711 sections 3.3.1 and 3.4). When the
 * peer's changes, packets on their way are accepted with the old one for a while.
 */
class SrtpSession
{
  public:
    /**
     * \param keys both keys
     * \param limits bounds
     * \return a session; Configuration if a key cannot be used
     */
    [[nodiscard]] static tl::expected<std::unique_ptr<SrtpSession>, SrtpError> Make(
        const SrtpKeys& keys,
        const SrtpLimits& limits = {});

    /**
     * Goes on with other keys, or the same.
     * \param keys both keys
     * \param oldUntil until when packets with the peer's key before this are accepted
     * \return nothing; Configuration if a key cannot be used: then all stays as it was
     */
    [[nodiscard]] tl::expected<void, SrtpError> Configure(const SrtpKeys& keys, Time oldUntil);

    /**
     * Protects an RTP packet in place; see SrtpContext::ProcessRtp().
     * \param data the packet
     * \param size its octets
     * \param capacity octets of the buffer
     * \param work what was done is added here
     * \return octets of the result, or why there is none
     */
    [[nodiscard]] tl::expected<std::size_t, SrtpError> ProtectRtp(uint8_t* data,
                                                                  std::size_t size,
                                                                  std::size_t capacity,
                                                                  Work& work);

    /**
     * Protects a compound RTCP packet in place; see SrtpContext::ProcessRtcp().
     * \param data the packet
     * \param size its octets
     * \param capacity octets of the buffer
     * \param work what was done is added here
     * \return octets of the result, or why there is none
     */
    [[nodiscard]] tl::expected<std::size_t, SrtpError> ProtectRtcp(uint8_t* data,
                                                                   std::size_t size,
                                                                   std::size_t capacity,
                                                                   Work& work);

    /**
     * Authenticates and decrypts an SRTP packet in place.
     * \param data the packet; after an error its octets say nothing
     * \param size its octets
     * \param now the time
     * \param work what was done is added here
     * \return octets of the result, or why there is none
     */
    [[nodiscard]] tl::expected<std::size_t, SrtpError> UnprotectRtp(uint8_t* data,
                                                                    std::size_t size,
                                                                    Time now,
                                                                    Work& work);

    /**
     * Authenticates and decrypts an SRTCP packet in place.
     * \param data the packet; after an error its octets say nothing
     * \param size its octets
     * \param now the time
     * \param work what was done is added here
     * \return octets of the result, or why there is none
     */
    [[nodiscard]] tl::expected<std::size_t, SrtpError> UnprotectRtcp(uint8_t* data,
                                                                     std::size_t size,
                                                                     Time now,
                                                                     Work& work);

    /// \return what packets are protected with
    const SrtpContext& GetOutbound() const;

    /// \return what packets are unprotected with
    const SrtpContext& GetInbound() const;

  private:
    /// A member function of SrtpContext that works on one packet.
    using Process = tl::expected<std::size_t, SrtpError> (SrtpContext::*)(uint8_t*,
                                                                          std::size_t,
                                                                          std::size_t,
                                                                          Work&);

    /**
     * \param limits bounds
     */
    explicit SrtpSession(const SrtpLimits& limits);

    /**
     * Authenticates and decrypts with the key of now, then with the one before.
     * \param process what to do
     * \param data the packet
     * \param size its octets
     * \param now the time
     * \param work what was done is added here
     * \return octets of the result, or why there is none
     */
    tl::expected<std::size_t, SrtpError> Unprotect(Process process,
                                                   uint8_t* data,
                                                   std::size_t size,
                                                   Time now,
                                                   Work& work);

    SrtpLimits m_limits;                     //!< bounds
    std::unique_ptr<SrtpContext> m_outbound; //!< with the own key
    std::unique_ptr<SrtpContext> m_inbound;  //!< with the peer's key
    std::unique_ptr<SrtpContext> m_before;   //!< with the peer's key before that; may be null
    Time m_beforeUntil;                      //!< until when that one is used
};

} // namespace ns3

#endif // SRTP_SESSION_H
