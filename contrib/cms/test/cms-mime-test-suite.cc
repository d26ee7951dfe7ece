// SPDX-License-Identifier: GPL-2.0-only
// MIME entities, multiparts and their signatures.

#include "cms-test-case.h"
#include "cms-test-world.h"

#include "ns3/envelope-sealer.h"
#include "ns3/mime-multipart.h"
#include "ns3/smime-entity.h"

using namespace ns3;

namespace
{

void
KeepsOctets(CmsTestCase& t)
{
    const std::string entities[] = {
        "Content-Type: application/sdp\r\n\r\nv=0\r\n",
        "content-TYPE :  text/plain;\r\n\tcharset=\"utf-8\"\r\nX: \r\n\r\n" + Octets("\0\xff\n", 3),
        "A: 1\nB: 2\n\nbody",
        "A: 1\r\n\r\n",
        "A: 1\r\n",
        "A: 1",
        "\r\nonly a body",
        "\nonly a body",
        "",
    };
    for (const std::string& octets : entities)
    {
        const auto entity = MimeEntity::Parse(octets);
        t.Expect(entity && entity->Serialize() == octets, "byte-exact: " + octets);
    }
    const auto folded = MimeEntity::Parse(entities[1]);
    t.Expect(folded->GetField("Content-Type") == "text/plain;\tcharset=\"utf-8\"", "unfolded");
    t.Expect(folded->GetContentType()->GetParameter("CHARSET") == "utf-8", "its parameter");
    t.Expect(folded->GetField("x") == "" && !folded->GetField("y"), "empty is not absent");
    t.Expect(folded->GetBody() == Octets("\0\xff\n", 3), "body");
}

void
ChangesFields(CmsTestCase& t)
{
    auto entity = *MimeEntity::Parse("A:  1\r\nB: 2\r\na: 3\r\nC:4\r\n\r\nbody");
    entity.SetField("a", "new\r\nInjected: x");
    t.Expect(entity.Serialize() == "a: newInjected: x\r\nB: 2\r\nC:4\r\n\r\nbody",
             "the first is replaced, the others go, no line is smuggled in");
    entity.RemoveField("b");
    entity.SetField("D", "5");
    t.Expect(entity.Serialize() == "a: newInjected: x\r\nC:4\r\nD: 5\r\n\r\nbody", "in order");
    auto open = *MimeEntity::Parse("A: 1");
    open.SetBody("body");
    t.Expect(open.Serialize() == "A: 1\r\n\r\nbody", "an empty line is added");
    const MimeEntity fresh("application/sdp", "v=0\r\n");
    t.Expect(fresh.Serialize() == "Content-Type: application/sdp\r\n\r\nv=0\r\n", "from scratch");
}

void
RefusesBadEntities(CmsTestCase& t)
{
    const std::string bad[] = {"no colon\r\n\r\nbody",
                               ": no name\r\n\r\n",
                               " folded from nothing\r\n\r\n",
                               "a b: c\r\n\r\n",
                               Octets("A: \0\r\n\r\n", 8),
                               "A: b\rc\r\n\r\n",
                               Octets("\x30\x82\x01\x00", 4)};
    for (const std::string& octets : bad)
    {
        const auto entity = MimeEntity::Parse(octets);
        t.Expect(!entity && entity.error() == MimeError::Malformed, ToHex(octets));
    }
    const auto limited = [](const std::string& octets, auto change)
    {
        MimeLimits limits;
        change(limits);
        const auto entity = MimeEntity::Parse(octets, limits);
        return !entity && entity.error() == MimeError::LimitExceeded;
    };
    const std::string good = "A: 1\r\nB: 2\r\n\r\nbody";
    t.Expect(!limited(good,
                      [](MimeLimits& limits)
                      {
                          limits.maxFields = 2;
                      }),
             "two fields");
    t.Expect(limited(good,
                     [](MimeLimits& limits)
                     {
                         limits.maxFields = 1;
                     }),
             "one field");
    t.Expect(!limited(good,
                      [](MimeLimits& limits)
                      {
                          limits.maxHeaderOctets = 12;
                      }),
             "12 octets");
    t.Expect(limited(good,
                     [](MimeLimits& limits)
                     {
                         limits.maxHeaderOctets = 11;
                     }),
             "11 octets");
    t.Expect(!limited(good,
                      [](MimeLimits& limits)
                      {
                          limits.maxOctets = 18;
                      }),
             "18 octets");
    t.Expect(limited(good,
                     [](MimeLimits& limits)
                     {
                         limits.maxOctets = 17;
                     }),
             "17 octets");
    t.Expect(limited("A: " + std::string(100000, 'x'),
                     [](MimeLimits&)
                     {
                     }),
             "a long line");
}

void
ReadsParameters(CmsTestCase& t)
{
    const auto type = MimeValue::Parse("application/pkcs7-mime;smime-type=enveloped-data;\r\n"
                                       "  Name = \"a;\\\"b\\\\.p7m\" ; x=\"\"");
    t.Expect(type && type->Is("Application/PKCS7-mime"), "value");
    t.Expect(type->GetParameter("SMIME-TYPE") == "enveloped-data", "token");
    t.Expect(type->GetParameter("name") == "a;\"b\\.p7m", "quoted string");
    t.Expect(type->GetParameter("x") == "", "empty string");
    t.Expect(type->GetParameters().size() == 3, "three");
    const auto again = MimeValue::Parse(type->ToString());
    t.Expect(again && again->GetParameters() == type->GetParameters(), type->ToString());
    for (const char* bad : {"",
                            ";a=b",
                            "a/b;",
                            "a/b; =c",
                            "a/b; c",
                            "a/b; c=",
                            "a/b; c=\"d",
                            "a/b; c=\"d\\",
                            "a/b; c=d; C=e",
                            "a/b c",
                            "a/b; c=d e",
                            "a/b; c=\"\r\""})
    {
        const auto value = MimeValue::Parse(bad);
        t.Expect(!value && value.error() == MimeError::Malformed, bad);
    }
    std::string many = "a/b";
    for (int i = 0; i < 33; ++i)
    {
        many += ";p" + std::to_string(i) + "=1";
    }
    const auto value = MimeValue::Parse(many);
    t.Expect(!value && value.error() == MimeError::LimitExceeded, "too many");
}

void
DecodesBodies(CmsTestCase& t)
{
    Octets all;
    for (int i = 0; i < 256; ++i)
    {
        all.push_back(static_cast<char>(i));
    }
    MimeEntity entity("application/octet-stream", "");
    for (const auto encoding : {TransferEncoding::Binary, TransferEncoding::Base64})
    {
        for (const Octets& content : {Octets(), all, Octets(99999, 'x'), Octets(100000, '\0')})
        {
            entity.EncodeBody(content, encoding);
            const auto parsed = MimeEntity::Parse(entity.Serialize());
            t.Expect(parsed && parsed->DecodeBody() == content, "there and back");
            const bool isText = parsed->GetBody().find('\0') == Octets::npos;
            t.Expect(encoding == TransferEncoding::Binary || isText, "base64 is text");
        }
    }
    t.Expect(MimeEntity("a/b", all).DecodeBody() == all, "absent is binary, as in SIP");
    entity.SetField("Content-Transfer-Encoding", "quoted-printable");
    t.Expect(entity.DecodeBody().error() == MimeError::Unsupported, "not supported");
    entity.SetField("Content-Transfer-Encoding", "BASE64");
    entity.SetBody("?");
    t.Expect(entity.DecodeBody().error() == MimeError::Malformed, "not base64");
}

void
TakesMultipartsApart(CmsTestCase& t)
{
    const auto parse = [](const std::string& body)
    {
        return ParseMultipart(MimeEntity("multipart/mixed; boundary=\"b\"", body));
    };
    const auto parts = parse("preamble\r\n--b  \r\nA: 1\r\n\r\none\r\n\r\n--b\r\n\r\n"
                             "--bx is no boundary\r\nnor is --b\r\n--b--not\r\n--b--\r\nepilogue");
    if (t.Expect(parts && parts->size() == 2, "two parts"))
    {
        t.Expect((*parts)[0].Serialize() == "A: 1\r\n\r\none\r\n", "the first, byte-exact");
        t.Expect((*parts)[1].GetBody() == "--bx is no boundary\r\nnor is --b\r\n--b--not",
                 "the second: " + (*parts)[1].GetBody());
    }
    const auto tight = parse("--b\r\n--b\r\nA: 1\r\n--b--");
    t.Expect(tight && tight->size() == 2 && (*tight)[0].Serialize().empty() &&
                 (*tight)[1].Serialize() == "A: 1",
             "empty parts and parts without a body");
    const auto lines = parse("--b\nA: 1\n\none\n--b--\n");
    t.Expect(lines && (*lines)[0].Serialize() == "A: 1\n\none", "with bare LF");
    for (const char* bad : {"", "--b", "--b--", "--b\r\n\r\nno end", "\r\n --b\r\n\r\n\r\n --b--"})
    {
        t.Expect(!parse(bad) && parse(bad).error() == MimeError::Malformed, bad);
    }
    for (const char* type : {"text/plain",
                             "multipart/mixed",
                             "multipart/mixed; boundary=\"\"",
                             "multipart/mixed; boundary=\"a \"",
                             "multipart/mixed; boundary=\"@\""})
    {
        const auto result = ParseMultipart(MimeEntity(type, "--b\r\n\r\n\r\n--b--"));
        t.Expect(!result && result.error() == MimeError::NotMultipart, type);
    }
}

void
BuildsMultiparts(CmsTestCase& t)
{
    Octets binary;
    for (int i = 0; i < 70000; ++i)
    {
        binary.push_back(static_cast<char>(i * 7 + i / 256));
    }
    const std::vector<MimeEntity> parts{MimeEntity("application/sdp", "v=0\r\n"),
                                        MimeEntity("a/b", binary + "\r\n--b\r\n--b--\r\n"),
                                        MimeEntity("a/b", Octets("\r\n\0\r\n", 5))};
    t.Expect(BuildMultipart(MimeValue("multipart/mixed"), parts, "b").error() ==
                 MimeError::BoundaryInContent,
             "a boundary that occurs is refused");
    const Octets boundary = ChooseBoundary("b", parts);
    t.Expect(boundary == ChooseBoundary("b", parts), "the same each time");
    const std::vector<MimeEntity> awkward{MimeEntity("a/b", "\r\n--b-1\r\n--b-2")};
    t.Expect(ChooseBoundary("b", awkward) == "b-3", "one that does not occur");
    for (const char* type : {"multipart/mixed", "multipart/alternative"})
    {
        const auto entity = BuildMultipart(MimeValue(type), parts, boundary);
        const auto again = ParseMultipart(*MimeEntity::Parse(entity->Serialize()));
        t.Expect(again && again->size() == parts.size(), "as many parts");
        for (std::size_t i = 0; i < parts.size(); ++i)
        {
            t.Expect((*again)[i].Serialize() == parts[i].Serialize(), "byte-exact");
        }
    }
    for (const Octets& bad : {Octets(), Octets(71, 'x'), Octets("x "), Octets("x\r\n")})
    {
        t.Expect(!BuildMultipart(MimeValue("multipart/mixed"), parts, bad), "no boundary");
    }
    t.Expect(!BuildMultipart(MimeValue("multipart/mixed"), {}, "b"), "no part");
    t.Expect(!BuildMultipart(MimeValue("text/plain"), parts, boundary), "no multipart");
}

void
BoundsMultiparts(CmsTestCase& t)
{
    MimeEntity nested("text/plain", "leaf");
    nested.SetField("Content-ID", "<leaf@example.com>");
    for (int depth = 1; depth <= 5; ++depth)
    {
        nested = *BuildMultipart(MimeValue("multipart/mixed"),
                                 {nested, MimeEntity("a/b", std::to_string(depth))},
                                 "b" + std::to_string(depth));
        const auto leaves = CollectLeaves(nested);
        if (depth == 5)
        {
            t.Expect(!leaves && leaves.error() == MimeError::LimitExceeded, "too deep");
            break;
        }
        t.Expect(leaves && leaves->size() == static_cast<std::size_t>(depth) + 1, "all leaves");
        t.Expect(leaves->front().GetBody() == "leaf", "in order");
        t.Expect(leaves->front().GetContentId() == "leaf@example.com", "its identifier");
        t.Expect(leaves->back().GetBody() == std::to_string(depth), "in order");
    }
    const std::vector<MimeEntity> parts(33, MimeEntity("a/b", "x"));
    const auto wide = BuildMultipart(MimeValue("multipart/mixed"), parts, "b");
    t.Expect(ParseMultipart(*wide).error() == MimeError::LimitExceeded, "too many parts");
    t.Expect(CollectLeaves(*wide).error() == MimeError::LimitExceeded, "also over all levels");
    t.Expect(CollectLeaves(MimeEntity("a/b", "x"))->size() == 1, "its own leaf");
    t.Expect(CollectLeaves(MimeEntity("multipart/mixed", "x")).error() == MimeError::Malformed,
             "a multipart without boundary");
}

void
TellsKinds(CmsTestCase& t)
{
    const std::string mime = "application/pkcs7-mime";
    t.Expect(GetSmimeKind(MimeEntity("application/sdp", "")) == SmimeKind::None, "plain");
    t.Expect(GetSmimeKind(MimeEntity(mime + "; smime-type=enveloped-data", "")) ==
                 SmimeKind::Enveloped,
             "enveloped");
    t.Expect(GetSmimeKind(MimeEntity(mime + "; smime-type=AUTHENVELOPED-data", "")) ==
                 SmimeKind::AuthEnveloped,
             "auth-enveloped");
    t.Expect(GetSmimeKind(MimeEntity(mime + "; smime-type=signed-data", "")) == SmimeKind::Signed,
             "signed");
    t.Expect(GetSmimeKind(MimeEntity(mime + "; smime-type=certs-only", "")) == SmimeKind::None,
             "another");
    t.Expect(GetSmimeKind(MimeEntity(mime, "\x30\x80\x06")) == SmimeKind::None, "nothing in it");
    CmsTestWorld world;
    Work work;
    const auto sealed = SealEnvelope(*world.Ec(1).context, "x", {}, {world.Kek(1)}, {}, work);
    for (const auto encoding : {TransferEncoding::Binary, TransferEncoding::Base64})
    {
        auto entity = MakeSmimeEntity(sealed->der, encoding);
        t.Expect(ExtractCms(*entity) == sealed->der, "there and back");
        entity->SetField("Content-Type", mime);
        t.Expect(GetSmimeKind(*entity) == SmimeKind::AuthEnveloped, "without smime-type");
    }
    t.Expect(!MakeSmimeEntity("\x30\x03\x02\x01\x05"), "no CMS");
    t.Expect(ExtractCms(MimeEntity("text/plain", "")).error() == MimeError::Unsupported, "no CMS");
}

/// Sign in both forms; any octet that changes is noticed.
void
SignsEntities(CmsTestCase& t)
{
    CmsTestWorld world;
    const CmsParty& alice = world.Ec(1);
    CryptoContext& reader = *world.Ec(2).context;
    const auto content = MimeEntity::Parse("Content-Type: application/sdp\r\nX:  odd \r\n\r\n" +
                                           Octets("v=0\r\n\0\xff\r\n", 9));
    Work signing;
    SignOptions options;
    options.signingTime = 2524607999; // the last second of 2049
    const auto multipart = SignMultipart(*alice.context,
                                         *content,
                                         alice.credential,
                                         options,
                                         TransferEncoding::Binary,
                                         "b",
                                         signing);
    const std::string expected = "digest/sha-256 x1;sign/ecdsa-p-256-sha-256 x1;";
    t.Expect(multipart && Summarize(signing) == expected, Summarize(signing));
    t.Expect(GetSmimeKind(*multipart) == SmimeKind::MultipartSigned, "its kind");
    options.signingTime = 2524608000; // one later: GeneralizedTime
    Work work;
    const auto der =
        SignData(*alice.context, content->Serialize(), alice.credential, options, work);
    const auto opaque = MakeSmimeEntity(*der);
    for (const MimeEntity* entity : {&*multipart, &*opaque})
    {
        Work verifying;
        const auto verified = VerifySmime(reader, *entity, {}, {}, {}, verifying);
        t.Expect(verified && verified->content == content->Serialize(), "what was signed");
        t.Expect(verified->signer == alice.credential.certificate, "who signed");
        t.Expect(verified->signingTime == (entity == &*multipart ? 2524607999 : 2524608000),
                 "when it is said to be signed");
        t.Expect(Summarize(verifying) == "digest/sha-256 x1;verify/ecdsa-p-256-sha-256 x1;",
                 Summarize(verifying));
        const Octets octets = entity->Serialize();
        for (std::size_t i = 0; i < octets.size(); ++i)
        {
            const auto changed = MimeEntity::Parse(Flip(octets, i, '\4'));
            if (changed)
            {
                const auto result = VerifySmime(reader, *changed, {}, {}, {}, work);
                t.Expect(!result || result->content == content->Serialize(),
                         "no other content at octet " + std::to_string(i));
            }
        }
    }
    const Credential mixed{alice.credential.certificate, world.Ec(2).credential.key};
    t.Expect(SignData(reader, "x", mixed, {}, work).error() == CmsError::KeyMismatch,
             "a key of somebody else");
}

/// The suite.
class CmsMimeTestSuite : public TestSuite
{
  public:
    CmsMimeTestSuite()
        : TestSuite("cms-mime")
    {
        Add("RFC 2045 s3: an entity is kept octet by octet", KeepsOctets);
        Add("fields are set, added and removed in order", ChangesFields);
        Add("bad and large entities are refused", RefusesBadEntities);
        Add("RFC 2045 s5.1: parameters", ReadsParameters);
        Add("RFC 2045 s6: transfer encodings, at 0, 99999 and 100000 octets too", DecodesBodies);
        Add("RFC 2046 s5.1: multiparts are taken apart", TakesMultipartsApart);
        Add("RFC 2046 s5.1: multiparts are built, of any octets", BuildsMultiparts);
        Add("multiparts are bounded in depth and number", BoundsMultiparts);
        Add("RFC 8551 s3.2: kinds of entities", TellsKinds);
        Add("RFC 8551 s3.5: signatures notice any change", SignsEntities);
    }

  private:
    void
    Add(const std::string& name, CmsTestCase::Body body)
    {
        AddTestCase(new CmsTestCase(name, std::move(body)));
    }
};

const CmsMimeTestSuite g_cmsMimeTestSuite;

} // namespace
