// SPDX-License-Identifier: GPL-2.0-only
#ifndef RECIPIENT_IDENTIFIER_H
#define RECIPIENT_IDENTIFIER_H

#include "ns3/octets.h"

namespace ns3
{

class Certificate;

/**
 * How a RecipientInfo or SignerInfo names whose key it is for.
 */
struct RecipientIdentifier
{
    /// The ways of naming a key.
    enum class Kind
    {
        IssuerAndSerial,      ///< certificate, RFC 5652, section 10.2.4
        SubjectKeyIdentifier, ///< certificate, by its extension
        KekIdentifier,        ///< shared key, RFC 5652, section 6.2.3
    };

    /// How a RecipientInfo delivers the content-encryption key.
    enum class Delivery
    {
        KeyTransport, ///< RSA
        KeyAgreement, ///< P-256
        SharedKey,    ///< key-encryption key known before
    };

    Kind kind{Kind::KekIdentifier};
    Delivery delivery{Delivery::SharedKey};
    /// DER of the IssuerAndSerialNumber, or the octets of the key identifier.
    Octets value;

    /// @param certificate a certificate
    /// @return whether this names that certificate
    [[nodiscard]] bool Matches(const Certificate& certificate) const;
};

/// @param certificate a certificate
/// @return DER of the IssuerAndSerialNumber that names it (RFC 5652, section 10.2.4)
[[nodiscard]] Octets EncodeIssuerAndSerial(const Certificate& certificate);

} // namespace ns3

#endif // RECIPIENT_IDENTIFIER_H
