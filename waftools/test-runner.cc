// SPDX-License-Identifier: GPL-2.0-only
// The test program of a module: runs the test suites that are linked into it.

#include "ns3/test.h"

int
main(int argc, char* argv[])
{
    return ns3::TestRunner::Run(argc, argv);
}
