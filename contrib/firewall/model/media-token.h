// SPDX-License-Identifier: GPL-2.0-only

#ifndef MEDIA_TOKEN_H
#define MEDIA_TOKEN_H

#include "ns3/crypto-context.h"
#include "ns3/crypto-error.h"
#include "ns3/firewall-control.h"
#include "ns3/media-flow.h"
#include "ns3/nstime.h"
#include "ns3/octets.h"
#include "ns3/rtcp-packet.h"
#include "ns3/secret.h"
#include "ns3/work.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * \ingroup firewall
 * What is wrong with the octets of a token.
 */
enum class TokenError
{
    Length,  //!< too many or too few octets
    Version, //!< another version of the format
    Field,   //!< a field has a value that it must not have
    Name,    //!< the APP packet is not one of a token
};

/**
 * \param error what is wrong
 * \return a few words for people
 */
std::string_view ToString(TokenError error);

/**
 * \ingroup firewall
 * What whoever makes tokens vouches for: that a stream of a call belongs to two parties, and that
 * its packets may pass firewalls until a time. A party carries it in its RTCP.
 *
 * The octets, integers in network byte order:
 *
 * | octets | what |
 * |---|---|
 * | 1 | version, 1 |
 * | 1 | holder in the highest bit (0 caller, 1 callee), number of the stream in the others |
 * | 2 | key id |
 * | 8 | sequence number |
 * | 8 | digest of the call's name: the first octets of its SHA-256 |
 * | 24 | where the caller receives RTP and RTCP, where the callee does: address and port each |
 * | 8 | expiry in ms |
 * | 16 | commitment: the first octets of SHA-256 of the closing secret |
 * | 16 | code: the first octets of HMAC-SHA-256 (RFC 2104) over all that precede |
 *
 * The tokens that both parties get for the same stream at the same time have one closing secret and
 * commitment: either party closes for both.
 */
struct MediaToken
{
    /// Who carries it.
    enum class Holder : uint8_t
    {
        Caller, //!< who sent the first INVITE
        Callee, //!< who answers it
    };

    static constexpr uint8_t VERSION = 1;               //!< of the format
    static constexpr std::size_t OCTETS = 84;           //!< of a token
    static constexpr std::size_t CODE_OCTETS = 16;      //!< of its code, at its end
    static constexpr std::size_t SECRET_OCTETS = 16;    //!< of a closing secret
    static constexpr uint8_t MAX_STREAM = 127;          //!< highest number of a stream
    static constexpr uint64_t MAX_EXPIRY = 1ULL << 43U; //!< in ms; fits into a Time

    uint16_t keyId{0};                       //!< which key its code is made with
    Holder holder{Holder::Caller};           //!< who carries it
    uint8_t stream{0};                       //!< number of the stream among those of the call
    uint64_t sequence{0};                    //!< different in all tokens of one maker
    std::array<uint8_t, 8> call{};           //!< digest of the call's name
    MediaStreamEnds::Party caller;           //!< where the caller receives: a host
    MediaStreamEnds::Party callee;           //!< where the callee receives: a host
    uint64_t expiry{0};                      //!< in ms since the start of the simulation
    std::array<uint8_t, 16> commitment{};    //!< to the closing secret
    std::array<uint8_t, CODE_OCTETS> code{}; //!< vouches for the rest

    /**
     * \param data octets
     * \param size their number: exactly OCTETS
     * \return the token they are, or what is wrong; the code is not checked
     */
    [[nodiscard]] static tl::expected<MediaToken, TokenError> Parse(const uint8_t* data,
                                                                    std::size_t size);

    /// \return its octets
    std::vector<uint8_t> Serialize() const;

    /// \return the time from which on it is worth nothing
    Time GetExpiry() const;

    /// \return the flow of its holder's RTCP: the only one it may come by
    MediaFlow GetCarrier() const;

    /// \return the stream with both parties
    MediaStreamEnds GetEnds() const;

    /**
     * \param context who computes
     * \param key the key
     * \param work gets hmac/sha-256
     * \return the code that it should have, or BadArgument if the key is empty
     */
    [[nodiscard]] tl::expected<std::array<uint8_t, CODE_OCTETS>, CryptoError> ComputeCode(
        CryptoContext& context,
        const Secret& key,
        Work& work) const;
};

/**
 * \param context who computes
 * \param call names a call
 * \param work gets digest/sha-256
 * \return the digest that stands in tokens for it
 */
[[nodiscard]] tl::expected<std::array<uint8_t, 8>, CryptoError> DigestCall(CryptoContext& context,
                                                                           std::string_view call,
                                                                           Work& work);

/**
 * \param context who computes
 * \param closing a closing secret
 * \param work gets digest/sha-256
 * \return the commitment to it
 */
[[nodiscard]] tl::expected<std::array<uint8_t, 16>, CryptoError> CommitTo(CryptoContext& context,
                                                                          const Secret& closing,
                                                                          Work& work);

/**
 * \ingroup firewall
 * What a party gets for a stream: a token to show, and the secret that closes what it opens, for
 * nobody else's eyes. As octets: the token's, then the secret's.
 */
struct TokenGrant
{
    /// Number of octets.
    static constexpr std::size_t OCTETS = MediaToken::OCTETS + MediaToken::SECRET_OCTETS;

    MediaToken token; //!< to be shown
    Secret closing;   //!< SECRET_OCTETS octets

    /**
     * \param octets exactly OCTETS octets
     * \return the grant, or what is wrong
     */
    [[nodiscard]] static tl::expected<TokenGrant, TokenError> Parse(
        const std::vector<uint8_t>& octets);

    /// \return its octets
    std::vector<uint8_t> Serialize() const;
};

/**
 * \ingroup firewall
 * What a party does with a token; the subtype of the APP packet.
 */
enum class TokenAct : uint8_t
{
    Open = 0,  //!< opens, or keeps open
    Close = 1, //!< closes for good, and shows the closing secret
};

/**
 * \ingroup firewall
 * What an APP packet of RTCP shows.
 */
struct ShownToken
{
    TokenAct act{TokenAct::Open};  //!< what is wanted
    MediaToken token;              //!< the token
    std::optional<Secret> closing; //!< with Close
};

/**
 * Makes the APP packet that carries a token (RFC 3550 section 6.7), name "FWTK".
 * \param grant what the party got
 * \param act what it wants; only with Close the secret is in the packet
 * \param ssrc the party's source in the stream
 * \return the packet
 */
RtcpApp MakeTokenApp(const TokenGrant& grant, TokenAct act, uint32_t ssrc);

/**
 * \param app an APP packet
 * \return the token it shows, or what is wrong: Name if it is not meant to show one
 */
[[nodiscard]] tl::expected<ShownToken, TokenError> ReadTokenApp(const RtcpApp& app);

/**
 * Finds the APP packets of tokens in what may be a compound RTCP packet, plain or as SRTCP leaves
 * it where it does not encrypt (RFC 3711 section 3.4, E = 0): packets are walked by their lengths,
 * from the report that is to be first (RFC 3550 section 6.1) to whatever is no packet.
 * \param data octets of a datagram
 * \param size their number
 * \param limit how many to look for
 * \return them, in their order; at most four octets more than a token and its secret have are kept
 */
std::vector<RtcpApp> FindTokenApps(const uint8_t* data, std::size_t size, std::size_t limit);

} // namespace ns3

#endif // MEDIA_TOKEN_H
