// SPDX-License-Identifier: GPL-2.0-only

#ifndef SDP_SECTION_H
#define SDP_SECTION_H

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{

/**
 * \ingroup media
 * One line of a session description: `<type>=<value>`.
 */
struct SdpLine
{
    char type{'a'};    //!< the letter before the equals sign
    std::string value; //!< what follows the equals sign, without the end of line
};

/**
 * \param a a line
 * \param b another line
 * \return true if they are the same octet for octet
 */
bool operator==(const SdpLine& a, const SdpLine& b);

/**
 * \ingroup media
 * The direction of a stream, seen from the one who describes it (RFC 3264 section 5.1).
 */
enum class SdpDirection
{
    SendReceive, //!< a=sendrecv, and when nothing is said
    SendOnly,    //!< a=sendonly
    ReceiveOnly, //!< a=recvonly
    Inactive,    //!< a=inactive
};

/**
 * \param direction a direction
 * \return its attribute name, for example "sendonly"
 */
std::string_view GetDirectionName(SdpDirection direction);

/**
 * \param direction a direction
 * \return the same stream seen from the other end: sendonly becomes recvonly and the reverse
 */
SdpDirection MirrorDirection(SdpDirection direction);

/**
 * \ingroup media
 * The lines of the session level or of one media description, in their order.
 *
 * Lines nobody asked about stay what and where they are. An attribute is the part of an `a=` line
 * before its first colon; the part behind it is its value.
 */
class SdpSection
{
  public:
    /// \return all lines in their order; a media section's m= line is not among them
    const std::vector<SdpLine>& GetLines() const;

    /**
     * \param type a type letter
     * \return the value of the first line of that type, if there is one
     */
    std::optional<std::string_view> Find(char type) const;

    /**
     * Replaces the value of the first line of a type. If there is none, puts a new line where
     * RFC 8866 section 5 wants that type.
     * \param type the type letter
     * \param value the value, without CR, LF and NUL
     */
    void Set(char type, std::string_view value);

    /**
     * Puts a new line behind those of the same type, or where that type belongs.
     * \param type the type letter
     * \param value the value, without CR, LF and NUL
     */
    void Add(char type, std::string_view value);

    /**
     * Removes all lines of a type.
     * \param type the type letter
     */
    void Remove(char type);

    /**
     * \param name an attribute's name, for example "rtpmap"; case matters
     * \return the value of the first attribute of that name; empty for one without a value
     */
    std::optional<std::string_view> GetAttribute(std::string_view name) const;

    /**
     * \param name an attribute's name
     * \return the values of all attributes of that name in their order
     */
    std::vector<std::string_view> GetAttributes(std::string_view name) const;

    /**
     * Adds an attribute behind the others.
     * \param name its name
     * \param value its value; empty: the attribute is written without a colon
     */
    void AddAttribute(std::string_view name, std::string_view value = {});

    /**
     * Removes all attributes of a name.
     * \param name the name
     */
    void RemoveAttribute(std::string_view name);

    /// \return the first direction attribute of this section, if there is one
    std::optional<SdpDirection> GetDirection() const;

    /**
     * Replaces all direction attributes of this section by one.
     * \param direction the direction
     */
    void SetDirection(SdpDirection direction);

  protected:
    SdpSection() = default;
    SdpSection(const SdpSection&) = default;
    SdpSection(SdpSection&&) = default;
    SdpSection& operator=(const SdpSection&) = default;
    SdpSection& operator=(SdpSection&&) = default;
    virtual ~SdpSection() = default;

  private:
    friend class Sdp;

    /// \return the type letters in the order of RFC 8866 section 5
    virtual std::string_view GetOrder() const = 0;

    std::vector<SdpLine> m_lines; //!< the lines in their order
};

} // namespace ns3

#endif // SDP_SECTION_H
