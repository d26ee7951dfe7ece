// SPDX-License-Identifier: GPL-2.0-only
// The names of certificates, by RFC 5922 section 7.
#include "tls-test-world.h"

#include "ns3/domain-identity.h"
#include "ns3/openssl-pointers.h"

namespace ns3
{

namespace
{

using Names = std::vector<std::string>;

/**
 * @param world who issues
 * @param names subjectAltNames
 * @param commonName common name
 * @return the identities
 */
Names
Find(TlsWorld& world, const Names& names, const std::string& commonName = "common.example.com")
{
    return DomainIdentity(world.Issue(names, 0, commonName).certificate).GetNames();
}

void
TestUris(TlsTestCase& test)
{
    TlsWorld world;
    test.Expect(Find(world, {"uri:sip:example.com"}) == Names{"example.com"}, "a SIP URI");
    test.Expect(Find(world, {"uri:SIP:Example.COM"}) == Names{"example.com"}, "without case");
    test.Expect(Find(world, {"uri:sip:b.net", "uri:sip:a.net", "uri:sip:B.net"}) ==
                    Names{"b.net", "a.net"},
                "several, in order, each once");
    test.Expect(Find(world, {"uri:sips:example.com"}).empty(), "step 1 A: another scheme");
    test.Expect(Find(world, {"uri:http://example.com", "uri:im:example.com"}).empty(),
                "step 1 A: other schemes");
    test.Expect(Find(world, {"uri:sip:alice@example.com"}).empty(), "step 1 B: a user part");
    test.Expect(Find(world, {"uri:sip:example.com;transport=tls"}) == Names{"example.com"},
                "step 1 C: parameters are not of the host");
    test.Expect(Find(world, {"uri:sip:"}).empty(), "nothing");
}

void
TestDomains(TlsTestCase& test)
{
    TlsWorld world;
    test.Expect(Find(world, {"dns:Example.com", "dns:a.net"}) == Names{"example.com", "a.net"},
                "step 2: DNS names");
    test.Expect(Find(world, {"dns:other.com", "uri:sip:example.com"}) == Names{"example.com"},
                "step 2: only if there is no SIP URI of a domain");
    test.Expect(Find(world, {"dns:other.com", "uri:sip:alice@example.com"}) == Names{"other.com"},
                "step 2: a user's URI does not count");
}

void
TestCommonName(TlsTestCase& test)
{
    TlsWorld world;
    test.Expect(Find(world, {}) == Names{"common.example.com"}, "step 3: no subjectAltName");
    test.Expect(Find(world, {}, "Example Company").empty(), "step 3: not a domain name");
    test.Expect(Find(world, {"uri:http://example.com"}).empty(),
                "step 3: any subjectAltName forbids it");
    // One of a form that is not looked at at all.
    const Certificate plain = world.Issue({}).certificate;
    const X509Pointer x509(X509_dup(plain.GetNative()));
    const NamesPointer names(sk_GENERAL_NAME_new_null());
    GENERAL_NAME* const name = GENERAL_NAME_new();
    ASN1_IA5STRING* const mail = ASN1_IA5STRING_new();
    ASN1_STRING_set(mail, "alice@example.com", -1);
    GENERAL_NAME_set0_value(name, GEN_EMAIL, mail);
    sk_GENERAL_NAME_push(names.get(), name);
    X509_add1_ext_i2d(x509.get(), NID_subject_alt_name, names.get(), 0, X509V3_ADD_DEFAULT);
    X509_sign(x509.get(), world.Issue({}).key.GetNative(), EVP_sha256());
    unsigned char* data = nullptr;
    const int size = i2d_X509(x509.get(), &data);
    const auto changed =
        Certificate::FromDer(*world.crypto,
                             {reinterpret_cast<char*>(data), static_cast<size_t>(size)});
    OPENSSL_free(data);
    test.Expect(changed && DomainIdentity(*changed).GetNames().empty(),
                "step 3: one of another form too");
}

void
TestComparing(TlsTestCase& test)
{
    TlsWorld world;
    const auto matches = [&](const Names& names, const std::string& domain)
    {
        return DomainIdentity(world.Issue(names, 0, "x").certificate).Matches(domain);
    };
    test.Expect(matches({"uri:sip:example.com"}, "EXAMPLE.com"), "without case");
    test.Expect(matches({"dns:example.com"}, "example.com."), "an absolute name");
    test.Expect(!matches({"dns:example.com"}, "sub.example.com"), "no suffix match");
    test.Expect(!matches({"dns:sub.example.com"}, "example.com"), "nor the other way round");
    test.Expect(!matches({"dns:*.example.com"}, "sub.example.com"), "no wildcards");
    test.Expect(!matches({"dns:*.example.com"}, "*.example.com"), "not even literally");
    test.Expect(!matches({"uri:sip:*.example.com"}, "sub.example.com"), "nor in URIs");
    test.Expect(!matches({"uri:sip:example.com:5061"}, "example.com"), "as a whole");
    test.Expect(!matches({"dns:example.com"}, ""), "no name asked for");
    test.Expect(!matches({"dns:example.com"}, "example.com.evil.org"), "a beginning");
}

/// The suite of names.
class DomainIdentityTestSuite : public TestSuite
{
  public:
    DomainIdentityTestSuite()
        : TestSuite("tls-domain-identity")
    {
        AddTestCase(new TlsTestCase("RFC 5922 section 7.1: SIP URIs", TestUris));
        AddTestCase(new TlsTestCase("RFC 5922 section 7.1: DNS names", TestDomains));
        AddTestCase(new TlsTestCase("RFC 5922 section 7.1: common names", TestCommonName));
        AddTestCase(new TlsTestCase("RFC 5922 section 7.2: comparing", TestComparing));
    }
};

DomainIdentityTestSuite g_domainIdentityTestSuite; ///< registers the suite

} // namespace

} // namespace ns3
