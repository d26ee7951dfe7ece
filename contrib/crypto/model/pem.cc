// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/pem.h"

namespace ns3
{

namespace
{

constexpr size_t LINE_LENGTH = 64;

/**
 * @param word "BEGIN" or "END"
 * @param label what is encoded
 * @return the line before or after it
 */
std::string
MakeBoundary(std::string_view word, std::string_view label)
{
    std::string line("-----");
    line.append(word).append(" ").append(label).append("-----");
    return line;
}

} // namespace

std::string
EncodePem(std::string_view label, std::string_view der)
{
    const std::string text = Base64Encode(der);
    std::string pem = MakeBoundary("BEGIN", label) + "\n";
    for (size_t i = 0; i < text.size(); i += LINE_LENGTH)
    {
        pem += text.substr(i, LINE_LENGTH) + "\n";
    }
    return pem + MakeBoundary("END", label) + "\n";
}

tl::expected<Octets, std::string>
DecodePem(std::string_view label, std::string_view pem)
{
    const std::string begin = MakeBoundary("BEGIN", label);
    const size_t start = pem.find(begin);
    if (start == std::string_view::npos)
    {
        return tl::make_unexpected("no line \"" + begin + "\"");
    }
    const size_t body = start + begin.size();
    const std::string endLine = MakeBoundary("END", label);
    const size_t end = pem.find(endLine, body);
    if (end == std::string_view::npos)
    {
        return tl::make_unexpected("no line \"" + endLine + "\"");
    }
    return Base64Decode(pem.substr(body, end - body));
}

} // namespace ns3
