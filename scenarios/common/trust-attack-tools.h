// SPDX-License-Identifier: GPL-2.0-only

#ifndef TRUST_ATTACK_TOOLS_H
#define TRUST_ATTACK_TOOLS_H

#include "trust-experiment.h"

#include "ns3/attacker-host.h"
#include "ns3/held-keys.h"
#include "ns3/message-attacker.h"
#include "ns3/object-factory.h"
#include "ns3/sip-proxy-policy.h"
#include "ns3/sip-uri.h"
#include "ns3/string.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/// Where attackers of an experiment sit. All of it takes part in the experiment's log.
class TrustAttackTools
{
  public:
    /// What an attacker on the wire shows to those who want TLS with somebody else.
    struct Disguise
    {
        CredentialFlaw flaw{CredentialFlaw::OtherAuthority}; ///< what is wrong with it
        std::vector<std::string> names; ///< whom it names; empty: the right server
    };

    /**
     * Puts attackers on a user's access link. To be called after Install.
     *
     * Datagrams can be changed there. To change what goes by TCP or TLS, the attacker comes between
     * the ends of the connection (StreamRelay).
     *
     * @param experiment the experiment
     * @param user "alice" or "bob"
     * @param attackers what they do, in order
     * @param changes whether they change, drop or send anything; false: they listen only
     */
    static void PutOnWire(TrustExperiment& experiment,
                          const std::string& user,
                          const std::vector<Ptr<MessageAttacker>>& attackers,
                          bool changes);
    /**
     * Puts attackers between both ends of a user's connections with the home proxy.
     *
     * @param experiment the experiment
     * @param user "alice" or "bob"
     * @param attackers what they do, in order
     * @param disguise what they show
     */
    static void PutInTheMiddle(TrustExperiment& experiment,
                               const std::string& user,
                               const std::vector<Ptr<MessageAttacker>>& attackers,
                               const Disguise& disguise);
    /**
     * Has the certificate revoked that a disguise without any other flaw shows to Alice. To be
     * called before Install.
     *
     * @param experiment the experiment
     */
    static void RevokeStolen(TrustExperiment& experiment);
    /**
     * Compromises a proxy. To be called before Install. Attackers see messages behind the proxy's
     * checks of who calls, and ahead of what signs for its domain.
     *
     * @param experiment the experiment
     * @param name the proxy's host
     * @param attackers what they do, in order
     */
    static void PutIntoProxy(TrustExperiment& experiment,
                             const std::string& name,
                             const std::vector<Ptr<MessageAttacker>>& attackers);
    /**
     * The same, with a policy of its own kind.
     *
     * @param experiment the experiment
     * @param name the proxy's host
     * @param policy what it does
     * @param isFirst whether it comes before the honest policies; otherwise behind the checks of
     * who calls
     */
    static void PutIntoProxy(TrustExperiment& experiment,
                             const std::string& name,
                             Ptr<SipProxyPolicy> policy,
                             bool isFirst);
    /**
     * Gives a host of the topology an application of an attacker. To be called after Install.
     *
     * @param experiment the experiment
     * @param host the host
     * @param attacker the application
     * @param port its port, if another application has the usual one
     */
    static void PutHost(TrustExperiment& experiment,
                        const TrustTopology::Host& host,
                        Ptr<AttackerHost> attacker,
                        uint16_t port = 5060);
    /**
     * @param experiment an experiment whose elements are installed
     * @param name a proxy's host
     * @return the URI by which one sends directly to it, as the mechanism's protocol is
     */
    static SipUri GetRoute(const TrustExperiment& experiment, const std::string& name);
    /**
     * @param experiment the experiment
     * @param user a user's name
     * @return the address of record, of the mechanism's scheme
     */
    static SipUri GetUser(const TrustExperiment& experiment, const std::string& user);
    /**
     * @param experiment the experiment
     * @param user a user's name
     * @return the host of the user's own proxy
     */
    static const TrustTopology::Host& GetHome(const TrustExperiment& experiment,
                                              const std::string& user);
    /**
     * @param experiment an experiment whose elements are installed
     * @return the host of the first proxy that is nobody's home, or Alice's
     */
    static std::string FindTransit(const TrustExperiment& experiment);
    /**
     * Has a chosen proxy's private key for bodies, or a user's, come into attackers' hands. To be
     * called before Install.
     *
     * @param experiment the experiment
     * @param owner a proxy's host, or "alice" or "bob"; empty: nobody
     * @return what the attackers can open
     */
    static Ptr<HeldKeys> StealKey(TrustExperiment& experiment, const std::string& owner);
    /**
     * @param experiment the experiment, installed
     * @param subject whom it is for
     * @return a certificate that everybody can have
     */
    static std::optional<Certificate> GetPublic(TrustExperiment& experiment,
                                                const CredentialOffice::Subject& subject);
    /** @return words that the attackers try: what people choose, the users' passwords among it */
    static std::vector<std::string> GetWords();

    /**
     * @param log where the attacker writes
     * @param attributes pairs of an attribute's name and its value as text
     * @return a new attacker
     */
    template <typename T>
    static Ptr<T>
    Make(Ptr<AttackLog> log,
         const std::vector<std::pair<std::string, std::string>>& attributes = {})
    {
        const Ptr<T> attacker = CreateObject<T>();
        for (const auto& [name, value] : attributes)
        {
            attacker->SetAttribute(name, StringValue(value));
        }
        attacker->SetLog(log);
        return attacker;
    }

  private:
    /** @return whom the certificate that an attacker shows is for */
    static CredentialOffice::Subject MakeStolen(const TrustTopology::Host& home,
                                                const Disguise& disguise);
};

} // namespace ns3

#endif // TRUST_ATTACK_TOOLS_H
