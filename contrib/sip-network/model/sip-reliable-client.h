// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_RELIABLE_CLIENT_H
#define SIP_RELIABLE_CLIENT_H

#include "ns3/ptr.h"
#include "ns3/sip-dialog.h"
#include "ns3/sip-message.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace ns3
{

class SipCall;

/**
 * The reliable provisional responses to our INVITE (RFC 3262, section 4): each makes or continues
 * an early dialog, is taken in order, and gets a PRACK within that dialog.
 */
class SipReliableClient : public std::enable_shared_from_this<SipReliableClient>
{
  public:
    /** @param call the call */
    explicit SipReliableClient(Ptr<SipCall> call);

    /**
     * @param response a provisional response
     * @return whether it is to be acknowledged: Require has 100rel, and there is an RSeq
     */
    static bool IsReliable(const SipMessage& response);
    /**
     * Takes a reliable response and sends its PRACK.
     *
     * @param invite the INVITE as it was sent
     * @param response the response
     * @param isTls whether the INVITE went by TLS
     * @return whether it is the next in order; false: seen before, out of order, or bad
     */
    bool Accept(const SipMessage& invite, const SipMessage& response, bool isTls);
    /**
     * @param tag the peer's tag in a 2xx
     * @return the early dialog with this peer, or none
     */
    std::optional<SipDialog> FindDialog(const std::string& tag) const;
    /** Forgets the early dialogs: the INVITE is sent again. */
    void Clear();

    /// More early dialogs of one INVITE than this are not made.
    static constexpr std::size_t MAX_DIALOGS = 16;

  private:
    /** Sends the PRACK. */
    void Acknowledge(const std::string& tag, const std::string& value);
    /** @return the dialog with this tag, also if the call has it; or null */
    SipDialog* GetDialog(const std::string& tag);

    Ptr<SipCall> m_call;                        ///< the call
    std::map<std::string, SipDialog> m_dialogs; ///< by remote tag, but the call's own
    std::map<std::string, uint32_t> m_numbers;  ///< last RSeq, by remote tag
};

} // namespace ns3

#endif // SIP_RELIABLE_CLIENT_H
