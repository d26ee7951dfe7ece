// SPDX-License-Identifier: GPL-2.0-only

#include "admission-rig.h"
#include "named-case.h"
#include "pinhole-desk.h"

#include "ns3/boolean.h"
#include "ns3/crypto-context-helper.h"
#include "ns3/media-authorization-policy.h"
#include "ns3/media-authorization.h"
#include "ns3/media-token-connection.h"
#include "ns3/session-description-reading.h"
#include "ns3/string.h"
#include "ns3/token-firewall-control.h"
#include "ns3/uinteger.h"

#include <map>

using namespace ns3;

namespace
{

const std::string CALLERS = "the caller's token of ss1";
const std::string CALLEES = "the callee's token of ss1";
const std::string KEY = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";
const std::string SECURE = "m=audio 4000 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:";

/**
 * \param text some text
 * \return its octets
 */
std::vector<uint8_t>
ToOctets(const std::string& text)
{
    return {text.begin(), text.end()};
}

/**
 * A proxy policy that changes P-Media-Authorization on the way.
 */
class Meddler : public SipProxyPolicy
{
  public:
    SipVerdict
    OnRequest(SipMessage& request, const SipPolicyContext&, Work&) override
    {
        if (request.GetMethod() == "ACK" && flips)
        {
            std::string value(request.GetHeader("P-Media-Authorization").value_or("0"));
            value.back() = value.back() == '0' ? '1' : '0';
            request.Set("P-Media-Authorization", value);
        }
        return SipVerdict::Continue();
    }

    SipVerdict
    OnResponse(SipMessage& response, const SipPolicyContext&, Work&) override
    {
        std::string list;
        for (int i = 0; i < floods; ++i)
        {
            list += (i > 0 ? "," : "") + std::string("abcd");
        }
        if (!list.empty() && response.GetStatusCode() == 200)
        {
            response.Add("P-Media-Authorization", list);
        }
        return SipVerdict::Continue();
    }

    bool flips{false}; ///< whether the last digit changes
    int floods{0};     ///< values that are added
};

/**
 * A call through ss1, which opens a firewall, and ss2, which does not unless told to.
 */
class TokenRig : public CallRig
{
  public:
    /**
     * \param keying of the user agents
     * \param media their media
     */
    explicit TokenRig(const std::string& keying, const std::string& media = AdmissionRig::PCMU)
        : CallRig(keying)
    {
        AdmissionRig::Describe(alice, media);
        AdmissionRig::Describe(bob, media);
        control->grant = {{ToOctets(CALLERS)}, {ToOctets(CALLEES)}};
        pinholes = helper.InstallPinholes(ss1, control, ss1Policy, CreateCryptoContext(9001));
        Take(alice, alicePolicy, 9002, callers);
        Take(bob, bobPolicy, 9003, callees);
    }

    /**
     * Gives a user agent real media, whose RTCP shows the tokens that it takes.
     * \param agent Alice or Bob
     * \param stream random streams
     * \param shown receives what was done with tokens
     */
    void
    ShowTokens(Ptr<SipUserAgent> agent, int64_t stream, std::string& shown)
    {
        const auto describer = CreateObject<MediaSessionDescriber>();
        describer->SetAttribute("Media", StringValue("srtp"));
        describer->SetCryptoContext(CreateCryptoContext(stream + 500));
        describer->AssignStreams(stream);
        describer->GetSessions().SetAttribute("Rtcp", BooleanValue(true));
        describer->GetSessions().SetAttribute("AppCarriage", StringValue("PlainPacket"));
        agent->SetSessionDescriber(describer);
        ConnectMediaTokens(policies.at(agent), describer);
        const Callback<void, const std::string&, TokenAct, const std::string&> note(
            [&shown](const std::string&, TokenAct act, const std::string& fault)
            {
                shown += (act == TokenAct::Open ? "open" : "close") + fault + " ";
            });
        describer->TraceConnectWithoutContext("TokenShown", note);
    }

