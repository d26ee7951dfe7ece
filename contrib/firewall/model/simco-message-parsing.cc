// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/network-order.h"
#include "ns3/simco-message.h"

#include <algorithm>

namespace ns3
{

namespace
{

using Kind = SimcoError::Kind;

/**
 * \param kind kind of error
 * \param position where
 * \param reason what is wrong
 * \return the error
 */
tl::unexpected<SimcoError>
Fail(Kind kind, std::size_t position, const char* reason)
{
    return tl::make_unexpected(SimcoError{kind, position, reason});
}

/// An attribute as it came.
struct Attribute
{
    uint16_t type;        //!< its number
    const uint8_t* value; //!< its value
    std::size_t size;     //!< octets of the value
    std::size_t position; //!< of the value in the message
};

/// Puts the attributes of a message into it.
class Reader
{
  public:
    /// \param message gets the attributes
    explicit Reader(SimcoMessage& message)
        : m_message(message)
    {
    }

    /**
     * \param attribute the next attribute
     * \return nothing, or what is wrong with it
     */
    tl::expected<void, SimcoError>
    Read(const Attribute& attribute)
    {
        switch (attribute.type)
        {
        case 1:
            return ReadVersion(attribute);
        case 2:
            return ReadText(attribute, m_message.challenge);
        case 3:
            return ReadText(attribute, m_message.token);
        case 4:
            return ReadCapabilities(attribute);
        case 5:
            return ReadPolicy(attribute);
        case 6:
            return ReadNumber(attribute, m_message.group);
        case 7:
            return ReadNumber(attribute, m_message.lifetime);
        case 8:
            return ReadText(attribute, m_message.owner);
        case 9:
            return ReadTuple(attribute);
        case 10:
            return ReadReserveSet(attribute);
        case 11:
            return ReadEnableSet(attribute);
        default:
            return Fail(Kind::Unknown, attribute.position - 4, "an attribute does not exist");
        }
    }

  private:
    /**
     * \param attribute an attribute
     * \param size the octets that its value must have
     * \param isRepeated whether the message has it already
     * \return nothing, or what is wrong
     */
    static tl::expected<void, SimcoError>
    Check(const Attribute& attribute, std::size_t size, bool isRepeated)
    {
        if (isRepeated)
        {
            return Fail(Kind::Repeated, attribute.position - 4, "an attribute comes too often");
        }
        if (attribute.size != size)
        {
            return Fail(Kind::Attribute, attribute.position - 2, "an attribute's length is wrong");
        }
        return {};
    }

    /**
     * \param attribute with octets that are reserved
     * \param from the first of these
     * \param to behind the last
     * \return nothing, or where one is not 0
     */
    static tl::expected<void, SimcoError>
    CheckZeros(const Attribute& attribute, std::size_t from, std::size_t to)
    {
        for (std::size_t i = from; i < to; ++i)
        {
            if (attribute.value[i] != 0)
            {
                return Fail(Kind::Attribute, attribute.position + i, "a reserved octet is not 0");
            }
        }
        return {};
    }

    /**
     * \param attribute with any octets
     * \param out gets them
     * \return nothing, or what is wrong
     */
    static tl::expected<void, SimcoError>
    ReadText(const Attribute& attribute, std::optional<std::string>& out)
    {
        if (attribute.size == 0 || attribute.size > SimcoMessage::MAX_TEXT)
        {
            return Fail(Kind::Attribute, attribute.position - 2, "an attribute's length is wrong");
        }
        return Check(attribute, attribute.size, out.has_value())
            .map(
                [&]
                {
                    out.emplace(reinterpret_cast<const char*>(attribute.value), attribute.size);
                });
    }

    /**
     * \param attribute a number
     * \param out gets it
     * \return nothing, or what is wrong
     */
    static tl::expected<void, SimcoError>
    ReadNumber(const Attribute& attribute, std::optional<uint32_t>& out)
    {
        return Check(attribute, 4, out.has_value())
            .map(
                [&]
                {
                    out = ReadNetwork32(attribute.value);
                });
    }

