// SPDX-License-Identifier: GPL-2.0-only

#ifndef INTEGER_ENUM_ACCESSOR_H
#define INTEGER_ENUM_ACCESSOR_H

#include "ns3/enum.h"

namespace ns3
{

/**
 * \ingroup processor
 * Makes the accessor of an enumeration attribute whose values are integers, with every ns-3 from
 * 3.37 on: since 3.41 MakeEnumAccessor() wants the type as its template argument.
 * \param member pointer to the int member
 * \return the accessor
 */
template <typename M>
auto
MakeIntegerEnumAccessor(M member, int) -> decltype(MakeEnumAccessor<int>(member))
{
    return MakeEnumAccessor<int>(member);
}

/**
 * The same for ns-3 before 3.41.
 * \param member pointer to the int member
 * \return the accessor
 */
template <typename M>
auto
MakeIntegerEnumAccessor(M member, long) -> decltype(MakeEnumAccessor(member))
{
    return MakeEnumAccessor(member);
}

} // namespace ns3

#endif // INTEGER_ENUM_ACCESSOR_H
