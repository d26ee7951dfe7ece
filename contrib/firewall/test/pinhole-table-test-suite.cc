// SPDX-License-Identifier: GPL-2.0-only

#include "named-case.h"

#include "ns3/media-stream-rules.h"
#include "ns3/pinhole-table.h"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

/// Some address, its lowest octet.
constexpr uint32_t NET = 0x0a000000;

/**
 * \param from lowest octet of the source's address; 0: any
 * \param fromPort its port
 * \param to lowest octet of the destination's address
 * \param toPort its port
 * \return the flow
 */
MediaFlow
MakeFlow(uint32_t from, uint16_t fromPort, uint32_t to, uint16_t toPort)
{
    return {{from == 0 ? 0 : NET + from, fromPort}, {to == 0 ? 0 : NET + to, toPort}};
}

/**
 * What a table should do, the slow way.
 */
class Model
{
  public:
    /// A pinhole.
    struct Hole
    {
        uint64_t id;      //!< the table's
        MediaFlow flow;   //!< what passes
        std::string call; //!< whose
        Time opened;      //!< when
        Time expiry;      //!< when it is over
        Time idle;        //!< how long it may go unused
    };

    /**
     * \param hole a pinhole
     * \return when it ends, and why
     */
    std::pair<Time, PinholeEnd>
    GetDeadline(const Hole& hole) const
    {
        const auto used = uses.find(hole.flow);
        const Time last = used == uses.end() ? hole.opened : std::max(hole.opened, used->second);
        const bool isIdle = !hole.idle.IsZero() && last + hole.idle < hole.expiry;
        return isIdle ? std::make_pair(last + hole.idle, PinholeEnd::Idle)
                      : std::make_pair(hole.expiry, PinholeEnd::Expired);
    }

    /**
     * \param flow whence and where to
     * \param now the time
     * \return the pinhole, or 0
     */
    uint64_t
    Match(const MediaFlow& flow, Time now)
    {
        for (const auto& [address, port] : {std::pair(true, true),
                                            std::pair(true, false),
                                            std::pair(false, true),
                                            std::pair(false, false)})
        {
            MediaFlow rule = flow;
            rule.source.address = address ? flow.source.address : 0;
            rule.source.port = port ? flow.source.port : 0;
            for (const auto& hole : holes)
            {
                if (hole.flow == rule && now < GetDeadline(hole).first)
                {
                    uses[rule] = now;
                    return hole.id;
                }
            }
        }
        return 0;
    }

    /**
     * \param id of the pinhole that is closed
     */
    void
    Close(uint64_t id)
    {
        const auto found = std::find_if(holes.begin(),
                                        holes.end(),
                                        [&](const Hole& h)
                                        {
                                            return h.id == id;
                                        });
        const MediaFlow flow = found->flow;
        holes.erase(found);
        if (std::none_of(holes.begin(),
                         holes.end(),
                         [&](const Hole& h)
                         {
                             return h.flow == flow;
                         }))
        {
            uses.erase(flow);
        }
    }

    std::vector<Hole> holes;        //!< in the order of opening
    std::map<MediaFlow, Time> uses; //!< when a packet last used a flow
};

/**
 * Pinholes.
 */
class PinholeTableTestSuite : public TestSuite
{
  public:
    PinholeTableTestSuite()
        : TestSuite("pinhole-table")
    {
        AddTestCase(new NamedCase("Only the very 5-tuple passes", TestExact));
        AddTestCase(
            new NamedCase("RFC 3264 5.1: any source, the narrowest pinhole first", TestWildcards));
        AddTestCase(new NamedCase("A lifetime ends at its very nanosecond", TestLifetime));
        AddTestCase(
            new NamedCase("RFC 6263 7: packets keep a pinhole, silence closes it", TestIdle));
        AddTestCase(new NamedCase("Calls share a flow; one call replaces its own", TestShared));
        AddTestCase(new NamedCase("What cannot be opened changes nothing", TestRefused));
        AddTestCase(new NamedCase("20000 random steps agree with the slow way", TestRandom));
        AddTestCase(new NamedCase("Many pinholes come and go, and are all found", TestMany));
        AddTestCase(new NamedCase("RFC 3264 5.1: rules of streams", TestRules));
        AddTestCase(new NamedCase("RFC 3264 8.4: no wildcard that nobody asked for", TestHold));
    }

