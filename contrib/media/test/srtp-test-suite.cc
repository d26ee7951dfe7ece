// SPDX-License-Identifier: GPL-2.0-only
// SRTP contexts against the vectors of the RFCs and an implementation by OpenSSL, and what they do
// with packets that are late, replayed, damaged or hostile.

#include "media-test-case.h"
#include "srtp-reference.h"

#include "ns3/crypto-context.h"
#include "ns3/rtcp-packet.h"
#include "ns3/srtp-session.h"

#include <algorithm>
#include <random>

using namespace ns3;

namespace
{

using Direction = SrtpContext::Direction;
using Kind = SrtpError::Kind;

constexpr uint32_t SSRC = 0x11223344; //!< the source
constexpr SrtpSuite SUITES[] = {SrtpSuite::AesCm128HmacSha180,
                                SrtpSuite::AesCm128HmacSha132,
                                SrtpSuite::AeadAes128Gcm}; //!< all suites

/**
 * \param suite a suite
 * \param seed says which key
 * \return a key
 */
SdpCrypto
MakeKey(SrtpSuite suite = SrtpSuite::AesCm128HmacSha180, char seed = 'k')
{
    CryptoContext context(Octets(CryptoContext::SEED_SIZE, seed));
    return SdpCrypto::Generate(1, suite, context);
}

/**
 * \param number its sequence number
 * \param ssrc its source
 * \return an RTP packet of 20 ms of PCMU
 */
Bytes
MakeRtp(uint32_t number, uint32_t ssrc = SSRC)
{
    Bytes packet(172, static_cast<uint8_t>(number));
    packet[0] = 0x80;
    packet[1] = 0;
    packet[2] = static_cast<uint8_t>(number >> 8);
    packet[3] = static_cast<uint8_t>(number);
    for (int i = 0; i < 4; ++i)
    {
        packet[8 + i] = static_cast<uint8_t>(ssrc >> (24 - 8 * i));
    }
    return packet;
}

/// \return a compound RTCP packet: an RR, a name and an APP packet
Bytes
MakeRtcp()
{
    RtcpCompound compound;
    compound.packets.emplace_back(RtcpReceiverReport{SSRC, {}});
    compound.packets.emplace_back(
        RtcpSourceDescription{{{SSRC, {{RtcpDescriptionItem::CNAME, "somebody"}}}}});
    compound.packets.emplace_back(RtcpApp{0, SSRC, {{'T', 'E', 'S', 'T'}}, {1, 2, 3, 4}});
    return compound.Serialize().value();
}

/// A result of a context: octets or an error.
using Result = tl::expected<Bytes, SrtpError>;

/// Two contexts with one key.
struct Ends
{
    /**
     * \param key the key
     * \param limits bounds
     */
    explicit Ends(const SdpCrypto& key = MakeKey(), const SrtpLimits& limits = {})
        : out(SrtpContext::Make(key, Direction::Outbound, limits).value())
        , in(SrtpContext::Make(key, Direction::Inbound, limits).value())
    {
    }

    /**
     * \param context which
     * \param packet what to process
     * \param isRtcp whether it is RTCP
     * \return the result
     */
    Result
    Process(SrtpContext& context, const Bytes& packet, bool isRtcp)
    {
        std::vector<uint64_t> room(packet.size() / 8 + 8); // aligned
        auto* const data = reinterpret_cast<uint8_t*>(room.data());
        std::copy(packet.begin(), packet.end(), data);
        const std::size_t capacity = packet.size() + SrtpContext::MAXIMUM_OVERHEAD;
        const auto size = isRtcp ? context.ProcessRtcp(data, packet.size(), capacity, work)
                                 : context.ProcessRtp(data, packet.size(), capacity, work);
        if (!size)
        {
            return tl::make_unexpected(size.error());
        }
        return Bytes(data, data + *size);
    }

    /**
     * \param packet an RTP packet
     * \return it protected
     */
    Bytes
    Protect(const Bytes& packet)
    {
        return Process(*out, packet, false).value();
    }

    /**
     * \param packet an SRTP packet
     * \return "ok" or the number of the error's kind
     */
    std::string
    Take(const Bytes& packet)
    {
        const auto result = Process(*in, packet, false);
        return result ? "ok" : std::to_string(static_cast<int>(result.error().kind));
    }

