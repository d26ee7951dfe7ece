// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/random-stream.h"

#include <algorithm>
#include <cstring>

namespace ns3
{

RandomStream::RandomStream(OSSL_LIB_CTX* library)
    : m_cipher(EVP_CIPHER_fetch(library, "ChaCha20", "provider=default"))
    , m_context(EVP_CIPHER_CTX_new())
{
}

bool
RandomStream::Seed(const Octets& seed)
{
    const unsigned char counterAndNonce[16] = {};
    m_used = m_buffer.size();
    m_seeded = m_cipher && m_context && seed.size() == 32 &&
               EVP_EncryptInit_ex2(m_context.get(),
                                   m_cipher.get(),
                                   AsBytes(std::string_view(seed)),
                                   counterAndNonce,
                                   nullptr) == 1;
    return m_seeded;
}

bool
RandomStream::Fill(unsigned char* data, size_t size)
{
    while (m_seeded && size > 0)
    {
        if (m_used == m_buffer.size())
        {
            int length = 0;
            m_buffer.fill(0);
            if (EVP_EncryptUpdate(m_context.get(),
                                  m_buffer.data(),
                                  &length,
                                  m_buffer.data(),
                                  static_cast<int>(m_buffer.size())) != 1)
            {
                return false;
            }
            m_used = 0;
        }
        const size_t part = std::min(size, m_buffer.size() - m_used);
        std::memcpy(data, m_buffer.data() + m_used, part);
        m_used += part;
        data += part;
        size -= part;
    }
    return m_seeded;
}

} // namespace ns3