  private:
    static void
    TestExact(NamedCase& t)
    {
        PinholeTable table;
        const auto id = table.Open(MakeFlow(1, 1000, 2, 2000), "a", Time(), Seconds(10));
        t.Expect(id.has_value() && *id != 0, "open");
        const Time now = Seconds(1);
        t.Expect(table.Match(MakeFlow(1, 1000, 2, 2000), now, 99) == *id, "the very flow");
        t.Expect(!table.Match(MakeFlow(3, 1000, 2, 2000), now), "another source address");
        t.Expect(!table.Match(MakeFlow(1, 1001, 2, 2000), now), "another source port");
        t.Expect(!table.Match(MakeFlow(1, 1000, 3, 2000), now), "another destination address");
        t.Expect(!table.Match(MakeFlow(1, 1000, 2, 2001), now), "another destination port");
        t.Expect(!table.Match(MakeFlow(2, 2000, 1, 1000), now), "the other direction");
        t.Expect(!table.Match(MakeFlow(0, 0, 2, 2000), now), "zeros are no flow");
        const auto pinhole = table.Find(*id);
        t.ExpectEqual(pinhole->packets, 1U, "packets");
        t.ExpectEqual(pinhole->octets, 99U, "octets");
        t.ExpectEqual(pinhole->used, now, "when it was used");
        t.ExpectEqual(table.GetMatched(), 1U, "matched");
        t.Expect(table.Close(*id, PinholeEnd::Released).has_value(), "close");
        t.Expect(!table.Close(*id, PinholeEnd::Released), "once only");
        t.Expect(!table.Match(MakeFlow(1, 1000, 2, 2000), now), "closed");
        t.ExpectEqual(table.GetClosed(PinholeEnd::Released), 1U, "counted");
        const auto next = table.Open(MakeFlow(1, 1000, 2, 2000), "a", now, Seconds(10));
        t.Expect(next && *next != *id, "an id is not used again");
        t.Expect(!table.Find(*id) && !table.Refresh(*id, now, Seconds(1)), "the old one is gone");
        t.Expect(table.IsBalanced(), "balance");
    }

    static void
    TestWildcards(NamedCase& t)
    {
        PinholeTable table;
        const MediaFlow packet = MakeFlow(1, 1000, 2, 2000);
        const std::vector<MediaFlow> rules{MakeFlow(0, 0, 2, 2000),
                                           MakeFlow(0, 1000, 2, 2000),
                                           MakeFlow(1, 0, 2, 2000),
                                           packet};
        std::vector<uint64_t> ids;
        for (const auto& rule : rules) // from wide to narrow: each takes the packet over
        {
            ids.push_back(*table.Open(rule, "a", Time(), Seconds(10)));
            t.Expect(table.Match(packet, Seconds(1)) == ids.back(), "the narrowest");
        }
        t.Expect(table.Match(MakeFlow(1, 1001, 2, 2000), Seconds(1)) == ids[2], "any port");
        t.Expect(table.Match(MakeFlow(3, 1000, 2, 2000), Seconds(1)) == ids[1], "any address");
        t.Expect(table.Match(MakeFlow(3, 1001, 2, 2000), Seconds(1)) == ids[0], "anything");
        t.Expect(!table.Match(MakeFlow(3, 1001, 2, 2002), Seconds(1)), "not to another port");
        for (auto id = ids.rbegin(); id != ids.rend(); ++id)
        {
            t.Expect(table.Match(packet, Seconds(1)) == *id, "and back");
            t.Expect(table.Close(*id, PinholeEnd::Released).has_value(), "close");
        }
        t.Expect(!table.Match(packet, Seconds(1)), "nothing is open");
        // A narrow one that is over does not hide a wide one.
        t.Expect(table.Open(packet, "a", Time(), Seconds(2)).has_value(), "narrow");
        const auto wide = table.Open(rules[0], "a", Time(), Seconds(10));
        t.Expect(table.Match(packet, Seconds(2)) == *wide, "the wide one");
        t.Expect(table.IsBalanced(), "balance");
    }

