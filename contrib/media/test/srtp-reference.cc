// SPDX-License-Identifier: GPL-2.0-only

#include "srtp-reference.h"

#include "ns3/assert.h"

#include <fstream>
#include <memory>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace ns3
{

namespace
{

/**
 * \param out gets a number, most significant octet first
 * \param value the number
 */
void
Append32(Bytes& out, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
    {
        out.push_back(static_cast<uint8_t>(value >> shift));
    }
}

/**
 * \param a octets
 * \param b as many octets
 * \return each of one xor that of the other
 */
Bytes
Xor(Bytes a, const Bytes& b)
{
    NS_ASSERT_MSG(a.size() == b.size(), "lengths differ");
    for (std::size_t i = 0; i < a.size(); ++i)
    {
        a[i] ^= b[i];
    }
    return a;
}

/**
 * The first counter block (RFC 3711 section 4.1.1).
 * \param salt 14 octets
 * \param ssrc the source
 * \param index of the packet, 48 bits
 * \return 16 octets
 */
Bytes
MakeBlock(const Bytes& salt, uint32_t ssrc, uint64_t index)
{
    Bytes block(4, 0);
    Append32(block, ssrc);
    Append32(block, static_cast<uint32_t>(index >> 16));
    block.push_back(static_cast<uint8_t>(index >> 8));
    block.push_back(static_cast<uint8_t>(index));
    block = Xor(block, salt);
    block.resize(16, 0);
    return block;
}

/**
 * \param key of HMAC-SHA1
 * \param data what is authenticated
 * \param size octets of the tag
 * \return the tag
 */
Bytes
MakeTag(const Bytes& key, const Bytes& data, std::size_t size)
{
    Bytes tag(EVP_MAX_MD_SIZE);
    HMAC(EVP_sha1(),
         key.data(),
         static_cast<int>(key.size()),
         data.data(),
         data.size(),
         tag.data(),
         nullptr);
    tag.resize(size);
    return tag;
}

/**
 * \param key the key
 * \param nonce 12 octets
 * \param aad what is authenticated only
 * \param data what is encrypted too
 * \return ciphertext and tag
 */
Bytes
Seal(const Bytes& key, const Bytes& nonce, const Bytes& aad, const Bytes& data)
{
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
        EVP_CIPHER_CTX_new(),
        &EVP_CIPHER_CTX_free);
    int length = 0;
    Bytes out(data.size() + 16);
    EVP_EncryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, key.data(), nonce.data());
    EVP_EncryptUpdate(context.get(), nullptr, &length, aad.data(), static_cast<int>(aad.size()));
    if (!data.empty())
    {
        EVP_EncryptUpdate(context.get(),
                          out.data(),
                          &length,
                          data.data(),
                          static_cast<int>(data.size()));
    }
    EVP_EncryptFinal_ex(context.get(), out.data() + data.size(), &length);
    EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, 16, out.data() + data.size());
    return out;
}

/**
 * \param data octets
 * \param from index of the first
 * \param count how many
 * \return the number they are
 */
uint32_t
Read(const Bytes& data, std::size_t from, std::size_t count)
{
    uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i)
    {
        value = value << 8 | data[from + i];
    }
    return value;
}

/**
 * \param out gets more octets
 * \param more the octets
 */
void
Append(Bytes& out, const Bytes& more)
{
    out.insert(out.end(), more.begin(), more.end());
}

} // namespace

SrtpReference::SrtpReference(const SdpCrypto& key)
    : m_suite(key.suite)
    , m_isSrtcpClear(key.isSrtcpClear)
{
    const auto& octets = key.key.Reveal();
    const Bytes master(octets.begin(), octets.begin() + 16);
    const Bytes salt(octets.begin() + 16, octets.end());
    const bool isAead = m_suite == SrtpSuite::AeadAes128Gcm;
    m_rtp.cipher = Derive(master, salt, 0, 16);
    m_rtp.auth = Derive(master, salt, 1, isAead ? 0 : 20);
    m_rtp.salt = Derive(master, salt, 2, isAead ? 12 : 14);
    m_rtcp.cipher = Derive(master, salt, 3, 16);
    m_rtcp.auth = Derive(master, salt, 4, isAead ? 0 : 20);
    m_rtcp.salt = Derive(master, salt, 5, isAead ? 12 : 14);
}

