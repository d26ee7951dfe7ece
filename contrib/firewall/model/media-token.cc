// SPDX-License-Identifier: GPL-2.0-only

#include "media-token.h"

#include "ns3/media-host.h"
#include "ns3/message-digest.h"
#include "ns3/network-order.h"

#include <algorithm>
#include <string>

namespace ns3
{

namespace
{

constexpr std::array<char, 4> NAME{{'F', 'W', 'T', 'K'}};
constexpr uint8_t CALLEE_BIT = 0x80;
constexpr std::size_t APP_HEADER = 12; // octets before the data
constexpr uint8_t APP_TYPE = 204;

/**
 * Reads fields one behind the other.
 */
class Reader
{
  public:
    /// \param data enough octets for all that is read
    explicit Reader(const uint8_t* data)
        : m_data(data)
    {
    }

    /// \return the next octet
    uint8_t
    Read8()
    {
        return *m_data++;
    }

    /// \return the number that the next two octets are
    uint16_t
    Read16()
    {
        m_data += 2;
        return ReadNetwork16(m_data - 2);
    }

    /// \return the number that the next four octets are
    uint32_t
    Read32()
    {
        m_data += 4;
        return ReadNetwork32(m_data - 4);
    }

    /// \return the number that the next eight octets are
    uint64_t
    Read64()
    {
        const uint64_t high = Read32();
        return high << 32U | Read32();
    }

    /// \return the end of a flow that the next six octets are
    MediaEnd
    ReadEnd()
    {
        MediaEnd end;
        end.address = Read32();
        end.port = Read16();
        return end;
    }

    /// \param out gets the next octets
    template <std::size_t N>
    void
    ReadOctets(std::array<uint8_t, N>& out)
    {
        std::copy_n(m_data, N, out.begin());
        m_data += N;
    }

