// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_USER_DIGEST_POLICY_H
#define SIP_USER_DIGEST_POLICY_H

#include "ns3/nstime.h"
#include "ns3/sip-digest-client.h"
#include "ns3/sip-digest-gate.h"
#include "ns3/sip-password-file.h"
#include "ns3/sip-user-agent-policy.h"

#include <string>

namespace ns3
{

/**
 * Digest authentication between users (RFC 3261, 22.2; the article's Table 1): every pair of users
 * shares a password. The callee answers 401; its realm is its own address, as in
 * `bob@b.example`; the caller's user name is the caller's address. The callee proves by
 * Authentication-Info that it knows the password too (RFC 7616, 3.5). After that both have the
 * peer statement UserDigest. Requests within the dialog are asked for credentials as well, of
 * either side, so that nobody else can send a BYE.
 *
 * What digest covers is little: method, digest URI, and with qop auth-int the body. Any other
 * header field may be changed on the way. ACK and CANCEL cannot be asked for credentials (22.1).
 */
class SipUserDigestPolicy : public SipUserAgentPolicy
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    SipUserDigestPolicy();

    /**
     * Adds somebody with whom we share a password.
     *
     * @param peer the peer's address of record; scheme, port and parameters do not matter
     * @param password the same at both
     */
    void AddPeer(const SipUri& peer, const std::string& password);

    tl::expected<void, SipReply> Prepare(SipMessage& message,
                                         const SipUserAgentContext& context,
                                         Work& work) override;
    tl::expected<void, SipReply> Check(const SipMessage& message,
                                       const SipUserAgentContext& context,
                                       Work& work) override;
    bool RetryAfter(const SipMessage& response,
                    const SipUserAgentContext& context,
                    Work& work) override;

  protected:
    void DoDispose() override;

  private:
    /** Prepares the server's side for a user agent. */
    void Open(const SipUserAgentContext& context);
    /** @return whether a request with this method is asked for credentials */
    bool IsCovered(const std::string& method, bool isInDialog) const;
    /** @return whether a request may pass; the sender is in the statement then */
    tl::expected<void, SipReply> CheckRequest(const SipMessage& request,
                                              const SipUserAgentContext& context,
                                              Work& work);
    /** @return whether the sender of a 2xx has proved itself; it is in the statement then */
    tl::expected<void, SipReply> CheckProof(const SipMessage& response,
                                            const SipUserAgentContext& context,
                                            Work& work);

    Ptr<SipPasswordFile> m_peers; ///< by address
    SipDigestGate m_gate;         ///< asks our peers
    SipDigestClient m_client;     ///< answers our peers
    bool m_isOpen{false};         ///< whether the gate is ready
    std::string m_algorithms;     ///< attribute
    Time m_nonceLifetime;         ///< attribute
    bool m_acceptMd5{true};       ///< attribute
    bool m_integrity{false};      ///< attribute
    bool m_inDialog{true};        ///< attribute
    bool m_requireProof{true};    ///< attribute
    bool m_requireAll{true};      ///< attribute
};

} // namespace ns3

#endif // SIP_USER_DIGEST_POLICY_H