    static void
    TestLifetime(NamedCase& t)
    {
        PinholeTable table;
        const MediaFlow flow = MakeFlow(1, 1000, 2, 2000);
        const auto id = table.Open(flow, "a", Seconds(5), Seconds(10));
        t.Expect(table.GetNextCheck() == Seconds(15), "next check");
        t.Expect(table.Match(flow, Seconds(5)).has_value(), "from the beginning");
        t.Expect(table.Match(flow, Seconds(15) - NanoSeconds(1)).has_value(), "until the end");
        t.Expect(!table.Match(flow, Seconds(15)), "not at the end");
        t.Expect(table.Expire(Seconds(15) - NanoSeconds(1)).empty(), "not yet");
        t.Expect(!table.Refresh(*id, Seconds(15), Seconds(9)), "too late to refresh");
        auto closed = table.Expire(Seconds(15));
        t.Expect(closed.size() == 1 && closed[0].second == PinholeEnd::Expired, "expired");
        t.Expect(!table.GetNextCheck(), "nothing to check");
        // A refresh may lengthen and shorten.
        const auto other = table.Open(flow, "a", Seconds(20), Seconds(10));
        t.Expect(table.Refresh(*other, Seconds(25), Seconds(10)), "lengthen");
        t.Expect(table.Expire(Seconds(30)).empty() && table.Match(flow, Seconds(34)).has_value(),
                 "longer");
        t.Expect(table.Refresh(*other, Seconds(34), NanoSeconds(7)), "shorten");
        t.Expect(table.GetNextCheck() == Seconds(34) + NanoSeconds(7), "shorter");
        t.Expect(!table.Refresh(*other, Seconds(34), Time()), "no lifetime is none");
        t.Expect(table.Expire(Seconds(35)).size() == 1, "over");
        // For ever, nearly.
        const auto ever = table.Open(flow, "a", Seconds(40), Time::Max());
        t.Expect(ever && table.Match(flow, Seconds(1e9)).has_value(), "no overflow");
        t.Expect(table.IsBalanced(), "balance");
    }

    static void
    TestIdle(NamedCase& t)
    {
        PinholeTable table;
        const MediaFlow flow = MakeFlow(1, 1000, 2, 2000);
        t.Expect(table.Open(flow, "a", Time(), Seconds(100), Seconds(15)).has_value(), "open");
        t.Expect(table.Match(flow, Seconds(15) - NanoSeconds(1)).has_value(), "just in time");
        t.Expect(table.Expire(Seconds(29)).empty(), "renewed");
        t.Expect(table.Match(flow, Seconds(29)).has_value(), "again");
        t.Expect(table.Expire(Seconds(44) - NanoSeconds(1)).empty(), "until the last moment");
        t.Expect(!table.Match(flow, Seconds(44)), "idle for 15 s");
        auto closed = table.Expire(Seconds(44));
        t.Expect(closed.size() == 1 && closed[0].second == PinholeEnd::Idle, "idle");
        t.ExpectEqual(closed.at(0).first.packets, 2U, "its packets");
        // A refresh is no use; a lifetime ends what is in use.
        const auto id = table.Open(flow, "a", Seconds(50), Seconds(20), Seconds(15));
        t.Expect(table.Refresh(*id, Seconds(60), Seconds(100)), "refresh");
        closed = table.Expire(Seconds(65));
        t.Expect(closed.size() == 1 && closed[0].second == PinholeEnd::Idle, "still idle");
        t.Expect(table.Open(flow, "a", Seconds(70), Seconds(20), Seconds(15)).has_value(), "open");
        t.Expect(table.Match(flow, Seconds(80)).has_value(), "use");
        closed = table.Expire(Seconds(90));
        t.Expect(closed.size() == 1 && closed[0].second == PinholeEnd::Expired, "expired in use");
        // Packets that do not pass renew nothing.
        t.Expect(table.Open(flow, "a", Seconds(100), Seconds(50), Seconds(10)).has_value(), "open");
        t.Expect(!table.Match(MakeFlow(1, 1001, 2, 2000), Seconds(109)), "a stranger");
        t.ExpectEqual(table.Expire(Seconds(110)).size(), 1U, "idle in spite of strangers");
        t.Expect(table.IsBalanced(), "balance");
    }

