// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-identity-header.h"

#include "ns3/sip-grammar.h"

#include <algorithm>
#include <cctype>
#include <tuple>
#include <utility>

namespace ns3
{

tl::expected<SipIdentityHeader, SipError>
SipIdentityHeader::Parse(std::string_view value)
{
    SipIdentityHeader header;
    const auto parts = SplitSip(value, ';');
    header.token = parts.front();
    if (header.token.empty())
    {
        return MakeUnexpected("an Identity without a token");
    }
    for (std::size_t i = 1; i < parts.size(); ++i)
    {
        const auto equal = std::min(parts[i].find('='), parts[i].size());
        const auto name = TrimSip(parts[i].substr(0, equal));
        auto text = TrimSip(parts[i].substr(std::min(equal + 1, parts[i].size())));
        if (EqualsSipToken(name, "info"))
        {
            if (text.size() < 3 || text.front() != '<' || text.back() != '>' ||
                !header.info.empty())
            {
                return MakeUnexpected("an Identity whose info is no URI in angle brackets");
            }
            header.info = text.substr(1, text.size() - 2);
        }
        else if (EqualsSipToken(name, "alg"))
        {
            header.algorithm = text;
        }
        else if (EqualsSipToken(name, "ppt"))
        {
            // RFC 8225 writes it as a token; some write it quoted.
            if (text.size() > 1 && text.front() == '"' && text.back() == '"')
            {
                text = text.substr(1, text.size() - 2);
            }
            header.type = text;
        }
    }
    if (header.info.empty())
    {
        return MakeUnexpected("an Identity without info");
    }
    return header;
}

std::string
SipIdentityHeader::ToString() const
{
    return token + ";info=<" + info + ">;alg=" + algorithm + (type.empty() ? "" : ";ppt=" + type);
}

std::vector<SipPassportMediaKey>
CollectMediaKeys(const SipMessage& message)
{
    constexpr std::string_view PREFIX = "a=fingerprint:";
    std::vector<SipPassportMediaKey> keys;
    const auto type = message.GetHeader("Content-Type").value_or("");
    if (!EqualsSipToken(TrimSip(type.substr(0, type.find(';'))), "application/sdp"))
    {
        return keys;
    }
    std::string_view body = message.GetBody();
    while (!body.empty())
    {
        const auto end = std::min(body.find('\n'), body.size());
        const auto line = TrimSip(body.substr(0, end));
        body.remove_prefix(std::min(end + 1, body.size()));
        if (!EqualsSipToken(line.substr(0, PREFIX.size()), PREFIX))
        {
            continue;
        }
        const auto value = TrimSip(line.substr(PREFIX.size()));
        const auto space = std::min(value.find(' '), value.size());
        SipPassportMediaKey key{LowerSip(value.substr(0, space)), {}};
        for (const char c : value.substr(space))
        {
            if (std::isxdigit(static_cast<unsigned char>(c)) != 0)
            {
                key.digest += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
            }
        }
        keys.push_back(std::move(key));
    }
    std::sort(keys.begin(),
              keys.end(),
              [](const SipPassportMediaKey& left, const SipPassportMediaKey& right)
              {
                  return std::tie(left.algorithm, left.digest) <
                         std::tie(right.algorithm, right.digest);
              });
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
}

} // namespace ns3
