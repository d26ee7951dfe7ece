// SPDX-License-Identifier: GPL-2.0-only
// Chains with intermediate authorities, and revocation lists.
#include "crypto-test-case.h"

#include "ns3/certificate-authority.h"
#include "ns3/crypto-library-pool.h"
#include "ns3/openssl-pointers.h"
#include "ns3/trust-store.h"

#include <string>
#include <vector>

namespace ns3
{

namespace
{

constexpr int64_t BEGIN = 1700000000; ///< when the certificates become valid
constexpr int64_t END = 1800000000;   ///< when they expire
constexpr int64_t NOW = BEGIN + 1000; ///< when the checks take place
constexpr uint64_t SERIAL = 4711;     ///< serial number of the end entity

/// A root, an authority below it, one below that, and an end entity.
struct Family
{
    /**
     * @param rootLength path length of the root
     * @param middleLength path length of the next
     * @param middleEnd when the next expires
     * @param letter tells seeds apart
     */
    explicit Family(unsigned rootLength = 2,
                    unsigned middleLength = 1,
                    int64_t middleEnd = END,
                    char letter = 'c')
        : context(CryptoTestCase::MakeSeed(letter), pool)
        , root(CertificateAuthority::Create(context, "Root", BEGIN, END, rootLength).value())
        , middle(root.IssueAuthority(context, {"Middle", {}, 2, BEGIN, middleEnd}, middleLength)
                     .value())
        , lower(middle.IssueAuthority(context, {"Lower", {}, 3, BEGIN, END}).value())
        , bob(lower
                  .Issue(context,
                         {"bob", {"dns:example.com"}, SERIAL, BEGIN, END},
                         key.GetPublicKey())
                  .value())
        , store(context)
    {
        store.AddAnchor(root.GetCertificate());
        chain = {bob, lower.GetCertificate(), middle.GetCertificate()};
    }

    /**
     * @param shown certificates as shown
     * @param unixTime when
     * @return "ok" or why they are not trusted
     */
    std::string
    Check(const std::vector<Certificate>& shown, int64_t unixTime = NOW)
    {
        work = Work();
        const auto verdict = store.VerifyChain(shown, unixTime, work);
        return verdict ? "ok" : std::string(Describe(verdict.error()));
    }

    /** @return how many signatures the last check has verified */
    uint64_t
    CountVerified() const
    {
        const auto found = work.GetAmounts().find({"verify", "ecdsa-p-256-sha-256"});
        return found == work.GetAmounts().end() ? 0 : found->second.count;
    }

