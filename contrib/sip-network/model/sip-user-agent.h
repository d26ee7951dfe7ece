// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_USER_AGENT_H
#define SIP_USER_AGENT_H

#include "ns3/nstime.h"
#include "ns3/sip-body-policy.h"
#include "ns3/sip-call.h"
#include "ns3/sip-digest-client.h"
#include "ns3/sip-element.h"
#include "ns3/sip-outbound.h"
#include "ns3/sip-session-describer.h"
#include "ns3/sip-user-agent-policy-list.h"
#include "ns3/traced-callback.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{

class SipRegistration;

/**
 * A SIP user agent: registers, places and takes calls. Calls are answered by themselves after
 * RingingDelay and AnswerDelay, unless AutomaticAnswer is off.
 */
class SipUserAgent : public SipElement
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    SipUserAgent();
    ~SipUserAgent() override;

    /** @param uri address of record, for example sip:alice@atlanta.example; attribute too */
    void SetAddressOfRecord(const SipUri& uri);
    /** @return the address of record */
    SipUri GetAddressOfRecord() const;
    /** @return the URI we register, of the scheme of the address of record */
    SipUri GetContactUri() const;
    /**
     * @param isSecure whether it is to be a sips URI
     * @return the URI in our Contact header field
     */
    SipUri GetContactUri(bool isSecure) const;
    /**
     * Sets the credentials for digest authentication. Other realms' challenges are not answered.
     *
     * @param user user name
     * @param password password
     * @param realm their realm; empty: that named like the domain of the address of record, and
     *        the first other one that a REGISTER is challenged for
     */
    void SetCredentials(const std::string& user,
                        const std::string& password,
                        const std::string& realm = "");
    /** @param describer makes and understands session descriptions; none: calls without bodies */
    void SetSessionDescriber(Ptr<SipSessionDescriber> describer);
    /** @return the session describer, or null */
    Ptr<SipSessionDescriber> GetSessionDescriber() const;
    /** @param policy protects and opens bodies */
    void SetBodyPolicy(Ptr<SipBodyPolicy> policy);
    /** @return the body policy; never null */
    Ptr<SipBodyPolicy> GetBodyPolicy() const;
    /** @param policy is asked about all messages, after those added before */
    void AddPolicy(Ptr<SipUserAgentPolicy> policy);
    /** @return the policies, in order */
    const std::vector<Ptr<SipUserAgentPolicy>>& GetPolicies() const;
    /** @param callback called for each incoming call, before anything is sent about it */
    void SetIncomingCallCallback(std::function<void(Ptr<SipCall>)> callback);

    /** Registers the Contact at the registrar, and refreshes it until Unregister (10.2). */
    void Register();
    /** Removes the binding (10.2.2). */
    void Unregister();
    /** @return whether the last REGISTER succeeded and the binding has not run out */
    bool IsRegistered() const;

    /**
     * @return the flows by which it registers, for their attributes and traces (RFC 5626); null
     * unless attribute Outbound is set
     */
    Ptr<SipOutbound> GetOutbound() const;

    /**
     * Calls somebody. To be used while the application runs.
     *
     * @param target the Request-URI and To
     * @return the call; its state is Ended when the INVITE could not even be sent
     */
    Ptr<SipCall> Invite(const SipUri& target);
    /** @return calls that have not ended, oldest first */
    std::vector<Ptr<SipCall>> GetCalls() const;
    /** Ends all calls. */
    void HangUpAll();

    /**
     * Signature of the trace source CallState.
     *
     * @param call the call
     * @param before state it leaves
     * @param after state it enters
     */
    typedef void (*CallStateTracedCallback)(Ptr<SipCall> call,
                                            SipCallState before,
                                            SipCallState after);
    /**
     * Signature of the trace sources SessionRequestDelay, SetupDelay and SessionDisconnectDelay.
     *
     * @param call the call
     * @param delay the delay
     */
    typedef void (*CallDelayTracedCallback)(Ptr<SipCall> call, Time delay);
    /**
     * Signature of the trace source Registration.
     *
     * @param code status code of the final response, 408 for none
     * @param delay since Register was called, or since the refresh began (RFC 6076, 4.1)
     */
    typedef void (*RegistrationTracedCallback)(int code, Time delay);
    /**
     * Signature of the trace source BodyRefused.
     *
     * @param call the call
     * @param reply what the body policy or the session describer said
     */
    typedef void (*BodyRefusedTracedCallback)(Ptr<SipCall> call, const SipReply& reply);

  protected:
    void DoDispose() override;
    void OnRequest(SipTransactionHandle transaction, const SipReception& reception) override;
    void OnStart() override;
    void OnStop() override;

  private:
    friend class SipCall;
    friend class SipDialogClient;
    friend class SipInviteClient;
    friend class SipInviteServer;
    friend class SipOutbound;
    friend class SipRegistration;
    friend class SipUpdateExchange;

    /** Sets attribute Outbound. */
    void SetOutbound(bool isOn);
    /** @return attribute Outbound */
    bool HasOutbound() const;
    /** @return the URI in the Contact of what makes a dialog; it asks for the flow (RFC 5626, 4.3)
     */
    SipUri GetDialogContactUri(bool isSecure) const;
    /** A request has come and the policies let it pass; the call is its own, or null. */
    void Dispatch(SipTransactionHandle transaction,
                  const SipReception& reception,
                  Ptr<SipCall> call);
    /** A request outside of dialogs has come; the call is made for it, or null. */
    void OnNewRequest(SipTransactionHandle transaction,
                      const SipReception& reception,
                      Ptr<SipCall> call);
    /** @return the call whose pending INVITE this transaction is, or null */
    Ptr<SipCall> FindInvited(const std::string& callId, SipTransactionHandle invite) const;
    /** @return the dialog of a request that belongs to no call */
    SipDialogContext MakeContext(const SipMessage& request, bool isReceived) const;
    /** @return what policies may know; the request is the one sent or received, or answered */
    SipUserAgentContext MakePolicyContext(const SipMessage& request,
                                          SipDialogContext dialog,
                                          const SipReception* reception);
    /** Policies, body policy and credentials: all but Via. May say that the body was refused. */
    tl::expected<void, SipReply> PrepareRequest(SipMessage& request,
                                                const SipDialogContext& dialog,
                                                Work& work,
                                                bool* isBodyRefused = nullptr);
    /** Policies and body policy for a response; the dialog has the request. */
    tl::expected<void, SipReply> PrepareResponse(SipMessage& response,
                                                 const SipDialogContext& dialog,
                                                 Work& work);
    /** Sends a response without body, or one that is not to be protected, past the policies. */
    void SendResponse(SipTransactionHandle transaction,
                      const SipMessage& request,
                      SipMessage response,
                      SipDialogContext dialog);
    /** Reports that a received body was refused. */
    void OnBodyRefused(Ptr<SipCall> call, const SipReply& reply) const;
    /** Execute, or at once when there are no policies. */
    void ExecuteForPolicies(const Work& work, std::function<void()> done);
    /** Asks the policies about a received request, charges their work, and goes on. */
    void CheckRequest(const SipReception& reception,
                      const SipDialogContext& dialog,
                      std::function<void(const std::optional<SipReply>&)> done);
    /** The same about a response; the dialog has the request. */
    void CheckResponse(const SipReception& reception,
                       const SipDialogContext& dialog,
                       std::function<void(const std::optional<SipReply>&)> done);
    /** @return whether a refused request may be sent again, as credentials or policies say */
    bool MayRetry(const SipMessage& request,
                  const SipReception& reception,
                  const SipDialogContext& dialog,
                  Work& work);
    /** Responds to a request through its transaction. */
    void Reply(SipTransactionHandle transaction,
               const SipMessage& request,
               const SipReply& reply,
               SipCall* call = nullptr);
    /** @return the call whose dialog a received request belongs to, or null */
    Ptr<SipCall> FindCall(const SipMessage& request) const;
    /** @param call has ended */
    void Forget(Ptr<SipCall> call);
    /** Makes a request outside of dialogs (8.1.1), without Via. */
    SipMessage MakeRequest(const std::string& method,
                           const SipUri& target,
                           const SipUri& to,
                           const std::string& callId,
                           const std::string& localTag,
                           uint32_t sequence) const;
    /** @return the methods that we take, for Allow */
    std::string GetAllow() const;
    /** @return the options of Require that a request must not have */
    std::vector<std::string> FindUnsupported(const SipMessage& request) const;
    /** Adds a Via with a new branch. */
    void AddVia(SipMessage& request) const;
    /** Adds the credentials for what has been asked so far. */
    void Authorize(SipMessage& request, Work& work);
    /** Notes in a connection's trust that the peer has accepted our digest inside it. */
    static void NoteOwnDigest(const SipMessage& request, const SipReception& response);
    /** @return whether the credentials are for a realm that challenges a request */
    bool IsOwnRealm(const std::string& realm, const SipMessage& request);
    /** Sets attribute AcceptMd5. */
    void SetAcceptMd5(bool accept);
    /** @return attribute AcceptMd5 */
    bool GetAcceptMd5() const;
    /** @return whether a 2xx has, where our credentials were used, the server's proof it needs */
    bool CheckServerProof(const SipMessage& request, const SipMessage& response, Work& work);
    /** Learns what a 401 or 407 asks for; fails when our credentials are no answer to it. */
    tl::expected<void, SipDigestClientError> OnChallenge(const SipMessage& request,
                                                         const SipMessage& response);
    /** @return where a request outside of dialogs goes: its top Route or Request-URI */
    tl::expected<SipDestination, std::string> FindDestination(const SipMessage& request) const;
    /** @return where a request of a dialog goes (12.2.1.1), strict routers included */
    tl::expected<SipDestination, std::string> FindDestination(const SipMessage& request,
                                                              const SipDialog& dialog) const;
    /** Sets attribute AddressOfRecord. */
    void SetAddressOfRecordText(std::string text);
    /** @return attribute AddressOfRecord */
    std::string GetAddressOfRecordText() const;

    SipUri m_addressOfRecord;                         ///< attribute
    std::string m_outboundProxy;                      ///< attribute
    std::string m_registrar;                          ///< attribute
    std::string m_user;                               ///< credentials
    std::string m_password;                           ///< credentials
    std::string m_realm;                              ///< given, or learnt from REGISTER
    bool m_isRealmGiven{false};                       ///< whether m_realm is the only one
    SipDigestClient m_digest;                         ///< what servers have asked
    bool m_acceptMd5{true};                           ///< attribute
    bool m_requireServerProof{false};                 ///< attribute
    bool m_reliableProvisional{false};                ///< attribute
    bool m_requireReliable{false};                    ///< attribute
    bool m_earlyAnswer{false};                        ///< attribute
    bool m_update{false};                             ///< attribute
    bool m_updateNeedsUser{false};                    ///< attribute
    bool m_automaticAnswer{true};                     ///< attribute
    bool m_registerAtStart{false};                    ///< attribute
    bool m_offerInInvite{true};                       ///< attribute
    bool m_followRedirects{true};                     ///< attribute
    Time m_ringingDelay;                              ///< attribute
    Time m_answerDelay;                               ///< attribute
    Time m_registrationExpires;                       ///< attribute
    Time m_registrationRetryDelay;                    ///< attribute
    uint32_t m_refusalCode{0};                        ///< attribute
    uint32_t m_maxCalls{0};                           ///< attribute
    uint32_t m_maxAttempts{0};                        ///< attribute
    uint32_t m_maxForks{0};                           ///< attribute
    Ptr<SipSessionDescriber> m_describer;             ///< session descriptions
    Ptr<SipBodyPolicy> m_bodyPolicy;                  ///< protection of bodies
    SipUserAgentPolicyList m_policies;                ///< asked about all messages
    std::function<void(Ptr<SipCall>)> m_incoming;     ///< told of incoming calls
    Ptr<SipOutbound> m_outbound;                      ///< see GetOutbound
    std::shared_ptr<SipRegistration> m_registration;  ///< made by Register
    std::multimap<std::string, Ptr<SipCall>> m_calls; ///< by Call-ID
    uint64_t m_callCount{0};                          ///< calls made so far

    TracedCallback<Ptr<SipCall>, SipCallState, SipCallState> m_callStateTrace; ///< CallState
    TracedCallback<Ptr<SipCall>, Time> m_sessionRequestDelayTrace;    ///< SessionRequestDelay
    TracedCallback<Ptr<SipCall>, Time> m_setupDelayTrace;             ///< SetupDelay
    TracedCallback<Ptr<SipCall>, Time> m_disconnectDelayTrace;        ///< SessionDisconnectDelay
    TracedCallback<int, Time> m_registrationTrace;                    ///< Registration
    TracedCallback<Ptr<SipCall>, const SipReply&> m_bodyRefusedTrace; ///< BodyRefused
};

} // namespace ns3

#endif // SIP_USER_AGENT_H
