// SPDX-License-Identifier: GPL-2.0-only

#include "token-keys.h"

#include "ns3/assert.h"

namespace ns3
{

void
TokenKeys::Add(uint16_t id, const Secret& key, uint16_t maker)
{
    NS_ASSERT_MSG(key.GetSize() >= 16, "a key of less than 128 bits");
    m_keys[id] = Entry{key, maker};
}

void
TokenKeys::Remove(uint16_t id)
{
    m_keys.erase(id);
}

const Secret*
TokenKeys::Find(uint16_t id) const
{
    const auto found = m_keys.find(id);
    return found == m_keys.end() ? nullptr : &found->second.key;
}

uint16_t
TokenKeys::GetMaker(uint16_t id) const
{
    const auto found = m_keys.find(id);
    return found == m_keys.end() ? 0 : found->second.maker;
}

} // namespace ns3
