// SPDX-License-Identifier: GPL-2.0-only
#ifndef LYING_FIREWALL_CONTROL_H
#define LYING_FIREWALL_CONTROL_H

#include "ns3/attack-log.h"
#include "ns3/firewall-control.h"
#include "ns3/media-token.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup adversary
 * What a compromised proxy asks of a firewall: other pinholes than its calls need. It stands
 * between the proxy's policy and the true control (direct, by protocol or by tokens), which has no
 * way to tell.
 *
 * - Mode Add: the call gets what it needs, and one more stream of media between the attacker's
 *   address and the callee (Port of the attacker, port of the callee's first stream);
 * - Mode Replace: the attacker's address stands for the caller's in all streams.
 *
 * Tokens for the attacker's streams are not handed to the parties but kept (GetGrants()), as a
 * TokenThief can Use() them. What comes of it is to be seen by media that arrives: an attempt is
 * noted here, no gain.
 */
class LyingFirewallControl : public FirewallControl
{
  public:
    /// What it asks for.
    enum Mode : int
    {
        Add,     ///< one stream more
        Replace, ///< the attacker in the caller's place
    };

    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    LyingFirewallControl();

    /** @param control the true control */
    void SetControl(Ptr<FirewallControl> control);
    /** @param log where attempts are written; an own one exists from the start */
    void SetLog(Ptr<AttackLog> log);
    /** @param party where the attacker sends from; RTCP from the next port */
    void SetParty(const MediaEnd& party);

    void Reserve(const std::string& call,
                 const std::vector<MediaStreamEnds>& streams,
                 Done done) override;
    void Enable(const std::string& call,
                const std::vector<MediaStreamEnds>& streams,
                Done done) override;
    void Release(const std::string& call) override;

    /** @return the tokens kept for the attacker, oldest first */
    const std::vector<TokenGrant>& GetGrants() const;
    /** @return how often the true control granted what was asked for */
    uint64_t GetGrantedCount() const;

  protected:
    void DoDispose() override;

  private:
    /** @return what is asked for in place of streams */
    std::vector<MediaStreamEnds> Lie(const std::vector<MediaStreamEnds>& streams) const;
    /** @return the grants for the parties; those for the attacker are kept */
    FirewallGrant Keep(const FirewallGrant& grant);

    Ptr<FirewallControl> m_control;   ///< the true control
    Ptr<AttackLog> m_log;             ///< where attempts are written
    MediaEnd m_party;                 ///< the attacker
    int m_mode{Add};                  ///< attribute Mode
    std::vector<TokenGrant> m_grants; ///< for the attacker
    uint64_t m_granted{0};            ///< times
};

} // namespace ns3

#endif // LYING_FIREWALL_CONTROL_H