    /**
     * \param attribute the version
     * \return nothing, or what is wrong
     */
    tl::expected<void, SimcoError>
    ReadVersion(const Attribute& attribute)
    {
        return Check(attribute, 4, m_message.version.has_value())
            .and_then(
                [&]
                {
                    return CheckZeros(attribute, 2, 4);
                })
            .map(
                [&]
                {
                    m_message.version = {attribute.value[0], attribute.value[1]};
                });
    }

    /**
     * \param attribute what the middlebox can
     * \return nothing, or what is wrong
     */
    tl::expected<void, SimcoError>
    ReadCapabilities(const Attribute& attribute)
    {
        return Check(attribute, 8, m_message.capabilities.has_value())
            .and_then(
                [&]
                {
                    return CheckZeros(attribute, 2, 4);
                })
            .map(
                [&]
                {
                    m_message.capabilities = {attribute.value[0],
                                              attribute.value[1],
                                              ReadNetwork32(attribute.value + 4)};
                });
    }

    /**
     * \param attribute a policy rule identifier
     * \return nothing, or what is wrong
     */
    tl::expected<void, SimcoError>
    ReadPolicy(const Attribute& attribute)
    {
        return Check(attribute, 4, m_message.policies.size() == SimcoMessage::MAX_IDS)
            .map(
                [&]
                {
                    m_message.policies.push_back(ReadNetwork32(attribute.value));
                });
    }

    /**
     * \param attribute an address tuple
     * \return nothing, or what is wrong
     */
    tl::expected<void, SimcoError>
    ReadTuple(const Attribute& attribute)
    {
        if (attribute.size > 0 && attribute.value[0] != 0x01)
        {
            return Fail(Kind::Unsupported, attribute.position, "not a full IPv4 address");
        }
        if (const auto good = Check(attribute, 12, m_message.tuples.size() == 2); !good)
        {
            return good;
        }
        const uint8_t* const value = attribute.value;
        if (value[2] > SimcoAddressTuple::External)
        {
            return Fail(Kind::Attribute, attribute.position + 2, "a location does not exist");
        }
        SimcoAddressTuple tuple;
        tuple.protocol = value[1];
        tuple.location = static_cast<SimcoAddressTuple::Location>(value[2]);
        tuple.prefix = value[3];
        tuple.end = {ReadNetwork32(value + 8), ReadNetwork16(value + 4)};
        tuple.ports = ReadNetwork16(value + 6);
        if (tuple.prefix > 32)
        {
            return Fail(Kind::Attribute, attribute.position + 3, "a prefix is too long");
        }
        const uint32_t most = tuple.end.port == 0 ? 1 : 65536U - tuple.end.port;
        if (tuple.ports == 0 || tuple.ports > most)
        {
            return Fail(Kind::Attribute, attribute.position + 6, "there are not so many ports");
        }
        if (m_message.FindTuple(tuple.location))
        {
            return Fail(Kind::Repeated, attribute.position - 4, "an attribute comes too often");
        }
        m_message.tuples.push_back(tuple);
        return {};
    }

    /**
     * \param attribute a PRR parameter set
     * \return nothing, or what is wrong
     */
    tl::expected<void, SimcoError>
    ReadReserveSet(const Attribute& attribute)
    {
        return Check(attribute, 4, m_message.reserve.has_value())
            .map(
                [&]
                {
                    const uint8_t* const value = attribute.value;
                    m_message.reserve = {value[0], value[1], value[2], value[3]};
                });
    }

