// SPDX-License-Identifier: GPL-2.0-only

#ifndef LIMITED_DESCRIBER_H
#define LIMITED_DESCRIBER_H

#include "ns3/fixed-session-describer.h"

#include <cstdint>

namespace ns3
{

/// A session describer that accepts a number of offers and refuses all further ones with 488.
class LimitedDescriber : public FixedSessionDescriber
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    tl::expected<SipBody, SipReply> MakeAnswer(const SipBody& offer,
                                               const SipDialogContext& context) override;

    /**
     * Get how many offers were refused.
     *
     * @return the number
     */
    uint32_t GetRefusedCount() const;

  private:
    uint32_t m_limit{0};    ///< attribute Limit
    uint32_t m_accepted{0}; ///< offers accepted so far
    uint32_t m_refused{0};  ///< offers refused so far
};

} // namespace ns3

#endif // LIMITED_DESCRIBER_H
