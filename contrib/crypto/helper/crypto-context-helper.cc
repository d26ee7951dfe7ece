// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/crypto-context-helper.h"

#include "ns3/random-variable-stream.h"

namespace ns3
{

std::shared_ptr<CryptoContext>
CreateCryptoContext(int64_t stream, const std::shared_ptr<CryptoLibraryPool>& pool)
{
    const Ptr<UniformRandomVariable> random = CreateObject<UniformRandomVariable>();
    random->SetStream(stream);
    Octets seed;
    for (size_t i = 0; i < CryptoContext::SEED_SIZE; ++i)
    {
        seed += static_cast<char>(random->GetInteger(0, 255));
    }
    return std::make_shared<CryptoContext>(seed, pool);
}

} // namespace ns3
