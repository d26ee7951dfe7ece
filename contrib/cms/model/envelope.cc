// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/envelope.h"

#include "ns3/envelope-content.h"
#include "ns3/key-agreement.h"
#include "ns3/key-wrap.h"
#include "ns3/symmetric-cipher.h"

#include <charconv>

namespace ns3
{

namespace
{

/// Octets of a key after key wrap.
constexpr std::size_t WRAPPED_KEY_SIZE = AES_128_KEY_SIZE + 8;

/// A key, and whether it is the right one or a random one in its place.
struct CandidateKey
{
    Secret key;
    bool isValid{false};
};

/// Octets of the modulus of a key named "rsa-BITS".
std::size_t
GetModulusSize(const std::string& algorithm)
{
    const std::string_view prefix = "rsa-";
    std::size_t bits = 0;
    const char* const end = algorithm.data() + algorithm.size();
    const auto result = std::from_chars(algorithm.data() + prefix.size(), end, bits);
    return result.ec == std::errc() ? bits / 8 : 0;
}

/// RSA decryption that takes the same way whatever was received.
CandidateKey
Transport(CryptoContext& context,
          const PrivateKey& key,
          KeyTransportPadding padding,
          const Octets& encrypted,
          Work& work)
{
    Secret random = context.RandomSecret(AES_128_KEY_SIZE);
    const std::size_t size = GetModulusSize(key.GetAlgorithm());
    const bool fits = encrypted.size() == size;
    Octets block(encrypted);
    if (!fits)
    {
        block.assign(size, '\0'); // any number will do: the operation is for its time only
        block.back() = '\2';
    }
    auto result = DecryptKeyTransport(context, key, padding, block, AES_128_KEY_SIZE, work);
    if (!fits || !result)
    {
        return {std::move(random), false};
    }
    return {std::move(*result), true};
}

/// Key unwrapping that takes the same way whatever was received.
CandidateKey
Unwrap(CryptoContext& context, const CandidateKey& kek, const Octets& encrypted, Work& work)
{
    Secret random = context.RandomSecret(AES_128_KEY_SIZE);
    const bool fits = encrypted.size() == WRAPPED_KEY_SIZE;
    auto result =
        UnwrapKey(context, kek.key, fits ? encrypted : Octets(WRAPPED_KEY_SIZE, '\0'), work);
    if (!fits || !result || !kek.isValid)
    {
        return {std::move(random), false};
    }
    return {std::move(*result), true};
}

/// Key agreement that takes the same way whatever was received.
CandidateKey
Agree(CryptoContext& context, const PrivateKey& key, const EnvelopeRecipient& recipient, Work& work)
{
    Secret random = context.RandomSecret(AES_128_KEY_SIZE);
    Work agreementWork;
    auto result = AgreeKey(context,
                           key,
                           recipient.originatorPoint,
                           recipient.sharedInfo,
                           AES_128_KEY_SIZE,
                           agreementWork);
    if (result)
    {
        work += agreementWork;
        return {std::move(*result), true};
    }
    // No point on the curve: agree with ourselves, so that the operations and their time are those
    // of any other message. What had been begun is not reported twice.
    result = AgreeKey(context,
                      key,
                      key.GetPublicKey().GetPoint(),
                      recipient.sharedInfo,
                      AES_128_KEY_SIZE,
                      work);
    return {std::move(random), false};
}

/// The end of every way: decrypt the content, with the right key or a random one.
tl::expected<OpenedEnvelope, CmsError>
DecryptContent(CryptoContext& context,
               const EnvelopeContent& envelope,
               CandidateKey cek,
               Work& work)
{
    auto content = envelope.cipher == ContentCipher::Aes128Gcm
                       ? DecryptGcm(context,
                                    cek.key,
                                    envelope.nonce,
                                    envelope.associatedData,
                                    envelope.ciphertext,
                                    envelope.tag,
                                    work)
                       : DecryptCbc(context, cek.key, envelope.nonce, envelope.ciphertext, work);
    if (!content || !cek.isValid)
    {
        return tl::unexpected(CmsError::DecryptionFailed);
    }
    return OpenedEnvelope{std::move(*content), std::move(cek.key)};
}

} // namespace

Envelope::Envelope(std::shared_ptr<const EnvelopeContent> content)
    : m_content(std::move(content))
{
}

tl::expected<Envelope, CmsError>
Envelope::Parse(std::string_view der, const CmsLimits& limits)
{
    auto content = ParseEnvelope(der, limits);
    if (!content)
    {
        return tl::unexpected(content.error());
    }
    return Envelope(std::make_shared<const EnvelopeContent>(std::move(*content)));
}

bool
Envelope::IsAuthenticated() const
{
    return m_content->isAuthenticated;
}

int
Envelope::GetVersion() const
{
    return m_content->version;
}

const std::vector<RecipientIdentifier>&
Envelope::GetRecipients() const
{
    return m_content->identifiers;
}

std::optional<CekAttributes>
Envelope::GetCekAttributes() const
{
    return m_content->cek;
}

bool
Envelope::AreCekAttributesAuthenticated() const
{
    return m_content->isCekAuthenticated;
}

bool
Envelope::IsFor(const Certificate& certificate) const
{
    for (const RecipientIdentifier& identifier : m_content->identifiers)
    {
        if (identifier.Matches(certificate))
        {
            return true;
        }
    }
    return false;
}

std::vector<Octets>
Envelope::GetKekIdentifiers() const
{
    std::vector<Octets> identifiers;
    for (const RecipientIdentifier& identifier : m_content->identifiers)
    {
        if (identifier.kind == RecipientIdentifier::Kind::KekIdentifier)
        {
            identifiers.push_back(identifier.value);
        }
    }
    return identifiers;
}

tl::expected<OpenedEnvelope, CmsError>
Envelope::Open(CryptoContext& context, const Credential& credential, Work& work) const
{
    const EnvelopeRecipient* recipient = nullptr;
    for (std::size_t i = 0; i < m_content->identifiers.size() && !recipient; ++i)
    {
        if (m_content->identifiers[i].Matches(credential.certificate))
        {
            recipient = &m_content->recipients[i];
        }
    }
    if (!recipient)
    {
        return tl::unexpected(CmsError::NotARecipient);
    }
    const bool needsRsa =
        recipient->method == KeyEncryption::RsaOaep || recipient->method == KeyEncryption::RsaPkcs1;
    const bool needsEcdh = recipient->method == KeyEncryption::EcdhSha256;
    if ((!needsRsa && !needsEcdh) || needsRsa != credential.certificate.GetPublicKey().IsRsa())
    {
        return tl::unexpected(CmsError::Unsupported);
    }
    if (!(credential.key.GetPublicKey() == credential.certificate.GetPublicKey()))
    {
        return tl::unexpected(CmsError::KeyMismatch);
    }
    if (needsEcdh)
    {
        const CandidateKey kek = Agree(context, credential.key, *recipient, work);
        return DecryptContent(context,
                              *m_content,
                              Unwrap(context, kek, recipient->encryptedKey, work),
                              work);
    }
    const auto padding = recipient->method == KeyEncryption::RsaOaep ? KeyTransportPadding::Oaep
                                                                     : KeyTransportPadding::Pkcs1;
    return DecryptContent(
        context,
        *m_content,
        Transport(context, credential.key, padding, recipient->encryptedKey, work),
        work);
}

tl::expected<OpenedEnvelope, CmsError>
Envelope::OpenWithKek(CryptoContext& context, const KekRecipient& shared, Work& work) const
{
    for (std::size_t i = 0; i < m_content->identifiers.size(); ++i)
    {
        const RecipientIdentifier& identifier = m_content->identifiers[i];
        if (identifier.kind != RecipientIdentifier::Kind::KekIdentifier ||
            identifier.value != shared.identifier)
        {
            continue;
        }
        const EnvelopeRecipient& recipient = m_content->recipients[i];
        if (recipient.method != KeyEncryption::Aes128Wrap ||
            shared.kek.GetSize() != AES_128_KEY_SIZE)
        {
            return tl::unexpected(CmsError::Unsupported);
        }
        const CandidateKey kek{shared.kek, true};
        return DecryptContent(context,
                              *m_content,
                              Unwrap(context, kek, recipient.encryptedKey, work),
                              work);
    }
    return tl::unexpected(CmsError::NotARecipient);
}

} // namespace ns3