    /// Calls and hangs up.
    void
    CallAndRun()
    {
        Call();
        At(5,
           [this]()
           {
               isUp = call->GetState() == SipCallState::Established;
               alice->HangUpAll();
           });
        Run(20);
    }

    /**
     * \param name one of the parties
     * \param what method or status code
     * \return the values of P-Media-Authorization in the first such message that it sent
     */
    std::vector<tl::expected<Octets, MediaAuthorizationError>>
    GetValues(const std::string& name, const std::string& what) const
    {
        const auto sent = GetSent(name, what);
        return sent.empty() ? std::vector<tl::expected<Octets, MediaAuthorizationError>>()
                            : ReadMediaAuthorization(sent.front());
    }

    Ptr<FakeFirewallControl> control{CreateObject<FakeFirewallControl>()}; ///< of ss1
    Ptr<PinholePolicy> pinholes;                                           ///< of ss1
    std::vector<std::string> callers;                                      ///< Alice's tokens
    std::vector<std::string> callees;                                      ///< Bob's tokens
    std::vector<MediaAuthorizationError> ignored;                          ///< values of either
    bool isUp{false};                                                      ///< after five seconds
    std::map<Ptr<SipUserAgent>, Ptr<MediaAuthorizationPolicy>> policies;   ///< of Alice and Bob

