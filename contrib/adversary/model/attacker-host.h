// SPDX-License-Identifier: GPL-2.0-only
#ifndef ATTACKER_HOST_H
#define ATTACKER_HOST_H

#include "ns3/attack-log.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/sip-digest-client.h"
#include "ns3/sip-element.h"
#include "ns3/socket.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace ns3
{

/**
 * @ingroup adversary
 * A host of an attacker that speaks SIP as it likes, with an account of its own or without: sends
 * requests in anybody's name (RFC 3261, section 26.1.1), and takes the calls that reach it.
 *
 * A call that is meant for somebody else is a gain (ReceivedRequest); that the caller goes on with
 * the answer another one (Answered).
 */
class AttackerHost : public SipElement
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    AttackerHost();
    ~AttackerHost() override;

    /** Called with the final response to a request; with null if there was none. */
    using Outcome = std::function<void(const SipMessage* response)>;

    /** @param log where attempts and gains are written; an own one exists from the start */
    void SetLog(Ptr<AttackLog> log);
    /** @return the log */
    Ptr<AttackLog> GetLog() const;
    /**
     * Gives the attacker an account of its own: calls for it are no gain.
     *
     * @param uri its address of record
     * @param user user name
     * @param password password
     */
    void SetAccount(const SipUri& uri, const std::string& user, const std::string& password);
    /** @return the account's address of record; without a host if there is none */
    const SipUri& GetAccount() const;
    /**
     * @param user the user part
     * @param isSecure whether it is to be a sips URI, as a sips request must have
     * @return the attacker's contact
     */
    SipUri GetContact(const std::string& user, bool isSecure = false) const;
    /** @return the session description that tells the attacker's media address */
    SipBody MakeDescription() const;

    /**
     * Makes a request in anybody's name, without Via.
     *
     * @param method the method
     * @param target the Request-URI
     * @param from in whose name
     * @param to To
     * @return the request
     */
    SipMessage Make(const std::string& method,
                    const SipUri& target,
                    const SipUri& from,
                    const SipUri& to);
    /**
     * Sends a request, adding a Via. With an account it answers challenges of the account's realm.
     * Acknowledges a 2xx of an INVITE.
     *
     * @param request the request
     * @param nextHop where it goes; none: as its Route or Request-URI says
     * @param outcome told how it ends; may be empty
     */
    void Send(SipMessage request, const std::optional<SipUri>& nextHop, Outcome outcome);
    /**
     * The same, to an address.
     *
     * @param request the request
     * @param destination where it goes
     * @param outcome told how it ends; may be empty
     */
    void SendTo(SipMessage request, const SipDestination& destination, Outcome outcome);

    /**
     * Registers its own contact for an address of record, its own or somebody else's (A1). A gain
     * is a 200 for somebody else's.
     *
     * @param user the address of record
     * @param registrar the registrar; none: the domain of the address of record
     */
    void Register(const SipUri& user, const std::optional<SipUri>& registrar);
    /**
     * Calls in somebody else's name (A9). A gain is a 2xx.
     *
     * @param caller the name in From
     * @param callee whom to call
     * @param nextHop where to send the INVITE; none: the callee's domain
     */
    void Call(const SipUri& caller, const SipUri& callee, const std::optional<SipUri>& nextHop);
    /**
     * Sends a request of somebody else again, as it was but for Via, Route and Record-Route. A gain
     * is a 2xx.
     *
     * @param request the request as it was captured
     * @param kind what is hoped for
     * @param target another Request-URI; none: the same
     * @param nextHop where to send it; none: as the Request-URI says
     */
    void Resend(const SipMessage& request,
                AttackGainKind kind,
                const std::optional<SipUri>& target,
                const std::optional<SipUri>& nextHop);

    /**
     * Sends octets in a UDP datagram, whatever they are.
     *
     * @param octets what it carries
     * @param to where it goes
     */
    void SendOctets(const std::string& octets, const SipAddress& to);

    /** @return number of calls received */
    uint32_t GetCallCount() const;

  protected:
    void DoDispose() override;
    void OnRequest(SipTransactionHandle transaction, const SipReception& reception) override;
    void OnStop() override;
    /**
     * An INVITE outside of dialogs has come. Here it is answered with a session description, if
     * attribute Answers is set, otherwise refused.
     *
     * @param transaction the transaction
     * @param reception the INVITE
     */
    virtual void OnInvite(SipTransactionHandle transaction, const SipReception& reception);
    /**
     * Any other request has come, but ACK. Here it is answered with 200.
     *
     * @param transaction the transaction
     * @param reception the request
     */
    virtual void OnOther(SipTransactionHandle transaction, const SipReception& reception);
    /**
     * @param request a request
     * @return whether it is meant for somebody else
     */
    bool IsForeign(const SipMessage& request) const;
    /** Responds to a request. */
    void Respond(SipTransactionHandle transaction,
                 const SipMessage& request,
                 const SipReply& reply);

  private:
    /** Sends a request whose destination is known. */
    void Transmit(SipMessage request,
                  const SipDestination& destination,
                  int tries,
                  Outcome outcome);
    /** A response has come. */
    void OnFinal(const SipMessage& request,
                 const SipDestination& destination,
                 const SipReception& reception,
                 int tries,
                 const Outcome& outcome);
    /** Acknowledges a 2xx. */
    void Acknowledge(const SipMessage& invite, const SipReception& reception);
    /** An answered call has lived long enough. */
    void Confirm(const std::string& callId, const std::string& victim);

    Ptr<AttackLog> m_log;                       ///< where gains are written
    SipUri m_account;                           ///< own address of record
    SipDigestClient m_digest;                   ///< own credentials
    std::string m_user;                         ///< own user name
    std::string m_password;                     ///< own password
    bool m_answers{true};                       ///< attribute
    std::string m_mediaAddress;                 ///< attribute
    Ptr<Socket> m_socket;                       ///< for SendOctets
    Time m_patience;                            ///< attribute
    uint32_t m_callCount{0};                    ///< INVITEs received
    uint32_t m_sequence{0};                     ///< last CSeq number
    std::map<std::string, std::string> m_taken; ///< calls of others, by Call-ID: for whom
    std::map<std::string, EventId> m_events;    ///< ends of Patience, by Call-ID
};

} // namespace ns3

#endif // ATTACKER_HOST_H
