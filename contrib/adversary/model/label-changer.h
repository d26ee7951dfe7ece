// SPDX-License-Identifier: GPL-2.0-only
#ifndef LABEL_CHANGER_H
#define LABEL_CHANGER_H

#include "ns3/message-attacker.h"

#include <cstdint>
#include <string>

namespace ns3
{

/**
 * @ingroup adversary
 * Removes, changes or adds the label that tells a server that there is something for it in a body
 * (e2m-sec-06, section 8.3): fields Content-Target and Proxy-Inspect-Body, in the SIP header and in
 * the MIME headers of the body's parts. Without it the service fails and nobody is told; with one
 * too many the server looks for nothing. A gain is a call that goes on all the same.
 */
class LabelChanger : public MessageAttacker
{
  public:
    /// What is done to labels.
    enum class Mode
    {
        Remove, ///< they are taken out
        Change, ///< they name another server
        Add,    ///< one that names a server is put in
    };

    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /** @return number of messages changed */
    uint32_t GetCount() const;

  protected:
    SipVerdict OnRequest(SipMessage& request, const AttackContext& context) override;
    SipVerdict OnResponse(SipMessage& response, const AttackContext& context) override;

  private:
    /** Changes labels. */
    void Change(SipMessage& message, const AttackContext& context, const std::string& author);
    /** @return whether anything in the SIP header was changed */
    bool ChangeHeader(SipMessage& message) const;
    /** @return whether anything in the header fields of parts was changed */
    bool ChangeParts(std::string& body) const;

    int m_mode{0};          ///< attribute Mode, a Mode
    std::string m_host;     ///< attribute Host
    bool m_responses{true}; ///< attribute Responses
    uint32_t m_count{0};    ///< messages changed
};

} // namespace ns3

#endif // LABEL_CHANGER_H
