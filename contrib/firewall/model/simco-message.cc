// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/simco-message.h"

#include "ns3/assert.h"

#include <tuple>

namespace ns3
{

namespace
{

/**
 * \param out gets two octets
 * \param value the number they are
 */
void
Put16(Octets& out, uint32_t value)
{
    out += static_cast<char>(value >> 8 & 0xff);
    out += static_cast<char>(value & 0xff);
}

/**
 * \param out gets four octets
 * \param value the number they are
 */
void
Put32(Octets& out, uint32_t value)
{
    Put16(out, value >> 16);
    Put16(out, value);
}

/**
 * \param out gets an attribute
 * \param type its number
 * \param value its value
 */
void
PutAttribute(Octets& out, uint16_t type, std::string_view value)
{
    Put16(out, type);
    Put16(out, static_cast<uint32_t>(value.size()));
    out += value;
    out.append((4 - value.size() % 4) % 4, '\0');
}

/**
 * \param out gets an attribute
 * \param type its number
 * \param value its value
 */
void
PutNumber(Octets& out, uint16_t type, uint32_t value)
{
    Octets octets;
    Put32(octets, value);
    PutAttribute(out, type, octets);
}

/**
 * \param out gets an attribute
 * \param type its number
 * \param octets the four octets of its value
 */
void
PutFour(Octets& out, uint16_t type, const uint8_t (&octets)[4])
{
    PutAttribute(out, type, std::string_view(reinterpret_cast<const char*>(octets), 4));
}

/**
 * \param out gets the attribute
 * \param tuple an address tuple
 */
void
PutTuple(Octets& out, const SimcoAddressTuple& tuple)
{
    Octets value;
    value += '\x01'; // full addresses, IPv4
    value += static_cast<char>(tuple.protocol);
    value += static_cast<char>(tuple.location);
    value += static_cast<char>(tuple.prefix);
    Put16(value, tuple.end.port);
    Put16(value, tuple.ports);
    Put32(value, tuple.end.address);
    PutAttribute(out, 9, value);
}

} // namespace

std::string_view
ToString(SimcoTransaction transaction)
{
    switch (transaction)
    {
    case SimcoTransaction::SessionEstablishment:
        return "SE";
    case SimcoTransaction::SessionAuthentication:
        return "SA";
    case SimcoTransaction::SessionTermination:
        return "ST";
    case SimcoTransaction::PolicyReserve:
        return "PRR";
    case SimcoTransaction::PolicyEnable:
        return "PER";
    case SimcoTransaction::PolicyEnableAfter:
        return "PEA";
    case SimcoTransaction::PolicyDisable:
        return "PDR";
    case SimcoTransaction::PolicyLifetimeChange:
        return "PLC";
    case SimcoTransaction::PolicyRuleDeletion:
        return "PRD";
    case SimcoTransaction::PolicyRuleStatus:
        return "PRS";
    case SimcoTransaction::PolicyRuleList:
        return "PRL";
    case SimcoTransaction::PolicyEnableStatus:
        return "PES";
    case SimcoTransaction::PolicyDisableStatus:
        return "PDS";
    }
    return "unknown"; // the sub-type came from a peer
}

bool
operator==(const SimcoAddressTuple& a, const SimcoAddressTuple& b)
{
    return a.end == b.end && std::tie(a.location, a.protocol, a.prefix, a.ports) ==
                                 std::tie(b.location, b.protocol, b.prefix, b.ports);
}

SimcoMessage
SimcoMessage::MakeRequest(SimcoTransaction what)
{
    SimcoMessage message;
    message.subType = static_cast<uint8_t>(what);
    return message;
}

SimcoMessage
SimcoMessage::MakeReply(const SimcoMessage& request)
{
    SimcoMessage message;
    message.basicType = SimcoBasicType::PositiveReply;
    message.subType = request.subType;
    message.transaction = request.transaction;
    return message;
}

SimcoMessage
SimcoMessage::MakeRefusal(uint32_t transaction, SimcoRefusal refusal)
{
    SimcoMessage message;
    message.basicType = SimcoBasicType::NegativeReply;
    message.subType = static_cast<uint8_t>(refusal);
    message.transaction = transaction;
    return message;
}

SimcoMessage
SimcoMessage::MakeNotification(SimcoNotification what)
{
    SimcoMessage message;
    message.basicType = SimcoBasicType::Notification;
    message.subType = static_cast<uint8_t>(what);
    return message;
}

Octets
SimcoMessage::Encode() const
{
    Octets body;
    if (version)
    {
        PutFour(body, 1, {version->major, version->minor, 0, 0});
    }
    if (challenge)
    {
        PutAttribute(body, 2, *challenge);
    }
    if (token)
    {
        PutAttribute(body, 3, *token);
    }
    if (capabilities)
    {
        Octets value{static_cast<char>(capabilities->kind),
                     static_cast<char>(capabilities->wildcards),
                     '\0',
                     '\0'};
        Put32(value, capabilities->maxLifetime);
        PutAttribute(body, 4, value);
    }
    for (const uint32_t policy : policies)
    {
        PutNumber(body, 5, policy);
    }
    if (group)
    {
        PutNumber(body, 6, *group);
    }
    if (lifetime)
    {
        PutNumber(body, 7, *lifetime);
    }
    if (owner)
    {
        PutAttribute(body, 8, *owner);
    }
    for (const SimcoAddressTuple& tuple : tuples)
    {
        PutTuple(body, tuple);
    }
    if (reserve)
    {
        PutFour(body,
                10,
                {reserve->natMode, reserve->parity, reserve->ipVersion, reserve->protocol});
    }
    if (enable)
    {
        PutFour(body, 11, {enable->parity, static_cast<uint8_t>(enable->direction), 0, 0});
    }
    NS_ASSERT_MSG(body.size() + HEADER <= MAX_ENCODED, "a message of our own is too long");
    Octets octets;
    octets += static_cast<char>(basicType);
    octets += static_cast<char>(subType);
    Put16(octets, static_cast<uint32_t>(body.size()));
    Put32(octets, transaction);
    return octets + body;
}

bool
SimcoMessage::Is(SimcoTransaction what) const
{
    return (basicType == SimcoBasicType::Request || basicType == SimcoBasicType::PositiveReply) &&
           subType == static_cast<uint8_t>(what);
}

const SimcoAddressTuple*
SimcoMessage::FindTuple(SimcoAddressTuple::Location location) const
{
    for (const SimcoAddressTuple& tuple : tuples)
    {
        if (tuple.location == location)
        {
            return &tuple;
        }
    }
    return nullptr;
}

std::string
SimcoMessage::Describe() const
{
    const std::string number = std::to_string(transaction);
    switch (basicType)
    {
    case SimcoBasicType::Request:
        return "request " + std::string(ToString(SimcoTransaction{subType})) + " " + number;
    case SimcoBasicType::PositiveReply:
        return "reply " + std::string(ToString(SimcoTransaction{subType})) + " " + number;
    case SimcoBasicType::NegativeReply:
        return "refusal " + std::to_string(subType) + " " + number;
    case SimcoBasicType::Notification:
        break;
    }
    return "notification " + std::to_string(subType);
}

} // namespace ns3
