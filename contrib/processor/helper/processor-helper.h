// SPDX-License-Identifier: GPL-2.0-only
#ifndef PROCESSOR_HELPER_H
#define PROCESSOR_HELPER_H

#include "ns3/attribute.h"
#include "ns3/node-container.h"
#include "ns3/node.h"
#include "ns3/object-factory.h"
#include "ns3/processor.h"

#include <memory>
#include <string>

namespace ns3
{

/**
 * @ingroup processor
 * Gives nodes a Processor.
 */
class ProcessorHelper
{
  public:
    /**
     * @param profile the costs of the processors to come; never null
     */
    explicit ProcessorHelper(std::shared_ptr<const CostProfile> profile);

    /**
     * @param name name of an attribute of Processor
     * @param value its value in the processors to come
     */
    void SetAttribute(const std::string& name, const AttributeValue& value);

    /**
     * @param node a node without a processor
     * @return the processor that is now aggregated to it
     */
    Ptr<Processor> Install(Ptr<Node> node) const;

    /**
     * @param nodes nodes without a processor each
     */
    void Install(const NodeContainer& nodes) const;

  private:
    std::shared_ptr<const CostProfile> m_profile; ///< the costs
    ObjectFactory m_factory;                      ///< makes processors
};

} // namespace ns3

#endif // PROCESSOR_HELPER_H
