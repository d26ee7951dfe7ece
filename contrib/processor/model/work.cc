// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/work.h"

#include <tuple>

namespace ns3
{

bool
operator<(const WorkKind& left, const WorkKind& right)
{
    return std::tie(left.operation, left.algorithm) < std::tie(right.operation, right.algorithm);
}

bool
operator==(const WorkKind& left, const WorkKind& right)
{
    return left.operation == right.operation && left.algorithm == right.algorithm;
}

void
Work::Add(std::string_view operation, std::string_view algorithm, uint64_t octets, uint64_t count)
{
    if (count == 0)
    {
        return;
    }
    WorkAmount& amount = m_amounts[{std::string(operation), std::string(algorithm)}];
    amount.count += count;
    amount.octets += octets;
}

Work&
Work::operator+=(const Work& other)
{
    if (this == &other)
    {
        const Work copy = other;
        return *this += copy;
    }
    for (const auto& [kind, amount] : other.m_amounts)
    {
        WorkAmount& sum = m_amounts[kind];
        sum.count += amount.count;
        sum.octets += amount.octets;
    }
    return *this;
}

bool
Work::IsEmpty() const
{
    return m_amounts.empty();
}

const std::map<WorkKind, WorkAmount>&
Work::GetAmounts() const
{
    return m_amounts;
}

} // namespace ns3
