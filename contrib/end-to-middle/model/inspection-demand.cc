// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inspection-demand.h"

#include "ns3/certs-only.h"
#include "ns3/middle-demand.h"
#include "ns3/mime-multipart.h"
#include "ns3/sip-text.h"

#include <algorithm>

namespace ns3
{
namespace
{

/**
 * \param value value of a Content-Type
 * \return the type without parameters, in lower case
 */
std::string
GetBareType(const std::string& value)
{
    auto type = ToLowerAscii(value.substr(0, value.find(';')));
    const auto end = type.find_last_not_of(" \t");
    return type.substr(0, end == std::string::npos ? 0 : end + 1);
}

} // namespace

bool
InspectionDemand::IsWanted(const InspectionReport& report) const
{
    if (!IsRead(report.outcome))
    {
        return false;
    }
    if (contentType.empty())
    {
        return true;
    }
    const auto leaves = CollectLeaves(MimeEntity(report.contentType, report.content));
    return leaves && std::any_of(leaves->begin(),
                                 leaves->end(),
                                 [this](const MimeEntity& leaf)
                                 {
                                     const auto type = leaf.GetField("Content-Type");
                                     return GetBareType(type.value_or("text/plain")) ==
                                            ToLowerAscii(contentType);
                                 });
}

InspectionFault
InspectionDemand::Judge(const std::vector<InspectionReport>& reports) const
{
    if (!isRequired && !isSignatureRequired)
    {
        return InspectionFault::None;
    }
    bool hasUnread = false;
    bool hasBadSignature = false;
    bool isFound = false;
    bool isSigned = true;
    for (const auto& report : reports)
    {
        const bool isWanted = IsWanted(report);
        isFound = isFound || isWanted;
        isSigned = isSigned && (!isWanted || report.signer);
        if (report.isMalleable)
        {
            hasUnread = hasUnread || !isWanted;
        }
        else if (report.outcome == SmimeOutcome::BadSignature)
        {
            hasBadSignature = true;
        }
        else
        {
            hasUnread = hasUnread || !IsRead(report.outcome);
        }
    }
    if (isRequired && hasUnread && (contentType.empty() || !isFound))
    {
        return InspectionFault::Unread;
    }
    if (hasBadSignature)
    {
        return InspectionFault::BadSignature;
    }
    if (isSignatureRequired && isFound && !isSigned)
    {
        return InspectionFault::Unsigned;
    }
    return isRequired && refusesAbsent && !isFound ? InspectionFault::Absent
                                                   : InspectionFault::None;
}

SipReply
InspectionDemand::MakeRefusal(InspectionFault fault,
                              const std::string& host,
                              const std::vector<Certificate>& chain) const
{
    SipReply reply;
    switch (fault)
    {
    case InspectionFault::Unread:
        reply.code = errorCode;
        reply.reason = errorCode == 496 ? "Proxy Undecipherable" : "";
        // Who wants a signature too must see what it covers: the whole body (step 5).
        if (!contentType.empty() && !isSignatureRequired)
        {
            reply.headers.emplace_back("Warning", MakeMiddleWarning(host, contentType));
        }
        reply.headers.emplace_back("Content-Disposition", "attachment;handling=optional");
        reply.body = chain.size() == 1
                         ? SipBody{"application/pkix-cert", chain.front().GetDer()}
                         : SipBody{"application/pkcs7-mime;smime-type=certs-only;name=smime.p7c",
                                   MakeCertsOnly(chain)};
        return reply;
    case InspectionFault::Unsigned:
        reply.code = signatureCode;
        reply.reason = "Signature Required";
        if (signatureCode != 495)
        {
            reply.body.contentType = "multipart/signed"; // and no body, as in -01 and -02
        }
        return reply;
    case InspectionFault::BadSignature:
        return {403, "Bad Signature", {}, {}};
    default:
        break;
    }
    return {403, "Body Required", {{"Warning", MakeMiddleWarning(host, contentType)}}, {}};
}

} // namespace ns3
