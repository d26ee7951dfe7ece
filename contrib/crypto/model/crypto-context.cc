// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/crypto-context.h"

#include "ns3/crypto-library-pool.h"
#include "ns3/crypto-library.h"
#include "ns3/key-holder.h"
#include "ns3/public-key.h"

#include <cassert>
#include <utility>

namespace ns3
{

namespace
{

constexpr size_t MAX_REMEMBERED = 256; ///< keys or certificates; beyond that it forgets them all

} // namespace

CryptoContext::CryptoContext(const Octets& seed, const std::shared_ptr<CryptoLibraryPool>& pool)
    : m_library(pool ? pool->Take() : std::make_shared<CryptoLibrary>())
{
    [[maybe_unused]] const bool seeded = m_library->GetStream().Seed(seed);
    assert(seeded && "a seed has 32 octets");
}

CryptoContext::~CryptoContext() = default;

OSSL_LIB_CTX*
CryptoContext::GetLibrary() const
{
    return m_library->Get();
}

Octets
CryptoContext::Random(size_t size)
{
    Octets octets(size, '\0');
    [[maybe_unused]] const bool filled = m_library->GetStream().Fill(AsBytes(octets), size);
    assert(filled);
    return octets;
}

Secret
CryptoContext::RandomSecret(size_t size)
{
    return Secret(Random(size));
}

const std::shared_ptr<CryptoLibrary>&
CryptoContext::GetShared() const
{
    return m_library;
}

std::shared_ptr<KeyHolder>
CryptoContext::Adopt(const PublicKey& key)
{
    const std::shared_ptr<KeyHolder>& original = key.GetHolder();
    if (original->GetLibrary() == m_library)
    {
        return original;
    }
    const auto found = m_adopted.find(original.get());
    if (found != m_adopted.end())
    {
        return found->second.copy;
    }
    auto copy = original->CopyTo(m_library, EVP_PKEY_PUBLIC_KEY);
    if (!copy)
    {
        return nullptr;
    }
    if (m_adopted.size() >= MAX_REMEMBERED)
    {
        m_adopted.clear();
    }
    m_adopted[original.get()] = {original, *copy};
    return *copy;
}

std::shared_ptr<const CertificateHolder>
CryptoContext::FindCertificate(std::string_view der) const
{
    const auto found = m_certificates.find(der);
    return found == m_certificates.end() ? nullptr : found->second;
}

void
CryptoContext::RememberCertificate(std::string_view der,
                                   std::shared_ptr<const CertificateHolder> certificate)
{
    if (m_certificates.size() >= MAX_REMEMBERED)
    {
        m_certificates.clear();
    }
    m_certificates[Octets(der)] = std::move(certificate);
}

} // namespace ns3
