// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/crypto-library-pool.h"

#include "ns3/crypto-library.h"

#include <utility>

namespace ns3
{

CryptoLibraryPool::CryptoLibraryPool() = default;

CryptoLibraryPool::~CryptoLibraryPool() = default;

std::shared_ptr<CryptoLibraryPool>
CryptoLibraryPool::Create()
{
    return std::shared_ptr<CryptoLibraryPool>(new CryptoLibraryPool);
}

std::shared_ptr<CryptoLibrary>
CryptoLibraryPool::Take()
{
    std::unique_ptr<CryptoLibrary> library;
    if (m_idle.empty())
    {
        library = std::make_unique<CryptoLibrary>();
    }
    else
    {
        library = std::move(m_idle.back());
        m_idle.pop_back();
    }
    const std::weak_ptr<CryptoLibraryPool> home = weak_from_this();
    return {library.release(),
            [home](CryptoLibrary* used)
            {
                std::unique_ptr<CryptoLibrary> owner(used);
                if (const auto pool = home.lock())
                {
                    pool->m_idle.push_back(std::move(owner));
                }
            }};
}

size_t
CryptoLibraryPool::GetIdleCount() const
{
    return m_idle.size();
}

} // namespace ns3
