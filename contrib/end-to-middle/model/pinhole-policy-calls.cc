// SPDX-License-Identifier: GPL-2.0-only

// The calls of a PinholePolicy: what is known of them, and how they end.

#include "ns3/log.h"
#include "ns3/pinhole-policy.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("PinholePolicyCalls");

namespace
{

/// Callees of a call whose dialogs are kept in mind.
constexpr std::size_t MAX_DIALOGS = 64;

/// \return simulated time in ns
int64_t
GetNow()
{
    return Simulator::Now().GetNanoSeconds();
}

} // namespace

void
PinholePolicy::DoDispose()
{
    m_expiry.Cancel();
    for (auto& [id, pending] : m_pending)
    {
        pending.patience.Cancel();
    }
    m_pending.clear();
    m_calls.clear();
    m_expiries.clear();
    m_control = nullptr;
    m_inspection = nullptr;
    SipProxyPolicy::DoDispose();
}

std::size_t
PinholePolicy::GetCallCount() const
{
    return m_calls.size();
}

std::size_t
PinholePolicy::GetWaitingCount() const
{
    std::size_t count = 0;
    for (const auto& [id, pending] : m_pending)
    {
        count += pending.messages.size();
    }
    return count;
}

CallPlace
PinholePolicy::Locate(const SipMessage& request, const SipMessage* response) const
{
    return LocateInCall(request,
                        response,
                        [this](const std::string& scope)
                        {
                            return m_calls.count(scope) > 0;
                        });
}

uint64_t
PinholePolicy::GetExchange(const SipMessage& request, const CallPlace& place)
{
    const auto sequence = request.GetCSeq();
    return (sequence ? uint64_t{sequence->GetNumber()} : 0) * 2 + place.isRequestByCaller + 1;
}

std::string
PinholePolicy::GetBranch(const SipMessage& request)
{
    const auto vias = request.GetVias();
    return vias && !vias->empty()
               ? vias->front().GetSentBy() + ";" + std::string(vias->front().GetBranch())
               : std::string();
}

bool
PinholePolicy::IsConfirmed(const Call& call)
{
    return std::any_of(call.dialogs.begin(),
                       call.dialogs.end(),
                       [](const auto& each)
                       {
                           return each.second.isConfirmed;
                       });
}

SessionMediaEnds
PinholePolicy::ReadEnds(const Sdp& description,
                        const SessionMediaEnds& settled,
                        const SipPolicyContext& context) const
{
    const auto isInside = [this](uint32_t address)
    {
        return (address & m_insideMask.Get()) == (m_insideNet.Get() & m_insideMask.Get());
    };
    const bool isTrusted = isInside(context.source.GetAddress().Get());
    auto ends = ReadMediaEnds(description, m_maxStreams);
    for (std::size_t i = 0; i < ends.size(); ++i)
    {
        if (ends[i] && ends[i]->media.address == 0)
        {
            ends[i] = i < settled.size() ? settled[i] : std::nullopt;
        }
        else if (ends[i] && !isTrusted &&
                 (isInside(ends[i]->media.address) || isInside(ends[i]->control.address)))
        {
            ends[i] = std::nullopt;
        }
    }
    return ends;
}

bool
PinholePolicy::IsMerged(const SipMessage& request,
                        const CallPlace& place,
                        const SessionDescriptionReading& reading,
                        const SipPolicyContext& context) const
{
    const auto found = m_calls.find(place.scope);
    if (found == m_calls.end() || (found->second.isStray && !IsConfirmed(found->second)))
    {
        return false;
    }
    const Call& call = found->second;
    const auto ends =
        reading.description ? ReadEnds(*reading.description, {}, context) : SessionMediaEnds();
    const bool isSame =
        call.exchange == GetExchange(request, place) &&
        call.offer.has_value() == (reading.kind != SessionDescriptionReading::Kind::None) &&
        (!call.offer || std::equal(ends.begin(),
                                   ends.end(),
                                   call.offer->ends.begin(),
                                   call.offer->ends.end(),
                                   IsSameParty));
    return !isSame;
}

bool
PinholePolicy::IsOfNoCall(const SipMessage& request, const CallPlace& place) const
{
    const auto found = m_calls.find(place.scope);
    // Of an INVITE without an offer nothing is known before its answer.
    return found != m_calls.end() && !found->second.isStray &&
           found->second.branches.count(GetBranch(request)) == 0 &&
           (found->second.offer || found->second.exchange != GetExchange(request, place));
}

bool
PinholePolicy::IsRinging(const Call& call)
{
    return std::any_of(call.branches.begin(),
                       call.branches.end(),
                       [](const auto& each)
                       {
                           return each.second;
                       });
}

PinholePolicy::Dialog*
PinholePolicy::FindDialog(const CallPlace& place, bool creates)
{
    const auto call = m_calls.find(place.scope);
    if (call == m_calls.end() || place.calleeTag.empty())
    {
        return nullptr;
    }
    auto& dialogs = call->second.dialogs;
    auto found = dialogs.find(place.calleeTag);
    if (found == dialogs.end() && creates && dialogs.size() < MAX_DIALOGS)
    {
        found = dialogs.emplace(place.calleeTag, Dialog()).first;
    }
    return found == dialogs.end() ? nullptr : &found->second;
}

