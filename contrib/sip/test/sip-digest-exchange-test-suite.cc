// SPDX-License-Identifier: GPL-2.0-only
#include "sip-rule-test-case.h"

#include "ns3/crypto-context.h"
#include "ns3/sip-authentication-info.h"
#include "ns3/sip-digest-client.h"
#include "ns3/sip-digest-server.h"
#include "ns3/sip-digest.h"
#include "ns3/sip-nonce-book.h"
#include "ns3/work.h"

using namespace ns3;

namespace
{

constexpr int64_t SECOND = 1'000'000'000; // ns

SipMessage
MakeRegister()
{
    return ParseSipTestMessage("REGISTER sip:example.com SIP/2.0\n"
                               "Via: SIP/2.0/UDP pc33.example.com;branch=z9hG4bK1\n"
                               "From: <sip:alice@example.com>;tag=1\n"
                               "To: <sip:alice@example.com>\n"
                               "Call-ID: 1\n"
                               "CSeq: 1 REGISTER\n"
                               "Max-Forwards: 70\n"
                               "Content-Length: 4\n"
                               "\n"
                               "body");
}

/** A client and a server who know one password. */
struct Pair
{
    explicit Pair(SipDigestRole role = SipDigestRole::UserAgent,
                  std::vector<SipDigestAlgorithm> algorithms = {SipDigestAlgorithm::Sha256,
                                                                SipDigestAlgorithm::Md5},
                  SipNonceBook book = SipNonceBook())
        : server("example.com", role, std::move(algorithms), std::move(book))
    {
        client.SetPassword("example.com", "alice", Secret("secret"));
        added = server.AddUser("alice", Secret("secret"), context, work).has_value();
    }

    /** Challenge the client and let it authorize the request. */
    bool
    Challenge(SipMessage& request, bool stale = false)
    {
        const SipMessage response = server.MakeChallenge(request, stale, context, now);
        return client.OnChallenge(request, response) && client.Authorize(request, context, work);
    }

    SipDigestOutcome
    Check(const SipMessage& request)
    {
        return server.Check(request, context, now, work).outcome;
    }

