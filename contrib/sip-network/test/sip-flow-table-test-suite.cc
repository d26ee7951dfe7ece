// SPDX-License-Identifier: GPL-2.0-only
#include "sip-test-network.h"

#include "ns3/sip-flow-table.h"
#include "ns3/sip-stream-framer.h"

#include <algorithm>
#include <cctype>

using namespace ns3;

namespace
{

/** @return how many octets of a text are those of base64url */
std::size_t
Digits(const std::string& text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(),
                                                  text.end(),
                                                  [](unsigned char octet)
                                                  {
                                                      return std::isalnum(octet) || octet == '-' ||
                                                             octet == '_';
                                                  }));
}

void
TestFramer(SipCase& t)
{
    SipStreamFramer framer;
    const std::string message = "OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 0\r\n\r\n";
    framer.Push("\r\n\r");
    t.True(!framer.Next() && framer.TakeEmptyLines() == 1, "one and a half");
    framer.Push("\n" + message + "\r\n");
    t.True(framer.Next() && framer.TakeEmptyLines() == 1, "the other half, then a message");
    t.True(!framer.Next() && framer.TakeEmptyLines() == 1, "one behind it");
}

/** A connection that is whatever a test wants. */
class FakeConnection : public SipConnection
{
  public:
    bool isUsable{true}; ///< whether it lives
    SipAddress peer{SipTransportProtocol::Tcp, Ipv4Address("10.0.0.2"), 49153}; ///< far end

    SipAddress
    GetPeer() const override
    {
        return peer;
    }

    SipAddress
    GetLocal() const override
    {
        return SipAddress(SipTransportProtocol::Tcp, Ipv4Address("10.0.0.1"), 5060);
    }

    bool
    IsOutgoing() const override
    {
        return false;
    }

    bool
    IsUsable() const override
    {
        return isUsable;
    }

    bool
    Send(const std::string& octets) override
    {
        return isUsable;
    }

    void
    Close() override
    {
        isUsable = false;
    }
};

void
TestNewOwner(SipCase& t, bool byAddress)
{
    // Bob's connection ends, and another host begins one from the same address and port.
    CryptoContext crypto(Octets(CryptoContext::SEED_SIZE, 'F'));
    Work work;
    SipFlowTable table;
    table.SetBinding(byAddress ? SipFlowTable::Binding::Address
                               : SipFlowTable::Binding::Connection);
    table.Begin(1);
    Ptr<FakeConnection> bob = CreateObject<FakeConnection>();
    Ptr<FakeConnection> other = CreateObject<FakeConnection>();
    const std::string token = table.Make(bob, crypto, work);
    t.True(table.Find(token, crypto, work) == Ptr<SipConnection>(bob), "bob's flow");
    bob->isUsable = false;
    t.True(table.Find(token, crypto, work) == tl::make_unexpected(SipFlowError::Gone), "gone");
    table.Add(other);
    const auto found = table.Find(token, crypto, work);
    t.Equal(found.has_value(), byAddress, "the other host's connection for bob's token");
    t.Equal(Digits(token), token.size(), "base64url");
    table.Begin(2);
    t.True(table.Find(token, crypto, work) == tl::make_unexpected(SipFlowError::Gone),
           "of an earlier boot");
    SipFlowTable stranger;
    stranger.Begin(2);
    t.True(stranger.Find(token, crypto, work) == tl::make_unexpected(SipFlowError::Forged),
           "of another proxy");
    for (int i = 0; i < 10000; ++i)
    {
        Ptr<FakeConnection> each = CreateObject<FakeConnection>();
        table.Add(each);
        each->isUsable = false;
    }
    t.True(table.GetSize() < 200, "connections that have ended are forgotten");
}

/** The tests of flow tokens and of keep-alives in a stream, without a network. */
class SipFlowTableTestSuite : public TestSuite
{
  public:
    SipFlowTableTestSuite()
        : TestSuite("sip-network-flow-table")
    {
        Add("RFC 5626 5.2: a token and a new owner of the address, bound to the connection",
            [](SipCase& t)
            {
                TestNewOwner(t, false);
            });
        Add("RFC 5626 5.2: a token and a new owner of the address, as in the RFC's example",
            [](SipCase& t)
            {
                TestNewOwner(t, true);
            });
        Add("RFC 5626 4.4.1: keep-alives in a stream", TestFramer);
    }

  private:
    void
    Add(const std::string& name, std::function<void(SipCase&)> body)
    {
        AddTestCase(new SipCase(name, std::move(body)));
    }
};

SipFlowTableTestSuite g_sipFlowTableTestSuite; ///< registers the suite

} // namespace
