// SPDX-License-Identifier: GPL-2.0-only

#ifndef INSPECTION_POLICY_H
#define INSPECTION_POLICY_H

#include "ns3/cek-use.h"
#include "ns3/certificate.h"
#include "ns3/credential.h"
#include "ns3/crypto-context.h"
#include "ns3/disclosure-label.h"
#include "ns3/inspection-demand.h"
#include "ns3/inspection-keys.h"
#include "ns3/inspection-report.h"
#include "ns3/mime-entity.h"
#include "ns3/nstime.h"
#include "ns3/sip-dialog-ender.h"
#include "ns3/sip-proxy-policy.h"
#include "ns3/traced-callback.h"
#include "ns3/trust-store.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{

class SmimeReader;

/**
 * \ingroup end-to-middle
 * The server's side of end-to-middle security: reads the bodies that are labelled for it (the
 * steps of draft-ietf-sip-e2m-sec-06 section 5.3), keeps a request's key for the dialog, opens with
 * it what refers to it, and refuses what it must read and cannot. Without a credential it reads
 * nothing, and refuses with 500 all bodies if it must read some.
 *
 * Labels of both kinds are understood. Bodies go on unchanged.
 */
class InspectionPolicy : public SipProxyPolicy
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    InspectionPolicy();
    ~InspectionPolicy() override;

    /**
     * \param context randomness and algorithms of this party
     * \param credential its certificate and private key
     */
    void SetCredential(std::shared_ptr<CryptoContext> context, const Credential& credential);

    /**
     * \param chain the certificates that lead from ours to an authority; sent along where we ask
     * for disclosure, as certs-only instead of our certificate alone
     */
    void SetChain(const std::vector<Certificate>& chain);

    /**
     * \param trust who is believed to sign: where signatures are required, the signer must have a
     * chain to its anchors and be the user in From, of a response in To; null: any good signature
     * will do
     */
    void SetTrustStore(std::shared_ptr<const TrustStore> trust);

    SipVerdict OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work) override;
    SipVerdict OnResponse(SipMessage& response,
                          const SipPolicyContext& context,
                          Work& work) override;
    void OnFinalSent(const SipMessage& response, const SipPolicyContext& context) override;

    /**
     * \param expiry how long a key is kept; those there are are lost
     */
    void SetExpiry(Time expiry);

    /// \return how long a key is kept
    Time GetExpiry() const;

    /**
     * \param number how many keys are kept; those there are are lost
     */
    void SetMaxKeys(uint32_t number);

    /// \return how many keys are kept
    uint32_t GetMaxKeys() const;

    /**
     * \param calls of how many calls of one source keys are kept at most; those there are are lost
     */
    void SetCallsPerSource(uint32_t calls);

    /// \return of how many calls of one source keys are kept at most
    uint32_t GetCallsPerSource() const;

    /**
     * \param request a request, or the request that is answered
     * \return a key that both ends of its call share with this server, for what it has to tell
     * them; nothing if they disclosed none that is kept
     */
    std::optional<KekRecipient> FindSharedKey(const SipMessage& request);

    /// Loses all keys kept for reuse, as after a restart.
    void LoseKeys();

    /// \return number of keys kept for reuse
    std::size_t GetKeyCount() const;

    /// \return number of dialogs ended because something could not be read
    uint64_t GetEndedCount() const;

    /// \return number of bodies read
    uint64_t GetReadCount() const;

    /// \return number of bodies that were to be read and could not be
    uint64_t GetUnreadCount() const;

  protected:
    void DoDispose() override;

  private:
    /**
     * \param message a message with a body
     * \param request the request, or the request that is answered
     * \param context the policy's context
     * \param work receives the work done
     * \return what was read of each part that was looked at
     */
    std::vector<InspectionReport> Inspect(const SipMessage& message,
                                          const SipMessage& request,
                                          const SipPolicyContext& context,
                                          Work& work);

    /**
     * \param message a message with a body
     * \param leaves its parts
     * \param host our name in labels
     * \param isLabelled receives whether some label names us
     * \return the places of the parts to look at, those that are labelled for us first
     */
    std::vector<std::size_t> ChooseParts(const SipMessage& message,
                                         const std::vector<MimeEntity>& leaves,
                                         const std::string& host,
                                         bool& isLabelled) const;

    /**
     * Reads a part, through whatever envelopes and signatures are around its content.
     * \param part the part
     * \param reader reads it
     * \param base what is known of it: the message, and who has signed around it
     * \param work receives the work done
     * \param reports receives what was read
     */
    void ReadPart(const MimeEntity& part,
                  const SmimeReader& reader,
                  const InspectionReport& base,
                  Work& work,
                  std::vector<InspectionReport>& reports);

    /**
     * Judges who has signed, where signatures are required.
     * \param message the message
     * \param context the policy's context
     * \param work receives the work done
     * \param reports a signer who is not believed makes them bad
     */
    void JudgeSigners(const SipMessage& message,
                      const SipPolicyContext& context,
                      Work& work,
                      std::vector<InspectionReport>& reports) const;

    /**
     * Ends a dialog because a message of it cannot be read.
     * \param message the message
     * \param context the policy's context
     * \return whether it is known
     */
    bool EndDialog(const SipMessage& message, const SipPolicyContext& context);

    /// \return what is asked of bodies, as the attributes say
    InspectionDemand GetDemand() const;

    /**
     * \param context the policy's context
     * \return our name in labels
     */
    std::string GetHost(const SipPolicyContext& context) const;

    /**
     * Reports and counts.
     * \param reports what was read
     * \param isRefused whether the message was refused for it
     */
    void Report(std::vector<InspectionReport>& reports, bool isRefused);

    /**
     * Takes off the labels that name us.
     * \param message a message that goes on
     * \param host our name
     */
    void RemoveLabels(SipMessage& message, const std::string& host) const;

    std::shared_ptr<CryptoContext> m_context;               //!< ours
    std::optional<Credential> m_credential;                 //!< ours
    std::vector<Certificate> m_chain;                       //!< ours, and those above it
    std::shared_ptr<const TrustStore> m_trust;              //!< who may sign; or null
    InspectionKeys m_keys;                                  //!< keys kept for reuse
    SipDialogEnder m_ender;                                 //!< ends dialogs
    std::vector<std::unique_ptr<DisclosureLabel>> m_labels; //!< the labels understood

    std::string m_host;              //!< attribute Host
    bool m_required{false};          //!< attribute Required
    std::string m_requiredType;      //!< attribute RequiredType
    bool m_signatureRequired{false}; //!< attribute SignatureRequired
    bool m_refuseAbsent{false};      //!< attribute RefuseAbsent
    uint16_t m_errorCode{496};       //!< attribute ErrorCode
    uint16_t m_signatureCode{495};   //!< attribute SignatureCode
    bool m_inspectUnlabelled{false}; //!< attribute InspectUnlabelled
    bool m_refuseResponses{false};   //!< attribute RefuseResponses
    bool m_removeLabel{false};       //!< attribute RemoveLabel
    bool m_requireIntegrity{false};  //!< attribute RequireIntegrity
    uint32_t m_callsPerSource{4096}; //!< attribute CallsPerSource
    Time m_expiry;                   //!< attribute Expiry
    uint32_t m_maxKeys{16384};       //!< attribute MaxKeys
    uint64_t m_readCount{0};         //!< bodies read
    uint64_t m_unreadCount{0};       //!< bodies not read
    uint64_t m_endedCount{0};        //!< dialogs ended

    TracedCallback<const CekUse&> m_cekUsed;             //!< trace source CekUsed
    TracedCallback<const InspectionReport&> m_inspected; //!< trace source Inspected
};

} // namespace ns3

#endif // INSPECTION_POLICY_H
