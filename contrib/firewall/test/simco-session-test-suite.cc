// SPDX-License-Identifier: GPL-2.0-only
// What a SIMCO server says to octets of all kinds inside TLS.
#include "named-case.h"
#include "simco-rig.h"

#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"

#include <memory>
#include <random>

namespace ns3
{

namespace
{

/// A TLS client that sends what it is told, and keeps what it gets.
struct RawClient
{
    /**
     * \param rig the network
     * \param octets what to send in one record each
     */
    RawClient(SimcoRig& rig, std::vector<Octets> octets)
        : connection(CreateObject<TlsConnection>())
    {
        TlsConnection::Callbacks callbacks;
        callbacks.established = [octets = std::move(octets)](Ptr<TlsConnection> tls, const TlsPeer&)
        {
            for (const Octets& each : octets)
            {
                tls->Send(each);
            }
        };
        callbacks.received = [this](Ptr<TlsConnection>, const Octets& received)
        {
            framer.Append(received);
            for (auto next = framer.Next(); next && *next; next = framer.Next())
            {
                const SimcoMessage message = SimcoMessage::Parse(**next).value();
                got += std::to_string(static_cast<int>(message.basicType)) + ":" +
                       ToHex(std::string(1, static_cast<char>(message.subType))) + " ";
            }
        };
        callbacks.closed = [this](Ptr<TlsConnection>, const TlsFailure*)
        {
            got += "end";
        };
        connection->SetCallbacks(callbacks);
        auto context = rig.MakeContext("proxy.example.com");
        rig.At(1,
               [this, &rig, context]
               {
                   connection->Connect(
                       Socket::CreateSocket(rig.proxy, TcpSocketFactory::GetTypeId()),
                       InetSocketAddress(Ipv4Address("10.0.0.2"), SimcoMessage::PORT),
                       context,
                       "firewall.example.com");
               });
    }

    ~RawClient()
    {
        connection->Dispose();
    }

