// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/port-scanner.h"

#include "ns3/simulator.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(PortScanner);

TypeId
PortScanner::GetTypeId()
{
    static TypeId tid = TypeId("ns3::PortScanner")
                            .SetParent<DatagramAttacker>()
                            .SetGroupName("Adversary")
                            .AddConstructor<PortScanner>()
                            .AddAttribute("Interval",
                                          "Time between two packets.",
                                          TimeValue(MilliSeconds(1)),
                                          MakeTimeAccessor(&PortScanner::m_interval),
                                          MakeTimeChecker(MicroSeconds(1)))
                            .AddAttribute("FirstPort",
                                          "The first port to try.",
                                          UintegerValue(49152),
                                          MakeUintegerAccessor(&PortScanner::m_firstPort),
                                          MakeUintegerChecker<uint16_t>(1))
                            .AddAttribute("LastPort",
                                          "The last port to try.",
                                          UintegerValue(50151),
                                          MakeUintegerAccessor(&PortScanner::m_lastPort),
                                          MakeUintegerChecker<uint16_t>(1))
                            .AddAttribute("Step",
                                          "From a port to the next one; 2 for those of RTP.",
                                          UintegerValue(2),
                                          MakeUintegerAccessor(&PortScanner::m_step),
                                          MakeUintegerChecker<uint16_t>(1));
    return tid;
}

PortScanner::PortScanner() = default;

void
PortScanner::DoDispose()
{
    m_next.Cancel();
    DatagramAttacker::DoDispose();
}

void
PortScanner::Scan(uint32_t victim, const MediaEnd& source)
{
    m_next.Cancel();
    SendNext(victim, source.address == 0 ? GetOwnEnd(m_firstPort) : source, m_firstPort);
}

void
PortScanner::SendNext(uint32_t victim, const MediaEnd& source, uint32_t port)
{
    if (port > m_lastPort)
    {
        return;
    }
    InjectMedia(static_cast<uint16_t>(port), port, {source, {victim, static_cast<uint16_t>(port)}});
    m_next = Simulator::Schedule(m_interval,
                                 &PortScanner::SendNext,
                                 this,
                                 victim,
                                 source,
                                 port + m_step);
}

} // namespace ns3
