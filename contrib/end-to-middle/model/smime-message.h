// SPDX-License-Identifier: GPL-2.0-only

#ifndef SMIME_MESSAGE_H
#define SMIME_MESSAGE_H

#include "ns3/credential.h"
#include "ns3/disclosure-plan.h"
#include "ns3/mime-entity.h"
#include "ns3/octets.h"
#include "ns3/sip-message.h"
#include "ns3/sip-reply.h"
#include "ns3/smime-outcome.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * \param message a message
 * \return the references of keys that its body was encrypted under
 */
std::vector<Octets> GetKekReferences(const SipMessage& message);

/**
 * \ingroup end-to-middle
 * \param message a message
 * \return host names of the servers its labels name, of either kind, in order and each once
 */
std::vector<std::string> GetLabelledHosts(const SipMessage& message);

/**
 * \ingroup end-to-middle
 * \param message a message
 * \return the parts of its body that hold something: the leaves of its MIME structure but
 * signatures and signed header fields
 */
std::vector<MimeEntity> GetContents(const SipMessage& message);

/**
 * \ingroup end-to-middle
 * \param message a message
 * \param headers the header fields that its sender signed; nothing: none
 * \return the servers its labels name, without those that should have been signed and were not;
 * reduced are those for which only parts are labelled that the peer may leave alone
 */
std::vector<DisclosureReader> GetLabelledReaders(const SipMessage& message,
                                                 const std::optional<SipMessage>& headers);

/**
 * \ingroup end-to-middle
 * \param readers some servers
 * \param view how much
 * \return host names of those that get that much
 */
std::set<std::string> SelectHosts(const std::vector<DisclosureReader>& readers,
                                  DisclosureView view);

/**
 * \ingroup end-to-middle
 * How a user agent refuses a message whose body it cannot read, or does not accept: 400 what is
 * malformed, 403 a bad signature or a plain body, 493 what it cannot decrypt, with its certificate
 * (RFC 3261 section 23.2), and 415 if it has none.
 * \param outcome why it does
 * \param credential the user agent's, if it has one
 * \return the refusal
 */
SipReply MakeSmimeRefusal(SmimeOutcome outcome, const std::optional<Credential>& credential);

} // namespace ns3

#endif // SMIME_MESSAGE_H
