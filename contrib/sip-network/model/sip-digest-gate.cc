// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-digest-gate.h"

#include "ns3/simulator.h"
#include "ns3/sip-element.h"
#include "ns3/sip-text.h"

#include <sstream>
#include <utility>
#include <vector>

namespace ns3
{

namespace
{

/**
 * @param outcome why credentials were not accepted
 * @return the event it is; none if they were just missing
 */
std::optional<SipSecurityEventKind>
GetEventKind(SipDigestOutcome outcome)
{
    switch (outcome)
    {
    case SipDigestOutcome::Accepted:
    case SipDigestOutcome::Missing:
        return std::nullopt;
    case SipDigestOutcome::Stale:
        return SipSecurityEventKind::DigestStale;
    case SipDigestOutcome::Replayed:
        return SipSecurityEventKind::DigestReplayed;
    case SipDigestOutcome::Wrong:
        return SipSecurityEventKind::DigestWrong;
    case SipDigestOutcome::Malformed:
        break;
    }
    return SipSecurityEventKind::DigestMalformed;
}

} // namespace

void
SipDigestGate::SetPasswordFile(Ptr<SipPasswordFile> passwords)
{
    m_passwords = passwords;
    m_version = 0;
}

Ptr<SipPasswordFile>
SipDigestGate::GetPasswordFile() const
{
    return m_passwords;
}

const std::string&
SipDigestGate::GetRealm() const
{
    return m_realm;
}

void
SipDigestGate::Open(const std::string& realm,
                    SipDigestRole role,
                    const std::string& algorithms,
                    Time nonceLifetime)
{
    if (m_server)
    {
        return;
    }
    std::vector<SipDigestAlgorithm> offered;
    std::istringstream in(algorithms);
    for (std::string name; in >> name;)
    {
        if (const auto algorithm = ParseSipDigestAlgorithm(name))
        {
            offered.push_back(*algorithm);
        }
    }
    if (offered.empty())
    {
        offered.push_back(SipDigestAlgorithm::Sha256);
    }
    m_role = role;
    m_realm = realm;
    m_server =
        std::make_unique<SipDigestServer>(realm,
                                          role,
                                          offered,
                                          SipNonceBook(4096, nonceLifetime.GetNanoSeconds()));
    m_server->SetOfferIntegrity(m_offerIntegrity);
}

tl::expected<SipDigestCredentials, SipDigestRefusal>
SipDigestGate::Check(const SipMessage& request,
                     CryptoContext& crypto,
                     Work& work,
                     const SipElement* element)
{
    LearnUsers(crypto);
    const int64_t now = Simulator::Now().GetNanoSeconds();
    SipDigestResult result = m_server->Check(request, crypto, now, work);
    if (result.outcome == SipDigestOutcome::Accepted)
    {
        return std::move(result.credentials);
    }
    const auto kind = GetEventKind(result.outcome);
    if (element && kind)
    {
        element->ReportSecurityEvent(*kind, request, "realm " + m_realm);
    }
    if (result.outcome == SipDigestOutcome::Malformed)
    {
        return tl::make_unexpected(
            SipDigestRefusal{SipReply{400, "Bad Credentials", {}, {}}, result.outcome});
    }
    const bool isStale = result.outcome == SipDigestOutcome::Stale;
    const SipMessage challenge = m_server->MakeChallenge(request, isStale, crypto, now);
    SipReply reply{challenge.GetStatusCode(), "", {}, {}};
    for (const char* name : {"WWW-Authenticate", "Proxy-Authenticate"})
    {
        for (const std::string& value : GetWholeHeaders(challenge, name))
        {
            reply.headers.emplace_back(name, value);
        }
    }
    return tl::make_unexpected(SipDigestRefusal{std::move(reply), result.outcome});
}

void
SipDigestGate::LearnUsers(CryptoContext& crypto)
{
    if (m_version == m_passwords->GetVersion())
    {
        return; // there may be thousands of users
    }
    m_version = m_passwords->GetVersion();
    for (const auto& [user, password] : m_passwords->GetAll())
    {
        const auto known = m_known.find(user);
        if (known == m_known.end() || known->second != password)
        {
            Work provisioning; // done when the user subscribed, not now
            if (m_server->AddUser(user, Secret(password), crypto, provisioning))
            {
                m_known[user] = password;
            }
        }
    }
}

void
SipDigestGate::SetOfferIntegrity(bool offer)
{
    m_offerIntegrity = offer;
}

void
SipDigestGate::Prove(SipMessage& response,
                     const SipDigestCredentials& credentials,
                     CryptoContext& crypto,
                     Work& work) const
{
    // Without a proof the peer can tell that something is wrong.
    static_cast<void>(m_server->AddAuthenticationInfo(response, credentials, crypto, work));
}

void
SipDigestGate::Prove(const SipMessage& request,
                     const SipDigestCredentials& credentials,
                     SipReply& reply,
                     CryptoContext& crypto,
                     Work& work) const
{
    SipMessage response = SipMessage::MakeResponse(request, 200, "OK");
    Prove(response, credentials, crypto, work);
    for (const char* name : {"Authentication-Info", "Proxy-Authentication-Info"})
    {
        if (const auto value = response.GetHeader(name))
        {
            reply.headers.emplace_back(name, std::string(*value));
        }
    }
}

void
SipDigestGate::NoteUser(const SipMessage& request,
                        const SipUri& user,
                        Ptr<SipConnection> connection)
{
    const auto vias = request.GetVias();
    if (!connection || !vias || vias->size() != 1)
    {
        return;
    }
    SipConnectionTrust trust = connection->GetTrust();
    trust.AddPeerUser(user, SipAuthentication::Digest, Simulator::Now());
    connection->SetTrust(std::move(trust));
}

} // namespace ns3
