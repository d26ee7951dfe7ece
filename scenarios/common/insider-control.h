// SPDX-License-Identifier: GPL-2.0-only

#ifndef INSIDER_CONTROL_H
#define INSIDER_CONTROL_H

#include "ns3/firewall-control.h"
#include "ns3/media-token.h"

#include <string>
#include <vector>

namespace ns3
{

/**
 * How a proxy that lies asks for pinholes: for each stream of a call one more, in which an
 * accomplice outside stands for the callee. It stands before the true control, which cannot tell.
 */
class InsiderControl : public FirewallControl
{
  public:
    /**
     * Get the type ID.
     *
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Set what it asks.
     *
     * @param control the true control
     */
    void SetControl(Ptr<FirewallControl> control);

    /**
     * Set for whom it lies.
     *
     * @param accomplice where the accomplice sends from; RTCP from the next port
     */
    void SetAccomplice(const MediaEnd& accomplice);

    /**
     * Get what the accomplice is to carry.
     *
     * @return tokens, if the true control makes any
     */
    const std::vector<TokenGrant>& GetGrants() const;

    void Reserve(const std::string& call,
                 const std::vector<MediaStreamEnds>& streams,
                 Done done) override;
    void Enable(const std::string& call,
                const std::vector<MediaStreamEnds>& streams,
                Done done) override;
    void Release(const std::string& call) override;

  protected:
    void DoDispose() override;

  private:
    /**
     * Keep the accomplice's tokens, and let the parties have theirs.
     *
     * @param grants tokens of one side
     * @param isCallee whether the callee's: the accomplice stands for the callee
     */
    void Divide(std::vector<std::vector<uint8_t>>& grants, bool isCallee);

    Ptr<FirewallControl> m_control;   ///< the true control
    MediaEnd m_accomplice;            ///< where the accomplice sends from
    std::vector<TokenGrant> m_grants; ///< what the accomplice is to carry
};

} // namespace ns3

#endif // INSIDER_CONTROL_H
