// SPDX-License-Identifier: GPL-2.0-only

#include "named-case.h"

#include "ns3/ipv4-address.h"
#include "ns3/media-token.h"
#include "ns3/octets.h"
#include "ns3/random-variable-stream.h"
#include "ns3/rtcp-packet.h"
#include "ns3/token-firewall-control.h"
#include "ns3/token-keys.h"
#include "ns3/uinteger.h"

#include <fstream>
#include <map>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

/// \return what the file of vectors says, by name
std::map<std::string, std::string>
ReadVector()
{
    std::map<std::string, std::string> vector;
    std::ifstream file(NS_TEST_SOURCEDIR "/vectors/media-token.txt");
    for (std::string line; std::getline(file, line);)
    {
        const auto colon = line.find(": ");
        if (!line.empty() && line[0] != '#' && colon != std::string::npos)
        {
            vector[line.substr(0, colon)] = line.substr(colon + 2);
        }
    }
    return vector;
}

/**
 * \param text ADDRESS:PORT
 * \return the same
 */
MediaEnd
ReadEnd(const std::string& text)
{
    const auto colon = text.find(':');
    return {Ipv4Address(text.substr(0, colon).c_str()).Get(),
            static_cast<uint16_t>(std::stoul(text.substr(colon + 1)))};
}

/// \return a grant with plausible fields
TokenGrant
MakeGrant()
{
    TokenGrant grant;
    grant.token.keyId = 1;
    grant.token.caller = {{0x0a000001, 4000}, {0x0a000001, 4001}};
    grant.token.callee = {{0x0a000002, 5000}, {0x0a000002, 5001}};
    grant.token.expiry = 1000;
    grant.closing = Secret(Octets(16, 's'));
    return grant;
}

/**
 * \param check the case
 */
void
CheckVector(NamedCase& check)
{
    auto vector = ReadVector();
    check.ExpectEqual(vector.size(), 13U, "the file is read");
    CryptoContext context(Octets(CryptoContext::SEED_SIZE, 'x'));
    Work work;
    MediaToken token;
    token.keyId = static_cast<uint16_t>(std::stoul(vector["key-id"]));
    token.holder = MediaToken::Holder::Callee;
    token.stream = static_cast<uint8_t>(std::stoul(vector["stream"]));
    token.sequence = std::stoull(vector["sequence"]);
    token.call = *DigestCall(context, vector["call"], work);
    token.caller = {ReadEnd(vector["caller-media"]), ReadEnd(vector["caller-control"])};
    token.callee = {ReadEnd(vector["callee-media"]), ReadEnd(vector["callee-control"])};
    token.expiry = std::stoull(vector["expiry-ms"]);
    const Secret closing(*FromHex(vector["closing"]));
    token.commitment = *CommitTo(context, closing, work);
    check.ExpectEqual(work.GetAmounts().at({"digest", "sha-256"}).count, 2U, "two digests");
    token.code = *token.ComputeCode(context, Secret(*FromHex(vector["key"])), work);
    const WorkAmount& hmac = work.GetAmounts().at({"hmac", "sha-256"});
    check.ExpectEqual(hmac.count, 1U, "one code");
    check.ExpectEqual(hmac.octets, 68U, "of all octets but its own");
    const auto octets = token.Serialize();
    check.ExpectEqual(ToHex({reinterpret_cast<const char*>(octets.data()), octets.size()}),
                      vector["token"],
                      "the octets");
    const auto read = MediaToken::Parse(octets.data(), octets.size());
    check.Expect(read && read->Serialize() == octets, "it is read as it was written");
    check.Expect(read &&
                     read->GetCarrier() == MediaFlow{token.callee.control, token.caller.control},
                 "the callee's RTCP carries it");
    check.ExpectEqual(read->GetExpiry(), Hours(1), "the expiry");
}

/**
 * \param check the case
 */
