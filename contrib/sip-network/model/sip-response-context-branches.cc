// SPDX-License-Identifier: GPL-2.0-only
// What a SipResponseContext does when a branch ends otherwise than the caller hears: another flow
// to the same user agent, and the end of a dialog that nobody wants.
#include "ns3/sip-dialog.h"
#include "ns3/sip-proxy.h"
#include "ns3/sip-response-context.h"
#include "ns3/sip-text.h"

#include <utility>

namespace ns3
{

bool
SipResponseContext::TryOtherFlow(std::size_t index, int code)
{
    const SipForwarder::Target target = m_branches[index].target;
    if (!target.flow)
    {
        return false;
    }
    const SipForwarder forwarder(m_proxy);
    if (code == 430)
    {
        m_proxy.GetLocationService()->RemoveFlow(m_passed.GetRequestUri(), *target.flow);
    }
    const bool isUnheard = code == 430 || code == 408;
    if (!isUnheard || IsOver() || m_branches[index].isCancelled)
    {
        return false;
    }
    for (std::size_t i = 0; i < target.others.size(); ++i)
    {
        SipForwarder::Target next = target.others[i];
        next.others.assign(target.others.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                           target.others.end());
        auto copy = forwarder.MakeCopy(*m_request, m_passed, next);
        if (!copy)
        {
            continue;
        }
        SipPolicyContext context = m_proxy.MakePolicyContext(m_reception);
        context.request = m_request.get();
        Work work;
        if (forwarder.AskPolicies(*copy, context, work).GetKind() != SipVerdict::Kind::Continue)
        {
            continue;
        }
        auto self = shared_from_this();
        // The branch stays open, so that no other one's failure ends everything meanwhile.
        m_branches[index].isDone = work.IsEmpty();
        m_branches[index].hasProvisional = false;
        m_branches[index].final.reset();
        const auto start = [self, index, copy = std::move(*copy)]()
        {
            if (self->IsOver())
            {
                self->m_branches[index].isDone = false;
                self->FailBranch(index, SipReply{487, "", {}, {}});
                return;
            }
            self->m_branches[index].isDone = true;
            self->StartBranch(copy);
        };
        if (work.IsEmpty())
        {
            start();
        }
        else
        {
            m_proxy.Execute(work, start);
        }
        return true;
    }
    return false;
}

void
SipResponseContext::EndDialog(std::size_t index, const std::string& tag, const SipMessage& response)
{
    Branch& branch = m_branches[index];
    auto dialog = SipDialog::CreateUac(branch.sent, response, false);
    if (!dialog)
    {
        return;
    }
    // The route set is that of the caller: the part up to this proxy is not ours to follow.
    const std::size_t upstream = branch.sent.GetHeaders("Record-Route").size();
    for (const bool isBye : {false, true})
    {
        SipMessage request = isBye ? dialog->MakeBye() : dialog->MakeAck(branch.sent);
        for (std::size_t i = 0; i < upstream; ++i)
        {
            request.RemoveFirst("Route");
        }
        if (IsInDialog())
        {
            // The route set is that of the first INVITE: what is left of it is in this one.
            request.Remove("Route");
            for (const std::string& value : GetWholeHeaders(branch.sent, "Route"))
            {
                request.Add("Route", value);
            }
        }
        if (isBye)
        {
            request.Add("Reason", "SIP;cause=403");
        }
        const SipVia via(ToString(branch.destination.address.GetProtocol()),
                         m_proxy.GetHost(),
                         m_proxy.GetPort(),
                         m_proxy.GetIdentifierSource()->MakeBranch());
        request.Prepend("Via", via.ToString());
        auto destination = m_proxy.GetResolver()->ResolveRequest(request, m_proxy.GetProtocol());
        if (branch.destination.connection && !request.Has("Route") && !branch.sent.Has("Route"))
        {
            destination = branch.destination; // the callee's own connection
        }
        if (!destination)
        {
            return;
        }
        if (isBye)
        {
            m_proxy.GetTransactionLayer()->SendRequest(request, *destination, {});
        }
        else
        {
            branch.answers[tag].ack = std::make_pair(request, *destination);
            m_proxy.GetTransactionLayer()->SendStateless(std::move(request), *destination);
        }
    }
}

} // namespace ns3
