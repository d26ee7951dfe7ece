// SPDX-License-Identifier: GPL-2.0-only

#ifndef PINHOLE_TABLE_H
#define PINHOLE_TABLE_H

#include "ns3/media-flow.h"
#include "ns3/nstime.h"

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
 * Why a pinhole was closed.
 */
enum class PinholeEnd
{
    Released, //!< whoever opened it said so
    Expired,  //!< its lifetime was over
    Idle,     //!< no packet used it for its idle timeout
    Replaced, //!< another one took its place
};

/// How many reasons there are to close a pinhole.
constexpr std::size_t PINHOLE_ENDS = 4;

/**
 * \param end why a pinhole was closed
 * \return a word for tables, for example "released"
 */
std::string_view ToString(PinholeEnd end);

/**
 * \ingroup firewall
 * Why a pinhole was not opened.
 */
enum class PinholeError
{
    Invalid, //!< the destination is not told, or the lifetime is not positive
    Full,    //!< there are as many pinholes as the table may have
    Crowded, //!< too many calls have opened the very same flow
};

/**
 * \ingroup firewall
 * A flow of packets that a firewall lets pass.
 */
struct Pinhole
{
    uint64_t id{0};      //!< names it; never used again
    MediaFlow flow;      //!< what passes; zeros of the source stand for any
    std::string call;    //!< on whose behalf it was opened
    Time opened;         //!< when
    Time expiry;         //!< when its lifetime is over
    Time idleTimeout;    //!< how long it may go unused; zero: for ever
    Time used;           //!< when a packet last used its flow; `opened` if none has
    uint64_t packets{0}; //!< packets counted on it
    uint64_t octets{0};  //!< their octets
};

/**
 * \ingroup firewall
 * The pinholes of a firewall: which flows of UDP pass, on whose behalf and until when.
 *
 * A value without clock or input and output: whoever keeps it says what time it is, never going
 * back. The source of a flow may be any (zeros), as a session description does not say whence media
 * comes (RFC 3264 section 5.1): any address, any port, or both; the destination is always told. A
 * packet is counted on the narrowest pinhole it fits: source address and port before address only
 * before port only before any.
 *
 * Calls may open the same flow each: it passes until the last of them has closed it. Within one
 * call a flow opened again replaces the former pinhole.
 *
 * A pinhole passes packets from Open() on, while `now` is before both `expiry` and `used` +
 * `idleTimeout`, whether or not Expire() has been called; it counts as open until then. At any time
 * GetOpened() is the sum of GetClosed() over all ends, and GetOpen(): IsBalanced().
 *
 * What a lookup costs does not depend on the number of pinholes: open addressing with entries of 16
 * octets, at most three quarters full, probed once for each of the four forms of source that is in
 * use.
 */
class PinholeTable
{
  public:
    /// \param maxPinholes how many there may be at once
    explicit PinholeTable(std::size_t maxPinholes = 65536);

    /// \param maxPinholes how many there may be at once; those there are stay
    void SetMaxPinholes(std::size_t maxPinholes);

    /**
     * Opens a pinhole.
     * \param flow what is to pass
     * \param call on whose behalf
     * \param now the time
     * \param lifetime how long, unless it is refreshed; more than 0
     * \param idleTimeout how long it may go unused; zero: for ever
     * \param replaced gets the call's former pinhole for the flow, if it had one; may be null
     * \return its id, or why not: then nothing is changed
     */
    [[nodiscard]] tl::expected<uint64_t, PinholeError> Open(
        const MediaFlow& flow,
        const std::string& call,
        Time now,
        Time lifetime,
        Time idleTimeout = Time(),
        std::optional<Pinhole>* replaced = nullptr);

    /**
     * A packet comes.
     * \param flow whence and where to, without zeros
     * \param now the time
     * \param octets how many it has
     * \return the pinhole it passes by, which is now used; nothing if there is none
     */
    std::optional<uint64_t> Match(const MediaFlow& flow, Time now, uint64_t octets = 0);

    /**
     * Fetches into the cache what Match() will need, while something else is done; it changes
     * nothing that can be seen.
     * \param flow whence and where to
     */
    void Prefetch(const MediaFlow& flow) const;

    /**
     * Gives a pinhole another lifetime; how long it goes unused is not changed.
     * \param id of the pinhole
     * \param now the time
     * \param lifetime how long from now on; more than 0
     * \return whether it is open
     */
    bool Refresh(uint64_t id, Time now, Time lifetime);

    /**
     * \param id of a pinhole
     * \param end why it is closed
     * \return what it was; nothing if it is not open
     */
    std::optional<Pinhole> Close(uint64_t id, PinholeEnd end);

    /**
     * Closes all pinholes of a call.
     * \param call the call
     * \param end why
     * \return what they were, in the order in which they were opened
     */
    std::vector<Pinhole> CloseCall(const std::string& call, PinholeEnd end);

