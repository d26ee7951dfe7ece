// SPDX-License-Identifier: GPL-2.0-only
// PASSporTs and Identity header fields by themselves: RFC 8225, RFC 8224, RFC 7515.

#include "sip-test-network.h"

#include "ns3/certificate-authority.h"
#include "ns3/jose-encoding.h"
#include "ns3/sip-date.h"
#include "ns3/sip-identity-header.h"
#include "ns3/sip-identity-verifier.h"
#include "ns3/sip-parser.h"
#include "ns3/sip-passport.h"
#include "ns3/sip-replay-memory.h"

#include <fstream>
#include <map>
#include <optional>

using namespace ns3;

namespace
{

using Vector = std::map<std::string, std::string>; ///< what a file says, by name

/** @return the vectors of data/passport-vectors.txt */
std::vector<Vector>
ReadVectors()
{
    std::ifstream file(std::string(NS_TEST_SOURCEDIR) + "/../data/passport-vectors.txt");
    std::vector<Vector> vectors(1);
    for (std::string line; std::getline(file, line);)
    {
        const auto equal = line.find(" = ");
        if (line.empty() && !vectors.back().empty())
        {
            vectors.emplace_back();
        }
        else if (!line.empty() && line.front() != '#' && equal != std::string::npos)
        {
            vectors.back()[line.substr(0, equal)] = line.substr(equal + 3);
        }
    }
    return vectors;
}

/** @return a party's library */
std::shared_ptr<CryptoContext>
MakeContext(char letter)
{
    return std::make_shared<CryptoContext>(Octets(CryptoContext::SEED_SIZE, letter));
}

/** @return an identity that must be one */
SipPassportIdentity
Identify(const std::string& uri)
{
    return SipPassportIdentity::FromUri(MakeUri(uri)).value_or(SipPassportIdentity());
}

void
TestVectors(SipCase& t)
{
    const auto vectors = ReadVectors();
    t.Equal(vectors.size(), 2U, "vectors in the file");
    const auto context = MakeContext('v');
    for (Vector vector : vectors)
    {
        const std::string& name = vector["name"];
        const auto passport = SipPassport::Parse(vector["token"]);
        const auto point = FromHex(vector["key"]);
        const auto key = PublicKey::FromPoint(*context, point.value_or(""));
        t.True(passport && key, name + " is read");
        if (!passport || !key)
        {
            continue;
        }
        const std::string header = SipPassport::SerializeHeader(passport->GetInfo());
        const std::string payload = SipPassport::SerializePayload(passport->GetClaims());
        t.Equal(header, vector["header"], name + ": header in canonical form");
        t.Equal(payload, vector["payload"], name + ": payload in canonical form");
        t.Equal(Base64UrlEncode(header) + "." + Base64UrlEncode(payload) + "." +
                    Base64UrlEncode(passport->GetSignature()),
                vector["token"],
                name + ": JWS compact serialization");
        Work work;
        t.Equal(passport->Verify(*context, *key, work).has_value(),
                vector["verifies"] == "yes",
                name + ": the signature");
    }
}

/** @return claims of a call */
SipPassportClaims
MakeClaims()
{
    return {Identify("sip:alice@a.example"), {Identify("sip:bob@b.example")}, 1471375418, {}};
}

void
TestSignature(SipCase& t)
{
    const auto context = MakeContext('s');
    Work work;
    const auto key = PrivateKey::GenerateP256(*context, work);
    Work signing;
    const auto token =
        SipPassport::Sign(*context, *key, "https://a.example/c.cer", MakeClaims(), signing);
    t.True(token.has_value(), "signed");
    t.Equal(signing.GetAmounts().count({"sign", "ecdsa-p-256-sha-256"}), 1U, "work is reported");
    const auto passport = SipPassport::Parse(token.value_or(""));
    t.True(passport.has_value(), "read");
    t.Equal(passport->GetSignature().size(), 64U, "RFC 7518 3.4: R and S of 32 octets");
    t.True(passport->GetClaims().origin == Identify("sip:alice@a.example"), "the caller");
    t.True(passport->Verify(*context, key->GetPublicKey(), work).has_value(), "verified");
    int believed = 0;
    for (std::size_t i = 0; i < token->size(); ++i)
    {
        std::string changed = *token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        const auto other = SipPassport::Parse(changed);
        believed += other && other->Verify(*context, key->GetPublicKey(), work) ? 1 : 0;
    }
    t.Equal(believed, 0, "tokens with one character changed that verify");
    const auto stranger = PrivateKey::GenerateP256(*context, work);
    t.True(passport->Verify(*context, stranger->GetPublicKey(), work).error() ==
               SipPassportError::BadSignature,
           "another key");
}

/** @return a token of these two JSON texts, with a signature of zeros */
std::string
MakeToken(const std::string& header, const std::string& payload)
{
    return Base64UrlEncode(header) + "." + Base64UrlEncode(payload) + "." +
           Base64UrlEncode(Octets(64, '\0'));
}

void
TestRefusedTokens(SipCase& t)
{
    const std::string header = R"({"alg":"ES256","typ":"passport","x5u":"https://x"})";
    const std::string claims = R"({"dest":{"uri":["sip:b@b"]},"iat":1,"orig":{"uri":"sip:a@a"}})";
    t.True(SipPassport::Parse(MakeToken(header, claims)).has_value(), "this one is good");
    for (const char* text : {R"({"alg":"none","typ":"passport","x5u":"https://x"})",
                             R"({"alg":"HS256","typ":"passport","x5u":"https://x"})",
                             R"({"alg":"RS256","typ":"passport","x5u":"https://x"})",
                             R"({"typ":"passport","x5u":"https://x"})",
                             R"({"alg":"ES256","crit":["x"],"typ":"passport","x5u":"https://x"})"})
    {
        t.True(SipPassport::Parse(MakeToken(text, claims)) ==
                   tl::unexpected(SipPassportError::UnsupportedAlgorithm),
               std::string("algorithm: ") + text);
    }
    for (const char* text : {R"({"alg":"ES256","typ":"JWT","x5u":"https://x"})",
                             R"({"alg":"ES256","typ":"passport"})",
                             R"([])",
                             R"({"alg":"ES256")",
                             ""})
    {
        t.True(SipPassport::Parse(MakeToken(text, claims)) ==
                   tl::unexpected(SipPassportError::Malformed),
               std::string("header: ") + text);
    }
    for (const std::string& text :
         std::vector<std::string>{R"({"dest":{"uri":["sip:b@b"]},"orig":{"uri":"sip:a@a"}})",
                                  R"({"dest":{"uri":["sip:b@b"]},"iat":1})",
                                  R"({"iat":1,"orig":{"uri":"sip:a@a"}})",
                                  R"({"dest":{"uri":[]},"iat":1,"orig":{"uri":"sip:a@a"}})",
                                  R"({"dest":{"uri":[1]},"iat":1,"orig":{"uri":"sip:a@a"}})",
                                  R"({"dest":{"uri":"sip:b@b"},"iat":1,"orig":{"uri":"sip:a@a"}})",
                                  R"({"dest":{"uri":["x"]},"iat":"1","orig":{"uri":"sip:a@a"}})",
                                  R"({"dest":{"uri":["x"]},"iat":1.5,"orig":{"uri":"sip:a@a"}})",
                                  R"({"dest":{"uri":["x"]},"iat":-1,"orig":{"uri":"sip:a@a"}})",
                                  R"({"dest":{"uri":["x"]},"iat":1e300,"orig":{"uri":"x"}})",
                                  R"({"dest":{"uri":["x"]},"iat":18446744073709551615,)"
                                  R"("orig":{"uri":"x"}})",
                                  R"({"dest":{"uri":["x"]},"iat":1,"orig":{"uri":"x","tn":"1"}})",
                                  R"({"dest":{"uri":["x"]},"iat":1,"mky":[],"orig":{"uri":"x"}})",
                                  std::string(4000, '[')})
    {
        t.True(SipPassport::Parse(MakeToken(header, text)) ==
                   tl::unexpected(SipPassportError::Malformed),
               "payload: " + text.substr(0, 80));
    }
    for (const std::string& token :
         std::vector<std::string>{std::string(),
                                  std::string("."),
                                  std::string(".."),
                                  std::string("a.b"),
                                  std::string("..") + Base64UrlEncode(Octets(64, 'x')), // compact
                                  std::string(9000, 'A') + ".B.C",
                                  MakeToken(header, claims) + "=",
                                  MakeToken(header, claims) + ".A"})
    {
        t.True(!SipPassport::Parse(token), "token: " + token.substr(0, 80));
    }
}

void
TestNumbers(SipCase& t)
{
    const auto number = [](const std::string& uri)
    {
        const auto identity = SipPassportIdentity::FromUri(MakeUri(uri));
        return identity && identity->kind == SipPassportIdentity::Kind::TelephoneNumber
                   ? identity->value
                   : "none";
    };
    t.Equal(number("tel:+1-215-555-1212"), std::string("12155551212"), "separators go");
    t.Equal(number("tel:+1(215)555.1212;isub=1"), std::string("12155551212"), "parameters too");
    t.Equal(number("sip:+12155551212@example.com;user=phone"),
            std::string("12155551212"),
            "the user part of a telephone's SIP URI");
    t.Equal(number("sip:+12155551212@example.com"), std::string("none"), "no user=phone");
    t.Equal(number("tel:+"), std::string("none"), "no digit");
    t.Equal(number("tel:1x2"), std::string("none"), "a letter");
    t.Equal(number("sip:alice@example.com;user=phone"), std::string("none"), "no number");
}

void
TestUris(SipCase& t)
{
    const auto canonical = [](const std::string& uri)
    {
        return Identify(uri).value;
    };
    t.Equal(canonical("sip:alice@example.com"), std::string("sip:alice@example.com"), "as it is");
    t.Equal(canonical("sip:Alice:secret@Biloxi.Example.com:5061;transport=tcp?Subject=hi"),
            std::string("sip:alice@biloxi.example.com"),
            "what does not count");
    t.Equal(canonical("sip:%61lice@example.com"), std::string("sip:alice@example.com"), "escape");
    t.Equal(canonical("sip:a%2fb@example.com"), std::string("sip:a%2Fb@example.com"), "reserved");
    t.Equal(canonical("sip:example.com;lr"), std::string("sip:example.com"), "no user");
    t.Equal(canonical("sips:bob@example.com"), std::string("sips:bob@example.com"), "the scheme");
    t.True(Identify("sips:bob@example.com") != Identify("sip:bob@example.com"), "sips is not sip");
    t.True(!SipPassportIdentity::FromUri(MakeUri("mailto:bob@example.com")), "another scheme");
}

void
TestHeader(SipCase& t)
{
    const auto header = SipIdentityHeader::Parse(
        "a.b.c;info=<https://x.example/a;b=c>; alg = ES256 ;ppt=\"shaken\";new=1");
    t.True(header.has_value(), "it is one");
    t.Equal(header->token, std::string("a.b.c"), "token");
    t.Equal(header->info, std::string("https://x.example/a;b=c"), "info, with a semicolon");
    t.Equal(header->algorithm, std::string("ES256"), "alg");
    t.Equal(header->type, std::string("shaken"), "ppt");
    t.Equal(header->ToString(),
            std::string("a.b.c;info=<https://x.example/a;b=c>;alg=ES256;ppt=shaken"),
            "written");
    const auto plain = SipIdentityHeader::Parse("a.b.c;info=<https://x>");
    t.True(plain && plain->algorithm == "ES256" && plain->type.empty(), "ES256 unless said");
    for (const char* text :
         {"", ";info=<x>", "a.b.c", "a.b.c;info=x", "a.b.c;info=<>", "a.b.c;info=<x>;info=<y>"})
    {
        t.True(!SipIdentityHeader::Parse(text), std::string("none: ") + text);
    }
}

void
TestMediaKeys(SipCase& t)
{
    SipMessage message = SipMessage::MakeRequest("INVITE", MakeUri("sip:bob@b.example"));
    message.SetBody("v=0\r\na=fingerprint:SHA-256 4A:ad:B9\r\nm=audio 1 RTP/AVP 0\r\n"
                    "a=fingerprint:sha-1 00:11\r\na=fingerprint:sha-256 02:1A:CC\r\n"
                    "a=fingerprint:sha-256 02:1a:cc\r\n",
                    "Application/SDP;charset=utf-8");
    std::string text;
    for (const auto& key : CollectMediaKeys(message))
    {
        text += key.algorithm + "=" + key.digest + " ";
    }
    t.Equal(text, std::string("sha-1=0011 sha-256=021ACC sha-256=4AADB9 "), "in order, each once");
    message.SetBody("a=fingerprint:sha-1 00:11\r\n", "text/plain");
    t.True(CollectMediaKeys(message).empty(), "only of session descriptions");
}

void
TestReplayMemory(SipCase& t)
{
    SipReplayMemory memory(2);
    t.True(memory.Admit("x", "call", "sip:bob@desk", 100, 50), "the first time");
    t.True(!memory.Admit("x", "call", "sip:bob@desk", 100, 51), "the same again");
    t.True(memory.Admit("x", "call", "sip:bob@mobile", 100, 52), "the other branch of a fork");
    t.True(!memory.Admit("x", "other call", "sip:bob@desk", 100, 53), "another call");
    t.True(!memory.Admit("x", "call", "sip:bob@desk", 100, 100), "in its last second");
    t.True(memory.Admit("x", "call", "sip:bob@desk", 200, 101), "when it would be stale anyhow");
    t.True(memory.Admit("y", "", "", 150, 101) && memory.Admit("z", "", "", 160, 101), "more");
    t.Equal(memory.GetSize(), 2U, "bounded");
    t.Equal(memory.GetForgottenCount(), 1U, "what runs out first makes room");
    t.True(!memory.Admit("z", "", "", 160, 101) && memory.Admit("y", "", "", 150, 101),
           "y was forgotten, z is known");
    for (std::size_t i = 0; i < 100; ++i)
    {
        static_cast<void>(memory.Admit("y", "", std::to_string(i), 150, 101));
    }
    t.True(!memory.Admit("y", "", "one more", 150, 101), "ways are bounded too");
    SipReplayMemory none(0);
    t.True(none.Admit("x", "", "", 9, 1) && none.Admit("x", "", "", 9, 1),
           "no capacity, no memory");
}

/** A domain that signs, and a verifier. */
class Verification
{
  public:
    static constexpr int64_t NOW = 1056110400; ///< when all happens

    Verification()
        : context(MakeContext('d'))
        , authority(CertificateAuthority::Create(*context, "CA", NOW - 1000, NOW + 1000).value())
        , rogue(CertificateAuthority::Create(*context, "CA", NOW - 1000, NOW + 1000).value())
        , key(PrivateKey::GenerateP256(*context, unused).value())
    {
        auto trust = std::make_shared<TrustStore>(*context);
        trust->AddAnchor(authority.GetCertificate());
        verifier.SetTrustStore(trust);
        verifier.SetCertificateTable(table);
        Publish(authority, "dns:a.example");
    }

    /** Publishes a certificate of the key. */
    void
    Publish(CertificateAuthority& issuer, const std::string& name, int64_t notAfter = NOW + 500)
    {
        CertificateAuthority::Request wanted;
        wanted.commonName = "a.example";
        wanted.subjectAltNames = {name};
        wanted.notBefore = NOW - 500;
        wanted.notAfter = notAfter;
        table->Publish(INFO, {issuer.Issue(*context, wanted, key.GetPublicKey()).value()});
    }

    /** @return a signed INVITE of alice to bob */
    SipMessage
    MakeInvite(int64_t issued = NOW, const std::string& body = "")
    {
        SipMessage invite = SipMessage::MakeRequest("INVITE", MakeUri("sip:bob@b.example"));
        invite.Add("From", "<sip:alice@a.example>;tag=1");
        invite.Add("To", "<sip:bob@b.example>");
        invite.Add("Call-ID", "1@a");
        invite.Add("CSeq", "1 INVITE");
        invite.SetBody(body, "application/sdp");
        const SipPassportClaims claims{Identify("sip:alice@a.example"),
                                       {Identify("sip:bob@b.example")},
                                       issued,
                                       CollectMediaKeys(invite)};
        const auto token = SipPassport::Sign(*context, key, INFO, claims, unused);
        invite.Add("Date", FormatSipDate(issued));
        invite.Add("Identity", SipIdentityHeader{token.value(), INFO, "ES256", ""}.ToString());
        return invite;
    }

    /** @return what the verifier says: "ok", or code and words */
    std::string
    Judge(const SipMessage& request, int64_t now = NOW)
    {
        Work work;
        const auto result = verifier.Verify(request, now, *context, work);
        return result ? "ok"
                      : std::to_string(GetSipIdentityCode(result.error())) + " " +
                            ToString(result.error());
    }

    static constexpr const char* INFO = "https://a.example/passport.cer"; ///< URL

    Work unused;                            ///< not looked at
    std::shared_ptr<CryptoContext> context; ///< of all parties
    CertificateAuthority authority;         ///< trusted
    CertificateAuthority rogue;             ///< of the same name, not trusted
    PrivateKey key;                         ///< the domain's
    Ptr<SipCertificateTable> table = CreateObject<SipCertificateTable>(); ///< the web
    SipIdentityVerifier verifier;                                         ///< under test
};

void
TestVerified(SipCase& t)
{
    Verification v;
    Work work;
    const auto result = v.verifier.Verify(v.MakeInvite(), Verification::NOW, *v.context, work);
    t.True(result.has_value(), "believed");
    t.Equal(result->domain, std::string("a.example"), "the domain that says so");
    t.Equal(result->caller.value, std::string("sip:alice@a.example"), "who calls");
    t.Equal(work.GetAmounts().at({"verify", "ecdsa-p-256-sha-256"}).count,
            2U,
            "token and certificate are verified, and the work reported");
}

void
TestRefusalCodes(SipCase& t)
{
    Verification v;
    const auto change = [&v](const std::string& name, const std::string& value)
    {
        SipMessage invite = v.MakeInvite();
        invite.Set(name, value);
        return invite;
    };
    SipMessage plain = v.MakeInvite();
    const std::string identity(plain.GetHeader("Identity").value_or(""));
    plain.Remove("Identity");
    t.Equal(v.Judge(plain), std::string("428 no identity"), "6.2.2: 428");
    t.Equal(v.Judge(change("Identity", identity + ";ppt=shaken")),
            std::string("428 no identity of a known kind"),
            "6.2.2: 428, an unknown ppt");
    t.Equal(v.Judge(change("Identity", "x" + identity)),
            std::string("438 malformed identity"),
            "6.2.2: 438, no token");
    t.Equal(v.Judge(change("From", "<sip:carol@a.example>;tag=1")),
            std::string("438 identity of another call"),
            "6.2.2: 438, another From");
    t.Equal(v.Judge(change("From", "<sips:alice@a.example>;tag=1")),
            std::string("438 identity of another call"),
            "another scheme of From");
    t.Equal(v.Judge(change("To", "<sip:carol@b.example>")),
            std::string("438 identity of another call"),
            "6.2.2: 438, another To");
    std::string forged = identity;
    const std::size_t signature = forged.find('.', forged.find('.') + 1) + 5;
    forged[signature] = forged[signature] == 'A' ? 'B' : 'A';
    t.Equal(v.Judge(change("Identity", forged)),
            std::string("438 bad signature"),
            "6.2.2: 438, a signature that was changed");
    v.table->Withdraw(Verification::INFO);
    t.Equal(v.Judge(v.MakeInvite()), std::string("436 no certificate at the URL"), "6.2.2: 436");
    v.Publish(v.rogue, "dns:a.example");
    t.Equal(v.Judge(v.MakeInvite()), std::string("437 certificate not trusted"), "6.2.2: 437");
    v.Publish(v.authority, "dns:a.example", Verification::NOW - 1);
    t.Equal(v.Judge(v.MakeInvite()), std::string("437 certificate not trusted"), "expired");
    v.Publish(v.authority, "dns:c.example");
    t.Equal(v.Judge(v.MakeInvite()), std::string("438 signer of another domain"), "wrong name");
    v.Publish(v.authority, "uri:sip:a.example");
    t.Equal(v.Judge(v.MakeInvite()), std::string("ok"), "a SIP URI of the domain will do");
}

void
TestFreshness(SipCase& t)
{
    Verification v;
    const int64_t now = Verification::NOW;
    t.Equal(v.Judge(v.MakeInvite(now - 60)), std::string("ok"), "60 s old");
    t.Equal(v.Judge(v.MakeInvite(now - 61)), std::string("403 stale identity"), "61 s old");
    t.Equal(v.Judge(v.MakeInvite(now + 61)), std::string("403 stale identity"), "of the future");
    SipMessage invite = v.MakeInvite();
    invite.Set("Date", FormatSipDate(now + 61));
    t.Equal(v.Judge(invite), std::string("403 stale identity"), "a Date that says another time");
    invite.Set("Date", "yesterday");
    t.Equal(v.Judge(invite), std::string("403 stale identity"), "a Date that is none");
    invite.Remove("Date");
    t.Equal(v.Judge(invite), std::string("ok"), "the full form needs no Date");
    t.Equal(GetSipIdentityReason(SipIdentityFault::Stale), std::string("Stale Date"), "the reason");
}

void
TestReplay(SipCase& t)
{
    Verification v;
    SipMessage invite = v.MakeInvite();
    t.Equal(v.Judge(invite), std::string("ok"), "the first time");
    t.Equal(v.Judge(invite), std::string("438 replayed identity"), "the same request again");
    invite.SetRequestUri(MakeUri("sip:bob@mobile.b.example"));
    t.Equal(v.Judge(invite), std::string("ok"), "another branch of the same request");
    invite.Set("Call-ID", "2@a");
    t.Equal(v.Judge(invite), std::string("438 replayed identity"), "taken for another call");
    // Of R and S anybody can make R and n - S, which verifies too.
    const auto order = FromHex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    const auto header = SipIdentityHeader::Parse(*invite.GetHeader("Identity"));
    const auto dot = header->token.rfind('.');
    Octets raw = Base64UrlDecode(header->token.substr(dot + 1)).value_or("");
    int borrow = 0;
    for (int i = 31; i >= 0; --i)
    {
        const int digit = static_cast<unsigned char>(order->at(i)) -
                          static_cast<unsigned char>(raw.at(32 + i)) - borrow;
        raw[32 + i] = static_cast<char>(digit & 255);
        borrow = digit < 0 ? 1 : 0;
    }
    SipIdentityHeader twin = *header;
    twin.token = header->token.substr(0, dot + 1) + Base64UrlEncode(raw);
    invite.Set("Identity", twin.ToString());
    t.Equal(v.Judge(invite), std::string("438 replayed identity"), "with the other signature");
    v.verifier.SetReplayCapacity(0);
    t.Equal(v.Judge(invite), std::string("ok"), "which is good where nothing is remembered");
}

void
TestMediaKeyCovered(SipCase& t)
{
    Verification v;
    const std::string body = "v=0\r\na=fingerprint:sha-256 02:1A:CC\r\nc=IN IP4 192.0.2.1\r\n";
    SipMessage invite = v.MakeInvite(Verification::NOW, body);
    SipMessage other = invite;
    other.SetBody("v=0\r\na=fingerprint:sha-256 02:1A:CD\r\n", "application/sdp");
    t.Equal(v.Judge(other), std::string("438 identity of another call"), "another fingerprint");
    other.SetBody("v=0\r\n", "application/sdp");
    t.Equal(v.Judge(other), std::string("438 identity of another call"), "none any more");
    other.SetBody("v=0\r\na=fingerprint:sha-256 02:1A:CC\r\nc=IN IP4 198.51.100.9\r\n",
                  "application/sdp");
    t.Equal(v.Judge(other), std::string("ok"), "the rest of the description is not covered");
    other = v.MakeInvite();
    other.SetBody(body, "application/sdp");
    t.Equal(v.Judge(other), std::string("438 identity of another call"), "one was added");
}

/** The suite. */
class SipPassportTestSuite : public TestSuite
{
  public:
    SipPassportTestSuite()
        : TestSuite("sip-passport")
    {
        const auto add = [this](const std::string& name, std::function<void(SipCase&)> body)
        {
            AddTestCase(new SipCase(name, std::move(body)));
        };
        add("RFC 8225 A, 9: vectors, canonical form", TestVectors);
        add("RFC 8225 6, RFC 7515 5: signed and verified", TestSignature);
        add("RFC 8225 4, 5, RFC 7515 4.1.11: tokens that are refused", TestRefusedTokens);
        add("RFC 8224 8.3: telephone numbers", TestNumbers);
        add("RFC 8224 8.5: URIs", TestUris);
        add("RFC 8224 4: the Identity header field", TestHeader);
        add("RFC 8225 5.2.2: fingerprints as media keys", TestMediaKeys);
        add("what was used is remembered, within bounds", TestReplayMemory);
        add("RFC 8224 6.2: a good identity", TestVerified);
        add("RFC 8224 6.2.2: 428, 436, 437, 438", TestRefusalCodes);
        add("RFC 8224 6.2: freshness, 403", TestFreshness);
        add("RFC 8224 12.1: replay within the window", TestReplay);
        add("RFC 8224 6.2: media keys must be those signed", TestMediaKeyCovered);
    }
};

SipPassportTestSuite g_sipPassportTestSuite; //!< registers the suite

} // namespace