    std::shared_ptr<CryptoLibraryPool> pool = CryptoLibraryPool::Create(); ///< for speed
    CryptoContext context;                                                 ///< whose all is
    Work work;                                                             ///< of the last check
    PrivateKey key = PrivateKey::GenerateP256(context, work).value();      ///< the end entity's
    CertificateAuthority root;                                             ///< the anchor
    CertificateAuthority middle;                                           ///< below the root
    CertificateAuthority lower;                                            ///< below that
    Certificate bob;                                                       ///< the end entity
    TrustStore store;                                                      ///< trusts the root
    std::vector<Certificate> chain;                                        ///< without the root
};

/**
 * What OpenSSL's own path validation says.
 * @param family the certificates
 * @param lists revocation lists; empty: not checked
 * @return its verdict
 */
int
AskOpenSsl(const Family& family, const std::vector<RevocationList>& lists)
{
    const StorePointer store(X509_STORE_new());
    X509_STORE_add_cert(store.get(), family.root.GetCertificate().GetNative());
    STACK_OF(X509)* const others = sk_X509_new_null();
    for (const Certificate& each : family.chain)
    {
        sk_X509_push(others, each.GetNative());
    }
    for (const RevocationList& each : lists)
    {
        const unsigned char* data = AsBytes(std::string_view(each.GetDer()));
        X509_CRL* const crl = d2i_X509_CRL(nullptr, &data, static_cast<long>(each.GetDer().size()));
        X509_STORE_add_crl(store.get(), crl);
        X509_CRL_free(crl);
    }
    const StoreContextPointer check(X509_STORE_CTX_new_ex(family.context.GetLibrary(), nullptr));
    X509_STORE_CTX_init(check.get(), store.get(), family.bob.GetNative(), others);
    const unsigned long flags =
        lists.empty() ? 0 : X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL;
    X509_STORE_CTX_set_time(check.get(), flags, NOW);
    X509_STORE_CTX_set_flags(check.get(), flags);
    X509_verify_cert(check.get());
    const int error = X509_STORE_CTX_get_error(check.get());
    sk_X509_free(others);
    return error;
}

void
TestChain(CryptoTestCase& test)
{
    Family family;
    const Certificate& bob = family.bob;
    const Certificate& lower = family.lower.GetCertificate();
    const Certificate& middle = family.middle.GetCertificate();
    test.Expect(family.Check(family.chain) == "ok", "in order");
    test.Expect(family.CountVerified() == 3, "one verification for each but the anchor");
    test.Expect(AskOpenSsl(family, {}) == X509_V_OK, "OpenSSL's verdict");
    test.Expect(family.Check({bob, middle, lower}) == "ok", "in another order");
    test.Expect(family.Check({bob, lower, middle, family.root.GetCertificate()}) == "ok",
                "with the anchor");
    test.Expect(family.CountVerified() == 3, "which is not verified");
    const std::string unknown(Describe(TrustError::UnknownIssuer));
    test.Expect(family.Check({bob}) == unknown, "all intermediates missing");
    test.Expect(family.Check({bob, middle}) == unknown, "one missing");
    test.Expect(family.Check({}) == unknown, "nothing");
    test.Expect(family.CountVerified() == 0, "nothing verified");
    test.Expect(family.Check({bob, lower, lower, bob, middle}) == "ok", "some twice");

    TrustStore nobody(family.context);
    Work work;
    test.Expect(!nobody.VerifyChain(family.chain, NOW, work), "no anchors");
}

void
TestConstraints(CryptoTestCase& test)
{
    const std::string notAllowed(Describe(TrustError::NotAllowed));
    Family tooLong(1, 1);
    test.Expect(tooLong.Check(tooLong.chain) == notAllowed, "the root's path length");
    test.Expect(AskOpenSsl(tooLong, {}) == X509_V_ERR_PATH_LENGTH_EXCEEDED, "OpenSSL's verdict");
    Family tooLongBelow(2, 0);
    test.Expect(tooLongBelow.Check(tooLongBelow.chain) == notAllowed, "the middle's path length");

    // An end entity that plays authority: its certificate does not let it.
    Family family;
    CryptoContext& context = family.context;
    const X509Pointer forged(X509_dup(family.bob.GetNative()));
    X509_set_issuer_name(forged.get(), X509_get_subject_name(family.bob.GetNative()));
    X509_EXTENSION_free(
        X509_delete_ext(forged.get(),
                        X509_get_ext_by_NID(forged.get(), NID_authority_key_identifier, -1)));
    X509_sign(forged.get(), family.key.GetNative(), EVP_sha256());
    unsigned char* data = nullptr;
    const int size = i2d_X509(forged.get(), &data);
    const auto victim =
        Certificate::FromDer(context, {reinterpret_cast<char*>(data), static_cast<size_t>(size)})
            .value();
    OPENSSL_free(data);
    std::vector<Certificate> shown = family.chain;
    shown.insert(shown.begin(), victim);
    test.Expect(family.Check(shown) == notAllowed, "an end entity as issuer");
    test.Expect(family.CountVerified() == 0, "nothing is verified for it");

    Family expired(2, 1, NOW - 1);
    test.Expect(expired.Check(expired.chain) == Describe(TrustError::Expired),
                "an intermediate has expired");
    test.Expect(AskOpenSsl(expired, {}) == X509_V_ERR_CERT_HAS_EXPIRED, "OpenSSL's verdict");
    test.Expect(family.Check(family.chain, BEGIN - 1) == Describe(TrustError::NotYetValid),
                "before its time");
}

void
TestListEncoding(CryptoTestCase& test)
{
    Family family;
    const auto list =
        family.lower.SignRevocationList(family.context, {7, NOW - 5, NOW + 5, {{SERIAL, NOW - 9}}});
    test.Expect(list.has_value(), "signed");
    test.Expect(list->GetThisUpdate() == NOW - 5 && list->GetNextUpdate() == NOW + 5, "dates");
    test.Expect(list->GetIssuer() == family.lower.GetCertificate().GetSubject(), "issuer");
    test.Expect(list->Contains(family.bob.GetSerialNumber()), "has the serial number");
    test.Expect(!list->Contains("x"), "and no other");
    const auto again = RevocationList::FromPem(family.context, list->ToPem());
    test.Expect(again && again->GetDer() == list->GetDer(), "PEM round trip");
    test.Expect(!RevocationList::FromDer(family.context, list->GetDer() + "x"), "after it");
    for (size_t size = 0; size < list->GetDer().size(); size += 5)
    {
        test.Expect(!RevocationList::FromDer(family.context, list->GetDer().substr(0, size)),
                    "truncated");
    }
    const auto backwards = family.lower.SignRevocationList(family.context, {1, NOW, NOW - 1, {}});
    test.Expect(!backwards && backwards.error() == CryptoError::BadArgument, "ends too early");
}

void
TestRevocation(CryptoTestCase& test)
{
    Family family;
    CryptoContext& context = family.context;
    const auto sign = [&](CertificateAuthority& who,
                          int64_t from,
                          int64_t to,
                          std::vector<CertificateAuthority::Revocations::Entry> entries = {})
    {
        return who.SignRevocationList(context, {1, from, to, std::move(entries)}).value();
    };
    const std::string revoked(Describe(TrustError::Revoked));
    const std::string unknown(Describe(TrustError::RevocationUnknown));
    const std::vector<RevocationList> good{sign(family.root, BEGIN, NOW + 9),
                                           sign(family.middle, BEGIN, NOW + 9),
                                           sign(family.lower, BEGIN, NOW + 9)};
    TrustStore& store = family.store;
    test.Expect(family.Check(family.chain) == "ok", "no lists, none required");
    store.SetRevocationCheck(RevocationCheck::Required);
    test.Expect(family.Check(family.chain) == unknown, "no lists, but required");
    store.AddRevocationList(good[0]);
    store.AddRevocationList(good[1]);
    test.Expect(family.Check(family.chain) == unknown, "one list is missing");
    store.AddRevocationList(good[2]);
    test.Expect(family.Check(family.chain) == "ok", "all lists");
    test.Expect(family.CountVerified() == 4, "three certificates and the new list");
    test.Expect(family.Check(family.chain) == "ok" && family.CountVerified() == 3, "once only");
    test.Expect(AskOpenSsl(family, good) == X509_V_OK, "OpenSSL's verdict");
    test.Expect(family.Check(family.chain, NOW + 10) == unknown, "too old");
    store.SetRevocationCheck(RevocationCheck::IfListed);
    test.Expect(family.Check(family.chain, NOW + 10) == "ok", "too old, tolerated");

    store.AddRevocationList(sign(family.lower, NOW + 5, NOW + 9, {{SERIAL, NOW}}));
    test.Expect(family.Check(family.chain) == "ok", "a list from the future is not looked at");
    test.Expect(family.Check(family.chain, NOW + 5) == revoked, "until its time has come");
    test.Expect(family.Check(family.chain, NOW + 99) == revoked, "and after it");
    store.SetRevocationCheck(RevocationCheck::None);
    test.Expect(family.Check(family.chain, NOW + 5) == "ok", "unless nobody looks");
    test.Expect(
        AskOpenSsl(family,
                   {good[0], good[1], sign(family.lower, BEGIN + 1, NOW + 9, {{SERIAL, NOW}})}) ==
            X509_V_ERR_CERT_REVOKED,
        "OpenSSL's verdict");

    Family other(2, 1, END, 'o');
    other.store.AddRevocationList(sign(family.lower, BEGIN, NOW + 9, {{SERIAL, NOW}}));
    test.Expect(other.Check(other.chain) == "ok", "a namesake's list does not count");
    other.store.AddRevocationList(
        other.middle.SignRevocationList(other.context, {1, BEGIN, NOW + 9, {{3, NOW}}}).value());
    test.Expect(other.Check(other.chain) == revoked, "an intermediate is revoked");
}

void
TestMutatedLists(CryptoTestCase& test)
{
    Family family;
    const Octets good =
        family.lower.SignRevocationList(family.context, {1, BEGIN, NOW + 9, {{SERIAL + 1, NOW}}})
            .value()
            .GetDer();
    family.store.SetRevocationCheck(RevocationCheck::IfListed);
    int readable = 0;
    for (int round = 0; round < 400; ++round)
    {
        const Octets choice = family.context.Random(3);
        Octets der = good;
        const size_t place =
            (static_cast<unsigned char>(choice[0]) * 256U + static_cast<unsigned char>(choice[1])) %
            der.size();
        der[place] = static_cast<char>(der[place] ^ (choice[2] | 1));
        const auto list = RevocationList::FromDer(family.context, der);
        if (list)
        {
            ++readable;
            TrustStore store(family.context);
            store.AddAnchor(family.root.GetCertificate());
            store.AddRevocationList(*list);
            Work work;
            test.Expect(store.VerifyChain(family.chain, NOW, work).has_value(),
                        "changed, and it revokes: " + ToHex(der));
        }
    }
    test.Expect(readable > 20, "some changes leave a list that can be read");
}

/// The suite of chains and revocation lists.
class ChainTestSuite : public TestSuite
{
  public:
    ChainTestSuite()
        : TestSuite("crypto-chains")
    {
        AddTestCase(new CryptoTestCase("RFC 5280 section 6.1: chains", TestChain));
        AddTestCase(new CryptoTestCase("RFC 5280 section 4.2.1.9: constraints", TestConstraints));
        AddTestCase(new CryptoTestCase("RFC 5280 section 5: lists", TestListEncoding));
        AddTestCase(new CryptoTestCase("RFC 5280 section 6.3: revocation", TestRevocation));
        AddTestCase(new CryptoTestCase("mutated lists revoke nothing", TestMutatedLists));
    }
};

ChainTestSuite g_chainTestSuite; ///< registers the suite

} // namespace

} // namespace ns3
