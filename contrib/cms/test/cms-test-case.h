// SPDX-License-Identifier: GPL-2.0-only
#ifndef CMS_TEST_CASE_H
#define CMS_TEST_CASE_H

#include "ns3/test.h"

#include <functional>
#include <string>

namespace ns3
{

/// A test case whose body is a function, so that many small ones stay readable.
class CmsTestCase : public TestCase
{
  public:
    /// What a case does.
    using Body = std::function<void(CmsTestCase&)>;

    /// @param name what is claimed
    /// @param body how it is checked
    CmsTestCase(const std::string& name, Body body);

    /// @param condition what must hold
    /// @param what says what did not hold
    /// @param line of the caller
    /// @return the condition
    bool Expect(bool condition, const std::string& what, int line = __builtin_LINE());

  private:
    void DoRun() override;

    Body m_body;
};

} // namespace ns3

#endif // CMS_TEST_CASE_H
