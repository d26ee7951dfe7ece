// SPDX-License-Identifier: GPL-2.0-only

#include "hostile-bodies.h"

#include "ns3/abort.h"
#include "ns3/certs-only.h"
#include "ns3/cms-attribute.h"
#include "ns3/cms-oid.h"
#include "ns3/der-reader.h"
#include "ns3/der-writer.h"
#include "ns3/envelope-sealer.h"
#include "ns3/mime-entity.h"
#include "ns3/signed-data.h"
#include "ns3/smime-entity.h"

#include <algorithm>

namespace ns3
{

namespace
{

constexpr std::size_t MANY = 10000;
const std::string ENVELOPED = "application/pkcs7-mime;smime-type=enveloped-data;name=smime.p7m";
const std::string SIGNED = "application/pkcs7-mime;smime-type=signed-data;name=smime.p7m";
const std::string PLAIN = "Content-Type: application/sdp\r\n\r\nv=0 mallory";

/**
 * \param der an EnvelopedData
 * \param attributes in DER, in whatever order and number
 * \return the same with these unprotectedAttrs in place of its own
 */
Octets
ReplaceAttributes(std::string_view der, const Octets& attributes)
{
    DerReader outer(DerReader(der).Read(der_tag::SEQUENCE).content);
    const auto type = outer.Read(der_tag::OBJECT_IDENTIFIER);
    DerReader explicitly(outer.Read(der_tag::ContextConstructed(0)).content);
    DerReader inner(explicitly.Read(der_tag::SEQUENCE).content);
    Octets members;
    while (!inner.IsAtEnd() && inner.PeekTag() != der_tag::ContextConstructed(1))
    {
        members += inner.ReadAny().raw;
    }
    members += EncodeDer(der_tag::ContextConstructed(1), attributes);
    return EncodeDer(
        der_tag::SEQUENCE,
        {type.raw,
         EncodeDer(der_tag::ContextConstructed(0), EncodeDer(der_tag::SEQUENCE, members))});
}

/**
 * \param count number of attributes
 * \param octets octets of each reference
 * \return that many CEKReferences
 */
Octets
MakeReferences(std::size_t count, std::size_t octets)
{
    Octets all;
    for (std::size_t i = 0; i < count; ++i)
    {
        Octets reference(octets, 'r');
        reference.replace(0, std::min<std::size_t>(8, octets), std::to_string(10000000 + i));
        all += EncodeAttribute(cms_oid::CEK_REFERENCE, EncodeDerOctetString(reference));
    }
    return all;
}

/**
 * \param depth how many multiparts, one in the other
 * \return the type of the outermost and its body
 */
SipBody
NestMultiparts(std::size_t depth)
{
    std::string open;
    std::string close;
    for (std::size_t i = 1; i < depth; ++i)
    {
        const auto boundary = "b" + std::to_string(i);
        open += "--b" + std::to_string(i - 1) +
                "\r\nContent-Type: multipart/mixed;boundary=" + boundary + "\r\n\r\n";
        close.insert(0, "\r\n--" + boundary + "--");
    }
    return {"multipart/mixed;boundary=b0",
            open + "--b" + std::to_string(depth - 1) + "\r\n" + PLAIN + close + "\r\n--b0--\r\n"};
}

/**
 * Makes the bodies.
 */
class HostileBodyMaker
{
  public:
    /**
     * \param author whose credential signs
     * \param readers the certificates that bodies are encrypted to
     */
    HostileBodyMaker(const Party& author, const std::vector<Certificate>& readers)
        : m_author(author)
        , m_readers(readers)
    {
    }

    /**
     * \param content a MIME entity
     * \param options how to encrypt
     * \return the CMS structure
     */
    Octets
    Seal(std::string_view content, const EnvelopeOptions& options = {})
    {
        const auto sealed =
            SealEnvelope(*m_author.context, content, m_readers, {}, options, m_work);
        NS_ABORT_MSG_IF(!sealed, "cannot encrypt");
        return sealed->der;
    }

    /**
     * \param content a MIME entity
     * \return the CMS structure
     */
    Octets
    Sign(std::string_view content)
    {
        const auto der = SignData(*m_author.context, content, m_author.credential, {}, m_work);
        NS_ABORT_MSG_IF(!der, "cannot sign");
        return *der;
    }

