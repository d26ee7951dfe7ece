// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/log.h"
#include "ns3/session-reduction.h"
#include "ns3/simulator.h"
#include "ns3/sip-body-entity.h"
#include "ns3/smime-body-maker.h"
#include "ns3/smime-body-policy.h"
#include "ns3/smime-entity.h"

#include <algorithm>
#include <utility>

namespace ns3
{

namespace
{

const std::string FOR_PEER = "attachment;filename=smime.p7m;handling=required"; // as in Fig. 4
/// e2m-sec-06 section 5.1: the peer may leave alone what is for servers.
const std::string FOR_SERVERS = "attachment;filename=smime.p7m;handling=optional";
/// \return simulated time in ns
int64_t
GetNow()
{
    return Simulator::Now().GetNanoSeconds();
}

} // namespace

std::vector<SmimeBodyPolicy::Server>
SmimeBodyPolicy::ListServers(const SipDialogContext& context) const
{
    std::vector<Server> servers;
    for (const auto& reader :
         m_plan.GetReaders(context.GetScope(), GetServerView(), m_followLabels))
    {
        servers.push_back({reader, FindServer(reader.host)});
    }
    const auto discovered =
        m_discovery ? m_discovery->GetServers(context) : std::vector<DiscoveredServer>{};
    const auto configured = static_cast<std::ptrdiff_t>(servers.size());
    for (const auto& server : discovered)
    {
        const auto end = servers.begin() + configured;
        const auto view = server.wantsAll ? DisclosureView::Whole : GetServerView();
        const auto known = std::find_if(servers.begin(),
                                        end,
                                        [&server](const Server& other)
                                        {
                                            return other.reader.host == server.host;
                                        });
        if (known == end)
        {
            servers.push_back({{server.host, view}, server.certificate});
        }
        else
        {
            known->certificate = server.certificate; // it has told so itself, last
            known->reader.view = server.wantsAll ? DisclosureView::Whole : known->reader.view;
        }
    }
    return servers;
}

std::vector<SmimeBodyPolicy::Part>
SmimeBodyPolicy::DivideBody(const SipMessage& message, const SipDialogContext& context) const
{
    SealingOrder order;
    order.scope = order.dialog = context.GetScope();
    order.isRequest = message.IsRequest();
    order.isInDialog = !context.remoteTag.empty();
    order.reusesKeys = GetKeying() == SmimeKeying::CekReuse;
    order.peers = FindPeers(context, context.remoteTag);
    const auto body = GetBodyEntity(message);
    Part whole{body, order, {}, FOR_PEER};
    Part reduced{body, order, {}, FOR_SERVERS};
    reduced.order.scope = GetReducedScope(order.scope);
    reduced.order.isForPeer = false;
    if (!order.reusesKeys)
    {
        reduced.order.peers.clear(); // he gets it only to go on with its key
    }
    if (GetKeying() == SmimeKeying::EndToEnd)
    {
        return {whole};
    }
    for (const auto& server : ListServers(context))
    {
        auto& part = server.reader.view == DisclosureView::Whole ? whole : reduced;
        part.order.servers.emplace_back(server.reader.host, server.certificate);
    }
    const auto type = body.GetContentType();
    // What is for the ends alone is known of session descriptions only.
    if (reduced.order.servers.empty() || !type || !type->Is("application/sdp"))
    {
        return {whole};
    }
    reduced.content.SetBody(ReduceSession(body.GetBody(), GetHiddenLines()));
    return {whole, reduced};
}

SmimeProtection
SmimeBodyPolicy::ChooseProtection(const SipDialogContext& context) const
{
    const auto protection = GetProtection();
    const bool isWanted = m_discovery && m_discovery->IsSignatureWanted(context);
    if (!isWanted)
    {
        return protection;
    }
    if (GetKeying() == SmimeKeying::None)
    {
        return SmimeProtection::Sign;
    }
    return protection == SmimeProtection::Encrypt ? SmimeProtection::SignThenEncrypt : protection;
}

tl::expected<void, SipReply>
SmimeBodyPolicy::Seal(SipMessage& message, const SipDialogContext& context, Work& work)
{
    const auto protection = ChooseProtection(context);
    const bool isEncrypted =
        GetKeying() != SmimeKeying::None && protection != SmimeProtection::Sign;
    if (message.GetBody().empty() || (!isEncrypted && protection != SmimeProtection::Sign))
    {
        return {};
    }
    if (!m_credential)
    {
        return tl::unexpected(SipReply{493, "No Credential", {}, {}});
    }
    const bool isSignedOutside = protection == SmimeProtection::EncryptThenSign ||
                                 protection == SmimeProtection::SignEncryptSign ||
                                 protection == SmimeProtection::Sign;
    const bool isSignedInside = protection == SmimeProtection::SignThenEncrypt ||
                                protection == SmimeProtection::SignEncryptSign;
    m_keys.SetRules(GetRules());
    SmimeSealer sealer(*m_context, m_keys, GetEnvelopeOptions());
    std::vector<Part> parts;
    if (isEncrypted)
    {
        for (auto& part : DivideBody(message, context))
        {
            auto plan = sealer.Plan(part.order, GetNow());
            if (!plan)
            {
                return tl::unexpected(plan.error());
            }
            if (part.order.isForPeer || !plan->hosts.empty())
            {
                part.plan = std::move(*plan);
                parts.push_back(std::move(part));
            }
        }
    }
    // Labels come first: what is signed says them. The peer takes it that who is labelled can
    // read, and goes on with the key accordingly.
    std::vector<MimeEntity> entities(std::max<std::size_t>(parts.size(), 1));
    if (const auto label = MakeLabel(); label && isEncrypted)
    {
        std::vector<std::vector<std::string>> hosts;
        for (const auto& part : parts)
        {
            hosts.push_back(part.plan.hosts);
        }
        if (parts.size() == 1 && !isSignedOutside)
        {
            label->Write(message, hosts.front());
        }
        else
        {
            label->WriteParts(message, entities, hosts);
        }
    }
    const SmimeBodyMaker maker(*m_context,
                               *m_credential,
                               GetUnixTime(context),
                               m_signLabel ? std::optional(MakeSignedLabels(message, entities))
                                           : std::nullopt);
    if (!isEncrypted)
    {
        entities.front() = GetBodyEntity(message);
    }
    for (std::size_t i = 0; i < parts.size(); ++i)
    {
        const auto done =
            SealPart(parts[i], sealer, isSignedInside ? &maker : nullptr, entities[i], work);
        if (!done)
        {
            return done;
        }
    }
    auto body = SmimeBodyMaker::Join(entities);
    if (body && isSignedOutside)
    {
        body = maker.SignOutside(*body, work);
    }
    if (!body)
    {
        return tl::unexpected(body.error());
    }
    SetBodyEntity(message, *body);
    return {};
}

tl::expected<void, SipReply>
SmimeBodyPolicy::SealPart(const Part& part,
                          SmimeSealer& sealer,
                          const SmimeBodyMaker* maker,
                          MimeEntity& entity,
                          Work& work)
{
    tl::expected<MimeEntity, SipReply> content = part.content;
    if (maker)
    {
        content = maker->SignInside(*content, work);
        if (!content)
        {
            return tl::unexpected(content.error());
        }
    }
    const auto sealed = sealer.Seal(content->Serialize(), part.order, part.plan, GetNow(), work);
    if (!sealed)
    {
        return tl::unexpected(sealed.error());
    }
    m_cekUsed(sealed->use);
    auto made = MakeSmimeEntity(sealed->der, GetTransferEncoding());
    if (!made)
    {
        return tl::unexpected(SipReply{500, "Cannot Encrypt", {}, {}});
    }
    for (const std::string_view name : {"Content-ID", "Content-Target"})
    {
        if (const auto value = entity.GetField(name))
        {
            made->SetField(name, *value);
        }
    }
    made->SetField("Content-Disposition", part.disposition);
    entity = std::move(*made);
    return {};
}

} // namespace ns3
