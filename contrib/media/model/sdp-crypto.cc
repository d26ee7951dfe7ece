// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/sdp-crypto.h"

#include "ns3/crypto-context.h"
#include "ns3/octets.h"
#include "ns3/sdp-syntax.h"

#include <algorithm>
#include <iterator>

namespace ns3
{

namespace
{

/// Most a=crypto attributes of one stream that are read.
constexpr std::size_t MAXIMUM_ATTRIBUTES = 16;

/// Most packets that one key may protect (RFC 3711 section 9.2).
constexpr uint64_t MAXIMUM_LIFETIME = uint64_t{1} << 48;

/// A suite.
struct Suite
{
    SrtpSuite suite;     //!< the suite
    const char* name;    //!< in session descriptions
    std::size_t keySize; //!< octets of key and salt
};

/// All suites known.
constexpr Suite SUITES[] = {
    {SrtpSuite::AesCm128HmacSha180, "AES_CM_128_HMAC_SHA1_80", 30},
    {SrtpSuite::AesCm128HmacSha132, "AES_CM_128_HMAC_SHA1_32", 30},
    {SrtpSuite::AeadAes128Gcm, "AEAD_AES_128_GCM", 28},
};

/**
 * \param reason what is not acceptable
 * \return the error
 */
tl::unexpected<SdpError>
Unacceptable(std::string reason)
{
    return tl::make_unexpected(SdpError{SdpError::Kind::Unacceptable, 0, std::move(reason)});
}

/**
 * \param text a number of packets, in decimal or as a power of two
 * \return the number
 */
tl::expected<uint64_t, SdpError>
ParseLifetime(std::string_view text)
{
    if (text.substr(0, 2) == "2^")
    {
        const auto power = ParseSdpNumber(text.substr(2), 48);
        return power.map(
            [](uint64_t each)
            {
                return uint64_t{1} << each;
            });
    }
    const auto number = ParseSdpNumber(text, MAXIMUM_LIFETIME);
    if (number && *number == 0)
    {
        return MakeSdpSyntaxError("a key for no packet");
    }
    return number;
}

/**
 * Reads the key parameter.
 * \param text for example "inline:...|2^20"
 * \param crypto has its suite; gets key and lifetime
 * \return nothing, or what is wrong
 */
tl::expected<void, SdpError>
ParseKey(std::string_view text, SdpCrypto& crypto)
{
    if (text.substr(0, 7) != "inline:")
    {
        return MakeSdpSyntaxError("a key that is not inline");
    }
    if (text.find(';') != std::string_view::npos)
    {
        return Unacceptable("several keys");
    }
    text.remove_prefix(7);
    auto end = text.find('|');
    const auto octets = Base64Decode(text.substr(0, end));
    if (!octets || octets->size() != GetSrtpKeySize(crypto.suite))
    {
        return MakeSdpSyntaxError("a key of the wrong form or size"); // without the key itself
    }
    crypto.key = Secret(*octets);
    while (end != std::string_view::npos)
    {
        text.remove_prefix(end + 1);
        end = text.find('|');
        const auto part = text.substr(0, end);
        if (part.find(':') != std::string_view::npos)
        {
            return Unacceptable("a master key identifier");
        }
        const auto lifetime = ParseLifetime(part);
        if (!lifetime || crypto.lifetime)
        {
            return MakeSdpSyntaxError("a lifetime of the wrong form");
        }
        crypto.lifetime = *lifetime;
    }
    return {};
}

/**
 * Reads a session parameter.
 * \param text for example "UNENCRYPTED_SRTCP"
 * \param crypto gets it
 * \return nothing, or what is wrong
 */
tl::expected<void, SdpError>
ParseParameter(std::string_view text, SdpCrypto& crypto)
{
    crypto.isSrtpClear = crypto.isSrtpClear || text == "UNENCRYPTED_SRTP";
    crypto.isSrtcpClear = crypto.isSrtcpClear || text == "UNENCRYPTED_SRTCP";
    crypto.isSrtpUnauthenticated = crypto.isSrtpUnauthenticated || text == "UNAUTHENTICATED_SRTP";
    const bool isKnown = text == "UNENCRYPTED_SRTP" || text == "UNENCRYPTED_SRTCP" ||
                         text == "UNAUTHENTICATED_SRTP" || text == "KDR=0";
    if (isKnown || text.front() == '-') // section 6.3.7: a hyphen says it may be passed over
    {
        return {};
    }
    return Unacceptable("an unknown session parameter");
}

/**
 * \param a a key
 * \param b another
 * \return true if suite and session parameters are the same
 */
bool
HasSameParameters(const SdpCrypto& a, const SdpCrypto& b)
{
    return a.suite == b.suite && a.isSrtpClear == b.isSrtpClear &&
           a.isSrtcpClear == b.isSrtcpClear && a.isSrtpUnauthenticated == b.isSrtpUnauthenticated;
}

} // namespace

const char*
GetSrtpSuiteName(SrtpSuite suite)
{
    return SUITES[static_cast<std::size_t>(suite)].name;
}

std::size_t
GetSrtpKeySize(SrtpSuite suite)
{
    return SUITES[static_cast<std::size_t>(suite)].keySize;
}

tl::expected<SdpCrypto, SdpError>
SdpCrypto::Parse(std::string_view value)
{
    const auto fields = SplitSdpFields(value, 16);
    if (!fields)
    {
        return tl::make_unexpected(fields.error());
    }
    if (fields->size() < 3)
    {
        return MakeSdpSyntaxError("a=crypto lacks a part");
    }
    SdpCrypto crypto;
    const auto tag = ParseSdpNumber((*fields)[0], 999999999);
    if (!tag || (*fields)[0].size() > 9)
    {
        return MakeSdpSyntaxError("a tag that is no number of at most nine digits");
    }
    crypto.tag = static_cast<uint32_t>(*tag);
    const auto suite = std::find_if(std::begin(SUITES),
                                    std::end(SUITES),
                                    [&fields](const Suite& each)
                                    {
                                        return each.name == (*fields)[1];
                                    });
    if (suite == std::end(SUITES))
    {
        return Unacceptable("an unknown suite");
    }
    crypto.suite = suite->suite;
    auto good = ParseKey((*fields)[2], crypto);
    for (std::size_t i = 3; good && i < fields->size(); ++i)
    {
        good = ParseParameter((*fields)[i], crypto);
    }
    if (!good)
    {
        return tl::make_unexpected(good.error());
    }
    return crypto;
}

SdpCrypto
SdpCrypto::Generate(uint32_t tag, SrtpSuite suite, CryptoContext& context)
{
    SdpCrypto crypto;
    crypto.tag = tag;
    crypto.suite = suite;
    crypto.key = context.RandomSecret(GetSrtpKeySize(suite));
    return crypto;
}

std::string
SdpCrypto::Reveal() const
{
    std::string text = std::to_string(tag) + " " + GetSrtpSuiteName(suite) +
                       " inline:" + Base64Encode(key.Reveal());
    text += lifetime ? "|" + std::to_string(*lifetime) : "";
    text += isSrtpClear ? " UNENCRYPTED_SRTP" : "";
    text += isSrtcpClear ? " UNENCRYPTED_SRTCP" : "";
    text += isSrtpUnauthenticated ? " UNAUTHENTICATED_SRTP" : "";
    return text;
}

tl::expected<std::vector<SdpCrypto>, SdpError>
ReadSdpCrypto(const SdpMedia& media)
{
    if (media.GetProtocol() != "RTP/SAVP" && media.GetProtocol() != "RTP/SAVPF")
    {
        return Unacceptable("a=crypto is for secure RTP only");
    }
    const auto attributes = media.GetAttributes("crypto");
    if (attributes.size() > MAXIMUM_ATTRIBUTES)
    {
        return tl::make_unexpected(SdpError{SdpError::Kind::TooLarge, 0, "too many keys"});
    }
    std::vector<SdpCrypto> known;
    for (const auto& attribute : attributes)
    {
        auto crypto = SdpCrypto::Parse(attribute);
        if (!crypto && crypto.error().kind != SdpError::Kind::Unacceptable)
        {
            return tl::make_unexpected(crypto.error());
        }
        if (crypto)
        {
            const bool isTaken = std::any_of(known.begin(),
                                             known.end(),
                                             [&crypto](const SdpCrypto& each)
                                             {
                                                 return each.tag == crypto->tag;
                                             });
            if (isTaken)
            {
                return Unacceptable("two keys have one tag");
            }
            known.push_back(std::move(*crypto));
        }
    }
    return known;
}

tl::expected<SdpCryptoPair, SdpError>
AnswerSdpCrypto(const SdpMedia& offer, const SdpCryptoPolicy& policy, CryptoContext& context)
{
    const auto offered = ReadSdpCrypto(offer);
    if (!offered)
    {
        return tl::make_unexpected(offered.error());
    }
    for (const SdpCrypto& each : *offered)
    {
        const bool isKnown = std::find(policy.suites.begin(), policy.suites.end(), each.suite) !=
                             policy.suites.end();
        if (isKnown && !each.isSrtpClear && !each.isSrtpUnauthenticated &&
            (!each.isSrtcpClear || policy.isSrtcpClearAllowed))
        {
            SdpCryptoPair pair{each, SdpCrypto::Generate(each.tag, each.suite, context)};
            pair.answered.isSrtcpClear = each.isSrtcpClear;
            return pair;
        }
    }
    return Unacceptable("no key that may be used");
}

tl::expected<SdpCryptoPair, SdpError>
AcceptSdpCrypto(const SdpMedia& offer, const SdpMedia& answer)
{
    const auto offered = ReadSdpCrypto(offer);
    const auto answered = ReadSdpCrypto(answer);
    if (!offered || !answered)
    {
        return tl::make_unexpected(!offered ? offered.error() : answered.error());
    }
    if (answered->size() != 1 || answer.GetAttributes("crypto").size() != 1)
    {
        return Unacceptable("the answer has not exactly one key");
    }
    const SdpCrypto& chosen = answered->front();
    const auto found = std::find_if(offered->begin(),
                                    offered->end(),
                                    [&chosen](const SdpCrypto& each)
                                    {
                                        return each.tag == chosen.tag;
                                    });
    if (found == offered->end() || !HasSameParameters(*found, chosen))
    {
        return Unacceptable("the answer's key does not fit one that was offered");
    }
    if (found->key == chosen.key)
    {
        return Unacceptable("the answer has the offerer's key");
    }
    return SdpCryptoPair{*found, chosen};
}

} // namespace ns3
