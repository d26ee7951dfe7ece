// SPDX-License-Identifier: GPL-2.0-only

#ifndef FIREWALL_NAMED_CASE_H
#define FIREWALL_NAMED_CASE_H

#include "ns3/simulator.h"
#include "ns3/test.h"

#include <functional>
#include <string>
#include <utility>

namespace ns3
{

/**
 * A test case that is a name and a function.
 */
class NamedCase : public TestCase
{
  public:
    /**
     * \param name what is checked
     * \param check the check; gets this case to report to
     */
    NamedCase(const std::string& name, std::function<void(NamedCase&)> check)
        : TestCase(name)
        , m_check(std::move(check))
    {
    }

    /**
     * \param good what should be true
     * \param what says what was checked
     */
    void
    Expect(bool good, const std::string& what)
    {
        NS_TEST_EXPECT_MSG_EQ(good, true, what);
    }

    /**
     * \param got what came out
     * \param wanted what should have come out
     * \param what says what was checked
     */
    template <typename A, typename B>
    void
    ExpectEqual(const A& got, const B& wanted, const std::string& what)
    {
        NS_TEST_EXPECT_MSG_EQ(got, wanted, what);
    }

  private:
    void
    DoRun() override
    {
        m_check(*this);
        Simulator::Destroy();
    }

    std::function<void(NamedCase&)> m_check; //!< the check
};

} // namespace ns3

#endif // FIREWALL_NAMED_CASE_H
