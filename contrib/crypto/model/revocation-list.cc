// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/revocation-list.h"

#include "ns3/asn1-reading.h"
#include "ns3/openssl-pointers.h"
#include "ns3/pem.h"
#include "ns3/revocation-list-content.h"

#include <openssl/err.h>
#include <utility>

namespace ns3
{

namespace
{

constexpr char LABEL[] = "X509 CRL";

/// An owned list of OpenSSL's.
using CrlPointer = std::unique_ptr<X509_CRL, OpenSslFree<X509_CRL_free>>;

/**
 * @param count number of extensions
 * @param get gives an extension by number
 * @return whether one of them is critical: none that is, is understood here (RFC 5280 section 5.2)
 */
template <typename F>
bool
HasCritical(int count, F get)
{
    for (int i = 0; i < count; ++i)
    {
        if (X509_EXTENSION_get_critical(get(i)))
        {
            return true;
        }
    }
    return false;
}

/**
 * @param crl OpenSSL's list
 * @param content where to put the serial numbers
 * @return false if an entry has a critical extension
 */
bool
ReadEntries(X509_CRL* crl, RevocationList::Content& content)
{
    STACK_OF(X509_REVOKED)* const entries = X509_CRL_get_REVOKED(crl);
    for (int i = 0; entries && i < sk_X509_REVOKED_num(entries); ++i)
    {
        const X509_REVOKED* const entry = sk_X509_REVOKED_value(entries, i);
        if (HasCritical(X509_REVOKED_get_ext_count(entry),
                        [&](int number)
                        {
                            return X509_REVOKED_get_ext(entry, number);
                        }))
        {
            return false;
        }
        const Octets serial = ToDer(X509_REVOKED_get0_serialNumber(entry), i2d_ASN1_INTEGER);
        content.serials.insert(serial.size() > 2 ? serial.substr(2) : Octets());
    }
    return true;
}

/**
 * @param crl OpenSSL's list
 * @param content where to put what is read
 * @return false if it cannot be used
 */
bool
Read(X509_CRL* crl, RevocationList::Content& content)
{
    if (HasCritical(X509_CRL_get_ext_count(crl),
                    [&](int number)
                    {
                        return X509_CRL_get_ext(crl, number);
                    }) ||
        !ReadTime(X509_CRL_get0_lastUpdate(crl), content.thisUpdate) ||
        !ReadTime(X509_CRL_get0_nextUpdate(crl), content.nextUpdate) || !ReadEntries(crl, content))
    {
        return false;
    }
    const ASN1_BIT_STRING* signature = nullptr;
    const X509_ALGOR* algorithm = nullptr;
    X509_CRL_get0_signature(crl, &signature, &algorithm);
    const int kind = OBJ_obj2nid(algorithm->algorithm);
    content.signature = ToOctets(signature);
    content.signedWithP256 = kind == NID_ecdsa_with_SHA256;
    content.signedWithRsa = kind == NID_sha256WithRSAEncryption;
    content.toBeSigned = ToDer(crl, i2d_re_X509_CRL_tbs);
    content.issuer = ToDer(X509_CRL_get_issuer(crl), i2d_X509_NAME);
    const std::unique_ptr<AUTHORITY_KEYID, OpenSslFree<AUTHORITY_KEYID_free>> authority(
        static_cast<AUTHORITY_KEYID*>(
            X509_CRL_get_ext_d2i(crl, NID_authority_key_identifier, nullptr, nullptr)));
    if (authority && authority->keyid)
    {
        content.authorityKeyIdentifier = ToOctets(authority->keyid);
    }
    return true;
}

} // namespace

tl::expected<RevocationList, CryptoError>
RevocationList::FromPem(CryptoContext& context, std::string_view pem)
{
    const auto der = DecodePem(LABEL, pem);
    if (!der)
    {
        return tl::make_unexpected(CryptoError::BadEncoding);
    }
    return FromDer(context, *der);
}

tl::expected<RevocationList, CryptoError>
RevocationList::FromDer(CryptoContext& context, std::string_view der)
{
    CrlPointer crl(X509_CRL_new_ex(context.GetLibrary(), nullptr));
    X509_CRL* target = crl.get();
    const unsigned char* position = AsBytes(der);
    if (!target || !d2i_X509_CRL(&target, &position, static_cast<long>(der.size())))
    {
        static_cast<void>(crl.release()); // d2i_X509_CRL() has freed it
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::BadEncoding);
    }
    const auto content = std::make_shared<Content>();
    content->der = der;
    const bool isRead = position == AsBytes(der) + der.size() && Read(target, *content);
    ERR_clear_error();
    if (!isRead)
    {
        return tl::make_unexpected(CryptoError::BadEncoding);
    }
    return RevocationList(content);
}

RevocationList::RevocationList(std::shared_ptr<const Content> content)
    : m_content(std::move(content))
{
}

const Octets&
RevocationList::GetDer() const
{
    return m_content->der;
}

std::string
RevocationList::ToPem() const
{
    return EncodePem(LABEL, m_content->der);
}

const Octets&
RevocationList::GetIssuer() const
{
    return m_content->issuer;
}

int64_t
RevocationList::GetThisUpdate() const
{
    return m_content->thisUpdate;
}

int64_t
RevocationList::GetNextUpdate() const
{
    return m_content->nextUpdate;
}

bool
RevocationList::Contains(std::string_view serialNumber) const
{
    return m_content->serials.count(serialNumber) > 0;
}

const RevocationList::Content&
RevocationList::GetContent() const
{
    return *m_content;
}

} // namespace ns3
