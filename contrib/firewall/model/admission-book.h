// SPDX-License-Identifier: GPL-2.0-only

#ifndef ADMISSION_BOOK_H
#define ADMISSION_BOOK_H

#include "ns3/link-bandwidth.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * \ingroup firewall
 * Why a reservation ended.
 */
enum class ReservationEnd
{
    HungUp,    //!< the call was ended
    Cancelled, //!< the caller gave up before an answer
    Failed,    //!< the call did not come to be
    Expired,   //!< nothing was heard of it for its lifetime
    Lost,      //!< the book was emptied
};

/**
 * \param end why a reservation ended
 * \return a word for tables, for example "hung-up"
 */
std::string_view ToString(ReservationEnd end);

/**
 * \ingroup firewall
 * Why a reservation was not made.
 */
enum class AdmissionError
{
    NoCapacity, //!< the link has not that much left
    BookFull,   //!< there are as many reservations as the book may have
};

/**
 * \ingroup firewall
 * What a link can carry, and for whom it is reserved: the state of call admission control.
 *
 * It knows neither SIP nor a clock: whoever keeps it says what time it is, in ns, never going back.
 * A reservation that has expired holds its bit rate until ReleaseExpired() is called.
 *
 * At any time GetAdmitted() is the sum of GetReleased() over all ends, and GetHeld(): IsBalanced().
 */
class AdmissionBook
{
  public:
    /// A reservation.
    struct Reservation
    {
        LinkBandwidth bandwidth; //!< what is held
        int64_t since{0};        //!< when it was made, in ns
        int64_t expiry{0};       //!< when it expires, in ns
    };

    /**
     * \param capacity what the link carries
     * \param maxReservations how many reservations there may be at once
     */
    explicit AdmissionBook(const LinkBandwidth& capacity = {},
                           std::size_t maxReservations = 100000);

    /**
     * Makes a reservation, or changes one: a change takes place whole or not at all.
     * \param id whose it is
     * \param bandwidth what is to be held
     * \param now the time in ns
     * \param expiry when it expires, in ns
     * \return nothing, or why not; then nothing is changed. To hold less, or as much, is never
     * refused
     */
    [[nodiscard]] tl::expected<void, AdmissionError> Reserve(const std::string& id,
                                                             const LinkBandwidth& bandwidth,
                                                             int64_t now,
                                                             int64_t expiry);

    /**
     * \param id whose reservation
     * \param expiry when it now expires, in ns; nothing happens if there is none
     */
    void Refresh(const std::string& id, int64_t expiry);

    /**
     * \param id whose reservation ends
     * \param end why
     * \param now the time in ns
     * \return what was held and since when; nothing if there was none
     */
    std::optional<Reservation> Release(const std::string& id, ReservationEnd end, int64_t now);

    /**
     * Releases what has expired.
     * \param now the time in ns
     * \return whose reservations they were, and what was held, in the order of the names
     */
    std::vector<std::pair<std::string, Reservation>> ReleaseExpired(int64_t now);

    /**
     * Releases everything, as Lost.
     * \param now the time in ns
     */
    void Clear(int64_t now);

    /**
     * \param id whose reservation
     * \return it, if there is one
     */
    std::optional<Reservation> Find(const std::string& id) const;

    /// \return when the next reservation expires, in ns, if there is one
    std::optional<int64_t> GetNextExpiry() const;

    /// \return what the link carries
    const LinkBandwidth& GetCapacity() const;

    /// \return what is held now
    const LinkBandwidth& GetUsed() const;

    /// \return the most that was held in each direction, whether or not at the same time
    const LinkBandwidth& GetPeak() const;

    /**
     * \param now the time in ns
     * \return the mean over time of what was held, in bit/s, since time 0 or the last call of this
     */
    LinkBandwidth TakeMean(int64_t now);

    /// \return number of reservations made
    uint64_t GetAdmitted() const;

    /**
     * \param error why
     * \return number of reservations not made for that, changes not counted
     */
    uint64_t GetRefused(AdmissionError error) const;

    /// \return number of changes refused
    uint64_t GetRefusedChanges() const;

    /**
     * \param end why
     * \return number of reservations that ended so
     */
    uint64_t GetReleased(ReservationEnd end) const;

    /// \return number of reservations held now
    std::size_t GetHeld() const;

    /// \return sum of the durations of all reservations that have ended, in ns
    int64_t GetReleasedTime() const;

    /// \return whether the counters and sums agree with the reservations that are held
    bool IsBalanced() const;

  private:
    /**
     * Adds what was held until now to the integral.
     * \param now the time in ns
     */
    void Integrate(int64_t now);

    LinkBandwidth m_capacity;                             //!< of the link
    std::size_t m_maxReservations;                        //!< at once
    std::map<std::string, Reservation> m_reservations;    //!< by whose they are
    std::set<std::pair<int64_t, std::string>> m_expiries; //!< in their order
    LinkBandwidth m_used;                                 //!< sum
    LinkBandwidth m_peak;                                 //!< the most of each direction
    std::array<double, 2> m_integral{};                   //!< outward, inward, in bit
    int64_t m_integrated{0};                              //!< until when, in ns
    int64_t m_meanSince{0};                               //!< since when, in ns
    uint64_t m_admitted{0};                               //!< reservations made
    std::array<uint64_t, 2> m_refused{};                  //!< by AdmissionError
    uint64_t m_refusedChanges{0};                         //!< changes not made
    std::array<uint64_t, 5> m_released{};                 //!< by ReservationEnd
    int64_t m_releasedTime{0};                            //!< in ns
};

} // namespace ns3

#endif // ADMISSION_BOOK_H
