// SPDX-License-Identifier: GPL-2.0-only
#ifndef CRYPTO_TEST_CASE_H
#define CRYPTO_TEST_CASE_H

#include "ns3/crypto-context.h"
#include "ns3/rsa-key-pool.h"
#include "ns3/test.h"

#include <functional>
#include <string>
#include <utility>

namespace ns3
{

/// A test case that is a function, which checks through the case that it gets.
class CryptoTestCase : public TestCase
{
  public:
    /// What the case does.
    using Function = std::function<void(CryptoTestCase&)>;

    /**
     * @param name name of the case
     * @param function what it does
     */
    CryptoTestCase(const std::string& name, Function function)
        : TestCase(name)
        , m_function(std::move(function))
    {
    }

    /**
     * @param condition what must hold
     * @param what what is wrong if not
     */
    void
    Expect(bool condition, const std::string& what)
    {
        NS_TEST_EXPECT_MSG_EQ(condition, true, what);
    }

    /** @return keys of the module's data folder */
    static RsaKeyPool
    MakePool()
    {
        return RsaKeyPool(std::string(NS_TEST_SOURCEDIR) + "/../data/keys");
    }

    /**
     * @param letter tells contexts apart
     * @return a seed
     */
    static Octets
    MakeSeed(char letter)
    {
        return Octets(CryptoContext::SEED_SIZE, letter);
    }

  private:
    void
    DoRun() override
    {
        m_function(*this);
    }

    Function m_function; ///< what the case does
};

} // namespace ns3

#endif // CRYPTO_TEST_CASE_H
