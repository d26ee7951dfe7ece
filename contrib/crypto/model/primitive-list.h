// SPDX-License-Identifier: GPL-2.0-only
#ifndef PRIMITIVE_LIST_H
#define PRIMITIVE_LIST_H

#include "ns3/work.h"

#include <vector>

namespace ns3
{

/**
 * @ingroup crypto
 * @return every kind of work that the primitives of this module can report, in order
 */
std::vector<WorkKind> GetPrimitives();

} // namespace ns3

#endif // PRIMITIVE_LIST_H
