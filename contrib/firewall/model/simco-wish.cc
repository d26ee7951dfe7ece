// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/simco-wish.h"

#include <algorithm>

namespace ns3
{

namespace
{

using Tuple = SimcoAddressTuple;

/**
 * \param end an end; zeros stand for any
 * \param location where it is
 * \return the tuple
 */
Tuple
MakeTuple(const MediaEnd& end, Tuple::Location location)
{
    Tuple tuple;
    tuple.location = location;
    tuple.prefix = end.address == 0 ? 0 : 32;
    tuple.end = end;
    return tuple;
}

/**
 * \param first a tuple
 * \param second another
 * \return whether the ports of the second follow those of the first, or both have any
 */
bool
Follows(const Tuple& first, const Tuple& second)
{
    return first.end.address == second.end.address &&
           (first.end.port == 0 ? second.end.port == 0
                                : first.end.port + first.ports == second.end.port);
}

/**
 * \param tuple gets more ports
 * \param more how many
 */
void
Widen(Tuple& tuple, uint16_t more)
{
    if (tuple.end.port != 0)
    {
        tuple.ports = static_cast<uint16_t>(tuple.ports + more);
    }
}

} // namespace

const SimcoAddressTuple&
SimcoWish::GetKnown() const
{
    return direction == SimcoEnableSet::Inbound ? internal : external;
}

SimcoMessage
SimcoWish::MakeRequest(uint32_t lifetime, uint32_t reservation) const
{
    SimcoMessage request =
        SimcoMessage::MakeRequest(kind == Kind::Reservation ? SimcoTransaction::PolicyReserve
                                  : reservation != 0        ? SimcoTransaction::PolicyEnableAfter
                                                            : SimcoTransaction::PolicyEnable);
    request.lifetime = lifetime;
    if (reservation != 0)
    {
        request.policies = {reservation};
    }
    if (kind == Kind::Reservation)
    {
        request.tuples = {GetKnown()};
        request.reserve = SimcoReserveSet{};
        return request;
    }
    request.tuples = {internal, external};
    request.enable = SimcoEnableSet{0, direction};
    return request;
}

bool
operator==(const SimcoWish& a, const SimcoWish& b)
{
    return a.kind == b.kind && a.direction == b.direction && a.internal == b.internal &&
           a.external == b.external;
}

std::vector<SimcoWish>
MakeSimcoWishes(const std::vector<MediaFlow>& flows,
                SimcoWish::Kind kind,
                const std::function<bool(const MediaEnd&)>& isInside)
{
    std::vector<SimcoWish> single;
    for (const auto& [source, destination] : flows)
    {
        const bool isInbound = isInside(destination);
        SimcoWish wish;
        wish.kind = kind;
        wish.internal = MakeTuple(isInbound ? destination : source, Tuple::Internal);
        wish.external = MakeTuple(isInbound ? source : destination, Tuple::External);
        wish.direction = isInbound ? SimcoEnableSet::Inbound : SimcoEnableSet::Outbound;
        const auto reverse = std::find_if(single.begin(),
                                          single.end(),
                                          [&wish](const SimcoWish& other)
                                          {
                                              return other.internal == wish.internal &&
                                                     other.external == wish.external;
                                          });
        if (reverse == single.end())
        {
            single.push_back(wish);
        }
        else if (reverse->direction != wish.direction)
        {
            reverse->direction = SimcoEnableSet::Both;
        }
    }
    std::vector<SimcoWish> wishes;
    for (const SimcoWish& wish : single)
    {
        const auto before = std::find_if(wishes.begin(),
                                         wishes.end(),
                                         [&wish](const SimcoWish& other)
                                         {
                                             return other.direction == wish.direction &&
                                                    other.internal.ports < 2 &&
                                                    other.external.ports < 2 &&
                                                    Follows(other.internal, wish.internal) &&
                                                    Follows(other.external, wish.external);
                                         });
        if (before == wishes.end())
        {
            wishes.push_back(wish);
            continue;
        }
        Widen(before->internal, wish.internal.ports);
        Widen(before->external, wish.external.ports);
    }
    return wishes;
}

} // namespace ns3
