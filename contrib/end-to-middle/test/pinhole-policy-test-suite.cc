// SPDX-License-Identifier: GPL-2.0-only

#include "named-case.h"
#include "pinhole-desk.h"

#include "ns3/boolean.h"
#include "ns3/crypto-context-helper.h"
#include "ns3/ipv4-address.h"
#include "ns3/media-authorization.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>

using namespace ns3;

namespace
{

/// Shorthand.
using Desk = PinholeDesk;

/// An offer reserves, an answer enables, a BYE releases.
void
TestCall(NamedCase& t)
{
    for (const int code : {200, 481, 408, 403})
    {
        Desk desk;
        desk.Establish();
        t.ExpectEqual(desk.TakeNotes(),
                      std::string("R call;caller 4000>?, E call;caller 4000>5000, "),
                      "reserved and enabled");
        const auto bye = Desk::MakeRequest("BYE", 2, "bob", "");
        t.ExpectEqual(desk.Pass(bye), 'c', "BYE passes");
        desk.Answer(bye, code, "bob");
        const bool isOver = code != 403;
        t.ExpectEqual(desk.TakeNotes(), std::string(isOver ? "X call;caller, " : ""), "released");
        t.ExpectEqual(desk.policy->GetCallCount(), isOver ? 0U : 1U, "forgotten");
    }
}

/// The callee's BYE, a BYE of no dialog, and a 2xx that is repeated before and after.
void
TestStrangeEnds(NamedCase& t)
{
    Desk desk;
    const auto invite = desk.Establish();
    desk.TakeNotes();
    t.ExpectEqual(desk.Answer(invite, 200, "bob", Desk::MakeSdp(5000, 2)), 'c', "goes on");
    t.ExpectEqual(desk.TakeNotes(), std::string(), "a repetition does nothing");
    const auto stranger = Desk::MakeRequest("BYE", 9, "stranger", "");
    desk.Answer(stranger, 481, "stranger");
    t.ExpectEqual(desk.TakeNotes(), std::string(), "another dialog's end does nothing");
    const auto bye = Desk::MakeRequest("BYE", 1, "bob", "", true);
    desk.Answer(bye, 200, "bob");
    t.ExpectEqual(desk.TakeNotes(), std::string("X call;caller, "), "the callee's BYE");
    desk.Answer(invite, 200, "bob", Desk::MakeSdp(5000, 2));
    t.ExpectEqual(desk.TakeNotes(), std::string(), "a repetition after the end does nothing");
    t.ExpectEqual(desk.policy->GetCallCount(), 0U, "nothing is kept");
}

/// A refusal, a CANCEL and a timeout all end with a final response.
void
TestFailures(NamedCase& t)
{
    for (const int code : {486, 487, 408, 503})
    {
        Desk desk;
        auto invite = Desk::MakeRequest("INVITE", 1, "", Desk::MakeSdp(4000));
        desk.Send(invite);
        desk.Answer(invite, 180, "bob");
        desk.TakeNotes();
        desk.Answer(invite, code, "bob");
        t.ExpectEqual(desk.TakeNotes(), std::string("X call;caller, "), "released");
        t.ExpectEqual(desk.policy->GetCallCount(), 0U, "nothing is kept");
    }
}

/// Re-INVITE and UPDATE move, hold keeps, failure restores.
void
TestChanges(NamedCase& t)
{
    for (const std::string method : {"INVITE", "UPDATE"})
    {
        Desk desk;
        desk.Establish();
        desk.TakeNotes();
        auto move = Desk::MakeRequest(method, 2, "bob", Desk::MakeSdp(4100));
        desk.Send(move);
        t.ExpectEqual(desk.TakeNotes(), std::string("R call;caller 4100>?, "), "new port");
        desk.Answer(move, 200, "bob", Desk::MakeSdp(5000, 2));
        t.ExpectEqual(desk.TakeNotes(), std::string("E call;caller 4100>5000, "), "moved");
        auto hold = Desk::MakeRequest(method, 3, "bob", Desk::MakeSdp(4100, 0));
        desk.Send(hold);
        desk.Answer(hold, 200, "bob", Desk::MakeSdp(5000, 2));
        t.ExpectEqual(desk.TakeNotes(),
                      std::string("E call;caller 4100>5000, "),
                      "on hold it keeps its pinholes");
        auto bad = Desk::MakeRequest(method, 7, "bob", Desk::MakeSdp(5200, 2), true);
        desk.Send(bad);
        t.ExpectEqual(desk.TakeNotes(), std::string("R call;caller ?>5200, "), "the callee's");
        desk.Answer(bad, 488, "bob");
        t.ExpectEqual(desk.TakeNotes(),
                      std::string("E call;caller 4100>5000, "),
                      "as before (RFC 3261 section 14.1)");
        auto same = Desk::MakeRequest(method, 8, "bob", Desk::MakeSdp(5000, 2), true);
        desk.Send(same);
        desk.Answer(same, 200, "bob", Desk::MakeSdp(4100));
        t.ExpectEqual(desk.TakeNotes(),
                      std::string("E call;caller 4100>5000, "),
                      "a refresh enables again and reserves nothing");
        auto gone = Desk::MakeRequest(method, 9, "bob", Desk::MakeSdp(5000, 2), true);
        desk.Send(gone);
        desk.Answer(gone, 481, "bob");
        t.ExpectEqual(desk.TakeNotes(), std::string("X call;caller, "), "RFC 3261 12.2.1.2");
    }
}

/// The offer in the 2xx, the answer in the ACK; the same in a reliable 18x and its PRACK.
void
TestLateOffer(NamedCase& t)
{
    for (const bool isEarly : {false, true})
    {
        Desk desk;
        desk.control->grant.forCallee = {{1, 2}};
        auto invite = Desk::MakeRequest("INVITE", 1, "", "");
        t.ExpectEqual(desk.Send(invite), 'c', "passes");
        desk.Answer(invite, isEarly ? 183 : 200, "bob", Desk::MakeSdp(5000, 2));
        t.ExpectEqual(desk.TakeNotes(), std::string("R call;caller ?>5000, "), "the callee's");
        auto answer = Desk::MakeRequest(isEarly ? "PRACK" : "ACK",
                                        isEarly ? 2 : 1,
                                        "bob",
                                        Desk::MakeSdp(4000));
        t.ExpectEqual(desk.Send(answer), 'c', "passes");
        t.ExpectEqual(desk.TakeNotes(), std::string("E call;caller 4000>5000, "), "both");
        t.ExpectEqual(ReadMediaAuthorization(answer).size(), 1U, "with the callee's token");
        if (!isEarly)
        {
            auto again = Desk::MakeRequest("ACK", 1, "bob", Desk::MakeSdp(4000));
            desk.Send(again);
            t.ExpectEqual(desk.TakeNotes(), std::string(), "a repetition does nothing");
            t.ExpectEqual(ReadMediaAuthorization(again).size(), 1U, "and has the token too");
        }
    }
}

/// An answer in an 18x opens, the same in the 2xx does nothing more.
void
TestEarlyMedia(NamedCase& t)
{
    Desk desk;
    desk.control->grant = {{{1}}, {{2}}};
    auto invite = Desk::MakeRequest("INVITE", 1, "", Desk::MakeSdp(4000));
    desk.Send(invite);
    desk.TakeNotes();
    desk.Answer(invite, 183, "bob", Desk::MakeSdp(5000, 2));
    t.ExpectEqual(desk.TakeNotes(), std::string("E call;caller 4000>5000, "), "open");
    t.ExpectEqual(ReadMediaAuthorization(desk.response).size(), 1U, "token in the 18x");
    desk.Answer(invite, 200, "bob", Desk::MakeSdp(5000, 2));
    t.ExpectEqual(desk.TakeNotes(), std::string(), "nothing more");
    t.ExpectEqual(ReadMediaAuthorization(desk.response).size(), 1U, "token in the 2xx");
    auto ack = Desk::MakeRequest("ACK", 1, "bob", "");
    desk.Send(ack);
    const auto values = ReadMediaAuthorization(ack);
    t.Expect(values.size() == 1 && values[0] && *values[0] == "\x02", "the callee's in the ACK");
    auto again = Desk::MakeRequest("INVITE", 2, "bob", Desk::MakeSdp(4000));
    desk.Send(again);
    desk.Answer(again, 200, "bob", Desk::MakeSdp(5000, 2));
    t.ExpectEqual(ReadMediaAuthorization(desk.response).size(), 0U, "the same is not sent again");
}

/// Each branch of a fork has its own pinholes; those of the losers close.
void
TestFork(NamedCase& t)
{
    Desk desk;
    auto invite = Desk::MakeRequest("INVITE", 1, "", Desk::MakeSdp(4000));
    desk.Send(invite);
    desk.Answer(invite, 183, "one", Desk::MakeSdp(5000, 2));
    desk.Answer(invite, 183, "two", Desk::MakeSdp(6000, 3));
    t.ExpectEqual(desk.TakeNotes(),
                  std::string("R call;caller 4000>?, E call;caller 4000>5000, "
                              "E call;caller;two 4000>6000, "),
                  "one after the other");
    desk.Answer(invite, 200, "two", Desk::MakeSdp(6000, 3));
    t.ExpectEqual(desk.TakeNotes(), std::string("X call;caller, "), "the loser's");
    desk.Answer(invite, 200, "one", Desk::MakeSdp(5000, 2));
    t.ExpectEqual(desk.TakeNotes(),
                  std::string("E call;caller;one 4000>5000, "),
                  "RFC 3261 13.2.2.4: it answers all the same");
    const auto bye = Desk::MakeRequest("BYE", 2, "one", "");
    desk.Answer(bye, 200, "one");
    t.ExpectEqual(desk.TakeNotes(), std::string("X call;caller;one, "), "its BYE");
    const auto last = Desk::MakeRequest("BYE", 3, "two", "");
    desk.Answer(last, 200, "two");
    t.ExpectEqual(desk.TakeNotes(), std::string("X call;caller;two, "), "the other's");
    t.ExpectEqual(desk.policy->GetCallCount(), 0U, "nothing is kept");
}

/// The answer waits, its repetition goes, and what the firewall says decides.
void
TestWaiting(NamedCase& t)
{
    for (const bool isGranted : {true, false})
    {
        Desk desk;
        desk.control->isSlow = true;
        desk.control->grant = {{{1}}, {{2}}};
        auto invite = Desk::MakeRequest("INVITE", 1, "", Desk::MakeSdp(4000));
        t.ExpectEqual(desk.Send(invite), 'c', "the offer does not wait");
        t.ExpectEqual(desk.Answer(invite, 183, "bob", Desk::MakeSdp(5000, 2)), 'w', "18x");
        t.ExpectEqual(desk.Answer(invite, 200, "bob", Desk::MakeSdp(5000, 2)), 'w', "2xx");
        t.ExpectEqual(desk.Answer(invite, 200, "bob", Desk::MakeSdp(5000, 2)), 'd', "again");
        t.ExpectEqual(desk.policy->GetWaitingCount(), 2U, "two wait");
        desk.control->Finish(isGranted);
        t.ExpectEqual(desk.resumed, std::string(isGranted ? "cc" : "cr"), "in their order");
        t.ExpectEqual(ReadMediaAuthorization(desk.response).size(), isGranted ? 1U : 0U, "token");
        t.ExpectEqual(desk.policy->GetCallCount(), isGranted ? 1U : 0U, "the call");
        if (!isGranted)
        {
            t.ExpectEqual(desk.refusal, 488, "refused");
        }
    }
    Desk desk;
    desk.control->isSlow = true;
    desk.policy->SetAttribute("WaitsForFirewall", BooleanValue(false));
    auto invite = Desk::MakeRequest("INVITE", 1, "", Desk::MakeSdp(4000));
    desk.Send(invite);
    t.ExpectEqual(desk.Answer(invite, 200, "bob", Desk::MakeSdp(5000, 2)), 'c', "at once");
    desk.control->Finish(false);
    t.ExpectEqual(desk.policy->GetCallCount(), 1U, "nothing can be refused any more");
}

/// A firewall that never answers, one that refuses, and a call that ends while it waits.
void
TestUnwilling(NamedCase& t)
{
    Desk silent;
    silent.control->isSlow = true;
    auto invite = Desk::MakeRequest("INVITE", 1, "", Desk::MakeSdp(4000));
    silent.Send(invite);
    silent.Answer(invite, 200, "bob", Desk::MakeSdp(5000, 2));
    Desk::Wait(11);
    t.ExpectEqual(silent.resumed, std::string("r"), "refused when patience is over");
    t.ExpectEqual(silent.policy->GetWaitingCount(), 0U, "nothing waits");

    Desk ignoring;
    ignoring.policy->SetAttribute("WhenRefused", StringValue("ignore"));
    ignoring.control->refuses = true;
    ignoring.Send(invite);
    t.ExpectEqual(ignoring.Answer(invite, 200, "bob", Desk::MakeSdp(5000, 2)), 'c', "goes on");

    Desk change;
    change.Establish();
    change.control->refuses = true;
    auto move = Desk::MakeRequest("INVITE", 2, "bob", Desk::MakeSdp(4100));
    change.Send(move);
    t.ExpectEqual(change.Answer(move, 200, "bob", Desk::MakeSdp(5000, 2)),
                  'c',
                  "a session that there is goes on");

    Desk ending;
    ending.Establish();
    ending.control->isSlow = true;
    ending.Send(move);
    ending.Answer(move, 200, "bob", Desk::MakeSdp(5000, 2));
    const auto bye = Desk::MakeRequest("BYE", 3, "bob", "");
    ending.Answer(bye, 200, "bob");
    Desk::Wait(1);
    t.ExpectEqual(ending.resumed, std::string("c"), "what waited goes on");
    t.ExpectEqual(ending.policy->GetCallCount(), 0U, "nothing is kept");
}

/// What nobody ends expires; what is refreshed does not.
void
TestExpiry(NamedCase& t)
{
    Desk desk;
    desk.policy->SetAttribute("SessionInterval", TimeValue(Seconds(100)));
    desk.policy->SetAttribute("SetupLifetime", TimeValue(Seconds(30)));
    desk.Establish();
    desk.Pass(Desk::MakeRequest("INVITE", 1, "", Desk::MakeSdp(4000), false, "other"));
    desk.TakeNotes();
    Desk::Wait(31);
    t.ExpectEqual(desk.TakeNotes(), std::string("X other;caller, "), "an INVITE without end");
    const auto update = Desk::MakeRequest("UPDATE", 2, "bob", "");
    desk.Pass(update);
    desk.Answer(update, 200, "bob");
    Desk::Wait(99);
    t.ExpectEqual(desk.TakeNotes(), std::string(), "RFC 3311: refreshed by UPDATE");
    Desk::Wait(2);
    t.ExpectEqual(desk.TakeNotes(), std::string("X call;caller, "), "a BYE that was lost");
}

/// Descriptions that cannot be read, or ask for what cannot be given.
void
TestHostile(NamedCase& t)
{
    const std::string broken = "v=0\r\nnonsense";
    Desk desk;
    t.ExpectEqual(desk.Pass(Desk::MakeRequest("INVITE", 1, "", broken)), 'c', "passes");
    t.ExpectEqual(desk.TakeNotes(), std::string(), "and opens nothing");
    t.ExpectEqual(desk.policy->GetCallCount(), 0U, "nor is kept");
    desk.policy->SetAttribute("WhenUnreadable", StringValue("refuse"));
    t.ExpectEqual(desk.Pass(Desk::MakeRequest("INVITE", 1, "", broken)), 'r', "refused");
    t.ExpectEqual(desk.refusal, 488, "so");

    const std::string head =
        "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";
    const std::string odd = head + "m=audio 0 RTP/AVP 0\r\n"
                                   "m=audio 65535 RTP/AVP 0\r\n"
                                   "m=message 7000 TCP/MSRP *\r\n"
                                   "m=audio 7002 RTP/AVP 0\r\na=rtcp:nonsense\r\n"
                                   "m=audio 7004 RTP/AVP 0\r\nc=IN IP6 ::1\r\n"
                                   "m=audio 7006 RTP/AVP 0\r\na=rtcp:7100 IN IP4 192.0.2.9\r\n";
    const auto ends = ReadMediaEnds(*Sdp::Parse(odd), 8);
    t.ExpectEqual(ends.size(), 6U, "all streams");
    for (std::size_t i = 0; i < 5; ++i)
    {
        t.Expect(!ends[i], "nothing can be opened");
    }
    t.Expect(ends[5] && ends[5]->control.port == 7100 && (ends[5]->control.address & 255) == 9,
             "RFC 3605: the port and address of RTCP");
    std::string many = head;
    for (int i = 0; i < 60; ++i)
    {
        many += "m=audio " + std::to_string(4000 + 2 * i) + " RTP/AVP 0\r\n";
    }
    desk.Pass(Desk::MakeRequest("INVITE", 1, "", many));
    t.ExpectEqual(desk.TakeNotes(),
                  std::string("R call;caller 4000>? 4002>? 4004>? 4006>? 4008>? 4010>? 4012>? "
                              "4014>?, "),
                  "eight streams and no more");
}

/// Neither calls nor dialogs without end.
void
TestBounds(NamedCase& t)
{
    Desk desk;
    desk.policy->SetAttribute("MaxCalls", UintegerValue(10));
    for (int i = 0; i < 100; ++i)
    {
        const auto letter = desk.Pass(Desk::MakeRequest("INVITE",
                                                        1,
                                                        "",
                                                        Desk::MakeSdp(4000),
                                                        false,
                                                        "call" + std::to_string(i)));
        t.ExpectEqual(letter, i < 10 ? 'c' : 'r', "ten pass");
    }
    t.ExpectEqual(desk.refusal, 503, "RFC 3261 21.5.4: the others are refused");
    t.ExpectEqual(desk.policy->GetCallCount(), 10U, "ten are kept");
    desk.TakeNotes();
    auto invite = Desk::MakeRequest("INVITE", 1, "", Desk::MakeSdp(4000), false, "call0");
    for (int i = 0; i < 200; ++i)
    {
        desk.Answer(invite, 183, "tag" + std::to_string(i), Desk::MakeSdp(5000, 2));
    }
    const auto notes = desk.TakeNotes();
    t.ExpectEqual(std::count(notes.begin(), notes.end(), 'E'), 64, "64 early dialogs");
    desk.Answer(invite, 486, "tag0");
    t.ExpectEqual(desk.policy->GetCallCount(), 9U, "all go with the call");
    for (int i = 0; i < 50; ++i)
    {
        const auto update = Desk::MakeRequest("UPDATE",
                                              1,
                                              "made-up",
                                              Desk::MakeSdp(4000),
                                              false,
                                              "stray" + std::to_string(i));
        desk.Pass(update);
        desk.Answer(update, 481, "made-up");
    }
    t.ExpectEqual(desk.policy->GetCallCount(), 9U, "RFC 3261 12.2.2: strays go with their 481");
}

/**
 * \param request a request
 * \param branch names its transaction
 * \return the same as another transaction
 */
SipMessage
MakeBranch(SipMessage request, const std::string& branch)
{
    request.Set("Via", "SIP/2.0/TCP fork.example.com;branch=z9hG4bK" + branch);
    return request;
}

/// A proxy before this one forks: what one branch does leaves the other one alone.
void
TestForkBefore(NamedCase& t)
{
    for (const bool isAnswered : {true, false})
    {
        Desk desk;
        const auto invite = Desk::MakeRequest("INVITE", 1, "", Desk::MakeSdp(4000));
        const auto first = MakeBranch(invite, "a");
        const auto second = MakeBranch(invite, "b");
        t.ExpectEqual(desk.Pass(first), 'c', "one branch");
        t.ExpectEqual(desk.Pass(second), 'c', "the other one");
        t.ExpectEqual(desk.TakeNotes(), std::string("R call;caller 4000>?, "), "one offer");
        desk.Answer(second, 180, "two");
        desk.Answer(first, 486, "one");
        t.ExpectEqual(desk.TakeNotes(), std::string(), "it still rings");
        t.ExpectEqual(desk.policy->GetCallCount(), 1U, "and is known");
        desk.Answer(second, isAnswered ? 200 : 480, "two", Desk::MakeSdp(6000, 3));
        t.ExpectEqual(desk.TakeNotes(),
                      std::string(isAnswered ? "E call;caller 4000>6000, " : "X call;caller, "),
                      "the last one decides");
        t.ExpectEqual(desk.policy->GetCallCount(), isAnswered ? 1U : 0U, "so");
    }
    // One party hangs up, while the other has not been told that the call was taken.
    Desk desk;
    const auto invite = Desk::MakeRequest("INVITE", 1, "", Desk::MakeSdp(4000));
    const auto late = MakeBranch(invite, "b");
    desk.Pass(late);
    desk.Establish();
    desk.TakeNotes();
    desk.Answer(Desk::MakeRequest("BYE", 2, "bob", ""), 200, "bob");
    t.ExpectEqual(desk.TakeNotes(), std::string("X call;caller, "), "the one is over");
    desk.Answer(late, 487, "two");
    t.ExpectEqual(desk.policy->GetCallCount(), 0U, "then the other one, and nothing is kept");
}

/// Who knows the name of a call cannot take its pinholes, nor end it.
void
TestMerged(NamedCase& t)
{
    for (const auto& [sequence, body] : {std::make_pair(1U, Desk::MakeSdp(6666, 6)),
                                         std::make_pair(2U, Desk::MakeSdp(6666, 6)),
                                         std::make_pair(2U, Desk::MakeSdp(4000)),
                                         std::make_pair(1U, std::string()),
                                         std::make_pair(1U, std::string("v=0\r\nnonsense"))})
    {
        for (const bool isTaken : {false, true})
        {
            Desk desk;
            const auto invite = Desk::MakeRequest("INVITE", 1, "", Desk::MakeSdp(4000));
            desk.Pass(invite);
            desk.Answer(invite, 180, "bob");
            if (isTaken)
            {
                desk.Answer(invite, 200, "bob", Desk::MakeSdp(5000, 2));
            }
            desk.TakeNotes();
            const auto other =
                MakeBranch(Desk::MakeRequest("INVITE", sequence, "", body), "attack");
            t.ExpectEqual(desk.Pass(other), 'r', "refused");
            t.ExpectEqual(desk.refusal, 482, "so");
            desk.Answer(other, 404, "nobody");
            desk.Answer(other, 200, "accomplice", Desk::MakeSdp(7777, 7));
            t.ExpectEqual(desk.TakeNotes(), std::string(), "nothing opens or closes");
            t.ExpectEqual(desk.policy->GetCallCount(), 1U, "the call is known");
            if (!isTaken)
            {
                desk.Answer(invite, 200, "bob", Desk::MakeSdp(5000, 2));
                t.ExpectEqual(desk.TakeNotes(),
                              std::string("E call;caller 4000>5000, "),
                              "the true answer opens");
            }
        }
    }
}

/// What is said within a dialog that nobody knows opens nothing before a 2xx.
void
TestStrays(NamedCase& t)
{
    for (const std::string method : {"UPDATE", "INVITE"})
    {
        Desk desk;
        const auto stray = Desk::MakeRequest(method, 5, "bob", Desk::MakeSdp(4000));
        desk.Pass(stray);
        desk.Answer(stray, 183, "bob", Desk::MakeSdp(5000, 2));
        t.ExpectEqual(desk.TakeNotes(), std::string(), "nothing");
        desk.Answer(stray, 200, "bob", Desk::MakeSdp(5000, 2));
        t.ExpectEqual(desk.TakeNotes(), std::string("E call;caller 4000>5000, "), "its 2xx does");

        Desk ringing;
        const auto invite = Desk::MakeRequest("INVITE", 1, "", Desk::MakeSdp(4000));
        ringing.Pass(invite);
        ringing.TakeNotes();
        const auto guess = Desk::MakeRequest(method, 9, "guess", Desk::MakeSdp(6666, 6));
        ringing.Pass(guess);
        ringing.Answer(guess, 481, "guess");
        t.ExpectEqual(ringing.TakeNotes(), std::string(), "a guessed dialog of a call");
        ringing.Answer(invite, 200, "bob", Desk::MakeSdp(5000, 2));
        t.ExpectEqual(ringing.TakeNotes(), std::string("E call;caller 4000>5000, "), "it lives");
    }
}

/// From outside nothing is opened to an address inside.
void
TestInside(NamedCase& t)
{
    const auto at = [](const char* address)
    {
        return SipAddress(SipTransportProtocol::Tcp, Ipv4Address(address), 5060);
    };
    Desk desk;
    desk.policy->SetAttribute("InsideNetwork", Ipv4AddressValue("192.0.2.0"));
    desk.policy->SetAttribute("InsideMask", Ipv4MaskValue("255.255.255.252"));
    desk.source = at("198.51.100.1");
    desk.Pass(Desk::MakeRequest("INVITE", 1, "", Desk::MakeSdp(4000, 2), false, "bad"));
    t.ExpectEqual(desk.TakeNotes(), std::string(), "an address inside, said outside");
    const auto invite = Desk::MakeRequest("INVITE", 1, "", Desk::MakeSdp(4000, 200));
    desk.Pass(invite);
    t.ExpectEqual(desk.TakeNotes(), std::string("R call;caller 4000>?, "), "one outside");
    desk.source = at("192.0.2.3");
    desk.Answer(invite, 200, "bob", Desk::MakeSdp(5000, 2));
    t.ExpectEqual(desk.TakeNotes(), std::string("E call;caller 4000>5000, "), "from inside");
}

/// A stream keeps its number when one before it is refused.
void
TestPlaces(NamedCase& t)
{
    const auto makeSdp = [](int first, int second, int address)
    {
        return Desk::MakeSdp(first, address) + "m=audio " + std::to_string(second) +
               " RTP/AVP 0\r\n";
    };
    Desk desk;
    const auto invite = Desk::MakeRequest("INVITE", 1, "", makeSdp(4000, 4100, 1));
    desk.Pass(invite);
    desk.Answer(invite, 200, "bob", makeSdp(5000, 5100, 2));
    desk.TakeNotes();
    const auto change = Desk::MakeRequest("INVITE", 2, "bob", makeSdp(0, 4200, 1));
    desk.Pass(change);
    t.ExpectEqual(desk.TakeNotes(), std::string("R call;caller ?>? 4200>?, "), "offered");
    desk.Answer(change, 200, "bob", makeSdp(0, 5100, 2));
    t.ExpectEqual(desk.TakeNotes(), std::string("E call;caller ?>? 4200>5100, "), "agreed");
}

/// Tokens that could not be sealed are still to go.
void
TestUnsealed(NamedCase& t)
{
    const auto context = CreateCryptoContext(1);
    MediaTokenDelivery delivery;
    delivery.Set({{1, 2, 3}});
    auto message = Desk::MakeRequest("ACK", 1, "bob", "");
    Work work;
    const KekRecipient bad{"key", Secret(Octets("short"))};
    delivery.Attach(message, 1, true, context.get(), bad, work);
    t.ExpectEqual(ReadMediaAuthorization(message).size(), 0U, "nothing could be sealed");
    const KekRecipient good{"key", Secret(Octets(16, 'k'))};
    delivery.Attach(message, 2, true, context.get(), good, work);
    t.ExpectEqual(ReadMediaAuthorization(message).size(), 1U, "sealed");
    t.Expect(!delivery.IsDue(3), "done");
}

/**
 * Pinholes for calls.
 */
class PinholePolicyTestSuite : public TestSuite
{
  public:
    PinholePolicyTestSuite()
        : TestSuite("pinhole-policy")
    {
        Add("RFC 3261 15.1.1: offer, answer, end", TestCall);
        Add("RFC 3261 13.3.1.4: repetitions and strangers change nothing", TestStrangeEnds);
        Add("RFC 3261 9 and 16.8: refusal, CANCEL and timeout release", TestFailures);
        Add("RFC 3264 8: changes by re-INVITE and UPDATE, hold, failure", TestChanges);
        Add("RFC 3261 13.2.1: an offer in the answer, an answer in the ACK", TestLateOffer);
        Add("RFC 3262 5: early media, and tokens to both", TestEarlyMedia);
        Add("RFC 3261 13.2.2.4: a fork", TestFork);
        Add("The answer waits for the firewall, or does not", TestWaiting);
        Add("A firewall that is silent or refuses", TestUnwilling);
        Add("RFC 4028: what nobody ends expires", TestExpiry);
        Add("Descriptions that open nothing", TestHostile);
        Add("Calls and dialogs are bounded", TestBounds);
        Add("RFC 3261 16.7: a fork before the proxy", TestForkBefore);
        Add("RFC 3261 8.2.2.2: who knows the name of a call has nothing of it", TestMerged);
        Add("A dialog that is not known opens nothing before a 2xx", TestStrays);
        Add("From outside nothing opens to an address inside", TestInside);
        Add("RFC 3264 8: a stream keeps its place", TestPlaces);
        Add("Tokens that could not be sealed are still to go", TestUnsealed);
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
PinholePolicyTestSuite g_pinholePolicyTestSuite;

} // namespace
