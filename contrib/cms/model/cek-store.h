// SPDX-License-Identifier: GPL-2.0-only
#ifndef CEK_STORE_H
#define CEK_STORE_H

#include "ns3/cek-attributes.h"
#include "ns3/kek-recipient.h"

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <string_view>
#include <tl/expected.hpp>

namespace ns3
{

/// Why a content-encryption key could not be stored or found.
enum class CekError
{
    Unknown,   ///< never seen in this scope, or pushed out since
    Expired,   ///< too old
    Exhausted, ///< used as often as CEKMaxDecrypts allowed
    Conflict,  ///< the reference names another key in this scope already
    Full,      ///< as many keys over all scopes as the store may hold
    Invalid,   ///< not a 16 octet key, or a reference of no or too many octets
};

/// @param error the error
/// @return a short English text for logs
std::string_view ToString(CekError error);

/// What a store holds at most.
struct CekStoreLimits
{
    std::size_t maxPerScope = 8;         ///< keys of one scope; the oldest one makes room
    std::size_t maxTotal = 16384;        ///< keys of all scopes; more are refused
    uint32_t maxUses = 1024;             ///< uses of one key, whatever CEKMaxDecrypts says
    std::size_t maxReferenceOctets = 64; ///< octets of a reference
    int64_t lifetime = 3600000000000;    ///< nanoseconds a key is kept
};

/**
 * The content-encryption keys that later messages may refer to (RFC 3185), by dialog.
 *
 * RFC 3185, section 2, leaves open what happens when a referenced key is lost; here it is a value
 * (CekError) with which the caller asks for the message again under public keys. Section 6 warns of
 * memory held by a huge CEKMaxDecrypts: numbers and times are capped, and a scope cannot push out
 * the keys of another. A reference that is known keeps its first key: storing the same key again
 * (a retransmission) changes nothing, neither its uses nor its expiry, and another one is refused;
 * so is any after the key was used up or expired.
 *
 * A key whose uses or time are over is wiped as soon as that is noticed; its reference stays until
 * the room is needed, so that the error can be told. Time is what the caller says it is.
 */
class CekStore
{
  public:
    /// @param limits what is held at most
    explicit CekStore(const CekStoreLimits& limits = {});

    /**
     * Remember a key.
     *
     * @param scope the dialog (any octets)
     * @param attributes reference and number of later messages (absent is 1)
     * @param cek content-encryption key of the message that carried the attributes
     * @param now simulated time in nanoseconds
     * @return nothing, or Conflict, Full, Invalid
     */
    [[nodiscard]] tl::expected<void, CekError> Put(std::string_view scope,
                                                   const CekAttributes& attributes,
                                                   const Secret& cek,
                                                   int64_t now);

    /**
     * Look up a key without counting a use: a receiver does this first, and calls Use() when the
     * message did open, so that forged messages do not use up the key.
     *
     * @param scope the dialog
     * @param reference the CEKReference
     * @param now simulated time in nanoseconds
     * @return identifier and derived key-encryption key, or Unknown, Expired, Exhausted
     */
    [[nodiscard]] tl::expected<KekRecipient, CekError> Find(std::string_view scope,
                                                            std::string_view reference,
                                                            int64_t now);

    /**
     * Look up a key and count a use: a sender does this for each message.
     *
     * @param scope the dialog
     * @param reference the CEKReference
     * @param now simulated time in nanoseconds
     * @return identifier and derived key-encryption key, or Unknown, Expired, Exhausted
     */
    [[nodiscard]] tl::expected<KekRecipient, CekError> Use(std::string_view scope,
                                                           std::string_view reference,
                                                           int64_t now);

    /// Drop all keys of a dialog. @param scope the dialog
    void Forget(std::string_view scope);

    /// @return number of references held, those without a usable key included
    [[nodiscard]] std::size_t GetSize() const;

  private:
    /// One key.
    struct Entry
    {
        Octets reference;
        Secret kek; ///< empty once it may not be used any more
        uint32_t usesLeft{0};
        int64_t expiry{0}; ///< nanoseconds
    };

    /// The keys of a dialog, oldest first.
    using Scope = std::list<Entry>;

    /// Drop what is expired everywhere. @param now simulated time in nanoseconds
    void Purge(int64_t now);

    /// @param scope the dialog
    /// @param reference the CEKReference
    /// @param now simulated time in nanoseconds
    /// @return a usable entry
    tl::expected<Entry*, CekError> Locate(std::string_view scope,
                                          std::string_view reference,
                                          int64_t now);

    CekStoreLimits m_limits;
    std::map<Octets, Scope, std::less<>> m_scopes;
    std::size_t m_size{0};
};

} // namespace ns3

#endif // CEK_STORE_H
