// SPDX-License-Identifier: GPL-2.0-only

#include "media-test-case.h"

#include "ns3/error-model.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/traffic-control-layer.h"

#include <cstdlib>

namespace ns3
{

MediaCase::MediaCase(const std::string& name, std::function<void(MediaCase&)> check)
    : TestCase(name)
    , m_check(std::move(check))
{
}

void
MediaCase::True(bool good, const std::string& what)
{
    NS_TEST_EXPECT_MSG_EQ(good, true, what);
}

void
MediaCase::DoRun()
{
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(1);
    m_check(*this);
    Simulator::Destroy();
}

MediaTestLink::MediaTestLink(uint64_t bitRate, Time delay, uint32_t queue)
{
    nodes.Create(2);
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue(std::to_string(bitRate) + "bps"));
    link.SetChannelAttribute("Delay", TimeValue(delay));
    link.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue(std::to_string(queue) + "p"));
    const auto installed = link.Install(nodes);
    InternetStackHelper internet;
    internet.Install(nodes);
    for (uint32_t i = 0; i < 2; ++i)
    {
        devices.push_back(DynamicCast<PointToPointNetDevice>(installed.Get(i)));
        Ptr<Ipv4> ipv4 = nodes.Get(i)->GetObject<Ipv4>();
        const uint32_t interface = ipv4->AddInterface(installed.Get(i));
        ipv4->AddAddress(interface, Ipv4InterfaceAddress(GetAddress(i), Ipv4Mask("/24")));
        ipv4->SetUp(interface);
    }
}

void
MediaTestLink::Drop(uint32_t from, const std::vector<uint32_t>& numbers)
{
    Ptr<ReceiveListErrorModel> model = CreateObject<ReceiveListErrorModel>();
    model->SetList({numbers.begin(), numbers.end()});
    devices[1 - from]->SetReceiveErrorModel(model);
}

Ipv4Address
MediaTestLink::GetAddress(uint32_t index)
{
    return Ipv4Address(0xC0000201 + index);
}

RtpStreamSettings
MediaTestLink::MakeSettings(uint32_t index)
{
    RtpStreamSettings settings;
    settings.localPort = 5004;
    settings.localControlPort = 5005;
    settings.peerAddress = GetAddress(1 - index).Get();
    settings.peerPort = 5004;
    settings.peerControlAddress = settings.peerAddress;
    settings.peerControlPort = 5005;
    settings.receivedFormats = {settings.format};
    return settings;
}

std::vector<uint8_t>
ParseHex(const std::string& hex)
{
    std::string digits;
    for (const char c : hex)
    {
        digits += c == ' ' ? "" : std::string(1, c);
    }
    std::vector<uint8_t> octets;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    {
        octets.push_back(
            static_cast<uint8_t>(std::strtoul(digits.substr(i, 2).c_str(), nullptr, 16)));
    }
    return octets;
}

std::string
FormatHex(const uint8_t* data, std::size_t size)
{
    static const char* const DIGITS = "0123456789abcdef";
    std::string hex;
    for (std::size_t i = 0; i < size; ++i)
    {
        hex += DIGITS[data[i] >> 4];
        hex += DIGITS[data[i] & 15];
    }
    return hex;
}

} // namespace ns3