    /**
     * Closes what has expired or was idle for too long.
     * \param now the time
     * \return what they were and why, in an order that is the same in every run
     */
    std::vector<std::pair<Pinhole, PinholeEnd>> Expire(Time now);

    /// \return when Expire() is to be called next: at or before the next end; nothing if none is
    /// open
    std::optional<Time> GetNextCheck() const;

    /**
     * \param id of a pinhole
     * \return it, if it is open
     */
    std::optional<Pinhole> Find(uint64_t id) const;

    /**
     * \param call a call
     * \return its open pinholes, in the order in which they were opened
     */
    std::vector<uint64_t> GetPinholes(const std::string& call) const;

    /// \return number of pinholes opened so far
    uint64_t GetOpened() const;

    /**
     * \param end why
     * \return number of pinholes closed for that
     */
    uint64_t GetClosed(PinholeEnd end) const;

    /// \return number of pinholes open now
    std::size_t GetOpen() const;

    /**
     * \param error why
     * \return number of pinholes not opened for that
     */
    uint64_t GetRefused(PinholeError error) const;

    /// \return number of packets that matched a pinhole
    uint64_t GetMatched() const;

    /// \return whether the counters and the indexes agree with the pinholes that are open
    bool IsBalanced() const;

  private:
    /// What is looked up: a flow, and the first pinhole of it plus 1; 0: an empty entry.
    struct Entry
    {
        uint32_t source{0};          //!< address
        uint32_t destination{0};     //!< address
        uint16_t sourcePort{0};      //!< port
        uint16_t destinationPort{0}; //!< port
        uint32_t first{0};           //!< index of the oldest pinhole, plus 1
    };

    /// What a packet changes of a pinhole: a cache line.
    struct alignas(64) State
    {
        int64_t opened{0};   //!< when, in ns
        int64_t used{0};     //!< when the last packet was counted here, in ns; before opened: never
        int64_t idle{0};     //!< idle timeout in ns; 0: none
        int64_t expiry{0};   //!< when the lifetime is over, in ns
        uint64_t packets{0}; //!< counted here
        uint64_t octets{0};  //!< of them
        uint32_t next{0};    //!< index of the next pinhole of the same flow, plus 1; 0: none
        uint32_t serial{0};  //!< upper half of the id
    };

    /// The rest of a pinhole.
    struct Record
    {
        uint64_t id{0};   //!< 0: not open
        MediaFlow flow;   //!< what passes
        std::string call; //!< on whose behalf
        int64_t check{0}; //!< when Expire() looks at it, in ns
    };

    /**
     * \param id of a pinhole
     * \return its index, if it is open
     */
    std::optional<uint32_t> GetIndex(uint64_t id) const;

    /**
     * \param flow a flow
     * \return the place of its entry, or of the empty one where it would be
     */
    std::size_t Probe(const MediaFlow& flow) const;

    /// Doubles the number of entries if they would be more than three quarters full.
    void Grow();

    /**
     * Makes an entry empty, and moves those behind it so that they are found.
     * \param place of the entry
     */
    void Vacate(std::size_t place);

    /**
     * \param first index of a flow's oldest pinhole, plus 1
     * \return when a packet last used the flow, in ns
     */
    int64_t GetUsed(uint32_t first) const;

    /**
     * \param state of a pinhole
     * \param used when a packet last used its flow, in ns
     * \return when it ends if nothing happens, in ns, and why
     */
    static std::pair<int64_t, PinholeEnd> GetDeadline(const State& state, int64_t used);

    /**
     * \param index of a pinhole
     * \return when it ends if nothing happens, in ns, and why
     */
    std::pair<int64_t, PinholeEnd> GetDeadline(uint32_t index) const;

    /**
     * \param index of a pinhole
     * \param when Expire() is to look at it, in ns
     */
    void SetCheck(uint32_t index, int64_t when);

    /**
     * \param index of an open pinhole
     * \return it
     */
    Pinhole Describe(uint32_t index) const;

    std::size_t m_maxPinholes;                            //!< at once
    std::vector<Entry> m_entries;                         //!< a power of two
    std::size_t m_flows{0};                               //!< entries that are not empty
    std::array<std::size_t, 4> m_forms{};                 //!< flows by form of source
    std::vector<State> m_states;                          //!< by index
    std::vector<Record> m_records;                        //!< by index
    std::vector<uint32_t> m_free;                         //!< indexes not in use
    std::map<std::string, std::vector<uint64_t>> m_calls; //!< ids in the order of opening
    std::set<std::pair<int64_t, uint64_t>> m_checks;      //!< when to look at which id
    uint32_t m_serial{0};                                 //!< upper half of the next id
    uint64_t m_opened{0};                                 //!< so far
    std::array<uint64_t, PINHOLE_ENDS> m_closed{};        //!< by PinholeEnd
    std::array<uint64_t, 3> m_refused{};                  //!< by PinholeError
    uint64_t m_matched{0};                                //!< packets
};

} // namespace ns3

#endif // PINHOLE_TABLE_H
