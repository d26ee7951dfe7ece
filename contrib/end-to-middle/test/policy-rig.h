// SPDX-License-Identifier: GPL-2.0-only

#ifndef END_TO_MIDDLE_POLICY_RIG_H
#define END_TO_MIDDLE_POLICY_RIG_H

#include "ns3/credential-issuer.h"
#include "ns3/envelope.h"
#include "ns3/inspection-policy.h"
#include "ns3/sip-message.h"
#include "ns3/smime-body-policy.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{

/**
 * The policies of Alice, two proxies and Bob, and messages carried between them by hand, without a
 * network: SDP-bearing requests and their answers within one call.
 */
class PolicyRig
{
  public:
    /// A user agent's side.
    struct Agent
    {
        Ptr<SmimeBodyPolicy> policy;        //!< its policy
        SipDialogContext context;           //!< the dialog as it sees it
        Work work;                          //!< all it did
        std::vector<CekUse> uses;           //!< what its trace source CekUsed said
        std::vector<SmimeOpening> openings; //!< what its trace source Opened said
    };

    /// A proxy's side.
    struct Proxy
    {
        Ptr<InspectionPolicy> policy;          //!< its policy
        Work work;                             //!< all it did
        std::vector<InspectionReport> reports; //!< what its trace source Inspected said
    };

    /// What became of a request.
    struct Result
    {
        SipMessage request;               //!< as it was sent
        std::optional<SipMessage> answer; //!< as it was sent
        int refusedBy{0}; //!< 1: the first proxy, 2: the second, 3: the callee, 4: the caller
        SipReply refusal; //!< how
        bool isRequestRead{false}; //!< whether the callee read the request
        bool isAnswerRead{false};  //!< whether the caller read the answer
    };

    /// Changes a message between sender and first proxy.
    using Tamper = std::function<void(SipMessage&)>;

    /**
     * \param keyType of all parties
     * \param keying of both user agents; Alice discloses to the first proxy
     */
    explicit PolicyRig(const std::string& keyType = "p-256",
                       const std::string& keying = "cek-reuse");

    /**
     * Carries an INVITE or re-INVITE and its answer.
     * \param isFromBob who sends it
     * \param tamperRequest changes the request
     * \param tamperAnswer changes the answer
     * \return what became of it
     */
    Result Invite(bool isFromBob = false,
                  const Tamper& tamperRequest = nullptr,
                  const Tamper& tamperAnswer = nullptr);

    /**
     * Like Invite(), and once more if the sender's policy asks for it after the refusal.
     * \param isFromBob who sends it
     * \return what became of the last one
     */
    Result InviteAndRetry(bool isFromBob = false);

    /**
     * Ends the call: BYE and its answer pass the proxies, then both sides forget.
     * \param code status code of the answer
     */
    void HangUp(int code = 200);

    /**
     * \param work some work
     * \param operation an operation
     * \return how often it was done, with whatever algorithm
     */
    static uint64_t Count(const Work& work, const std::string& operation);

    /**
     * \param work some work
     * \return how many operations with public or private keys it has
     */
    static uint64_t CountAsymmetric(const Work& work);

    /// Sets the work, uses, openings and reports of all back to nothing.
    void Reset();

    /**
     * Makes another policy for Bob, as of a second telephone.
     * \param tag its tag
     * \return its side
     */
    std::unique_ptr<Agent> MakeSecondBob(const std::string& tag);

    /**
     * Carries the answer of a callee to Alice.
     * \param callee who answers
     * \param request the request as it was sent
     * \return the answer, if Alice read it
     */
    std::optional<SipMessage> Answer(Agent& callee, const SipMessage& request);

    /// \return the certificate of who issued all certificates
    const Certificate& GetAuthority() const;

    Agent alice;                          //!< the caller
    Agent bob;                            //!< the callee
    Proxy first;                          //!< the inspecting proxy, ss1.atlanta.example.com
    Proxy second;                         //!< the other one, ss2.biloxi.example.com
    Ptr<CertificateDirectory> directory;  //!< everybody's
    std::map<std::string, Party> parties; //!< "alice", "bob", "first", "second", "mallory"
    std::string offer{OFFER};             //!< what requests carry
    std::string reply{REPLY};             //!< what answers carry
    bool isRetried{false};                //!< whether InviteAndRetry() sent the last one twice

    static const std::string OFFER; //!< what is offered
    static const std::string REPLY; //!< what is answered

  private:
    /**
     * \param agent the agent to connect
     * \param party its credential
     * \param keying its keying
     */
    void Connect(Agent& agent, const Party& party, const std::string& keying);

    /**
     * \param proxy the proxy to connect
     * \param party its credential
     * \param host its name
     */
    void Connect(Proxy& proxy, const Party& party, const std::string& host);

    /**
     * \param isFromBob who sends it
     * \param method the method
     * \return a request
     */
    SipMessage MakeRequest(bool isFromBob, const std::string& method);

    CredentialIssuer m_issuer;   //!< issues the certificates
    std::string m_keying;        //!< of both user agents
    uint32_t m_sequence{0};      //!< CSeq
    bool m_isEstablished{false}; //!< whether an INVITE was answered
};

/**
 * \param message a message with an enveloped body
 * \return its envelope, if it has one
 */
tl::expected<Envelope, CmsError> GetEnvelope(const SipMessage& message);

/**
 * \param message a message
 * \return the reference its key is introduced by; empty if there is none
 */
Octets GetIntroduced(const SipMessage& message);

/**
 * \param message a message
 * \return the reference it was encrypted under; empty if there is none
 */
Octets GetReferred(const SipMessage& message);

/**
 * Changes one octet of the encrypted content.
 * \param message the message
 */
void FlipOctet(SipMessage& message);

/**
 * Lets simulated time pass.
 * \param time how much
 */
void Wait(Time time);

/**
 * \param proxy a proxy
 * \return how the last body went; Malformed if it looked at none
 */
SmimeOutcome GetLast(const PolicyRig::Proxy& proxy);

} // namespace ns3

#endif // END_TO_MIDDLE_POLICY_RIG_H