    std::unique_ptr<SrtpContext> out; //!< protects
    std::unique_ptr<SrtpContext> in;  //!< unprotects
    Work work;                        //!< what was done
};

/**
 * \param kind a kind of error
 * \return as Ends::Take() has it
 */
std::string
Is(Kind kind)
{
    return std::to_string(static_cast<int>(kind));
}

void
TestVectors(MediaCase& test)
{
    std::size_t count = 0;
    for (auto& vector : ReadMediaVectors("srtp.txt"))
    {
        const auto get = [&vector](const char* name)
        {
            return ParseHex(vector[name]);
        };
        const std::string& name = vector["name"];
        count += name.empty() ? 0 : 1;
        const SrtpReference::Keys keys{get("cipher-key"), get("salt"), {}};
        if (vector.count("keystream") > 0)
        {
            test.True(SrtpReference::MakeKeystream(get("key"), get("iv"), 48) == get("keystream"),
                      name + ": keystream");
        }
        if (vector.count("master-key") > 0)
        {
            const auto derive = [&](uint8_t label, const char* what)
            {
                return SrtpReference::Derive(get("master-key"),
                                             get("master-salt"),
                                             label,
                                             get(what).size()) == get(what);
            };
            test.True(derive(0, "cipher-key"), name + ": cipher key");
            test.True(derive(1, "auth-key"), name + ": authentication key");
            test.True(derive(2, "salt"), name + ": salt");
        }
        if (vector.count("srtp") > 0)
        {
            test.True(SrtpReference::SealRtp(keys, get("rtp"), 0) == get("srtp"), name);
        }
        if (vector.count("srtcp") > 0)
        {
            const bool isClear = name == "RFC 7714 section 17.3";
            test.True(SrtpReference::SealRtcp(keys, get("rtcp"), 0x5d4, isClear) == get("srtcp"),
                      name);
        }
    }
    test.Equal(count, 6U, "vectors");
}

void
TestReference(MediaCase& test)
{
    for (const SrtpSuite suite : SUITES)
    {
        const std::string name = GetSrtpSuiteName(suite);
        for (const bool isClear : {false, true})
        {
            SdpCrypto key = MakeKey(suite);
            key.isSrtcpClear = isClear;
            const SrtpReference reference(key);
            Ends ends(key);
            for (const uint32_t number : {0U, 1U, 40000U, 65535U})
            {
                const auto packet = ends.Protect(MakeRtp(number));
                test.True(packet == reference.ProtectRtp(MakeRtp(number), 0), name + ": SRTP");
                test.True(ends.Process(*ends.in, packet, false).value() == MakeRtp(number),
                          name + ": back");
            }
            test.True(ends.Protect(MakeRtp(0)) == reference.ProtectRtp(MakeRtp(0), 1),
                      name + ": the roll-over counter is part of it");
            for (uint32_t index = 1; index < 4; ++index)
            {
                const auto packet = ends.Process(*ends.out, MakeRtcp(), true).value();
                test.True(packet == reference.ProtectRtcp(MakeRtcp(), index), name + ": SRTCP");
                test.True(ends.Process(*ends.in, packet, true).value() == MakeRtcp(),
                          name + ": SRTCP back");
            }
        }
    }
}

void
TestSizes(MediaCase& test)
{
    const std::size_t tags[] = {10, 4, 16};
    for (const SrtpSuite suite : SUITES)
    {
        const auto tag = tags[static_cast<int>(suite)];
        Ends ends(MakeKey(suite));
        test.Equal(ends.Protect(MakeRtp(1)).size(), 172 + tag, "SRTP");
        const auto control = ends.Process(*ends.out, MakeRtcp(), true).value();
        const std::size_t controlTag = tag == 4 ? 10 : tag;
        test.Equal(control.size(), MakeRtcp().size() + 4 + controlTag, "SRTCP");
        test.Equal(ends.out->GetRtcpOverhead(), 4 + controlTag, "overhead");
    }
}

void
TestControlBits(MediaCase& test)
{
    for (const SrtpSuite suite : SUITES)
    {
        SdpCrypto key = MakeKey(suite);
        Ends hidden(key);
        key.isSrtcpClear = true;
        Ends clear(key);
        const auto plain = MakeRtcp();
        const auto encrypted = hidden.Process(*hidden.out, plain, true).value();
        const auto readable = clear.Process(*clear.out, plain, true).value();
        const std::size_t index =
            suite == SrtpSuite::AeadAes128Gcm ? encrypted.size() - 4 : encrypted.size() - 14;
        test.True((encrypted[index] & 0x80) != 0, "E = 1");
        test.True((readable[index] & 0x80) == 0, "E = 0");
        test.True(std::equal(plain.begin(), plain.begin() + 8, encrypted.begin()),
                  "eight octets stay clear");
        test.True(!std::equal(plain.begin() + 8, plain.end(), encrypted.begin() + 8), "encrypted");
        test.True(std::equal(plain.begin(), plain.end(), readable.begin()), "all can be read");
        const auto wrong = hidden.Process(*hidden.in, readable, true);
        test.True(!wrong && wrong.error().kind == Kind::Encryption, "E = 0 is not expected");
        const auto other = clear.Process(*clear.in, encrypted, true);
        test.True(!other && other.error().kind == Kind::Encryption, "E = 1 is not expected");
        test.True(clear.Process(*clear.in, readable, true).has_value(), "E = 0 is expected");
        const auto again = clear.Process(*clear.in, readable, true);
        test.True(!again && again.error().kind == Kind::Duplicate, "SRTCP is not replayed");
    }
}

void
TestReplay(MediaCase& test)
{
    for (const SrtpSuite suite : SUITES)
    {
        SrtpLimits limits;
        limits.replayWindow = 64;
        Ends ends(MakeKey(suite), limits);
        std::vector<Bytes> packets;
        for (uint32_t i = 0; i < 200; ++i)
        {
            packets.push_back(ends.Protect(MakeRtp(1000 + i)));
        }
        test.Equal(ends.Take(packets[100]), "ok", "the first one");
        const WorkKind kind = ends.work.GetAmounts().rbegin()->first;
        const auto before = ends.work.GetAmounts().at(kind).count;
        test.Equal(ends.Take(packets[100]), Is(Kind::Duplicate), "again");
        test.Equal(ends.work.GetAmounts().at(kind).count, before, "a replay costs no cryptography");
        test.Equal(ends.Take(packets[99]), "ok", "late");
        test.Equal(ends.Take(packets[100 - 63]), "ok", "at the end of the window");
        test.Equal(ends.Take(packets[100 - 64]), Is(Kind::Old), "behind the window");
        test.Equal(ends.Take(packets[199]), "ok", "a gap");
        test.Equal(ends.Take(packets[99]), Is(Kind::Old), "now old");
        test.Equal(ends.in->GetRtpPackets(), 4U, "accepted");
    }
}

void
TestRollover(MediaCase& test)
{
    for (const SrtpSuite suite : SUITES)
    {
        Ends ends(MakeKey(suite));
        std::vector<Bytes> packets;
        for (uint32_t i = 65500; i < 65600; ++i)
        {
            packets.push_back(ends.Protect(MakeRtp(i)));
        }
        for (std::size_t i = 0; i < packets.size(); ++i)
        {
            // 65534 and 65535 come late, behind 0 and 1.
            const std::size_t which = i == 34 || i == 35 ? i + 2 : i == 36 || i == 37 ? i - 2 : i;
            test.Equal(ends.Take(packets[which]), "ok", "packet " + std::to_string(which));
        }
        test.Equal(ends.out->GetRolloverCounter(SSRC), 1U, "sender");
        test.Equal(ends.in->GetRolloverCounter(SSRC), 1U, "receiver");
        test.Equal(ends.Take(packets[37]), Is(Kind::Duplicate), "replayed over the wrap");
    }
    Ends joined;
    test.True(joined.out->SetRolloverCounter(SSRC, 7).has_value(), "set");
    const auto packet = joined.Protect(MakeRtp(5));
    test.Equal(joined.Take(packet), Is(Kind::Authentication), "who joins late does not know it");
    test.True(joined.in->SetRolloverCounter(SSRC, 7).has_value(), "set");
    test.Equal(joined.Take(packet), "ok", "now it does");
}

void
TestDamage(MediaCase& test)
{
    for (const SrtpSuite suite : SUITES)
    {
        Ends ends(MakeKey(suite));
        const auto first = ends.Protect(MakeRtp(1));
        const auto packet = ends.Protect(MakeRtp(2));
        const auto control = ends.Process(*ends.out, MakeRtcp(), true).value();
        test.Equal(ends.Take(first), "ok", "first");
        for (std::size_t bit = 0; bit < packet.size() * 8; ++bit)
        {
            Bytes bad = packet;
            bad[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
            test.True(ends.Take(bad) != "ok", "SRTP, bit " + std::to_string(bit));
        }
        for (std::size_t bit = 0; bit < control.size() * 8; ++bit)
        {
            Bytes bad = control;
            bad[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
            test.True(!ends.Process(*ends.in, bad, true), "SRTCP, bit " + std::to_string(bit));
        }
        for (std::size_t size = 0; size < packet.size(); ++size)
        {
            test.True(ends.Take(Bytes(packet.begin(), packet.begin() + size)) != "ok", "cut");
        }
        for (std::size_t size = 0; size < control.size(); ++size)
        {
            const Bytes cut(control.begin(), control.begin() + size);
            test.True(!ends.Process(*ends.in, cut, true), "cut");
        }
        test.Equal(ends.in->GetSources(), 1U, "no source is made by what is refused");
        test.Equal(ends.Take(packet), "ok", "the true one is still taken");
        test.True(ends.Process(*ends.in, control, true).has_value(), "and the true SRTCP");
        Ends other(MakeKey(suite, 'w'));
        test.Equal(other.Take(packet), Is(Kind::Authentication), "another key");
        const auto wrong = other.Process(*other.in, control, true);
        test.True(!wrong && wrong.error().kind == Kind::Authentication, "another key, SRTCP");
    }
}

void
TestFuzz(MediaCase& test)
{
    std::mt19937 random(3711);
    for (const SrtpSuite suite : SUITES)
    {
        Ends ends(MakeKey(suite));
        uint64_t taken = 0;
        for (int i = 0; i < 3000; ++i)
        {
            Bytes packet(random() % (i % 2 == 0 ? 64 : 1500));
            for (auto& each : packet)
            {
                each = static_cast<uint8_t>(random());
            }
            if (i % 3 != 0 && !packet.empty())
            {
                packet[0] = static_cast<uint8_t>(0x80 | (packet[0] & 0x3f)); // a good version
            }
            taken += ends.Process(*ends.in, packet, false).has_value();
            taken += ends.Process(*ends.in, packet, true).has_value();
        }
        // 4 octets of a tag are guessed once in 2^32.
        test.Equal(taken, 0U, "nothing hostile is taken");
        test.Equal(ends.in->GetSources(), 0U, "nothing is kept of it");
        test.Equal(ends.Take(ends.Protect(MakeRtp(1))), "ok", "and it still works");
    }
}

void
TestSources(MediaCase& test)
{
    SrtpLimits limits;
    limits.maximumSources = 3;
    Ends ends(MakeKey(), limits);
    Ends unbounded;
    for (uint32_t i = 0; i < 5; ++i)
    {
        const auto packet = unbounded.Protect(MakeRtp(9, 100 + i));
        test.Equal(ends.Take(packet),
                   i < 3 ? "ok" : Is(Kind::TooManySources),
                   "source " + std::to_string(i));
    }
    test.Equal(ends.in->GetSources(), 3U, "sources");
    test.Equal(ends.Take(unbounded.Protect(MakeRtp(10, 100))), "ok", "who is known goes on");
}

void
TestLifetime(MediaCase& test)
{
    SdpCrypto key = MakeKey();
    key.lifetime = 3;
    Ends ends(key);
    Ends longer;
    for (uint32_t i = 0; i < 5; ++i)
    {
        const auto packet = ends.Process(*ends.out, MakeRtp(i), false);
        const auto control = ends.Process(*ends.out, MakeRtcp(), true);
        test.Equal(packet.has_value(), i < 3, "RTP");
        test.Equal(control.has_value(), i < 3, "RTCP");
        test.True(packet || packet.error().kind == Kind::KeyExpired, "used up");
        test.Equal(ends.Take(longer.Protect(MakeRtp(i))),
                   i < 3 ? "ok" : Is(Kind::KeyExpired),
                   "the receiver counts too");
    }
    test.True(ends.out->ChangeKey(MakeKey(SrtpSuite::AesCm128HmacSha180, 'n')).has_value(), "new");
    test.True(ends.Process(*ends.out, MakeRtp(5), false).has_value(), "a new key goes on");
}

void
TestKeys(MediaCase& test)
{
    SdpCrypto key = MakeKey();
    key.isSrtpClear = true;
    const auto clear = SrtpContext::Make(key, Direction::Outbound);
    test.True(!clear && clear.error().kind == Kind::Configuration, "UNENCRYPTED_SRTP");
    key = MakeKey();
    key.isSrtpUnauthenticated = true;
    const auto open = SrtpContext::Make(key, Direction::Outbound);
    test.True(!open && open.error().kind == Kind::Configuration, "UNAUTHENTICATED_SRTP");
    key = MakeKey();
    key.suite = SrtpSuite::AeadAes128Gcm;
    const auto wrong = SrtpContext::Make(key, Direction::Outbound);
    test.True(!wrong && wrong.error().kind == Kind::Configuration, "a key of the wrong size");
    Ends ends;
    alignas(8) uint8_t small[172 + 4];
    const auto packet = MakeRtp(1);
    std::copy(packet.begin(), packet.end(), small);
    const auto full = ends.out->ProcessRtp(small, 172, sizeof(small), ends.work);
    test.True(!full && full.error().kind == Kind::TooLarge, "no room for the tag");
}

void
TestRekey(MediaCase& test)
{
    const SdpCrypto first = MakeKey();
    const SdpCrypto second = MakeKey(SrtpSuite::AeadAes128Gcm, 'n');
    Ends ends(first);
    for (const uint32_t number : {65534U, 65535U, 65536U, 65537U})
    {
        test.Equal(ends.Take(ends.Protect(MakeRtp(number))), "ok", "before");
    }
    static_cast<void>(ends.Process(*ends.out, MakeRtcp(), true));
    test.True(ends.out->ChangeKey(second).has_value(), "another suite, too");
    const SrtpReference reference(second);
    const auto packet = ends.Protect(MakeRtp(2));
    test.True(packet == reference.ProtectRtp(MakeRtp(2), 1), "the roll-over counter goes on");
    test.True(ends.Process(*ends.out, MakeRtcp(), true).value() ==
                  reference.ProtectRtcp(MakeRtcp(), 2),
              "the index of SRTCP goes on");
    const auto after = SrtpContext::Make(second, Direction::Inbound).value();
    after->Continue(*ends.in);
    test.True(ends.Process(*after, packet, false).has_value(), "the receiver has the counter");

    // The key changes between 65535 and 0.
    Ends wrap(first);
    for (uint32_t number = 65530; number < 65536; ++number)
    {
        test.Equal(wrap.Take(wrap.Protect(MakeRtp(number))), "ok", "before the wrap");
    }
    test.True(wrap.out->ChangeKey(second).has_value(), "changed");
    const auto fresh = SrtpContext::Make(second, Direction::Inbound).value();
    fresh->Continue(*wrap.in);
    test.True(wrap.Process(*fresh, wrap.Protect(MakeRtp(0)), false).has_value(), "over the wrap");
    test.Equal(fresh->GetRolloverCounter(SSRC), 1U, "counter");
}

void
TestSession(MediaCase& test)
{
    const SrtpKeys keys{MakeKey(SrtpSuite::AesCm128HmacSha180, 'a'),
                        MakeKey(SrtpSuite::AesCm128HmacSha180, 'b')};
    const auto session = SrtpSession::Make(keys).value();
    Ends peer(keys.peer);
    Work work;
    alignas(8) uint8_t data[256];
    const auto take = [&](const Bytes& packet, Time now)
    {
        std::copy(packet.begin(), packet.end(), data);
        return session->UnprotectRtp(data, packet.size(), now, work).has_value();
    };
    test.True(take(peer.Protect(MakeRtp(1)), Seconds(1)), "first");
    test.True(session->Configure(keys, Seconds(3)).has_value(), "the same keys");
    test.Equal(session->GetInbound().GetRtpPackets(), 1U, "keep their state");
    const auto late = peer.Protect(MakeRtp(2));
    const auto later = peer.Protect(MakeRtp(3));
    SrtpKeys changed = keys;
    changed.peer = MakeKey(SrtpSuite::AesCm128HmacSha132, 'c');
    test.True(session->Configure(changed, Seconds(3)).has_value(), "the peer's key changes");
    test.True(peer.out->ChangeKey(changed.peer).has_value(), "at the peer");
    test.True(take(peer.Protect(MakeRtp(4)), Seconds(2)), "the new key");
    test.True(take(late, Seconds(2)), "the old key, on its way");
    test.True(std::equal(data, data + 172, MakeRtp(2).begin()), "and its octets are right");
    test.True(!take(late, Seconds(2)), "which is not replayed");
    test.True(!take(later, Seconds(3)), "the old key, too late");
    changed.local.isSrtpClear = true;
    test.True(!session->Configure(changed, Seconds(3)), "keys that cannot be used");
    test.True(take(peer.Protect(MakeRtp(5)), Seconds(4)), "then all stays");
}

void
TestWork(MediaCase& test)
{
    const char* const names[] = {"aes-cm-128-hmac-sha1-80",
                                 "aes-cm-128-hmac-sha1-32",
                                 "aead-aes-128-gcm"};
    for (const SrtpSuite suite : SUITES)
    {
        const char* const name = names[static_cast<int>(suite)];
        Ends ends(MakeKey(suite));
        auto packet = ends.Protect(MakeRtp(1));
        packet.back() ^= 1;
        ends.Take(packet);
        packet.back() ^= 1;
        ends.Take(packet);
        const auto& amounts = ends.work.GetAmounts();
        test.Equal(amounts.size(), 2U, "kinds");
        const auto out = amounts.find({"srtp-protect", name});
        const auto in = amounts.find({"srtp-unprotect", name});
        test.True(out != amounts.end() && out->second.count == 1 && out->second.octets == 172,
                  "protected");
        test.True(in != amounts.end() && in->second.count == 2 && in->second.octets == 344,
                  "unprotected, the forged one too");
    }
}

/**
 * SRTP without a network.
 */
class SrtpTestSuite : public TestSuite
{
  public:
    SrtpTestSuite()
        : TestSuite("srtp")
    {
        const std::pair<const char*, void (*)(MediaCase&)> cases[] = {
            {"RFC 3711 appendix B and RFC 7714 sections 16 and 17: vectors", TestVectors},
            {"RFC 3711 sections 3.1, 3.4, 4 and RFC 7714: libsrtp and OpenSSL make the same octets",
             TestReference},
            {"RFC 4568 sections 6.2.1 and 6.2.2: tags; SRTCP's is never shorter than 80 bits",
             TestSizes},
            {"RFC 3711 section 3.4: the E bit, and what it leaves clear", TestControlBits},
            {"RFC 3711 section 3.3.2: replayed packets, and those behind the window", TestReplay},
            {"RFC 3711 section 3.3.1: the sequence number wraps, the roll-over counter grows",
             TestRollover},
            {"RFC 3711 section 4.2: every damaged bit is found; another key does not fit",
             TestDamage},
            {"hostile datagrams are refused and leave nothing", TestFuzz},
            {"RFC 4568 section 6.4.1: sources bind late, and are bounded", TestSources},
            {"RFC 3711 section 9.2, RFC 4568 section 6.1: a key is used up", TestLifetime},
            {"keys that cannot be used", TestKeys},
            {"RFC 3711 sections 3.3.1 and 3.4: counters go on with a new key", TestRekey},
            {"RFC 4568 section 7.1.4: keys that stay and keys that change", TestSession},
            {"work is reported, of forged packets too", TestWork},
        };
        for (const auto& [name, run] : cases)
        {
            AddTestCase(new MediaCase(name, run));
        }
    }
};

SrtpTestSuite g_srtpTestSuite; //!< registers the suite

} // namespace