void
CheckParsing(NamedCase& check)
{
    const auto good = MakeGrant().token.Serialize();
    check.ExpectEqual(good.size(), MediaToken::OCTETS, "the length");
    for (std::size_t size = 0; size < good.size(); ++size)
    {
        const auto read = MediaToken::Parse(good.data(), size);
        check.Expect(!read && read.error() == TokenError::Length, "cut short");
    }
    auto bad = good;
    bad.push_back(0);
    check.Expect(!MediaToken::Parse(bad.data(), bad.size()), "too long");
    const auto expectField = [&](std::size_t at, std::size_t octets, uint8_t value)
    {
        auto changed = good;
        std::fill_n(changed.begin() + static_cast<std::ptrdiff_t>(at), octets, value);
        const auto read = MediaToken::Parse(changed.data(), changed.size());
        check.Expect(!read && read.error() == TokenError::Field,
                     "not a field: octet " + std::to_string(at));
    };
    for (std::size_t at = 20; at < 44; at += 6)
    {
        expectField(at, 4, 0);   // any address
        expectField(at, 4, 239); // a group
        expectField(at + 4, 2, 0);
    }
    expectField(44, 8, 255); // later than a Time can be
    bad = good;
    bad[0] = 2;
    const auto read = MediaToken::Parse(bad.data(), bad.size());
    check.Expect(!read && read.error() == TokenError::Version, "another version");
}

/**
 * \param check the case
 */
void
CheckApp(NamedCase& check)
{
    const TokenGrant grant = MakeGrant();
    const auto back = TokenGrant::Parse(grant.Serialize());
    check.Expect(back && back->closing == grant.closing, "a grant is read as it was written");
    const RtcpApp open = MakeTokenApp(grant, TokenAct::Open, 99);
    const RtcpApp close = MakeTokenApp(grant, TokenAct::Close, 99);
    check.ExpectEqual(std::string(open.name.begin(), open.name.end()), "FWTK", "the name");
    check.ExpectEqual(open.data.size(), 84U, "the token alone");
    check.ExpectEqual(close.data.size(), 100U, "with the secret");
    const auto shown = ReadTokenApp(open);
    check.Expect(shown && shown->act == TokenAct::Open && !shown->closing, "open");
    const auto closing = ReadTokenApp(close);
    check.Expect(closing && closing->act == TokenAct::Close && closing->closing == grant.closing,
                 "close, with the secret");
    RtcpApp other = open;
    other.name[3] = 'X';
    check.Expect(ReadTokenApp(other).error() == TokenError::Name, "another name");
    other = open;
    other.subtype = 2;
    check.Expect(ReadTokenApp(other).error() == TokenError::Field, "an unknown act");
    other = open;
    other.subtype = 1;
    check.Expect(ReadTokenApp(other).error() == TokenError::Length, "close without a secret");
    other = close;
    other.subtype = 0;
    check.Expect(ReadTokenApp(other).error() == TokenError::Length, "open with a secret");
}

/**
 * \param check the case
 */
void
CheckFinding(NamedCase& check)
{
    RtcpCompound compound;
    compound.packets.emplace_back(RtcpReceiverReport{7, {}});
    compound.packets.emplace_back(RtcpSourceDescription{{{7, {{1, "x7"}}}}});
    compound.packets.emplace_back(MakeTokenApp(MakeGrant(), TokenAct::Open, 7));
    compound.packets.emplace_back(MakeTokenApp(MakeGrant(), TokenAct::Close, 7));
    const auto plain = *compound.Serialize();
    const auto find = [](const std::vector<uint8_t>& octets)
    {
        return FindTokenApps(octets.data(), octets.size(), 5).size();
    };
    check.ExpectEqual(find(plain), 2U, "in plain RTCP");
    check.ExpectEqual(FindTokenApps(plain.data(), plain.size(), 1).size(), 1U, "the limit holds");
    auto clear = plain;
    clear.insert(clear.end(), {0x00, 0x00, 0x00, 0x05}); // E = 0, index 5
    clear.insert(clear.end(), 10, 0xA5);                 // the tag
    check.ExpectEqual(find(clear), 2U, "in SRTCP that is not encrypted");
    auto hidden = clear;
    std::fill(hidden.begin() + 8, hidden.begin() + static_cast<std::ptrdiff_t>(plain.size()), 0xC3);
    check.ExpectEqual(find(hidden), 0U, "not where all behind the first 8 octets is encrypted");
    check.ExpectEqual(FindTokenApps(nullptr, 0, 5).size(), 0U, "not in nothing");
    auto rtp = plain;
    rtp[1] = 0;
    check.ExpectEqual(find(rtp), 0U, "not in RTP");
    auto alone = std::vector<uint8_t>(plain.begin() + 24, plain.end());
    check.ExpectEqual(find(alone), 0U, "not where no report comes first (RFC 3550 section 6.1)");
    for (std::size_t size = 0; size < plain.size(); ++size)
    {
        check.Expect(FindTokenApps(plain.data(), size, 5).size() <= 1, "not in what is cut");
    }
    auto lying = plain;
    lying[2] = 0xFF; // the first packet's length reaches beyond the datagram
    check.ExpectEqual(find(lying), 0U, "not behind a length that lies");
}

