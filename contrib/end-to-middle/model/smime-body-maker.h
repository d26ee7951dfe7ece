// SPDX-License-Identifier: GPL-2.0-only

#ifndef SMIME_BODY_MAKER_H
#define SMIME_BODY_MAKER_H

#include "ns3/credential.h"
#include "ns3/crypto-context.h"
#include "ns3/mime-entity.h"
#include "ns3/octets.h"
#include "ns3/sip-reply.h"
#include "ns3/work.h"

#include <cstdint>
#include <optional>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * Puts MIME bodies together and signs them.
 */
class SmimeBodyMaker
{
  public:
    /**
     * \param context randomness and algorithms of the party that sends
     * \param credential its certificate and private key
     * \param signingTime seconds since 1970
     * \param fragment header fields that signatures cover too (message/sipfrag); nothing: none
     */
    SmimeBodyMaker(CryptoContext& context,
                   const Credential& credential,
                   int64_t signingTime,
                   std::optional<Octets> fragment);

    /**
     * Signs what is to be encrypted, as application/pkcs7-mime (RFC 8591 section 4.3).
     * \param content the content
     * \param work receives the work done
     * \return it with its signature; 500 if it cannot be signed
     */
    [[nodiscard]] tl::expected<MimeEntity, SipReply> SignInside(const MimeEntity& content,
                                                                Work& work) const;

    /**
     * Signs what is sent, as multipart/signed (RFC 3261 section 23.4).
     * \param content the content
     * \param work receives the work done
     * \return it with its signature; 500 if it cannot be signed
     */
    [[nodiscard]] tl::expected<MimeEntity, SipReply> SignOutside(const MimeEntity& content,
                                                                 Work& work) const;

    /**
     * \param parts the parts of a body, one at least
     * \return the only part, or multipart/mixed of them; 500 if they cannot be joined
     */
    [[nodiscard]] static tl::expected<MimeEntity, SipReply> Join(
        const std::vector<MimeEntity>& parts);

  private:
    /**
     * \param content what to sign
     * \return it with the header fields that are signed as well
     */
    tl::expected<MimeEntity, SipReply> AddHeaders(const MimeEntity& content) const;

    CryptoContext& m_context;         //!< of the party that sends
    const Credential& m_credential;   //!< of the party that sends
    int64_t m_signingTime;            //!< seconds since 1970
    std::optional<Octets> m_fragment; //!< header fields
};

} // namespace ns3

#endif // SMIME_BODY_MAKER_H
