// SPDX-License-Identifier: GPL-2.0-only
#ifndef TLS_SESSION_CACHE_H
#define TLS_SESSION_CACHE_H

#include "ns3/octets.h"
#include "ns3/openssl-pointers.h"
#include "ns3/tls-peer.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <openssl/ssl.h>
#include <string_view>

namespace ns3
{

/// An owned session of OpenSSL's.
using TlsSessionPointer = std::unique_ptr<SSL_SESSION, OpenSslFree<SSL_SESSION_free>>;

/**
 * @ingroup tls
 * TLS 1.2 sessions to be resumed, by a key: for servers the session ID, for clients the domain.
 * Times are those of the simulation. For this module's use only.
 */
class TlsSessionCache
{
  public:
    /// A session.
    struct Entry
    {
        TlsSessionPointer session; ///< OpenSSL's
        TlsPeer peer;              ///< what its handshake proved
        int64_t end{0};            ///< last second in which it may be resumed (since 1970 UTC)
    };

    /**
     * @param capacity how many sessions are kept; the oldest is dropped first
     */
    explicit TlsSessionCache(size_t capacity);

    /**
     * @param key the key; an entry that has it is replaced
     * @param entry a session
     */
    void Put(const Octets& key, Entry entry);

    /**
     * @param key the key
     * @param unixTime now
     * @return the session, to be used at once; null if there is none that may be resumed
     */
    const Entry* Find(std::string_view key, int64_t unixTime);

    /**
     * @param key key of a session that is not to be resumed any more
     */
    void Drop(std::string_view key);

  private:
    size_t m_capacity;                              ///< how many are kept
    std::map<Octets, Entry, std::less<>> m_entries; ///< the sessions
    std::deque<Octets> m_order;                     ///< their keys, oldest first
};

} // namespace ns3

#endif // TLS_SESSION_CACHE_H
