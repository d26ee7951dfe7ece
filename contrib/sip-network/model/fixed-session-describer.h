// SPDX-License-Identifier: GPL-2.0-only
#ifndef FIXED_SESSION_DESCRIBER_H
#define FIXED_SESSION_DESCRIBER_H

#include "ns3/sip-session-describer.h"

namespace ns3
{

/**
 * A session describer that always offers and answers the same body, and takes whatever comes with
 * the same media type (488 for any other). For tests, and where the session does not matter.
 */
class FixedSessionDescriber : public SipSessionDescriber
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    SipBody MakeOffer(const SipDialogContext& context) override;
    tl::expected<SipBody, SipReply> MakeAnswer(const SipBody& offer,
                                               const SipDialogContext& context) override;
    bool OnAnswer(const SipBody& answer, const SipDialogContext& context) override;

    /** @return the peer's last description, in plain */
    const SipBody& GetRemote() const;
    /** @return how many descriptions of the peer have come in */
    uint32_t GetReceivedCount() const;

  private:
    std::string m_contentType;   ///< attribute ContentType
    std::string m_content;       ///< attribute Content
    SipBody m_remote;            ///< the peer's last description
    uint32_t m_receivedCount{0}; ///< how many came in
};

} // namespace ns3

#endif // FIXED_SESSION_DESCRIBER_H
