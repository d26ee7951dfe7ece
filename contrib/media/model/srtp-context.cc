// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/srtp-context.h"

#include "ns3/assert.h"
#include "ns3/network-order.h"
#include "ns3/srtp-primitives.h"

#include <algorithm>
#include <srtp2/srtp.h>

namespace ns3
{

namespace
{

using Kind = SrtpError::Kind;

constexpr std::size_t RTP_HEADER = 12;               //!< octets of RTP's fixed header
constexpr std::size_t RTCP_HEADER = 8;               //!< octets of an RTCP packet that stay clear
constexpr std::size_t SRTCP_INDEX = 4;               //!< octets of the E bit and SRTCP's index
constexpr uint16_t HALF = 32768;                     //!< half of the sequence numbers
constexpr uint64_t MAXIMUM_RTP = uint64_t{1} << 48;  //!< packets of a key (RFC 3711 section 9.2)
constexpr uint64_t MAXIMUM_RTCP = uint64_t{1} << 31; //!< packets of a key (RFC 3711 section 9.2)

/**
 * \param kind the kind
 * \param reason one sentence
 * \return the error
 */
tl::unexpected<SrtpError>
Fail(Kind kind, const char* reason)
{
    return tl::make_unexpected(SrtpError{kind, reason});
}

/**
 * \param status what libsrtp says
 * \return the error
 */
tl::unexpected<SrtpError>
Translate(srtp_err_status_t status)
{
    switch (status)
    {
    case srtp_err_status_auth_fail:
    case srtp_err_status_cipher_fail: // of AEAD, where the cipher authenticates
        return Fail(Kind::Authentication, "the authentication tag is wrong");
    case srtp_err_status_replay_fail:
        return Fail(Kind::Duplicate, "the packet came before");
    case srtp_err_status_replay_old:
    case srtp_err_status_pkt_idx_old:
        return Fail(Kind::Old, "the packet is behind the replay window");
    case srtp_err_status_cant_check:
        return Fail(Kind::Encryption, "the E bit is not what was agreed on");
    case srtp_err_status_key_expired:
        return Fail(Kind::KeyExpired, "the key is used up");
    case srtp_err_status_bad_param:
    case srtp_err_status_parse_err:
        return Fail(Kind::Malformed, "no packet that can be protected");
    default:
        return Fail(Kind::Internal, "libsrtp failed");
    }
}

/// libsrtp's policy, with the key that it points to.
struct Policy
{
    srtp_policy_t value{}; //!< the policy
    Octets key{};          //!< master key and salt
    ~Policy();             //!< wipes the key
};

Policy::~Policy()
{
    static_cast<void>(Secret(std::move(key)));
}

/**
 * \param key the key
 * \param type which sources
 * \param ssrc the source if it is one
 * \param limits bounds
 * \param policy gets the policy
 */
void
FillPolicy(const SdpCrypto& key,
           srtp_ssrc_type_t type,
           uint32_t ssrc,
           const SrtpLimits& limits,
           Policy& policy)
{
    srtp_policy_t& value = policy.value;
    switch (key.suite)
    {
    case SrtpSuite::AesCm128HmacSha180:
        srtp_crypto_policy_set_rtp_default(&value.rtp);
        srtp_crypto_policy_set_rtcp_default(&value.rtcp);
        break;
    case SrtpSuite::AesCm128HmacSha132:
        srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32(&value.rtp);
        srtp_crypto_policy_set_rtcp_default(&value.rtcp); // RFC 4568 section 6.2.2: 80 bits
        break;
    case SrtpSuite::AeadAes128Gcm:
        srtp_crypto_policy_set_aes_gcm_128_16_auth(&value.rtp);
        srtp_crypto_policy_set_aes_gcm_128_16_auth(&value.rtcp);
        break;
    }
    if (key.isSrtcpClear)
    {
        value.rtcp.sec_serv = sec_serv_auth;
    }
    value.ssrc.type = type;
    value.ssrc.value = ssrc;
    policy.key = key.key.Reveal();
    value.key = reinterpret_cast<uint8_t*>(policy.key.data());
    value.window_size = limits.replayWindow;
}

/**
 * \param key a key
 * \return nothing, or why it cannot be used
 */
tl::expected<void, SrtpError>
CheckKey(const SdpCrypto& key)
{
    if (key.isSrtpClear || key.isSrtpUnauthenticated)
    {
        return Fail(Kind::Configuration, "RTP that is not encrypted or not authenticated");
    }
    if (key.key.GetSize() != GetSrtpKeySize(key.suite))
    {
        return Fail(Kind::Configuration, "the key has the wrong size");
    }
    return {};
}

/**
 * \param direction a direction
 * \return what stands for all its sources
 */
srtp_ssrc_type_t
GetWildcard(SrtpContext::Direction direction)
{
    return direction == SrtpContext::Direction::Outbound ? ssrc_any_outbound : ssrc_any_inbound;
}

/**
 * \param suite a suite
 * \return octets of its RTP tag
 */
std::size_t
GetRtpTag(SrtpSuite suite)
{
    return suite == SrtpSuite::AeadAes128Gcm ? 16 : suite == SrtpSuite::AesCm128HmacSha132 ? 4 : 10;
}

/**
 * \param data a datagram
 * \param size its octets
 * \return octets of the RTP header in it; 0 if there is none
 */
std::size_t
GetRtpHeaderSize(const uint8_t* data, std::size_t size)
{
    if (size < RTP_HEADER || data[0] >> 6 != 2)
    {
        return 0;
    }
    std::size_t header = RTP_HEADER + std::size_t{data[0] & 0x0fU} * 4;
    if ((data[0] & 0x10) != 0)
    {
        if (size < header + 4)
        {
            return 0;
        }
        header += 4 + std::size_t{ReadNetwork16(data + header + 2)} * 4;
    }
    return size < header ? 0 : header;
}

/**
 * Initializes libsrtp, once in the process.
 * \return what it says
 */
srtp_err_status_t
Initialize()
{
    static const srtp_err_status_t STATUS = []()
    {
        const srtp_err_status_t status = srtp_init();
        if (status == srtp_err_status_ok)
        {
            static_cast<void>(InstallSrtpPrimitives()); // else it goes on with its own
        }
        return status;
    }();
    return STATUS;
}

/**
 * Guesses a roll-over counter (RFC 3711 section 3.3.1 and appendix A).
 * \param counter the counter that belongs to `highest`
 * \param highest the highest sequence number
 * \param number another sequence number
 * \return the counter that belongs to it
 */
uint32_t
GuessCounter(uint32_t counter, uint16_t highest, uint16_t number)
{
    if (highest < HALF)
    {
        return number - highest > HALF && counter > 0 ? counter - 1 : counter;
    }
    return highest - HALF > number ? counter + 1 : counter;
}

} // namespace

SrtpContext::SrtpContext(Direction direction, const SrtpLimits& limits)
    : m_direction(direction)
    , m_limits(limits)
{
}

SrtpContext::~SrtpContext()
{
    if (m_session)
    {
        srtp_dealloc(m_session);
    }
}

tl::expected<std::unique_ptr<SrtpContext>, SrtpError>
SrtpContext::Make(const SdpCrypto& key, Direction direction, const SrtpLimits& limits)
{
    const auto good = CheckKey(key);
    if (!good)
    {
        return tl::make_unexpected(good.error());
    }
    if (Initialize() != srtp_err_status_ok)
    {
        return Fail(Kind::Internal, "libsrtp cannot be initialized");
    }
    std::unique_ptr<SrtpContext> context(new SrtpContext(direction, limits));
    Policy policy;
    FillPolicy(key, GetWildcard(direction), 0, limits, policy);
    if (srtp_create(&context->m_session, &policy.value) != srtp_err_status_ok)
    {
        return Fail(Kind::Configuration, "libsrtp does not take the key");
    }
    context->m_key = key;
    return context;
}

SrtpContext::Source*
SrtpContext::Find(uint32_t ssrc)
{
    const auto found = std::find_if(m_sources.begin(),
                                    m_sources.end(),
                                    [ssrc](const Source& each)
                                    {
                                        return each.ssrc == ssrc;
                                    });
    return found == m_sources.end() ? nullptr : &*found;
}

bool
SrtpContext::HasRoom(uint32_t ssrc)
{
    return m_sources.size() < m_limits.maximumSources || Find(ssrc);
}

SrtpContext::Source&
SrtpContext::Keep(uint32_t ssrc)
{
    if (Source* const source = Find(ssrc))
    {
        return *source;
    }
    m_sources.push_back({ssrc, 0, 0, false, false});
    return m_sources.back();
}

SrtpContext::Source&
SrtpContext::Bind(uint32_t ssrc)
{
    if (!Find(ssrc))
    {
        Policy policy;
        FillPolicy(m_key, ssrc_specific, ssrc, m_limits, policy);
        const auto status = srtp_add_stream(m_session, &policy.value);
        NS_ASSERT_MSG(status == srtp_err_status_ok, "a key that was good is good");
        static_cast<void>(status);
    }
    return Keep(ssrc);
}

void
SrtpContext::AddWork(std::size_t octets, Work& work) const
{
    static constexpr const char* NAMES[] = {"aes-cm-128-hmac-sha1-80",
                                            "aes-cm-128-hmac-sha1-32",
                                            "aead-aes-128-gcm"};
    work.Add(m_direction == Direction::Outbound ? "srtp-protect" : "srtp-unprotect",
             NAMES[static_cast<std::size_t>(m_key.suite)],
             octets);
}

tl::expected<std::size_t, SrtpError>
SrtpContext::ProcessRtp(uint8_t* data, std::size_t size, std::size_t capacity, Work& work)
{
    const bool isOutbound = m_direction == Direction::Outbound;
    const std::size_t header = GetRtpHeaderSize(data, size);
    if (header == 0 || (!isOutbound && size < header + GetRtpTag(m_key.suite)))
    {
        return Fail(Kind::Malformed, "no RTP packet");
    }
    if (isOutbound && capacity < size + MAXIMUM_OVERHEAD)
    {
        return Fail(Kind::TooLarge, "no room for the tag");
    }
    const uint32_t ssrc = ReadNetwork32(data + 8);
    const uint16_t number = ReadNetwork16(data + 2);
    if (!HasRoom(ssrc))
    {
        return Fail(Kind::TooManySources, "too many sources use the key");
    }
    if (m_rtpPackets >= m_key.lifetime.value_or(MAXIMUM_RTP))
    {
        return Fail(Kind::KeyExpired, "the key is used up");
    }
    Source* const known = Find(ssrc);
    if (known && known->isTakenOver)
    {
        srtp_set_stream_roc(m_session, ssrc, GuessCounter(known->counter, known->highest, number));
    }
    int length = static_cast<int>(size);
    const srtp_err_status_t status = isOutbound ? srtp_protect(m_session, data, &length)
                                                : srtp_unprotect(m_session, data, &length);
    if (status == srtp_err_status_ok || status == srtp_err_status_auth_fail ||
        status == srtp_err_status_cipher_fail)
    {
        AddWork(isOutbound ? size : size - GetRtpTag(m_key.suite), work);
    }
    if (status != srtp_err_status_ok)
    {
        return Translate(status);
    }
    Source& source = Keep(ssrc);
    // As the highest counts what is ahead by less than half of all numbers.
    if (!source.hasMedia || source.isTakenOver ||
        static_cast<uint16_t>(number - source.highest) < HALF)
    {
        source.highest = number;
    }
    source.isTakenOver = false;
    source.hasMedia = true;
    ++m_rtpPackets;
    return static_cast<std::size_t>(length);
}

tl::expected<std::size_t, SrtpError>
SrtpContext::ProcessRtcp(uint8_t* data, std::size_t size, std::size_t capacity, Work& work)
{
    const bool isOutbound = m_direction == Direction::Outbound;
    if (size < RTCP_HEADER + (isOutbound ? 0 : GetRtcpOverhead()) || data[0] >> 6 != 2)
    {
        return Fail(Kind::Malformed, "no RTCP packet");
    }
    if (isOutbound && capacity < size + MAXIMUM_OVERHEAD)
    {
        return Fail(Kind::TooLarge, "no room for the tag");
    }
    const uint32_t ssrc = ReadNetwork32(data + 4);
    if (!HasRoom(ssrc))
    {
        return Fail(Kind::TooManySources, "too many sources use the key");
    }
    if (m_rtcpPackets >= std::min(m_key.lifetime.value_or(MAXIMUM_RTCP), MAXIMUM_RTCP))
    {
        return Fail(Kind::KeyExpired, "the key is used up");
    }
    if (!isOutbound)
    {
        // libsrtp follows the bit in AEAD packets, whatever was agreed on.
        const bool isAead = m_key.suite == SrtpSuite::AeadAes128Gcm;
        const bool isEncrypted =
            (data[size - (isAead ? SRTCP_INDEX : GetRtcpOverhead())] & 0x80) != 0;
        if (isEncrypted == m_key.isSrtcpClear)
        {
            return Fail(Kind::Encryption, "the E bit is not what was agreed on");
        }
    }
    int length = static_cast<int>(size);
    const srtp_err_status_t status = isOutbound ? srtp_protect_rtcp(m_session, data, &length)
                                                : srtp_unprotect_rtcp(m_session, data, &length);
    if (status == srtp_err_status_ok || status == srtp_err_status_auth_fail ||
        status == srtp_err_status_cipher_fail)
    {
        AddWork(isOutbound ? size : size - GetRtcpOverhead(), work);
    }
    if (status != srtp_err_status_ok)
    {
        return Translate(status);
    }
    Keep(ssrc);
    ++m_rtcpPackets;
    return static_cast<std::size_t>(length);
}

tl::expected<void, SrtpError>
SrtpContext::ChangeKey(const SdpCrypto& key)
{
    const auto good = CheckKey(key);
    if (!good)
    {
        return good;
    }
    Policy policy;
    FillPolicy(key, GetWildcard(m_direction), 0, m_limits, policy);
    if (srtp_update(m_session, &policy.value) != srtp_err_status_ok)
    {
        return Fail(Kind::Configuration, "libsrtp does not take the key");
    }
    m_key = key;
    m_rtpPackets = 0;
    m_rtcpPackets = 0;
    return {};
}

void
SrtpContext::Continue(const SrtpContext& before)
{
    for (const Source& each : before.m_sources)
    {
        if (each.hasMedia && HasRoom(each.ssrc))
        {
            Source& source = Bind(each.ssrc);
            source.highest = each.highest;
            source.counter = each.isTakenOver ? each.counter : before.GetRolloverCounter(each.ssrc);
            source.isTakenOver = true;
            source.hasMedia = true;
        }
    }
}

const SdpCrypto&
SrtpContext::GetKey() const
{
    return m_key;
}

uint32_t
SrtpContext::GetRolloverCounter(uint32_t ssrc) const
{
    uint32_t counter = 0;
    return srtp_get_stream_roc(m_session, ssrc, &counter) == srtp_err_status_ok ? counter : 0;
}

tl::expected<void, SrtpError>
SrtpContext::SetRolloverCounter(uint32_t ssrc, uint32_t counter)
{
    if (!HasRoom(ssrc))
    {
        return Fail(Kind::TooManySources, "too many sources use the key");
    }
    Bind(ssrc);
    return srtp_set_stream_roc(m_session, ssrc, counter) == srtp_err_status_ok
               ? tl::expected<void, SrtpError>()
               : Fail(Kind::Internal, "libsrtp failed");
}

std::size_t
SrtpContext::GetSources() const
{
    return m_sources.size();
}

uint64_t
SrtpContext::GetRtpPackets() const
{
    return m_rtpPackets;
}

uint64_t
SrtpContext::GetRtcpPackets() const
{
    return m_rtcpPackets;
}

std::size_t
SrtpContext::GetRtcpOverhead() const
{
    return SRTCP_INDEX + (m_key.suite == SrtpSuite::AeadAes128Gcm ? 16 : 10);
}

} // namespace ns3
