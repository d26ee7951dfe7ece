// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/tls-work-meter.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// Types of records (RFC 8446 section 5.1).
constexpr uint8_t CHANGE_CIPHER_SPEC = 20;
constexpr uint8_t APPLICATION_DATA = 23;

/// Types of handshake messages (RFC 8446 section 4, RFC 5246 section 7.4).
enum Message : uint8_t
{
    CLIENT_HELLO = 1,
    SERVER_HELLO = 2,
    CERTIFICATE = 11,
    SERVER_KEY_EXCHANGE = 12,
    CERTIFICATE_VERIFY = 15,
    CLIENT_KEY_EXCHANGE = 16,
    FINISHED = 20,
    KEY_UPDATE = 24,
};

constexpr size_t MESSAGE_HEADER = 4;
constexpr size_t RECORD_HEADER = 5;
constexpr uint64_t TAG = 16;           ///< of AES-128-GCM
constexpr uint64_t EXPLICIT_NONCE = 8; ///< TLS 1.2 only, RFC 5288 section 3
constexpr uint64_t AAD_12 = 13;        ///< additional data, RFC 5246 section 6.2.3.3
constexpr uint64_t AAD_13 = 5;         ///< additional data, RFC 8446 section 5.2
constexpr uint64_t HASH = 32;          ///< of SHA-256
constexpr uint64_t RANDOMS = 64;       ///< both sides' random octets
constexpr uint64_t CONTEXT_13 = 98;    ///< what precedes the hash, RFC 8446 section 4.4.3

/// Octets of HkdfLabel (RFC 8446 section 7.1) and counter, for a label of middle length.
constexpr uint64_t EXPAND_SECRET = 2 + 1 + 18 + 1 + HASH + 1;
constexpr uint64_t EXPAND_KEY = 2 + 1 + 9 + 1 + 1;

/**
 * @param text octets
 * @param place where
 * @return the octet there; 0 beyond the end
 */
uint8_t
At(std::string_view text, size_t place)
{
    return place < text.size() ? static_cast<uint8_t>(text[place]) : 0;
}

/**
 * @param text octets
 * @param place where
 * @return the number of two octets there
 */
size_t
At16(std::string_view text, size_t place)
{
    return static_cast<size_t>(At(text, place)) << 8 | At(text, place + 1);
}

/**
 * @param count number of HKDF-Extract and HKDF-Expand-Label, one HMAC each
 * @param octets octets of each
 * @param work gets them
 */
void
AddHmacs(uint64_t count, uint64_t octets, Work& work)
{
    work.Add("hmac", "sha-256", count * octets, count);
}

/**
 * The pseudorandom function of RFC 5246 section 5: two HMACs for each 32 octets.
 * @param seed octets of label and seed
 * @param size octets wanted
 * @param work gets its HMACs
 */
void
AddPrf(uint64_t seed, uint64_t size, Work& work)
{
    const uint64_t blocks = (size + HASH - 1) / HASH;
    work.Add("hmac", "sha-256", seed + (blocks - 1) * HASH + blocks * (HASH + seed), 2 * blocks);
}

/**
 * Keys of AES-128-GCM for both directions: 2 * (16 + 4) octets.
 * @param work gets their derivation
 */
void
AddKeyBlock(Work& work)
{
    AddPrf(13 + RANDOMS, 40, work);
}

/**
 * @param body a ServerHello without header
 * @return whether it chooses TLS 1.3
 */
bool
ChoosesTls13(std::string_view body)
{
    constexpr size_t SUPPORTED_VERSIONS = 43;
    constexpr size_t TLS_13 = 0x0304;
    size_t place = 2 + 32;
    place += 1 + At(body, place) + 2 + 1; // session ID, suite, compression
    place += 2;
    while (place + 4 <= body.size())
    {
        if (At16(body, place) == SUPPORTED_VERSIONS)
        {
            return At16(body, place + 4) == TLS_13;
        }
        place += 4 + At16(body, place + 2);
    }
    return false;
}

/**
 * @param body a ServerHello without header
 * @return whether it is a HelloRetryRequest (RFC 8446 section 4.1.3)
 */
bool
IsRetryRequest(std::string_view body)
{
    constexpr std::string_view BEGIN = "\xcf\x21\xad\x74\xe5\x9a\x61\x11";
    return body.substr(2, BEGIN.size()) == BEGIN;
}

} // namespace

TlsWorkMeter::TlsWorkMeter(bool isServer, bool offersTls13)
    : m_isServer(isServer)
    , m_offersTls13(offersTls13)
{
}

void
TlsWorkMeter::SetOwnKey(const std::string& algorithm)
{
    m_ownKey = algorithm;
}

void
TlsWorkMeter::SetPeerKey(const std::string& algorithm)
{
    m_peerKey = algorithm;
}

bool
TlsWorkMeter::HasShownOwn() const
{
    return m_hasShownOwn;
}

