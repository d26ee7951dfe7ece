// SPDX-License-Identifier: GPL-2.0-only
#ifndef VECTOR_FILE_H
#define VECTOR_FILE_H

#include "ns3/octets.h"

#include <map>
#include <string>
#include <vector>

namespace ns3
{

/// One test vector: what a file says, by name.
class TestVector
{
  public:
    /**
     * @param name name of a value
     * @return its text; empty if there is none
     */
    std::string GetText(const std::string& name) const;

    /**
     * @param name name of a value in hexadecimal digits
     * @return its octets; "broken vector" if they are none, which no result equals
     */
    Octets Get(const std::string& name) const;

    std::map<std::string, std::string> values; ///< texts by name
};

/**
 * Read test vectors: lines NAME = VALUE; an empty line ends a vector, # begins a comment line.
 * @param name name of a file in the folder vectors of the tests
 * @return its vectors
 */
std::vector<TestVector> ReadTestVectors(const std::string& name);

} // namespace ns3

#endif // VECTOR_FILE_H