  private:
    const uint8_t* m_data; //!< what comes next
};

/**
 * \param out gets a number in network byte order
 * \param value the number
 * \param octets how many it has
 */
void
Append(std::vector<uint8_t>& out, uint64_t value, unsigned octets)
{
    for (unsigned i = octets; i > 0; --i)
    {
        out.push_back(static_cast<uint8_t>(value >> 8 * (i - 1)));
    }
}

/**
 * \param out gets an end of a flow
 * \param end the end
 */
void
AppendEnd(std::vector<uint8_t>& out, const MediaEnd& end)
{
    Append(out, end.address, 4);
    Append(out, end.port, 2);
}

/**
 * \param octets at least N of them
 * \return the first N
 */
template <std::size_t N>
std::array<uint8_t, N>
TakeFirst(const Octets& octets)
{
    std::array<uint8_t, N> first{};
    std::copy_n(octets.begin(), std::min(N, octets.size()), first.begin());
    return first;
}

/**
 * \param octets any
 * \return the same in the type that digests take
 */
std::string_view
AsView(const std::vector<uint8_t>& octets)
{
    return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

} // namespace

std::string_view
ToString(TokenError error)
{
    switch (error)
    {
    case TokenError::Length:
        return "wrong length";
    case TokenError::Version:
        return "unknown version";
    case TokenError::Field:
        return "impossible field";
    case TokenError::Name:
        return "no token";
    }
    return "";
}

tl::expected<MediaToken, TokenError>
MediaToken::Parse(const uint8_t* data, std::size_t size)
{
    if (size != OCTETS)
    {
        return tl::make_unexpected(TokenError::Length);
    }
    Reader reader(data);
    if (reader.Read8() != VERSION)
    {
        return tl::make_unexpected(TokenError::Version);
    }
    MediaToken token;
    const uint8_t who = reader.Read8();
    token.holder = (who & CALLEE_BIT) != 0 ? Holder::Callee : Holder::Caller;
    token.stream = who & MAX_STREAM;
    token.keyId = reader.Read16();
    token.sequence = reader.Read64();
    reader.ReadOctets(token.call);
    for (MediaEnd* const end :
         {&token.caller.media, &token.caller.control, &token.callee.media, &token.callee.control})
    {
        *end = reader.ReadEnd();
        if (!IsHost(*end))
        {
            return tl::make_unexpected(TokenError::Field);
        }
    }
    token.expiry = reader.Read64();
    if (token.expiry > MAX_EXPIRY)
    {
        return tl::make_unexpected(TokenError::Field);
    }
    reader.ReadOctets(token.commitment);
    reader.ReadOctets(token.code);
    return token;
}

std::vector<uint8_t>
MediaToken::Serialize() const
{
    std::vector<uint8_t> octets;
    octets.reserve(TokenGrant::OCTETS);
    octets.push_back(VERSION);
    octets.push_back(
        static_cast<uint8_t>((holder == Holder::Callee ? CALLEE_BIT : 0) | (stream & MAX_STREAM)));
    Append(octets, keyId, 2);
    Append(octets, sequence, 8);
    octets.insert(octets.end(), call.begin(), call.end());
    AppendEnd(octets, caller.media);
    AppendEnd(octets, caller.control);
    AppendEnd(octets, callee.media);
    AppendEnd(octets, callee.control);
    Append(octets, expiry, 8);
    octets.insert(octets.end(), commitment.begin(), commitment.end());
    octets.insert(octets.end(), code.begin(), code.end());
    return octets;
}

Time
MediaToken::GetExpiry() const
{
    return MilliSeconds(expiry);
}

MediaFlow
MediaToken::GetCarrier() const
{
    if (holder == Holder::Callee)
    {
        return {callee.control, caller.control};
    }
    return {caller.control, callee.control};
}

MediaStreamEnds
MediaToken::GetEnds() const
{
    return {caller, callee};
}

tl::expected<std::array<uint8_t, MediaToken::CODE_OCTETS>, CryptoError>
MediaToken::ComputeCode(CryptoContext& context, const Secret& key, Work& work) const
{
    const std::vector<uint8_t> octets = Serialize();
    const std::string_view covered = AsView(octets).substr(0, OCTETS - CODE_OCTETS);
    const auto full = Hmac(context, DigestAlgorithm::Sha256, key, covered, work);
    if (!full)
    {
        return tl::make_unexpected(full.error());
    }
    return TakeFirst<CODE_OCTETS>(*full);
}

tl::expected<std::array<uint8_t, 8>, CryptoError>
DigestCall(CryptoContext& context, std::string_view call, Work& work)
{
    const auto full = Digest(context, DigestAlgorithm::Sha256, call, work);
    if (!full)
    {
        return tl::make_unexpected(full.error());
    }
    return TakeFirst<8>(*full);
}

tl::expected<std::array<uint8_t, 16>, CryptoError>
CommitTo(CryptoContext& context, const Secret& closing, Work& work)
{
    const auto full = Digest(context, DigestAlgorithm::Sha256, closing.Reveal(), work);
    if (!full)
    {
        return tl::make_unexpected(full.error());
    }
    return TakeFirst<16>(*full);
}

tl::expected<TokenGrant, TokenError>
TokenGrant::Parse(const std::vector<uint8_t>& octets)
{
    if (octets.size() != OCTETS)
    {
        return tl::make_unexpected(TokenError::Length);
    }
    const auto token = MediaToken::Parse(octets.data(), MediaToken::OCTETS);
    if (!token)
    {
        return tl::make_unexpected(token.error());
    }
    return TokenGrant{*token, Secret(Octets(octets.begin() + MediaToken::OCTETS, octets.end()))};
}

std::vector<uint8_t>
TokenGrant::Serialize() const
{
    std::vector<uint8_t> octets = token.Serialize();
    const Octets& secret = closing.Reveal();
    octets.insert(octets.end(), secret.begin(), secret.end());
    return octets;
}

RtcpApp
MakeTokenApp(const TokenGrant& grant, TokenAct act, uint32_t ssrc)
{
    RtcpApp app;
    app.subtype = static_cast<uint8_t>(act);
    app.ssrc = ssrc;
    app.name = NAME;
    app.data = act == TokenAct::Close ? grant.Serialize() : grant.token.Serialize();
    return app;
}

tl::expected<ShownToken, TokenError>
ReadTokenApp(const RtcpApp& app)
{
    if (app.name != NAME)
    {
        return tl::make_unexpected(TokenError::Name);
    }
    if (app.subtype == static_cast<uint8_t>(TokenAct::Open))
    {
        const auto token = MediaToken::Parse(app.data.data(), app.data.size());
        if (!token)
        {
            return tl::make_unexpected(token.error());
        }
        return ShownToken{TokenAct::Open, *token, std::nullopt};
    }
    if (app.subtype == static_cast<uint8_t>(TokenAct::Close))
    {
        auto grant = TokenGrant::Parse(app.data);
        if (!grant)
        {
            return tl::make_unexpected(grant.error());
        }
        return ShownToken{TokenAct::Close, grant->token, std::move(grant->closing)};
    }
    return tl::make_unexpected(TokenError::Field);
}

std::vector<RtcpApp>
FindTokenApps(const uint8_t* data, std::size_t size, std::size_t limit)
{
    std::vector<RtcpApp> found;
    std::size_t offset = 0;
    while (size - offset >= 8 && found.size() < limit)
    {
        const uint8_t* const packet = data + offset;
        const std::size_t length = 4 + std::size_t{4} * ReadNetwork16(packet + 2);
        const uint8_t type = packet[1];
        const bool isPacket = packet[0] >> 6U == 2 && type >= 192 && type <= 223;
        const bool isReport = type == 200 || type == 201;
        if (!isPacket || length > size - offset || (offset == 0 && !isReport))
        {
            break; // what SRTCP adds, or no RTCP at all
        }
        const bool isPadded = (packet[0] & 0x20U) != 0;
        if (type == APP_TYPE && !isPadded && length >= APP_HEADER &&
            std::equal(NAME.begin(), NAME.end(), packet + 8))
        {
            RtcpApp app;
            app.subtype = packet[0] & 0x1FU;
            app.ssrc = ReadNetwork32(packet + 4);
            app.name = NAME;
            const std::size_t octets =
                std::min(length - APP_HEADER, TokenGrant::OCTETS + 4); // more is wrong anyway
            app.data.assign(packet + APP_HEADER, packet + APP_HEADER + octets);
            found.push_back(std::move(app));
        }
        offset += length;
    }
    return found;
}

} // namespace ns3
