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

SmimeSealer::SmimeSealer(CryptoContext& context,
                         DialogKeys& keys,
                         const EnvelopeOptions& options,
                         uint32_t maxDecrypts)
    : m_context(context)
    , m_keys(keys)
    , m_options(options)
    , m_maxDecrypts(maxDecrypts)
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
        // A request needs one more use for its answer, which cannot introduce a key.
        auto kek = m_keys.FindForSending(order.scope, order.isRequest ? 2 : 1, now);
        if (kek)
        {
            holders = m_keys.GetServers(order.scope, kek->identifier);
            keks.push_back(std::move(*kek));
        }
        else if (order.isRequest)
        {
            options.cek = CekAttributes{m_context.Random(REFERENCE_OCTETS), m_maxDecrypts};
        }
    }
    if (keks.empty())
    {
        if (!order.peer)
        {
            return tl::unexpected(SipReply{493, "No Certificate Of The Peer", {}, {}});
        }
        certificates.push_back(*order.peer);
    }
    SealedContent result;
    DialogKeys::Origin origin{false, order.isInDialog, {}};
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
    if (options.cek)
    {
        result.use.reference = options.cek->reference;
        m_keys.Introduce(order.scope, *options.cek, sealed->cek, origin, now);
    }
    else if (!keks.empty())
    {
        result.use.reference = keks.front().identifier;
        result.use.kek = keks.front().kek;
        m_keys.Count(order.scope, result.use.reference, false, now);
    }
    result.der = std::move(sealed->der);
    return result;
}

} // namespace ns3
