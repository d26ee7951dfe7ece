// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/signed-data.h"

#include "ns3/cms-attribute.h"
#include "ns3/cms-oid.h"
#include "ns3/der-time.h"
#include "ns3/der-writer.h"
#include "ns3/message-digest.h"
#include "ns3/recipient-identifier.h"
#include "ns3/signature.h"

namespace ns3
{

namespace
{

using namespace der_tag;

/// The signed attributes (RFC 5652, section 11), in any order.
tl::expected<std::vector<Octets>, CmsError>
MakeSignedAttributes(std::string_view digest, const SignOptions& options)
{
    std::vector<Octets> attributes;
    attributes.push_back(
        EncodeAttribute(cms_oid::CONTENT_TYPE, EncodeDerObjectIdentifier(cms_oid::DATA)));
    attributes.push_back(EncodeAttribute(cms_oid::MESSAGE_DIGEST, EncodeDerOctetString(digest)));
    if (options.signingTime)
    {
        const auto time = EncodeDerTime(*options.signingTime);
        if (!time)
        {
            return tl::unexpected(CmsError::Unsupported);
        }
        attributes.push_back(EncodeAttribute(cms_oid::SIGNING_TIME, *time));
    }
    return attributes;
}

} // namespace

tl::expected<Octets, CmsError>
SignData(CryptoContext& context,
         std::string_view content,
         const Credential& signer,
         const SignOptions& options,
         Work& work)
{
    if (!(signer.key.GetPublicKey() == signer.certificate.GetPublicKey()))
    {
        return tl::unexpected(CmsError::KeyMismatch);
    }
    const auto digest = Digest(context, DigestAlgorithm::Sha256, content, work);
    if (!digest)
    {
        return tl::unexpected(CmsError::CryptographyFailed);
    }
    const auto attributes = MakeSignedAttributes(*digest, options);
    if (!attributes)
    {
        return tl::unexpected(attributes.error());
    }
    // What is signed has the tag of SET OF, what is sent [0] (RFC 5652, section 5.4).
    const auto signature = Sign(context, signer.key, EncodeDerSetOf(SET, *attributes), work);
    if (!signature)
    {
        return tl::unexpected(CmsError::CryptographyFailed);
    }
    const Octets digestAlgorithm = EncodeDerAlgorithm(cms_oid::SHA_256);
    const Octets signatureAlgorithm =
        signer.key.IsRsa() ? EncodeDerAlgorithm(cms_oid::SHA_256_WITH_RSA,
                                                EncodeDer(NULL_VALUE, std::string_view()))
                           : EncodeDerAlgorithm(cms_oid::ECDSA_WITH_SHA_256);
    const Octets signerInfo = EncodeDer(SEQUENCE,
                                        {EncodeDerUnsigned(1),
                                         EncodeIssuerAndSerial(signer.certificate),
                                         digestAlgorithm,
                                         EncodeDerSetOf(ContextConstructed(0), *attributes),
                                         signatureAlgorithm,
                                         EncodeDerOctetString(*signature)});
    Octets encapsulated;
    if (!options.detached)
    {
        encapsulated = EncodeDer(ContextConstructed(0), EncodeDerOctetString(content));
    }
    Octets certificates;
    if (options.includeCertificate)
    {
        certificates = EncodeDer(ContextConstructed(0), signer.certificate.GetDer());
    }
    const Octets signedData =
        EncodeDer(SEQUENCE,
                  {EncodeDerUnsigned(1),
                   EncodeDer(SET, digestAlgorithm),
                   EncodeDer(SEQUENCE, {EncodeDerObjectIdentifier(cms_oid::DATA), encapsulated}),
                   certificates,
                   EncodeDer(SET, signerInfo)});
    return EncodeDer(SEQUENCE,
                     {EncodeDerObjectIdentifier(cms_oid::SIGNED_DATA),
                      EncodeDer(ContextConstructed(0), signedData)});
}

} // namespace ns3
