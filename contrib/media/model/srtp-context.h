// SPDX-License-Identifier: GPL-2.0-only

#ifndef SRTP_CONTEXT_H
#define SRTP_CONTEXT_H

#include "ns3/sdp-crypto.h"
#include "ns3/srtp-error.h"
#include "ns3/work.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <tl/expected.hpp>
#include <vector>

struct srtp_ctx_t_; // of libsrtp, which stays out of our headers

namespace ns3
{

/**
 * \ingroup media
 * Bounds of SRTP contexts.
 */
struct SrtpLimits
{
    uint32_t replayWindow{128};  //!< packets, 64 to 32767 (RFC 3711 section 3.3.2)
    uint32_t maximumSources{16}; //!< sources that may use one key
};

/**
 * \ingroup media
 * One direction of SRTP and SRTCP under one master key (RFC 3711), by libsrtp.
 *
 * A source's cryptographic context is made when its first packet comes, as RFC 4568 section 6.4.1
 * (late binding) wants; packets that fail authentication make none. Each crypto-suite has SRTCP
 * tags of at least 80 bits (RFC 3711 section 5.2; RFC 4568 section 6.2.2). Every packet for which
 * an authentication tag was computed is reported as work.
 *
 * libsrtp has to be initialized once in a process; that happens with the first context and has no
 * effect that can be seen. It draws no random numbers here: keys come from the caller.
 */
class SrtpContext
{
  public:
    /// Which way packets go.
    enum class Direction
    {
        Outbound, //!< packets are protected
        Inbound,  //!< packets are unprotected
    };

    /// Octets that protection adds at most: a tag of 16 octets and the index of SRTCP.
    static constexpr std::size_t MAXIMUM_OVERHEAD = 20;

    /**
     * \param key master key with suite and session parameters
     * \param direction which way packets go
     * \param limits bounds
     * \return a context; Configuration if the key cannot be used: UNENCRYPTED_SRTP and
     * UNAUTHENTICATED_SRTP are not supported
     */
    [[nodiscard]] static tl::expected<std::unique_ptr<SrtpContext>, SrtpError> Make(
        const SdpCrypto& key,
        Direction direction,
        const SrtpLimits& limits = {});

    ~SrtpContext();

    SrtpContext(const SrtpContext&) = delete;
    SrtpContext& operator=(const SrtpContext&) = delete;

    /**
     * Protects or unprotects an RTP packet in place; the buffer must begin at a multiple of four.
     * After an error its octets say nothing.
     * \param data the packet
     * \param size its octets
     * \param capacity octets of the buffer, at least size + MAXIMUM_OVERHEAD if packets are
     * protected \param work what was done is added here \return octets of the result, or why there
     * is none
     */
    [[nodiscard]] tl::expected<std::size_t, SrtpError> ProcessRtp(uint8_t* data,
                                                                  std::size_t size,
                                                                  std::size_t capacity,
                                                                  Work& work);

    /**
     * The same for a compound RTCP packet.
     * \param data the packet
     * \param size its octets
     * \param capacity octets of the buffer, at least size + MAXIMUM_OVERHEAD if packets are
     * protected \param work what was done is added here \return octets of the result, or why there
     * is none
     */
    [[nodiscard]] tl::expected<std::size_t, SrtpError> ProcessRtcp(uint8_t* data,
                                                                   std::size_t size,
                                                                   std::size_t capacity,
                                                                   Work& work);

    /**
     * Goes on with another key. Roll-over counters and SRTCP indexes go on (RFC 3711 sections 3.3.1
     * and 3.4).
     * \param key the new key
     * \return nothing; Configuration if the key cannot be used: then the old one stays
     */
    [[nodiscard]] tl::expected<void, SrtpError> ChangeKey(const SdpCrypto& key);

    /**
     * Takes over the roll-over counters of the context that was used before.
     * \param before has the same direction, and another key
     */
    void Continue(const SrtpContext& before);

    /// \return the key
    const SdpCrypto& GetKey() const;

    /**
     * \param ssrc a source
     * \return its roll-over counter; 0 if it is not known
     */
    uint32_t GetRolloverCounter(uint32_t ssrc) const;

    /**
     * Tells what a key exchange or a late joiner knows from elsewhere (RFC 3711 section 3.3.1).
     * \param ssrc a source
     * \param counter its roll-over counter at its next packet
     * \return nothing; TooManySources if there is no room for the source
     */
    [[nodiscard]] tl::expected<void, SrtpError> SetRolloverCounter(uint32_t ssrc, uint32_t counter);

    /// \return sources that have used the key
    std::size_t GetSources() const;

    /// \return RTP packets protected or accepted with this key
    uint64_t GetRtpPackets() const;

    /// \return RTCP packets protected or accepted with this key
    uint64_t GetRtcpPackets() const;

    /// \return octets that protection adds to an RTCP packet
    std::size_t GetRtcpOverhead() const;

  private:
    /// A source that has used the key.
    struct Source
    {
        uint32_t ssrc{0};        //!< the source
        uint16_t highest{0};     //!< last sequence number that counted as highest
        uint32_t counter{0};     //!< roll-over counter that belongs to it, if it was taken over
        bool isTakenOver{false}; //!< no packet came since the counter was taken over
        bool hasMedia{false};    //!< an RTP packet of it came, not only RTCP
    };

    /**
     * \param direction which way packets go
     * \param limits bounds
     */
    SrtpContext(Direction direction, const SrtpLimits& limits);

    /**
     * \param ssrc a source
     * \return it; null if it has not used the key
     */
    Source* Find(uint32_t ssrc);

    /**
     * \param ssrc a source
     * \return whether it has used the key or there is room for it
     */
    bool HasRoom(uint32_t ssrc);

    /**
     * A packet was protected or accepted.
     * \param ssrc its source
     * \return the source
     */
    Source& Keep(uint32_t ssrc);

    /**
     * Makes a source with a context of its own, so that a roll-over counter can be set.
     * \param ssrc the source
     * \return the source
     */
    Source& Bind(uint32_t ssrc);

    /**
     * Reports work.
     * \param octets octets of the packet
     * \param work where to add
     */
    void AddWork(std::size_t octets, Work& work) const;

    Direction m_direction;           //!< which way packets go
    SrtpLimits m_limits;             //!< bounds
    srtp_ctx_t_* m_session{nullptr}; //!< libsrtp's
    SdpCrypto m_key;                 //!< the key
    uint64_t m_rtpPackets{0};        //!< with this key
    uint64_t m_rtcpPackets{0};       //!< with this key
    std::vector<Source> m_sources;   //!< in the order of their first packet
};

} // namespace ns3

#endif // SRTP_CONTEXT_H
