// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_PASSPORT_H
#define SIP_PASSPORT_H

#include "ns3/crypto-context.h"
#include "ns3/octets.h"
#include "ns3/private-key.h"
#include "ns3/public-key.h"
#include "ns3/sip-passport-identity.h"
#include "ns3/work.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/** Why a PASSporT is not what it should be. */
enum class SipPassportError
{
    Malformed,            ///< no JWS in compact serialization, no JSON, or a claim is missing
    UnsupportedAlgorithm, ///< signed with something else than ES256
    BadSignature,         ///< the key did not sign it
    Internal,             ///< the key cannot sign, or the library failed
};

/** A key of the media, as a PASSporT's claim "mky" has it (RFC 8225 section 5.2.2). */
struct SipPassportMediaKey
{
    std::string algorithm; ///< digest algorithm in lower case, for example "sha-256"
    std::string digest;    ///< hexadecimal digits in upper case, without colons

    /**
     * @param other another key
     * @return whether both are the same
     */
    bool operator==(const SipPassportMediaKey& other) const;
};

/** What a PASSporT claims (RFC 8225 section 5). */
struct SipPassportClaims
{
    SipPassportIdentity origin;                    ///< "orig": who calls
    std::vector<SipPassportIdentity> destinations; ///< "dest": who is called
    int64_t issuedAt{0};                           ///< "iat": seconds since 1970 UTC
    std::vector<SipPassportMediaKey> mediaKeys;    ///< "mky": in order, empty if there is none
};

/**
 * A PASSporT (RFC 8225): claims about a call in JSON, signed as a JWS (RFC 7515) with ES256. Only
 * the full form, not the compact one of section 7. What is written is in the canonical form of
 * section 9: no white space, keys in order. No I/O and no clock.
 */
class SipPassport
{
  public:
    /** A longer token is refused. */
    static constexpr std::size_t MAX_SIZE = 8192;

    /**
     * @param token header, payload and signature in base64url with dots between them
     * @return the PASSporT, not verified; or Malformed, UnsupportedAlgorithm
     */
    [[nodiscard]] static tl::expected<SipPassport, SipPassportError> Parse(std::string_view token);
    /**
     * Makes and signs one.
     *
     * @param context the signer's library
     * @param key the signer's P-256 key
     * @param info where its certificate is: "x5u"
     * @param claims what to claim
     * @param work gets the signature
     * @return the token, or UnsupportedAlgorithm for another key, Internal
     */
    [[nodiscard]] static tl::expected<std::string, SipPassportError> Sign(
        CryptoContext& context,
        const PrivateKey& key,
        std::string_view info,
        const SipPassportClaims& claims,
        Work& work);
    /**
     * @param context the verifier's library
     * @param key the key that should have signed
     * @param work gets the verification
     * @return nothing, or BadSignature, UnsupportedAlgorithm if the key is no P-256 key
     */
    [[nodiscard]] tl::expected<void, SipPassportError> Verify(CryptoContext& context,
                                                              const PublicKey& key,
                                                              Work& work) const;

    /** @return where the signer's certificate is: "x5u" */
    const std::string& GetInfo() const;
    /** @return the extension it needs (section 8.1, "ppt"); empty for none */
    const std::string& GetType() const;
    /** @return what it claims */
    const SipPassportClaims& GetClaims() const;
    /** @return the signature: R and S, 64 octets */
    const Octets& GetSignature() const;

    /**
     * @param info where the certificate is
     * @return the JSON of the JWS header (section 4)
     */
    static std::string SerializeHeader(std::string_view info);
    /**
     * @param claims what to claim
     * @return the JSON of the payload (section 5)
     */
    static std::string SerializePayload(const SipPassportClaims& claims);

  private:
    std::string m_input;        ///< header and payload as they are signed
    Octets m_signature;         ///< R and S
    std::string m_info;         ///< "x5u"
    std::string m_type;         ///< "ppt"
    SipPassportClaims m_claims; ///< payload
};

} // namespace ns3

#endif // SIP_PASSPORT_H
