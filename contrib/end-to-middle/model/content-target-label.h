// SPDX-License-Identifier: GPL-2.0-only

#ifndef CONTENT_TARGET_LABEL_H
#define CONTENT_TARGET_LABEL_H

#include "ns3/disclosure-label.h"

namespace ns3
{

/**
 * \ingroup end-to-middle
 * The label of the article's Fig. 4: `Content-Target: sip:ss1.atlanta.example.com`
 * (draft-ono-sipping-end2middle-security-02 section 6).
 *
 * It is a MIME header field. With a body of one part it stands in the SIP header, as in the figure;
 * in a multipart it stands in the header of the part. The value is a name-addr or an addr-spec; the
 * draft's own examples have a bare host, which is read too. One field for each server.
 */
class ContentTargetLabel : public DisclosureLabel
{
  public:
    void Write(SipMessage& message, const std::vector<std::string>& hosts) const override;
    void WriteParts(SipMessage& message,
                    std::vector<MimeEntity>& parts,
                    const std::vector<std::vector<std::string>>& hosts) const override;
    std::vector<std::string> GetHosts(const SipMessage& message) const override;
    std::vector<std::size_t> FindLeaves(const SipMessage& message,
                                        const std::vector<MimeEntity>& leaves,
                                        std::string_view host) const override;
};

} // namespace ns3

#endif // CONTENT_TARGET_LABEL_H
