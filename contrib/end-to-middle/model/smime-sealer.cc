// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/smime-sealer.h"

#include "ns3/log.h"

#include <algorithm>
#include <set>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SmimeSealer");

namespace
{

constexpr std::size_t REFERENCE_OCTETS = 8;

/**
 * \param holders host names of servers that have a key
 * \param servers those that are to read
 * \return whether nobody else has it
 */
bool
AreAmong(const std::set<std::string>& holders,
         const std::vector<std::pair<std::string, std::optional<Certificate>>>& servers)
{
    return std::all_of(holders.begin(),
                       holders.end(),
                       [&servers](const std::string& holder)
                       {
                           return std::any_of(servers.begin(),
                                              servers.end(),
                                              [&holder](const auto& server)
                                              {
                                                  return server.first == holder;
                                              });
                       });
}

} // namespace

SmimeSealer::SmimeSealer(CryptoContext& context, DialogKeys& keys, const EnvelopeOptions& options)
    : m_context(context)
    , m_keys(keys)
    , m_options(options)
{
}

tl::expected<SealingPlan, SipReply>
SmimeSealer::Plan(const SealingOrder& order, int64_t now)
{
    SealingPlan plan;
    plan.options = m_options;
    plan.origin.inDialog = order.isInDialog;
    plan.origin.inResponse = !order.isRequest;
    std::set<std::string> holders; // servers that can read without a RecipientInfo of their own
    if (order.reusesKeys)
    {
        auto keys = m_keys.PlanSending(order.scope, order.isRequest, now);
        if (keys.kek && !AreAmong(keys.holders, order.servers))
        {
            NS_LOG_INFO("a server that is not to read has the key: it is not gone on with");
            m_keys.Retire(order.scope);
            keys = m_keys.PlanSending(order.scope, order.isRequest, now);
            keys.kek.reset();
        }
        if (keys.kek)
        {
            holders = std::move(keys.holders);
            plan.keks.push_back(std::move(*keys.kek));
        }
        if (keys.introduced)
        {
            plan.options.cek = std::move(keys.introduced);
            plan.options.cek->reference = m_context.Random(REFERENCE_OCTETS);
        }
    }
    if (plan.keks.empty())
    {
        plan.certificates = order.peers;
        if (order.peers.empty() && order.isForPeer)
        {
            return tl::unexpected(SipReply{493, "No Certificate Of The Peer", {}, {}});
        }
    }
    plan.origin.servers = holders;
    for (const auto& [host, certificate] : order.servers)
    {
        if (holders.count(host) == 0)
        {
            if (!certificate)
            {
                NS_LOG_INFO("no certificate of " << host << ": nothing is disclosed to it");
                continue;
            }
            plan.certificates.push_back(*certificate);
            plan.origin.servers.insert(host);
        }
        plan.hosts.push_back(host);
    }
    return plan;
}

tl::expected<SealedContent, SipReply>
SmimeSealer::Seal(std::string_view content,
                  const SealingOrder& order,
                  const SealingPlan& plan,
                  int64_t now,
                  Work& work)
{
    auto sealed =
        SealEnvelope(m_context, content, plan.certificates, plan.keks, plan.options, work);
    if (!sealed)
    {
        NS_LOG_WARN("cannot encrypt: " << ToString(sealed.error()));
        return tl::unexpected(SipReply{500, "Cannot Encrypt", {}, {}});
    }
    SealedContent result;
    auto& use = result.use;
    use = {order.dialog, order.isRequest ? "request" : "response", true, {}, sealed->cek, {}};
    if (!plan.keks.empty())
    {
        use.reference = plan.keks.front().identifier;
        use.kek = plan.keks.front().kek;
        m_keys.Count(order.scope, use.reference, false, now);
    }
    if (plan.options.cek)
    {
        use.introduced = plan.options.cek->reference;
        use.reference = plan.keks.empty() ? use.introduced : use.reference;
        m_keys.Introduce(order.scope, *plan.options.cek, sealed->cek, plan.origin, now);
    }
    result.der = std::move(sealed->der);
    return result;
}

} // namespace ns3
