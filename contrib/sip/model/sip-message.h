// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_MESSAGE_H
#define SIP_MESSAGE_H

#include "ns3/sip-cseq.h"
#include "ns3/sip-error.h"
#include "ns3/sip-header-name.h"
#include "ns3/sip-name-addr.h"
#include "ns3/sip-uri.h"
#include "ns3/sip-via.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{

/** One header field, as SipMessage shows it. Its views die with the next change of the message. */
struct SipHeaderField
{
    std::string_view name;  ///< as written
    std::string_view value; ///< trimmed and unfolded
};

/**
 * A SIP request or response (RFC 3261 section 7). A parsed message keeps its octets: what is not
 * changed is written as it came, in its place, with its spelling, white space and folding. Values
 * are taken apart when somebody asks for them, so a well-framed message may still hold nonsense in
 * a header field: typed access returns the reason then.
 *
 * A line end or a zero octet in a value that is set becomes a space: no value can smuggle a header
 * field in. Names of header fields are compared without case, and compact forms are the same as
 * long ones. Views returned by a message are valid until it is changed, copied into, moved from or
 * destroyed.
 */
class SipMessage
{
  public:
    /** Makes an empty request, to be assigned to. */
    SipMessage() = default;
    /**
     * Makes a request without header fields.
     *
     * @param method the method
     * @param uri the Request-URI
     * @return the request
     */
    [[nodiscard]] static SipMessage MakeRequest(std::string_view method, const SipUri& uri);
    /**
     * Makes the response to a request (section 8.2.6.2): Via, From, To, Call-ID and CSeq are those
     * of the request; for 100 its Timestamp too. The To tag is the caller's business.
     *
     * @param request the request
     * @param code status code, 100 to 699
     * @param reason reason phrase
     * @return the response, without a body
     */
    [[nodiscard]] static SipMessage MakeResponse(const SipMessage& request,
                                                 int code,
                                                 std::string_view reason);

    /** @return whether this is a request */
    bool IsRequest() const;
    /** @return the method of a request; empty for a response */
    std::string_view GetMethod() const;
    /** @return the Request-URI; of a response an empty one */
    const SipUri& GetRequestUri() const;
    /** @param uri the new Request-URI */
    void SetRequestUri(const SipUri& uri);
    /** @return the status code of a response; 0 for a request */
    int GetStatusCode() const;
    /** @return the reason phrase of a response */
    std::string_view GetReason() const;

    /**
     * @param name name of a header field
     * @return whether there is one
     */
    [[nodiscard]] bool Has(std::string_view name) const;
    /**
     * @param name name of a header field
     * @return the whole value of the first one, unfolded and trimmed
     */
    [[nodiscard]] std::optional<std::string_view> GetHeader(std::string_view name) const;
    /**
     * @param name name of a header field
     * @return all values in their order, comma-separated lists (section 7.3.1) taken apart
     */
    [[nodiscard]] std::vector<std::string_view> GetHeaders(std::string_view name) const;
    /** @return all header fields in their order */
    [[nodiscard]] std::vector<SipHeaderField> GetAllHeaders() const;
    /**
     * Adds a header field behind all others.
     *
     * @param name its name
     * @param value its value
     */
    void Add(std::string_view name, std::string_view value);
    /**
     * Adds a header field before the first of its name, or before all others if there is none.
     *
     * @param name its name
     * @param value its value
     */
    void Prepend(std::string_view name, std::string_view value);
    /**
     * Puts one header field in the place of all of its name, or adds it.
     *
     * @param name its name
     * @param value its value
     */
    void Set(std::string_view name, std::string_view value);
    /** @param name name of the header fields to remove */
    void Remove(std::string_view name);
    /**
     * Removes the first value of a header field; the rest of its list stays.
     *
     * @param name name of a header field
     */
    void RemoveFirst(std::string_view name);