    /**
     * \param depth how many layers
     * \param isSigned true: signatures; false: envelopes
     * \return the CMS structure of the outermost
     */
    Octets
    Nest(std::size_t depth, bool isSigned)
    {
        Octets content = PLAIN;
        Octets der;
        for (std::size_t i = 0; i < depth; ++i)
        {
            der = isSigned ? Sign(content) : Seal(content);
            content = MakeSmimeEntity(der)->Serialize();
        }
        return der;
    }

    /**
     * \param count how many
     * \return a good SignedData with that many certificates
     */
    Octets
    SignWithCertificates(std::size_t count)
    {
        const Octets der = Sign(PLAIN);
        DerReader outer(DerReader(der).Read(der_tag::SEQUENCE).content);
        const auto type = outer.Read(der_tag::OBJECT_IDENTIFIER);
        DerReader explicitly(outer.Read(der_tag::ContextConstructed(0)).content);
        DerReader inner(explicitly.Read(der_tag::SEQUENCE).content);
        Octets certificates;
        for (std::size_t i = 0; i < count; ++i)
        {
            certificates += m_author.credential.certificate.GetDer();
        }
        Octets members;
        while (!inner.IsAtEnd())
        {
            const auto member = inner.ReadAny();
            members += member.tag == der_tag::ContextConstructed(0)
                           ? EncodeDer(member.tag, certificates)
                           : Octets(member.raw);
        }
        return EncodeDer(
            der_tag::SEQUENCE,
            {type.raw,
             EncodeDer(der_tag::ContextConstructed(0), EncodeDer(der_tag::SEQUENCE, members))});
    }

    /**
     * \return an EnvelopedData with as many recipients as there can be, many times over
     */
    Octets
    SealForMany()
    {
        EnvelopeOptions options;
        options.cipher = ContentCipher::Aes128Cbc;
        const Octets der = Seal(PLAIN, options);
        DerReader outer(DerReader(der).Read(der_tag::SEQUENCE).content);
        const auto type = outer.Read(der_tag::OBJECT_IDENTIFIER);
        DerReader explicitly(outer.Read(der_tag::ContextConstructed(0)).content);
        DerReader inner(explicitly.Read(der_tag::SEQUENCE).content);
        Octets members;
        while (!inner.IsAtEnd())
        {
            const auto member = inner.ReadAny();
            Octets recipients;
            for (std::size_t i = 0; i < 1000 && member.tag == der_tag::SET; ++i)
            {
                recipients += member.content;
            }
            members += member.tag == der_tag::SET ? EncodeDer(der_tag::SET, recipients)
                                                  : Octets(member.raw);
        }
        return EncodeDer(
            der_tag::SEQUENCE,
            {type.raw,
             EncodeDer(der_tag::ContextConstructed(0), EncodeDer(der_tag::SEQUENCE, members))});
    }

