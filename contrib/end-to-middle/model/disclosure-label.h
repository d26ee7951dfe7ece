// SPDX-License-Identifier: GPL-2.0-only

#ifndef DISCLOSURE_LABEL_H
#define DISCLOSURE_LABEL_H

#include "ns3/mime-entity.h"
#include "ns3/sip-message.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * How a message tells a server on its way that there is something in its body for it.
 *
 * A label says nothing about who can read the body: that is said by the recipients in it. A server
 * whose label is missing just does not look (e2m-sec-06 section 3). What is here does not protect
 * labels: a signature that covers a copy of them does.
 */
class DisclosureLabel
{
  public:
    /// The labels there are.
    enum class Kind
    {
        ContentTarget,    //!< as in the article; ContentTargetLabel
        ProxyInspectBody, //!< as in the last draft; ProxyInspectBodyLabel
    };

    /**
     * \param kind which label
     * \return the label
     */
    static std::unique_ptr<DisclosureLabel> Create(Kind kind);

    virtual ~DisclosureLabel() = default;

    /**
     * Labels a message whose body is in place. Labels of this kind that it has already are removed
     * first, so that to write them twice is to write them once.
     * \param message the message; its body has one part
     * \param hosts names of the servers, in the order of the labels
     */
    virtual void Write(SipMessage& message, const std::vector<std::string>& hosts) const = 0;

    /**
     * Removes the labels that name a server, once it has read what they are about, so that those
     * behind it do not learn of it (e2m-sec-06 section 5.3). Labels that are part of the body stay:
     * a proxy does not change bodies.
     * \param message the message
     * \param host name of the server; case does not matter
     */
    virtual void RemoveFor(SipMessage& message, std::string_view host) const;

    /**
     * Labels a message whose body is to have several parts, or one that is to be signed outside
     * the encryption. Labels of this kind in the message's header are removed first.
     * \param message the message; gets the labels that stand in its header
     * \param parts the parts; get the labels, or identifiers, that stand in their MIME header
     * \param hosts for each part, names of the servers that it is for
     */
    virtual void WriteParts(SipMessage& message,
                            std::vector<MimeEntity>& parts,
                            const std::vector<std::vector<std::string>>& hosts) const = 0;

    /**
     * \param message a message
     * \return the host names its labels of this kind have, in order and in lower case; a label
     * that cannot be read is left out
     */
    virtual std::vector<std::string> GetHosts(const SipMessage& message) const = 0;

    /**
     * \param message a message
     * \param leaves the leaves of the MIME structure of its body, as CollectLeaves() has them
     * \param host name of a server; case does not matter
     * \return the places in leaves of those that are labelled for the server, in the labels' order
     * and each once, however often it is named
     */
    virtual std::vector<std::size_t> FindLeaves(const SipMessage& message,
                                                const std::vector<MimeEntity>& leaves,
                                                std::string_view host) const = 0;

    /**
     * \param message a message
     * \param host name of a server; case does not matter
     * \return the parts of its body that are labelled for the server, as FindLeaves() says: leaves
     * of its MIME structure with their MIME header fields. A body of one part is an entity with the
     * message's own MIME header fields.
     */
    std::vector<MimeEntity> FindParts(const SipMessage& message, std::string_view host) const;

    /**
     * \param message a message
     * \param host name of a server; case does not matter
     * \return true if some label names the server
     */
    bool IsFor(const SipMessage& message, std::string_view host) const;
};

} // namespace ns3

#endif // DISCLOSURE_LABEL_H