/**
 * \param check the case
 */
void
CheckNoise(NamedCase& check)
{
    RtcpCompound compound;
    compound.packets.emplace_back(RtcpReceiverReport{7, {}});
    compound.packets.emplace_back(RtcpSourceDescription{{{7, {{1, "x7"}}}}});
    compound.packets.emplace_back(MakeTokenApp(MakeGrant(), TokenAct::Close, 7));
    const auto plain = *compound.Serialize();
    const auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(3);
    std::size_t read = 0;
    for (int i = 0; i < 20000; ++i)
    {
        auto octets = plain;
        octets.resize(random->GetInteger(0, static_cast<uint32_t>(plain.size()) + 20));
        for (uint32_t j = random->GetInteger(0, 4); j > 0 && !octets.empty(); --j)
        {
            const auto last = static_cast<uint32_t>(octets.size() - 1);
            octets[random->GetInteger(0, last)] = static_cast<uint8_t>(random->GetInteger(0, 255));
        }
        for (const auto& app : FindTokenApps(octets.data(), octets.size(), 5))
        {
            const auto shown = ReadTokenApp(app);
            read += shown ? 1 : 0;
            check.Expect(!shown || shown->token.Serialize().size() == MediaToken::OCTETS, "whole");
            check.Expect(app.data.size() <= TokenGrant::OCTETS + 4, "bounded");
        }
    }
    check.Expect(read > 100 && read < 10000, "some are still tokens");
}

/**
 * \param caller port of the caller
 * \return a stream
 */
MediaStreamEnds
MakeStream(uint16_t caller)
{
    MediaStreamEnds ends;
    ends.caller = {{0x0a000001, caller}, {0x0a000001, static_cast<uint16_t>(caller + 1)}};
    ends.callee = {{0x0a000002, 5000}, {0x0a000002, 5001}};
    return ends;
}

/// A control that was asked, and what it said.
class ControlRig
{
  public:
    ControlRig()
    {
        TokenKeys keys;
        keys.Add(1, Secret(Octets(32, 'k')));
        control = CreateObject<TokenFirewallControl>();
        control->SetKeys(keys);
        control->AssignStreams(5);
    }

    /**
     * \param call a call
     * \param streams its streams
     * \return what it hands out; two empty lists if it refuses
     */
    FirewallGrant
    Enable(const std::string& call, const std::vector<MediaStreamEnds>& streams)
    {
        FirewallGrant result;
        error.reset();
        control->Enable(call,
                        streams,
                        [&](const tl::expected<FirewallGrant, FirewallError>& grant, const Work&)
                        {
                            if (grant)
                            {
                                result = *grant;
                            }
                            else
                            {
                                error = grant.error().kind;
                            }
                        });
        return result;
    }

    Ptr<TokenFirewallControl> control;        ///< the control
    std::optional<FirewallError::Kind> error; ///< why it refused
};

/**
 * \param check the case
 */
