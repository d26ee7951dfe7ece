// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/envelope-sealer.h"

#include "ns3/cms-attribute.h"
#include "ns3/cms-limits.h"
#include "ns3/cms-oid.h"
#include "ns3/der-writer.h"
#include "ns3/envelope-content.h"
#include "ns3/key-agreement.h"
#include "ns3/key-wrap.h"
#include "ns3/symmetric-cipher.h"

namespace ns3
{

namespace
{

using namespace der_tag;

using Encoding = tl::expected<Octets, CmsError>;

/// AlgorithmIdentifier of OAEP with SHA-256 (RFC 4055, section 4.1).
Octets
EncodeOaep()
{
    const Octets null = EncodeDer(NULL_VALUE, std::string_view());
    const Octets hash = EncodeDerAlgorithm(cms_oid::SHA_256, null);
    const Octets mask = EncodeDerAlgorithm(cms_oid::MGF1, hash);
    return EncodeDerAlgorithm(cms_oid::RSAES_OAEP,
                              EncodeDer(SEQUENCE,
                                        {EncodeDer(ContextConstructed(0), hash),
                                         EncodeDer(ContextConstructed(1), mask)}));
}

/// KeyTransRecipientInfo (RFC 5652, section 6.2.1), version 0.
Encoding
EncodeKeyTransport(CryptoContext& context,
                   const Certificate& certificate,
                   KeyTransportPadding padding,
                   const Secret& cek,
                   Work& work)
{
    const auto key = EncryptKeyTransport(context, certificate.GetPublicKey(), padding, cek, work);
    if (!key)
    {
        return tl::unexpected(CmsError::CryptographyFailed);
    }
    const Octets algorithm = padding == KeyTransportPadding::Oaep
                                 ? EncodeOaep()
                                 : EncodeDerAlgorithm(cms_oid::RSA_ENCRYPTION,
                                                      EncodeDer(NULL_VALUE, std::string_view()));
    return EncodeDer(SEQUENCE,
                     {EncodeDerUnsigned(0),
                      EncodeIssuerAndSerial(certificate),
                      algorithm,
                      EncodeDerOctetString(*key)});
}

/// KeyAgreeRecipientInfo (RFC 5652, section 6.2.2; RFC 5753, section 3.1.1), version 3.
Encoding
EncodeKeyAgreement(CryptoContext& context,
                   const Certificate& certificate,
                   const Secret& cek,
                   Work& work)
{
    const Octets wrap = EncodeDerAlgorithm(cms_oid::AES_128_WRAP);
    const auto agreement = AgreeKey(context,
                                    certificate.GetPublicKey(),
                                    EncodeSharedInfo(wrap),
                                    AES_128_KEY_SIZE,
                                    work);
    if (!agreement)
    {
        return tl::unexpected(CmsError::CryptographyFailed);
    }
    const auto wrapped = WrapKey(context, agreement->key, cek, work);
    if (!wrapped)
    {
        return tl::unexpected(CmsError::CryptographyFailed);
    }
    const Octets bits = Octets(1, '\0') + agreement->ephemeralPoint;
    const Octets originator = EncodeDer(
        ContextConstructed(0),
        EncodeDer(ContextConstructed(1),
                  {EncodeDerAlgorithm(cms_oid::EC_PUBLIC_KEY), EncodeDer(BIT_STRING, bits)}));
    const Octets recipient =
        EncodeDer(SEQUENCE, {EncodeIssuerAndSerial(certificate), EncodeDerOctetString(*wrapped)});
    return EncodeDer(ContextConstructed(1),
                     {EncodeDerUnsigned(3),
                      originator,
                      EncodeDerAlgorithm(cms_oid::ECDH_SHA_256, wrap),
                      EncodeDer(SEQUENCE, recipient)});
}

/// KEKRecipientInfo (RFC 5652, section 6.2.3), version 4.
Encoding
EncodeSharedKey(CryptoContext& context,
                const KekRecipient& recipient,
                const Secret& cek,
                Work& work)
{
    const auto wrapped = WrapKey(context, recipient.kek, cek, work);
    if (!wrapped)
    {
        return tl::unexpected(CmsError::CryptographyFailed);
    }
    return EncodeDer(ContextConstructed(2),
                     {EncodeDerUnsigned(4),
                      EncodeDer(SEQUENCE, EncodeDerOctetString(recipient.identifier)),
                      EncodeDerAlgorithm(cms_oid::AES_128_WRAP),
                      EncodeDerOctetString(*wrapped)});
}

/// EncryptedContentInfo (RFC 5652, section 6.1).
Octets
EncodeEncryptedContent(std::string_view cipher,
                       std::string_view parameters,
                       std::string_view ciphertext)
{
    return EncodeDer(SEQUENCE,
                     {EncodeDerObjectIdentifier(cms_oid::DATA),
                      EncodeDerAlgorithm(cipher, parameters),
                      EncodeDer(Context(0), ciphertext)});
}

/// ContentInfo (RFC 5652, section 3).
Octets
EncodeContentInfo(std::string_view type, std::initializer_list<std::string_view> members)
{
    return EncodeDer(SEQUENCE,
                     {EncodeDerObjectIdentifier(type),
                      EncodeDer(ContextConstructed(0), EncodeDer(SEQUENCE, members))});
}

/// What a caller asks for must be what a reader with the default limits accepts.
tl::expected<void, CmsError>
CheckRequest(std::size_t contentSize,
             const std::vector<Certificate>& certificates,
             const std::vector<KekRecipient>& keks,
             const EnvelopeOptions& options)
{
    const CmsLimits limits;
    const std::size_t recipients = certificates.size() + keks.size();
    if (recipients == 0)
    {
        return tl::unexpected(CmsError::NoRecipient);
    }
    if (recipients > limits.maxRecipients || contentSize > limits.maxOctets)
    {
        return tl::unexpected(CmsError::LimitExceeded);
    }
    for (const KekRecipient& kek : keks)
    {
        if (kek.kek.GetSize() != AES_128_KEY_SIZE)
        {
            return tl::unexpected(CmsError::Unsupported);
        }
        if (kek.identifier.size() > limits.maxReferenceOctets)
        {
            return tl::unexpected(CmsError::LimitExceeded);
        }
    }
    if (options.placement == CekAttributePlacement::Authenticated &&
        options.cipher != ContentCipher::Aes128Gcm)
    {
        return tl::unexpected(CmsError::Unsupported);
    }
    if (options.cek)
    {
        const std::size_t size = options.cek->reference.size();
        const uint32_t uses = options.cek->maxDecrypts.value_or(1);
        if (size == 0 || size > limits.maxReferenceOctets || uses == 0 || uses > uint32_t{1} << 31)
        {
            return tl::unexpected(CmsError::LimitExceeded);
        }
    }
    return {};
}

/// RecipientInfos.
Encoding
EncodeRecipients(CryptoContext& context,
                 const std::vector<Certificate>& certificates,
                 const std::vector<KekRecipient>& keks,
                 KeyTransportPadding padding,
                 const Secret& cek,
                 Work& work)
{
    std::vector<Octets> recipients;
    const auto add = [&recipients](Encoding encoding)
    {
        if (encoding)
        {
            recipients.push_back(std::move(*encoding));
        }
        return encoding.has_value();
    };
    for (const Certificate& certificate : certificates)
    {
        if (!add(certificate.GetPublicKey().IsRsa()
                     ? EncodeKeyTransport(context, certificate, padding, cek, work)
                     : EncodeKeyAgreement(context, certificate, cek, work)))
        {
            return tl::unexpected(CmsError::CryptographyFailed);
        }
    }
    for (const KekRecipient& kek : keks)
    {
        if (!add(EncodeSharedKey(context, kek, cek, work)))
        {
            return tl::unexpected(CmsError::CryptographyFailed);
        }
    }
    return EncodeDerSetOf(SET, std::move(recipients));
}

/// CMSVersion of EnvelopedData (RFC 5652, section 6.1).
uint32_t
ChooseVersion(const std::vector<Certificate>& certificates,
              const std::vector<KekRecipient>& keks,
              bool hasAttributes)
{
    bool areAllVersion0 = keks.empty() && !hasAttributes;
    for (const Certificate& certificate : certificates)
    {
        areAllVersion0 = areAllVersion0 && certificate.GetPublicKey().IsRsa();
    }
    return areAllVersion0 ? 0 : 2;
}

} // namespace

tl::expected<SealedEnvelope, CmsError>
SealEnvelope(CryptoContext& context,
             std::string_view content,
             const std::vector<Certificate>& certificates,
             const std::vector<KekRecipient>& keks,
             const EnvelopeOptions& options,
             Work& work)
{
    if (const auto check = CheckRequest(content.size(), certificates, keks, options); !check)
    {
        return tl::unexpected(check.error());
    }
    Secret cek = context.RandomSecret(AES_128_KEY_SIZE);
    const auto recipients =
        EncodeRecipients(context, certificates, keks, options.padding, cek, work);
    if (!recipients)
    {
        return tl::unexpected(recipients.error());
    }
    const auto encodeAttributes = [&options](uint8_t tag)
    {
        return EncodeDerSetOf(tag, EncodeCekAttributes(*options.cek));
    };
    Octets der;
    if (options.cipher == ContentCipher::Aes128Cbc)
    {
        const Octets iv = context.Random(AES_BLOCK_SIZE);
        const auto ciphertext = EncryptCbc(context, cek, iv, content, work);
        if (!ciphertext)
        {
            return tl::unexpected(CmsError::CryptographyFailed);
        }
        const Octets version =
            EncodeDerUnsigned(ChooseVersion(certificates, keks, options.cek.has_value()));
        const Octets attributes = options.cek ? encodeAttributes(ContextConstructed(1)) : Octets();
        der = EncodeContentInfo(
            cms_oid::ENVELOPED_DATA,
            {version,
             *recipients,
             EncodeEncryptedContent(cms_oid::AES_128_CBC, EncodeDerOctetString(iv), *ciphertext),
             attributes});
    }
    else
    {
        const bool isProtected =
            options.cek && options.placement == CekAttributePlacement::Authenticated;
        const Octets associatedData = isProtected ? encodeAttributes(SET) : Octets();
        const Octets nonce = context.Random(GCM_NONCE_SIZE);
        const auto sealed = EncryptGcm(context, cek, nonce, associatedData, content, work);
        if (!sealed)
        {
            return tl::unexpected(CmsError::CryptographyFailed);
        }
        const Octets parameters =
            EncodeDer(SEQUENCE, {EncodeDerOctetString(nonce), EncodeDerUnsigned(GCM_TAG_SIZE)});
        const Octets authenticated =
            isProtected ? encodeAttributes(ContextConstructed(1)) : Octets();
        const Octets unauthenticated =
            options.cek && !isProtected ? encodeAttributes(ContextConstructed(2)) : Octets();
        der = EncodeContentInfo(
            cms_oid::AUTH_ENVELOPED_DATA,
            {EncodeDerUnsigned(0),
             *recipients,
             EncodeEncryptedContent(cms_oid::AES_128_GCM, parameters, sealed->ciphertext),
             authenticated,
             EncodeDerOctetString(sealed->tag),
             unauthenticated});
    }
    if (der.size() > CmsLimits().maxOctets)
    {
        return tl::unexpected(CmsError::LimitExceeded);
    }
    return SealedEnvelope{std::move(der), std::move(cek)};
}

} // namespace ns3