  private:
    const Party& m_author;              //!< whose credential signs
    std::vector<Certificate> m_readers; //!< encrypted to these
    Work m_work;                        //!< what it took; nobody asks
};

} // namespace

std::vector<HostileBody>
MakeHostileBodies(const Party& author, const std::vector<Certificate>& readers)
{
    HostileBodyMaker maker(author, readers);
    EnvelopeOptions cbc;
    cbc.cipher = ContentCipher::Aes128Cbc;
    cbc.cek = CekAttributes{"12345678", uint32_t{1} << 31};
    const Octets good = maker.Seal(PLAIN, cbc);
    const std::set<int> malformed{400, 496};
    const std::set<int> undecipherable{493, 496};
    std::vector<HostileBody> bodies{
        {"no octets: an offer is asked for, and cannot be encrypted", {ENVELOPED, ""}, {493}},
        {"one octet", {ENVELOPED, "\x30"}, malformed},
        {"zeros", {ENVELOPED, Octets(100000, '\0')}, malformed},
        {"text", {ENVELOPED, Octets(1000, 'a')}, malformed},
        {"half a megabyte of nothing", {ENVELOPED, Octets(500000, '\x30')}, malformed},
        {"a length that goes beyond the end",
         {ENVELOPED, "\x30\x84\x7f\xff\xff\xff\x06"},
         malformed},
        {"ten thousand indefinite lengths",
         {ENVELOPED,
          []()
          {
              Octets der;
              for (std::size_t i = 0; i < MANY; ++i)
              {
                  der += Octets("\x30\x80", 2);
              }
              return der;
          }()},
         malformed},
        {"ten thousand lengths, one in the other",
         {ENVELOPED,
          []()
          {
              Octets der;
              for (std::size_t i = 0; i < MANY; ++i)
              {
                  der.insert(0, EncodeDer(der_tag::SEQUENCE, Octets()).substr(0, 1) + '\x7f');
              }
              return der;
          }()},
         malformed},
        {"a thousand multiparts, one in the other", NestMultiparts(1000), malformed},
        {"ten thousand parts",
         {"multipart/mixed;boundary=b",
          []()
          {
              Octets parts;
              for (std::size_t i = 0; i < MANY; ++i)
              {
                  parts += "--b\r\nContent-Type: " + ENVELOPED + "\r\n\r\nx\r\n";
              }
              return parts + "--b--\r\n";
          }()},
         malformed},
        {"a multipart that does not end",
         {"multipart/mixed;boundary=b", "--b\r\n" + PLAIN},
         malformed},
        {"a multipart without boundary",
         {"multipart/mixed", "--b\r\n" + PLAIN + "\r\n--b--"},
         malformed},
        {"a boundary of ten thousand octets",
         {"multipart/mixed;boundary=" + Octets(MANY, 'b'), "--b\r\n" + PLAIN + "\r\n--b--"},
         malformed},
        {"a certificate bomb: certs-only with a thousand",
         {"application/pkcs7-mime;smime-type=certs-only",
          MakeCertsOnly(std::vector<Certificate>(1000, author.credential.certificate))},
         {488, 496}},
        {"a certificate bomb: signed, with a thousand",
         {SIGNED, maker.SignWithCertificates(1000)},
         {403, 496}},
        {"forty signatures, one in the other", {SIGNED, maker.Nest(40, true)}, {400, 403, 496}},
        {"forty envelopes, one in the other", {ENVELOPED, maker.Nest(40, false)}, {488, 493, 496}},
        {"a thousand recipients", {ENVELOPED, maker.SealForMany()}, malformed},
        {"ten thousand CEKReferences in one message",
         {ENVELOPED, ReplaceAttributes(good, MakeReferences(MANY, 8))},
         malformed},
        {"two CEKReferences (RFC 3185 section 3: one)",
         {ENVELOPED, ReplaceAttributes(good, MakeReferences(2, 8))},
         malformed},
        {"a CEKReference of sixty thousand octets",
         {ENVELOPED, ReplaceAttributes(good, MakeReferences(1, 60000))},
         malformed},
        {"a CEKMaxDecrypts of 2^31 (RFC 3185 section 6)", {ENVELOPED, good}, {}},
        {"a CEKMaxDecrypts of 0 (RFC 3185 section 5: 1 at least)",
         {ENVELOPED,
          ReplaceAttributes(good,
                            MakeReferences(1, 8) +
                                EncodeAttribute(cms_oid::CEK_MAX_DECRYPTS, EncodeDerUnsigned(0)))},
         malformed},
        {"another one's answer",
         {ENVELOPED, HostileBodyMaker(author, {author.credential.certificate}).Seal(PLAIN)},
         undecipherable},
    };
    for (std::size_t size = 1; size < good.size(); size += 1 + good.size() / 12)
    {
        bodies.push_back({"cut after " + std::to_string(size) + " octets",
                          {ENVELOPED, good.substr(0, size)},
                          malformed});
    }
    return bodies;
}

tl::expected<void, SipReply>
HostileBodyPolicy::PrepareRequest(SipMessage& request, const SipDialogContext&, Work&)
{
    Put(request);
    return {};
}

tl::expected<void, SipReply>
HostileBodyPolicy::PrepareResponse(SipMessage& response, const SipDialogContext&, Work&)
{
    Put(response);
    return {};
}

tl::expected<SipBody, SipReply>
HostileBodyPolicy::OpenRequest(const SipMessage&, const SipDialogContext&, Work&)
{
    return SipBody{"application/sdp", "v=0"};
}

tl::expected<SipBody, SipReply>
HostileBodyPolicy::OpenResponse(const SipMessage&, const SipDialogContext&, Work&)
{
    return SipBody{"application/sdp", "v=0"};
}

void
HostileBodyPolicy::Put(SipMessage& message) const
{
    if (!body.contentType.empty() && !message.GetBody().empty())
    {
        message.SetBody(body.content, body.contentType);
    }
    if (tamper)
    {
        tamper(message);
    }
}

} // namespace ns3
