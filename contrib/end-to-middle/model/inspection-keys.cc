// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/inspection-keys.h"

#include "ns3/call-scope.h"
#include "ns3/log.h"
#include "ns3/sip-text.h"
#include "ns3/smime-reader.h"

#include <algorithm>
#include <iterator>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("InspectionKeys");

namespace
{

constexpr uint32_t NO_BOUND = uint32_t{1} << 31;

} // namespace

void
InspectionKeys::Reset(int64_t lifetime, std::size_t capacity, std::size_t callsPerSource)
{
    CekStoreLimits limits;
    limits.lifetime = lifetime;
    limits.maxTotal = capacity;
    m_lifetime = lifetime;
    m_store = CekStore(limits);
    m_callsPerSource = callsPerSource;
    m_calls.clear();
    m_sources.clear();
}

std::size_t
InspectionKeys::GetSize() const
{
    return m_store.GetSize();
}

std::string
InspectionKeys::FindScope(const SipMessage& request) const
{
    return FindCallScope(request,
                         [this](const std::string& scope)
                         {
                             return m_calls.count(scope) != 0;
                         });
}

std::optional<KekRecipient>
InspectionKeys::Find(const std::string& scope, const std::vector<Octets>& references, int64_t now)
{
    for (const auto& reference : references)
    {
        const auto kek = m_store.Find(scope, reference, now);
        if (kek)
        {
            return *kek;
        }
    }
    return std::nullopt;
}

std::optional<KekRecipient>
InspectionKeys::FindShared(const SipMessage& request, int64_t now)
{
    const auto scope = FindScope(request);
    const auto call = m_calls.find(scope);
    if (call == m_calls.end())
    {
        return std::nullopt;
    }
    return Find(scope, {call->second.byRequest, call->second.byResponse}, now);
}

CekUse
InspectionKeys::Take(const std::string& scope,
                     const std::string& source,
                     const SmimeReading& reading,
                     bool isRequest,
                     int64_t now)
{
    CekUse use{scope, isRequest ? "request" : "response", false, {}, *reading.cek, {}};
    if (reading.kek)
    {
        use.reference = reading.kek->identifier;
        use.kek = reading.kek->kek;
        static_cast<void>(m_store.Use(scope, use.reference, now)); // it was found just now
    }
    if (reading.introduced)
    {
        use.introduced = reading.introduced->reference;
        use.reference = reading.kek ? use.reference : use.introduced;
        const CekAttributes attributes{use.introduced, NO_BOUND};
        const bool isNew = m_calls.count(scope) == 0;
        if (isNew && !HasRoom(source, now))
        {
            NS_LOG_INFO("a key was not stored: " << source << " has too many");
            return use;
        }
        const auto stored = m_store.Put(scope, attributes, *reading.cek, now);
        if (stored)
        {
            Call& call = m_calls[scope];
            call.lastKey = now;
            (isRequest ? call.byRequest : call.byResponse) = use.introduced;
            if (isNew)
            {
                call.source = source;
                ++m_sources[source];
            }
            // The store drops expired keys by itself; calls that nobody ended go in its wake.
            if (m_calls.size() >= 2 * m_store.GetSize() + 16)
            {
                DropExpired(now);
            }
        }
        else
        {
            NS_LOG_INFO("a key was not stored: " << ToString(stored.error()));
        }
    }
    return use;
}

InspectionKeys::Calls::iterator
InspectionKeys::Drop(Calls::iterator call)
{
    m_store.Forget(call->first);
    const auto source = m_sources.find(call->second.source);
    if (source != m_sources.end() && --source->second == 0)
    {
        m_sources.erase(source);
    }
    return m_calls.erase(call);
}

bool
InspectionKeys::HasRoom(const std::string& source, int64_t now)
{
    const auto isFull = [&]()
    {
        const auto calls = m_sources.find(source);
        return calls != m_sources.end() && calls->second >= m_callsPerSource;
    };
    if (isFull() && now >= m_nextExpiry)
    {
        DropExpired(now);
    }
    return !isFull();
}

void
InspectionKeys::DropExpired(int64_t now)
{
    m_nextExpiry = now + m_lifetime;
    for (auto call = m_calls.begin(); call != m_calls.end();)
    {
        const auto expiry = call->second.lastKey + m_lifetime;
        m_nextExpiry = expiry > now ? std::min(m_nextExpiry, expiry) : m_nextExpiry;
        call = expiry <= now ? Drop(call) : std::next(call);
    }
}

void
InspectionKeys::FollowRequest(const SipMessage& request, int64_t now)
{
    const auto scope = FindScope(request);
    const auto call = m_calls.find(scope);
    if (call == m_calls.end())
    {
        return;
    }
    if (request.GetMethod() == "INVITE")
    {
        call->second.lastAttempt = now;
    }
    else if (request.GetMethod() == "ACK" && call->second.dialogs.empty() &&
             !request.GetBody().empty())
    {
        call->second.dialogs.insert(GetSipTag(request, scope != MakeCallScope(request, true)));
    }
}

std::optional<InspectionKeys::Ending>
InspectionKeys::FollowDialog(const SipMessage& response, const SipMessage& request, int64_t now)
{
    const auto scope = FindScope(request);
    const auto call = m_calls.find(scope);
    const auto code = response.GetStatusCode();
    if (call == m_calls.end() || code < 200)
    {
        return std::nullopt;
    }
    // The other tag than the scope's is the callee's: forked dialogs differ in it.
    const bool isByCaller = scope == MakeCallScope(request, true);
    const auto calleeTag = isByCaller ? GetSipTag(response, false) : GetSipTag(request, true);
    auto& dialogs = call->second.dialogs;
    if (request.GetMethod() == "INVITE" && code < 300)
    {
        if (dialogs.size() < MAX_DIALOGS)
        {
            dialogs.insert(calleeTag);
        }
    }
    else if (request.GetMethod() == "INVITE" && dialogs.empty())
    {
        return Ending{scope, now};
    }
    else if (request.GetMethod() == "BYE" && (code < 300 || code == 481 || code == 408))
    {
        // A BYE of a dialog that was never made ends nothing, whoever answers it.
        if (dialogs.erase(calleeTag) > 0 && dialogs.empty())
        {
            Drop(call);
        }
    }
    return std::nullopt;
}

void
InspectionKeys::ForgetFailed(const Ending& ending)
{
    const auto call = m_calls.find(ending.scope);
    if (call != m_calls.end() && call->second.dialogs.empty() &&
        std::max(call->second.lastKey, call->second.lastAttempt) <= ending.since)
    {
        Drop(call);
    }
}

} // namespace ns3
