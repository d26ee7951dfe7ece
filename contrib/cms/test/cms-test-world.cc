// SPDX-License-Identifier: GPL-2.0-only
#include "cms-test-world.h"

#include <stdexcept>

namespace ns3
{

namespace
{

constexpr int64_t NOT_BEFORE = 1704067200; // 2024-01-01
constexpr int64_t NOT_AFTER = 4102444800;  // 2100-01-01

/// Take a value that a test cannot do without.
template <typename T, typename E>
T
Must(tl::expected<T, E> value)
{
    if (!value)
    {
        throw std::runtime_error("the world of the tests cannot be made");
    }
    return std::move(*value);
}

/// A context whose seed is a short text.
std::shared_ptr<CryptoContext>
MakeContext(const std::string& name)
{
    std::string seed = name;
    seed.resize(CryptoContext::SEED_SIZE, '.');
    return std::make_shared<CryptoContext>(seed);
}

} // namespace

CmsTestWorld::CmsTestWorld()
    : m_context(MakeContext("authority"))
    , m_authority(std::make_unique<CertificateAuthority>(
          Must(CertificateAuthority::Create(*m_context, "Test CA", NOT_BEFORE, NOT_AFTER))))
    , m_pool(NS_TEST_SOURCEDIR "/../../crypto/data/keys")
{
}

Credential
CmsTestWorld::Issue(const std::shared_ptr<CryptoContext>& context,
                    const PrivateKey& key,
                    const std::string& name,
                    uint64_t serial)
{
    CertificateAuthority::Request request;
    request.commonName = name;
    request.subjectAltNames = {"uri:sip:" + name + "@example.com"};
    request.serial = serial;
    request.notBefore = NOT_BEFORE;
    request.notAfter = NOT_AFTER;
    return {Must(m_authority->Issue(*context, request, key.GetPublicKey())), key};
}

const CmsParty&
CmsTestWorld::Rsa(unsigned number, unsigned bits)
{
    const std::string name = "rsa-" + std::to_string(bits) + "-" + std::to_string(number);
    auto found = m_parties.find(name);
    if (found == m_parties.end())
    {
        auto context = MakeContext(name);
        const PrivateKey key = Must(m_pool.Get(*context, bits, number));
        Credential credential = Issue(context, key, name, ++m_serial);
        found = m_parties.emplace(name, CmsParty{context, std::move(credential)}).first;
    }
    return found->second;
}

const CmsParty&
CmsTestWorld::Ec(unsigned number)
{
    const std::string name = "p-256-" + std::to_string(number);
    auto found = m_parties.find(name);
    if (found == m_parties.end())
    {
        auto context = MakeContext(name);
        Work work;
        const PrivateKey key = Must(PrivateKey::GenerateP256(*context, work));
        Credential credential = Issue(context, key, name, ++m_serial);
        found = m_parties.emplace(name, CmsParty{context, std::move(credential)}).first;
    }
    return found->second;
}

CmsParty
CmsTestWorld::Impostor(const CmsParty& like, unsigned number)
{
    const bool isRsa = like.credential.key.IsRsa();
    auto context = MakeContext("impostor-" + std::to_string(number));
    Work work;
    const PrivateKey key = isRsa ? Must(m_pool.Get(*context, 2048, number))
                                 : Must(PrivateKey::GenerateP256(*context, work));
    uint64_t serial = 0;
    for (const char octet : like.credential.certificate.GetSerialNumber())
    {
        serial = serial << 8 | static_cast<uint8_t>(octet);
    }
    return {context, Issue(context, key, "impostor", serial)};
}

KekRecipient
CmsTestWorld::Kek(unsigned seed) const
{
    CryptoContext context("kek" + std::string(28, '.') + static_cast<char>('a' + seed));
    const std::string identifier = context.Random(8);
    return {identifier, context.RandomSecret(16)};
}

CertificateAuthority&
CmsTestWorld::Authority()
{
    return *m_authority;
}

std::string
CmsTestWorld::Content()
{
    std::string content = "Content-Type: application/sdp\r\n\r\n"
                          "v=0\r\n"
                          "o=alice 2890844526 2890844526 IN IP4 client.atlanta.example.com\r\n"
                          "s=-\r\n"
                          "c=IN IP4 192.0.2.101\r\n"
                          "t=0 0\r\n"
                          "m=audio 49172 RTP/AVP 0\r\n"
                          "a=rtpmap:0 PCMU/8000\r\n";
    content += "a=sendrecv padding\r\n"; // up to the 205 octets that the sizes are compared at
    content.resize(203, ' ');
    return content + "\r\n";
}

std::string
Summarize(const Work& work)
{
    std::string text;
    for (const auto& [kind, amount] : work.GetAmounts())
    {
        text += kind.operation + "/" + kind.algorithm + " x" + std::to_string(amount.count) + ";";
    }
    return text;
}

std::string
Flip(std::string octets, std::size_t position, char mask)
{
    octets[position] = static_cast<char>(octets[position] ^ mask);
    return octets;
}

} // namespace ns3
