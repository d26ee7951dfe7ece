// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-address.h"

#include <array>
#include <ostream>
#include <tuple>

namespace ns3
{

std::string
ToString(SipTransportProtocol protocol)
{
    switch (protocol)
    {
    case SipTransportProtocol::Udp:
        return "UDP";
    case SipTransportProtocol::Tcp:
        return "TCP";
    case SipTransportProtocol::Tls:
        break;
    }
    return "TLS";
}

std::optional<SipTransportProtocol>
FindSipTransportProtocol(std::string_view name)
{
    std::string upper;
    for (char letter : name.substr(0, 4))
    {
        upper += letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    }
    for (SipTransportProtocol protocol :
         {SipTransportProtocol::Udp, SipTransportProtocol::Tcp, SipTransportProtocol::Tls})
    {
        if (upper == ToString(protocol) && name.size() == upper.size())
        {
            return protocol;
        }
    }
    return std::nullopt;
}

bool
IsReliable(SipTransportProtocol protocol)
{
    return protocol != SipTransportProtocol::Udp;
}

uint16_t
GetDefaultPort(SipTransportProtocol protocol)
{
    return protocol == SipTransportProtocol::Tls ? 5061 : 5060;
}

SipAddress::SipAddress(SipTransportProtocol protocol, Ipv4Address address, uint16_t port)
    : m_protocol(protocol)
    , m_address(address)
    , m_port(port)
{
}

SipTransportProtocol
SipAddress::GetProtocol() const
{
    return m_protocol;
}

Ipv4Address
SipAddress::GetAddress() const
{
    return m_address;
}

uint16_t
SipAddress::GetPort() const
{
    return m_port;
}

InetSocketAddress
SipAddress::ToSocketAddress() const
{
    return InetSocketAddress(m_address, m_port);
}

std::string
SipAddress::ToString() const
{
    return ns3::ToString(m_protocol) + " " + FormatIpv4(m_address) + ":" + std::to_string(m_port);
}

bool
SipAddress::IsUnicast(Ipv4Address address)
{
    const uint32_t value = address.Get();
    return value != 0 && value != 0xffffffffU && (value >> 28) != 0xe;
}

std::optional<Ipv4Address>
SipAddress::ParseIpv4(std::string_view text)
{
    uint32_t address = 0;
    std::size_t position = 0;
    for (int part = 0; part < 4; ++part)
    {
        uint32_t value = 0;
        std::size_t digits = 0;
        while (position < text.size() && text[position] >= '0' && text[position] <= '9' &&
               digits < 3)
        {
            value = value * 10 + static_cast<uint32_t>(text[position] - '0');
            ++position;
            ++digits;
        }
        const bool isLast = part == 3;
        if (digits == 0 || value > 255 || (isLast && position != text.size()))
        {
            return std::nullopt;
        }
        if (!isLast)
        {
            if (position >= text.size() || text[position] != '.')
            {
                return std::nullopt;
            }
            ++position;
        }
        address = (address << 8) | value;
    }
    return Ipv4Address(address);
}

std::string
SipAddress::FormatIpv4(Ipv4Address address)
{
    const uint32_t value = address.Get();
    std::string text;
    for (int shift = 24; shift >= 0; shift -= 8)
    {
        text += (text.empty() ? "" : ".") + std::to_string((value >> shift) & 0xff);
    }
    return text;
}

bool
operator<(const SipAddress& left, const SipAddress& right)
{
    const uint32_t leftAddress = left.GetAddress().Get();
    const uint32_t rightAddress = right.GetAddress().Get();
    return std::make_tuple(left.GetProtocol(), leftAddress, left.GetPort()) <
           std::make_tuple(right.GetProtocol(), rightAddress, right.GetPort());
}

bool
operator==(const SipAddress& left, const SipAddress& right)
{
    return !(left < right) && !(right < left);
}

bool
operator!=(const SipAddress& left, const SipAddress& right)
{
    return !(left == right);
}

std::ostream&
operator<<(std::ostream& out, const SipAddress& address)
{
    return out << address.ToString();
}

} // namespace ns3
