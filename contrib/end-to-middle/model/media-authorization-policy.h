// SPDX-License-Identifier: GPL-2.0-only

#ifndef MEDIA_AUTHORIZATION_POLICY_H
#define MEDIA_AUTHORIZATION_POLICY_H

#include "ns3/media-authorization.h"
#include "ns3/sip-user-agent-policy.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * The user agent's side of tokens for firewalls: takes them out of the header field
 * P-Media-Authorization (RFC 3313) of answers and acknowledgments, opens those that are sealed with
 * the keys of the dialog, and hands them over to whoever sends media.
 *
 * What cannot be read is left out and reported; it never fails a call. Tokens come before the body
 * of the same message has been looked at, so that the session they are for may not exist yet.
 */
class MediaAuthorizationPolicy : public SipUserAgentPolicy
{
  public:
    /// Finds the key of one of the identifiers, among those of the dialog.
    using KeyFinder = std::function<std::optional<KekRecipient>(const SipDialogContext& dialog,
                                                                const std::vector<Octets>& names)>;
    /// Takes the tokens of a message, as octets.
    using Receiver = std::function<void(const SipDialogContext& dialog,
                                        const std::vector<std::vector<uint8_t>>& tokens)>;

    /// \return the TypeId
    static TypeId GetTypeId();
    MediaAuthorizationPolicy();
    ~MediaAuthorizationPolicy() override;

    /**
     * What sealed tokens are opened with; without this call they are not.
     * \param context randomness and algorithms of this party
     * \param findKey finds keys
     */
    void SetKeys(std::shared_ptr<CryptoContext> context, KeyFinder findKey);

    /**
     * \param receiver takes the tokens
     */
    void SetReceiver(Receiver receiver);

    tl::expected<void, SipReply> Check(const SipMessage& message,
                                       const SipUserAgentContext& context,
                                       Work& work) override;

    /**
     * Signature of the trace source Tokens. Tokens in it can be used by whoever has them: never
     * for a log.
     * \param callId Call-ID
     * \param tokens the tokens of one message
     */
    typedef void (*TokensTracedCallback)(const std::string& callId,
                                         const std::vector<std::vector<uint8_t>>& tokens);

    /**
     * Signature of the trace source Ignored.
     * \param callId Call-ID
     * \param error why a value was ignored
     */
    typedef void (*IgnoredTracedCallback)(const std::string& callId, MediaAuthorizationError error);

  protected:
    void DoDispose() override;

  private:
    std::shared_ptr<CryptoContext> m_context; //!< ours
    KeyFinder m_findKey;                      //!< finds keys; or none
    Receiver m_receiver;                      //!< takes tokens; or none
    uint32_t m_maxValues{16};                 //!< attribute MaxValues
    uint32_t m_maxOctets{2048};               //!< attribute MaxOctets
    bool m_acceptClear{true};                 //!< attribute AcceptClear
    /// trace source Tokens
    TracedCallback<const std::string&, const std::vector<std::vector<uint8_t>>&> m_tokens;
    TracedCallback<const std::string&, MediaAuthorizationError> m_ignored; //!< trace source Ignored
};

} // namespace ns3

#endif // MEDIA_AUTHORIZATION_POLICY_H
