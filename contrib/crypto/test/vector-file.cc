// SPDX-License-Identifier: GPL-2.0-only
#include "vector-file.h"

#include <fstream>

namespace ns3
{

std::string
TestVector::GetText(const std::string& name) const
{
    const auto found = values.find(name);
    return found == values.end() ? std::string() : found->second;
}

Octets
TestVector::Get(const std::string& name) const
{
    return FromHex(GetText(name)).value_or("broken vector");
}

std::vector<TestVector>
ReadTestVectors(const std::string& name)
{
    std::vector<TestVector> vectors(1);
    std::ifstream file(std::string(NS_TEST_SOURCEDIR) + "/vectors/" + name);
    for (std::string line; std::getline(file, line);)
    {
        const size_t equals = line.find(" =");
        if (line.empty() && !vectors.back().values.empty())
        {
            vectors.emplace_back();
        }
        else if (line.substr(0, 1) != "#" && equals != std::string::npos)
        {
            vectors.back().values[line.substr(0, equals)] =
                line.size() > equals + 3 ? line.substr(equals + 3) : std::string();
        }
    }
    if (vectors.back().values.empty())
    {
        vectors.pop_back();
    }
    return vectors;
}

} // namespace ns3
