// SPDX-License-Identifier: GPL-2.0-only

#ifndef FIREWALL_RIG_H
#define FIREWALL_RIG_H

#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-global-routing-helper.h"
#include "ns3/ipv4-header.h"
#include "ns3/media-filter.h"
#include "ns3/node-container.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/string.h"
#include "ns3/udp-socket-factory.h"

#include <array>
#include <map>
#include <string>
#include <vector>

namespace ns3
{

/**
 * Two hosts with a firewall between them, which keep count of what they send and get.
 */
class FirewallRig
{
  public:
    FirewallRig()
        : nodes(3)
    {
        InternetStackHelper().Install(nodes);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("100Mbps"));
        Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
        const auto left = addresses.Assign(link.Install(nodes.Get(0), nodes.Get(1)));
        addresses.NewNetwork();
        const auto right = addresses.Assign(link.Install(nodes.Get(1), nodes.Get(2)));
        hosts = {left.GetAddress(0), right.GetAddress(1)};
        inside = left.GetAddress(1);
        Ipv4GlobalRoutingHelper::PopulateRoutingTables();
        filter = MediaFilter::Install(nodes.Get(1));
        filter->TraceConnectWithoutContext("Passed", MakeCallback(&FirewallRig::OnPassed, this));
        filter->TraceConnectWithoutContext("Dropped", MakeCallback(&FirewallRig::OnDropped, this));
        filter->TraceConnectWithoutContext("PinholeClosed",
                                           MakeCallback(&FirewallRig::OnClosed, this));
    }

    /**
     * \param host 0 or 1
     * \param port of UDP, opened now if it is not yet
     * \return its socket
     */
    Ptr<Socket>
    GetSocket(std::size_t host, uint16_t port)
    {
        auto& socket = m_sockets[{host, port}];
        if (!socket)
        {
            socket =
                Socket::CreateSocket(nodes.Get(host == 0 ? 0 : 2), UdpSocketFactory::GetTypeId());
            socket->Bind(InetSocketAddress(hosts[host], port));
            socket->SetRecvCallback(MakeCallback(&FirewallRig::Receive, this));
        }
        return socket;
    }

    /**
     * Sends a datagram to the other host.
     * \param from 0 or 1
     * \param fromPort port
     * \param toPort port
     * \param octets of payload
     */
    void
    Send(std::size_t from, uint16_t fromPort, uint16_t toPort, const std::vector<uint8_t>& octets)
    {
        GetSocket(1 - from, toPort);
        GetSocket(from, fromPort)
            ->SendTo(Create<Packet>(octets.data(), static_cast<uint32_t>(octets.size())),
                     0,
                     InetSocketAddress(hosts[1 - from], toPort));
        ++sent;
    }

    /**
     * \param host 0 or 1
     * \param port a port
     * \return that end
     */
    MediaEnd
    GetEnd(std::size_t host, uint16_t port) const
    {
        return {hosts[host].Get(), port};
    }

    /**
     * \param from 0 or 1
     * \param fromPort port of that host
     * \param toPort port of the other host
     * \return the flow
     */
    MediaFlow
    GetFlow(std::size_t from, uint16_t fromPort, uint16_t toPort) const
    {
        return {GetEnd(from, fromPort), GetEnd(1 - from, toPort)};
    }

    NodeContainer nodes;                               //!< host, firewall, host
    std::array<Ipv4Address, 2> hosts;                  //!< their addresses
    Ipv4Address inside;                                //!< of the firewall, on the first link
    Ptr<MediaFilter> filter;                           //!< the firewall's
    uint64_t sent{0};                                  //!< datagrams
    std::map<uint16_t, uint64_t> received;             //!< datagrams by port
    std::vector<Time> times;                           //!< when they came
    std::map<FirewallPassReason, uint64_t> passed;     //!< told by Passed
    std::map<FirewallDropReason, uint64_t> dropped;    //!< told by Dropped
    std::vector<std::pair<Time, PinholeEnd>> closings; //!< told by PinholeClosed

  private:
    /// \param socket has datagrams
    void
    Receive(Ptr<Socket> socket)
    {
        Address local;
        socket->GetSockName(local);
        while (socket->Recv())
        {
            ++received[InetSocketAddress::ConvertFrom(local).GetPort()];
            times.push_back(Simulator::Now());
        }
    }

    /// See MediaFilter::PassedTracedCallback
    void
    OnPassed(Ptr<const Packet> packet, const Ipv4Header& header, FirewallPassReason reason)
    {
        ++passed[reason];
    }

    /// See MediaFilter::DroppedTracedCallback
    void
    OnDropped(Ptr<const Packet> packet, const Ipv4Header& header, FirewallDropReason reason)
    {
        ++dropped[reason];
    }

    /// See MediaFilter::PinholeClosedTracedCallback
    void
    OnClosed(const Pinhole& pinhole, PinholeEnd end)
    {
        closings.emplace_back(Simulator::Now(), end);
    }

    std::map<std::pair<std::size_t, uint16_t>, Ptr<Socket>> m_sockets; //!< of the hosts
};

} // namespace ns3

#endif // FIREWALL_RIG_H
