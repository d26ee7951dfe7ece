// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/rsa-key-pool.h"

#include <fstream>
#include <sstream>

namespace ns3
{

RsaKeyPool::RsaKeyPool(std::string folder)
    : m_folder(std::move(folder))
    , m_context(Octets(CryptoContext::SEED_SIZE, '\0'))
{
}

tl::expected<PrivateKey, std::string>
RsaKeyPool::Get(CryptoContext& context, unsigned bits, unsigned number)
{
    if (bits != 2048 && bits != 3072 && bits != 4096)
    {
        return tl::make_unexpected("no RSA keys of " + std::to_string(bits) +
                                   " bits: the sizes are 2048, 3072 and 4096");
    }
    if (number < 1 || number > SIZE)
    {
        return tl::make_unexpected("no RSA key number " + std::to_string(number) +
                                   ": there are 1 to " + std::to_string(SIZE));
    }
    auto found = m_keys.find({bits, number});
    if (found == m_keys.end())
    {
        const std::string path =
            m_folder + "/rsa-" + std::to_string(bits) + "-" + std::to_string(number) + ".pem";
        const std::ifstream file(path, std::ios::binary);
        std::ostringstream text;
        if (!file || !(text << file.rdbuf()))
        {
            return tl::make_unexpected("cannot read the key file " + path);
        }
        const auto key = PrivateKey::FromPem(m_context, text.str());
        if (!key || key->GetAlgorithm() != "rsa-" + std::to_string(bits))
        {
            return tl::make_unexpected("the key file " + path + " holds no RSA key of " +
                                       std::to_string(bits) + " bits in PEM");
        }
        found = m_keys.emplace(std::pair(bits, number), *key).first;
    }
    const auto copy = found->second.CopyTo(context);
    if (!copy)
    {
        return tl::make_unexpected("cannot copy an RSA key: " +
                                   std::string(Describe(copy.error())));
    }
    return *copy;
}

} // namespace ns3
