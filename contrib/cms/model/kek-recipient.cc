// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/kek-recipient.h"

namespace ns3
{

Secret
DeriveKek(const Secret& cek)
{
    const Octets& octets = cek.Reveal();
    return Secret(Octets(octets.rbegin(), octets.rend()));
}

} // namespace ns3
