// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/proof-stripper.h"

#include "ns3/sip-text.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(ProofStripper);

namespace
{

/// Header fields that prove who sent a message.
constexpr const char* PROOFS[] = {"Identity", "Identity-Info", "P-Asserted-Identity"};

} // namespace

TypeId
ProofStripper::GetTypeId()
{
    static TypeId tid = TypeId("ns3::ProofStripper")
                            .SetParent<MessageAttacker>()
                            .SetGroupName("Adversary")
                            .AddConstructor<ProofStripper>();
    return tid;
}

std::optional<ProofStripper::Part>
ProofStripper::FindSignedPart(const std::string& contentType, const std::string& body)
{
    const std::string lower = ToLowerAscii(contentType);
    const std::size_t at = lower.find("boundary=");
    if (lower.compare(0, 16, "multipart/signed") != 0 || at == std::string::npos)
    {
        return std::nullopt;
    }
    std::string boundary = contentType.substr(at + 9);
    if (!boundary.empty() && boundary.front() == '"')
    {
        boundary = boundary.substr(1, boundary.find('"', 1) - 1);
    }
    else
    {
        boundary = boundary.substr(0, boundary.find_first_of("; \t\r\n"));
    }
    const std::string delimiter = "--" + boundary;
    const std::size_t line = body.find(delimiter);
    const std::size_t begin = line == std::string::npos ? line : body.find('\n', line);
    const std::size_t end =
        begin == std::string::npos ? begin : body.find("\r\n" + delimiter, begin);
    if (boundary.empty() || end == std::string::npos)
    {
        return std::nullopt;
    }
    const std::string part = body.substr(begin + 1, end - begin - 1);
    const std::size_t empty = part.find("\r\n\r\n");
    if (empty == std::string::npos)
    {
        return std::nullopt;
    }
    Part found{"text/plain", part.substr(empty + 4)};
    const std::string head = part.substr(0, empty + 2);
    const std::size_t type = ToLowerAscii(head).find("content-type:");
    if (type != std::string::npos)
    {
        // The value, its folded lines included.
        std::size_t stop = head.find("\r\n", type);
        while (stop != std::string::npos && stop + 2 < head.size() &&
               (head[stop + 2] == ' ' || head[stop + 2] == '\t'))
        {
            stop = head.find("\r\n", stop + 2);
        }
        std::string value = head.substr(type + 13, stop - type - 13);
        value.erase(std::remove_if(value.begin(),
                                   value.end(),
                                   [](char letter)
                                   {
                                       return letter == '\r' || letter == '\n';
                                   }),
                    value.end());
        found.contentType = value.substr(std::min(value.find_first_not_of(" \t"), value.size()));
    }
    return found;
}

void
ProofStripper::Strip(SipMessage& message, const AttackContext& context, const std::string& author)
{
    if (!context.mayChange)
    {
        return;
    }
    std::string evidence;
    for (const char* name : PROOFS)
    {
        if (message.Has(name))
        {
            evidence += std::string(name) + ": " + std::string(*message.GetHeader(name)) + " ";
            message.Remove(name);
        }
    }
    const std::string type(message.GetHeader("Content-Type").value_or(""));
    if (const auto part = FindSignedPart(type, message.GetBody()))
    {
        evidence += type;
        message.SetBody(part->octets, part->contentType);
    }
    if (!evidence.empty())
    {
        Hope(AttackGainKind::Stripped, author, message, evidence);
    }
}

SipVerdict
ProofStripper::OnRequest(SipMessage& request, const AttackContext& context)
{
    Strip(request, context, GetAuthor(request));
    return SipVerdict::Continue();
}

SipVerdict
ProofStripper::OnResponse(SipMessage& response, const AttackContext& context)
{
    Strip(response, context, GetAddressee(response));
    return SipVerdict::Continue();
}

} // namespace ns3
