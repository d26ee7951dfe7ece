// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/admission-book.h"

#include <numeric>

namespace ns3
{

namespace
{

/**
 * \param value an enumerator
 * \return its place in an array
 */
template <typename E>
std::size_t
Index(E value)
{
    return static_cast<std::size_t>(value);
}

/**
 * \param capacity of a direction
 * \param used what is held of it
 * \param before what the one who asks holds of it
 * \param after what it asks to hold
 * \return whether that can be: to hold less can always be
 */
bool
Fits(uint64_t capacity, uint64_t used, uint64_t before, uint64_t after)
{
    const uint64_t others = used - before;
    return after <= before || (others <= capacity && after <= capacity - others);
}

} // namespace

std::string_view
ToString(ReservationEnd end)
{
    static constexpr std::array<std::string_view, 5> WORDS{"hung-up",
                                                           "cancelled",
                                                           "failed",
                                                           "expired",
                                                           "lost"};
    return WORDS[Index(end)];
}

AdmissionBook::AdmissionBook(const LinkBandwidth& capacity, std::size_t maxReservations)
    : m_capacity(capacity)
    , m_maxReservations(maxReservations)
{
}

tl::expected<void, AdmissionError>
AdmissionBook::Reserve(const std::string& id,
                       const LinkBandwidth& bandwidth,
                       int64_t now,
                       int64_t expiry)
{
    const auto found = m_reservations.find(id);
    const bool isNew = found == m_reservations.end();
    const auto refuse = [&](AdmissionError error) -> tl::unexpected<AdmissionError>
    {
        ++(isNew ? m_refused[Index(error)] : m_refusedChanges);
        return tl::unexpected(error);
    };
    if (isNew && m_reservations.size() >= m_maxReservations)
    {
        return refuse(AdmissionError::BookFull);
    }
    const LinkBandwidth before = isNew ? LinkBandwidth() : found->second.bandwidth;
    if (!Fits(m_capacity.outward, m_used.outward, before.outward, bandwidth.outward) ||
        !Fits(m_capacity.inward, m_used.inward, before.inward, bandwidth.inward))
    {
        return refuse(AdmissionError::NoCapacity);
    }
    Integrate(now);
    m_used.outward += bandwidth.outward - before.outward;
    m_used.inward += bandwidth.inward - before.inward;
    m_peak = Larger(m_peak, m_used);
    if (isNew)
    {
        ++m_admitted;
        m_reservations[id] = {bandwidth, now, expiry};
        m_expiries.emplace(expiry, id);
        return {};
    }
    found->second.bandwidth = bandwidth;
    Refresh(id, expiry);
    return {};
}

void
AdmissionBook::Refresh(const std::string& id, int64_t expiry)
{
    const auto found = m_reservations.find(id);
    if (found != m_reservations.end())
    {
        m_expiries.erase({found->second.expiry, id});
        m_expiries.emplace(expiry, id);
        found->second.expiry = expiry;
    }
}

std::optional<AdmissionBook::Reservation>
AdmissionBook::Release(const std::string& id, ReservationEnd end, int64_t now)
{
    const auto found = m_reservations.find(id);
    if (found == m_reservations.end())
    {
        return std::nullopt;
    }
    Integrate(now);
    const Reservation reservation = found->second;
    m_used.outward -= reservation.bandwidth.outward;
    m_used.inward -= reservation.bandwidth.inward;
    ++m_released[Index(end)];
    m_releasedTime += now - reservation.since;
    m_expiries.erase({reservation.expiry, id});
    m_reservations.erase(found);
    return reservation;
}

std::vector<std::pair<std::string, AdmissionBook::Reservation>>
AdmissionBook::ReleaseExpired(int64_t now)
{
    std::map<std::string, Reservation> released;
    while (!m_expiries.empty() && m_expiries.begin()->first <= now)
    {
        const std::string id = m_expiries.begin()->second;
        released[id] = *Release(id, ReservationEnd::Expired, now);
    }
    return {released.begin(), released.end()};
}

void
AdmissionBook::Clear(int64_t now)
{
    while (!m_reservations.empty())
    {
        Release(std::string(m_reservations.begin()->first), ReservationEnd::Lost, now);
    }
}

std::optional<AdmissionBook::Reservation>
AdmissionBook::Find(const std::string& id) const
{
    const auto found = m_reservations.find(id);
    return found == m_reservations.end() ? std::nullopt : std::optional(found->second);
}

std::optional<int64_t>
AdmissionBook::GetNextExpiry() const
{
    return m_expiries.empty() ? std::nullopt : std::optional(m_expiries.begin()->first);
}

const LinkBandwidth&
AdmissionBook::GetCapacity() const
{
    return m_capacity;
}

const LinkBandwidth&
AdmissionBook::GetUsed() const
{
    return m_used;
}

const LinkBandwidth&
AdmissionBook::GetPeak() const
{
    return m_peak;
}

LinkBandwidth
AdmissionBook::TakeMean(int64_t now)
{
    Integrate(now);
    LinkBandwidth mean;
    if (now > m_meanSince)
    {
        const double seconds = static_cast<double>(now - m_meanSince) / 1e9;
        mean = {static_cast<uint64_t>(m_integral[0] / seconds),
                static_cast<uint64_t>(m_integral[1] / seconds)};
    }
    m_integral = {};
    m_meanSince = now;
    return mean;
}

uint64_t
AdmissionBook::GetAdmitted() const
{
    return m_admitted;
}

uint64_t
AdmissionBook::GetRefused(AdmissionError error) const
{
    return m_refused[Index(error)];
}

uint64_t
AdmissionBook::GetRefusedChanges() const
{
    return m_refusedChanges;
}

uint64_t
AdmissionBook::GetReleased(ReservationEnd end) const
{
    return m_released[Index(end)];
}

std::size_t
AdmissionBook::GetHeld() const
{
    return m_reservations.size();
}

int64_t
AdmissionBook::GetReleasedTime() const
{
    return m_releasedTime;
}

bool
AdmissionBook::IsBalanced() const
{
    LinkBandwidth sum;
    for (const auto& [id, reservation] : m_reservations)
    {
        sum.outward += reservation.bandwidth.outward;
        sum.inward += reservation.bandwidth.inward;
    }
    const auto released = std::accumulate(m_released.begin(), m_released.end(), uint64_t{0});
    return sum == m_used && m_admitted == released + m_reservations.size() &&
           m_expiries.size() == m_reservations.size();
}

void
AdmissionBook::Integrate(int64_t now)
{
    const double seconds = static_cast<double>(now - m_integrated) / 1e9;
    m_integral[0] += static_cast<double>(m_used.outward) * seconds;
    m_integral[1] += static_cast<double>(m_used.inward) * seconds;
    m_integrated = now;
}

} // namespace ns3
