// SPDX-License-Identifier: GPL-2.0-only
// Keys and certificates: encodings, authorities and trust.
#include "crypto-test-case.h"

#include "ns3/certificate-authority.h"
#include "ns3/crypto-library-pool.h"
#include "ns3/openssl-pointers.h"
#include "ns3/trust-store.h"

#include <algorithm>
#include <vector>

namespace ns3
{

namespace
{

constexpr int64_t BEGIN = 1700000000; ///< when the certificates become valid
constexpr int64_t END = 1800000000;   ///< when they expire

/// An authority, and a certificate by it.
struct Party
{
    std::shared_ptr<CryptoLibraryPool> pool = CryptoLibraryPool::Create(); ///< for speed
    CryptoContext context{CryptoTestCase::MakeSeed('a'), pool};            ///< whose all is
    CertificateAuthority authority =
        CertificateAuthority::Create(context, "Authority", BEGIN, END).value(); ///< who signs
    Work work;                                                                  ///< not looked at
    PrivateKey key = PrivateKey::GenerateP256(context, work).value();           ///< the subject's
    CertificateAuthority::Request request{"bob",
                                          {"uri:sip:bob@example.com", "dns:Example.com"},
                                          4711,
                                          BEGIN + 10,
                                          END - 10}; ///< the subject
    Certificate certificate =
        authority.Issue(context, request, key.GetPublicKey()).value(); ///< the subject's
};

/**
 * What OpenSSL's own path validation says.
 * @param party an authority and a certificate
 * @param certificate the certificate to check
 * @param unixTime when
 * @return its verdict
 */
bool
AskOpenSsl(const Party& party, const Certificate& certificate, int64_t unixTime)
{
    const StorePointer store(X509_STORE_new());
    X509_STORE_add_cert(store.get(), party.authority.GetCertificate().GetNative());
    const StoreContextPointer check(X509_STORE_CTX_new_ex(party.context.GetLibrary(), nullptr));
    X509_STORE_CTX_init(check.get(), store.get(), certificate.GetNative(), nullptr);
    X509_STORE_CTX_set_time(check.get(), 0, unixTime);
    return X509_verify_cert(check.get()) == 1;
}

void
TestKeyRoundTrips(CryptoTestCase& test, unsigned bits)
{
    CryptoContext context(CryptoTestCase::MakeSeed('a'));
    CryptoContext other(CryptoTestCase::MakeSeed('b'));
    RsaKeyPool pool = CryptoTestCase::MakePool();
    Work work;
    const PrivateKey key =
        bits ? pool.Get(context, bits, 8).value() : PrivateKey::GenerateP256(context, work).value();
    test.Expect(key.GetAlgorithm() == (bits ? "rsa-" + std::to_string(bits) : "p-256"), "name");
    const auto again = PrivateKey::FromPem(other, key.ToPem().Reveal());
    test.Expect(again && again->ToDer() == key.ToDer(), "private key through PEM");
    test.Expect(key.CopyTo(other).value().ToDer() == key.ToDer(), "private key by copy");
    const PublicKey half = key.GetPublicKey();
    const auto publicAgain = PublicKey::FromPem(other, half.ToPem());
    test.Expect(publicAgain && *publicAgain == half && publicAgain->ToDer() == half.ToDer(),
                "public key through PEM");
    test.Expect(half.GetPoint().size() == (bits ? 0 : 65), "only P-256 has a point");

    test.Expect(!PrivateKey::FromPem(other, half.ToPem()), "a public key is no private key");
    test.Expect(!PublicKey::FromPem(other, key.ToPem().Reveal()), "nor the other way round");
    const Octets der = half.ToDer();
    test.Expect(!PublicKey::FromDer(other, der.substr(0, der.size() - 1)), "truncated");
    test.Expect(!PublicKey::FromDer(other, der + "x"), "something after it");
    test.Expect(!PrivateKey::FromDer(other, key.ToDer().Reveal() + "x"), "after a private key");
    test.Expect(!PrivateKey::FromPem(other, ""), "nothing");
}

void
TestForeignKeys(CryptoTestCase& test)
{
    CryptoContext context(CryptoTestCase::MakeSeed('a'));
    for (const char* type : {"P-384", "ED25519"})
    {
        const bool isEc = type[0] == 'P';
        const KeyPointer key(isEc ? EVP_PKEY_Q_keygen(context.GetLibrary(), nullptr, "EC", type)
                                  : EVP_PKEY_Q_keygen(context.GetLibrary(), nullptr, type));
        unsigned char* data = nullptr;
        const int size = i2d_PUBKEY(key.get(), &data);
        const auto read =
            PublicKey::FromDer(context, {reinterpret_cast<char*>(data), static_cast<size_t>(size)});
        OPENSSL_free(data);
        test.Expect(!read && read.error() == CryptoError::BadKey, type);
    }
}

void
TestPool(CryptoTestCase& test)
{
    CryptoContext context(CryptoTestCase::MakeSeed('a'));
    RsaKeyPool pool = CryptoTestCase::MakePool();
    std::vector<Octets> seen;
    for (const unsigned bits : {2048U, 3072U, 4096U})
    {
        for (unsigned number = 1; number <= RsaKeyPool::SIZE; ++number)
        {
            const auto key = pool.Get(context, bits, number);
            test.Expect(key.has_value(), key ? "" : key.error());
            seen.push_back(key ? key->GetPublicKey().ToDer() : Octets());
        }
    }
    std::sort(seen.begin(), seen.end());
    test.Expect(std::unique(seen.begin(), seen.end()) == seen.end(), "all keys differ");
    test.Expect(!pool.Get(context, 1024, 1), "1024 bits");
    test.Expect(!pool.Get(context, 2048, 0) && !pool.Get(context, 2048, 9), "number 0 and 9");
    const auto missing = RsaKeyPool("no such folder").Get(context, 2048, 1);
    test.Expect(!missing &&
                    missing.error().find("no such folder/rsa-2048-1.pem") != std::string::npos,
                "the message names the file");
}

void
TestIssue(CryptoTestCase& test)
{
    const Party party;
    const Certificate& bob = party.certificate;
    test.Expect(bob.GetCommonName() == "bob", "common name");
    test.Expect(bob.GetSubjectAltNames() == party.request.subjectAltNames, "alternative names");
    test.Expect(bob.HasSubjectAltName("uri:sip:bob@example.com"), "has the URI");
    test.Expect(!bob.HasSubjectAltName("uri:sip:Bob@example.com"), "URIs match exactly");
    test.Expect(bob.HasSubjectAltName("dns:eXample.COM"), "domains match without case");
    test.Expect(!bob.HasSubjectAltName("dns:example.com.evil.org"), "no match of a beginning");
    test.Expect(bob.GetSerialNumber() == Octets("\x12\x67", 2), "serial number");
    test.Expect(bob.GetNotBefore() == BEGIN + 10 && bob.GetNotAfter() == END - 10, "dates");
    test.Expect(bob.GetIssuer() == party.authority.GetCertificate().GetSubject(), "issuer");
    test.Expect(bob.GetSubjectKeyIdentifier().size() == 20, "RFC 5280 section 4.2.1.2");
    test.Expect(bob.GetPublicKey() == party.key.GetPublicKey(), "key");
    test.Expect(X509_check_private_key(bob.GetNative(), party.key.GetNative()) == 1, "pair");
    CryptoContext other(CryptoTestCase::MakeSeed('b'));
    const auto again = Certificate::FromPem(other, bob.ToPem());
    test.Expect(again && *again == bob, "PEM round trip");
    test.Expect(!Certificate::FromDer(other, bob.GetDer() + "x"), "something after it");
    for (size_t size = 0; size < bob.GetDer().size(); size += 7)
    {
        test.Expect(!Certificate::FromDer(other, bob.GetDer().substr(0, size)), "truncated");
    }
}

void
TestIssueErrors(CryptoTestCase& test)
{
    Party party;
    const auto issue = [&](auto change)
    {
        CertificateAuthority::Request request = party.request;
        change(request);
        const auto issued = party.authority.Issue(party.context, request, party.key.GetPublicKey());
        return !issued && issued.error() == CryptoError::BadArgument;
    };
    using Request = CertificateAuthority::Request;
    test.Expect(issue(
                    [](Request& r)
                    {
                        r.commonName = "";
                    }),
                "no name");
    test.Expect(issue(
                    [](Request& r)
                    {
                        r.commonName = std::string(65, 'x');
                    }),
                "long name");
    test.Expect(issue(
                    [](Request& r)
                    {
                        r.serial = 0;
                    }),
                "no serial number");
    test.Expect(issue(
                    [](Request& r)
                    {
                        r.notAfter = r.notBefore - 1;
                    }),
                "ends before it begins");
    test.Expect(issue(
                    [](Request& r)
                    {
                        r.subjectAltNames = {"bob"};
                    }),
                "no form");
    test.Expect(issue(
                    [](Request& r)
                    {
                        r.subjectAltNames = {"uri:"};
                    }),
                "empty URI");
    test.Expect(issue(
                    [](Request& r)
                    {
                        r.subjectAltNames = {"uri:a b"};
                    }),
                "space in a URI");
}

void
TestTrust(CryptoTestCase& test)
{
    Party party;
    const auto check = [&](const Certificate& certificate, int64_t unixTime, bool wanted)
    {
        TrustStore store(party.context);
        store.AddAnchor(party.authority.GetCertificate());
        Work work;
        const auto verdict = store.Verify(certificate, unixTime, work);
        test.Expect(verdict.has_value() == wanted, "our verdict");
        // OpenSSL takes the last second, which RFC 5280 section 4.1.2.5 includes, for expired.
        test.Expect(AskOpenSsl(party, certificate, unixTime - (unixTime == END - 10)) == wanted,
                    "OpenSSL's verdict");
        const auto& amounts = work.GetAmounts();
        test.Expect(!wanted || (amounts.size() == 1 &&
                                amounts.count({"verify", "ecdsa-p-256-sha-256"}) == 1),
                    "one verification");
        return verdict ? "" : std::string(Describe(verdict.error()));
    };
    const Certificate& bob = party.certificate;
    check(bob, BEGIN + 10, true);
    check(bob, END - 10, true);
    test.Expect(check(bob, BEGIN + 9, false) == Describe(TrustError::NotYetValid), "early");
    test.Expect(check(bob, END - 9, false) == Describe(TrustError::Expired), "expired");

    CryptoContext context(CryptoTestCase::MakeSeed('x'));
    auto stranger = CertificateAuthority::Create(context, "Stranger", BEGIN, END).value();
    const auto foreign = stranger.Issue(party.context, party.request, party.key.GetPublicKey());
    test.Expect(check(*foreign, BEGIN + 99, false) == Describe(TrustError::UnknownIssuer),
                "another authority");
    auto namesake = CertificateAuthority::Create(context, "Authority", BEGIN, END).value();
    const auto forged = namesake.Issue(party.context, party.request, party.key.GetPublicKey());
    test.Expect(check(*forged, BEGIN + 99, false) == Describe(TrustError::UnknownIssuer),
                "another authority of the same name");

    Octets der = bob.GetDer();
    const size_t place = der.find("bob@");
    der[place] = 'r';
    const auto changed = Certificate::FromDer(party.context, der);
    test.Expect(changed && check(*changed, BEGIN + 99, false) == Describe(TrustError::BadSignature),
                "changed after it was signed");
}

void
TestAnchorIsNoAuthority(CryptoTestCase& test)
{
    Party party;
    TrustStore store(party.context);
    Work work;
    test.Expect(!store.Verify(party.certificate, BEGIN + 99, work), "no anchor");
    store.AddAnchor(party.certificate);
    test.Expect(!store.Verify(party.certificate, BEGIN + 99, work), "not an issuer");
    test.Expect(work.IsEmpty(), "nothing was verified");
}

void
TestMutated(CryptoTestCase& test)
{
    Party party;
    TrustStore store(party.context);
    store.AddAnchor(party.authority.GetCertificate());
    const Octets good = party.certificate.GetDer();
    int readable = 0;
    for (int round = 0; round < 600; ++round)
    {
        CryptoContext reader(CryptoTestCase::MakeSeed('r'), party.pool);
        Octets der = good;
        const Octets choice = party.context.Random(6);
        const auto at = [&](size_t i)
        {
            return static_cast<unsigned char>(choice[i]);
        };
        for (size_t i = 0; i < 1 + at(0) % 2U; ++i)
        {
            der[(at(1 + 2 * i) * 256U + at(2 + 2 * i)) % der.size()] ^= static_cast<char>(at(5));
        }
        const auto read = Certificate::FromDer(reader, der);
        readable += read.has_value();
        Work work;
        test.Expect(der == good || !read || !store.Verify(*read, BEGIN + 99, work),
                    "changed and still trusted: " + ToHex(der));
    }
    test.Expect(readable > 50, "some changes leave a certificate that can be read");
}

/// The suite of keys and certificates.
class CertificateTestSuite : public TestSuite
{
  public:
    CertificateTestSuite()
        : TestSuite("crypto-certificates")
    {
        for (const unsigned bits : {0U, 2048U, 3072U, 4096U})
        {
            const std::string name = bits ? "rsa-" + std::to_string(bits) : "p-256";
            AddTestCase(new CryptoTestCase(name + ": encodings",
                                           [=](auto& test)
                                           {
                                               TestKeyRoundTrips(test, bits);
                                           }));
        }
        AddTestCase(new CryptoTestCase("keys of other kinds are refused", TestForeignKeys));
        AddTestCase(new CryptoTestCase("the pool of RSA keys", TestPool));
        AddTestCase(new CryptoTestCase("RFC 5280 section 4: issued certificates", TestIssue));
        AddTestCase(new CryptoTestCase("what an authority does not sign", TestIssueErrors));
        AddTestCase(new CryptoTestCase("RFC 5280 section 6: trust at a given time", TestTrust));
        AddTestCase(new CryptoTestCase("mutated certificates are never trusted", TestMutated));
        AddTestCase(new CryptoTestCase("an anchor that is no authority", TestAnchorIsNoAuthority));
    }
};

CertificateTestSuite g_certificateTestSuite; ///< registers the suite

} // namespace

} // namespace ns3
