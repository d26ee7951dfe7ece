// SPDX-License-Identifier: GPL-2.0-only

#ifndef PROXY_INSPECT_BODY_LABEL_H
#define PROXY_INSPECT_BODY_LABEL_H

#include "ns3/disclosure-label.h"

namespace ns3
{

/**
 * \ingroup end-to-middle
 * The label of the last draft: `Proxy-Inspect-Body: ss1.atlanta.example.com;cid="x@y"`
 * (draft-ietf-sip-e2m-sec-06 section 6).
 *
 * A SIP header field, one for each server, that names the parts it means by their Content-ID. The
 * cid is written quoted, as the draft's ABNF has it, and read unquoted too, as its examples have
 * it. Write() gives the body a Content-ID in the SIP header if it has none.
 */
class ProxyInspectBodyLabel : public DisclosureLabel
{
  public:
    void Write(SipMessage& message, const std::vector<std::string>& hosts) const override;
    void RemoveFor(SipMessage& message, std::string_view host) const override;
    void WriteParts(SipMessage& message,
                    std::vector<MimeEntity>& parts,
                    const std::vector<std::vector<std::string>>& hosts) const override;
    std::vector<std::string> GetHosts(const SipMessage& message) const override;
    std::vector<std::size_t> FindLeaves(const SipMessage& message,
                                        const std::vector<MimeEntity>& leaves,
                                        std::string_view host) const override;
};

} // namespace ns3

#endif // PROXY_INSPECT_BODY_LABEL_H
