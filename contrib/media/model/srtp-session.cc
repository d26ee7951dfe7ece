// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/srtp-session.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ns3
{

namespace
{

/// Octets of a packet that is tried with two keys.
constexpr std::size_t MAXIMUM_PACKET = 2048;

/**
 * \param a a key
 * \param b another
 * \return whether all that libsrtp has to know is the same
 */
bool
IsSame(const SdpCrypto& a, const SdpCrypto& b)
{
    return a.suite == b.suite && a.key == b.key && a.isSrtcpClear == b.isSrtcpClear &&
           a.lifetime == b.lifetime;
}

} // namespace

bool
SrtpKeys::AreUsable() const
{
    return !local.isSrtpClear && !local.isSrtpUnauthenticated && !peer.isSrtpClear &&
           !peer.isSrtpUnauthenticated;
}

SrtpSession::SrtpSession(const SrtpLimits& limits)
    : m_limits(limits)
{
}

tl::expected<std::unique_ptr<SrtpSession>, SrtpError>
SrtpSession::Make(const SrtpKeys& keys, const SrtpLimits& limits)
{
    auto outbound = SrtpContext::Make(keys.local, SrtpContext::Direction::Outbound, limits);
    auto inbound = SrtpContext::Make(keys.peer, SrtpContext::Direction::Inbound, limits);
    if (!outbound || !inbound)
    {
        return tl::make_unexpected(!outbound ? outbound.error() : inbound.error());
    }
    std::unique_ptr<SrtpSession> session(new SrtpSession(limits));
    session->m_outbound = std::move(*outbound);
    session->m_inbound = std::move(*inbound);
    return session;
}

tl::expected<void, SrtpError>
SrtpSession::Configure(const SrtpKeys& keys, Time oldUntil)
{
    if (!keys.AreUsable())
    {
        return tl::make_unexpected(SrtpError{SrtpError::Kind::Configuration,
                                             "media would be in clear or not authenticated"});
    }
    std::unique_ptr<SrtpContext> inbound;
    if (!IsSame(keys.peer, m_inbound->GetKey()))
    {
        auto made = SrtpContext::Make(keys.peer, SrtpContext::Direction::Inbound, m_limits);
        if (!made)
        {
            return tl::make_unexpected(made.error());
        }
        inbound = std::move(*made);
    }
    if (!IsSame(keys.local, m_outbound->GetKey()))
    {
        const auto changed = m_outbound->ChangeKey(keys.local);
        if (!changed)
        {
            return changed;
        }
    }
    if (inbound)
    {
        inbound->Continue(*m_inbound);
        m_before = std::exchange(m_inbound, std::move(inbound));
        m_beforeUntil = oldUntil;
    }
    return {};
}

tl::expected<std::size_t, SrtpError>
SrtpSession::ProtectRtp(uint8_t* data, std::size_t size, std::size_t capacity, Work& work)
{
    return m_outbound->ProcessRtp(data, size, capacity, work);
}

tl::expected<std::size_t, SrtpError>
SrtpSession::ProtectRtcp(uint8_t* data, std::size_t size, std::size_t capacity, Work& work)
{
    return m_outbound->ProcessRtcp(data, size, capacity, work);
}

tl::expected<std::size_t, SrtpError>
SrtpSession::UnprotectRtp(uint8_t* data, std::size_t size, Time now, Work& work)
{
    return Unprotect(&SrtpContext::ProcessRtp, data, size, now, work);
}

tl::expected<std::size_t, SrtpError>
SrtpSession::UnprotectRtcp(uint8_t* data, std::size_t size, Time now, Work& work)
{
    return Unprotect(&SrtpContext::ProcessRtcp, data, size, now, work);
}

tl::expected<std::size_t, SrtpError>
SrtpSession::Unprotect(Process process, uint8_t* data, std::size_t size, Time now, Work& work)
{
    if (m_before && now >= m_beforeUntil)
    {
        m_before.reset();
    }
    if (!m_before || size > MAXIMUM_PACKET)
    {
        return (*m_inbound.*process)(data, size, size, work);
    }
    alignas(8) std::array<uint8_t, MAXIMUM_PACKET> copy;
    std::copy_n(data, size, copy.data());
    const auto done = (*m_inbound.*process)(data, size, size, work);
    // Anything but a replay can be due to the other key: its suite or E bit may differ too.
    if (done || done.error().kind == SrtpError::Kind::Duplicate)
    {
        return done;
    }
    const auto before = (*m_before.*process)(copy.data(), size, size, work);
    if (!before)
    {
        return before.error().kind == SrtpError::Kind::Duplicate ? before : done;
    }
    std::copy_n(copy.data(), *before, data);
    return before;
}

const SrtpContext&
SrtpSession::GetOutbound() const
{
    return *m_outbound;
}

const SrtpContext&
SrtpSession::GetInbound() const
{
    return *m_inbound;
}

} // namespace ns3