  private:
    /**
     * \param agent takes tokens
     * \param body its body policy
     * \param stream random stream
     * \param tokens receives them
     */
    void
    Take(Ptr<SipUserAgent> agent,
         Ptr<SmimeBodyPolicy> body,
         int64_t stream,
         std::vector<std::string>& tokens)
    {
        const auto policy =
            helper.InstallMediaAuthorization(agent, body, CreateCryptoContext(stream));
        policy->SetReceiver(
            [&tokens](const SipDialogContext&, const std::vector<std::vector<uint8_t>>& values)
            {
                for (const auto& value : values)
                {
                    tokens.emplace_back(value.begin(), value.end());
                }
            });
        policies[agent] = policy;
        const Callback<void, const std::string&, MediaAuthorizationError> note(
            [this](const std::string&, MediaAuthorizationError error)
            {
                ignored.push_back(error);
            });
        policy->TraceConnectWithoutContext("Ignored", note);
    }
};

/// Tokens arrive, in clear or sealed, at whom they are for.
void
TestDelivery(NamedCase& t, const std::string& keying, bool isSealed)
{
    TokenRig rig(keying);
    rig.CallAndRun();
    t.Expect(rig.isUp, "the call");
    t.Expect(rig.callers == std::vector<std::string>{CALLERS}, "the caller's, in the 200");
    t.Expect(rig.callees == std::vector<std::string>{CALLEES}, "the callee's, in the ACK");
    t.ExpectEqual(rig.ignored.size(), 0U, "nothing is ignored");
    for (const auto& values : {rig.GetValues("ss1", "200"), rig.GetValues("ss1", "ACK")})
    {
        t.Expect(values.size() == 1 && values[0], "one value on the wire");
        if (values.size() == 1 && values[0])
        {
            t.ExpectEqual(IsSealedToken(*values[0]), isSealed, "sealed");
            t.ExpectEqual(values[0]->find("token of ss1") == std::string::npos,
                          isSealed,
                          "readable on the wire");
        }
    }
    t.ExpectEqual(rig.GetValues("alice", "ACK").size(), 0U, "none before the proxy");
    t.ExpectEqual(rig.pinholes->GetCallCount(), 0U, "the call is over");
}

/// A proxy that the key was not disclosed to has nothing to open a token with.
void
TestTransit(NamedCase& t)
{
    TokenRig rig("cek-reuse");
    bool isKnown = false;
    bool isKnownAtFirst = false;
    CallRig::At(4,
                [&]()
                {
                    const auto invites = rig.GetSent("ss1", "INVITE");
                    isKnownAtFirst = rig.ss1Policy->FindSharedKey(invites.at(0)).has_value();
                    isKnown = rig.ss2Policy->FindSharedKey(invites.at(0)).has_value();
                });
    rig.CallAndRun();
    t.Expect(isKnownAtFirst, "ss1 has the key");
    t.Expect(!isKnown, "ss2 has none");
    const auto values = rig.GetValues("ss2", "ACK");
    t.Expect(values.size() == 1 && values[0] && IsSealedToken(*values[0]), "it passes sealed");
}

/// How tokens are protected is an attribute.
void
TestProtection(NamedCase& t)
{
    TokenRig clear("cek-reuse");
    clear.pinholes->SetAttribute("TokenProtection", StringValue("clear"));
    clear.CallAndRun();
    t.Expect(clear.callers == std::vector<std::string>{CALLERS}, "in clear");
    const auto values = clear.GetValues("ss1", "200");
    t.Expect(values.size() == 1 && values[0] && *values[0] == CALLERS, "on the wire too");
    Simulator::Destroy();
    TokenRig sealed("asymmetric");
    sealed.pinholes->SetAttribute("TokenProtection", StringValue("sealed"));
    sealed.CallAndRun();
    t.Expect(sealed.isUp, "the call");
    t.ExpectEqual(sealed.callers.size() + sealed.callees.size(), 0U, "without a key, nothing");
}

/// A token that was changed is ignored, and the call goes on.
void
TestTampering(NamedCase& t)
{
    TokenRig rig("cek-reuse");
    const auto meddler = CreateObject<Meddler>();
    meddler->flips = true;
    rig.ss2->AddPolicy(meddler);
    rig.CallAndRun();
    t.Expect(rig.isUp, "the call");
    t.ExpectEqual(rig.callees.size(), 0U, "Bob has none");
    t.Expect(rig.ignored == std::vector<MediaAuthorizationError>{MediaAuthorizationError::Sealed},
             "it does not open");
    t.ExpectEqual(rig.callers.size(), 1U, "Alice has hers");
}

/// Ten thousand values are not looked at.
void
TestFlood(NamedCase& t)
{
    auto message = PinholeDesk::MakeRequest("ACK", 1, "bob", "");
    AddMediaAuthorization(message, std::vector<Octets>(10000, "token"));
    const auto values = ReadMediaAuthorization(message);
    t.ExpectEqual(values.size(), 17U, "sixteen, and that there are more");
    t.Expect(!values.back() && values.back().error() == MediaAuthorizationError::TooMany, "told");
    TokenRig rig("none");
    const auto meddler = CreateObject<Meddler>();
    meddler->floods = 500;
    rig.ss2->AddPolicy(meddler);
    rig.CallAndRun();
    t.Expect(rig.isUp, "the call");
    t.ExpectEqual(rig.callers.size() % 16, 0U, "sixteen of a message");
    t.Expect(!rig.ignored.empty() && rig.ignored[0] == MediaAuthorizationError::TooMany,
             "and no more");
}

/// Each proxy adds the tokens of its own firewall.
void
TestTwoFirewalls(NamedCase& t)
{
    for (const std::string keying : {"none", "cek-reuse"})
    {
        TokenRig rig(keying);
        const auto other = CreateObject<FakeFirewallControl>();
        other->grant = {{ToOctets("caller at ss2")}, {ToOctets("callee at ss2")}};
        const auto second =
            rig.helper.InstallPinholes(rig.ss2, other, rig.ss2Policy, CreateCryptoContext(9004));
        rig.CallAndRun();
        const bool isRead = keying == "none"; // ss2 is not disclosed to
        t.ExpectEqual(rig.callers.size(), isRead ? 2U : 1U, "Alice");
        t.ExpectEqual(rig.callees.size(), isRead ? 2U : 1U, "Bob");
        t.ExpectEqual(other->notes.empty(), !isRead, "who cannot read opens nothing");
        Simulator::Destroy();
    }
}

/// Real tokens of a real call parse at both ends.
void
TestRealTokens(NamedCase& t)
{
    TokenRig rig("cek-reuse");
    TokenKeys keys;
    keys.Add(1, Secret(Octets(32, 'k')));
    const auto control = CreateObject<TokenFirewallControl>();
    control->SetKeys(keys);
    control->AssignStreams(9100);
    rig.pinholes->SetControl(control);
    rig.CallAndRun();
    t.ExpectEqual(control->GetIssuedCount(), 2U, "one for each");
    t.Expect(rig.callers.size() == 1 && TokenGrant::Parse(ToOctets(rig.callers[0])), "Alice's");
    t.Expect(rig.callees.size() == 1 && TokenGrant::Parse(ToOctets(rig.callees[0])), "Bob's");
    t.ExpectEqual(control->GetCallCount(), 0U, "released");
}

/// From the proxy's control to the parties' RTCP.
void
TestShown(NamedCase& t)
{
    for (const std::string view : {"whole", "reduced"})
    {
        TokenRig rig("cek-reuse");
        TokenKeys keys;
        keys.Add(1, Secret(Octets(32, 'k')));
        const auto control = CreateObject<TokenFirewallControl>();
        control->SetKeys(keys);
        control->AssignStreams(9100);
        rig.pinholes->SetControl(control);
        std::string alices;
        std::string bobs;
        rig.ShowTokens(rig.alice, 20000, alices);
        rig.ShowTokens(rig.bob, 30000, bobs);
        for (const auto& policy : {rig.alicePolicy, rig.bobPolicy})
        {
            policy->SetAttribute("ServerView", StringValue(view));
        }
        rig.CallAndRun();
        t.Expect(rig.isUp, "the call");
        for (const auto& shown : {alices, bobs})
        {
            t.Expect(shown.rfind("open ", 0) == 0, "shown: " + shown);
            t.Expect(shown.find("close ") != std::string::npos, "and closed: " + shown);
        }
        for (const auto& report : rig.reports[0])
        {
            const bool hasKey = report.content.find("a=crypto") != std::string::npos;
            t.Expect(report.content.empty() || hasKey == (view == "whole"), "a=crypto: " + view);
        }
        Simulator::Destroy();
    }
}

/// Where servers get a description of their own, they open firewalls and never see a=crypto.
void
TestTwoSessions(NamedCase& t)
{
    for (const std::string keying : {"cek-reuse", "asymmetric"})
    {
        TokenRig rig(keying, SECURE + KEY + "\r\n");
        for (const auto& policy : {rig.alicePolicy, rig.bobPolicy})
        {
            policy->SetAttribute("ServerView", StringValue("reduced"));
        }
        rig.CallAndRun();
        t.Expect(rig.isUp, "the call");
        t.Expect(rig.control->notes.find("4000>4000") != std::string::npos, "pinholes");
        std::size_t read = 0;
        for (const auto& report : rig.reports[0])
        {
            read += report.content.empty() ? 0 : 1;
            t.Expect(report.content.find(KEY) == std::string::npos, "no key for ss1");
            t.Expect(report.content.find("a=crypto") == std::string::npos, "nor its line");
        }
        t.Expect(read >= 2, "ss1 read offer and answer");
        t.Expect(rig.aliceSession && rig.call->GetStatusCode() < 300, "the ends have agreed");
        t.Expect(rig.callers == std::vector<std::string>{CALLERS}, "the caller's token");
        t.Expect(rig.callees == std::vector<std::string>{CALLEES}, "the callee's token");
        for (const auto& entry : rig.trace.GetEntries())
        {
            t.Expect(entry.message.Serialize().find(KEY) == std::string::npos,
                     "the key is nowhere in clear");
        }
        Simulator::Destroy();
    }
}

/// What the field may hold.
void
TestSyntax(NamedCase& t)
{
    auto message = PinholeDesk::MakeRequest("ACK", 1, "bob", "");
    message.Add("P-Media-Authorization", "00ff , ABcd,,0,xy");
    message.Add("p-media-authorization", std::string(5000, 'a'));
    const auto values = ReadMediaAuthorization(message);
    std::string kinds;
    for (const auto& value : values)
    {
        kinds += value ? ToHex(*value) : std::string(ToString(value.error()));
        kinds += ' ';
    }
    t.Expect(kinds.rfind("00ff abcd ", 0) == 0, "several values: " + kinds);
    t.Expect(kinds.find("not-hex not-hex") != std::string::npos, "digits by twos: " + kinds);
    t.Expect(kinds.find("too-long") != std::string::npos, "bounded: " + kinds);

    auto context = CreateCryptoContext(9005);
    Work work;
    const KekRecipient kek{"name", Secret(Octets(16, 'k'))};
    const auto sealed = SealToken(*context, CALLERS, kek, work);
    t.Expect(sealed && IsSealedToken(*sealed), "sealed");
    const auto open = [&](const Octets& value, const std::optional<KekRecipient>& key)
    {
        return OpenToken(
            *context,
            value,
            [&key](const std::vector<Octets>&)
            {
                return key;
            },
            work);
    };
    t.Expect(open(*sealed, kek).value_or("") == CALLERS, "and opened");
    const auto unknown = open(*sealed, std::nullopt);
    t.Expect(!unknown && unknown.error() == MediaAuthorizationError::NoKey, "no key");
    const auto wrong = open(*sealed, KekRecipient{"name", Secret(Octets(16, 'x'))});
    t.Expect(!wrong && wrong.error() == MediaAuthorizationError::Sealed, "another key");
    std::size_t harmless = 0; // versions of structures are not authenticated
    for (std::size_t i = 0; i < sealed->size(); ++i)
    {
        auto changed = *sealed;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        const auto opened = open(changed, kek);
        harmless += opened ? 1 : 0;
        t.Expect(opened.value_or(CALLERS) == CALLERS, "no other token opens");
    }
    t.Expect(harmless <= 4, "hardly any change goes unnoticed: " + std::to_string(harmless));
}

/**
 * Tokens on their way to user agents.
 */
class MediaAuthorizationTestSuite : public TestSuite
{
  public:
    MediaAuthorizationTestSuite()
        : TestSuite("media-authorization")
    {
        Add("RFC 3313 5.1: the field, and RFC 3185 3: its seal", TestSyntax);
        Add("Descriptions in clear: tokens in clear",
            [](NamedCase& t)
            {
                TestDelivery(t, "none", false);
            });
        Add("Disclosed without a key to use again: tokens in clear",
            [](NamedCase& t)
            {
                TestDelivery(t, "asymmetric", false);
            });
        Add("Disclosed with a key to use again: tokens under it",
            [](NamedCase& t)
            {
                TestDelivery(t, "cek-reuse", true);
            });
        Add("A proxy that is no recipient cannot read them", TestTransit);
        Add("The protection of tokens is an attribute", TestProtection);
        Add("A token that was changed is ignored", TestTampering);
        Add("Ten thousand values", TestFlood);
        Add("RFC 3313 5.1: two firewalls, several values", TestTwoFirewalls);
        Add("Real tokens of a real call", TestRealTokens);
        Add("Tokens are shown in RTCP, with SRTP and without its keys at the server", TestShown);
        Add("e2m-sec-06 section 7.1: pinholes without a=crypto", TestTwoSessions);
    }

  private:
    /**
     * \param name what is checked
     * \param check the check
     */
    void
    Add(const std::string& name, std::function<void(NamedCase&)> check)
    {
        AddTestCase(new NamedCase(name, std::move(check)));
    }
};

/// The suite.
MediaAuthorizationTestSuite g_mediaAuthorizationTestSuite;

} // namespace
