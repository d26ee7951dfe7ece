// SPDX-License-Identifier: GPL-2.0-only
#ifndef PROCESSOR_TEST_CASE_H
#define PROCESSOR_TEST_CASE_H

#include "ns3/test.h"

#include <functional>
#include <string>
#include <utility>

namespace ns3
{

/// A test case that is a function, which checks through the case that it gets.
class ProcessorTestCase : public TestCase
{
  public:
    /// What the case does.
    using Function = std::function<void(ProcessorTestCase&)>;

    /**
     * @param name name of the case
     * @param function what it does
     */
    ProcessorTestCase(const std::string& name, Function function)
        : TestCase(name)
        , m_function(std::move(function))
    {
    }

    /**
     * @tparam A type of a value
     * @tparam B type of another
     * @param found what was found
     * @param wanted what it should be
     * @param what what it is
     */
    template <typename A, typename B>
    void
    ExpectEqual(const A& found, const B& wanted, const std::string& what)
    {
        NS_TEST_EXPECT_MSG_EQ(found, wanted, what);
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

  private:
    void
    DoRun() override
    {
        m_function(*this);
    }

    Function m_function; ///< what the case does
};

} // namespace ns3

#endif // PROCESSOR_TEST_CASE_H
