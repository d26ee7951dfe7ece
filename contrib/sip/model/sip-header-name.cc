// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-header-name.h"

#include "ns3/sip-grammar.h"

#include <array>

namespace ns3
{

namespace
{

/** A name, its compact form (section 7.3.3 and IANA) or 0, and whether its value is a list. */
struct Entry
{
    std::string_view name; ///< long form
    char compact;          ///< compact form in lower case, or 0
    bool list;             ///< comma-separated values
};

/** In the order of SipHeaderName, without Other. */
constexpr std::array<Entry, 41> ENTRIES = {{{"Accept", 0, true},
                                            {"Accept-Contact", 'a', true},
                                            {"Accept-Encoding", 0, true},
                                            {"Accept-Language", 0, true},
                                            {"Alert-Info", 0, true},
                                            {"Allow", 0, true},
                                            {"Allow-Events", 'u', true},
                                            {"Call-ID", 'i', false},
                                            {"Call-Info", 0, true},
                                            {"Contact", 'm', true},
                                            {"Content-Disposition", 0, false},
                                            {"Content-Encoding", 'e', true},
                                            {"Content-Language", 0, true},
                                            {"Content-Length", 'l', false},
                                            {"Content-Type", 'c', false},
                                            {"CSeq", 0, false},
                                            {"Error-Info", 0, true},
                                            {"Event", 'o', false},
                                            {"Expires", 0, false},
                                            {"From", 'f', false},
                                            {"Identity", 'y', false},
                                            {"Identity-Info", 'n', false},
                                            {"In-Reply-To", 0, true},
                                            {"Max-Forwards", 0, false},
                                            {"Path", 0, true},
                                            {"Proxy-Require", 0, true},
                                            {"Record-Route", 0, true},
                                            {"Refer-To", 'r', false},
                                            {"Referred-By", 'b', false},
                                            {"Reject-Contact", 'j', true},
                                            {"Request-Disposition", 'd', true},
                                            {"Require", 0, true},
                                            {"Route", 0, true},
                                            {"Service-Route", 0, true},
                                            {"Session-Expires", 'x', false},
                                            {"Subject", 's', false},
                                            {"Supported", 'k', true},
                                            {"To", 't', false},
                                            {"Unsupported", 0, true},
                                            {"Via", 'v', true},
                                            {"Warning", 0, true}}};

/** For each first letter, the entries to compare with: a name is looked up in constant time. */
constexpr std::size_t LETTERS = 26;

constexpr int
LetterIndex(char c)
{
    return c >= 'a' && c <= 'z' ? c - 'a' : c >= 'A' && c <= 'Z' ? c - 'A' : -1;
}

/** First entry of each letter; entries are in alphabetical order, so those of a letter follow. */
constexpr std::array<uint8_t, LETTERS + 1>
MakeIndex()
{
    std::array<uint8_t, LETTERS + 1> first{};
    uint8_t entry = 0;
    for (std::size_t letter = 0; letter < LETTERS; ++letter)
    {
        first[letter] = entry;
        while (entry < ENTRIES.size() &&
               LetterIndex(ENTRIES[entry].name.front()) == static_cast<int>(letter))
        {
            ++entry;
        }
    }
    first[LETTERS] = entry;
    return first;
}

constexpr std::array<uint8_t, LETTERS + 1> INDEX = MakeIndex();
static_assert(INDEX[LETTERS] == ENTRIES.size(), "the entries are in alphabetical order");
static_assert(static_cast<std::size_t>(SipHeaderName::Warning) == ENTRIES.size(),
              "the entries and the enumerators are the same");

constexpr std::array<SipHeaderName, LETTERS>
MakeCompact()
{
    std::array<SipHeaderName, LETTERS> compact{};
    for (std::size_t i = 0; i < ENTRIES.size(); ++i)
    {
        if (ENTRIES[i].compact)
        {
            compact[LetterIndex(ENTRIES[i].compact)] = static_cast<SipHeaderName>(i + 1);
        }
    }
    return compact;
}

constexpr std::array<SipHeaderName, LETTERS> COMPACT = MakeCompact();

} // namespace

SipHeaderName
FindSipHeaderName(std::string_view name)
{
    const int letter = name.empty() ? -1 : LetterIndex(name.front());
    if (letter < 0)
    {
        return SipHeaderName::Other;
    }
    if (name.size() == 1)
    {
        return COMPACT[letter];
    }
    for (std::size_t i = INDEX[letter]; i < INDEX[letter + 1]; ++i)
    {
        if (EqualsSipToken(ENTRIES[i].name, name))
        {
            return static_cast<SipHeaderName>(i + 1);
        }
    }
    return SipHeaderName::Other;
}

bool
IsSipListHeader(SipHeaderName name)
{
    return name != SipHeaderName::Other && ENTRIES[static_cast<std::size_t>(name) - 1].list;
}

} // namespace ns3
