// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/abort.h"
#include "ns3/data-rate.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/rtp-session-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"

using namespace ns3;

namespace
{

/**
 * \param address the media address
 * \param port the media port
 * \return a description of one PCMU stream
 */
Sdp
Describe(const std::string& address, uint16_t port)
{
    const auto sdp = Sdp::Parse("v=0\r\no=user 1 1 IN IP4 " + address + "\r\ns=-\r\nc=IN IP4 " +
                                address + "\r\nt=0 0\r\nm=audio " + std::to_string(port) +
                                " RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n");
    NS_ABORT_MSG_IF(!sdp, "the test's own description is bad");
    return *sdp;
}

/**
 * Two nodes talk for ten seconds over a link of some rate.
 */
class RtpCallCase : public TestCase
{
  public:
    /**
     * \param name what is checked
     * \param rate of the link
     * \param isLossy whether the link is too slow for the stream
     */
    RtpCallCase(const std::string& name, const std::string& rate, bool isLossy)
        : TestCase(name)
        , m_rate(rate)
        , m_isLossy(isLossy)
    {
    }

  private:
    void
    DoRun() override
    {
        NodeContainer nodes(2);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue(m_rate));
        link.SetChannelAttribute("Delay", StringValue("10ms"));
        link.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue("20p"));
        InternetStackHelper().Install(nodes);
        Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
        addresses.Assign(link.Install(nodes));
        RtpSessionHelper helper;
        helper.SetFirstStream(100);
        const Sdp left = Describe("10.0.0.1", 49170);
        const Sdp right = Describe("10.0.0.2", 3456);
        const auto a = helper.Install(nodes.Get(0), left, right);
        const auto b = helper.Install(nodes.Get(1), right, left);
        NS_TEST_ASSERT_MSG_EQ(a.has_value() && b.has_value(), true, "sessions start");
        // The first packet leaves at once, the last before the end: 500 packets of 20 ms.
        Simulator::Schedule(Seconds(10) - MicroSeconds(1), &RtpSender::Stop, (*a)->GetSender());
        Simulator::Stop(Seconds(15));
        Simulator::Run();
        const auto sent = (*a)->GetSender()->GetTotalPackets();
        const auto statistics = (*b)->GetReceiver()->GetStatistics();
        NS_TEST_EXPECT_MSG_EQ(sent, 500, "one packet each 20 ms (RFC 3551 section 4.2)");
        NS_TEST_EXPECT_MSG_EQ((*a)->GetSender()->GetTotalOctets(), 500 * 160, "64 kbit/s");
        NS_TEST_EXPECT_MSG_EQ((statistics.lost > 0), m_isLossy, "loss (RFC 3550 appendix A.3)");
        NS_TEST_EXPECT_MSG_EQ(((*b)->GetReceiver()->GetDatagrams() < sent), m_isLossy, "datagrams");
        if (!m_isLossy)
        {
            // 200 octets of IP and 2 of PPP at 10 Mbit/s, then the way.
            const Time delay = MilliSeconds(10) + NanoSeconds(202 * 800);
            NS_TEST_EXPECT_MSG_EQ((*b)->GetReceiver()->GetDelay().GetMean(), delay, "delay");
            NS_TEST_EXPECT_MSG_EQ((*b)->GetReceiver()->GetJitter(), Time(0), "no jitter");
        }
        Simulator::Destroy();
    }

    std::string m_rate; //!< of the link
    bool m_isLossy;     //!< whether the link is too slow for the stream
};

/**
 * RTP sessions over a network.
 */
class RtpSessionTestSuite : public TestSuite
{
  public:
    RtpSessionTestSuite()
        : TestSuite("rtp-session")
    {
        AddTestCase(new RtpCallCase("all packets arrive on a wide link", "10Mbps", false));
        AddTestCase(new RtpCallCase("packets are lost on a narrow link", "64kbps", true));
    }
};

RtpSessionTestSuite g_rtpSessionTestSuite; //!< registers the suite

} // namespace
