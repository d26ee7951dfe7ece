// SPDX-License-Identifier: GPL-2.0-only

#ifndef CLEAR_FALLBACK_H
#define CLEAR_FALLBACK_H

#include "ns3/sip-body-policy.h"

#include <set>
#include <string>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * What RFC 3261 section 23.2 allows, and what is not done otherwise: a request with a protected
 * body that is refused with 415, or with 493 without a certificate, is sent again in clear. Whoever
 * can answer in the callee's name has the protection taken off. Another body policy does the rest.
 */
class ClearFallback : public SipBodyPolicy
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    ClearFallback();

    /// \param inner what protects, and opens
    void SetInner(Ptr<SipBodyPolicy> inner);
    /// \return what protects, and opens
    Ptr<SipBodyPolicy> GetInner() const;

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
    bool RetryAfter(const SipMessage& response,
                    const SipDialogContext& context,
                    Work& work) override;
    void OnFork(const SipMessage& response, const SipDialogContext& context) override;
    void ForgetDialog(const SipDialogContext& context) override;

  protected:
    void DoDispose() override;

  private:
    Ptr<SipBodyPolicy> m_inner;    //!< what protects, and opens
    std::set<std::string> m_clear; //!< scopes of calls that go on in clear
};

} // namespace ns3

#endif // CLEAR_FALLBACK_H
