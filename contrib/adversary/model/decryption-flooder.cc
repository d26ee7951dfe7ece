// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/decryption-flooder.h"

#include "ns3/envelope-sealer.h"
#include "ns3/mime-multipart.h"
#include "ns3/smime-entity.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(DecryptionFlooder);

TypeId
DecryptionFlooder::GetTypeId()
{
    static TypeId tid = TypeId("ns3::DecryptionFlooder")
                            .SetParent<RequestFlooder>()
                            .SetGroupName("Adversary")
                            .AddConstructor<DecryptionFlooder>()
                            .AddAttribute("Parts",
                                          "Envelopes in one request.",
                                          UintegerValue(8),
                                          MakeUintegerAccessor(&DecryptionFlooder::m_parts),
                                          MakeUintegerChecker<uint32_t>(1, 1000))
                            .AddAttribute("Depth",
                                          "Multiparts inside each other.",
                                          UintegerValue(2),
                                          MakeUintegerAccessor(&DecryptionFlooder::m_depth),
                                          MakeUintegerChecker<uint32_t>(1, 1000));
    return tid;
}

std::optional<MimeEntity>
DecryptionFlooder::MakeBody()
{
    if (m_body)
    {
        return m_body;
    }
    Work work; // an attacker's computer is no node of the simulation
    const auto sealed = SealEnvelope(GetAttackersContext(),
                                     MimeEntity("text/plain", "x").Serialize(),
                                     GetReaders(),
                                     {},
                                     {},
                                     work);
    const auto entity =
        sealed ? MakeSmimeEntity(sealed->der) : tl::unexpected(MimeError::Unsupported);
    if (!entity)
    {
        return std::nullopt;
    }
    std::vector<MimeEntity> parts(m_parts, *entity);
    for (uint32_t level = 0; level < m_depth; ++level)
    {
        auto whole =
            BuildMultipart(MimeValue("multipart/mixed"), parts, ChooseBoundary("part", parts));
        if (!whole)
        {
            return std::nullopt;
        }
        parts.assign(1, std::move(*whole));
    }
    m_body = std::move(parts.front());
    return m_body;
}

} // namespace ns3
