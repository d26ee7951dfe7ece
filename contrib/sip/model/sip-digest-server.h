// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_DIGEST_SERVER_H
#define SIP_DIGEST_SERVER_H

#include "ns3/crypto-context.h"
#include "ns3/crypto-error.h"
#include "ns3/secret.h"
#include "ns3/sip-digest-algorithm.h"
#include "ns3/sip-digest-credentials.h"
#include "ns3/sip-message.h"
#include "ns3/sip-nonce-book.h"
#include "ns3/work.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ns3
{

/** Whether a server answers 401 or 407 (RFC 3261 sections 22.2 and 22.3). */
enum class SipDigestRole
{
    UserAgent, ///< user agent server, registrar: 401, WWW-Authenticate, Authorization
    Proxy,     ///< proxy: 407, Proxy-Authenticate, Proxy-Authorization
};

/** The outcome of a check of credentials. */
enum class SipDigestOutcome
{
    Accepted,  ///< right: see the user name
    Missing,   ///< no credentials for our realm: challenge
    Stale,     ///< right response, old nonce: challenge with stale=true
    Replayed,  ///< right response, but its nonce count has been used: challenge with stale=true
    Wrong,     ///< unknown user, wrong response, algorithm or qop not offered: challenge
    Malformed, ///< credentials that do not parse: answer 400
};

/** The result of a check of credentials. */
struct SipDigestResult
{
    SipDigestOutcome outcome;         ///< what came out
    std::string username;             ///< user, if Accepted
    SipDigestCredentials credentials; ///< as received, if Accepted
};

/** The server's side of digest for one realm. */
class SipDigestServer
{
  public:
    /**
     * @param realm the realm
     * @param role what kind of server this is
     * @param algorithms what is offered, best first (RFC 8760 section 2.3)
     * @param book the nonces' book
     */
    SipDigestServer(std::string realm,
                    SipDigestRole role,
                    std::vector<SipDigestAlgorithm> algorithms = {SipDigestAlgorithm::Sha256,
                                                                  SipDigestAlgorithm::Md5},
                    SipNonceBook book = SipNonceBook());

    /**
     * Whether auth-int is offered beside auth.
     * @param offer true to offer it; at first false
     */
    void SetOfferIntegrity(bool offer);

    /**
     * Store a user: one digest per offered algorithm, once.
     * @param username user name
     * @param password password
     * @param context the library
     * @param work the digests are added
     * @return nothing, or the failure
     */
    [[nodiscard]] tl::expected<void, CryptoError> AddUser(const std::string& username,
                                                          const Secret& password,
                                                          CryptoContext& context,
                                                          Work& work);

    /**
     * Make the 401 or 407: one challenge per algorithm, all with a new nonce (RFC 8760).
     * @param request the request
     * @param stale whether the credentials failed only because of the nonce
     * @param context random numbers for the nonce
     * @param now the time, ns
     * @return the response; its To tag is the caller's to add
     */
    SipMessage MakeChallenge(const SipMessage& request,
                             bool stale,
                             CryptoContext& context,
                             int64_t now);

    /**
     * Check the credentials of a request for our realm. ACK and CANCEL cannot be challenged
     * (section 22.1): the caller does not ask for them.
     * @param request the request
     * @param context the library
     * @param now the time, ns
     * @param work the digests are added
     * @return what came out
     */
    SipDigestResult Check(const SipMessage& request,
                          CryptoContext& context,
                          int64_t now,
                          Work& work);

    /**
     * Prove to the client that we know its password: add Authentication-Info (Proxy-Authentication-
     * Info at a proxy) to a 2xx.
     * @param response the response, its body set
     * @param credentials those that Check accepted
     * @param context the library
     * @param work the digests are added
     * @return nothing, or the failure
     */
    [[nodiscard]] tl::expected<void, CryptoError> AddAuthenticationInfo(
        SipMessage& response,
        const SipDigestCredentials& credentials,
        CryptoContext& context,
        Work& work) const;

    /** @return the realm */
    const std::string& GetRealm() const;

    /** @return the nonces' book */
    const SipNonceBook& GetNonceBook() const;

  private:
    /**
     * Judge credentials for our realm.
     * @param credentials the credentials
     * @param request the request they came with
     * @param context the library
     * @param now the time, ns
     * @param work the digests are added
     * @return what came out
     */
    SipDigestResult Judge(SipDigestCredentials credentials,
                          const SipMessage& request,
                          CryptoContext& context,
                          int64_t now,
                          Work& work);

    std::string m_realm;                                                  ///< realm
    SipDigestRole m_role;                                                 ///< 401 or 407
    std::vector<SipDigestAlgorithm> m_algorithms;                         ///< best first
    SipNonceBook m_book;                                                  ///< nonces given out
    bool m_offerIntegrity = false;                                        ///< offer auth-int
    std::map<std::pair<std::string, SipDigestAlgorithm>, Secret> m_users; ///< hashes
};

} // namespace ns3

#endif // SIP_DIGEST_SERVER_H
