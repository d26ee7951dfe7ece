// SPDX-License-Identifier: GPL-2.0-only
#include "cms-test-case.h"

namespace ns3
{

CmsTestCase::CmsTestCase(const std::string& name, Body body)
    : TestCase(name)
    , m_body(std::move(body))
{
}

bool
CmsTestCase::Expect(bool condition, const std::string& what, int line)
{
    if (!condition)
    {
        ReportTestFailure(what, "false", "true", what, "contrib/cms/test", line);
    }
    return condition;
}

void
CmsTestCase::DoRun()
{
    m_body(*this);
}

} // namespace ns3
