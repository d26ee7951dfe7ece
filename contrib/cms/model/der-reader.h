// SPDX-License-Identifier: GPL-2.0-only
#ifndef DER_READER_H
#define DER_READER_H

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ns3
{

/// The tags that CMS needs (X.690, section 8.1.2); all are of the low-tag-number form.
namespace der_tag
{
inline constexpr uint8_t INTEGER = 0x02;
inline constexpr uint8_t BIT_STRING = 0x03;
inline constexpr uint8_t OCTET_STRING = 0x04;
inline constexpr uint8_t NULL_VALUE = 0x05;
inline constexpr uint8_t OBJECT_IDENTIFIER = 0x06;
inline constexpr uint8_t UTC_TIME = 0x17;
inline constexpr uint8_t GENERALIZED_TIME = 0x18;
inline constexpr uint8_t CONSTRUCTED_OCTET_STRING = 0x24; ///< BER only
inline constexpr uint8_t SEQUENCE = 0x30;
inline constexpr uint8_t SET = 0x31;

/// @param number 0 to 30
/// @return the tag [number] of a primitive value
inline constexpr uint8_t
Context(unsigned number)
{
    return static_cast<uint8_t>(0x80 | number);
}

/// @param number 0 to 30
/// @return the tag [number] of a constructed value
inline constexpr uint8_t
ContextConstructed(unsigned number)
{
    return static_cast<uint8_t>(0xa0 | number);
}
} // namespace der_tag

/// One element: tag, content and the whole. Views into what was read.
struct DerElement
{
    uint8_t tag{0};
    std::string_view content; ///< without tag and length
    std::string_view raw;     ///< with tag and length
};

/**
 * Reads elements of DER one after the other, without recursion and without copying.
 *
 * The first thing that is wrong ends it: from then on IsGood() is false, IsAtEnd() true and every
 * reading gives an empty element, so that a parser may check once after several readings.
 */
class DerReader
{
  public:
    /// @param octets what to read; must outlive the reader and the elements
    explicit DerReader(std::string_view octets);

    /// @return whether nothing was wrong so far
    [[nodiscard]] bool IsGood() const;

    /// @return whether nothing is left to read, or something was wrong
    [[nodiscard]] bool IsAtEnd() const;

    /// @return whether everything was read and nothing was wrong
    [[nodiscard]] bool IsDone() const;

    /// @return tag of the next element, or 0
    [[nodiscard]] uint8_t PeekTag() const;

    /// @return the next element, whatever it is; wrong at the end
    DerElement ReadAny();

    /// @param tag what is expected
    /// @return the next element; wrong if it has another tag
    DerElement Read(uint8_t tag);

    /// @param tag what may come
    /// @return the next element if it has that tag
    std::optional<DerElement> ReadOptional(uint8_t tag);

    /// @return the next element's value if it is an INTEGER of 0 to 2^32-1; wrong otherwise
    uint32_t ReadUnsigned();

    /// @return content of the next element if it is a well-formed OBJECT IDENTIFIER
    std::string_view ReadObjectIdentifier();

    /// Mark as wrong, from outside.
    void Fail();

  private:
    std::string_view m_rest;
    bool m_good{true};
};

} // namespace ns3

#endif // DER_READER_H
