// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/domain-identity.h"

#include <algorithm>
#include <cctype>
#include <openssl/x509v3.h>
#include <utility>

namespace ns3
{

namespace
{

constexpr std::string_view URI_PREFIX = "uri:";
constexpr std::string_view DNS_PREFIX = "dns:";
constexpr std::string_view SIP_SCHEME = "sip:";

/**
 * @param text some text
 * @return it in lower case, letters of ASCII only
 */
std::string
ToLower(std::string_view text)
{
    std::string lower(text);
    for (char& c : lower)
    {
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return lower;
}

/**
 * @param text some text
 * @param prefix a beginning in lower case
 * @return whether it begins so, without case
 */
bool
BeginsWith(std::string_view text, std::string_view prefix)
{
    return text.size() >= prefix.size() && ToLower(text.substr(0, prefix.size())) == prefix;
}

/**
 * @param name what may be a domain name
 * @return whether it can be compared as one: RFC 5922 section 7.2 knows no wildcards
 */
bool
IsDomain(std::string_view name)
{
    return !name.empty() && std::all_of(name.begin(),
                                        name.end(),
                                        [](unsigned char c)
                                        {
                                            return std::isalnum(c) || c == '-' || c == '.' ||
                                                   c == '_' || c == ':' || c == '[' || c == ']';
                                        });
}

/**
 * @param uri a URI of a subjectAltName
 * @return the domain if it is a SIP URI of a domain: no user part, and no other scheme, "sips"
 * included (RFC 5922 section 7.1); otherwise empty
 */
std::string
GetDomainOfUri(std::string_view uri)
{
    if (!BeginsWith(uri, SIP_SCHEME) || uri.find('@') != std::string_view::npos)
    {
        return {};
    }
    std::string_view host = uri.substr(SIP_SCHEME.size());
    host = host.substr(0, host.find_first_of(";?"));
    return IsDomain(host) ? ToLower(host) : std::string();
}

} // namespace

DomainIdentity::DomainIdentity(const Certificate& certificate)
{
    const auto add = [this](std::string name)
    {
        if (!name.empty() && std::find(m_names.begin(), m_names.end(), name) == m_names.end())
        {
            m_names.push_back(std::move(name));
        }
    };
    const auto& all = certificate.GetSubjectAltNames();
    for (const std::string& each : all)
    {
        if (BeginsWith(each, URI_PREFIX))
        {
            add(GetDomainOfUri(std::string_view(each).substr(URI_PREFIX.size())));
        }
    }
    const bool hasUri = !m_names.empty();
    for (const std::string& each : all)
    {
        if (!hasUri && BeginsWith(each, DNS_PREFIX))
        {
            const std::string_view name = std::string_view(each).substr(DNS_PREFIX.size());
            add(IsDomain(name) ? ToLower(name) : std::string());
        }
    }
    // Alternative names of other forms count too: then the common name is not looked at.
    if (X509_get_ext_by_NID(certificate.GetNative(), NID_subject_alt_name, -1) < 0)
    {
        const std::string& name = certificate.GetCommonName();
        add(IsDomain(name) ? ToLower(name) : std::string());
    }
}

const std::vector<std::string>&
DomainIdentity::GetNames() const
{
    return m_names;
}

bool
DomainIdentity::Matches(std::string_view domain) const
{
    std::string wanted = ToLower(domain);
    if (!wanted.empty() && wanted.back() == '.')
    {
        wanted.pop_back(); // the root of an absolute name
    }
    return !wanted.empty() && std::find(m_names.begin(), m_names.end(), wanted) != m_names.end();
}

} // namespace ns3