    Ptr<TlsConnection> connection; //!< the connection
    SimcoFramer framer;            //!< of what it gets
    std::string got;               //!< basic and sub-types, and "end"
};

/// \return SE of this or another version
Octets
MakeSession(uint8_t major = 3)
{
    SimcoMessage message = SimcoMessage::MakeRequest(SimcoTransaction::SessionEstablishment);
    message.version = SimcoMessage::Version{major, 0};
    message.transaction = 1;
    return message.Encode();
}

void
TestSessions(NamedCase& test)
{
    const auto get = [](const std::vector<Octets>& octets)
    {
        SimcoRig rig;
        RawClient client(rig, octets);
        rig.Run(3);
        return client.got;
    };
    const auto hex = [](const char* digits)
    {
        return FromHex(digits).value();
    };
    const Octets status = hex("012100080000000200050004000000ff");
    test.ExpectEqual(get({MakeSession()}), std::string("2:01 "), "SE");
    test.ExpectEqual(get({MakeSession(2)}), std::string("3:22 end"), "another version");
    test.ExpectEqual(get({status}), std::string("3:20 end"), "before SE");
    test.ExpectEqual(get({hex("0101000000000001")}), std::string("3:12 end"), "SE without version");
    test.ExpectEqual(get({MakeSession(), MakeSession()}), std::string("2:01 3:20 "), "SE twice");
    test.ExpectEqual(get({MakeSession(), status}), std::string("2:01 3:43 "), "no such rule");
    test.ExpectEqual(get({MakeSession() + status + status}),
                     std::string("2:01 3:43 3:43 "),
                     "several in a record");
    test.ExpectEqual(get({MakeSession().substr(0, 5),
                          MakeSession().substr(5) + status.substr(0, 9),
                          status.substr(9)}),
                     std::string("2:01 3:43 "),
                     "parts in several records");
    test.ExpectEqual(get({MakeSession(), hex("0114000000000002")}),
                     std::string("2:01 3:40 "),
                     "PDR is not offered");
    test.ExpectEqual(get({MakeSession(), hex("0177000000000002")}),
                     std::string("2:01 3:11 "),
                     "no such sub-type");
    test.ExpectEqual(get({MakeSession(), hex("0221000000000002")}),
                     std::string("2:01 3:10 "),
                     "not a request");
    test.ExpectEqual(get({MakeSession(), hex("0121000400000002ffff0000"), status}),
                     std::string("2:01 3:12 3:43 "),
                     "a request that cannot be read");
    test.ExpectEqual(get({MakeSession(), hex("0421000400000002ffff0000"), status}),
                     std::string("2:01 4:01 3:43 "),
                     "BFM: no request, and it cannot be read");
    test.ExpectEqual(get({MakeSession(), "GET / HTTP/1.1\r\n\r\n", status}),
                     std::string("2:01 4:01 4:02 end"),
                     "BFM and AST: no SIMCO at all");
    test.ExpectEqual(get({MakeSession(), hex("0121ffff00000002"), status}),
                     std::string("2:01 4:01 4:02 end"),
                     "too long");
    test.ExpectEqual(get({MakeSession(), hex("0103000000000002"), status}),
                     std::string("2:01 2:03 end"),
                     "ST, and nothing after it");
    const auto per = [](const std::string& internal, const std::string& external)
    {
        return FromHex("0112003000000002"
                       "000700040000003c" +
                       internal + external + "000b000400030000")
            .value();
    };
    const std::string a = "0009000c011100200fa000020a000001";
    const std::string b = "0009000c011103200fa000020b000001";
    test.ExpectEqual(get({MakeSession(), per(a, b)}), std::string("2:01 2:12 "), "PER");
    test.ExpectEqual(get({MakeSession(), per(a, b), per(a, b)}),
                     std::string("2:01 2:12 2:12 "),
                     "the same again, with its identifier");
    test.ExpectEqual(get({MakeSession(), per(a, "0009000c011103000000000100000000")}),
                     std::string("2:01 3:4c "),
                     "not to any destination");
    test.ExpectEqual(get({MakeSession(), per(a, "0009000c011103200fa0000200000000")}),
                     std::string("2:01 3:12 "),
                     "a zero that is no wildcard");
    test.ExpectEqual(get({MakeSession(), per(a, "0009000c011103180fa000020b000000")}),
                     std::string("2:01 3:4c "),
                     "not to a network");
    test.ExpectEqual(get({MakeSession(), per(a, "0009000c010603200fa000020b000001")}),
                     std::string("2:01 3:54 "),
                     "not TCP");
    test.ExpectEqual(get({MakeSession(), per(a, "0009000c011103200fa000030b000001")}),
                     std::string("2:01 3:12 "),
                     "not as many ports");
    test.ExpectEqual(
        get({MakeSession(),
             per("0009000c011100200fa000090a000001", "0009000c011103200fa000090b000001")}),
        std::string("2:01 3:12 "),
        "too many ports");
}

void
TestGarbage(NamedCase& test)
{
    SimcoRig rig;
    auto control = rig.MakeControl();
    int done = 0;
    std::mt19937 random(3);
    std::vector<std::unique_ptr<RawClient>> clients;
    SimcoMessage valid = SimcoMessage::MakeRequest(SimcoTransaction::PolicyEnable);
    valid.lifetime = 1;
    valid.tuples.push_back({SimcoAddressTuple::Internal, 17, 32, {0x0a000001, 4000}, 2});
    valid.tuples.push_back({SimcoAddressTuple::External, 17, 32, {0x0b000001, 4000}, 2});
    valid.enable = SimcoEnableSet{};
    const Octets octets = valid.Encode();
    for (std::size_t i = 0; i < 40; ++i)
    {
        std::vector<Octets> records{i % 4 == 0 ? Octets() : MakeSession()};
        for (int n = 0; n < 20; ++n)
        {
            Octets damaged = octets;
            for (std::size_t k = 0; k <= i % 3; ++k)
            {
                damaged[random() % damaged.size()] = static_cast<char>(random());
            }
            records.push_back(damaged.substr(0, i % 7 ? damaged.size() : random() % 64));
        }
        clients.push_back(std::make_unique<RawClient>(rig, std::move(records)));
    }
    rig.At(1,
           [&]
           {
               control->Enable("a",
                               SimcoRig::MakeStreams(),
                               [&done](const auto& result, const Work&)
                               {
                                   done += result.has_value();
                               });
           });
    rig.Run(30);
    test.ExpectEqual(done, 1, "an honest agent is served meanwhile");
    test.Expect(rig.Passes({SimcoRig::MakeStreams()[0].caller->media,
                            SimcoRig::MakeStreams()[0].callee->media}),
                "its rule stays");
    test.Expect(rig.unreadable.size() > 40, std::to_string(rig.unreadable.size()) + " unreadable");
    test.Expect(rig.IsBalanced(), "books");
    rig.Run(3700);
    test.ExpectEqual(rig.GetOpen(), 4U, "what damage has opened ends with its lifetime");
}

/// The suite.
class SimcoSessionTestSuite : public TestSuite
{
  public:
    SimcoSessionTestSuite()
        : TestSuite("simco-session")
    {
        AddTestCase(new NamedCase("RFC 4540 section 4: sessions, refusals and notifications",
                                  TestSessions));
        AddTestCase(new NamedCase("garbage and damage inside TLS", TestGarbage));
    }
};

const SimcoSessionTestSuite g_suite; //!< registers itself

} // namespace

} // namespace ns3