Bytes
SrtpReference::MakeKeystream(const Bytes& key, const Bytes& iv, std::size_t size)
{
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
        EVP_CIPHER_CTX_new(),
        &EVP_CIPHER_CTX_free);
    int length = 0;
    const Bytes zeros(size, 0);
    Bytes out(size + 16);
    EVP_EncryptInit_ex(context.get(), EVP_aes_128_ctr(), nullptr, key.data(), iv.data());
    EVP_EncryptUpdate(context.get(), out.data(), &length, zeros.data(), static_cast<int>(size));
    out.resize(size);
    return out;
}

Bytes
SrtpReference::Derive(const Bytes& key, const Bytes& salt, uint8_t label, std::size_t size)
{
    Bytes block = salt;
    block.resize(16, 0);
    block[7] ^= label; // the key derivation rate is 0: so is the index behind the label
    return MakeKeystream(key, block, size);
}

Bytes
SrtpReference::ProtectRtp(const Bytes& packet, uint32_t counter) const
{
    if (m_suite == SrtpSuite::AeadAes128Gcm)
    {
        return SealRtp(m_rtp, packet, counter);
    }
    const uint64_t index = uint64_t{counter} << 16 | Read(packet, 2, 2);
    Bytes out(packet.begin(), packet.begin() + 12);
    const Bytes payload(packet.begin() + 12, packet.end());
    Append(out,
           Xor(payload,
               MakeKeystream(m_rtp.cipher,
                             MakeBlock(m_rtp.salt, Read(packet, 8, 4), index),
                             payload.size())));
    Bytes authenticated = out;
    Append32(authenticated, counter);
    Append(out,
           MakeTag(m_rtp.auth, authenticated, m_suite == SrtpSuite::AesCm128HmacSha132 ? 4 : 10));
    return out;
}

Bytes
SrtpReference::ProtectRtcp(const Bytes& packet, uint32_t index) const
{
    if (m_suite == SrtpSuite::AeadAes128Gcm)
    {
        return SealRtcp(m_rtcp, packet, index, m_isSrtcpClear);
    }
    Bytes out(packet.begin(), packet.begin() + 8);
    const Bytes rest(packet.begin() + 8, packet.end());
    const auto block = MakeBlock(m_rtcp.salt, Read(packet, 4, 4), index);
    Append(out,
           m_isSrtcpClear ? rest : Xor(rest, MakeKeystream(m_rtcp.cipher, block, rest.size())));
    Append32(out, (m_isSrtcpClear ? 0 : 0x80000000) | index);
    Append(out, MakeTag(m_rtcp.auth, out, 10));
    return out;
}

Bytes
SrtpReference::SealRtp(const Keys& keys, const Bytes& packet, uint32_t counter)
{
    Bytes nonce(2, 0);
    Append32(nonce, Read(packet, 8, 4));
    Append32(nonce, counter);
    nonce.push_back(packet[2]);
    nonce.push_back(packet[3]);
    Bytes out(packet.begin(), packet.begin() + 12);
    Append(out,
           Seal(keys.cipher, Xor(nonce, keys.salt), out, Bytes(packet.begin() + 12, packet.end())));
    return out;
}

Bytes
SrtpReference::SealRtcp(const Keys& keys, const Bytes& packet, uint32_t index, bool isClear)
{
    Bytes nonce(2, 0);
    Append32(nonce, Read(packet, 4, 4));
    nonce.resize(8, 0);
    Append32(nonce, index);
    Bytes last;
    Append32(last, (isClear ? 0 : 0x80000000) | index);
    Bytes out(packet.begin(), isClear ? packet.end() : packet.begin() + 8);
    Bytes aad = out;
    Append(aad, last);
    Append(out,
           Seal(keys.cipher,
                Xor(nonce, keys.salt),
                aad,
                isClear ? Bytes() : Bytes(packet.begin() + 8, packet.end())));
    Append(out, last);
    return out;
}

std::vector<std::map<std::string, std::string>>
ReadMediaVectors(const std::string& name)
{
    std::vector<std::map<std::string, std::string>> vectors(1);
    std::ifstream file(std::string(NS_TEST_SOURCEDIR) + "/vectors/" + name);
    for (std::string line; std::getline(file, line);)
    {
        const auto equals = line.find(" = ");
        if (line.empty() && !vectors.back().empty())
        {
            vectors.emplace_back();
        }
        else if (!line.empty() && line[0] != '#' && equals != std::string::npos)
        {
            vectors.back()[line.substr(0, equals)] = line.substr(equals + 3);
        }
    }
    return vectors;
}

} // namespace ns3
