// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/middle-demand.h"

#include "ns3/certs-only.h"
#include "ns3/host-name.h"
#include "ns3/mime-multipart.h"
#include "ns3/sip-body-entity.h"
#include "ns3/sip-text.h"
#include "ns3/smime-entity.h"

#include <algorithm>

namespace ns3
{
namespace
{

const std::string PHRASE = "Required to View Content-Type '";

/**
 * Reads the Warning of a server that must see a type.
 * \param value `382 host "Required to View Content-Type 'application/sdp'"`
 * \param demand receives host and type
 */
void
ReadWarning(const std::string& value, MiddleDemand& demand)
{
    const bool isOurs = value.compare(0, 4, "382 ") == 0 || value.compare(0, 4, "380 ") == 0;
    const auto end = value.find(' ', 4);
    const auto begin = value.find(PHRASE);
    if (!isOurs || end == std::string::npos || begin == std::string::npos)
    {
        return;
    }
    const auto start = begin + PHRASE.size();
    const auto stop = value.find('\'', start);
    if (stop == std::string::npos)
    {
        return;
    }
    const auto agent = value.substr(4, end - 4);
    demand.host = ToLowerHost(agent.substr(0, agent.find(':')));
    demand.contentType = ToLowerAscii(value.substr(start, stop - start));
}

/**
 * \param leaf a part of a refusal's body
 * \param context reads certificates
 * \return the certificates in it
 */
std::vector<Certificate>
ReadCertificates(const MimeEntity& leaf, CryptoContext& context)
{
    const auto type = ToLowerAscii(leaf.GetField("Content-Type").value_or(""));
    const auto name = type.substr(0, type.find(';'));
    if (name == "application/pkix-cert")
    {
        const auto der = leaf.DecodeBody();
        auto certificate =
            der ? Certificate::FromDer(context, *der) : tl::unexpected(CryptoError::BadEncoding);
        return certificate ? std::vector<Certificate>{*certificate} : std::vector<Certificate>{};
    }
    const auto der = name == "application/pkcs7-mime" ? ExtractCms(leaf)
                                                      : tl::unexpected(MimeError::Unsupported);
    auto chain = der ? ReadCertsOnly(*der, context) : std::vector<Certificate>{};
    // A set has no order: whose it is comes first, the one that has issued none of the others.
    const auto isIssuer = [&chain](const Certificate& certificate)
    {
        return std::any_of(chain.begin(),
                           chain.end(),
                           [&certificate](const Certificate& other)
                           {
                               return other.GetIssuer() == certificate.GetSubject();
                           });
    };
    const auto first = std::find_if_not(chain.begin(), chain.end(), isIssuer);
    if (first != chain.end())
    {
        std::rotate(chain.begin(), first, first + 1);
    }
    return chain;
}

} // namespace

std::optional<MiddleDemand>
ReadMiddleDemand(const SipMessage& response, CryptoContext& context)
{
    const auto code = response.GetStatusCode();
    const auto type = ToLowerAscii(response.GetHeader("Content-Type").value_or(""));
    const bool isOldForm = (code == 403 || code == 493) && type.find("multipart/signed") == 0;
    MiddleDemand demand;
    demand.isSignature = code == 495 || isOldForm;
    if (!demand.isSignature && code != 493 && code != 496)
    {
        return std::nullopt;
    }
    for (const auto& warning : GetWholeHeaders(response, "Warning"))
    {
        if (demand.host.empty())
        {
            ReadWarning(warning, demand);
        }
    }
    if (!isOldForm && !response.GetBody().empty())
    {
        const auto leaves = CollectLeaves(GetBodyEntity(response));
        for (const auto& leaf : leaves.value_or(std::vector<MimeEntity>{}))
        {
            if (demand.chain.empty())
            {
                demand.chain = ReadCertificates(leaf, context);
            }
        }
    }
    return demand;
}

std::string
MakeMiddleWarning(const std::string& host, const std::string& contentType)
{
    return "382 " + (host.empty() ? "invalid" : host) + " \"" + PHRASE + contentType + "'\"";
}

} // namespace ns3
