// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_NONCE_BOOK_H
#define SIP_NONCE_BOOK_H

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>

namespace ns3
{

/** What a server's nonce book says about a nonce and its count. */
enum class SipNonceVerdict
{
    Fresh,  ///< ours, not expired, and the count has not been used
    Stale,  ///< unknown, expired or forgotten: challenge anew with stale=true
    Replay, ///< ours, but the count has been used
};

/**
 * The nonces that a server has given out. Bounded: the oldest is forgotten when the book is full.
 * Time is the caller's, in nanoseconds, and must not run backwards. Requests may overtake each
 * other: counts are taken in any order within a window of 64 below the highest.
 */
class SipNonceBook
{
  public:
    /**
     * @param capacity how many nonces are remembered, at least 1
     * @param lifetime how long one is good, ns
     */
    explicit SipNonceBook(std::size_t capacity = 4096, int64_t lifetime = 300'000'000'000);

    /**
     * Note a nonce that is being given out.
     * @param nonce the nonce
     * @param now the time, ns
     */
    void Issue(const std::string& nonce, int64_t now);

    /**
     * Look a nonce up; changes nothing.
     * @param nonce the nonce
     * @param count nc of the credentials, 0 if they have no qop: then a nonce is good only once
     * @param now the time, ns
     * @return the verdict
     */
    SipNonceVerdict Check(const std::string& nonce, uint32_t count, int64_t now) const;

    /**
     * Note a use, after the response has been found right (so that a forger cannot burn a nonce).
     * @param nonce the nonce
     * @param count nc of the credentials, 0 if they have no qop
     */
    void Use(const std::string& nonce, uint32_t count);

    /** @return how many nonces are remembered */
    std::size_t GetSize() const;

  private:
    /** What is known of a nonce. */
    struct Entry
    {
        int64_t expiry;   ///< ns
        uint32_t highest; ///< highest count used
        uint64_t window;  ///< bit i: whether the count highest - i has been used
    };

    /**
     * Forget what is over.
     * @param now the time, ns
     */
    void Purge(int64_t now);

    std::size_t m_capacity;                 ///< bound
    int64_t m_lifetime;                     ///< ns
    std::map<std::string, Entry> m_entries; ///< by nonce
    std::deque<std::string> m_order;        ///< oldest first
};

} // namespace ns3

#endif // SIP_NONCE_BOOK_H