    /**
     * \param attribute a PER parameter set
     * \return nothing, or what is wrong
     */
    tl::expected<void, SimcoError>
    ReadEnableSet(const Attribute& attribute)
    {
        if (const auto good = Check(attribute, 4, m_message.enable.has_value()); !good)
        {
            return good;
        }
        const uint8_t direction = attribute.value[1];
        if (direction < SimcoEnableSet::Inbound || direction > SimcoEnableSet::Both)
        {
            return Fail(Kind::Attribute, attribute.position + 1, "a direction does not exist");
        }
        if (const auto good = CheckZeros(attribute, 2, 4); !good)
        {
            return good;
        }
        m_message.enable = {attribute.value[0], static_cast<SimcoEnableSet::Direction>(direction)};
        return {};
    }

    SimcoMessage& m_message; //!< gets the attributes
};

/**
 * \param type first octet of a message
 * \return whether it is a basic type
 */
bool
IsBasicType(uint8_t type)
{
    return type >= static_cast<uint8_t>(SimcoBasicType::Request) &&
           type <= static_cast<uint8_t>(SimcoBasicType::Notification);
}

} // namespace

tl::expected<SimcoMessage, SimcoError>
SimcoMessage::Parse(std::string_view octets)
{
    const auto* const data = reinterpret_cast<const uint8_t*>(octets.data());
    if (octets.size() < HEADER)
    {
        return Fail(Kind::Truncated, octets.size(), "the header is cut");
    }
    if (!IsBasicType(data[0]))
    {
        return Fail(Kind::Header, 0, "a basic type does not exist");
    }
    const std::size_t size = HEADER + ReadNetwork16(data + 2);
    if (octets.size() != size)
    {
        return Fail(octets.size() < size ? Kind::Truncated : Kind::TooLong,
                    std::min(octets.size(), size),
                    "the length is not that of the message");
    }
    SimcoMessage message;
    message.basicType = static_cast<SimcoBasicType>(data[0]);
    message.subType = data[1];
    message.transaction = ReadNetwork32(data + 4);
    Reader reader(message);
    for (std::size_t at = HEADER; at < size;)
    {
        if (size - at < 4)
        {
            return Fail(Kind::Truncated, at, "an attribute is cut");
        }
        const Attribute attribute{ReadNetwork16(data + at),
                                  data + at + 4,
                                  ReadNetwork16(data + at + 2),
                                  at + 4};
        const std::size_t padded = (attribute.size + 3) / 4 * 4;
        if (size - at - 4 < padded)
        {
            return Fail(Kind::Truncated, at + 4, "an attribute is cut");
        }
        for (std::size_t i = attribute.size; i < padded; ++i)
        {
            if (attribute.value[i] != 0)
            {
                return Fail(Kind::Attribute, at + 4 + i, "padding is not 0");
            }
        }
        if (const auto good = reader.Read(attribute); !good)
        {
            return tl::make_unexpected(good.error());
        }
        at += 4 + padded;
    }
    return message;
}

SimcoFramer::SimcoFramer(std::size_t maxLength)
    : m_maxLength(maxLength)
{
}

void
SimcoFramer::Append(std::string_view octets)
{
    m_buffer.erase(0, m_begin);
    m_begin = 0;
    m_buffer += octets;
}

tl::expected<std::optional<Octets>, SimcoError>
SimcoFramer::Next()
{
    const std::string_view rest = std::string_view(m_buffer).substr(m_begin);
    const auto* const data = reinterpret_cast<const uint8_t*>(rest.data());
    if (!rest.empty() && !IsBasicType(data[0]))
    {
        return Fail(Kind::Header, 0, "a basic type does not exist");
    }
    if (rest.size() < 4)
    {
        return std::nullopt;
    }
    const std::size_t size = SimcoMessage::HEADER + ReadNetwork16(data + 2);
    if (size > m_maxLength)
    {
        return Fail(Kind::TooLong, 2, "a message is too long");
    }
    if (rest.size() < size)
    {
        return std::nullopt;
    }
    m_begin += size;
    return Octets(rest.substr(0, size));
}

std::size_t
SimcoFramer::GetWaiting() const
{
    return m_buffer.size() - m_begin;
}

} // namespace ns3
