// SPDX-License-Identifier: GPL-2.0-only

#ifndef TOKEN_KEYS_H
#define TOKEN_KEYS_H

#include "ns3/secret.h"

#include <cstdint>
#include <map>
#include <optional>

namespace ns3
{

/**
 * \ingroup firewall
 * The keys that makers of tokens and firewalls share, by key id. Several are good at the same time,
 * so that a new key comes into use before the old one goes.
 */
class TokenKeys
{
  public:
    /**
     * \param id names the key in tokens
     * \param key its octets, at least 16; one of the same id is replaced
     * \param maker names who makes tokens with it: a maker's tokens of a call replace each other,
     * whichever of its keys they are made with
     */
    void Add(uint16_t id, const Secret& key, uint16_t maker = 0);

    /**
     * \param id of the key that is no longer good
     */
    void Remove(uint16_t id);

    /**
     * \param id a key id
     * \return the key; null if there is none
     */
    const Secret* Find(uint16_t id) const;

    /**
     * \param id a key id
     * \return who makes tokens with it; 0 if there is no such key
     */
    uint16_t GetMaker(uint16_t id) const;

  private:
    /// A key.
    struct Entry
    {
        Secret key;        //!< its octets
        uint16_t maker{0}; //!< who makes tokens with it
    };

    std::map<uint16_t, Entry> m_keys; //!< by key id
};

} // namespace ns3

#endif // TOKEN_KEYS_H
