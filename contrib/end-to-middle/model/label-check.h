// SPDX-License-Identifier: GPL-2.0-only

#ifndef LABEL_CHECK_H
#define LABEL_CHECK_H

#include "ns3/mime-entity.h"
#include "ns3/octets.h"
#include "ns3/sip-message.h"

#include <string>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * How the labels of a message differ from those that its sender signed.
 */
struct LabelDifference
{
    std::vector<std::string> removed; //!< signed, and not there
    std::vector<std::string> added;   //!< there, and not signed

    /// \return whether there is none
    bool IsEmpty() const;

    /// \return one line about it; empty if there is none
    std::string ToString() const;
};

/**
 * \ingroup end-to-middle
 * The copy of a message's labels that goes under its signature (e2m-sec-06 section 8.3): what
 * MakeSignedHeaders() says, and the labels that stand in MIME headers.
 * \param message the message, with the labels of its header in place
 * \param parts the parts of its body, with the labels of their MIME headers
 * \return the octets of a message/sipfrag
 */
Octets MakeSignedLabels(const SipMessage& message, const std::vector<MimeEntity>& parts);

/**
 * \ingroup end-to-middle
 * Compares labels of either kind. In Proxy-Inspect-Body the names of the parts count too.
 * \param outside the message as it came
 * \param inside what ParseSignedHeaders() says of the signed copy
 * \return how they differ
 */
LabelDifference CompareLabels(const SipMessage& outside, const SipMessage& inside);

/**
 * \ingroup end-to-middle
 * \param outside the message as it came
 * \param inside what ParseSignedHeaders() says of the signed copy
 * \return the message as it came, without the labels of its header that were not signed
 */
SipMessage KeepSignedLabels(const SipMessage& outside, const SipMessage& inside);

} // namespace ns3

#endif // LABEL_CHECK_H