    /** @return the first value of Via, or why there is none */
    [[nodiscard]] tl::expected<SipVia, SipError> GetTopVia() const;
    /** @return all values of Via, or why one is none */
    [[nodiscard]] tl::expected<std::vector<SipVia>, SipError> GetVias() const;
    /** @param via the value to put in the place of the first value of Via */
    void SetTopVia(const SipVia& via);
    /** @return From, or why it is not one address */
    [[nodiscard]] tl::expected<SipNameAddr, SipError> GetFrom() const;
    /** @return To, or why it is not one address */
    [[nodiscard]] tl::expected<SipNameAddr, SipError> GetTo() const;
    /** @return CSeq, or why it is none */
    [[nodiscard]] tl::expected<SipCSeq, SipError> GetCSeq() const;
    /** @return Call-ID, or why there is none */
    [[nodiscard]] tl::expected<std::string, SipError> GetCallId() const;
    /** @return Max-Forwards; nothing if it is absent; or why it is no number up to 255 */
    [[nodiscard]] tl::expected<std::optional<uint32_t>, SipError> GetMaxForwards() const;
    /** @return Expires in seconds; nothing if it is absent; or why it is no number below 2^32 */
    [[nodiscard]] tl::expected<std::optional<uint32_t>, SipError> GetExpires() const;
    /** @return all values of Contact, or why one is none */
    [[nodiscard]] tl::expected<std::vector<SipNameAddr>, SipError> GetContacts() const;
    /** @return all values of Route, or why one is none */
    [[nodiscard]] tl::expected<std::vector<SipNameAddr>, SipError> GetRoutes() const;
    /** @return all values of Record-Route, or why one is none */
    [[nodiscard]] tl::expected<std::vector<SipNameAddr>, SipError> GetRecordRoutes() const;

    /** @return the body: any octets */
    const std::string& GetBody() const;
    /**
     * Sets the body, Content-Type and Content-Length. An empty body removes Content-Type.
     *
     * @param body the octets
     * @param contentType value of Content-Type
     */
    void SetBody(std::string body, std::string_view contentType);
    /**
     * Adds a Content-Length that states the body's length, if there is none. A message from a
     * datagram may lack it; on a stream it must be there (section 18.3).
     */
    void AddContentLength();
    /**
     * @return the octets to send. A message made here gets a Content-Length if it has none; a
     * parsed one is written as it came
     */
    [[nodiscard]] std::string Serialize() const;
    /** @return how many octets Serialize makes */
    [[nodiscard]] std::size_t GetSize() const;

  private:
    friend class SipParser;

    /** A header field: where it stands in m_text. */
    struct Field
    {
        SipHeaderName id;    ///< which one
        uint32_t begin;      ///< first octet of its line
        uint32_t end;        ///< behind the CRLF of its last line
        uint32_t nameEnd;    ///< behind its name
        uint32_t valueBegin; ///< first octet of the value, unfolded
        uint32_t valueEnd;   ///< behind the value
    };

    /** @return the line that Serialize adds to a message made here without Content-Length */
    std::string GetMissingLength() const;
    std::string_view Slice(std::size_t begin, std::size_t end) const;
    std::string_view Value(const Field& field) const;
    bool Matches(const Field& field, SipHeaderName id, std::string_view name) const;
    std::size_t Find(std::string_view name) const;
    Field Append(std::string_view name, std::string_view value);
    void AppendLine(std::string_view line);
    void EraseFrom(std::size_t index, SipHeaderName id, std::string_view name);
    void SetStartLine(std::string_view line);
    tl::expected<std::string_view, SipError> GetSingle(std::string_view name) const;
    tl::expected<std::vector<SipNameAddr>, SipError> GetAddresses(std::string_view name) const;
    tl::expected<std::optional<uint32_t>, SipError> GetNumber(std::string_view name,
                                                              uint64_t maximum) const;

    std::string m_text;          ///< octets of start line and header fields, old and new
    std::vector<Field> m_fields; ///< the header fields that count, in their order
    uint32_t m_startBegin{0};    ///< start line
    uint32_t m_startEnd{0};      ///< behind its CRLF
    uint32_t m_methodEnd{0};     ///< of a request: behind the method
    uint32_t m_reasonBegin{0};   ///< of a response: the reason phrase
    int m_code{0};               ///< status code; 0 for a request
    bool m_made{true};           ///< whether it was made here, not parsed
    SipUri m_uri;                ///< Request-URI
    std::string m_body;          ///< body
};

} // namespace ns3

#endif // SIP_MESSAGE_H
