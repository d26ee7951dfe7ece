// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sips-rules.h"

#include "ns3/sip-text.h"
#include "ns3/sips-article-rules.h"
#include "ns3/sips-rfc3261-rules.h"
#include "ns3/sips-rfc5630-rules.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SipsRules);

SipReply
MakeSipsReply(SipsRefusal refusal, const std::string& host)
{
    switch (refusal)
    {
    case SipsRefusal::NotAllowed:
        return SipReply{480, "", {{"Warning", MakeSipWarning(380, host, "SIPS Not Allowed")}}, {}};
    case SipsRefusal::Required:
        return SipReply{480, "", {{"Warning", MakeSipWarning(381, host, "SIPS Required")}}, {}};
    case SipsRefusal::Inconsistent:
        break;
    }
    return SipReply{400, "Inconsistent SIPS URIs", {}, {}};
}

TypeId
SipsRules::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SipsRules").SetParent<Object>().SetGroupName("SipNetwork");
    return tid;
}

Ptr<SipsRules>
SipsRules::Create(const std::string& name)
{
    for (const Ptr<SipsRules>& rules : {Ptr<SipsRules>(CreateObject<SipsRfc3261Rules>()),
                                        Ptr<SipsRules>(CreateObject<SipsRfc5630Rules>()),
                                        Ptr<SipsRules>(CreateObject<SipsArticleRules>())})
    {
        if (rules->GetName() == name)
        {
            return rules;
        }
    }
    return nullptr;
}

bool
SipsRules::HasInsecureContact(const SipMessage& message)
{
    const auto contacts = message.GetContacts();
    return contacts && std::any_of(contacts->begin(),
                                   contacts->end(),
                                   [](const SipNameAddr& contact)
                                   {
                                       return !contact.IsStar() && !contact.GetUri().IsSecure();
                                   });
}

bool
SipsRules::HasSecureContact(const SipMessage& message)
{
    const auto contacts = message.GetContacts();
    return contacts && std::any_of(contacts->begin(),
                                   contacts->end(),
                                   [](const SipNameAddr& contact)
                                   {
                                       return !contact.IsStar() && contact.GetUri().IsSecure();
                                   });
}

} // namespace ns3
