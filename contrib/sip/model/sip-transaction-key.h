// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_TRANSACTION_KEY_H
#define SIP_TRANSACTION_KEY_H

#include "ns3/sip-message.h"

#include <string>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * What matches a message to a transaction (RFC 3261 sections 17.1.3 and 17.2.3). Ordered, so that
 * it serves as the key of a map. Client and server transactions belong in two maps.
 *
 * A branch without the cookie z9hG4bK (RFC 2543) is refused: such messages match nothing.
 */
class SipTransactionKey
{
  public:
    /**
     * The client transaction of a request to be sent: branch of the top Via and method.
     * @param request the request
     * @return the key, or why there is none
     */
    [[nodiscard]] static tl::expected<SipTransactionKey, SipError> ForClient(
        const SipMessage& request);

    /**
     * The client transaction of a received response: branch of the top Via and CSeq method
     * (section 17.1.3).
     * @param response the response, its top Via still the receiver's
     * @return the key, or why there is none
     */
    [[nodiscard]] static tl::expected<SipTransactionKey, SipError> ForResponse(
        const SipMessage& response);

    /**
     * The server transaction of a received request: branch, sent-by and method, where ACK counts
     * as INVITE (section 17.2.3).
     * @param request the request
     * @return the key, or why there is none
     */
    [[nodiscard]] static tl::expected<SipTransactionKey, SipError> ForServer(
        const SipMessage& request);

    /**
     * @return the key of the INVITE server transaction that a CANCEL with this key is about
     *         (section 9.2)
     */
    [[nodiscard]] SipTransactionKey ForCancelled() const;

    /** @return the branch in lower case: tokens are compared without case (section 7.3.1) */
    const std::string& GetBranch() const;

    /** @return the method; INVITE for an ACK at a server */
    const std::string& GetMethod() const;

    /**
     * @param other another key
     * @return whether this one comes first
     */
    bool operator<(const SipTransactionKey& other) const;

    /**
     * @param other another key
     * @return whether they are the same
     */
    bool operator==(const SipTransactionKey& other) const;

  private:
    SipTransactionKey(std::string branch, std::string sentBy, std::string method);

    std::string m_branch; ///< in lower case
    std::string m_sentBy; ///< host in lower case and port if there is one; empty at a client
    std::string m_method; ///< as it is
};

} // namespace ns3

#endif // SIP_TRANSACTION_KEY_H
