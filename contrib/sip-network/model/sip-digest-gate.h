// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_DIGEST_GATE_H
#define SIP_DIGEST_GATE_H

#include "ns3/crypto-context.h"
#include "ns3/nstime.h"
#include "ns3/sip-connection.h"
#include "ns3/sip-digest-server.h"
#include "ns3/sip-password-file.h"
#include "ns3/sip-reply.h"
#include "ns3/sip-uri.h"
#include "ns3/work.h"

#include <map>
#include <memory>
#include <string>
#include <tl/expected.hpp>

namespace ns3
{

class SipElement;

/** Credentials that a digest gate does not accept. */
struct SipDigestRefusal
{
    SipReply reply;             ///< the challenge, or 400
    SipDigestOutcome outcome{}; ///< why
};

/** What registrar and proxy share about digest: a digest server fed from a password file. */
class SipDigestGate
{
  public:
    /** @param passwords the users; null: the gate is open */
    void SetPasswordFile(Ptr<SipPasswordFile> passwords);
    /** @return the users, or null */
    Ptr<SipPasswordFile> GetPasswordFile() const;
    /**
     * Prepares the server; does nothing when it is ready.
     *
     * @param realm the realm
     * @param role registrar or proxy
     * @param algorithms names, best first, separated by blanks; unknown ones are left out
     * @param nonceLifetime how long a nonce is good
     */
    void Open(const std::string& realm,
              SipDigestRole role,
              const std::string& algorithms,
              Time nonceLifetime);
    /**
     * Checks a request's credentials.
     *
     * @param request the request
     * @param crypto the library
     * @param work the digests are added
     * @param element reports what is wrong, unless credentials are just missing; may be null
     * @return the accepted credentials; or the refusal
     */
    tl::expected<SipDigestCredentials, SipDigestRefusal> Check(const SipMessage& request,
                                                               CryptoContext& crypto,
                                                               Work& work,
                                                               const SipElement* element);
    /**
     * Adds the proof to a 2xx (RFC 7616, 3.5).
     *
     * @param response the response, its body set
     * @param credentials what Check returned
     * @param crypto the library
     * @param work the digests are added
     */
    void Prove(SipMessage& response,
               const SipDigestCredentials& credentials,
               CryptoContext& crypto,
               Work& work) const;
    /** @param offer whether auth-int is offered from Open on */
    void SetOfferIntegrity(bool offer);
    /**
     * Makes the proof for a 2xx without body (RFC 7616, 3.5).
     *
     * @param request the request
     * @param credentials what Check returned
     * @param reply receives Authentication-Info
     * @param crypto the library
     * @param work the digests are added
     */
    void Prove(const SipMessage& request,
               const SipDigestCredentials& credentials,
               SipReply& reply,
               CryptoContext& crypto,
               Work& work) const;
    /**
     * Notes in a connection's trust that a user has proved the password inside it. Only the user's
     * own connection counts: a request that has passed another server proves nothing here.
     *
     * @param request the request whose credentials were accepted
     * @param user the address of record
     * @param connection by which connection it came; may be null
     */
    static void NoteUser(const SipMessage& request,
                         const SipUri& user,
                         Ptr<SipConnection> connection);
    /** @return the realm */
    const std::string& GetRealm() const;

  private:
    /** Tells the server of users that are new. @param crypto this party's library */
    void LearnUsers(CryptoContext& crypto);

    Ptr<SipPasswordFile> m_passwords;           ///< the users
    uint64_t m_version{0};                      ///< of the users that m_known has; 0: none
    std::map<std::string, std::string> m_known; ///< the users the server knows
    std::unique_ptr<SipDigestServer> m_server;  ///< null until Open
    SipDigestRole m_role{SipDigestRole::Proxy}; ///< 401 or 407
    std::string m_realm;                        ///< the realm
    bool m_offerIntegrity{false};               ///< offer auth-int
};

} // namespace ns3

#endif // SIP_DIGEST_GATE_H
