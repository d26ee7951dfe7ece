// SPDX-License-Identifier: GPL-2.0-only

#ifndef GATE_RIG_H
#define GATE_RIG_H

#include "token-rig.h"

#include <cstdint>
#include <vector>

namespace ns3
{

/**
 * A gate and a filter that are shown packets by hand.
 */
class GateRig
{
  public:
    using Verdict = PacketInspector::Verdict; ///< what becomes of a packet

    GateRig()
        : filter(CreateObject<MediaFilter>())
        , gate(CreateObject<TokenGate>())
    {
        gate->SetKeys(rig.keys);
    }

    /**
     * \param octets a datagram
     * \param flow how it comes
     * \return what becomes of it
     */
    Verdict
    Inspect(const std::vector<uint8_t>& octets, const MediaFlow& flow)
    {
        return gate->Inspect(*filter, flow, octets.data(), octets.size(), Simulator::Now(), work);
    }

    /**
     * \param grant what a party shows
     * \param act what it wants
     * \return what becomes of it
     */
    Verdict
    Show(const TokenGrant& grant, TokenAct act = TokenAct::Open)
    {
        return Inspect(TokenRig::MakeControl(MakeTokenApp(grant, act, 1)),
                       grant.token.GetCarrier());
    }

    /// \return number of codes computed
    uint64_t
    GetCodes() const
    {
        const auto found = work.GetAmounts().find({"hmac", "sha-256"});
        return found == work.GetAmounts().end() ? 0 : found->second.count;
    }

    TokenRig rig;            ///< makes tokens
    Ptr<MediaFilter> filter; ///< belongs to no node
    Ptr<TokenGate> gate;     ///< its gate
    Work work;               ///< done by the gate
};

} // namespace ns3

#endif // GATE_RIG_H
