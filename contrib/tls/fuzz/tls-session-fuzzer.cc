// SPDX-License-Identifier: GPL-2.0-only
// A target for libFuzzer and its like; the README says how to build it. The mutation test runs it
// too, so that it cannot rot.

#include "../test/tls-octets-check.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::string violation =
        ns3::FindTlsViolation(std::string_view(reinterpret_cast<const char*>(data), size));
    if (!violation.empty())
    {
        std::fprintf(stderr, "broken: %s\n", violation.c_str());
        std::abort();
    }
    return 0;
}
