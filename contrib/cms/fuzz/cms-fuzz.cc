// SPDX-License-Identifier: GPL-2.0-only
// The target for libFuzzer: the checks of the tests on any octets. README.md says how to build it.

#include "../test/cms-checks.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    static ns3::CmsChecks checks; // made once: keys and certificates take time
    const auto failure = checks.Check(std::string_view(reinterpret_cast<const char*>(data), size));
    if (failure)
    {
        std::fprintf(stderr, "%s\n", failure->c_str());
        std::abort();
    }
    return 0;
}
