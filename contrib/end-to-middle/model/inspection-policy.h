// SPDX-License-Identifier: GPL-2.0-only

#ifndef INSPECTION_POLICY_H
#define INSPECTION_POLICY_H

#include "ns3/cek-store.h"
#include "ns3/cek-use.h"
#include "ns3/credential.h"
#include "ns3/crypto-context.h"
#include "ns3/disclosure-label.h"
#include "ns3/inspection-report.h"
#include "ns3/nstime.h"
#include "ns3/sip-proxy-policy.h"
#include "ns3/traced-callback.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ns3
{

struct SmimeReading;

/**
 * \ingroup end-to-middle
 * The server's side of end-to-middle security: reads the bodies that are labelled for it (the
 * steps of draft-ietf-sip-e2m-sec-06 section 5.3), keeps a request's key for the dialog, opens with
 * it what refers to it, and refuses what it must read and cannot.
 *
 * Labels of both kinds are understood. The message goes on unchanged.
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

    SipVerdict OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work) override;
    SipVerdict OnResponse(SipMessage& response,
                          const SipPolicyContext& context,
                          Work& work) override;

    /**
     * \param expiry how long a key is kept; those there are are lost
     */
    void SetExpiry(Time expiry);

    /// \return how long a key is kept
    Time GetExpiry() const;

    /// Loses all keys kept for reuse, as after a restart.
    void LoseKeys();

    /// \return number of keys kept for reuse
    std::size_t GetKeyCount() const;

    /// \return number of bodies read
    uint64_t GetReadCount() const;

    /// \return number of bodies that were to be read and could not be
    uint64_t GetUnreadCount() const;

  protected:
    void DoDispose() override;

  private:
    /// A call the server has keys of.
    struct Call
    {
        std::set<std::string> dialogs; //!< callees' tags of dialogs that were made
        int64_t lastKey{0};            //!< when a key was stored last, in ns
    };

    /**
     * \param message a message with a body
     * \param request the request, or the request that is answered
     * \param host our name in labels
     * \param work receives the work done
     * \return what was read of each part that was looked at
     */
    std::vector<InspectionReport> Inspect(const SipMessage& message,
                                          const SipMessage& request,
                                          const std::string& host,
                                          Work& work);

    /**
     * \param request a request, or the request that is answered
     * \return the scope of its keys: that of the call it belongs to if there are keys, else the one
     * it would begin
     */
    std::string FindScope(const SipMessage& request) const;

    /**
     * \param context the policy's context
     * \return our name in labels
     */
    std::string GetHost(const SipPolicyContext& context) const;

    /**
     * \param host our name
     * \return how to refuse what cannot be read
     */
    SipReply MakeRefusal(const std::string& host) const;

    /**
     * Stores the key that a message introduced, and counts the use of the one it was under.
     * \param report what was read; receives the reference
     * \param reading the keys
     * \param isRequest whether a request carried it
     * \param now simulated time in ns
     */
    void StoreKey(InspectionReport& report,
                  const SmimeReading& reading,
                  bool isRequest,
                  int64_t now);

    /**
     * Drops calls whose keys are all expired, now and then.
     * \param now simulated time in ns
     */
    void DropExpired(int64_t now);

    /**
     * Reports and counts.
     * \param report what was read
     */
    void Report(const InspectionReport& report);

    /**
     * Follows the beginning and end of dialogs.
     * \param response a response
     * \param request the request it answers
     */
    void FollowDialog(const SipMessage& response, const SipMessage& request);

    /**
     * Forgets a call that made no dialog.
     * \param scope its scope
     * \param since when it failed, in ns: newer keys belong to another attempt
     */
    void ForgetFailed(const std::string& scope, int64_t since);

    std::shared_ptr<CryptoContext> m_context;               //!< ours
    std::optional<Credential> m_credential;                 //!< ours
    CekStore m_store;                                       //!< keys kept for reuse
    std::map<std::string, Call> m_calls;                    //!< calls with keys, by scope
    std::vector<std::unique_ptr<DisclosureLabel>> m_labels; //!< the labels understood

    std::string m_host;              //!< attribute Host
    bool m_required{false};          //!< attribute Required
    bool m_inspectUnlabelled{false}; //!< attribute InspectUnlabelled
    bool m_refuseResponses{false};   //!< attribute RefuseResponses
    uint16_t m_errorCode{496};       //!< attribute ErrorCode
    Time m_expiry;                   //!< attribute Expiry
    uint64_t m_readCount{0};         //!< bodies read
    uint64_t m_unreadCount{0};       //!< bodies not read

    TracedCallback<const CekUse&> m_cekUsed;             //!< trace source CekUsed
    TracedCallback<const InspectionReport&> m_inspected; //!< trace source Inspected
};

} // namespace ns3

#endif // INSPECTION_POLICY_H
