// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/processor-helper.h"

#include "ns3/assert.h"

#include <utility>

namespace ns3
{

ProcessorHelper::ProcessorHelper(std::shared_ptr<const CostProfile> profile)
    : m_profile(std::move(profile))
    , m_factory("ns3::Processor")
{
}

void
ProcessorHelper::SetAttribute(const std::string& name, const AttributeValue& value)
{
    m_factory.Set(name, value);
}

Ptr<Processor>
ProcessorHelper::Install(Ptr<Node> node) const
{
    NS_ASSERT_MSG(!node->GetObject<Processor>(), "the node has a processor already");
    const Ptr<Processor> processor = m_factory.Create<Processor>();
    processor->SetCostProfile(m_profile);
    node->AggregateObject(processor);
    return processor;
}

void
ProcessorHelper::Install(const NodeContainer& nodes) const
{
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        Install(*node);
    }
}

} // namespace ns3