void
CheckControl(NamedCase& check)
{
    ControlRig rig;
    const auto first = rig.Enable("call", {MakeStream(4000)});
    check.ExpectEqual(first.forCaller.size(), 1U, "one token for the caller");
    check.ExpectEqual(first.forCallee.size(), 1U, "one token for the callee");
    const auto caller = TokenGrant::Parse(first.forCaller.at(0));
    const auto callee = TokenGrant::Parse(first.forCallee.at(0));
    check.Expect(caller->token.holder == MediaToken::Holder::Caller, "of the caller");
    check.Expect(callee->token.holder == MediaToken::Holder::Callee, "of the callee");
    check.Expect(caller->token.sequence != callee->token.sequence, "each with its number");
    check.Expect(caller->closing == callee->closing, "either closes for both");
    check.ExpectEqual(caller->token.GetExpiry(), Hours(1), "good for an hour");
    const auto again = rig.Enable("call", {MakeStream(4000)});
    check.Expect(again.forCaller == first.forCaller, "the same for the same stream");
    check.ExpectEqual(rig.control->GetIssuedCount(), 2U, "two tokens so far");
    const auto moved = rig.Enable("call", {MakeStream(6000), MakeStream(4000)});
    check.Expect(moved.forCaller.at(0) != first.forCaller.at(0), "another for a changed stream");
    check.ExpectEqual(rig.control->GetIssuedCount(), 6U, "and for a new one");
    MediaStreamEnds held = MakeStream(6000);
    held.caller->media.address = 0;
    check.ExpectEqual(rig.Enable("call", {held}).forCallee.size(), 0U, "none on hold");
    check.ExpectEqual(rig.control->GetCallCount(), 1U, "one call");
    rig.control->Release("call");
    rig.control->Release("unknown");
    check.ExpectEqual(rig.control->GetCallCount(), 0U, "none after its end");
    Simulator::Schedule(Seconds(1700),
                        [&]
                        {
                            rig.Enable("long", {MakeStream(4000)});
                        });
    Simulator::Schedule(Seconds(3400),
                        [&]
                        {
                            rig.Enable("long", {MakeStream(4000)});
                            check.ExpectEqual(rig.control->GetIssuedCount(), 8U, "still young");
                        });
    Simulator::Schedule(Seconds(3600),
                        [&]
                        {
                            rig.Enable("long", {MakeStream(4000)});
                            check.ExpectEqual(rig.control->GetIssuedCount(), 10U, "renewed");
                        });
    Simulator::Run();
}

/**
 * \param check the case
 */
void
CheckRefusals(NamedCase& check)
{
    ControlRig rig;
    rig.Enable("call", std::vector<MediaStreamEnds>(129, MakeStream(4000)));
    check.Expect(rig.error == FirewallError::Kind::Refused, "too many streams");
    rig.control->SetAttribute("KeyId", UintegerValue(2));
    rig.Enable("call", {MakeStream(4000)});
    check.Expect(rig.error == FirewallError::Kind::Refused, "no such key");
    rig.control->SetAttribute("KeyId", UintegerValue(1));
    rig.control->SetAttribute("MaxCalls", UintegerValue(1));
    rig.Enable("one", {MakeStream(4000)});
    check.Expect(!rig.error, "one call");
    rig.Enable("two", {MakeStream(4000)});
    check.Expect(rig.error == FirewallError::Kind::Exhausted, "no room for another one");
    ControlRig same;
    ControlRig other;
    other.control->AssignStreams(6);
    const auto token = same.Enable("one", {MakeStream(4000)}).forCaller.at(0);
    check.Expect(token == ControlRig().Enable("one", {MakeStream(4000)}).forCaller.at(0),
                 "the same stream of random numbers, the same octets");
    check.Expect(token != other.Enable("one", {MakeStream(4000)}).forCaller.at(0),
                 "another stream, another secret");
}

/**
 * Tokens and their maker.
 */
class MediaTokenTestSuite : public TestSuite
{
  public:
    MediaTokenTestSuite()
        : TestSuite("media-token")
    {
        AddTestCase(new NamedCase("the vector that others computed", CheckVector));
        AddTestCase(new NamedCase("what is no token", CheckParsing));
        AddTestCase(new NamedCase("RFC 3550 section 6.7: in an APP packet", CheckApp));
        AddTestCase(
            new NamedCase("RFC 3711 section 3.4: found where SRTCP is clear", CheckFinding));
        AddTestCase(new NamedCase("cut and damaged octets", CheckNoise));
        AddTestCase(new NamedCase("who makes them: renewals, changes, ends", CheckControl));
        AddTestCase(new NamedCase("who makes them: refusals, determinism", CheckRefusals));
    }
};

MediaTokenTestSuite g_mediaTokenTestSuite; ///< runs with the others

} // namespace
