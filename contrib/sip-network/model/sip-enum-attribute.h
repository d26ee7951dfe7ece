// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_ENUM_ATTRIBUTE_H
#define SIP_ENUM_ATTRIBUTE_H

#include "ns3/enum.h"

namespace ns3
{

/**
 * Makes the accessor of an enumeration attribute on every ns-3 from 3.37 on: MakeEnumAccessor
 * takes the enumeration as a template argument since 3.41 only. Call it with 0 as the last
 * argument: SipEnumAccessor<Kind>(&Class::m_kind, 0).
 *
 * @tparam E the enumeration
 * @param member pointer to the member, or to the setter
 * @return the accessor
 */
template <typename E, typename M>
auto
SipEnumAccessor(M member, int) -> decltype(MakeEnumAccessor<E>(member))
{
    return MakeEnumAccessor<E>(member);
}

/** The same for ns-3 before 3.41. */
template <typename E, typename M>
auto
SipEnumAccessor(M member, long) -> decltype(MakeEnumAccessor(member))
{
    return MakeEnumAccessor(member);
}

} // namespace ns3

#endif // SIP_ENUM_ATTRIBUTE_H
