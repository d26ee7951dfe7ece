// SPDX-License-Identifier: GPL-2.0-only
// Octets, secrets and PEM.
#include "crypto-test-case.h"

#include "ns3/jose-encoding.h"
#include "ns3/octets.h"
#include "ns3/pem.h"
#include "ns3/secret.h"

#include <utility>

namespace ns3
{

namespace
{

void
TestHex(CryptoTestCase& test)
{
    const Octets all("\x00\x7f\x80\xff", 4);
    test.Expect(ToHex(all) == "007f80ff", "hex of all kinds of octets");
    test.Expect(FromHex("007F80ff").value_or("") == all, "digits of both cases");
    test.Expect(FromHex("").value_or("x").empty(), "no digits");
    test.Expect(!FromHex("0"), "odd number of digits");
    test.Expect(!FromHex("0g"), "no digit");
    test.Expect(!FromHex(" 00 "), "spaces");
}

void
TestBase64(CryptoTestCase& test)
{
    const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                           {"f", "Zg=="},
                                                           {"fo", "Zm8="},
                                                           {"foo", "Zm9v"},
                                                           {"foob", "Zm9vYg=="},
                                                           {"fooba", "Zm9vYmE="},
                                                           {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, text] : vectors)
    {
        test.Expect(Base64Encode(plain) == text, std::string("encode ") + plain);
        test.Expect(Base64Decode(text).value_or("x") == plain, std::string("decode ") + text);
    }
    test.Expect(Base64Encode("foobar", 4) == "Zm9v\r\nYmFy\r\n", "lines");
    test.Expect(Base64Decode("Zm9v\r\n YmFy\t\r\n").value_or("") == "foobar", "decode lines");
    for (const char* bad :
         {"Z", "Zg", "Zg=", "Zg===", "Zm8==", "=", "Zg==Zg==", "Zm9v!", "Zh==", "Zm9=", "Z=g="})
    {
        test.Expect(!Base64Decode(bad), std::string("must not decode: ") + bad);
    }
    test.Expect(!Base64Decode(std::string_view("Zm9\0", 4)), "a zero octet");
}

void
TestBase64Url(CryptoTestCase& test)
{
    // RFC 7515 appendix C: the octets 3, 236, 255, 224, 193.
    const Octets octets("\x03\xec\xff\xe0\xc1");
    test.Expect(Base64UrlEncode(octets) == "A-z_4ME", "encoded");
    test.Expect(Base64UrlDecode("A-z_4ME").value_or("") == octets, "decoded");
    test.Expect(Base64UrlEncode("").empty() && Base64UrlDecode("").value_or("x").empty(), "empty");
    for (const char* bad :
         {"A+z/4ME", "A-z_4ME=", "A-z_4MF", "A", "A-z_ 4ME", "A-z_4ME\r\n", "\xe4"})
    {
        test.Expect(!Base64UrlDecode(bad), std::string("must not decode: ") + bad);
    }
}

void
TestEcdsaEncoding(CryptoTestCase& test)
{
    // R with its highest bit set needs a zero octet in DER; S with leading zeros loses them.
    const Octets raw = Octets(32, '\xff') + Octets(31, '\0') + "\x01";
    const auto der = EcdsaSignatureFromRaw(raw);
    test.Expect(der && ToHex(*der) == "3026022100" + ToHex(Octets(32, '\xff')) + "020101", "DER");
    test.Expect(der && EcdsaSignatureToRaw(*der).value_or("") == raw, "and back");
    test.Expect(!EcdsaSignatureFromRaw(raw + "x") && !EcdsaSignatureFromRaw(""), "no 64 octets");
    test.Expect(der && !EcdsaSignatureToRaw(*der + "x"), "octets behind the DER");
    test.Expect(der && !EcdsaSignatureToRaw(der->substr(1)), "no DER");
    const auto large = FromHex("3027022201" + std::string(66, '0') + "020101");
    test.Expect(large && !EcdsaSignatureToRaw(*large), "R of more than 32 octets");
}

void
TestSecret(CryptoTestCase& test)
{
    Secret first(Octets("sixteen octets..") + "and enough more for the heap");
    const Secret copy = first;
    test.Expect(copy == first, "a copy has the same octets");
    Secret second = std::move(first);
    test.Expect(second == copy, "a move keeps the octets");
    // NOLINTNEXTLINE(bugprone-use-after-move): that is what is tested
    test.Expect(first.GetSize() == 0, "what was moved from is empty");
    second = Secret("short");
    test.Expect(second.Reveal() == "short" && second != copy, "assignment replaces the octets");
    Secret small("short");
    const char* const place = small.Reveal().data();
    const Secret moved = std::move(small);
    test.Expect(std::string_view(place, 5) != "short", "a move wipes a short secret's octets");
}

void
TestPem(CryptoTestCase& test)
{
    const Octets der(100, '\x01');
    const std::string pem = EncodePem("CMS", der);
    test.Expect(pem.find("-----BEGIN CMS-----\n") == 0, "first line");
    test.Expect(DecodePem("CMS", "text before\n" + pem + "text after").value_or("") == der,
                "round trip, text around");
    test.Expect(!DecodePem("CERTIFICATE", pem), "another label");
    test.Expect(!DecodePem("CMS", pem.substr(0, pem.size() - 20)), "truncated");
    test.Expect(!DecodePem("CMS", "-----BEGIN CMS-----\nProc-Type: 4\n-----END CMS-----"),
                "header lines");
}

/// The suite of octets, secrets and PEM.
class OctetsTestSuite : public TestSuite
{
  public:
    OctetsTestSuite()
        : TestSuite("crypto-octets")
    {
        AddTestCase(new CryptoTestCase("hexadecimal digits", TestHex));
        AddTestCase(new CryptoTestCase("RFC 4648 section 10: base64", TestBase64));
        AddTestCase(new CryptoTestCase("RFC 7515 section 2: base64url", TestBase64Url));
        AddTestCase(new CryptoTestCase("RFC 7518 section 3.4: R and S", TestEcdsaEncoding));
        AddTestCase(new CryptoTestCase("secrets are wiped", TestSecret));
        AddTestCase(new CryptoTestCase("RFC 7468 section 2: PEM", TestPem));
    }
};

OctetsTestSuite g_octetsTestSuite; ///< registers the suite

} // namespace

} // namespace ns3
