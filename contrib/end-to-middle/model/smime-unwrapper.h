// SPDX-License-Identifier: GPL-2.0-only

#ifndef SMIME_UNWRAPPER_H
#define SMIME_UNWRAPPER_H

#include "ns3/crypto-context.h"
#include "ns3/sip-body-policy.h"

#include <memory>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * Takes off the signature that SmimeSignaturePolicy puts around bodies, and hands what was inside
 * to another body policy. It judges nobody: the signature policy has done that, and its work is
 * charged once.
 */
class SmimeUnwrapper : public SipBodyPolicy
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmimeUnwrapper();

    /**
     * \param context algorithms of this party
     * \param inner opens what is inside; never null
     */
    void SetInner(std::shared_ptr<CryptoContext> context, Ptr<SipBodyPolicy> inner);

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
    void OnAnswered(SipCall& call, bool isEarly) override;
    void ForgetDialog(const SipDialogContext& context) override;

  protected:
    void DoDispose() override;

  private:
    /**
     * \param message a message as it came
     * \return it with what its signature is around; as it is if it has none of ours
     */
    SipMessage Unwrap(const SipMessage& message) const;

    std::shared_ptr<CryptoContext> m_context; //!< algorithms
    Ptr<SipBodyPolicy> m_inner;               //!< opens what is inside
};

} // namespace ns3

#endif // SMIME_UNWRAPPER_H
