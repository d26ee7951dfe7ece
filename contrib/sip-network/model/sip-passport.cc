// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-passport.h"

#include "ns3/jose-encoding.h"
#include "ns3/signature.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace ns3
{

namespace
{

using Json = nlohmann::json; // a std::map: the keys are in order

constexpr std::size_t MAX_DESTINATIONS = 32;
constexpr std::size_t MAX_MEDIA_KEYS = 32;

/**
 * @param json what to write
 * @return its text without white space (RFC 8225 section 9); octets that are not UTF-8 are replaced
 */
std::string
Write(const Json& json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/**
 * @param text base64url of JSON
 * @return the object; none if it is none
 */
std::optional<Json>
ReadObject(std::string_view text)
{
    const auto octets = Base64UrlDecode(text);
    if (!octets)
    {
        return std::nullopt;
    }
    Json json = Json::parse(*octets, nullptr, false);
    return json.is_object() ? std::optional(std::move(json)) : std::nullopt;
}

/**
 * @param json an object
 * @param name name of a member
 * @return its text; none if it is absent or something else
 */
std::optional<std::string>
ReadText(const Json& json, const char* name)
{
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? std::optional(found->get<std::string>())
                                                     : std::nullopt;
}

/** @return an identity of the kind that the member's name says */
SipPassportIdentity
MakeIdentity(bool isNumber, std::string value)
{
    return {isNumber ? SipPassportIdentity::Kind::TelephoneNumber : SipPassportIdentity::Kind::Uri,
            std::move(value)};
}

/**
 * @param json the payload
 * @return "orig": one number or one URI
 */
std::optional<SipPassportIdentity>
ReadOrigin(const Json& json)
{
    const auto orig = json.find("orig");
    if (orig == json.end() || !orig->is_object() || orig->size() != 1)
    {
        return std::nullopt;
    }
    const bool isNumber = orig->contains("tn");
    auto value = ReadText(*orig, isNumber ? "tn" : "uri");
    return value ? std::optional(MakeIdentity(isNumber, std::move(*value))) : std::nullopt;
}

/**
 * @param json the payload
 * @param destinations receives "dest"
 * @return whether it is there and as it should be
 */
bool
ReadDestinations(const Json& json, std::vector<SipPassportIdentity>& destinations)
{
    const auto dest = json.find("dest");
    if (dest == json.end() || !dest->is_object())
    {
        return false;
    }
    for (const char* name : {"tn", "uri"})
    {
        const auto list = dest->find(name);
        if (list == dest->end())
        {
            continue;
        }
        if (!list->is_array())
        {
            return false;
        }
        for (const Json& value : *list)
        {
            if (!value.is_string() || destinations.size() == MAX_DESTINATIONS)
            {
                return false;
            }
            destinations.push_back(MakeIdentity(name == std::string("tn"), value));
        }
    }
    return !destinations.empty();
}

/**
 * @param json the payload
 * @param keys receives "mky"
 * @return whether it is absent, or as it should be
 */
bool
ReadMediaKeys(const Json& json, std::vector<SipPassportMediaKey>& keys)
{
    const auto list = json.find("mky");
    if (list == json.end())
    {
        return true;
    }
    if (!list->is_array())
    {
        return false;
    }
    for (const Json& entry : *list)
    {
        auto algorithm = entry.is_object() ? ReadText(entry, "alg") : std::nullopt;
        auto digest = entry.is_object() ? ReadText(entry, "dig") : std::nullopt;
        if (!algorithm || !digest || keys.size() == MAX_MEDIA_KEYS)
        {
            return false;
        }
        keys.push_back({std::move(*algorithm), std::move(*digest)});
    }
    return !keys.empty();
}

/**
 * @param json "iat"
 * @return whether it is a second of the years 1970 to 9999
 */
bool
IsTime(const Json& json)
{
    constexpr uint64_t LAST = 253402300799;
    return json.is_number_unsigned() && json.get<uint64_t>() <= LAST;
}

} // namespace

bool
SipPassportMediaKey::operator==(const SipPassportMediaKey& other) const
{
    return algorithm == other.algorithm && digest == other.digest;
}

std::string
SipPassport::SerializeHeader(std::string_view info)
{
    return Write({{"alg", "ES256"}, {"typ", "passport"}, {"x5u", std::string(info)}});
}

std::string
SipPassport::SerializePayload(const SipPassportClaims& claims)
{
    const auto name = [](const SipPassportIdentity& identity)
    {
        return identity.kind == SipPassportIdentity::Kind::TelephoneNumber ? "tn" : "uri";
    };
    Json json = Json::object();
    json["orig"][name(claims.origin)] = claims.origin.value;
    json["dest"] = Json::object();
    for (const SipPassportIdentity& destination : claims.destinations)
    {
        json["dest"][name(destination)].push_back(destination.value);
    }
    json["iat"] = claims.issuedAt;
    for (const SipPassportMediaKey& key : claims.mediaKeys)
    {
        json["mky"].push_back({{"alg", key.algorithm}, {"dig", key.digest}});
    }
    return Write(json);
}

tl::expected<std::string, SipPassportError>
SipPassport::Sign(CryptoContext& context,
                  const PrivateKey& key,
                  std::string_view info,
                  const SipPassportClaims& claims,
                  Work& work)
{
    if (key.IsRsa())
    {
        return tl::unexpected(SipPassportError::UnsupportedAlgorithm);
    }
    std::string token =
        Base64UrlEncode(SerializeHeader(info)) + "." + Base64UrlEncode(SerializePayload(claims));
    const auto der = ns3::Sign(context, key, token, work);
    const auto raw = der ? EcdsaSignatureToRaw(*der) : tl::unexpected(der.error());
    if (!raw)
    {
        return tl::unexpected(SipPassportError::Internal);
    }
    return token + "." + Base64UrlEncode(*raw);
}

tl::expected<SipPassport, SipPassportError>
SipPassport::Parse(std::string_view token)
{
    const auto first = token.find('.');
    const auto second = token.find('.', first == std::string_view::npos ? first : first + 1);
    if (token.size() > MAX_SIZE || second == std::string_view::npos)
    {
        return tl::unexpected(SipPassportError::Malformed);
    }
    const auto header = ReadObject(token.substr(0, first));
    const auto payload = ReadObject(token.substr(first + 1, second - first - 1));
    auto signature = Base64UrlDecode(token.substr(second + 1));
    if (!header || !payload || !signature)
    {
        return tl::unexpected(SipPassportError::Malformed);
    }
    if (ReadText(*header, "alg") != "ES256" || header->contains("crit"))
    {
        return tl::unexpected(SipPassportError::UnsupportedAlgorithm); // RFC 7515 section 4.1.11
    }
    SipPassport passport;
    auto info = ReadText(*header, "x5u");
    auto origin = ReadOrigin(*payload);
    const auto issued = payload->find("iat");
    if (ReadText(*header, "typ") != "passport" || !info || !origin || issued == payload->end() ||
        !IsTime(*issued) || !ReadDestinations(*payload, passport.m_claims.destinations) ||
        !ReadMediaKeys(*payload, passport.m_claims.mediaKeys))
    {
        return tl::unexpected(SipPassportError::Malformed);
    }
    passport.m_input = token.substr(0, second);
    passport.m_signature = std::move(*signature);
    passport.m_info = std::move(*info);
    passport.m_type = ReadText(*header, "ppt").value_or("");
    passport.m_claims.origin = std::move(*origin);
    passport.m_claims.issuedAt = issued->get<int64_t>();
    return passport;
}

tl::expected<void, SipPassportError>
SipPassport::Verify(CryptoContext& context, const PublicKey& key, Work& work) const
{
    if (key.IsRsa())
    {
        return tl::unexpected(SipPassportError::UnsupportedAlgorithm);
    }
    const auto der = EcdsaSignatureFromRaw(m_signature);
    if (!der || !ns3::Verify(context, key, m_input, *der, work))
    {
        return tl::unexpected(SipPassportError::BadSignature);
    }
    return {};
}

const std::string&
SipPassport::GetInfo() const
{
    return m_info;
}

const std::string&
SipPassport::GetType() const
{
    return m_type;
}

const SipPassportClaims&
SipPassport::GetClaims() const
{
    return m_claims;
}

const Octets&
SipPassport::GetSignature() const
{
    return m_signature;
}

} // namespace ns3
