// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_SETTINGS_H
#define TCP_SETTINGS_H

namespace ns3
{

/**
 * Fix what ns-3 releases differ in, and what a SIP host of today would set.
 *
 * TCP: NewReno (ns-3's Cubic changed in 3.41), segments of 1460 octets without the timestamp
 * option (with it they would not fit into 1500 octets: ns-3 does not count options), selective
 * acknowledgements, initial window of 10 segments (RFC 6928), no Nagle delay, every second segment
 * acknowledged, at the latest after 40 ms (as Linux does; ns-3 waits 200 ms), first retransmission
 * of a SYN after 1 s (RFC 6298). IP, UDP and TCP checksums are computed, so captures are correct.
 *
 * To be called before any node is made; stays in force for the whole process.
 */
void ApplyNetworkDefaults();

} // namespace ns3

#endif // TCP_SETTINGS_H