    static void
    TestShared(NamedCase& t)
    {
        PinholeTable table;
        const MediaFlow flow = MakeFlow(1, 1000, 2, 2000);
        const auto a = table.Open(flow, "a", Time(), Seconds(100), Seconds(10));
        const auto b = table.Open(flow, "b", Seconds(1), Seconds(200), Seconds(10));
        t.Expect(table.Match(flow, Seconds(9)) == *a, "the older one counts");
        t.Expect(table.Expire(Seconds(12)).empty(), "the flow is in use for both");
        t.ExpectEqual(table.CloseCall("a", PinholeEnd::Released).size(), 1U, "a ends");
        t.Expect(table.Match(flow, Seconds(13)) == *b, "b goes on");
        std::optional<Pinhole> replaced;
        const auto c = table.Open(flow, "b", Seconds(14), Seconds(100), Seconds(10), &replaced);
        t.Expect(replaced && replaced->id == *b && *c != *b, "b is replaced");
        t.ExpectEqual(table.GetClosed(PinholeEnd::Replaced), 1U, "counted");
        t.Expect(table.Match(flow, Seconds(15)) == *c, "by another");
        const auto d = table.Open(MakeFlow(3, 1, 2, 2000), "b", Seconds(15), Seconds(9));
        t.Expect(table.GetPinholes("b") == std::vector<uint64_t>({*c, *d}), "in order");
        const auto closed = table.CloseCall("b", PinholeEnd::Released);
        t.Expect(closed.size() == 2 && closed[0].id == *c && closed[1].id == *d, "in order");
        t.Expect(table.CloseCall("nobody", PinholeEnd::Released).empty(), "unknown calls");
        t.Expect(table.IsBalanced() && table.GetOpen() == 0, "balance");
    }

    static void
    TestRefused(NamedCase& t)
    {
        PinholeTable table(20);
        const auto refuse = [&](const MediaFlow& flow, Time lifetime, PinholeError error)
        {
            const auto before = table.GetRefused(error);
            const auto id = table.Open(flow, "x" + std::to_string(before), Time(), lifetime);
            t.Expect(!id && id.error() == error && table.GetRefused(error) == before + 1, "why");
            t.Expect(table.IsBalanced(), "balance");
        };
        refuse(MakeFlow(1, 1, 0, 2), Seconds(1), PinholeError::Invalid);
        refuse(MakeFlow(1, 1, 2, 0), Seconds(1), PinholeError::Invalid);
        refuse(MakeFlow(1, 1, 2, 2), Time(), PinholeError::Invalid);
        refuse(MakeFlow(1, 1, 2, 2), Seconds(-1), PinholeError::Invalid);
        const MediaFlow one = MakeFlow(1, 1, 2, 2);
        for (int i = 0; i < 8; ++i)
        {
            t.Expect(table.Open(one, std::to_string(i), Time(), Seconds(1)).has_value(), "some");
        }
        refuse(one, Seconds(1), PinholeError::Crowded);
        for (uint16_t i = 0; i < 12; ++i)
        {
            t.Expect(table.Open(MakeFlow(1, i, 2, 3), "a", Time(), Seconds(1)).has_value(), "more");
        }
        refuse(MakeFlow(1, 100, 2, 3), Seconds(1), PinholeError::Full);
        t.Expect(table.Open(one, "3", Time(), Seconds(1)).has_value(), "to replace needs no room");
        t.ExpectEqual(table.GetOpen(), 20U, "full");
        t.ExpectEqual(table.Expire(Seconds(1)).size(), 20U, "and empty");
        t.Expect(table.Open(one, "a", Seconds(1), Seconds(1)).has_value(), "and usable");
        t.Expect(table.IsBalanced(), "balance");
    }

