// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-reliable-client.h"

#include "ns3/sip-call.h"
#include "ns3/sip-dialog-client.h"
#include "ns3/sip-text.h"

#include <algorithm>
#include <utility>

namespace ns3
{

SipReliableClient::SipReliableClient(Ptr<SipCall> call)
    : m_call(call)
{
}

bool
SipReliableClient::IsReliable(const SipMessage& response)
{
    const int code = response.GetStatusCode();
    return code > 100 && code < 200 && HasSipOption(response, "Require", "100rel") &&
           ParseSipSeconds(response.GetHeader("RSeq").value_or("")).has_value();
}

SipDialog*
SipReliableClient::GetDialog(const std::string& tag)
{
    if (m_call->m_dialog && tag == m_call->m_remoteTag)
    {
        return &*m_call->m_dialog;
    }
    const auto found = m_dialogs.find(tag);
    return found == m_dialogs.end() ? nullptr : &found->second;
}

bool
SipReliableClient::Accept(const SipMessage& invite, const SipMessage& response, bool isTls)
{
    const std::string tag = GetSipTag(response, false);
    const uint32_t number = ParseSipSeconds(response.GetHeader("RSeq").value_or("")).value_or(0);
    const auto known = m_numbers.find(tag);
    if (known != m_numbers.end() && number != known->second + 1)
    {
        return false; // section 4: only in order
    }
    if (!GetDialog(tag))
    {
        auto dialog = SipDialog::CreateUac(invite, response, isTls);
        if (!dialog || m_numbers.size() >= MAX_DIALOGS)
        {
            return false;
        }
        if (m_call->m_dialog)
        {
            m_dialogs.emplace(tag, std::move(*dialog));
        }
        else
        {
            m_call->m_dialog = std::move(*dialog);
            m_call->m_remoteTag = tag;
        }
    }
    m_numbers[tag] = number;
    const auto sequence = invite.GetCSeq();
    Acknowledge(tag,
                std::to_string(number) + " " +
                    std::to_string(sequence ? sequence->GetNumber() : 0) + " INVITE");
    return true;
}

void
SipReliableClient::Acknowledge(const std::string& tag, const std::string& value)
{
    const std::weak_ptr<SipReliableClient> weak = weak_from_this();
    const auto make = [weak, tag, value]() -> std::optional<SipDialogClient::Attempt>
    {
        const auto self = weak.lock();
        SipDialog* dialog = self ? self->GetDialog(tag) : nullptr;
        if (!dialog)
        {
            return std::nullopt;
        }
        SipMessage prack = dialog->MakeRequest("PRACK");
        prack.Add("RAck", value);
        return SipDialogClient::Attempt{std::move(prack), *dialog};
    };
    // A PRACK that fails changes nothing here: the peer gives the INVITE up.
    std::make_shared<SipDialogClient>(m_call, make, nullptr)->Start();
}

std::optional<SipDialog>
SipReliableClient::FindDialog(const std::string& tag) const
{
    const auto found = m_dialogs.find(tag);
    return found == m_dialogs.end() ? std::nullopt : std::make_optional(found->second);
}

void
SipReliableClient::Clear()
{
    m_dialogs.clear();
    m_numbers.clear();
}

} // namespace ns3
