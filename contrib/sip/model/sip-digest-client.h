// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_DIGEST_CLIENT_H
#define SIP_DIGEST_CLIENT_H

#include "ns3/crypto-context.h"
#include "ns3/crypto-error.h"
#include "ns3/secret.h"
#include "ns3/sip-digest-challenge.h"
#include "ns3/sip-digest-credentials.h"
#include "ns3/sip-message.h"
#include "ns3/work.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace ns3
{

/** Why a request could not be authorized. */
enum class SipDigestClientError
{
    NoChallenge, ///< nothing in the response that we support
    NoPassword,  ///< we have no password for a realm of the response
    Refused,     ///< the realm refused our credentials, and not because the nonce was stale
    Crypto,      ///< the library failed
};

/**
 * A user's passwords and what the servers have asked so far: the nonce of each realm and how often
 * it has been used (nc). Knows no message flow: the caller resends.
 */
class SipDigestClient
{
  public:
    /** More passwords than this, and more challenges, are not remembered. */
    static constexpr std::size_t MAX_REALMS = 64;

    /**
     * Give the password for a realm. Only challenges of such realms are answered.
     * @param realm the realm
     * @param username user name
     * @param password password
     */
    void SetPassword(std::string realm, std::string username, Secret password);

    /**
     * Whether auth-int is chosen where it is offered.
     * @param prefer true for auth-int; at first false
     */
    void SetPreferIntegrity(bool prefer);

    /**
     * Whether challenges with MD5 are answered. RFC 8760 section 3: who accepts MD5 can be bid down
     * to it.
     * @param accept false to pass them over; at first true
     */
    void SetAcceptMd5(bool accept);

    /**
     * Learn the challenges of a 401 or 407 (RFC 3261 section 22.2). A realm that refuses what we
     * sent it, with a nonce that is not stale, is an error: asking again would loop.
     * @param request the request as it was sent
     * @param response the 401 or 407
     * @return nothing, or why sending the request again is useless
     */
    [[nodiscard]] tl::expected<void, SipDigestClientError> OnChallenge(const SipMessage& request,
                                                                       const SipMessage& response);

    /**
     * Add credentials to a request, replacing what it had: Proxy-Authorization for all proxies that
     * have asked, Authorization only if a 401 has come from this Request-URI (user, host and port)
     * before. Each use counts the nonce up. Not for ACK and CANCEL (section 22.1). The caller has
     * set Request-URI, method and body, and raises the CSeq number of a request that is sent again.
     * @param request the request
     * @param context random numbers for the cnonce, and the library
     * @param work the digests are added
     * @return nothing, or the failure
     */
    [[nodiscard]] tl::expected<void, SipDigestClientError> Authorize(SipMessage& request,
                                                                     CryptoContext& context,
                                                                     Work& work);

    /**
     * Check the server's proof in Authentication-Info (RFC 7616 section 3.5), and take over a
     * nextnonce if the proof holds.
     * @param request the request as it was sent, with Authorization
     * @param response the 2xx
     * @param context the library
     * @param work the digests are added
     * @return whether there is a proof and it holds
     */
    [[nodiscard]] bool CheckAuthenticationInfo(const SipMessage& request,
                                               const SipMessage& response,
                                               CryptoContext& context,
                                               Work& work);

    /** Forget all challenges, not the passwords. */
    void Forget();

  private:
    /** A password. */
    struct Account
    {
        std::string username; ///< user name
        Secret password;      ///< password
    };

    /** A challenge in use. */
    struct Session
    {
        SipDigestChallenge challenge; ///< as received
        uint32_t nonceCount;          ///< uses so far
    };

    /** What a challenge is for. */
    struct Key
    {
        bool proxy;        ///< from a proxy?
        std::string realm; ///< realm
        std::string
            target; ///< user, host and port of the challenged Request-URI; of proxies: empty

        /** @return whether this goes before the other */
        bool operator<(const Key& other) const;
    };

    std::map<std::string, Account> m_accounts; ///< by realm
    std::map<Key, Session> m_sessions;         ///< by kind, realm and target
    bool m_preferIntegrity = false;            ///< choose auth-int
    bool m_acceptMd5 = true;                   ///< answer challenges with MD5
};

} // namespace ns3

#endif // SIP_DIGEST_CLIENT_H
