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
     */
    void Add(uint16_t id, const Secret& key);

    /**
     * \param id of the key that is no longer good
     */
    void Remove(uint16_t id);

    /**
     * \param id a key id
     * \return the key; null if there is none
     */
    const Secret* Find(uint16_t id) const;

  private:
    std::map<uint16_t, Secret> m_keys; //!< by key id
};

} // namespace ns3

#endif // TOKEN_KEYS_H
