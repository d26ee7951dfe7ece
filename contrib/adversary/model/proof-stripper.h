// SPDX-License-Identifier: GPL-2.0-only
#ifndef PROOF_STRIPPER_H
#define PROOF_STRIPPER_H

#include "ns3/message-attacker.h"

#include <optional>
#include <string>

namespace ns3
{

/**
 * @ingroup adversary
 * Takes proofs of authorship out of messages: Identity and its kin (RFC 8224), and the signature of
 * a multipart/signed body, of which the signed part is left (RFC 3261, section 23.3). Whoever is on
 * the path can; only a recipient that insists on a proof notices. A gain is a stripped message in a
 * call that goes on.
 */
class ProofStripper : public MessageAttacker
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /** A part of a body. */
    struct Part
    {
        std::string contentType; ///< its Content-Type
        std::string octets;      ///< what it carries
    };

    /**
     * @param contentType Content-Type of a body
     * @param body the body
     * @return the first part of a multipart/signed body; none if it is no such body
     */
    static std::optional<Part> FindSignedPart(const std::string& contentType,
                                              const std::string& body);

  protected:
    SipVerdict OnRequest(SipMessage& request, const AttackContext& context) override;
    SipVerdict OnResponse(SipMessage& response, const AttackContext& context) override;

  private:
    /** Strips a message. */
    void Strip(SipMessage& message, const AttackContext& context, const std::string& author);
};

} // namespace ns3

#endif // PROOF_STRIPPER_H
