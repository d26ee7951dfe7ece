// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/smime-message.h"

#include "ns3/certs-only.h"
#include "ns3/disclosure-label.h"
#include "ns3/envelope.h"
#include "ns3/label-check.h"
#include "ns3/mime-multipart.h"
#include "ns3/sip-body-entity.h"
#include "ns3/smime-entity.h"
#include "ns3/smime-reader.h"

#include <algorithm>
#include <utility>

namespace ns3
{

std::vector<Octets>
GetKekReferences(const SipMessage& message)
{
    const auto leaves = CollectLeaves(GetBodyEntity(message));
    std::vector<Octets> references;
    for (const auto& leaf : leaves.value_or(std::vector<MimeEntity>{}))
    {
        const auto der = ExtractCms(leaf);
        const auto envelope = der ? Envelope::Parse(*der) : tl::unexpected(CmsError::Malformed);
        if (envelope)
        {
            const auto more = envelope->GetKekIdentifiers();
            references.insert(references.end(), more.begin(), more.end());
        }
    }
    return references;
}

std::vector<std::string>
GetLabelledHosts(const SipMessage& message)
{
    std::vector<std::string> hosts;
    for (const auto kind :
         {DisclosureLabel::Kind::ContentTarget, DisclosureLabel::Kind::ProxyInspectBody})
    {
        for (auto& host : DisclosureLabel::Create(kind)->GetHosts(message))
        {
            if (std::find(hosts.begin(), hosts.end(), host) == hosts.end())
            {
                hosts.push_back(std::move(host));
            }
        }
    }
    return hosts;
}

std::vector<MimeEntity>
GetContents(const SipMessage& message)
{
    std::vector<MimeEntity> contents;
    const auto leaves = CollectLeaves(GetBodyEntity(message));
    for (const auto& leaf : leaves.value_or(std::vector<MimeEntity>{}))
    {
        const auto type = leaf.GetContentType();
        const bool isAside =
            type && (type->Is("application/pkcs7-signature") ||
                     type->Is("application/x-pkcs7-signature") || type->Is("message/sipfrag"));
        if (!isAside)
        {
            contents.push_back(leaf);
        }
    }
    return contents;
}

std::vector<DisclosureReader>
GetLabelledReaders(const SipMessage& message, const std::optional<SipMessage>& headers)
{
    const auto labelled = headers ? KeepSignedLabels(message, *headers) : message;
    const auto wanted = headers ? GetLabelledHosts(*headers) : std::vector<std::string>{};
    const auto contents = GetContents(message);
    std::vector<DisclosureReader> readers;
    for (const auto& host : GetLabelledHosts(labelled))
    {
        if (headers && std::find(wanted.begin(), wanted.end(), host) == wanted.end())
        {
            continue;
        }
        bool isReduced = false;
        bool isWhole = false;
        for (const auto kind :
             {DisclosureLabel::Kind::ContentTarget, DisclosureLabel::Kind::ProxyInspectBody})
        {
            for (const auto place :
                 DisclosureLabel::Create(kind)->FindLeaves(labelled, contents, host))
            {
                const bool isOptional = IsOptionalPart(contents[place]);
                isReduced = isReduced || isOptional;
                isWhole = isWhole || !isOptional;
            }
        }
        readers.push_back(
            {host, isReduced && !isWhole ? DisclosureView::Reduced : DisclosureView::Whole});
    }
    return readers;
}

std::set<std::string>
SelectHosts(const std::vector<DisclosureReader>& readers, DisclosureView view)
{
    std::set<std::string> hosts;
    for (const auto& reader : readers)
    {
        if (reader.view == view)
        {
            hosts.insert(reader.host);
        }
    }
    return hosts;
}

SipReply
MakeSmimeRefusal(SmimeOutcome outcome, const std::optional<Credential>& credential)
{
    switch (outcome)
    {
    case SmimeOutcome::Malformed:
        return {400, "Malformed S/MIME Body", {}, {}};
    case SmimeOutcome::BadSignature:
        return {403, "Bad Signature", {}, {}};
    case SmimeOutcome::Plain:
        return {403, "Encryption Required", {}, {}};
    default:
        break;
    }
    if (!credential)
    {
        return {415, "", {{"Accept", "application/sdp"}}, {}};
    }
    return {493,
            "Undecipherable",
            {{"Content-Disposition", "attachment;filename=smime.p7c;handling=optional"}},
            {"application/pkcs7-mime;smime-type=certs-only;name=smime.p7c",
             MakeCertsOnly(credential->certificate)}};
}

} // namespace ns3
