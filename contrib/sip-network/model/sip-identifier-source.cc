// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-identifier-source.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SipIdentifierSource);

TypeId
SipIdentifierSource::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SipIdentifierSource")
                            .SetParent<Object>()
                            .SetGroupName("SipNetwork")
                            .AddConstructor<SipIdentifierSource>();
    return tid;
}

SipIdentifierSource::SipIdentifierSource()
    : m_random(CreateObject<UniformRandomVariable>())
{
}

int64_t
SipIdentifierSource::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

std::string
SipIdentifierSource::MakeBranch()
{
    return "z9hG4bK" + MakeHex(3);
}

std::string
SipIdentifierSource::MakeTag()
{
    return MakeHex(2);
}

std::string
SipIdentifierSource::MakeCallId(const std::string& host)
{
    return MakeHex(4) + "@" + host;
}

std::string
SipIdentifierSource::MakeNonce()
{
    return MakeHex(4);
}

std::string
SipIdentifierSource::MakeOctets(std::size_t size)
{
    std::string octets;
    for (std::size_t i = 0; i < size; ++i)
    {
        octets += static_cast<char>(m_random->GetInteger(0, 255));
    }
    return octets;
}

uint32_t
SipIdentifierSource::MakeNumber(uint32_t limit)
{
    return limit == 0 ? 0 : m_random->GetInteger(0, limit - 1);
}

std::string
SipIdentifierSource::MakeHex(int words)
{
    static const char digits[] = "0123456789abcdef";
    std::string text;
    for (int half = 0; half < 2 * words; ++half)
    {
        // Sixteen bits at a time: a double has no trouble with them.
        const uint32_t value = m_random->GetInteger(0, 0xffff);
        for (int shift = 12; shift >= 0; shift -= 4)
        {
            text += digits[(value >> shift) & 0xf];
        }
    }
    return text;
}

} // namespace ns3
