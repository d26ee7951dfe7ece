// SPDX-License-Identifier: GPL-2.0-only
// SIMCO messages: what each field is, what is refused, and how streams are cut.
#include "named-case.h"

#include "ns3/octets.h"
#include "ns3/simco-message.h"

#include <random>

namespace ns3
{

namespace
{

using Kind = SimcoError::Kind;

/// \return a request with all attributes that any message may have
SimcoMessage
MakeFull()
{
    SimcoMessage message = SimcoMessage::MakeRequest(SimcoTransaction::PolicyEnable);
    message.transaction = 0x01020304;
    message.version = SimcoMessage::Version{3, 0};
    message.challenge = "abcde";
    message.token = "wxyz";
    message.capabilities = SimcoMessage::Capabilities{0x80, 0xf0, 3600};
    message.policies = {7, 0xfffffffe};
    message.group = 9;
    message.lifetime = 60;
    message.owner = "proxy.example.com";
    message.tuples.push_back({SimcoAddressTuple::Internal, 17, 32, {0x0a000001, 4000}, 2});
    message.tuples.push_back({SimcoAddressTuple::External, 17, 0, {0, 0}, 1});
    message.reserve = SimcoReserveSet{};
    message.enable = SimcoEnableSet{0, SimcoEnableSet::Inbound};
    return message;
}

/**
 * \param test the case
 * \param hex octets of a message
 * \param kind what is wrong with them
 * \param position where
 */
void
ExpectError(NamedCase& test, const std::string& hex, Kind kind, std::size_t position)
{
    const auto read = SimcoMessage::Parse(FromHex(hex).value());
    test.Expect(!read && read.error() == (SimcoError{kind, position, ""}),
                hex + (read ? " is read" : std::string(" gives ") + read.error().reason));
}

void
TestHeader(NamedCase& test)
{
    SimcoMessage message = SimcoMessage::MakeRequest(SimcoTransaction::PolicyReserve);
    message.transaction = 0x01020304;
    test.ExpectEqual(ToHex(message.Encode()), std::string("0111000001020304"), "request");
    test.ExpectEqual(ToHex(SimcoMessage::MakeReply(message).Encode()),
                     std::string("0211000001020304"),
                     "positive reply: sub-type and transaction of the request");
    test.ExpectEqual(ToHex(SimcoMessage::MakeRefusal(5, SimcoRefusal::NoSuchRule).Encode()),
                     std::string("0343000000000005"),
                     "negative reply: the sub-type is why");
    test.ExpectEqual(
        ToHex(SimcoMessage::MakeNotification(SimcoNotification::PolicyRuleEvent).Encode()),
        std::string("0403000000000000"),
        "notification");
    message.lifetime = 1;
    test.ExpectEqual(ToHex(message.Encode()).substr(4, 4),
                     std::string("0008"),
                     "the length is without the header");
    ExpectError(test, "0011000000000000", Kind::Header, 0);
    ExpectError(test, "0511000000000000", Kind::Header, 0);
    ExpectError(test, "01110000000000", Kind::Truncated, 7);
    ExpectError(test, "0111000000000000ff", Kind::TooLong, 8);
    ExpectError(test, "0111000400000000", Kind::Truncated, 8);
}

void
TestSubTypes(NamedCase& test)
{
    const std::pair<SimcoTransaction, std::string> known[] = {
        {SimcoTransaction::SessionEstablishment, "01 SE"},
        {SimcoTransaction::SessionAuthentication, "02 SA"},
        {SimcoTransaction::SessionTermination, "03 ST"},
        {SimcoTransaction::PolicyReserve, "11 PRR"},
        {SimcoTransaction::PolicyEnable, "12 PER"},
        {SimcoTransaction::PolicyEnableAfter, "13 PEA"},
        {SimcoTransaction::PolicyDisable, "14 PDR"},
        {SimcoTransaction::PolicyLifetimeChange, "15 PLC"},
        {SimcoTransaction::PolicyRuleDeletion, "16 PRD"},
        {SimcoTransaction::PolicyRuleStatus, "21 PRS"},
        {SimcoTransaction::PolicyRuleList, "22 PRL"},
        {SimcoTransaction::PolicyEnableStatus, "23 PES"},
        {SimcoTransaction::PolicyDisableStatus, "24 PDS"},
    };
    for (const auto& [transaction, text] : known)
    {
        const Octets octets = SimcoMessage::MakeRequest(transaction).Encode();
        test.ExpectEqual(ToHex(octets).substr(2, 2) + " " + std::string(ToString(transaction)),
                         text,
                         "sub-type");
        const auto read = SimcoMessage::Parse(octets);
        test.Expect(read && read->Is(transaction), text + " is read");
    }
    const auto unknown = SimcoMessage::Parse(FromHex("0177000000000001").value());
    test.Expect(unknown && unknown->subType == 0x77, "an unknown one is left to who answers");
    const std::pair<SimcoRefusal, int> refusals[] = {{SimcoRefusal::AuthenticationFailed, 0x23},
                                                     {SimcoRefusal::NoAuthorization, 0x24},
                                                     {SimcoRefusal::AgentNotAuthorized, 0x41},
                                                     {SimcoRefusal::NoSuchRule, 0x43},
                                                     {SimcoRefusal::Conflict, 0x50},
                                                     {SimcoRefusal::LifetimeNotExtendable, 0x52}};
    for (const auto& [refusal, number] : refusals)
    {
        test.ExpectEqual(static_cast<int>(refusal), number, "refusal");
    }
    test.Expect(static_cast<int>(SimcoNotification::BadlyFormedMessage) == 1 &&
                    static_cast<int>(SimcoNotification::SessionTermination) == 2 &&
                    static_cast<int>(SimcoNotification::PolicyRuleEvent) == 3,
                "notifications BFM, AST, ARE");
}

void
TestAttributes(NamedCase& test)
{
    const std::string hex = ToHex(MakeFull().Encode());
    test.ExpectEqual(hex,
                     std::string("0112009001020304"
                                 "0001000403000000"                 // version 3.0
                                 "000200056162636465000000"         // challenge, padded
                                 "000300047778797a"                 // token
                                 "0004000880f0000000000e10"         // capabilities
                                 "0005000400000007"                 // policy rules
                                 "00050004fffffffe"                 //
                                 "0006000400000009"                 // group
                                 "000700040000003c"                 // lifetime
                                 "0008001170726f78792e6578616d706c" // owner, padded
                                 "652e636f6d000000"                 //
                                 "0009000c011100200fa000020a000001" // internal address tuple
                                 "0009000c011103000000000100000000" // external one, any
                                 "000a000401001111"                 // PRR parameter set
                                 "000b000400010000"),               // PER parameter set
                     "encoded");
    const auto read = SimcoMessage::Parse(FromHex(hex).value());
    test.Expect(read.has_value(), "read");
    if (!read)
    {
        return;
    }
    test.Expect(read->version && read->version->major == 3 && read->version->minor == 0, "1");
    test.Expect(read->challenge == "abcde", "2");
    test.Expect(read->token == "wxyz", "3");
    test.Expect(read->capabilities && read->capabilities->kind == 0x80 &&
                    read->capabilities->wildcards == 0xf0 &&
                    read->capabilities->maxLifetime == 3600,
                "4");
    test.Expect(read->policies == (std::vector<uint32_t>{7, 0xfffffffe}), "5");
    test.Expect(read->group == 9U && read->lifetime == 60U, "6, 7");
    test.Expect(read->owner == "proxy.example.com", "8");
    const SimcoAddressTuple* const internal = read->FindTuple(SimcoAddressTuple::Internal);
    test.Expect(internal && internal->protocol == 17 && internal->prefix == 32 &&
                    internal->end == (MediaEnd{0x0a000001, 4000}) && internal->ports == 2,
                "9, internal");
    const SimcoAddressTuple* const external = read->FindTuple(SimcoAddressTuple::External);
    test.Expect(external && external->prefix == 0 && external->end == MediaEnd{}, "9, external");
    test.Expect(!read->FindTuple(SimcoAddressTuple::Inside), "9, no other");
    test.Expect(read->reserve && read->reserve->natMode == 1 && read->reserve->protocol == 17, "A");
    test.Expect(read->enable && read->enable->direction == SimcoEnableSet::Inbound, "B");
    test.ExpectEqual(ToHex(read->Encode()), hex, "encoded again");
}

void
TestBadAttributes(NamedCase& test)
{
    const auto one = [&test](const std::string& attribute, Kind kind, std::size_t position)
    {
        const std::size_t size = attribute.size() / 2;
        ExpectError(test,
                    "011200" + ToHex(std::string(1, static_cast<char>(size))) + "00000001" +
                        attribute,
                    kind,
                    position);
    };
    one("0000000400000000", Kind::Unknown, 8);
    one("000c000400000000", Kind::Unknown, 8);
    one("000700040000000100070004000000ff", Kind::Repeated, 16);
    one("0007000300000000", Kind::Attribute, 10);
    one("0007000500000000", Kind::Truncated, 12);
    one("00070004", Kind::Truncated, 12);
    one("0007", Kind::Truncated, 8);
    one("0001000403000100", Kind::Attribute, 14);
    one("00020000", Kind::Attribute, 10);
    one("0002000161000100", Kind::Attribute, 14);
    one("0004000880f0000100000e10", Kind::Attribute, 15);
    one("0009000c021100200fa000020a000001", Kind::Unsupported, 12); // IPv6
    one("00090004111100ff", Kind::Unsupported, 12);                 // protocols only
    one("0009000c011104200fa000020a000001", Kind::Attribute, 14);   // location
    one("0009000c011100210fa000020a000001", Kind::Attribute, 15);   // prefix
    one("0009000c011100200fa000000a000001", Kind::Attribute, 18);   // no port
    one("0009000c01110020ffff00020a000001", Kind::Attribute, 18);   // beyond the last port
    one("0009000c01110020000000020a000001", Kind::Attribute, 18);   // any port, twice
    one("000b000400000000", Kind::Attribute, 13);                   // direction
    one("000b000400040000", Kind::Attribute, 13);
    one("000b000400010001", Kind::Attribute, 15);
    const std::string tuple = "0009000c011100200fa000020a000001";
    one(tuple + tuple, Kind::Repeated, 24);
    one(tuple + "0009000c011103200fa000020a000001" + "0009000c011102200fa000020a000001",
        Kind::Repeated,
        40);
    SimcoMessage list = SimcoMessage::MakeRequest(SimcoTransaction::PolicyRuleList);
    list.policies.resize(SimcoMessage::MAX_IDS);
    test.Expect(SimcoMessage::Parse(list.Encode()).has_value(), "a list that is full");
    list.policies.resize(SimcoMessage::MAX_IDS + 1);
    test.Expect(!SimcoMessage::Parse(list.Encode()), "a list that is too long");
    SimcoMessage owner;
    owner.owner = std::string(SimcoMessage::MAX_TEXT, 'x');
    test.Expect(SimcoMessage::Parse(owner.Encode()).has_value(), "the longest owner");
    owner.owner->push_back('x');
    test.Expect(!SimcoMessage::Parse(owner.Encode()), "an owner too long");
}

void
TestCut(NamedCase& test)
{
    const Octets whole = MakeFull().Encode();
    for (std::size_t size = 0; size < whole.size(); ++size)
    {
        const auto read = SimcoMessage::Parse(std::string_view(whole).substr(0, size));
        test.Expect(!read && read.error().kind == Kind::Truncated && read.error().position <= size,
                    "cut at " + std::to_string(size));
        SimcoFramer framer;
        framer.Append(std::string_view(whole).substr(0, size));
        const auto early = framer.Next();
        test.Expect(early && !*early, "nothing yet at " + std::to_string(size));
        framer.Append(std::string_view(whole).substr(size));
        const auto late = framer.Next();
        test.Expect(late && *late == whole && framer.GetWaiting() == 0,
                    "whole after a cut at " + std::to_string(size));
        // With the length mended the cut shows in an attribute, unless it is between two.
        if (size >= SimcoMessage::HEADER)
        {
            Octets mended = whole.substr(0, size);
            mended[3] = static_cast<char>(size - SimcoMessage::HEADER);
            const auto less = SimcoMessage::Parse(mended);
            test.Expect(!less || less->Encode() == mended, "mended at " + std::to_string(size));
        }
    }
}

void
TestDamaged(NamedCase& test)
{
    const Octets whole = MakeFull().Encode();
    int refused = 0;
    for (std::size_t at = 0; at < whole.size(); ++at)
    {
        for (int bit = 0; bit < 8; ++bit)
        {
            Octets damaged = whole;
            damaged[at] = static_cast<char>(damaged[at] ^ 1 << bit);
            const auto read = SimcoMessage::Parse(damaged);
            refused += !read;
            // Nothing is passed over: what is read says all that came.
            test.Expect(!read || read->Encode().size() == damaged.size(),
                        "bit " + std::to_string(bit) + " of " + std::to_string(at));
            test.Expect(read || read.error().position <= damaged.size(), "position");
        }
    }
    test.Expect(refused > 500, std::to_string(refused) + " refused");
}

void
TestRandom(NamedCase& test)
{
    std::mt19937 random(1);
    for (int i = 0; i < 20000; ++i)
    {
        Octets octets(random() % 64, '\0');
        for (char& octet : octets)
        {
            octet = static_cast<char>(random() % (random() % 2 ? 13 : 256));
        }
        const auto read = SimcoMessage::Parse(octets);
        test.Expect(!read || read->Encode().size() == octets.size(), ToHex(octets));
        SimcoFramer framer(32);
        framer.Append(octets);
        auto next = framer.Next();
        for (int n = 0; n < 10 && next && *next; ++n)
        {
            test.Expect((*next)->size() <= 32, "no longer than the bound");
            next = framer.Next();
        }
    }
}

void
TestStream(NamedCase& test)
{
    const Octets first = MakeFull().Encode();
    const Octets second = SimcoMessage::MakeRequest(SimcoTransaction::SessionTermination).Encode();
    Octets stream = first + second + first;
    for (std::size_t piece = 1; piece < stream.size(); piece += piece < 20 ? 1 : 17)
    {
        SimcoFramer framer;
        std::vector<Octets> got;
        for (std::size_t at = 0; at < stream.size(); at += piece)
        {
            framer.Append(std::string_view(stream).substr(at, piece));
            for (auto next = framer.Next(); next && *next; next = framer.Next())
            {
                got.push_back(**next);
            }
            test.Expect(framer.GetWaiting() < first.size(), "no more than a message waits");
        }
        test.Expect(got == (std::vector<Octets>{first, second, first}),
                    "in pieces of " + std::to_string(piece));
    }
    SimcoFramer narrow(100);
    narrow.Append(FromHex("0112005c").value());
    test.Expect(narrow.Next().has_value(), "as long as allowed");
    SimcoFramer longer(100);
    longer.Append(FromHex("0112005d").value());
    const auto tooLong = longer.Next();
    test.Expect(!tooLong && tooLong.error().kind == Kind::TooLong, "refused before it has come");
    SimcoFramer garbage;
    garbage.Append("GET / HTTP/1.1");
    const auto bad = garbage.Next();
    test.Expect(!bad && bad.error().kind == Kind::Header, "no SIMCO at its first octet");
    test.Expect(!garbage.Next(), "and never again");
}

/// The suite.
class SimcoMessageTestSuite : public TestSuite
{
  public:
    SimcoMessageTestSuite()
        : TestSuite("simco-message")
    {
        const std::pair<const char*, void (*)(NamedCase&)> cases[] = {
            {"RFC 4540 section 4: the header", TestHeader},
            {"RFC 4540 section 4: sub-types of requests, replies, notifications", TestSubTypes},
            {"RFC 4540 section 4: each attribute", TestAttributes},
            {"RFC 4540 section 4: attributes that are not as they must be", TestBadAttributes},
            {"cut at every octet", TestCut},
            {"damaged at every bit", TestDamaged},
            {"octets by chance", TestRandom},
            {"several messages in a piece, a message in several pieces, bounds", TestStream},
        };
        for (const auto& [name, function] : cases)
        {
            AddTestCase(new NamedCase(name, function));
        }
    }
};

const SimcoMessageTestSuite g_suite; //!< registers itself

} // namespace

} // namespace ns3
