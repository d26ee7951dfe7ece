// SPDX-License-Identifier: GPL-2.0-only
#ifndef TWO_FACED_CALLER_H
#define TWO_FACED_CALLER_H

#include "ns3/attacker-host.h"
#include "ns3/certificate.h"
#include "ns3/credential.h"
#include "ns3/crypto-context.h"
#include "ns3/mime-entity.h"

#include <memory>
#include <optional>
#include <string>

namespace ns3
{

/**
 * @ingroup adversary
 * A caller that shows a server on the way another session description than its peer: one envelope
 * for each, in multipart/mixed (e2m-sec-06, section 7.1). What the server admits is not what is
 * used. A server that wants to see the whole body, and not a copy made for it, notices. A gain is a
 * call that is taken (MisledServer).
 */
class TwoFacedCaller : public AttackerHost
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param server host name of the server
     * @param serversCertificate its certificate
     * @param peersCertificate the callee's certificate
     */
    void SetReaders(const std::string& server,
                    const Certificate& serversCertificate,
                    const Certificate& peersCertificate);
    /**
     * Has both descriptions signed: the caller stands by what it says.
     *
     * @param context library of the key
     * @param credential the caller's own
     */
    void SetSigner(std::shared_ptr<CryptoContext> context, const Credential& credential);
    /**
     * Calls.
     *
     * @param caller its own name
     * @param callee whom to call
     * @param nextHop where to send the INVITE; none: the callee's domain
     */
    void CallTwoFaced(const SipUri& caller,
                      const SipUri& callee,
                      const std::optional<SipUri>& nextHop);

  private:
    /** @return a description in an envelope; none if it cannot be made */
    std::optional<MimeEntity> Seal(const std::string& description, const Certificate& reader);

    std::string m_server;                     ///< host name
    std::optional<Certificate> m_serversOwn;  ///< its certificate
    std::optional<Certificate> m_peersOwn;    ///< the callee's certificate
    std::shared_ptr<CryptoContext> m_context; ///< made when it is first needed
    std::optional<Credential> m_credential;   ///< signs
    int64_t m_stream{0};                      ///< attribute Stream
    std::string m_shown;                      ///< attribute Shown
    std::string m_meant;                      ///< attribute Meant
};

} // namespace ns3

#endif // TWO_FACED_CALLER_H
