// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/label-changer.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/integer-enum-accessor.h"
#include "ns3/sip-text.h"
#include "ns3/string.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LabelChanger);

namespace
{

/// The labels there are: of the article, and of the last draft.
constexpr const char* LABELS[] = {"Content-Target", "Proxy-Inspect-Body"};

/**
 * @param value the value of a label
 * @param host another host
 * @return the label with that host in the place of its own
 */
std::string
Rename(const std::string& value, const std::string& host)
{
    const std::size_t scheme = value.find("sip:");
    const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 4;
    const std::size_t end = std::min(value.find_first_of(">; \t\r\n", begin), value.size());
    return value.substr(0, begin) + host + value.substr(end);
}

} // namespace

TypeId
LabelChanger::GetTypeId()
{
    static TypeId tid = TypeId("ns3::LabelChanger")
                            .SetParent<MessageAttacker>()
                            .SetGroupName("Adversary")
                            .AddConstructor<LabelChanger>()
                            .AddAttribute("Mode",
                                          "What is done to labels.",
                                          EnumValue(static_cast<int>(Mode::Remove)),
                                          MakeIntegerEnumAccessor(&LabelChanger::m_mode, 0),
                                          MakeEnumChecker(static_cast<int>(Mode::Remove),
                                                          "remove",
                                                          static_cast<int>(Mode::Change),
                                                          "change",
                                                          static_cast<int>(Mode::Add),
                                                          "add"))
                            .AddAttribute("Host",
                                          "Whom a label names that is changed or added.",
                                          StringValue("nobody.invalid"),
                                          MakeStringAccessor(&LabelChanger::m_host),
                                          MakeStringChecker())
                            .AddAttribute("Responses",
                                          "Whether labels of responses are changed too.",
                                          BooleanValue(true),
                                          MakeBooleanAccessor(&LabelChanger::m_responses),
                                          MakeBooleanChecker());
    return tid;
}

uint32_t
LabelChanger::GetCount() const
{
    return m_count;
}

bool
LabelChanger::ChangeHeader(SipMessage& message) const
{
    if (static_cast<Mode>(m_mode) == Mode::Add)
    {
        message.Add("Content-Target", "sip:" + m_host);
        return true;
    }
    bool isChanged = false;
    for (const char* name : LABELS)
    {
        std::vector<std::string> values;
        for (const auto value : message.GetHeaders(name))
        {
            values.emplace_back(value);
        }
        isChanged = isChanged || !values.empty();
        message.Remove(name);
        if (static_cast<Mode>(m_mode) == Mode::Change)
        {
            for (const std::string& value : values)
            {
                message.Add(name, Rename(value, m_host));
            }
        }
    }
    return isChanged;
}

bool
LabelChanger::ChangeParts(std::string& body) const
{
    // Wherever a line of the body looks like a label. Where it is encrypted none does.
    bool isChanged = false;
    for (const char* name : LABELS)
    {
        const std::string wanted = ToLowerAscii(std::string("\r\n") + name + ":");
        std::size_t at = ToLowerAscii(body).find(wanted);
        while (static_cast<Mode>(m_mode) != Mode::Add && at != std::string::npos)
        {
            const std::size_t value = at + wanted.size();
            const std::size_t end = std::min(body.find("\r\n", value), body.size());
            const std::string renamed = Rename(body.substr(value, end - value), " " + m_host);
            if (static_cast<Mode>(m_mode) == Mode::Remove)
            {
                body.erase(at, end - at);
            }
            else
            {
                body.replace(value, end - value, renamed);
                at += wanted.size();
            }
            isChanged = true;
            at = ToLowerAscii(body).find(wanted, at);
        }
    }
    return isChanged;
}

void
LabelChanger::Change(SipMessage& message, const AttackContext& context, const std::string& author)
{
    if (!context.mayChange || message.GetBody().empty() ||
        (!message.IsRequest() && (!m_responses || message.GetStatusCode() >= 300)))
    {
        return;
    }
    std::string body = message.GetBody();
    const bool hasParts = ChangeParts(body);
    if (hasParts)
    {
        message.SetBody(body, std::string(message.GetHeader("Content-Type").value_or("")));
    }
    if (ChangeHeader(message) || hasParts)
    {
        ++m_count;
        const bool isAdded = static_cast<Mode>(m_mode) == Mode::Add;
        Hope(isAdded ? AttackGainKind::ForcedWork : AttackGainKind::DeniedService,
             author,
             message,
             isAdded ? "label for " + m_host : "no label for the server");
    }
}

SipVerdict
LabelChanger::OnRequest(SipMessage& request, const AttackContext& context)
{
    Change(request, context, GetAuthor(request));
    return SipVerdict::Continue();
}

SipVerdict
LabelChanger::OnResponse(SipMessage& response, const AttackContext& context)
{
    Change(response, context, GetAddressee(response));
    return SipVerdict::Continue();
}

} // namespace ns3
