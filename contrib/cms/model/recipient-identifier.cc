// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/recipient-identifier.h"

#include "ns3/certificate.h"
#include "ns3/der-reader.h"
#include "ns3/der-writer.h"

namespace ns3
{

bool
RecipientIdentifier::Matches(const Certificate& certificate) const
{
    switch (kind)
    {
    case Kind::IssuerAndSerial:
        return value == EncodeIssuerAndSerial(certificate);
    case Kind::SubjectKeyIdentifier:
        return !value.empty() && value == certificate.GetSubjectKeyIdentifier();
    case Kind::KekIdentifier:
        return false;
    }
    return false;
}

Octets
EncodeIssuerAndSerial(const Certificate& certificate)
{
    return EncodeDer(
        der_tag::SEQUENCE,
        {certificate.GetIssuer(), EncodeDer(der_tag::INTEGER, certificate.GetSerialNumber())});
}

} // namespace ns3
