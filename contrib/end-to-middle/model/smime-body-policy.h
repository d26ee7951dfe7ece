// SPDX-License-Identifier: GPL-2.0-only

#ifndef SMIME_BODY_POLICY_H
#define SMIME_BODY_POLICY_H

#include "ns3/cek-event.h"
#include "ns3/cek-use.h"
#include "ns3/certificate-directory.h"
#include "ns3/credential.h"
#include "ns3/crypto-context.h"
#include "ns3/dialog-keys.h"
#include "ns3/disclosure-plan.h"
#include "ns3/middle-discovery.h"
#include "ns3/smime-body-settings.h"
#include "ns3/smime-outcome.h"
#include "ns3/smime-sealer.h"
#include "ns3/traced-callback.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * How a body was read, and whether it was protected: what SmimeBodyPolicy's trace source "Opened"
 * reports.
 */
struct SmimeOpening
{
    std::string dialog;                            //!< as CekUse::dialog
    bool isRequest{true};                          //!< whether a request carried it
    SmimeOutcome outcome{SmimeOutcome::Malformed}; //!< how it went
    std::optional<Certificate> signer;             //!< whose signature inside is good
    std::string method{};                          //!< of the request, or of the one answered
    uint32_t sequence{0};                          //!< number of its CSeq
    uint32_t statusCode{0};                        //!< 0: the message is a request
    std::string contentType{};                     //!< of the content, if it was read
    Octets content{};                              //!< the content, if it was read
};

/**
 * \ingroup end-to-middle
 * The user agent's side of end-to-middle security: bodies are encrypted to the peer and to chosen
 * servers, labelled for these, and opened when they come in. The README states the rules of key
 * reuse.
 *
 * One object belongs to one user agent.
 */
class SmimeBodyPolicy : public SmimeBodySettings
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmimeBodyPolicy();
    ~SmimeBodyPolicy() override;

    /**
     * \param context randomness and algorithms of this party
     * \param credential its certificate and private key
     */
    void SetCredential(std::shared_ptr<CryptoContext> context, const Credential& credential);

    /**
     * \param directory where the certificates of peers, and of servers the peer's labels name, are
     * looked up
     */
    void SetDirectory(Ptr<CertificateDirectory> directory);

    /**
     * Discloses the bodies sent from now on to one more server (Asymmetric and CekReuse only).
     * \param host its name, for the label
     * \param certificate its certificate
     */
    void DiscloseTo(const std::string& host, const Certificate& certificate);

    /**
     * \param discovery learns of servers by their refusals, to which bodies are disclosed then
     * (Asymmetric and CekReuse only); null: what a server asks for is not followed
     */
    void SetDiscovery(Ptr<MiddleDiscovery> discovery);

    tl::expected<void, SipReply> PrepareRequest(SipMessage& request,
                                                const SipDialogContext& context,
                                                Work& work) override;
    tl::expected<void, SipReply> PrepareResponse(SipMessage& response,
                                                 const SipDialogContext& context,
                                                 Work& work) override;
    tl::expected<SipBody, SipReply> OpenRequest(const SipMessage& request,
                                                const SipDialogContext& context,
                                                Work& work) override;
    tl::expected<SipBody, SipReply> OpenResponse(const SipMessage& response,
                                                 const SipDialogContext& context,
                                                 Work& work) override;
    bool RetryAfter(const SipMessage& response,
                    const SipDialogContext& context,
                    Work& work) override;
    void OnFork(const SipMessage& response, const SipDialogContext& context) override;
    void OnAnswered(SipCall& call, bool isEarly) override;
    void ForgetDialog(const SipDialogContext& context) override;

    /// Loses all keys kept for reuse, as after a restart; dialogs go on.
    void LoseKeys();

    /// \return the keys kept for reuse
    const DialogKeys& GetKeys() const;

    /**
     * Signature of the trace source "Opened".
     * \param opening how a body was read
     */
    using OpenedTracedCallback = void (*)(const SmimeOpening& opening);

  protected:
    void DoDispose() override;

  private:
    /**
     * \param message the message to be sent, with its plain body
     * \param context the dialog
     * \param work receives the work done
     * \return nothing, or why it cannot be sent
     */
    tl::expected<void, SipReply> Seal(SipMessage& message,
                                      const SipDialogContext& context,
                                      Work& work);

    /**
     * Encrypts a content for the peer and the servers that are to read it.
     * \param content a MIME entity
     * \param isRequest whether a request carries it
     * \param context the dialog
     * \param work receives the work done
     * \return what was made, or why it cannot be
     */
    tl::expected<SealedContent, SipReply> Encrypt(const Octets& content,
                                                  bool isRequest,
                                                  const SipDialogContext& context,
                                                  Work& work);

    /**
     * \param context the dialog
     * \param order receives the servers that were discovered
     */
    void AddDiscovered(const SipDialogContext& context, SealingOrder& order) const;

    /**
     * \param message the message that came
     * \param context the dialog
     * \param work receives the work done
     * \return its body, or how to refuse it
     */
    tl::expected<SipBody, SipReply> Open(const SipMessage& message,
                                         const SipDialogContext& context,
                                         Work& work);

    /**
     * \param host name of a server
     * \return its certificate, if it is known
     */
    std::optional<Certificate> FindServer(const std::string& host) const;

    /**
     * \param context a dialog
     * \param tag the peer's tag; empty if it is not known
     * \return the certificate of the peer's device that signed in this dialog, else those of all
     * its devices that are known
     */
    std::vector<Certificate> FindPeers(const SipDialogContext& context,
                                       const std::string& tag) const;

    std::shared_ptr<CryptoContext> m_context; //!< ours
    std::optional<Credential> m_credential;   //!< ours
    Ptr<CertificateDirectory> m_directory;    //!< peers and servers
    DisclosurePlan m_plan;                    //!< to whom we disclose
    Ptr<MiddleDiscovery> m_discovery;         //!< learns of servers; or null
    DialogKeys m_keys;                        //!< keys kept for reuse
    /// Certificates of the devices that signed, by scope and tag.
    std::map<std::string, std::map<std::string, Certificate>> m_signers;
    std::map<std::string, std::string> m_freshPeers; //!< tags a fresh key was made with, by scope

    TracedCallback<const CekEvent&> m_keyEvent;   //!< trace source KeyEvent
    TracedCallback<const CekUse&> m_cekUsed;      //!< trace source CekUsed
    TracedCallback<const SmimeOpening&> m_opened; //!< trace source Opened
};

} // namespace ns3

#endif // SMIME_BODY_POLICY_H