    static void
    TestRandom(NamedCase& t)
    {
        std::mt19937 random(7);
        const auto pick = [&](uint32_t n)
        {
            return static_cast<uint32_t>(random() % n);
        };
        PinholeTable table(20);
        Model model;
        Time now;
        uint64_t matches = 0;
        for (int step = 0; step < 20000; ++step)
        {
            now += NanoSeconds(pick(4));
            const MediaFlow flow = MakeFlow(1 + pick(2),
                                            static_cast<uint16_t>(1 + pick(2)),
                                            3 + pick(2),
                                            static_cast<uint16_t>(1 + pick(4)));
            const std::string call(1, static_cast<char>('a' + pick(12)));
            const uint32_t what = pick(20);
            if (what < 9)
            {
                const uint64_t wanted = model.Match(flow, now);
                t.ExpectEqual(table.Match(flow, now).value_or(0), wanted, "match");
                matches += wanted != 0 ? 1 : 0;
            }
            else if (what < 15)
            {
                MediaFlow rule = flow;
                rule.source.address = pick(3) == 0 ? 0 : flow.source.address;
                rule.source.port = pick(3) == 0 ? 0 : flow.source.port;
                const Time lifetime = NanoSeconds(pick(100));
                const Time idle = NanoSeconds(pick(3) * pick(40));
                std::optional<Pinhole> replaced;
                const auto id = table.Open(rule, call, now, lifetime, idle, &replaced);
                if (replaced)
                {
                    model.Close(replaced->id);
                }
                if (id)
                {
                    model.holes.push_back({*id, rule, call, now, now + lifetime, idle});
                }
            }
            else if (what < 17 && !model.holes.empty())
            {
                auto& hole = model.holes[pick(static_cast<uint32_t>(model.holes.size()))];
                const bool isOpen = now < model.GetDeadline(hole).first;
                t.ExpectEqual(table.Refresh(hole.id, now, NanoSeconds(50)), isOpen, "refresh");
                hole.expiry = isOpen ? now + NanoSeconds(50) : hole.expiry;
            }
            else if (what < 18 && !model.holes.empty())
            {
                const auto id = model.holes[pick(static_cast<uint32_t>(model.holes.size()))].id;
                t.Expect(table.Close(id, PinholeEnd::Released).has_value(), "close");
                model.Close(id);
            }
            else if (what < 19 && pick(4) == 0)
            {
                for (const auto& pinhole : table.CloseCall(call, PinholeEnd::Released))
                {
                    model.Close(pinhole.id);
                }
                t.Expect(std::none_of(model.holes.begin(),
                                      model.holes.end(),
                                      [&](const auto& each)
                                      {
                                          return each.call == call;
                                      }),
                         "all of a call");
            }
            else
            {
                // The model's deadlines do not depend on the order in which holes are closed.
                std::map<uint64_t, PinholeEnd> wanted;
                for (const auto& hole : model.holes)
                {
                    const auto [when, end] = model.GetDeadline(hole);
                    if (when <= now)
                    {
                        wanted[hole.id] = end;
                    }
                }
                std::map<uint64_t, PinholeEnd> found;
                for (const auto& [pinhole, end] : table.Expire(now))
                {
                    found[pinhole.id] = end;
                    model.Close(pinhole.id);
                }
                t.Expect(found == wanted, "expire");
                t.Expect(!table.GetNextCheck() || *table.GetNextCheck() > now, "next check");
            }
            t.ExpectEqual(table.GetOpen(), model.holes.size(), "open");
            t.Expect(table.IsBalanced(), "balance at step " + std::to_string(step));
        }
        t.Expect(matches > 1000 && table.GetClosed(PinholeEnd::Idle) > 100 &&
                     table.GetClosed(PinholeEnd::Expired) > 100 &&
                     table.GetClosed(PinholeEnd::Replaced) > 20 &&
                     table.GetRefused(PinholeError::Full) > 50,
                 "all of it happened");
    }

