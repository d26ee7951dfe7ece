// SPDX-License-Identifier: GPL-2.0-only
#ifndef CRYPTO_LIBRARY_POOL_H
#define CRYPTO_LIBRARY_POOL_H

#include <cstddef>
#include <memory>
#include <vector>

namespace ns3
{

class CryptoLibrary;

/**
 * @ingroup crypto
 * Libraries kept for use by later contexts.
 *
 * A new library fetches its algorithms anew, which takes milliseconds: more than many a simulated
 * call. A program that makes many contexts one after the other hands them one pool. A context that
 * got a used library draws the same random numbers as one that got a new one.
 */
class CryptoLibraryPool : public std::enable_shared_from_this<CryptoLibraryPool>
{
  public:
    /** @return an empty pool */
    static std::shared_ptr<CryptoLibraryPool> Create();

    /** @return a library that comes back to the pool when nobody uses it any more */
    std::shared_ptr<CryptoLibrary> Take();

    /** @return number of libraries that nobody uses */
    size_t GetIdleCount() const;

    ~CryptoLibraryPool();

  private:
    CryptoLibraryPool();

    std::vector<std::unique_ptr<CryptoLibrary>> m_idle; ///< libraries that nobody uses
};

} // namespace ns3

#endif // CRYPTO_LIBRARY_POOL_H
