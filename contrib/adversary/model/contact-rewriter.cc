// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/contact-rewriter.h"

#include "ns3/string.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(ContactRewriter);

namespace
{

/// Registrations that are remembered.
constexpr std::size_t MAX_ORIGINALS = 10000;

} // namespace

TypeId
ContactRewriter::GetTypeId()
{
    static TypeId tid = TypeId("ns3::ContactRewriter")
                            .SetParent<MessageAttacker>()
                            .SetGroupName("Adversary")
                            .AddConstructor<ContactRewriter>()
                            .AddAttribute("Host",
                                          "The attacker's host in the contact: an IPv4 address "
                                          "in digits and dots, or a name of the resolver.",
                                          StringValue("203.0.113.66"),
                                          MakeStringAccessor(&ContactRewriter::m_host),
                                          MakeStringChecker());
    return tid;
}

ContactRewriter::ContactRewriter() = default;

void
ContactRewriter::SetHost(const std::string& host)
{
    m_host = host;
}

SipVerdict
ContactRewriter::OnRequest(SipMessage& request, const AttackContext& context)
{
    const auto contacts = request.GetContacts();
    if (!context.mayChange || request.GetMethod() != "REGISTER" || !contacts || contacts->empty() ||
        contacts->front().IsStar())
    {
        return SipVerdict::Continue();
    }
    const std::string callId(request.GetHeader("Call-ID").value_or(""));
    SipNameAddr contact = contacts->front();
    if (m_originals.size() < MAX_ORIGINALS)
    {
        m_originals.insert_or_assign(callId, contact.GetUri());
    }
    SipUri uri = contact.GetUri();
    uri.SetHost(m_host);
    uri.SetPort(std::nullopt);
    contact.SetUri(uri);
    request.Set("Contact", contact.ToString());
    GetLog()->Attempt(AttackGainKind::TookRegistration,
                      GetAddressee(request),
                      callId,
                      contact.ToString());
    return SipVerdict::Continue();
}

SipVerdict
ContactRewriter::OnResponse(SipMessage& response, const AttackContext& context)
{
    const auto sequence = response.GetCSeq();
    const auto original = m_originals.find(std::string(response.GetHeader("Call-ID").value_or("")));
    const auto contacts = response.GetContacts();
    if (!sequence || sequence->GetMethod() != "REGISTER" || response.GetStatusCode() != 200 ||
        original == m_originals.end() || !contacts)
    {
        return SipVerdict::Continue();
    }
    std::vector<SipNameAddr> shown = *contacts;
    bool isTaken = false;
    for (SipNameAddr& contact : shown)
    {
        if (contact.GetUri().GetHost() == m_host)
        {
            isTaken = true;
            GetLog()->Record(AttackGainKind::TookRegistration,
                             GetAddressee(response),
                             response,
                             contact.ToString());
            contact.SetUri(original->second);
        }
    }
    if (isTaken && context.mayChange)
    {
        response.Remove("Contact");
        for (const SipNameAddr& contact : shown)
        {
            response.Add("Contact", contact.ToString());
        }
    }
    return SipVerdict::Continue();
}

} // namespace ns3