    static void
    TestMany(NamedCase& t)
    {
        PinholeTable table(10000);
        std::vector<MediaFlow> flows;
        for (uint16_t i = 0; i < 10000; ++i)
        {
            flows.push_back(MakeFlow(1 + i % 100,
                                     static_cast<uint16_t>(20000 + i / 100 * 2),
                                     200,
                                     static_cast<uint16_t>(30000 + i % 7)));
            t.Expect(table.Open(flows[i], std::to_string(i % 50), Time(), Seconds(9)).has_value(),
                     "open");
        }
        uint32_t found = 0;
        for (const auto& flow : flows)
        {
            found += table.Match(flow, Seconds(1)) ? 1 : 0;
        }
        t.ExpectEqual(found, 10000U, "all are found");
        for (uint16_t i = 0; i < 25; ++i)
        {
            t.ExpectEqual(table.CloseCall(std::to_string(i), PinholeEnd::Released).size(),
                          200U,
                          "of a call");
        }
        for (std::size_t i = 0; i < flows.size(); ++i)
        {
            t.ExpectEqual(table.Match(flows[i], Seconds(1)).has_value(), i % 50 >= 25, "the rest");
        }
        t.Expect(table.IsBalanced(), "balance");
        t.ExpectEqual(table.Expire(Seconds(9)).size(), 5000U, "the others expire");
        t.Expect(table.IsBalanced() && table.GetOpen() == 0, "balance");
    }

    /**
     * \param host lowest octet of its address
     * \param port its even port
     * \return a party of a stream
     */
    static MediaStreamEnds::Party
    MakeParty(uint32_t host, uint16_t port)
    {
        return {{NET + host, port}, {NET + host, static_cast<uint16_t>(port + 1)}};
    }

    static void
    TestRules(NamedCase& t)
    {
        const std::vector<MediaStreamEnds> streams{{MakeParty(1, 10), MakeParty(2, 20)},
                                                   {MakeParty(1, 30), std::nullopt},
                                                   {MakeParty(1, 10), MakeParty(2, 20)},
                                                   {std::nullopt, std::nullopt}};
        const std::vector<MediaFlow> both{MakeFlow(1, 10, 2, 20),
                                          MakeFlow(1, 11, 2, 21),
                                          MakeFlow(2, 20, 1, 10),
                                          MakeFlow(2, 21, 1, 11)};
        t.Expect(MakeMediaRules(streams) == both, "both ways, RTP and RTCP, each once");
        t.Expect(MakeMediaRules(streams, {MediaSource::Address, false}) ==
                     std::vector<MediaFlow>({MakeFlow(1, 0, 2, 20), MakeFlow(2, 0, 1, 10)}),
                 "any port, no RTCP");
        t.Expect(MakeMediaRules(streams, {MediaSource::Any, false}) ==
                     std::vector<MediaFlow>({MakeFlow(0, 0, 2, 20), MakeFlow(0, 0, 1, 10)}),
                 "any source");
        t.Expect(MakeEarlyMediaRules(streams) ==
                     std::vector<MediaFlow>({MakeFlow(0, 0, 1, 30), MakeFlow(0, 0, 1, 31)}),
                 "early media to the one who is known");
        t.Expect(MakeEarlyMediaRules(streams, false).size() == 1, "without RTCP");
    }

    static void
    TestHold(NamedCase& t)
    {
        const MediaStreamEnds::Party held{{0, 10}, {0, 11}};
        const MediaStreamEnds::Party refused{{NET + 1, 0}, {NET + 1, 0}};
        const MediaStreamEnds::Party group{{0xe0000105, 10}, {0xe0000105, 11}};
        for (const auto& party : {held, refused, group})
        {
            for (const auto source : {MediaSource::Symmetric, MediaSource::Address})
            {
                t.Expect(MakeMediaRules({{party, MakeParty(2, 20)}}, {source, true}).empty(),
                         "the caller is nowhere");
                t.Expect(MakeMediaRules({{MakeParty(2, 20), party}}, {source, true}).empty(),
                         "the callee is nowhere");
            }
            t.Expect(MakeEarlyMediaRules({{party, std::nullopt}}).empty(), "nor early");
        }
    }
};

PinholeTableTestSuite g_pinholeTableTestSuite; //!< the suite

} // namespace
