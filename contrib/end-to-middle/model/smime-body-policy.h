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
#include "ns3/label-check.h"
#include "ns3/middle-discovery.h"
#include "ns3/signature-judge.h"
#include "ns3/sip-security-event.h"
#include "ns3/smime-body-settings.h"
#include "ns3/smime-fault.h"
#include "ns3/smime-keyring.h"
#include "ns3/smime-outcome.h"
#include "ns3/smime-reader.h"
#include "ns3/smime-sealer.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ns3
{

class SmimeBodyMaker;

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
    SmimeFault fault{SmimeFault::None};            //!< what is wrong with signatures or labels
    std::optional<int64_t> signingTime{};          //!< of the signature, in seconds since 1970
    std::optional<LabelDifference> labels{}; //!< how labels differ from those signed, if they are
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

    /**
     * Discloses to a server what the peer gets, from now on, whatever ServerView says: for one that
     * refuses requests unless it sees the whole body (e2m-sec-06 section 7.1).
     * \param host its name
     */
    void DiscloseWhole(const std::string& host);

    /**
     * Has the certificates of signers judged: by chain, revocation and name. Without a key ring a
     * signer's certificate has to name the peer and to be the one the directory has.
     * \param keyring the key ring, or null
     */
    void SetKeyring(Ptr<SmimeKeyring> keyring);

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

    /**
     * \param context a dialog
     * \param references names of keys
     * \return the first of them that is held for the dialog, whoever brought it
     */
    std::optional<KekRecipient> FindKey(const SipDialogContext& context,
                                        const std::vector<Octets>& references);

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

    /// A part of a body, as it is to be sent.
    struct Part
    {
        MimeEntity content;      //!< what it holds
        SealingOrder order;      //!< for whom
        SealingPlan plan;        //!< under which keys
        std::string disposition; //!< its Content-Disposition
    };

    /**
     * \param message the message to be sent, with its plain body
     * \param context the dialog
     * \return its parts by reader, that for the peer first
     */
    std::vector<Part> DivideBody(const SipMessage& message, const SipDialogContext& context) const;

    /**
     * Signs a part, if that is done inside, and encrypts it.
     * \param part the part
     * \param sealer encrypts
     * \param maker signs; null: it is not signed inside
     * \param entity has the part's labels; becomes the part
     * \param work receives the work done
     * \return nothing, or why it cannot be
     */
    tl::expected<void, SipReply> SealPart(const Part& part,
                                          SmimeSealer& sealer,
                                          const SmimeBodyMaker* maker,
                                          MimeEntity& entity,
                                          Work& work);

    /**
     * \param context the dialog
     * \return in which order to sign and encrypt: a server may have asked for a signature
     */
    SmimeProtection ChooseProtection(const SipDialogContext& context) const;

    /// A server that is to read, as far as it is known.
    struct Server
    {
        DisclosureReader reader;                //!< who, and how much
        std::optional<Certificate> certificate; //!< its certificate, if it is known
    };

    /**
     * \param context the dialog
     * \return the servers that are to read: those of the plan, and those that were discovered
     */
    std::vector<Server> ListServers(const SipDialogContext& context) const;

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
     * \param entity a body, or a part of one
     * \param scope the scope of the keys that it may be under
     * \param peers certificates of the peer
     * \param work receives the work done
     * \return what came of reading it
     */
    SmimeReading Read(const MimeEntity& entity,
                      const std::string& scope,
                      const std::vector<Certificate>& peers,
                      Work& work);

    /**
     * Judges signatures, and reports what is wrong with them.
     * \param reading what was read; its outcome changes if the message is to be refused
     * \param message the message that came
     * \param context the dialog
     * \param peers certificates of the peer
     * \param work receives the work done
     * \return what was found
     */
    SignatureJudge::Finding Judge(SmimeReading& reading,
                                  const SipMessage& message,
                                  const SipDialogContext& context,
                                  const std::vector<Certificate>& peers,
                                  Work& work);

    /**
     * Tells the user agent of a security event.
     * \param kind what
     * \param message the message that came
     * \param context the dialog
     * \param detail more about it
     */
    void Report(SipSecurityEventKind kind,
                const SipMessage& message,
                const SipDialogContext& context,
                const std::string& detail) const;

    /**
     * Remembers what a good message says of keys, and of the servers that have them. If it has a
     * part for servers that we can read, that one's too.
     * \param reading what was read
     * \param finding what its signatures said
     * \param message the message that came
     * \param context the dialog
     * \param work receives the work done
     */
    void LearnKeys(const SmimeReading& reading,
                   const SignatureJudge::Finding& finding,
                   const SipMessage& message,
                   const SipDialogContext& context,
                   Work& work);

    /**
     * \param reading what was read
     * \param keys the scope of its keys
     * \param scope the dialog
     * \param isRequest whether a request carried it
     * \param hosts host names of servers that have its key too
     */
    void LearnKey(const SmimeReading& reading,
                  const std::string& keys,
                  const std::string& scope,
                  bool isRequest,
                  const std::set<std::string>& hosts);

    /**
     * \param context a dialog
     * \return what the calendar says now, in seconds since 1970
     */
    int64_t GetUnixTime(const SipDialogContext& context) const;

    /**
     * \param host name of a server
     * \return its certificate, if it is known
     */
    std::optional<Certificate> FindServer(const std::string& host) const;

    /**
     * \param scope the scope of a call's keys
     * \return that of the keys of what only servers get: they must not open what the peer gets
     */
    static std::string GetReducedScope(const std::string& scope);

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
    Ptr<SmimeKeyring> m_keyring;              //!< judges the signers' certificates; or null
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
