// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_REPLAY_MEMORY_H
#define SIP_REPLAY_MEMORY_H

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace ns3
{

/**
 * Remembers what has been used, as long as it would still be accepted, so that it is not accepted
 * twice. Bounded: when it is full, what would run out first is forgotten. Only what was verified
 * belongs here, or anybody could fill it.
 */
class SipReplayMemory
{
  public:
    /** What it knows of a thing. */
    static constexpr std::size_t MAX_WAYS = 64;

    /** @param capacity how many things it remembers; 0: none, so nothing is a repetition */
    explicit SipReplayMemory(std::size_t capacity = 1024);

    /**
     * Says whether something may be used, and remembers it.
     *
     * @param thing what must not be used twice, for example a signature
     * @param use what it is used for, for example one transaction: any other use is a repetition
     * @param way by which way it came, for example a Request-URI: the same use may come by each way
     * once, as the branches of a fork do, by MAX_WAYS at most
     * @param expires second after which it would not be accepted anyhow
     * @param now this second
     * @return true the first time, false for a repetition
     */
    bool Admit(const std::string& thing,
               const std::string& use,
               const std::string& way,
               int64_t expires,
               int64_t now);

    /** @param capacity how many things it remembers from now on */
    void SetCapacity(std::size_t capacity);
    /** @return how many things it remembers, some of which may have run out */
    std::size_t GetSize() const;
    /** @return how many things it forgot before their time, for want of room */
    uint64_t GetForgottenCount() const;

  private:
    /** One thing. */
    struct Entry
    {
        std::string use;            ///< what it was used for
        std::set<std::string> ways; ///< by which ways it came
        int64_t expires{0};         ///< last second
    };

    /** Forgets the thing that runs out first. */
    void ForgetFirst();

    std::size_t m_capacity;                            ///< how many at most
    std::map<std::string, Entry> m_entries;            ///< by thing
    std::set<std::pair<int64_t, std::string>> m_byEnd; ///< things by their last second
    uint64_t m_forgotten{0};                           ///< forgotten before their time
};

} // namespace ns3

#endif // SIP_REPLAY_MEMORY_H
