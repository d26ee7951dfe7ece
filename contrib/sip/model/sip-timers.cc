// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-timers.h"

namespace ns3
{

std::string
ToString(SipTimer timer)
{
    switch (timer)
    {
    case SipTimer::A:
        return "A";
    case SipTimer::B:
        return "B";
    case SipTimer::D:
        return "D";
    case SipTimer::E:
        return "E";
    case SipTimer::F:
        return "F";
    case SipTimer::G:
        return "G";
    case SipTimer::H:
        return "H";
    case SipTimer::I:
        return "I";
    case SipTimer::J:
        return "J";
    case SipTimer::K:
        return "K";
    case SipTimer::L:
        return "L";
    case SipTimer::M:
        return "M";
    case SipTimer::Trying:
        return "Trying";
    }
    return "?";
}

} // namespace ns3
