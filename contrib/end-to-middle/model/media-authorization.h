// SPDX-License-Identifier: GPL-2.0-only

#ifndef MEDIA_AUTHORIZATION_H
#define MEDIA_AUTHORIZATION_H

#include "ns3/crypto-context.h"
#include "ns3/kek-recipient.h"
#include "ns3/octets.h"
#include "ns3/sip-message.h"
#include "ns3/work.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * Why a value of P-Media-Authorization is not used.
 */
enum class MediaAuthorizationError
{
    TooMany,   //!< there are more values than are looked at
    TooLong,   //!< it is longer than is looked at
    NotHex,    //!< it is not hexadecimal digits, two for each octet
    NotSealed, //!< it is in clear, and that is not taken
    NoKey,     //!< it is sealed under a key that is not known here
    Sealed,    //!< it does not open: changed, or made by somebody else
    Failed,    //!< it could not be sealed
};

/**
 * \param error an error
 * \return a word for tables, for example "no-key"
 */
std::string_view ToString(MediaAuthorizationError error);

/**
 * \ingroup end-to-middle
 * What is looked at of what a peer or server can send.
 */
struct MediaAuthorizationLimits
{
    std::size_t values{16};   //!< of a message
    std::size_t octets{2048}; //!< of a value, as octets
};

/**
 * \ingroup end-to-middle
 * Reads the header fields P-Media-Authorization (RFC 3313 section 5.1): hexadecimal digits, several
 * values with commas between or in fields of their own.
 * \param message a message
 * \param limits what is looked at
 * \return the values' octets, or why they are not used, in order; the last one is TooMany if there
 * were more
 */
std::vector<tl::expected<Octets, MediaAuthorizationError>> ReadMediaAuthorization(
    const SipMessage& message,
    const MediaAuthorizationLimits& limits = {});

/**
 * \ingroup end-to-middle
 * Adds a header field P-Media-Authorization behind those there are (RFC 3313 section 5.1).
 * \param message the message
 * \param values octets, each of them at least one; nothing is added if there are none
 */
void AddMediaAuthorization(SipMessage& message, const std::vector<Octets>& values);

/**
 * \ingroup end-to-middle
 * \param value of a P-Media-Authorization
 * \return whether it is a CMS envelope; else it is a token in clear
 */
bool IsSealedToken(std::string_view value);

/**
 * \ingroup end-to-middle
 * Seals a token: CMS AuthEnvelopedData, AES-128-GCM, for one KEKRecipientInfo under the reversed
 * octets of a content-encryption key that the ends of a dialog share with a server (RFC 3185
 * section 3).
 * \param context randomness and algorithms
 * \param token the token
 * \param kek the key
 * \param work receives the work done
 * \return the structure in DER, or Failed
 */
[[nodiscard]] tl::expected<Octets, MediaAuthorizationError> SealToken(CryptoContext& context,
                                                                      std::string_view token,
                                                                      const KekRecipient& kek,
                                                                      Work& work);

/**
 * \ingroup end-to-middle
 * Opens what SealToken() made. What could have been changed unnoticed (EnvelopedData) is not
 * opened.
 * \param context randomness and algorithms
 * \param value the structure
 * \param findKek gets the identifiers that it names; returns the key of one of them
 * \param work receives the work done
 * \return the token, or NoKey or Sealed
 */
[[nodiscard]] tl::expected<Octets, MediaAuthorizationError> OpenToken(
    CryptoContext& context,
    std::string_view value,
    const std::function<std::optional<KekRecipient>(const std::vector<Octets>&)>& findKek,
    Work& work);

} // namespace ns3

#endif // MEDIA_AUTHORIZATION_H
