// SPDX-License-Identifier: GPL-2.0-only

#ifndef END_TO_MIDDLE_HOSTILE_BODIES_H
#define END_TO_MIDDLE_HOSTILE_BODIES_H

#include "ns3/certificate.h"
#include "ns3/credential-issuer.h"
#include "ns3/sip-body-policy.h"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace ns3
{

/// A body that nobody should have sent.
struct HostileBody
{
    std::string name;    //!< what is wrong with it
    SipBody body;        //!< it
    std::set<int> codes; //!< with which of these it is to be refused; empty: it is harmless
};

/**
 * \param author whose credential signs
 * \param readers the certificates that bodies are encrypted to
 * \return malformed, truncated, oversized and deeply nested MIME and CMS, and much of everything
 */
std::vector<HostileBody> MakeHostileBodies(const Party& author,
                                           const std::vector<Certificate>& readers);

/**
 * A body policy that sends what it is told to instead of the session description, and takes
 * everything that comes.
 */
class HostileBodyPolicy : public SipBodyPolicy
{
  public:
    /// What is sent; an empty type: the session description as it is.
    SipBody body;
    /// Changes the message after the body is in place.
    std::function<void(SipMessage&)> tamper;

    tl::expected<void, SipReply> PrepareRequest(SipMessage& request,
                                                const SipDialogContext& context,
                                                Work& work) override;
    tl::expected<void, SipReply> PrepareResponse(SipMessage& response,
                                                 const SipDialogContext& context,
                                                 Work& work) override;
    tl::expected<SipBody, SipReply> OpenRequest(const SipMessage& request,
                                                const SipDialogContext& context,
                                                Work& work) override;
    tl::expected<SipBody, SipReply> OpenResponse(const SipMessage& response,
                                                 const SipDialogContext& context,
                                                 Work& work) override;

  private:
    /**
     * \param message gets the body
     */
    void Put(SipMessage& message) const;
};

} // namespace ns3

#endif // END_TO_MIDDLE_HOSTILE_BODIES_H
