// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/envelope-editor.h"

#include "ns3/der-reader.h"
#include "ns3/der-writer.h"
#include "ns3/envelope-content.h"
#include "ns3/symmetric-cipher.h"
#include "ns3/work.h"

namespace ns3
{

namespace
{

using namespace der_tag;

/**
 * @param sequence content of an EncryptedContentInfo
 * @param parts what is put in
 * @return the EncryptedContentInfo; empty if it cannot be read
 */
Octets
ReplaceContent(std::string_view sequence, const EnvelopeEditor::Parts& parts)
{
    DerReader reader(sequence);
    const DerElement type = reader.ReadAny();
    DerReader algorithm(reader.Read(SEQUENCE).content);
    const DerElement cipher = algorithm.ReadAny();
    const DerElement parameters = algorithm.ReadAny();
    reader.ReadAny();
    Octets written = EncodeDerOctetString(parts.nonce);
    if (parts.isAuthenticated)
    {
        DerReader gcm(parameters.content);
        gcm.ReadAny();
        const auto size = gcm.ReadOptional(INTEGER);
        written = EncodeDer(SEQUENCE, {written, size ? size->raw : std::string_view()});
    }
    if (!reader.IsDone() || !algorithm.IsDone())
    {
        return {};
    }
    return EncodeDer(SEQUENCE,
                     {type.raw,
                      EncodeDer(SEQUENCE, {cipher.raw, written}),
                      EncodeDer(Context(0), parts.ciphertext)});
}

} // namespace

std::optional<EnvelopeEditor::Parts>
EnvelopeEditor::GetParts(std::string_view der)
{
    auto content = ParseEnvelope(der, {});
    if (!content)
    {
        return std::nullopt;
    }
    return Parts{content->isAuthenticated,
                 std::move(content->nonce),
                 std::move(content->ciphertext),
                 std::move(content->tag)};
}

std::optional<Octets>
EnvelopeEditor::Replace(std::string_view der, const Parts& parts)
{
    DerReader outside(der);
    DerReader info(outside.Read(SEQUENCE).content);
    const DerElement type = info.Read(OBJECT_IDENTIFIER);
    DerReader wrapped(info.Read(ContextConstructed(0)).content);
    DerReader body(wrapped.Read(SEQUENCE).content);
    Octets inside(body.Read(INTEGER).raw);
    if (const auto originator = body.ReadOptional(ContextConstructed(0)))
    {
        inside += originator->raw;
    }
    inside += body.Read(SET).raw; // RecipientInfos
    const Octets encrypted = ReplaceContent(body.Read(SEQUENCE).content, parts);
    inside += encrypted;
    while (!body.IsAtEnd())
    {
        const DerElement next = body.ReadAny(); // attributes, and the MAC between them
        inside += next.tag == OCTET_STRING ? EncodeDerOctetString(parts.mac) : Octets(next.raw);
    }
    const bool isGood = info.IsGood() && wrapped.IsGood() && body.IsGood();
    if (!isGood || encrypted.empty())
    {
        return std::nullopt;
    }
    return EncodeDer(
        SEQUENCE,
        {type.raw, EncodeDer(ContextConstructed(0), EncodeDer(SEQUENCE, Octets(inside)))});
}

std::optional<Octets>
EnvelopeEditor::Reseal(CryptoContext& context,
                       std::string_view der,
                       const Secret& cek,
                       std::string_view content)
{
    const auto envelope = ParseEnvelope(der, {});
    if (!envelope)
    {
        return std::nullopt;
    }
    Work work; // an attacker's computer is no node of the simulation
    Parts parts;
    parts.isAuthenticated = envelope->isAuthenticated;
    if (parts.isAuthenticated)
    {
        parts.nonce = context.Random(GCM_NONCE_SIZE);
        auto sealed =
            EncryptGcm(context, cek, parts.nonce, envelope->associatedData, content, work);
        if (!sealed)
        {
            return std::nullopt;
        }
        parts.ciphertext = std::move(sealed->ciphertext);
        parts.mac = sealed->tag.substr(0, envelope->tag.size());
    }
    else
    {
        parts.nonce = context.Random(AES_BLOCK_SIZE);
        auto sealed = EncryptCbc(context, cek, parts.nonce, content, work);
        if (!sealed)
        {
            return std::nullopt;
        }
        parts.ciphertext = std::move(*sealed);
    }
    return Replace(der, parts);
}

} // namespace ns3
