// SPDX-License-Identifier: GPL-2.0-only

#ifndef SIP_BODY_ENTITY_H
#define SIP_BODY_ENTITY_H

#include "ns3/mime-entity.h"
#include "ns3/sip-message.h"

namespace ns3
{

/**
 * \ingroup end-to-middle
 * \param message a message
 * \return its body as a MIME entity: the body's octets, and those of the message's header fields
 * that are MIME header fields (the types, encoding, disposition, identifier and target)
 */
MimeEntity GetBodyEntity(const SipMessage& message);

/**
 * \ingroup end-to-middle
 * Makes an entity the body of a message. The entity's Content-Type, Content-Transfer-Encoding (left
 * out when it is "binary", which is how SIP reads bodies) and Content-Disposition replace the
 * message's.
 * \param message the message
 * \param entity the entity
 */
void SetBodyEntity(SipMessage& message, const MimeEntity& entity);

} // namespace ns3

#endif // SIP_BODY_ENTITY_H
