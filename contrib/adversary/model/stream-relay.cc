// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/stream-relay.h"

#include "ns3/node.h"
#include "ns3/sip-tcp-transport.h"
#include "ns3/sip-tls-transport.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(StreamRelay);

TypeId
StreamRelay::GetTypeId()
{
    static TypeId tid = TypeId("ns3::StreamRelay")
                            .SetParent<Application>()
                            .SetGroupName("Adversary")
                            .AddConstructor<StreamRelay>()
                            .AddAttribute("Port",
                                          "Port of the diverted connections.",
                                          UintegerValue(5060),
                                          MakeUintegerAccessor(&StreamRelay::m_port),
                                          MakeUintegerChecker<uint16_t>(1));
    return tid;
}

StreamRelay::StreamRelay() = default;

void
StreamRelay::SetTls(std::shared_ptr<TlsContext> server, std::shared_ptr<TlsContext> client)
{
    m_server = std::move(server);
    m_client = std::move(client);
}

void
StreamRelay::Add(Ptr<MessageAttacker> attacker)
{
    m_attackers.push_back(attacker);
}

void
StreamRelay::SetServerName(const std::string& name)
{
    m_name = name;
}

uint64_t
StreamRelay::GetMessageCount() const
{
    return m_messages;
}

Ptr<SipStreamTransport>
StreamRelay::MakeTransport(bool isServer)
{
    Ptr<SipStreamTransport> transport;
    if (m_server)
    {
        const auto tls = CreateObject<SipTlsTransport>();
        tls->SetContexts(isServer ? nullptr : m_client, isServer ? m_server : nullptr);
        transport = tls;
    }
    else
    {
        transport = CreateObject<SipTcpTransport>();
    }
    transport->SetReceiveCallback(
        [this, isServer](SipReception reception)
        {
            Pass(std::move(reception), isServer);
        });
    transport->SetClosedCallback(
        [this](Ptr<SipConnection> connection)
        {
            OnClosed(connection);
        });
    return transport;
}

void
StreamRelay::StartApplication()
{
    m_front = MakeTransport(true);
    m_back = MakeTransport(false);
    static_cast<void>(m_front->Listen(GetNode(), m_port));
    static_cast<void>(m_back->Listen(GetNode(), 0)); // any port: it is never told to anybody
}

void
StreamRelay::StopApplication()
{
    m_pairs.clear();
    for (const auto& transport : {m_front, m_back})
    {
        if (transport)
        {
            transport->Stop();
        }
    }
}

void
StreamRelay::DoDispose()
{
    m_pairs.clear();
    for (const auto& transport : {m_front, m_back})
    {
        if (transport)
        {
            transport->Dispose();
        }
    }
    m_front = nullptr;
    m_back = nullptr;
    for (const Ptr<MessageAttacker>& attacker : m_attackers)
    {
        attacker->Dispose();
    }
    m_attackers.clear();
    Application::DoDispose();
}

StreamRelay::Pair*
StreamRelay::Find(Ptr<SipConnection> connection)
{
    const auto found = std::find_if(m_pairs.begin(),
                                    m_pairs.end(),
                                    [&connection](const Pair& pair)
                                    {
                                        return pair.front == connection || pair.back == connection;
                                    });
    return found == m_pairs.end() ? nullptr : &*found;
}

void
StreamRelay::Send(Pair& pair, const std::string& octets, bool isToVictim)
{
    if (isToVictim)
    {
        static_cast<void>(pair.front->Send(octets));
        return;
    }
    SipDestination destination;
    destination.address = pair.server;
    destination.name = m_name;
    destination.connection = pair.back;
    const auto sent = m_back->Send(octets, destination);
    pair.back = sent ? *sent : nullptr;
}

void
StreamRelay::Pass(SipReception reception, bool isFromVictim)
{
    Pair* pair = Find(reception.connection);
    if (!pair && !isFromVictim)
    {
        return;
    }
    if (!pair)
    {
        // The near end of a diverted connection has the address that the victim called.
        m_pairs.push_back({reception.connection, nullptr, reception.local});
        pair = &m_pairs.back();
    }
    ++m_messages;
    AttackContext context;
    context.node = GetNode();
    context.source = reception.source;
    context.destination = isFromVictim ? pair->server : pair->front->GetPeer();
    const SipAddress server = pair->server;
    Ptr<StreamRelay> self(this);
    const Ptr<SipConnection> connection = reception.connection;
    context.inject = [self, connection, server](const std::string& octets,
                                                const SipAddress&,
                                                const SipAddress& to)
    {
        if (Pair* own = self->Find(connection))
        {
            self->Send(*own, octets, to.GetAddress() != server.GetAddress());
        }
    };
    SipMessage& message = reception.message;
    for (const Ptr<MessageAttacker>& attacker : m_attackers)
    {
        const SipVerdict verdict = attacker->Judge(message, context);
        if (verdict.GetKind() == SipVerdict::Kind::Continue)
        {
            continue;
        }
        if (verdict.GetKind() == SipVerdict::Kind::Respond && message.IsRequest())
        {
            const SipMessage reply = MessageAttacker::MakeReply(message, verdict.GetReply());
            Send(*pair, reply.Serialize(), isFromVictim);
        }
        return;
    }
    Send(*pair, message.Serialize(), !isFromVictim);
}

void
StreamRelay::OnClosed(Ptr<SipConnection> connection)
{
    const auto found = std::find_if(m_pairs.begin(),
                                    m_pairs.end(),
                                    [&connection](const Pair& pair)
                                    {
                                        return pair.front == connection || pair.back == connection;
                                    });
    if (found == m_pairs.end())
    {
        return;
    }
    const Ptr<SipConnection> other = found->front == connection ? found->back : found->front;
    m_pairs.erase(found);
    if (other && other->IsUsable())
    {
        other->Close();
    }
}

} // namespace ns3