const std::string&
PinholePolicy::NameDialog(Call& call, const CallPlace& place)
{
    Dialog& dialog = call.dialogs.at(place.calleeTag);
    if (dialog.name.empty())
    {
        const bool isFirst = !call.firstTag;
        dialog.name = isFirst ? place.scope : place.scope + ";" + place.calleeTag;
        call.firstTag = call.firstTag.value_or(place.calleeTag);
    }
    call.names.insert(dialog.name);
    return dialog.name;
}

void
PinholePolicy::Reserve(const std::string& name, const std::vector<MediaStreamEnds>& streams)
{
    if (streams.empty())
    {
        return;
    }
    m_requested(name, Request::Reserve, streams);
    m_control->Reserve(
        name,
        streams,
        [self = Ptr<PinholePolicy>(this), name, since = Simulator::Now()](const auto& result,
                                                                          const Work& work)
        {
            // What matters is whether the answer can be enabled.
            self->m_lateWork += work;
            self->m_granted(name, Request::Reserve, result.has_value(), Simulator::Now() - since);
        });
}

uint64_t
PinholePolicy::AskToEnable(const std::string& scope, const std::string& tag)
{
    const Dialog& dialog = m_calls.at(scope).dialogs.at(tag);
    const auto streams = dialog.asked;
    const uint64_t id = m_nextPending++;
    Pending pending;
    pending.scope = scope;
    pending.tag = tag;
    pending.name = dialog.name;
    pending.since = GetNow();
    m_pending[id] = pending;
    m_requested(pending.name, Request::Enable, streams);
    m_control->Enable(
        pending.name,
        streams,
        [self = Ptr<PinholePolicy>(this), id, pending](const auto& result, const Work& work)
        {
            self->OnEnabled(id, pending, result, work);
        });
    return id;
}

void
PinholePolicy::OnEnabled(uint64_t id,
                         const Pending& asked,
                         const tl::expected<FirewallGrant, FirewallError>& result,
                         const Work& work)
{
    m_granted(asked.name,
              Request::Enable,
              result.has_value(),
              Simulator::Now() - NanoSeconds(asked.since));
    const auto call = m_calls.find(asked.scope);
    if (call != m_calls.end())
    {
        const auto dialog = call->second.dialogs.find(asked.tag);
        if (dialog != call->second.dialogs.end() && dialog->second.name == asked.name)
        {
            if (result)
            {
                dialog->second.tokens[true].Set(result->forCaller);
                dialog->second.tokens[false].Set(result->forCallee);
            }
            else
            {
                NS_LOG_INFO("the firewall does not open: " << result.error().text);
                dialog->second.askedBy = 0; // a repetition asks again
            }
        }
    }
    const auto pending = m_pending.find(id);
    if (pending == m_pending.end())
    {
        m_lateWork += work;
        return;
    }
    pending->second.isDone = true;
    pending->second.isGranted = result.has_value();
    pending->second.work += work;
    if (!pending->second.messages.empty())
    {
        Resume(id);
    }
}

void
PinholePolicy::Settle(Dialog& dialog)
{
    if (dialog.offer)
    {
        dialog.settled[dialog.offer->isByCaller] = dialog.offer->ends;
        dialog.settled[!dialog.offer->isByCaller] = dialog.answer;
    }
    dialog.agreed = dialog.asked;
    dialog.isChanging = false;
}

void
PinholePolicy::Restore(const std::string& scope, const std::string& tag)
{
    Dialog& dialog = m_calls.at(scope).dialogs.at(tag);
    dialog.offer.reset();
    dialog.isChanging = false;
    dialog.asked = dialog.agreed;
    dialog.askedBy = 0;
    m_pending.erase(AskToEnable(scope, tag)); // nobody waits for it
}

void
PinholePolicy::OnFinalSent(const SipMessage& response, const SipPolicyContext& context)
{
    const auto method = context.request->GetMethod();
    if (method == "INVITE" || method == "UPDATE")
    {
        FinishOffer(response, context);
    }
    else if (method == "BYE")
    {
        // With any other code the session goes on (RFC 3261 section 15.1.1).
        const int code = response.GetStatusCode();
        if (code < 300 || code == 481 || code == 408)
        {
            EndDialog(Locate(*context.request, nullptr), End::HungUp);
        }
    }
}

