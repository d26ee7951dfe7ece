// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/careless-inspection.h"

#include "ns3/envelope-content.h"
#include "ns3/held-keys.h"
#include "ns3/key-holder.h"
#include "ns3/mime-entity.h"
#include "ns3/sip-proxy.h"
#include "ns3/symmetric-cipher.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(CarelessInspection);

namespace
{

/**
 * @param finding what was found out
 * @return how it is told
 */
const char*
Describe(CarelessInspection::Finding finding)
{
    switch (finding)
    {
    case CarelessInspection::Finding::BadKeyPadding:
        return "padding of the key";
    case CarelessInspection::Finding::BadPadding:
        return "padding of the content";
    default:
        break;
    }
    return "content";
}

} // namespace

TypeId
CarelessInspection::GetTypeId()
{
    static TypeId tid = TypeId("ns3::CarelessInspection")
                            .SetParent<SipProxyPolicy>()
                            .SetGroupName("Adversary")
                            .AddConstructor<CarelessInspection>();
    return tid;
}

void
CarelessInspection::SetCredential(std::shared_ptr<CryptoContext> context,
                                  const Credential& credential)
{
    m_context = std::move(context);
    m_credential = credential;
    m_lastEncrypted.clear();
}

std::optional<Secret>
CarelessInspection::DecryptKey(const Octets& encrypted)
{
    if (encrypted == m_lastEncrypted && !encrypted.empty())
    {
        return m_lastKey;
    }
    m_lastEncrypted = encrypted;
    m_lastKey.reset();
    // The operation as it is, and the padding judged by hand, as old libraries did it.
    const auto& holder = m_credential->key.GetHolder();
    const std::unique_ptr<EVP_PKEY_CTX, void (*)(EVP_PKEY_CTX*)> state(
        EVP_PKEY_CTX_new_from_pkey(holder->GetLibrary()->Get(), holder->GetNative(), nullptr),
        EVP_PKEY_CTX_free);
    Octets block(holder->GetSize(), '\0');
    std::size_t size = block.size();
    const bool isGood = state && EVP_PKEY_decrypt_init(state.get()) > 0 &&
                        EVP_PKEY_CTX_set_rsa_padding(state.get(), RSA_NO_PADDING) > 0 &&
                        EVP_PKEY_decrypt(state.get(),
                                         reinterpret_cast<unsigned char*>(block.data()),
                                         &size,
                                         reinterpret_cast<const unsigned char*>(encrypted.data()),
                                         encrypted.size()) > 0;
    ERR_clear_error();
    const std::size_t end = isGood ? block.find('\0', 2) : Octets::npos;
    if (!isGood || block[0] != '\0' || block[1] != '\2' || end == Octets::npos || end < 10)
    {
        return std::nullopt;
    }
    Octets key = block.substr(end + 1);
    key.resize(AES_128_KEY_SIZE, '\0'); // whatever its length is
    m_lastKey = Secret(key);
    return m_lastKey;
}

CarelessInspection::Finding
CarelessInspection::Inspect(const Octets& der)
{
    const auto envelope = ParseEnvelope(der, {});
    for (std::size_t i = 0; envelope && m_credential && i < envelope->recipients.size(); ++i)
    {
        const EnvelopeRecipient& recipient = envelope->recipients[i];
        if (!envelope->identifiers[i].Matches(m_credential->certificate) ||
            recipient.method != KeyEncryption::RsaPkcs1 ||
            envelope->cipher != ContentCipher::Aes128Cbc)
        {
            continue;
        }
        const auto key = DecryptKey(recipient.encryptedKey);
        if (!key)
        {
            return Finding::BadKeyPadding;
        }
        Work work;
        const auto content =
            DecryptCbc(*m_context, *key, envelope->nonce, envelope->ciphertext, work);
        if (!content)
        {
            return Finding::BadPadding;
        }
        return MimeEntity::Parse(*content) ? Finding::Read : Finding::BadContent;
    }
    return Finding::Nothing;
}

SipVerdict
CarelessInspection::OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work)
{
    for (const Octets& der : HeldKeys::FindEnvelopes(request))
    {
        const Finding finding = Inspect(der);
        if (finding != Finding::Nothing && finding != Finding::Read)
        {
            const std::string host = context.proxy ? context.proxy->GetHost() : "invalid";
            return SipVerdict::Respond(
                {496,
                 "Proxy Undecipherable",
                 {{"Warning", "382 " + host + " \"" + Describe(finding) + "\""}},
                 {"application/pkix-cert", m_credential->certificate.GetDer()}});
        }
    }
    return SipVerdict::Continue();
}

} // namespace ns3
