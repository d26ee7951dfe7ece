// SPDX-License-Identifier: GPL-2.0-only
#include "sip-rule-test-case.h"

#include "ns3/crypto-context.h"
#include "ns3/sip-authentication-info.h"
#include "ns3/sip-digest-challenge.h"
#include "ns3/sip-digest-credentials.h"
#include "ns3/sip-digest.h"
#include "ns3/work.h"

#include <fstream>
#include <iterator>
#include <random>

using namespace ns3;

namespace
{

/** The vectors of a data file: each a map of its lines. */
std::vector<std::map<std::string, std::string>>
LoadVectors(const std::string& name)
{
    std::ifstream file(NS_TEST_SOURCEDIR "/../data/" + name);
    std::vector<std::map<std::string, std::string>> vectors(1);
    std::string line;
    while (std::getline(file, line))
    {
        const std::size_t equals = line.find(" =");
        if (line.empty() && !vectors.back().empty())
        {
            vectors.emplace_back();
        }
        else if (line.rfind('#', 0) != 0 && equals != std::string::npos)
        {
            vectors.back()[line.substr(0, equals)] =
                line.size() > equals + 3 ? line.substr(equals + 3) : "";
        }
    }
    return vectors;
}

void
TestVectors(SipRuleTestCase& test)
{
    CryptoContext context(Octets(CryptoContext::SEED_SIZE, 'v'));
    const auto vectors = LoadVectors("digest-vectors.txt");
    test.EqualNumber(vectors.size(), 14, "vectors in the file");
    for (auto vector : vectors)
    {
        SipDigestCredentials credentials;
        const auto algorithm = ParseSipDigestAlgorithm(vector["algorithm"]);
        const auto count = ParseSipNonceCount(vector["nc"]);
        test.True(algorithm && count, "the vector can be read");
        credentials.algorithm = algorithm.value_or(SipDigestAlgorithm::Md5);
        credentials.username = vector["username"];
        credentials.realm = vector["realm"];
        credentials.nonce = vector["nonce"];
        credentials.cnonce = vector["cnonce"];
        credentials.nonceCount = count.value_or(0);
        credentials.qop = ParseSipDigestQop(vector["qop"]).value_or(SipDigestQop::None);
        credentials.uri = vector["uri"];
        Work work;
        const auto a1 = ComputeSipDigestA1(context,
                                           credentials.algorithm,
                                           credentials.username,
                                           credentials.realm,
                                           Secret(vector["password"]),
                                           work);
        const std::string what = vector["source"] + " " + vector["algorithm"] + " " + vector["qop"];
        test.True(a1.has_value(), what);
        const auto response = ComputeSipDigestResponse(context,
                                                       credentials,
                                                       *a1,
                                                       vector["method"],
                                                       vector["body"],
                                                       work);
        test.Equal(response.value_or("none"), vector["response"], what);
        const auto proof = ComputeSipResponseAuth(context, credentials, *a1, vector["body"], work);
        test.Equal(proof.value_or("none"), vector["rspauth"], what + " rspauth");
    }
}

void
TestWork(SipRuleTestCase& test)
{
    CryptoContext context(Octets(CryptoContext::SEED_SIZE, 'w'));
    SipDigestCredentials credentials;
    credentials.algorithm = SipDigestAlgorithm::Sha256;
    credentials.nonce = "n";
    credentials.cnonce = "c";
    credentials.nonceCount = 1;
    credentials.qop = SipDigestQop::AuthInt;
    credentials.uri = "sip:b";
    Work work;
    const auto a1 = ComputeSipDigestA1(context, credentials.algorithm, "u", "r", Secret("p"), work);
    test.True(a1.has_value(), "A1");
    const WorkKind sha{"digest", "sha-256"};
    test.EqualNumber(work.GetAmounts().at(sha).count, 1, "one digest");
    test.EqualNumber(work.GetAmounts().at(sha).octets, 5, "of u:r:p");
    const auto response =
        ComputeSipDigestResponse(context, credentials, *a1, "INVITE", "body", work);
    test.True(response.has_value(), "response");
    test.EqualNumber(work.GetAmounts().at(sha).count, 4, "H(body), H(A2), H(all) more");
    // body, INVITE:sip:b:H, H(A1):n:00000001:c:auth-int:H(A2)
    test.EqualNumber(work.GetAmounts().at(sha).octets, 5 + 4 + 77 + 151, "their octets");
    credentials.algorithm = SipDigestAlgorithm::Md5Sess;
    credentials.qop = SipDigestQop::Auth;
    Work session;
    (void)ComputeSipDigestResponse(context, credentials, *a1, "INVITE", "body", session);
    test.EqualNumber(session.GetAmounts().at({"digest", "md5"}).count, 3, "MD5-sess: one more");
    test.EqualNumber(session.GetAmounts().size(), 1, "and nothing else");
}

void
TestChallenge(SipRuleTestCase& test)
{
    const auto challenge = SipDigestChallenge::Parse(
        "digest  realm=\"a \\\"b\\\" \\\\c\", Nonce=\"xyz==\",qop=\"auth, auth-int,token\" ,\r\n "
        "opaque=\"\", STALE=TRUE, algorithm=sha-256, domain=\"sip:x, sip:y\", new=value");
    test.True(challenge.has_value(), "parses");
    test.Equal(challenge->realm, "a \"b\" \\c", "22.4, 25.1: escapes are taken off");
    test.Equal(challenge->nonce, "xyz==", "nonce");
    test.True(challenge->stale, "stale, without case");
    test.True(challenge->GetAlgorithm() == SipDigestAlgorithm::Sha256, "algorithm, without case");
    test.EqualNumber(challenge->qops.size(), 3, "qop is a list");
    test.Equal(challenge->parameters.Get("domain").value_or(""), "sip:x, sip:y", "quoted comma");
    test.Equal(challenge->ToString(),
               "Digest realm=\"a \\\"b\\\" \\\\c\", nonce=\"xyz==\", stale=true, "
               "algorithm=sha-256, qop=\"auth,auth-int,token\", domain=\"sip:x, sip:y\", "
               "new=value",
               "written with its unknown parameters");
    const auto again = SipDigestChallenge::Parse(challenge->ToString());
    test.True(again && again->ToString() == challenge->ToString(), "and read again");
}

void
TestBadChallenges(SipRuleTestCase& test)
{
    for (const char* text : {"",
                             "Digest",
                             "Basic realm=\"a\"",
                             "Digestrealm=\"a\", nonce=\"b\"",
                             "Digest realm=\"a\"",
                             "Digest nonce=\"a\"",
                             "Digest realm=\"a\", nonce=\"b",
                             "Digest realm=\"a\", nonce=\"b\\",
                             "Digest realm=\"a\" nonce=\"b\"",
                             "Digest realm=\"a\", nonce=\"b\", nonce=\"c\"",
                             "Digest realm=\"a\", nonce=",
                             "Digest realm=\"a\", =\"b\""})
    {
        test.True(!SipDigestChallenge::Parse(text), text);
    }
    std::string many = "Digest realm=\"a\", nonce=\"b\"";
    for (std::size_t i = 0; i < SipAuthParameters::MAX_PARAMETERS; ++i)
    {
        many += ", p" + std::to_string(i) + "=1";
    }
    test.True(!SipDigestChallenge::Parse(many), "too many parameters");
}

void
TestQopChoice(SipRuleTestCase& test)
{
    SipDigestChallenge challenge;
    test.True(challenge.ChooseQop() == SipDigestQop::None, "no qop in the challenge");
    challenge.qops = {"auth-int", "auth"};
    test.True(challenge.ChooseQop(false) == SipDigestQop::Auth, "auth by default");
    test.True(challenge.ChooseQop(true) == SipDigestQop::AuthInt, "auth-int if wanted");
    challenge.qops = {"auth-int"};
    test.True(challenge.ChooseQop(false) == SipDigestQop::AuthInt, "auth-int if there is no other");
    challenge.qops = {"token"};
    test.True(!challenge.ChooseQop(), "nothing known");
}

void
TestTopmost(SipRuleTestCase& test)
{
    const SipMessage response = ParseSipTestMessage(
        "SIP/2.0 401 Unauthorized\n"
        "Via: SIP/2.0/UDP pc33.example.com;branch=z9hG4bK1\n"
        "From: <sip:a@example.com>;tag=1\n"
        "To: <sip:b@example.com>;tag=2\n"
        "Call-ID: 1\n"
        "CSeq: 1 INVITE\n"
        "WWW-Authenticate: Basic realm=\"b\"\n"
        "WWW-Authenticate: Digest realm=\"r\", nonce=\"1\", algorithm=SHA-512-256, qop=\"auth\"\n"
        "WWW-Authenticate: Digest realm=\"r\", nonce=\"2\", algorithm=SHA-256, qop=\"auth\"\n"
        "WWW-Authenticate: Digest realm=\"r\", nonce=\"3\", algorithm=MD5, qop=\"auth\"\n"
        "Proxy-Authenticate: Digest realm=\"p\", nonce=\"4\", qop=\"auth\"\n"
        "Proxy-Authenticate: Digest realm=\"r\", nonce=\"5\", qop=\"auth\"\n"
        "Content-Length: 0\n"
        "\n");
    const auto selected = SelectSipDigestChallenges(response);
    test.EqualNumber(selected.size(), 3, "one per realm and kind");
    std::string nonces;
    for (const auto& each : selected)
    {
        nonces += (each.proxy ? "p" : "u") + each.challenge.nonce;
    }
    test.Equal(nonces, "u2p4p5", "the topmost supported one of each");
}

void
TestCredentials(SipRuleTestCase& test)
{
    const std::string response(64, 'a');
    const auto credentials = SipDigestCredentials::Parse(
        "Digest username=\"b\\ob\",realm=\"r\",nonce=\"n\",uri=\"sip:b@example.com;x=y,z\","
        "response=\"" +
        std::string(64, 'A') +
        "\",algorithm=SHA-256,cnonce=\"c\",qop=auth,nc=0000002A,opaque=\"o\",auts=\"q,\\\"\"");
    test.True(credentials.has_value(), "parses");
    test.Equal(credentials->username, "bob", "an escape of a plain character");
    test.EqualNumber(credentials->nonceCount, 42, "nc is hexadecimal");
    test.Equal(credentials->response, response, "hex digits in lower case");
    test.Equal(credentials->ToString(),
               "Digest username=\"bob\", realm=\"r\", nonce=\"n\", "
               "uri=\"sip:b@example.com;x=y,z\", response=\"" +
                   response +
                   "\", algorithm=SHA-256, cnonce=\"c\", opaque=\"o\", qop=auth, nc=0000002a, "
                   "auts=\"q,\\\"\"",
               "qop, nc and algorithm without quotes; unknown parameters kept");
}

void
TestBadCredentials(SipRuleTestCase& test)
{
    const std::string md5(32, '0');
    const std::string head = "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:b\"";
    const std::string good = head + ", response=\"" + md5 + "\"";
    test.True(SipDigestCredentials::Parse(good).has_value(), "without qop it is RFC 2069");
    test.True(!SipDigestCredentials::Parse(head), "no response");
    test.True(!SipDigestCredentials::Parse(head + ", response=\"" + md5 + "0\""), "33 digits");
    test.True(!SipDigestCredentials::Parse(good + ", algorithm=SHA-256"), "needs 64 digits");
    test.True(!SipDigestCredentials::Parse(good + ", algorithm=SHA-1"), "unknown algorithm");
    test.True(!SipDigestCredentials::Parse(head + ", response=\"" + std::string(32, 'g') + "\""),
              "no hex digits");
    test.True(!SipDigestCredentials::Parse(good + ", qop=auth, cnonce=\"c\""), "qop without nc");
    test.True(!SipDigestCredentials::Parse(good + ", qop=auth, nc=00000001"), "without cnonce");
    test.True(!SipDigestCredentials::Parse(good + ", qop=auth, cnonce=\"c\", nc=1"), "short nc");
    test.True(!SipDigestCredentials::Parse(good + ", qop=auth, cnonce=\"c\", nc=00000000"),
              "nc starts at 1");
    test.True(!SipDigestCredentials::Parse(good + ", qop=x, cnonce=\"c\", nc=00000001"),
              "unknown qop");
    test.True(
        SipDigestCredentials::Parse(good + ", qop=auth, cnonce=\"c\", nc=ffffffff").has_value(),
        "the last count");
}

void
TestAuthenticationInfo(SipRuleTestCase& test)
{
    const auto info = SipAuthenticationInfo::Parse(
        "nextnonce=\"nn\", qop=auth-int, rspauth=\"00ff\", cnonce=\"c\", nc=00000007");
    test.True(info.has_value(), "parses");
    test.Equal(info->nextNonce, "nn", "nextnonce");
    test.Equal(info->responseAuth, "00ff", "rspauth");
    test.True(info->qop == SipDigestQop::AuthInt && info->nonceCount == 7, "qop and nc");
    test.Equal(info->ToString(),
               "nextnonce=\"nn\", qop=auth-int, rspauth=\"00ff\", cnonce=\"c\", nc=00000007",
               "written again");
    test.True(!SipAuthenticationInfo::Parse("qop=auth, rspauth=\"00\""), "qop without cnonce");
}

/** Read and write a mutated value; returns whether it was read, and counts what does not hold. */
template <typename Value>
bool
ReadTwice(const std::string& text, int& broken)
{
    const auto first = Value::Parse(text);
    if (!first)
    {
        return false;
    }
    const std::string written = first->ToString();
    const auto second = Value::Parse(written);
    broken += second && second->ToString() == written ? 0 : 1;
    return true;
}

void
TestMutations(SipRuleTestCase& test)
{
    constexpr int ROUNDS = 4000;
    const std::string seeds[] = {
        "Digest realm=\"a\\\"b\", nonce=\"n\", qop=\"auth,auth-int\", stale=true, x=y, z=\"1,2\"",
        "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:b\", algorithm=MD5, "
        "response=\"0123456789abcdef0123456789abcdef\", cnonce=\"c\", qop=auth, nc=00000001",
        "nextnonce=\"nn\", qop=auth, rspauth=\"00\", cnonce=\"c\", nc=00000001"};
    const std::string octets = std::string("\",\\= \t\r\n;aZ09") + '\0' + '\xff';
    std::mt19937 random(7616); // fixed: the same mutations every time
    int read = 0;
    int broken = 0;
    for (int round = 0; round < ROUNDS; ++round)
    {
        std::string text = seeds[random() % std::size(seeds)];
        for (uint32_t changes = random() % 4; changes > 0 && !text.empty(); --changes)
        {
            const std::size_t place = random() % text.size();
            switch (random() % 3)
            {
            case 0:
                text[place] = octets[random() % octets.size()];
                break;
            case 1:
                text.insert(place, 1, octets[random() % octets.size()]);
                break;
            default:
                text.erase(place, random() % 8);
                break;
            }
        }
        const bool challenge = ReadTwice<SipDigestChallenge>(text, broken);
        const bool credentials = ReadTwice<SipDigestCredentials>(text, broken);
        const bool info = ReadTwice<SipAuthenticationInfo>(text, broken);
        read += challenge || credentials || info ? 1 : 0;
    }
    test.EqualNumber(broken, 0, "what was read is written so that it is read again");
    test.True(read > ROUNDS / 4, "many mutations are still read");
    test.True(read < ROUNDS * 9 / 10, "and many are refused");
}

/** The tests of digest values and of the computation. */
class SipDigestTestSuite : public TestSuite
{
  public:
    SipDigestTestSuite()
        : TestSuite("sip-digest")
    {
        const auto add = [this](const std::string& name, SipRuleTestCase::Body body)
        {
            AddTestCase(new SipRuleTestCase(name, body));
        };
        add("RFC 7616 3.9.1 and other vectors of digest responses", TestVectors);
        add("the work of a digest response is reported", TestWork);
        add("RFC 7616 3.3: a challenge is read and written", TestChallenge);
        add("RFC 7616 3.3: challenges that are refused", TestBadChallenges);
        add("RFC 7616 3.3: the choice of qop", TestQopChoice);
        add("RFC 8760 2.4: the topmost supported challenge of a realm", TestTopmost);
        add("RFC 7616 3.4: credentials are read and written", TestCredentials);
        add("RFC 7616 3.4: credentials that are refused", TestBadCredentials);
        add("mutated values are refused or survive a second reading", TestMutations);
        add("RFC 7616 3.5: Authentication-Info is read and written", TestAuthenticationInfo);
    }
};

SipDigestTestSuite g_sipDigestTestSuite; //!< registers the suite

} // namespace
