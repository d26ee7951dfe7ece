// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/certificate.h"

#include "ns3/asn1-reading.h"
#include "ns3/certificate-holder.h"
#include "ns3/key-holder.h"
#include "ns3/pem.h"

#include <algorithm>
#include <cctype>
#include <openssl/err.h>
#include <utility>

namespace ns3
{

namespace
{

constexpr std::string_view URI_PREFIX = "uri:";
constexpr std::string_view DNS_PREFIX = "dns:";

/**
 * @param certificate a certificate
 * @return the last common name of its subject
 */
std::string
ReadCommonName(const X509* certificate)
{
    const X509_NAME* const subject = X509_get_subject_name(certificate);
    const int index = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    if (index < 0)
    {
        return {};
    }
    unsigned char* data = nullptr;
    const int size =
        ASN1_STRING_to_UTF8(&data, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, index)));
    if (size < 0)
    {
        return {};
    }
    std::string name(reinterpret_cast<char*>(data), static_cast<size_t>(size));
    OPENSSL_free(data);
    return name;
}

/**
 * @param certificate a certificate
 * @return its subject's alternative names that are URIs or domain names
 */
std::vector<std::string>
ReadSubjectAltNames(const X509* certificate)
{
    std::vector<std::string> found;
    const NamesPointer names(static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i)
    {
        const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
        if (name->type == GEN_URI)
        {
            found.push_back(std::string(URI_PREFIX) + ToOctets(name->d.uniformResourceIdentifier));
        }
        else if (name->type == GEN_DNS)
        {
            found.push_back(std::string(DNS_PREFIX) + ToOctets(name->d.dNSName));
        }
    }
    return found;
}

/**
 * Read what a check needs to know of the signature and the extensions.
 * @param x509 OpenSSL's certificate
 * @param to where to put it
 */
void
ReadRules(X509* x509, CertificateHolder& to)
{
    const ASN1_BIT_STRING* signature = nullptr;
    const X509_ALGOR* algorithm = nullptr;
    X509_get0_signature(&signature, &algorithm, x509);
    to.signature = ToOctets(signature);
    const int kind = OBJ_obj2nid(algorithm->algorithm);
    const bool agree = X509_ALGOR_cmp(algorithm, X509_get0_tbs_sigalg(x509)) == 0;
    to.signedWithP256 = agree && kind == NID_ecdsa_with_SHA256;
    to.signedWithRsa = agree && kind == NID_sha256WithRSAEncryption;

    const uint32_t flags = X509_get_extension_flags(x509);
    const bool limitsNames = X509_get_ext_by_NID(x509, NID_name_constraints, -1) >= 0;
    const bool hasUsage = (flags & EXFLAG_KUSAGE) != 0;
    to.isAuthority =
        (flags & EXFLAG_CA) && (!hasUsage || (X509_get_key_usage(x509) & KU_KEY_CERT_SIGN));
    to.mayRevoke = (flags & EXFLAG_CA) && (!hasUsage || (X509_get_key_usage(x509) & KU_CRL_SIGN));
    to.pathLength = X509_get_pathlen(x509);
    to.hasUnknownRules = (flags & (EXFLAG_CRITICAL | EXFLAG_INVALID)) != 0 || limitsNames;
    to.subjectKeyIdentifier = ToOctets(X509_get0_subject_key_id(x509));
    to.authorityKeyIdentifier = ToOctets(X509_get0_authority_key_id(x509));
}

} // namespace

tl::expected<Certificate, CryptoError>
Certificate::FromPem(CryptoContext& context, std::string_view pem)
{
    const auto der = DecodePem("CERTIFICATE", pem);
    if (!der)
    {
        return tl::make_unexpected(CryptoError::BadEncoding);
    }
    return FromDer(context, *der);
}

