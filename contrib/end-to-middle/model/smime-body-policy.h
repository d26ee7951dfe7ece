// SPDX-License-Identifier: GPL-2.0-only

#ifndef SMIME_BODY_POLICY_H
#define SMIME_BODY_POLICY_H

#include "ns3/cek-use.h"
#include "ns3/certificate-directory.h"
#include "ns3/credential.h"
#include "ns3/crypto-context.h"
#include "ns3/dialog-keys.h"
#include "ns3/disclosure-label.h"
#include "ns3/envelope-sealer.h"
#include "ns3/nstime.h"
#include "ns3/sip-body-policy.h"
#include "ns3/smime-outcome.h"
#include "ns3/traced-callback.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

struct SmimeContent;

/**
 * \ingroup end-to-middle
 * How the bodies a user agent sends are keyed.
 */
enum class SmimeKeying
{
    None,       //!< not encrypted
    EndToEnd,   //!< to the peer's public key only
    Asymmetric, //!< to the public keys of the peer and the servers
    CekReuse,   //!< the same for the first message, then under that message's key (RFC 3185)
};

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
};

/**
 * \ingroup end-to-middle
 * The user agent's side of end-to-middle security: bodies are encrypted to the peer and to chosen
 * servers, labelled for these, and opened when they come in. The README states the rules of key
 * reuse.
 *
 * One object belongs to one user agent.
 */
class SmimeBodyPolicy : public SipBodyPolicy
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
    /// A server that is to read, and its certificate.
    using Server = std::pair<std::string, Certificate>;

    /**
     * \param message the message to be sent, with its plain body
     * \param context the dialog
     * \param answered the request that is answered; null: the message is a request
     * \param work receives the work done
     * \return nothing, or why it cannot be sent
     */
    tl::expected<void, SipReply> Seal(SipMessage& message,
                                      const SipDialogContext& context,
                                      const SipMessage* answered,
                                      Work& work);

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
     * \param answered the request that is answered; null: there is none
     * \return the servers that are to read: ours, and those the request's labels name and whose
     * certificates are known
     */
    std::vector<Server> CollectServers(const SipMessage* answered) const;

    /// \return the limits and rules for the keys, as the attributes say
    DialogKeyRules GetRules() const;

    std::shared_ptr<CryptoContext> m_context; //!< ours
    std::optional<Credential> m_credential;   //!< ours
    Ptr<CertificateDirectory> m_directory;    //!< peers and servers
    std::vector<Server> m_servers;            //!< to whom we disclose
    DialogKeys m_keys;                        //!< keys kept for reuse

    SmimeKeying m_keying{SmimeKeying::CekReuse};                           //!< attribute Keying
    ContentCipher m_cipher{ContentCipher::Aes128Gcm};                      //!< attribute Cipher
    KeyTransportPadding m_padding{KeyTransportPadding::Oaep};              //!< attribute Padding
    DisclosureLabel::Kind m_label{DisclosureLabel::Kind::ContentTarget};   //!< attribute Label
    TransferEncoding m_encoding{TransferEncoding::Binary};                 //!< TransferEncoding
    CekAttributePlacement m_placement{CekAttributePlacement::Unprotected}; //!< ReferencePlacement
    uint32_t m_maxDecrypts{32};  //!< attribute MaxDecrypts
    Time m_expiry;               //!< attribute Expiry
    bool m_sign{false};          //!< attribute Sign
    bool m_followLabels{true};   //!< attribute FollowLabels
    bool m_acceptPlain{true};    //!< attribute AcceptPlain
    bool m_renewAfterFork{true}; //!< attribute RenewAfterFork

    TracedCallback<const CekUse&> m_cekUsed;      //!< trace source CekUsed
    TracedCallback<const SmimeOpening&> m_opened; //!< trace source Opened
};

} // namespace ns3

#endif // SMIME_BODY_POLICY_H
