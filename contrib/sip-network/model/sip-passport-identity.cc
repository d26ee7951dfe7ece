// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-passport-identity.h"

#include "ns3/octets.h"
#include "ns3/sip-grammar.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace ns3
{

namespace
{

/**
 * @param text what stands in a tel URI behind the scheme, or in the user part of a sip URI
 * @return the number, or why it is none
 */
tl::expected<SipPassportIdentity, SipError>
MakeNumber(std::string_view text)
{
    SipPassportIdentity identity{SipPassportIdentity::Kind::TelephoneNumber, {}};
    bool hasDigit = false;
    const auto number = text.substr(0, text.find(';'));
    for (std::size_t i = 0; i < number.size(); ++i)
    {
        const char c = number[i];
        const bool isDigit = c >= '0' && c <= '9';
        if (isDigit || c == '*' || c == '#')
        {
            identity.value += c;
            hasDigit = hasDigit || isDigit;
        }
        else if (!(c == '+' && i == 0) && c != '-' && c != '.' && c != '(' && c != ')')
        {
            return MakeUnexpected("a telephone number with something else in it");
        }
    }
    if (!hasDigit)
    {
        return MakeUnexpected("a telephone number without digits");
    }
    return identity;
}

/**
 * @param user a user part
 * @return it in lower case, unreserved characters without escapes (RFC 3986 section 6.2.2); none if
 * an escape is broken
 */
std::optional<std::string>
MakeUser(std::string_view user)
{
    std::string canonical;
    for (std::size_t i = 0; i < user.size(); ++i)
    {
        if (user[i] != '%')
        {
            canonical += LowerSip(user.substr(i, 1));
            continue;
        }
        const auto octet = UnescapeSip(user.substr(i, 3));
        if (!octet || octet->size() != 1)
        {
            return std::nullopt;
        }
        const auto c = static_cast<unsigned char>(octet->front());
        if (c < 128 && (std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_' || c == '~'))
        {
            canonical += LowerSip(*octet);
        }
        else
        {
            std::string hex = ToHex(*octet);
            std::transform(hex.begin(),
                           hex.end(),
                           hex.begin(),
                           [](unsigned char digit)
                           {
                               return static_cast<char>(std::toupper(digit));
                           });
            canonical += '%' + hex;
        }
        i += 2;
    }
    return canonical;
}

} // namespace

tl::expected<SipPassportIdentity, SipError>
SipPassportIdentity::FromUri(const SipUri& uri)
{
    if (!uri.IsSip())
    {
        if (uri.GetScheme() != "tel")
        {
            return MakeUnexpected("a URI that is neither sip, sips nor tel");
        }
        const std::string text = uri.ToString();
        return MakeNumber(std::string_view(text).substr(text.find(':') + 1));
    }
    if (EqualsSipToken(uri.GetParameter("user").value_or(""), "phone"))
    {
        return MakeNumber(UnescapeSip(uri.GetUser()).value_or(""));
    }
    const auto user = MakeUser(uri.GetUser());
    if (!user)
    {
        return MakeUnexpected("a user part with a broken escape");
    }
    return SipPassportIdentity{Kind::Uri,
                               uri.GetScheme() + ":" + *user + (user->empty() ? "" : "@") +
                                   LowerSip(uri.GetHost())};
}

bool
SipPassportIdentity::operator==(const SipPassportIdentity& other) const
{
    return kind == other.kind && value == other.value;
}

bool
SipPassportIdentity::operator!=(const SipPassportIdentity& other) const
{
    return !(*this == other);
}

} // namespace ns3
