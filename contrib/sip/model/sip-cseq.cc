// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-cseq.h"

#include "ns3/sip-grammar.h"

#include <utility>

namespace ns3
{

SipCSeq::SipCSeq(uint32_t number, std::string method)
    : m_number(number)
    , m_method(std::move(method))
{
}

tl::expected<SipCSeq, SipError>
SipCSeq::Parse(std::string_view value)
{
    value = TrimSip(value);
    const std::size_t space = value.find_first_of(" \t");
    if (space == std::string_view::npos)
    {
        return MakeUnexpected("CSeq without number and method");
    }
    const auto number = ParseSipNumber(value.substr(0, space), 0x7fffffff);
    const std::string_view method = TrimSip(value.substr(space));
    if (!number)
    {
        return MakeUnexpected("CSeq number that is not below 2^31");
    }
    if (!IsSipToken(method))
    {
        return MakeUnexpected("CSeq without a method");
    }
    return SipCSeq(static_cast<uint32_t>(*number), std::string(method));
}

uint32_t
SipCSeq::GetNumber() const
{
    return m_number;
}

const std::string&
SipCSeq::GetMethod() const
{
    return m_method;
}

std::string
SipCSeq::ToString() const
{
    return std::to_string(m_number) + ' ' + m_method;
}

} // namespace ns3
