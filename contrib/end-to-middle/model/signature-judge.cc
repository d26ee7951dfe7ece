// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/signature-judge.h"

#include "ns3/host-name.h"
#include "ns3/signed-headers.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace ns3
{
namespace
{

/**
 * \param left an address of record
 * \param right another one
 * \return whether both name the same user, whatever the scheme
 */
bool
IsSameUser(const SipUri& left, const SipUri& right)
{
    return left.GetUser() == right.GetUser() &&
           ToLowerHost(left.GetHost()) == ToLowerHost(right.GetHost());
}

} // namespace

SignatureJudge::Finding
SignatureJudge::Judge(const std::vector<SmimeSignature>& signatures,
                      const SipMessage& message,
                      Work& work) const
{
    Finding finding;
    for (const auto& signature : signatures)
    {
        finding.fault = JudgeSigner(signature, finding.detail, work);
        if (finding.fault != SmimeFault::None)
        {
            return finding;
        }
        if (!signature.fragment)
        {
            continue;
        }
        auto inside = ParseSignedHeaders(*signature.fragment);
        const auto same = inside ? CompareSignedHeaders(message, *inside)
                                 : tl::expected<void, std::string>(tl::unexpected(inside.error()));
        if (!same)
        {
            finding.fault = SmimeFault::OtherHeaders;
            finding.detail = same.error();
            return finding;
        }
        const auto to = inside->GetTo();
        if (user && !(to && IsSameUser(to->GetUri(), *user)))
        {
            finding.fault = SmimeFault::WrongDestination;
            return finding;
        }
        const auto difference = CompareLabels(message, *inside);
        if (!finding.difference || finding.difference->IsEmpty())
        {
            finding.difference = difference;
        }
        finding.headers = std::move(*inside);
    }
    return finding;
}

SmimeFault
SignatureJudge::JudgeSigner(const SmimeSignature& signature, std::string& detail, Work& work) const
{
    if (keyring)
    {
        std::vector<Certificate> chain{signature.signer};
        chain.insert(chain.end(), signature.certificates.begin(), signature.certificates.end());
        const auto judged = keyring->Judge(peer, chain, now, work);
        if (!judged)
        {
            detail = ToString(judged.error());
            return judged.error() == SmimeKeyringFault::OtherName ? SmimeFault::OtherName
                                                                  : SmimeFault::NotTrusted;
        }
    }
    else if (!SmimeKeyring::Names(signature.signer, peer))
    {
        return SmimeFault::OtherName;
    }
    else if (std::find(known.begin(), known.end(), signature.signer) == known.end())
    {
        return SmimeFault::NotTrusted;
    }
    const bool isStale =
        signature.signingTime && std::llabs(*signature.signingTime - now) > tolerance;
    return isStale ? SmimeFault::Stale : SmimeFault::None;
}

} // namespace ns3
