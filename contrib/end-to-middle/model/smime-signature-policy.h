// SPDX-License-Identifier: GPL-2.0-only

#ifndef SMIME_SIGNATURE_POLICY_H
#define SMIME_SIGNATURE_POLICY_H

#include "ns3/credential.h"
#include "ns3/crypto-context.h"
#include "ns3/nstime.h"
#include "ns3/sip-replay-memory.h"
#include "ns3/sip-security-event.h"
#include "ns3/sip-user-agent-policy.h"
#include "ns3/smime-fault.h"
#include "ns3/smime-keyring.h"
#include "ns3/traced-callback.h"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * S/MIME signature from end to end, as a service of a user agent: what it sends is signed with the
 * user's certificate, what it receives must be, by the peer's (RFC 3261 sections 23.2 to 23.4).
 *
 * The signature covers From, To, Call-ID, CSeq, Date, Contact, of a response its status line, and
 * the body if there is one. The body may be encrypted already: it is then an envelope inside a
 * signature, as section 23.2 has it. Signed are requests but CANCEL, REGISTER and OPTIONS, final
 * responses to them, and provisional responses with a body. Of what is received, the same must be
 * signed if Required says so, but only those final responses that no proxy makes: 2xx and 3xx.
 *
 * A SmimeUnwrapper at the user agent opens what this one has judged.
 */
class SmimeSignaturePolicy : public SipUserAgentPolicy
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmimeSignaturePolicy();

    /**
     * \param context randomness and algorithms of this party
     * \param credential its certificate and private key
     */
    void SetCredential(std::shared_ptr<CryptoContext> context, const Credential& credential);

    /// \param keyring says whose certificates are believed
    void SetKeyring(Ptr<SmimeKeyring> keyring);

    /// \return the key ring
    Ptr<SmimeKeyring> GetKeyring() const;

    tl::expected<void, SipReply> AddHeaders(SipMessage& message,
                                            const SipUserAgentContext& context,
                                            Work& work) override;
    tl::expected<void, SipReply> Prepare(SipMessage& message,
                                         const SipUserAgentContext& context,
                                         Work& work) override;
    tl::expected<void, SipReply> Check(const SipMessage& message,
                                       const SipUserAgentContext& context,
                                       Work& work) override;

    /**
     * \param peer address of record in the form user@host, host in lower case
     * \return how many of its requests are remembered against replay
     */
    std::size_t GetReplayCount(const std::string& peer) const;

    /**
     * Signature of the trace source Judged.
     * \param message a message that was received
     * \param fault what is wrong with its signature; SmimeFault::None if it is good
     */
    using JudgedTracedCallback = void (*)(const SipMessage& message, SmimeFault fault);

  protected:
    void DoDispose() override;

  private:
    /// What a message is to us.
    enum class Duty
    {
        None,     //!< neither signed nor asked to be
        Optional, //!< signed if we send it; may be unsigned when it comes
        Expected, //!< signed if we send it; must be signed when it comes
    };

    /**
     * \param message a message
     * \return what it is to us
     */
    static Duty GetDuty(const SipMessage& message);

    /**
     * Judges a signed message.
     * \param message as it came
     * \param context what else is known
     * \param work receives the work done
     * \param detail receives more about the fault
     * \return what is wrong with it
     */
    SmimeFault Judge(const SipMessage& message,
                     const SipUserAgentContext& context,
                     Work& work,
                     std::string& detail);

    /**
     * Compares what was signed with the message and with what we know.
     * \param message as it came
     * \param inside the signed header fields
     * \param context what else is known
     * \param detail receives more about the fault
     * \return what is wrong with it
     */
    SmimeFault JudgeHeaders(const SipMessage& message,
                            const SipMessage& inside,
                            const SipUserAgentContext& context,
                            std::string& detail);

    /**
     * \param inside the signed header fields of a request
     * \param peer who signed it
     * \param dated its Date, seconds since 1970 UTC
     * \param now seconds since 1970 UTC
     * \return whether it came before
     */
    bool IsRepeated(const SipMessage& inside, const SipUri& peer, int64_t dated, int64_t now);

    std::shared_ptr<CryptoContext> m_context;        //!< ours
    std::optional<Credential> m_credential;          //!< ours
    Ptr<SmimeKeyring> m_keyring;                     //!< whom we believe
    std::map<std::string, SipReplayMemory> m_memory; //!< by peer; "" is for those without room
    bool m_sign{true};                               //!< attribute Sign
    bool m_required{true};                           //!< attribute Required
    bool m_checkDestination{true};                   //!< attribute CheckDestination
    int m_form{0};                                   //!< attribute Form
    Time m_dateTolerance;                            //!< attribute DateTolerance
    uint32_t m_replayCapacity{0};                    //!< attribute ReplayCapacity
    uint32_t m_replayPeers{0};                       //!< attribute ReplayPeers

    TracedCallback<const SipMessage&, SmimeFault> m_judged; //!< trace source Judged
};

} // namespace ns3

#endif // SMIME_SIGNATURE_POLICY_H