tl::expected<Certificate, CryptoError>
Certificate::FromDer(CryptoContext& context, std::string_view der)
{
    if (auto known = context.FindCertificate(der))
    {
        return Certificate(std::move(known));
    }
    X509Pointer x509(X509_new_ex(context.GetLibrary(), nullptr));
    X509* target = x509.get();
    const unsigned char* position = AsBytes(der);
    if (!target || !d2i_X509(&target, &position, static_cast<long>(der.size())))
    {
        static_cast<void>(x509.release()); // d2i_X509() has freed it
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::BadEncoding);
    }
    int64_t notBefore = 0;
    int64_t notAfter = 0;
    if (position != AsBytes(der) + der.size() ||
        !ReadTime(X509_get0_notBefore(target), notBefore) ||
        !ReadTime(X509_get0_notAfter(target), notAfter))
    {
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::BadEncoding);
    }
    auto key = KeyHolder::Create(context.GetShared(), KeyPointer(X509_get_pubkey(target)));
    if (!key)
    {
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::BadKey);
    }
    const auto holder = std::make_shared<CertificateHolder>(PublicKey(*key));
    holder->der = der;
    holder->toBeSigned = ToDer(target, i2d_re_X509_tbs);
    holder->commonName = ReadCommonName(target);
    holder->subjectAltNames = ReadSubjectAltNames(target);
    holder->issuer = ToDer(X509_get_issuer_name(target), i2d_X509_NAME);
    holder->subject = ToDer(X509_get_subject_name(target), i2d_X509_NAME);
    const Octets serial = ToDer(X509_get0_serialNumber(target), i2d_ASN1_INTEGER);
    holder->serialNumber = serial.size() > 2 ? serial.substr(2) : Octets();
    holder->notBefore = notBefore;
    holder->notAfter = notAfter;
    ReadRules(target, *holder);
    holder->native = std::move(x509);
    ERR_clear_error();
    context.RememberCertificate(der, holder);
    return Certificate(holder);
}

Certificate::Certificate(std::shared_ptr<const CertificateHolder> holder)
    : m_holder(std::move(holder))
{
}

const Octets&
Certificate::GetDer() const
{
    return m_holder->der;
}

std::string
Certificate::ToPem() const
{
    return EncodePem("CERTIFICATE", m_holder->der);
}

const PublicKey&
Certificate::GetPublicKey() const
{
    return m_holder->publicKey;
}

const std::string&
Certificate::GetCommonName() const
{
    return m_holder->commonName;
}

const std::vector<std::string>&
Certificate::GetSubjectAltNames() const
{
    return m_holder->subjectAltNames;
}

bool
Certificate::HasSubjectAltName(std::string_view name) const
{
    const auto sameWithoutCase = [](char left, char right)
    {
        return std::tolower(static_cast<unsigned char>(left)) ==
               std::tolower(static_cast<unsigned char>(right));
    };
    const bool isDomain = name.substr(0, DNS_PREFIX.size()) == DNS_PREFIX;
    const auto& names = m_holder->subjectAltNames;
    return std::any_of(names.begin(),
                       names.end(),
                       [&](const std::string& each)
                       {
                           return isDomain ? std::equal(each.begin(),
                                                        each.end(),
                                                        name.begin(),
                                                        name.end(),
                                                        sameWithoutCase)
                                           : each == name;
                       });
}

const Octets&
Certificate::GetIssuer() const
{
    return m_holder->issuer;
}

const Octets&
Certificate::GetSubject() const
{
    return m_holder->subject;
}

const Octets&
Certificate::GetSerialNumber() const
{
    return m_holder->serialNumber;
}

const Octets&
Certificate::GetSubjectKeyIdentifier() const
{
    return m_holder->subjectKeyIdentifier;
}

int64_t
Certificate::GetNotBefore() const
{
    return m_holder->notBefore;
}

int64_t
Certificate::GetNotAfter() const
{
    return m_holder->notAfter;
}

X509*
Certificate::GetNative() const
{
    return m_holder->native.get();
}

const CertificateHolder&
Certificate::GetHolder() const
{
    return *m_holder;
}

bool
Certificate::operator==(const Certificate& other) const
{
    return m_holder->der == other.m_holder->der;
}

} // namespace ns3
