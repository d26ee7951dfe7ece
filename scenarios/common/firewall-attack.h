// SPDX-License-Identifier: GPL-2.0-only

#ifndef FIREWALL_ATTACK_H
#define FIREWALL_ATTACK_H

#include "firewall-equipment.h"
#include "firewall-network.h"
#include "insider-control.h"

#include "ns3/datagram-attacker.h"
#include "ns3/media-flow.h"
#include "ns3/sip-call.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * What an attacker does to the firewalls of a FirewallNetwork during a call, or what goes wrong.
 *
 * Mallory is outside and not on the path of media. Where an attack needs what stands in a
 * description or in RTCP, Mallory is told it: by an accomplice who forwards, and does no more.
 */
class FirewallAttack
{
  public:
    /**
     * Get the attacks.
     *
     * @return their names
     */
    static const std::vector<std::string>& GetNames();

    /**
     * Tell whether an attack can be tried on a way.
     *
     * @param name the attack
     * @param way one of FirewallEquipment::GetWays()
     * @return whether it can
     */
    static bool IsMeaningful(const std::string& name, const std::string& way);

    /**
     * Prepare it. To be called before the equipment is installed.
     *
     * @param name one of GetNames()
     * @param network the network
     * @param equipment what opens the firewalls
     */
    FirewallAttack(std::string name, FirewallNetwork& network, FirewallEquipment& equipment);

    /// What is to be there before the call begins. To be called when the equipment is installed.
    void Prepare();

    /**
     * The call has been answered: begin after a while.
     *
     * @param call Alice's
     */
    void Begin(Ptr<SipCall> call);

    /**
     * The call is to end.
     *
     * @param call Alice's
     * @return whether the attack has ended it in its own way
     */
    bool End(Ptr<SipCall> call);

  private:
    /// Where Alice and Bob receive, as descriptions say.
    struct Ends
    {
        MediaEnd alice; ///< Alice's RTP
        MediaEnd bob;   ///< Bob's RTP
    };

    /// Send what needs no more than to know the call. @param ends of the call
    void Send(const Ends& ends);

    /// Use what the proxy has had opened for Mallory. @param ends of the call
    void UseLie(const Ends& ends);

    /**
     * Make an attacker on Mallory's host.
     *
     * @return the attacker
     */
    template <typename T>
    Ptr<T> Make();

    std::string m_name;                             ///< which attack
    FirewallNetwork& m_network;                     ///< the network
    FirewallEquipment& m_equipment;                 ///< what opens the firewalls
    Ptr<InsiderControl> m_insider;                  ///< of a proxy that lies
    std::string m_callId;                           ///< of the call
    std::vector<Ptr<DatagramAttacker>> m_attackers; ///< at work
};

} // namespace ns3

#endif // FIREWALL_ATTACK_H
