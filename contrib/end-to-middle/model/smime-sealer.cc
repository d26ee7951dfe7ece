// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/smime-sealer.h"

#include "ns3/log.h"

#include <set>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SmimeSealer");

namespace
{

constexpr std::size_t REFERENCE_OCTETS = 8;

} // namespace

SmimeSealer::SmimeSealer(CryptoContext& context, DialogKeys& keys, const EnvelopeOptions& options)
    : m_context(context)
    , m_keys(keys)
    , m_options(options)
{
}

tl::expected<SealedContent, SipReply>
SmimeSealer::Seal(std::string_view content, const SealingOrder& order, int64_t now, Work& work)
{
    auto options = m_options;
    std::vector<KekRecipient> keks;
    std::vector<Certificate> certificates;
    std::set<std::string> holders; // servers that can read without a RecipientInfo of their own
    if (order.reusesKeys)
    {
        auto plan = m_keys.PlanSending(order.scope, order.isRequest, now);
        if (plan.kek)
        {
            holders = std::move(plan.holders);
            keks.push_back(std::move(*plan.kek));
        }
        if (plan.introduced)
        {
            options.cek = std::move(plan.introduced);
            options.cek->reference = m_context.Random(REFERENCE_OCTETS);
        }
    }
    if (keks.empty())
    {
        if (order.peers.empty())
        {
            return tl::unexpected(SipReply{493, "No Certificate Of The Peer", {}, {}});
        }
        certificates = order.peers;
    }
    SealedContent result;
    DialogKeys::Origin origin{false, order.isInDialog, holders, !order.isRequest};
    for (const auto& [host, certificate] : order.servers)
    {
        if (holders.count(host) == 0)
        {
            if (!certificate)
            {
                NS_LOG_INFO("no certificate of " << host << ": nothing is disclosed to it");
                continue;
            }
            certificates.push_back(*certificate);
            origin.servers.insert(host);
        }
        result.hosts.push_back(host);
    }
    auto sealed = SealEnvelope(m_context, content, certificates, keks, options, work);
    if (!sealed)
    {
        NS_LOG_WARN("cannot encrypt: " << ToString(sealed.error()));
        return tl::unexpected(SipReply{500, "Cannot Encrypt", {}, {}});
    }
    result
        .use = {order.dialog, order.isRequest ? "request" : "response", true, {}, sealed->cek, {}};
    if (!keks.empty())
    {
        result.use.reference = keks.front().identifier;
        result.use.kek = keks.front().kek;
        m_keys.Count(order.scope, result.use.reference, false, now);
    }
    if (options.cek)
    {
        result.use.introduced = options.cek->reference;
        result.use.reference = keks.empty() ? result.use.introduced : result.use.reference;
        m_keys.Introduce(order.scope, *options.cek, sealed->cek, origin, now);
    }
    result.der = std::move(sealed->der);
    return result;
}

} // namespace ns3