    CryptoContext context{Octets(CryptoContext::SEED_SIZE, 'p')}; ///< of both, for brevity
    Work work;                                                    ///< of both
    SipDigestClient client;                                       ///< alice
    SipDigestServer server;                                       ///< example.com
    int64_t now = 0;                                              ///< ns
    bool added = false;                                           ///< alice is known
};

void
TestRegistrar(SipRuleTestCase& test)
{
    Pair pair;
    SipMessage request = MakeRegister();
    test.True(pair.added, "user added");
    test.True(pair.Check(request) == SipDigestOutcome::Missing, "no credentials yet");
    const SipMessage response = pair.server.MakeChallenge(request, false, pair.context, pair.now);
    test.EqualNumber(response.GetStatusCode(), 401, "401");
    test.EqualNumber(response.GetHeaders("WWW-Authenticate").size(), 2, "8760: two algorithms");
    test.True(response.GetHeaders("WWW-Authenticate").at(0).find("algorithm=SHA-256") !=
                  std::string_view::npos,
              "8760 2.3: the preferred one on top");
    test.True(response.GetHeaders("WWW-Authenticate").at(0).find("qop=\"auth\"") !=
                  std::string_view::npos,
              "22.4: qop is always sent");
    test.True(pair.client.OnChallenge(request, response).has_value(), "understood");
    test.True(pair.client.Authorize(request, pair.context, pair.work).has_value(), "answered");
    test.True(request.GetHeader("Authorization").value_or("").find("algorithm=SHA-256") !=
                  std::string_view::npos,
              "with the topmost algorithm");
    const SipDigestResult result = pair.server.Check(request, pair.context, pair.now, pair.work);
    test.True(result.outcome == SipDigestOutcome::Accepted, "accepted");
    test.Equal(result.username, "alice", "as alice");
}

void
TestProxy(SipRuleTestCase& test)
{
    Pair pair(SipDigestRole::Proxy, {SipDigestAlgorithm::Md5});
    SipMessage request = MakeRegister();
    const SipMessage response = pair.server.MakeChallenge(request, false, pair.context, pair.now);
    test.EqualNumber(response.GetStatusCode(), 407, "407");
    test.True(response.Has("Proxy-Authenticate") && !response.Has("WWW-Authenticate"), "header");
    test.True(pair.Challenge(request), "answered");
    test.True(request.Has("Proxy-Authorization") && !request.Has("Authorization"), "header");
    test.True(pair.Check(request) == SipDigestOutcome::Accepted, "accepted");
}

void
TestSessionAlgorithms(SipRuleTestCase& test)
{
    for (SipDigestAlgorithm algorithm :
         {SipDigestAlgorithm::Md5Sess, SipDigestAlgorithm::Sha256Sess})
    {
        Pair pair(SipDigestRole::UserAgent, {algorithm});
        SipMessage request = MakeRegister();
        test.True(pair.Challenge(request), "answered");
        test.True(pair.Check(request) == SipDigestOutcome::Accepted, "accepted");
    }
}

void
TestNonceCount(SipRuleTestCase& test)
{
    Pair pair;
    SipMessage first = MakeRegister();
    test.True(pair.Challenge(first), "answered");
    SipMessage second = MakeRegister();
    test.True(pair.client.Authorize(second, pair.context, pair.work).has_value(), "without asking");
    test.True(second.GetHeader("Authorization").value_or("").find("nc=00000002") !=
                  std::string_view::npos,
              "nc counts up");
    test.True(pair.Check(second) == SipDigestOutcome::Accepted, "the second one first");
    test.True(pair.Check(first) == SipDigestOutcome::Accepted, "then the first: overtaken");
    test.True(pair.Check(first) == SipDigestOutcome::Replayed, "a copy");
    test.True(pair.Check(second) == SipDigestOutcome::Replayed, "another copy");
}

void
TestForgeryKeepsNonce(SipRuleTestCase& test)
{
    Pair pair;
    SipMessage request = MakeRegister();
    test.True(pair.Challenge(request), "answered");
    SipMessage forged = request;
    std::string value(*request.GetHeader("Authorization"));
    const std::size_t digit = value.find("response=\"") + 10;
    value[digit] = value[digit] == '0' ? '1' : '0';
    forged.Set("Authorization", value);
    test.True(pair.Check(forged) == SipDigestOutcome::Wrong, "a wrong digit");
    test.True(pair.Check(request) == SipDigestOutcome::Accepted, "did not use the count up");
}

void
TestStale(SipRuleTestCase& test)
{
    Pair pair(SipDigestRole::UserAgent,
              {SipDigestAlgorithm::Sha256},
              SipNonceBook(10, 60 * SECOND));
    SipMessage request = MakeRegister();
    test.True(pair.Challenge(request), "answered");
    pair.now = 60 * SECOND;
    test.True(pair.Check(request) == SipDigestOutcome::Stale, "expired");
    const SipMessage response = pair.server.MakeChallenge(request, true, pair.context, pair.now);
    test.True(response.GetHeader("WWW-Authenticate").value_or("").find("stale=true") !=
                  std::string_view::npos,
              "the client is told");
    test.True(pair.client.OnChallenge(request, response).has_value(), "no refusal");
    test.True(pair.client.Authorize(request, pair.context, pair.work).has_value(), "again");
    test.True(pair.Check(request) == SipDigestOutcome::Accepted, "accepted");
    pair.client.SetPassword("example.com", "alice", Secret("wrong"));
    SipMessage wrong = MakeRegister();
    test.True(pair.Challenge(wrong), "answered");
    pair.now += 60 * SECOND;
    test.True(pair.Check(wrong) == SipDigestOutcome::Wrong, "stale needs a right response");
}

void
TestRefusal(SipRuleTestCase& test)
{
    Pair pair;
    pair.client.SetPassword("example.com", "alice", Secret("guess"));
    SipMessage request = MakeRegister();
    test.True(pair.Challenge(request), "a first try");
    test.True(pair.Check(request) == SipDigestOutcome::Wrong, "wrong password");
    const auto again =
        pair.client.OnChallenge(request,
                                pair.server.MakeChallenge(request, false, pair.context, pair.now));
    test.True(!again && again.error() == SipDigestClientError::Refused, "no second try");
}

void
TestEndlessStale(SipRuleTestCase& test)
{
    Pair pair;
    SipMessage request = MakeRegister();
    test.True(pair.Challenge(request), "a first try");
    test.True(pair.Challenge(request, true), "stale once");
    test.True(!pair.Challenge(request, true), "stale for ever is a refusal");
}

void
TestUnknownRealm(SipRuleTestCase& test)
{
    Pair pair;
    SipDigestServer other("other.example", SipDigestRole::Proxy);
    SipMessage request = MakeRegister();
    const auto result =
        pair.client.OnChallenge(request,
                                other.MakeChallenge(request, false, pair.context, pair.now));
    test.True(!result && result.error() == SipDigestClientError::NoPassword, "no password");
    const auto nothing =
        pair.client.OnChallenge(request, SipMessage::MakeResponse(request, 401, "Unauthorized"));
    test.True(!nothing && nothing.error() == SipDigestClientError::NoChallenge, "no challenge");
}

void
TestTwoRealms(SipRuleTestCase& test)
{
    Pair pair;
    SipDigestServer proxy("proxy.example", SipDigestRole::Proxy);
    test.True(proxy.AddUser("al", Secret("pw"), pair.context, pair.work).has_value(), "added");
    pair.client.SetPassword("proxy.example", "al", Secret("pw"));
    SipMessage request = MakeRegister();
    test.True(pair.Challenge(request), "the registrar's challenge");
    test.True(pair.client
                  .OnChallenge(request, proxy.MakeChallenge(request, false, pair.context, pair.now))
                  .has_value(),
              "the proxy's challenge");
    test.True(pair.client.Authorize(request, pair.context, pair.work).has_value(), "both");
    test.True(pair.Check(request) == SipDigestOutcome::Accepted, "registrar");
    test.True(proxy.Check(request, pair.context, pair.now, pair.work).outcome ==
                  SipDigestOutcome::Accepted,
              "proxy");
}

void
TestCoverage(SipRuleTestCase& test)
{
    Pair pair;
    pair.server.SetOfferIntegrity(true);
    SipMessage request = MakeRegister();
    test.True(pair.Challenge(request), "answered with auth");
    request.SetBody("other body", "text/plain");
    test.True(pair.Check(request) == SipDigestOutcome::Accepted, "auth does not cover the body");
    pair.client.Forget();
    pair.client.SetPreferIntegrity(true);
    request = MakeRegister();
    test.True(pair.Challenge(request), "answered with auth-int");
    test.True(pair.Check(request) == SipDigestOutcome::Accepted, "untouched");
    SipMessage next = MakeRegister();
    test.True(pair.client.Authorize(next, pair.context, pair.work).has_value(), "another");
    next.SetBody("other body", "text/plain");
    test.True(pair.Check(next) == SipDigestOutcome::Wrong, "auth-int covers the body");
    pair.server.SetOfferIntegrity(false);
    SipMessage last = MakeRegister();
    test.True(pair.client.Authorize(last, pair.context, pair.work).has_value(), "a third");
    test.True(pair.Check(last) == SipDigestOutcome::Wrong, "a qop that is not offered");
}

void
TestBadCredentials(SipRuleTestCase& test)
{
    Pair pair;
    SipMessage request = MakeRegister();
    request.Set("Authorization", "Digest realm=\"example.com");
    test.True(pair.Check(request) == SipDigestOutcome::Malformed, "a quote without end");
    request.Set("Authorization", "Digest realm=\"example.com\"");
    test.True(pair.Check(request) == SipDigestOutcome::Malformed, "our realm, nothing else");
    request.Set("Authorization", "Digest realm=\"other.example\"");
    test.True(pair.Check(request) == SipDigestOutcome::Missing, "another realm is not ours");
    request.Set("Authorization", "Basic YTpi");
    test.True(pair.Check(request) == SipDigestOutcome::Missing, "another scheme is not ours");
    SipDigestCredentials old;
    old.username = "alice";
    old.realm = "example.com";
    old.uri = "sip:example.com";
    old.algorithmPresent = true;
    old.algorithm = SipDigestAlgorithm::Sha256;
    old.nonce =
        SipDigestChallenge::Parse(*pair.server.MakeChallenge(request, false, pair.context, pair.now)
                                       .GetHeader("WWW-Authenticate"))
            ->nonce;
    const auto a1 = ComputeSipDigestA1(pair.context,
                                       old.algorithm,
                                       old.username,
                                       old.realm,
                                       Secret("secret"),
                                       pair.work);
    old.response =
        ComputeSipDigestResponse(pair.context, old, *a1, "REGISTER", "", pair.work).value_or("");
    request.Set("Authorization", old.ToString());
    test.True(pair.Check(request) == SipDigestOutcome::Wrong, "no qop although offered");
    request.Set("Authorization", "Digest realm=\"example.com\", algorithm=SHA-512-256");
    test.True(pair.Check(request) == SipDigestOutcome::Wrong, "an algorithm that is not offered");
}

void
TestMutualAuthentication(SipRuleTestCase& test)
{
    for (bool integrity : {false, true})
    {
        Pair pair;
        pair.server.SetOfferIntegrity(integrity);
        pair.client.SetPreferIntegrity(integrity);
        SipMessage request = MakeRegister();
        test.True(pair.Challenge(request), "answered");
        const SipDigestResult result =
            pair.server.Check(request, pair.context, pair.now, pair.work);
        test.True(result.outcome == SipDigestOutcome::Accepted, "accepted");
        SipMessage response = SipMessage::MakeResponse(request, 200, "OK");
        const auto check = [&](const SipMessage& message)
        {
            return pair.client.CheckAuthenticationInfo(request, message, pair.context, pair.work);
        };
        response.SetBody("answer", "text/plain");
        test.True(!check(response), "no proof yet");
        test.True(
            pair.server.AddAuthenticationInfo(response, result.credentials, pair.context, pair.work)
                .has_value(),
            "proof added");
        test.True(check(response), "the proof holds");
        SipMessage other = response;
        other.SetBody("forged", "text/plain");
        test.True(check(other) == !integrity, "the body counts with auth-int only");
        SipMessage mixed = response;
        SipAuthParameters parameters =
            *SipAuthParameters::Parse(*response.GetHeader("Authentication-Info"));
        parameters.Set("cnonce", "other", true);
        mixed.Set("Authentication-Info", parameters.ToString());
        test.True(!check(mixed), "the client's own cnonce must come back");
        SipDigestCredentials plain = result.credentials;
        plain.qop = SipDigestQop::Auth;
        test.True(
            pair.server.AddAuthenticationInfo(mixed, plain, pair.context, pair.work).has_value(),
            "proof with auth");
        test.True(check(mixed), "the server chooses what its proof covers");
        SipMessage impostor = SipMessage::MakeResponse(request, 200, "OK");
        impostor.Set("Authentication-Info",
                     "qop=auth, rspauth=\"" + std::string(64, '0') + "\", cnonce=\"" +
                         result.credentials.cnonce + "\", nc=00000001");
        test.True(!check(impostor), "who does not know the password cannot prove it");
    }
}

void
TestNonceBookBound(SipRuleTestCase& test)
{
    SipNonceBook book(3, 10 * SECOND);
    for (const char* nonce : {"a", "b", "c", "d"})
    {
        book.Issue(nonce, 0);
    }
    test.EqualNumber(book.GetSize(), 3, "no more than its capacity");
    test.True(book.Check("a", 1, 0) == SipNonceVerdict::Stale, "the oldest is forgotten");
    test.True(book.Check("d", 1, 0) == SipNonceVerdict::Fresh, "the newest is known");
    test.True(book.Check("x", 1, 0) == SipNonceVerdict::Stale, "never given out");
    test.True(book.Check("d", 1, 10 * SECOND) == SipNonceVerdict::Stale, "expired");
    book.Issue("e", 10 * SECOND);
    test.EqualNumber(book.GetSize(), 1, "what is over is forgotten");
}

void
TestNonceBookWindow(SipRuleTestCase& test)
{
    SipNonceBook book(3, 10 * SECOND);
    book.Issue("a", 0);
    for (uint32_t count : {5U, 1U, 70U, 69U, 7U})
    {
        test.True(book.Check("a", count, 0) == SipNonceVerdict::Fresh, std::to_string(count));
        book.Use("a", count);
        test.True(book.Check("a", count, 0) == SipNonceVerdict::Replay, "used");
    }
    test.True(book.Check("a", 6, 0) == SipNonceVerdict::Replay, "64 behind: too old to tell");
    test.True(book.Check("a", 8, 0) == SipNonceVerdict::Fresh, "inside the window");
    test.True(book.Check("a", 5, 0) == SipNonceVerdict::Replay, "used long ago");
    book.Use("a", 0xffffffff);
    test.True(book.Check("a", 0xffffffff, 0) == SipNonceVerdict::Replay, "the last count");
    book.Issue("b", 0);
    book.Use("b", 0);
    test.True(book.Check("b", 0, 0) == SipNonceVerdict::Replay, "without qop: once only");
}

/** The tests of the exchange between client and server. */
class SipDigestExchangeTestSuite : public TestSuite
{
  public:
    SipDigestExchangeTestSuite()
        : TestSuite("sip-digest-exchange")
    {
        const auto add = [this](const std::string& name, SipRuleTestCase::Body body)
        {
            AddTestCase(new SipRuleTestCase(name, body));
        };
        add("RFC 3261 22.2: 401 and Authorization; RFC 8760 2.3: order", TestRegistrar);
        add("RFC 3261 22.3: 407 and Proxy-Authorization", TestProxy);
        add("RFC 7616 3.4.2: the -sess algorithms", TestSessionAlgorithms);
        add("RFC 7616 3.4: nc counts, and a used one is a replay", TestNonceCount);
        add("a forger cannot use a nonce count up", TestForgeryKeepsNonce);
        add("RFC 7616 3.3: stale=true for a right response and an old nonce", TestStale);
        add("RFC 3261 22.1: a refused password is not tried again", TestRefusal);
        add("a server that always says stale does not loop the client", TestEndlessStale);
        add("RFC 3261 22.2: no password, no challenge", TestUnknownRealm);
        add("RFC 3261 22.3: credentials for several realms", TestTwoRealms);
        add("RFC 7616 3.4.3: what auth and auth-int cover", TestCoverage);
        add("RFC 3261 22.4: credentials that are refused", TestBadCredentials);
        add("RFC 7616 3.5: rspauth authenticates the server", TestMutualAuthentication);
        add("the nonce book is bounded, and nonces expire", TestNonceBookBound);
        add("the nonce book takes counts in any order, once", TestNonceBookWindow);
    }
};

SipDigestExchangeTestSuite g_sipDigestExchangeTestSuite; //!< registers the suite

} // namespace