void
PinholePolicy::FinishOffer(const SipMessage& response, const SipPolicyContext& context)
{
    const SipMessage& request = *context.request;
    const auto place = Locate(request, &response);
    const auto found = m_calls.find(place.scope);
    if (found == m_calls.end())
    {
        return;
    }
    Call& call = found->second;
    const int code = response.GetStatusCode();
    const bool isInvite = request.GetMethod() == "INVITE";
    const auto branch = isInvite && !context.isInDialog ? call.branches.find(GetBranch(request))
                                                        : call.branches.end();
    if (isInvite && !context.isInDialog && !call.isStray && branch == call.branches.end())
    {
        return; // not one of this call
    }
    if (code < 300)
    {
        if (Dialog* dialog = FindDialog(place, isInvite || call.isStray))
        {
            dialog->isConfirmed = dialog->isConfirmed || isInvite || call.isStray;
            dialog->isStray = false;
            // An offer in the response itself waits for the ACK.
            if (dialog->offer && dialog->offer->exchange == GetExchange(request, place) &&
                dialog->offer->isByCaller != place.isByCaller)
            {
                Settle(*dialog);
            }
        }
        if (branch != call.branches.end())
        {
            branch->second = false;
            DropOthers(place.scope, place.calleeTag);
        }
        SetExpiry(place.scope, FindSessionInterval(response).value_or(m_sessionInterval));
        return;
    }
    const bool isAttempt = branch != call.branches.end();
    if (isAttempt)
    {
        call.branches.erase(branch);
    }
    if (!IsConfirmed(call) && (call.isStray || (isAttempt && !IsRinging(call))))
    {
        Forget(place.scope, End::Failed);
        return;
    }
    if (!context.isInDialog)
    {
        return;
    }
    if (code == 481 || code == 408)
    {
        EndDialog(place, End::Failed); // RFC 3261 section 12.2.1.2
        return;
    }
    const auto* dialog = FindDialog(place, false);
    if (dialog && dialog->isChanging && !dialog->name.empty())
    {
        // The session stays as it was (RFC 3261 section 14.1).
        Restore(place.scope, place.calleeTag);
    }
}

void
PinholePolicy::DropOthers(const std::string& scope, const std::string& tag)
{
    Call& call = m_calls.at(scope);
    for (auto each = call.dialogs.begin(); each != call.dialogs.end();)
    {
        const bool isLost = each->first != tag && !each->second.isConfirmed;
        if (isLost)
        {
            Release(call, each->second.name, End::NotChosen);
        }
        each = isLost ? call.dialogs.erase(each) : std::next(each);
    }
    // The reservation is of no use if the chosen dialog has another name.
    const bool isNamed = std::any_of(call.dialogs.begin(),
                                     call.dialogs.end(),
                                     [&scope](const auto& each)
                                     {
                                         return each.second.name == scope;
                                     });
    const bool isOther = !call.dialogs.empty() && call.firstTag && !isNamed;
    if (isOther)
    {
        Release(call, scope, End::NotChosen);
    }
}

void
PinholePolicy::EndDialog(const CallPlace& place, End end)
{
    const auto found = m_calls.find(place.scope);
    if (found == m_calls.end())
    {
        return;
    }
    Call& call = found->second;
    const auto dialog = call.dialogs.find(place.calleeTag);
    if (dialog == call.dialogs.end())
    {
        return;
    }
    const std::string name = dialog->second.name;
    call.dialogs.erase(dialog);
    Release(call, name, end);
    if (call.dialogs.empty() && !IsRinging(call))
    {
        Forget(place.scope, end);
    }
}

void
PinholePolicy::Release(Call& call, const std::string& name, End end)
{
    if (call.names.erase(name) == 0)
    {
        return;
    }
    m_released(name, end);
    m_control->Release(name);
    // The control says nothing any more: what waits for it goes on.
    for (auto& [id, pending] : m_pending)
    {
        if (pending.name == name && !pending.messages.empty())
        {
            pending.isGranted = true;
            pending.patience.Cancel();
            pending.patience = Simulator::ScheduleNow(&PinholePolicy::Resume, this, id);
        }
    }
}

void
PinholePolicy::Forget(const std::string& scope, End end)
{
    const auto found = m_calls.find(scope);
    const auto names = found->second.names;
    for (const auto& name : names)
    {
        Release(found->second, name, end);
    }
    m_expiries.erase({found->second.expiry, scope});
    m_calls.erase(found);
}

void
PinholePolicy::SetExpiry(const std::string& scope, Time after)
{
    Call& call = m_calls.at(scope);
    m_expiries.erase({call.expiry, scope});
    call.expiry = GetNow() + after.GetNanoSeconds();
    m_expiries.insert({call.expiry, scope});
    if (m_expiry.IsExpired() || m_expiries.begin()->first == call.expiry)
    {
        m_expiry.Cancel();
        m_expiry = Simulator::Schedule(NanoSeconds(m_expiries.begin()->first - GetNow()),
                                       &PinholePolicy::Expire,
                                       this);
    }
}

void
PinholePolicy::Expire()
{
    while (!m_expiries.empty() && m_expiries.begin()->first <= GetNow())
    {
        const std::string scope = m_expiries.begin()->second;
        Forget(scope, End::Expired);
    }
    if (!m_expiries.empty())
    {
        m_expiry = Simulator::Schedule(NanoSeconds(m_expiries.begin()->first - GetNow()),
                                       &PinholePolicy::Expire,
                                       this);
    }
}

} // namespace ns3
