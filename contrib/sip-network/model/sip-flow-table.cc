// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-flow-table.h"

#include "ns3/jose-encoding.h"
#include "ns3/message-digest.h"

#include <algorithm>
#include <optional>

namespace ns3
{

namespace
{

constexpr std::size_t NUMBER_SIZE = 8;  ///< octets of a boot or serial number
constexpr std::size_t CODE_SIZE = 10;   ///< octets of the code: 80 bits, as in the RFC's example
constexpr std::size_t SECRET_SIZE = 32; ///< octets of the secret
constexpr std::size_t MAX_KEYS = 16;    ///< boots whose keys are kept at hand
constexpr std::size_t MAX_TOKEN = 128;  ///< octets of the longest token that is looked at

/** @return a number in 8 octets, the highest first */
std::string
WriteNumber(uint64_t number)
{
    std::string octets;
    for (int shift = 56; shift >= 0; shift -= 8)
    {
        octets += static_cast<char>(number >> shift & 0xff);
    }
    return octets;
}

/** @return a number from its first 8 octets */
uint64_t
ReadNumber(std::string_view octets)
{
    uint64_t number = 0;
    for (std::size_t i = 0; i < NUMBER_SIZE; ++i)
    {
        number = number << 8 | static_cast<unsigned char>(octets[i]);
    }
    return number;
}

} // namespace

void
SipFlowTable::SetBinding(Binding binding)
{
    m_binding = binding;
}

void
SipFlowTable::Begin(uint64_t boot)
{
    if (boot != m_boot)
    {
        m_boot = boot;
        m_flows.clear();
        m_serials.clear();
        m_lastSerial = 0;
    }
}

void
SipFlowTable::Add(Ptr<SipConnection> connection)
{
    if (!connection || m_serials.count(connection) > 0)
    {
        return;
    }
    if (m_flows.size() >= m_sweepAt)
    {
        Sweep();
    }
    const uint64_t serial = ++m_lastSerial;
    m_flows[serial] = Flow{connection, false};
    m_serials[connection] = serial;
}

void
SipFlowTable::AddUser(Ptr<SipConnection> connection)
{
    Add(connection);
    const auto found = m_serials.find(connection);
    if (found != m_serials.end())
    {
        m_flows[found->second].isUser = true;
    }
}

bool
SipFlowTable::IsUser(Ptr<SipConnection> connection) const
{
    const auto found = m_serials.find(connection);
    return found != m_serials.end() && m_flows.at(found->second).isUser;
}

void
SipFlowTable::Sweep()
{
    for (auto i = m_flows.begin(); i != m_flows.end();)
    {
        if (i->second.connection->IsUsable())
        {
            ++i;
            continue;
        }
        m_serials.erase(i->second.connection);
        i = m_flows.erase(i);
    }
    m_sweepAt = std::max<std::size_t>(64, 2 * m_flows.size());
}

std::string
SipFlowTable::Describe(const Ptr<SipConnection>& connection) const
{
    if (m_binding == Binding::Address)
    {
        return connection->GetLocal().ToString() + ' ' + connection->GetPeer().ToString();
    }
    const auto found = m_serials.find(connection);
    return found == m_serials.end() ? std::string() : WriteNumber(found->second);
}

std::string
SipFlowTable::MakeCode(std::string_view rest, CryptoContext& context, Work& work)
{
    const uint64_t boot = ReadNumber(rest);
    auto key = m_keys.find(boot);
    if (key == m_keys.end())
    {
        if (m_secret.empty())
        {
            m_secret = context.Random(SECRET_SIZE);
        }
        const auto made =
            Hmac(context, DigestAlgorithm::Sha256, Secret(m_secret), WriteNumber(boot), work);
        if (!made)
        {
            return "";
        }
        if (m_keys.size() >= MAX_KEYS)
        {
            m_keys.erase(m_keys.begin());
        }
        key = m_keys.emplace(boot, *made).first;
    }
    const auto code = Hmac(context, DigestAlgorithm::Sha256, Secret(key->second), rest, work);
    return code ? code->substr(0, CODE_SIZE) : std::string();
}

std::string
SipFlowTable::Make(Ptr<SipConnection> connection, CryptoContext& context, Work& work)
{
    Add(connection);
    const std::string rest = WriteNumber(m_boot) + Describe(connection);
    const std::string code = MakeCode(rest, context, work);
    return code.empty() ? std::string() : Base64UrlEncode(code + rest);
}

tl::expected<Ptr<SipConnection>, SipFlowError>
SipFlowTable::Find(std::string_view token, CryptoContext& context, Work& work)
{
    const auto forged = tl::make_unexpected(SipFlowError::Forged);
    const auto octets = token.size() <= MAX_TOKEN ? Base64UrlDecode(token)
                                                  : tl::expected<Octets, CryptoError>(Octets());
    if (!octets || octets->size() < CODE_SIZE + NUMBER_SIZE)
    {
        return forged;
    }
    const std::string_view code = std::string_view(*octets).substr(0, CODE_SIZE);
    const std::string_view rest = std::string_view(*octets).substr(CODE_SIZE);
    const uint64_t boot = ReadNumber(rest);
    // Boots to come have made no tokens, and looking at their keys would push out the real ones.
    if (boot == 0 || boot > m_boot || MakeCode(rest, context, work) != code)
    {
        return forged;
    }
    const auto gone = tl::make_unexpected(SipFlowError::Gone);
    if (boot != m_boot)
    {
        return gone;
    }
    const std::string_view bound = rest.substr(NUMBER_SIZE);
    if (m_binding == Binding::Connection)
    {
        const auto found =
            bound.size() == NUMBER_SIZE ? m_flows.find(ReadNumber(bound)) : m_flows.end();
        if (found == m_flows.end() || !found->second.connection->IsUsable())
        {
            return gone;
        }
        return found->second.connection;
    }
    for (auto i = m_flows.rbegin(); i != m_flows.rend(); ++i)
    {
        if (i->second.connection->IsUsable() && Describe(i->second.connection) == bound)
        {
            return i->second.connection;
        }
    }
    return gone;
}

std::size_t
SipFlowTable::GetSize() const
{
    return m_flows.size();
}

void
SipFlowTable::Clear()
{
    *this = SipFlowTable();
}

} // namespace ns3
