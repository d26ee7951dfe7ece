// SPDX-License-Identifier: GPL-2.0-only

#ifndef MIDDLE_DISCOVERY_H
#define MIDDLE_DISCOVERY_H

#include "ns3/certificate.h"
#include "ns3/crypto-context.h"
#include "ns3/middle-demand.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/sip-dialog-context.h"
#include "ns3/sip-message.h"
#include "ns3/traced-callback.h"
#include "ns3/trust-store.h"
#include "ns3/work.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * What a user agent made of a refusal that asks for disclosure or a signature.
 */
enum class DiscoveryOutcome
{
    Learned,       //!< believed and new: the request is worth another attempt
    Known,         //!< it was disclosed to already, or signed already: nothing would change
    ByPeer,        //!< the certificate is the peer's: it cannot decrypt, no server asks
    NoCertificate, //!< none is there, or it cannot be read
    OtherName,     //!< the certificate is of nobody who is expected on the way
    NotTrusted,    //!< no chain to an anchor, not valid now, or revoked
    Full,          //!< no room to remember it
};

/**
 * \ingroup end-to-middle
 * \param outcome an outcome
 * \return a few words in lower case, for results and logs
 */
std::string_view ToString(DiscoveryOutcome outcome);

/**
 * \ingroup end-to-middle
 * What MiddleDiscovery's trace source "Judged" reports.
 */
struct DiscoveryReport
{
    uint32_t statusCode{0};                            //!< of the refusal
    bool isSignature{false};                           //!< whether a signature is wanted
    DiscoveryOutcome outcome{DiscoveryOutcome::Known}; //!< what was made of it
    std::string host;                                  //!< the server; may be empty
};

/**
 * \ingroup end-to-middle
 * A server that a user agent has discovered.
 */
struct DiscoveredServer
{
    std::string host;        //!< its name, for labels
    Certificate certificate; //!< its certificate
    bool wantsAll{false};    //!< whether it must see the whole body, and not a type alone
    std::string domain{};    //!< the name that was expected and that its certificate proves
};

/**
 * \ingroup end-to-middle
 * Discovery of the servers on the way by their refusals (draft-ietf-sip-e2m-sec-06 sections 4 and
 * 8.1), at a user agent: who asks, is it to be believed, and what is remembered of it.
 *
 * A 496, or a 493 as in the article's time, is believed if its certificate names whom the user
 * agent expects on the way: its own domain, the callee's, or a configured server, compared as RFC
 * 5922 section 7.2 has it; and if a chain leads to an anchor, is valid now and not revoked. A
 * request that was refused with a certificate that fails this is not sent again on its account. 495
 * needs no certificate: whoever forges it gets a signature.
 *
 * What was learned of the own domain and of configured servers is used for all destinations, the
 * rest for the callee's domain.
 */
class MiddleDiscovery : public Object
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    MiddleDiscovery();

    /**
     * \param context reads certificates
     * \param trust the anchors; null: nobody is trusted
     */
    void SetTrustStore(std::shared_ptr<CryptoContext> context,
                       std::shared_ptr<const TrustStore> trust);

    /**
     * \param name a domain or host that may ask besides the two domains, such as the outbound proxy
     */
    void Expect(std::string_view name);

    /**
     * \param response a final response to a request of ours
     * \param context the dialog
     * \param work receives the work done
     * \return whether something was learned, so that the request is worth another attempt
     */
    bool Learn(const SipMessage& response, const SipDialogContext& context, Work& work);

    /**
     * \param context the dialog
     * \return the servers that a body is to be disclosed to, in the order they were learned
     */
    std::vector<DiscoveredServer> GetServers(const SipDialogContext& context) const;

    /**
     * \param context the dialog
     * \return whether bodies are to be signed
     */
    bool IsSignatureWanted(const SipDialogContext& context) const;

    /// Forgets all that was learned.
    void Forget();

    /**
     * Forgets what was to be remembered for the call only.
     * \param context the dialog that has ended
     */
    void ForgetDialog(const SipDialogContext& context);

    /// \return number of servers and demands for signatures that are remembered
    std::size_t GetSize() const;

    /**
     * Signature of the trace source "Judged".
     * \param report what was made of a refusal
     */
    using JudgedTracedCallback = void (*)(const DiscoveryReport& report);

  protected:
    void DoDispose() override;

  private:
    /// What was learned of one destination.
    struct Lessons
    {
        std::vector<DiscoveredServer> servers; //!< in the order they were learned
        std::vector<Time> expiries;            //!< of each of them
        std::optional<Time> signatureExpiry;   //!< set if a signature is wanted
    };

    /**
     * \param demand what is asked for
     * \param context the dialog
     * \param work receives the work done
     * \param report receives outcome and host
     */
    void Judge(const MiddleDemand& demand,
               const SipDialogContext& context,
               Work& work,
               DiscoveryReport& report);

    /**
     * Who of those that are expected has the certificate?
     * \param certificate the certificate
     * \param context the dialog
     * \param isEverywhere receives whether it counts for all destinations
     * \return its name among those that are expected; nothing if it is none of them
     */
    std::optional<std::string> FindName(const Certificate& certificate,
                                        const SipDialogContext& context,
                                        bool& isEverywhere) const;

    /**
     * \param demand what is asked for
     * \param name the name that the certificate proves
     * \return the host for the label: who warns if it is below that name, else a host that the
     * certificate has, else the name
     */
    std::string FindHost(const MiddleDemand& demand, const std::string& name) const;

    /**
     * \param destination to remember it for
     * \param server what was learned
     * \return Learned, Known or Full
     */
    DiscoveryOutcome Remember(const std::string& destination, const DiscoveredServer& server);

    /**
     * \param context the dialog
     * \return under what its lessons are remembered, those for all destinations apart
     */
    std::string GetDestination(const SipDialogContext& context) const;

    /// Drops what has expired.
    void DropExpired();

    std::shared_ptr<CryptoContext> m_context;  //!< reads certificates
    std::shared_ptr<const TrustStore> m_trust; //!< anchors
    std::vector<std::string> m_expected;       //!< names that may ask, in lower case
    std::map<std::string, Lessons> m_lessons;  //!< by destination
    bool m_checkNames{true};                   //!< attribute CheckNames
    bool m_checkChain{true};                   //!< attribute CheckChain
    bool m_perUser{false};                     //!< attribute PerUser
    Time m_lifetime;                           //!< attribute Lifetime
    uint32_t m_capacity{0};                    //!< attribute Capacity
    uint32_t m_maxServers{0};                  //!< attribute MaxServers
    int64_t m_epoch{0};                        //!< attribute Epoch

    TracedCallback<const DiscoveryReport&> m_judged; //!< trace source Judged
};

} // namespace ns3

#endif // MIDDLE_DISCOVERY_H
