// SPDX-License-Identifier: GPL-2.0-only

#ifndef SDP_CRYPTO_H
#define SDP_CRYPTO_H

#include "ns3/sdp-error.h"
#include "ns3/sdp-media.h"
#include "ns3/secret.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

class CryptoContext;

/**
 * \ingroup media
 * A crypto-suite of SRTP that session descriptions can name.
 */
enum class SrtpSuite
{
    AesCm128HmacSha180, //!< AES_CM_128_HMAC_SHA1_80 (RFC 4568 section 6.2.1)
    AesCm128HmacSha132, //!< AES_CM_128_HMAC_SHA1_32 (RFC 4568 section 6.2.2)
    AeadAes128Gcm,      //!< AEAD_AES_128_GCM (RFC 7714)
};

/**
 * \ingroup media
 * \param suite a suite
 * \return its name in session descriptions
 */
const char* GetSrtpSuiteName(SrtpSuite suite);

/**
 * \ingroup media
 * \param suite a suite
 * \return octets of master key and master salt together
 */
std::size_t GetSrtpKeySize(SrtpSuite suite);

/**
 * \ingroup media
 * An a=crypto attribute: a key for what its writer sends (RFC 4568).
 *
 * Known are the suites of SrtpSuite with one inline key each, its lifetime and the session
 * parameters UNENCRYPTED_SRTP, UNENCRYPTED_SRTCP and UNAUTHENTICATED_SRTP.
 */
struct SdpCrypto
{
    uint32_t tag{1};                                //!< names it among those of one stream
    SrtpSuite suite{SrtpSuite::AesCm128HmacSha180}; //!< the suite
    Secret key;                                     //!< master key, then master salt
    std::optional<uint64_t> lifetime;               //!< packets that the key is good for
    bool isSrtpClear{false};                        //!< UNENCRYPTED_SRTP
    bool isSrtcpClear{false};                       //!< UNENCRYPTED_SRTCP
    bool isSrtpUnauthenticated{false};              //!< UNAUTHENTICATED_SRTP

    /**
     * \param value what follows `a=crypto:`
     * \return the attribute; Syntax if it breaks RFC 4568 section 9.2, Unacceptable if it is well
     * formed but names what this module does not know (a suite, a master key identifier, several
     * keys, a mandatory session parameter): such a one is not to be chosen
     */
    [[nodiscard]] static tl::expected<SdpCrypto, SdpError> Parse(std::string_view value);

    /**
     * \param tag its tag
     * \param suite its suite
     * \param context where the key is drawn
     * \return an attribute with a new key
     */
    static SdpCrypto Generate(uint32_t tag, SrtpSuite suite, CryptoContext& context);

    /// \return the attribute's value, with the key in it: not for a log
    std::string Reveal() const;
};

/**
 * \ingroup media
 * The keys that an offer and its answer agree on for one stream.
 */
struct SdpCryptoPair
{
    SdpCrypto offered;  //!< what the offerer sends with
    SdpCrypto answered; //!< what the answerer sends with
};

/**
 * \ingroup media
 * What an answerer accepts.
 */
struct SdpCryptoPolicy
{
    std::vector<SrtpSuite> suites{SrtpSuite::AesCm128HmacSha180,
                                  SrtpSuite::AesCm128HmacSha132}; //!< these suites
    bool isSrtcpClearAllowed{false}; //!< whether UNENCRYPTED_SRTCP may be chosen
};

/**
 * \ingroup media
 * Reads the keys offered for a stream.
 * \param media a stream
 * \return those this module knows, in their order; Syntax if any is malformed, Unacceptable if the
 * protocol is not RTP/SAVP or RTP/SAVPF or two have one tag, TooLarge if there are more than 16
 */
[[nodiscard]] tl::expected<std::vector<SdpCrypto>, SdpError> ReadSdpCrypto(const SdpMedia& media);

/**
 * \ingroup media
 * Chooses an answer (RFC 4568 sections 5.1.2 and 7.1.2): the first that is acceptable, in the
 * offerer's order, with the same tag, suite and session parameters and a key of its own. Streams
 * without encryption or authentication of SRTP are never chosen.
 * \param offer the offered stream
 * \param policy what is accepted
 * \param context where the key is drawn
 * \return both keys; Unacceptable if nothing offered is
 */
[[nodiscard]] tl::expected<SdpCryptoPair, SdpError> AnswerSdpCrypto(const SdpMedia& offer,
                                                                    const SdpCryptoPolicy& policy,
                                                                    CryptoContext& context);

/**
 * \ingroup media
 * Checks an answer (RFC 4568 sections 5.1.3 and 7.1.3).
 * \param offer the offered stream
 * \param answer the answered stream, not refused
 * \return both keys; Unacceptable if the answer has not exactly one key, or one with a tag that was
 * not offered, another suite, other session parameters or the offerer's own key
 */
[[nodiscard]] tl::expected<SdpCryptoPair, SdpError> AcceptSdpCrypto(const SdpMedia& offer,
                                                                    const SdpMedia& answer);

} // namespace ns3

#endif // SDP_CRYPTO_H