void
TlsWorkMeter::AddRecord(bool isWritten, std::string_view header, Work& work)
{
    const uint8_t type = At(header, 0);
    if (type == CHANGE_CIPHER_SPEC)
    {
        m_isProtected[isWritten] = !m_isTls13;
        return;
    }
    if ((type != APPLICATION_DATA && !m_isProtected[isWritten]) || header.size() < RECORD_HEADER)
    {
        return;
    }
    const uint64_t size = At16(header, 3);
    const uint64_t added = m_isTls13 ? TAG : TAG + EXPLICIT_NONCE;
    work.Add(isWritten ? "encrypt" : "decrypt",
             "aes-128-gcm",
             (size > added ? size - added : 0) + (m_isTls13 ? AAD_13 : AAD_12));
}

void
TlsWorkMeter::AddHandshake(bool isWritten, std::string_view message, Work& work)
{
    const std::string_view body = message.substr(std::min(MESSAGE_HEADER, message.size()));
    if (At(message, 0) == CERTIFICATE_VERIFY)
    {
        AddSignature(isWritten,
                     body.substr(0, 2),
                     m_isTls13 ? CONTEXT_13 + HASH : m_transcript,
                     work);
    }
    m_transcript += message.size();
    work.Add("digest", "sha-256", message.size());
    switch (At(message, 0))
    {
    case CLIENT_HELLO:
        if (isWritten && m_offersTls13)
        {
            work.Add("generate-key", "p-256");
        }
        break;
    case SERVER_HELLO:
        AddServerHello(isWritten, body, work);
        break;
    case CERTIFICATE:
    {
        const size_t shortest = m_isTls13 ? 4 : 3; // empty lists
        m_hasShownOwn = m_hasShownOwn || (isWritten && body.size() > shortest);
        break;
    }
    case SERVER_KEY_EXCHANGE:
    {
        const size_t parameters = 4 + static_cast<size_t>(At(body, 3)); // RFC 8422 section 5.4
        if (isWritten)
        {
            work.Add("generate-key", "p-256");
        }
        AddSignature(isWritten,
                     body.substr(std::min(parameters, body.size()), 2),
                     RANDOMS + parameters,
                     work);
        break;
    }
    case CLIENT_KEY_EXCHANGE:
        if (isWritten)
        {
            work.Add("generate-key", "p-256");
        }
        work.Add("key-agreement", "p-256");
        AddPrf(22 + HASH, 48, work); // extended master secret
        AddKeyBlock(work);
        m_hasExchanged = true;
        break;
    case FINISHED:
        AddFinished(isWritten, work);
        break;
    case KEY_UPDATE:
        AddHmacs(1, EXPAND_SECRET, work);
        AddHmacs(2, EXPAND_KEY, work);
        break;
    default:
        break;
    }
}

void
TlsWorkMeter::AddServerHello(bool isWritten, std::string_view body, Work& work)
{
    m_isTls13 = ChoosesTls13(body);
    if (!m_isTls13 || IsRetryRequest(body))
    {
        return;
    }
    if (isWritten)
    {
        work.Add("generate-key", "p-256");
    }
    work.Add("key-agreement", "p-256");
    AddHmacs(3, HASH, work);          // early, handshake and master secret
    AddHmacs(2, EXPAND_SECRET, work); // "derived" twice
    AddHmacs(2, EXPAND_SECRET, work); // handshake traffic secrets
    AddHmacs(4, EXPAND_KEY, work);    // their keys and nonces
    AddHmacs(2, EXPAND_KEY, work);    // finished keys
}

void
TlsWorkMeter::AddFinished(bool isWritten, Work& work) const
{
    if (!m_isTls13)
    {
        if (!m_hasExchanged && isWritten == m_isServer)
        {
            AddKeyBlock(work); // resumed: the server's Finished comes first
        }
        AddPrf(15 + HASH, 12, work);
        return;
    }
    AddHmacs(1, HASH, work); // verify_data
    if (isWritten == m_isServer)
    {
        AddHmacs(3, EXPAND_SECRET, work); // application traffic and exporter secrets
        AddHmacs(4, EXPAND_KEY, work);    // keys and nonces
    }
    else
    {
        AddHmacs(1, EXPAND_SECRET, work); // resumption secret
    }
}

void
TlsWorkMeter::AddSignature(bool isWritten,
                           std::string_view scheme,
                           uint64_t octets,
                           Work& work) const
{
    constexpr size_t RSA_PSS = 0x0804; // rsa_pss_rsae_sha256
    const std::string& key = isWritten ? m_ownKey : m_peerKey;
    if (key.empty())
    {
        return;
    }
    const bool isRsa = key.compare(0, 3, "rsa") == 0;
    work.Add(isWritten ? "sign" : "verify",
             isRsa ? key + "-sha-256" : "ecdsa-" + key + "-sha-256",
             octets);
    if (isRsa && At16(scheme, 0) == RSA_PSS)
    {
        const uint64_t modulus = std::stoul(key.substr(4)) / 8;
        const uint64_t masks = (modulus - HASH - 1 + HASH - 1) / HASH;
        work.Add("digest", "sha-256", 8 + 2 * HASH + masks * (HASH + 4), 1 + masks);
    }
}

} // namespace ns3
