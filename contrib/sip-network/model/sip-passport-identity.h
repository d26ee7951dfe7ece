// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_PASSPORT_IDENTITY_H
#define SIP_PASSPORT_IDENTITY_H

#include "ns3/sip-error.h"
#include "ns3/sip-uri.h"

#include <string>

namespace ns3
{

/**
 * Who calls or is called, as a PASSporT says it (RFC 8225 section 5.2.1): a telephone number or a
 * URI, in the canonical form that signer and verifier make for themselves.
 */
struct SipPassportIdentity
{
    /** What the value is. */
    enum class Kind
    {
        TelephoneNumber, ///< "tn": digits, * and # only
        Uri,             ///< "uri"
    };

    Kind kind{Kind::Uri}; ///< what the value is
    std::string value;    ///< in canonical form

    /**
     * Makes the canonical form. A tel URI, and a sip or sips URI with user=phone, is a telephone
     * number, without its plus sign, visual separators and parameters (RFC 8224 section 8.3; no
     * country code is added). Any other sip or sips URI becomes scheme, user and host in lower
     * case, with no escapes that are not needed: its password, port, parameters and header fields
     * do not count (RFC 8224 section 8.5). The scheme does: sips is not sip.
     *
     * @param uri the URI of From or To
     * @return the identity, or why there is none
     */
    [[nodiscard]] static tl::expected<SipPassportIdentity, SipError> FromUri(const SipUri& uri);

    /**
     * @param other another identity
     * @return whether both are the same
     */
    bool operator==(const SipPassportIdentity& other) const;
    /**
     * @param other another identity
     * @return whether they differ
     */
    bool operator!=(const SipPassportIdentity& other) const;
};

} // namespace ns3

#endif // SIP_PASSPORT_IDENTITY_H
