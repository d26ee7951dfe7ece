// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/key-flooder.h"

#include "ns3/envelope-sealer.h"
#include "ns3/smime-entity.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(KeyFlooder);

TypeId
KeyFlooder::GetTypeId()
{
    static TypeId tid = TypeId("ns3::KeyFlooder")
                            .SetParent<RequestFlooder>()
                            .SetGroupName("Adversary")
                            .AddConstructor<KeyFlooder>()
                            .AddAttribute("MaxDecrypts",
                                          "CEKMaxDecrypts of the keys.",
                                          UintegerValue(uint32_t{1} << 31),
                                          MakeUintegerAccessor(&KeyFlooder::m_maxDecrypts),
                                          MakeUintegerChecker<uint32_t>(1, uint32_t{1} << 31));
    return tid;
}

std::optional<MimeEntity>
KeyFlooder::MakeBody()
{
    EnvelopeOptions options;
    options.cek = CekAttributes{GetAttackersContext().Random(8), m_maxDecrypts};
    Work work; // an attacker's computer is no node of the simulation
    const auto sealed = SealEnvelope(GetAttackersContext(),
                                     MimeEntity("text/plain", "x").Serialize(),
                                     GetReaders(),
                                     {},
                                     options,
                                     work);
    const auto entity =
        sealed ? MakeSmimeEntity(sealed->der) : tl::unexpected(MimeError::Unsupported);
    return entity ? std::optional(*entity) : std::nullopt;
}

} // namespace ns3
