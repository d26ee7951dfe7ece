// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/certificate-authority.h"

#include "ns3/crypto-library.h"
#include "ns3/key-holder.h"
#include "ns3/message-digest.h"

#include <openssl/err.h>
#include <optional>
#include <utility>

namespace ns3
{

namespace
{

constexpr size_t MAX_NAME = 64;      ///< ub-common-name of RFC 5280
constexpr int VERSION_3 = 2;         ///< how X.509 writes version 3
constexpr int DIGITAL_SIGNATURE = 0; ///< bits of KeyUsage, RFC 5280 section 4.2.1.3
constexpr int KEY_ENCIPHERMENT = 2;
constexpr int KEY_AGREEMENT = 4;
constexpr int KEY_CERT_SIGN = 5;
constexpr int CRL_SIGN = 6;

/**
 * Frees the object of an extension when it has been copied.
 * @tparam F the function
 * @tparam T type of the object
 */
template <auto F, typename T>
using Owned = std::unique_ptr<T, OpenSslFree<F>>;

/**
 * @param name a name
 * @param commonName its only part
 * @return false if the library failed
 */
bool
SetName(X509_NAME* name, const std::string& commonName)
{
    return X509_NAME_add_entry_by_NID(name,
                                      NID_commonName,
                                      MBSTRING_UTF8,
                                      AsBytes(std::string_view(commonName)),
                                      static_cast<int>(commonName.size()),
                                      -1,
                                      0) == 1;
}

/**
 * @param x509 a certificate
 * @param bits bits of KeyUsage
 * @return false if the library failed
 */
bool
AddKeyUsage(X509* x509, std::initializer_list<int> bits)
{
    const Owned<ASN1_BIT_STRING_free, ASN1_BIT_STRING> usage(ASN1_BIT_STRING_new());
    for (const int bit : bits)
    {
        if (!usage || ASN1_BIT_STRING_set_bit(usage.get(), bit, 1) != 1)
        {
            return false;
        }
    }
    return X509_add1_ext_i2d(x509, NID_key_usage, usage.get(), 1, X509V3_ADD_DEFAULT) == 1;
}

/**
 * @param x509 a certificate
 * @param pathLength how many authorities may follow it; nothing: it is none itself
 * @return false if the library failed
 */
bool
AddBasicConstraints(X509* x509, std::optional<unsigned> pathLength)
{
    const Owned<BASIC_CONSTRAINTS_free, BASIC_CONSTRAINTS> constraints(BASIC_CONSTRAINTS_new());
    if (!constraints)
    {
        return false;
    }
    if (pathLength)
    {
        constraints->ca = 0xff;
        constraints->pathlen = ASN1_INTEGER_new();
        if (!constraints->pathlen ||
            ASN1_INTEGER_set_uint64(constraints->pathlen, *pathLength) != 1)
        {
            return false;
        }
    }
    return X509_add1_ext_i2d(x509,
                             NID_basic_constraints,
                             constraints.get(),
                             1,
                             X509V3_ADD_DEFAULT) == 1;
}

/**
 * @param context who computes
 * @param x509 a certificate whose key is set
 * @return its key's identifier by method 1 of RFC 5280 section 4.2.1.2
 */
Octets
ComputeKeyIdentifier(CryptoContext& context, const X509* x509)
{
    const ASN1_BIT_STRING* const key = X509_get0_pubkey_bitstr(x509);
    if (!key)
    {
        return {};
    }
    const std::string_view octets(reinterpret_cast<const char*>(ASN1_STRING_get0_data(key)),
                                  static_cast<size_t>(ASN1_STRING_length(key)));
    Work none;
    return Digest(context, DigestAlgorithm::Sha1, octets, none).value_or(Octets());
}

/**
 * @param x509 a certificate
 * @param subject identifier of its key
 * @param authority identifier of the key that signs it
 * @return false if the library failed
 */
bool
AddKeyIdentifiers(X509* x509, const Octets& subject, const Octets& authority)
{
    const Owned<ASN1_OCTET_STRING_free, ASN1_OCTET_STRING> own(ASN1_OCTET_STRING_new());
    const Owned<AUTHORITY_KEYID_free, AUTHORITY_KEYID> issuer(AUTHORITY_KEYID_new());
    if (!own || !issuer || !(issuer->keyid = ASN1_OCTET_STRING_new()))
    {
        return false;
    }
    const auto set = [](ASN1_OCTET_STRING* to, std::string_view octets)
    {
        return ASN1_OCTET_STRING_set(to, AsBytes(octets), static_cast<int>(octets.size())) == 1;
    };
    return set(own.get(), subject) && set(issuer->keyid, authority) &&
           X509_add1_ext_i2d(x509, NID_subject_key_identifier, own.get(), 0, X509V3_ADD_DEFAULT) ==
               1 &&
           X509_add1_ext_i2d(x509,
                             NID_authority_key_identifier,
                             issuer.get(),
                             0,
                             X509V3_ADD_DEFAULT) == 1;
}

/**
 * @param text a name as the caller writes it: "uri:..." or "dns:..."
 * @return the name; null if it is of no such form
 */
Owned<GENERAL_NAME_free, GENERAL_NAME>
MakeGeneralName(std::string_view text)
{
    const std::string_view form = text.substr(0, 4);
    const std::string_view value = text.substr(form.size());
    Owned<GENERAL_NAME_free, GENERAL_NAME> name(GENERAL_NAME_new());
    const Owned<ASN1_IA5STRING_free, ASN1_IA5STRING> string(ASN1_IA5STRING_new());
    bool isPlain = !value.empty();
    for (const unsigned char c : value)
    {
        isPlain = isPlain && c > ' ' && c < 0x7f;
    }
    if (!isPlain || (form != "uri:" && form != "dns:") || !name || !string ||
        ASN1_STRING_set(string.get(), value.data(), static_cast<int>(value.size())) != 1)
    {
        return nullptr;
    }
    GENERAL_NAME_set0_value(name.get(),
                            form == "uri:" ? GEN_URI : GEN_DNS,
                            ASN1_STRING_dup(string.get()));
    return name;
}

/**
 * @param x509 a certificate
 * @param texts alternative names as the caller writes them
 * @return nothing, or BadArgument, Internal
 */
tl::expected<void, CryptoError>
AddSubjectAltNames(X509* x509, const std::vector<std::string>& texts)
{
    const NamesPointer names(sk_GENERAL_NAME_new_null());
    for (const std::string& text : texts)
    {
        auto name = MakeGeneralName(text);
        if (!name)
        {
            return tl::make_unexpected(CryptoError::BadArgument);
        }
        if (sk_GENERAL_NAME_push(names.get(), name.get()) <= 0)
        {
            return tl::make_unexpected(CryptoError::Internal);
        }
        static_cast<void>(name.release());
    }
    if (!texts.empty() &&
        X509_add1_ext_i2d(x509, NID_subject_alt_name, names.get(), 0, X509V3_ADD_DEFAULT) != 1)
    {
        return tl::make_unexpected(CryptoError::Internal);
    }
    return {};
}

/**
 * Begin a certificate: all but names' extensions and signature.
 * @param context the authority's context
 * @param request what to put into it
 * @param key the subject's key
 * @return the certificate, without issuer; or BadArgument, Internal
 */
tl::expected<X509Pointer, CryptoError>
Begin(CryptoContext& context, const CertificateAuthority::Request& request, const PublicKey& key)
{
    if (request.commonName.empty() || request.commonName.size() > MAX_NAME || request.serial == 0 ||
        request.notAfter < request.notBefore)
    {
        return tl::make_unexpected(CryptoError::BadArgument);
    }
    const std::shared_ptr<KeyHolder> adopted = context.Adopt(key);
    X509Pointer x509(X509_new_ex(context.GetLibrary(), nullptr));
    if (!adopted || !x509 || X509_set_version(x509.get(), VERSION_3) != 1 ||
        ASN1_INTEGER_set_uint64(X509_get_serialNumber(x509.get()), request.serial) != 1 ||
        !SetName(X509_get_subject_name(x509.get()), request.commonName) ||
        X509_set_pubkey(x509.get(), adopted->GetNative()) != 1)
    {
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::Internal);
    }
    if (!ASN1_TIME_set(X509_getm_notBefore(x509.get()), request.notBefore) ||
        !ASN1_TIME_set(X509_getm_notAfter(x509.get()), request.notAfter))
    {
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::BadArgument);
    }
    return x509;
}

/**
 * Sign a certificate and read it.
 * @param authority the authority's context
 * @param key the authority's key
 * @param x509 the certificate
 * @param reader the party that gets it
 * @return the certificate, or Internal
 */
tl::expected<Certificate, CryptoError>
Finish(CryptoContext& authority, const PrivateKey& key, X509* x509, CryptoContext& reader)
{
    unsigned char* data = nullptr;
    int size = 0;
    if (X509_sign(x509, key.GetNative(), authority.GetShared()->GetDigest("SHA256")) <= 0 ||
        (size = i2d_X509(x509, &data)) <= 0)
    {
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::Internal);
    }
    const Octets der(reinterpret_cast<char*>(data), static_cast<size_t>(size));
    OPENSSL_free(data);
    return Certificate::FromDer(reader, der);
}

/**
 * @param crl a revocation list
 * @param number its number
 * @param authority identifier of the key that signs it
 * @return false if the library failed
 */
bool
AddListExtensions(X509_CRL* crl, uint64_t number, const Octets& authority)
{
    const Owned<ASN1_INTEGER_free, ASN1_INTEGER> integer(ASN1_INTEGER_new());
    const Owned<AUTHORITY_KEYID_free, AUTHORITY_KEYID> issuer(AUTHORITY_KEYID_new());
    if (!integer || !issuer || !(issuer->keyid = ASN1_OCTET_STRING_new()))
    {
        return false;
    }
    return ASN1_INTEGER_set_uint64(integer.get(), number) == 1 &&
           ASN1_OCTET_STRING_set(issuer->keyid,
                                 AsBytes(std::string_view(authority)),
                                 static_cast<int>(authority.size())) == 1 &&
           X509_CRL_add1_ext_i2d(crl, NID_crl_number, integer.get(), 0, X509V3_ADD_DEFAULT) == 1 &&
           X509_CRL_add1_ext_i2d(crl,
                                 NID_authority_key_identifier,
                                 issuer.get(),
                                 0,
                                 X509V3_ADD_DEFAULT) == 1;
}

/**
 * @param crl a revocation list
 * @param entries what to put into it
 * @return false if the library failed
 */
bool
AddEntries(X509_CRL* crl, const std::vector<CertificateAuthority::Revocations::Entry>& entries)
{
    for (const auto& entry : entries)
    {
        Owned<X509_REVOKED_free, X509_REVOKED> revoked(X509_REVOKED_new());
        const Owned<ASN1_INTEGER_free, ASN1_INTEGER> serial(ASN1_INTEGER_new());
        const Owned<ASN1_TIME_free, ASN1_TIME> since(ASN1_TIME_set(nullptr, entry.since));
        if (!revoked || !serial || !since ||
            ASN1_INTEGER_set_uint64(serial.get(), entry.serial) != 1 ||
            X509_REVOKED_set_serialNumber(revoked.get(), serial.get()) != 1 ||
            X509_REVOKED_set_revocationDate(revoked.get(), since.get()) != 1 ||
            X509_CRL_add0_revoked(crl, revoked.get()) != 1)
        {
            return false;
        }
        static_cast<void>(revoked.release()); // the list has it now
    }
    return true;
}

} // namespace

tl::expected<CertificateAuthority, CryptoError>
CertificateAuthority::Create(CryptoContext& context,
                             const std::string& commonName,
                             int64_t notBefore,
                             int64_t notAfter,
                             unsigned pathLength)
{
    Work none;
    const auto key = PrivateKey::GenerateP256(context, none);
    if (!key)
    {
        return tl::make_unexpected(key.error());
    }
    const auto x509 = Begin(context, {commonName, {}, 1, notBefore, notAfter}, key->GetPublicKey());
    if (!x509)
    {
        return tl::make_unexpected(x509.error());
    }
    const Octets identifier = ComputeKeyIdentifier(context, x509->get());
    if (!SetName(X509_get_issuer_name(x509->get()), commonName) ||
        !AddBasicConstraints(x509->get(), pathLength) ||
        !AddKeyUsage(x509->get(), {KEY_CERT_SIGN, CRL_SIGN}) ||
        !AddKeyIdentifiers(x509->get(), identifier, identifier))
    {
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::Internal);
    }
    const auto certificate = Finish(context, *key, x509->get(), context);
    if (!certificate)
    {
        return tl::make_unexpected(certificate.error());
    }
    return CertificateAuthority(context, {*certificate, *key});
}

tl::expected<CertificateAuthority, CryptoError>
CertificateAuthority::IssueAuthority(CryptoContext& context,
                                     const Request& request,
                                     unsigned pathLength)
{
    Work none;
    const auto key = PrivateKey::GenerateP256(context, none);
    if (!key)
    {
        return tl::make_unexpected(key.error());
    }
    const auto x509 = Begin(*m_context, request, key->GetPublicKey());
    if (!x509)
    {
        return tl::make_unexpected(x509.error());
    }
    const X509* const issuer = m_credential.certificate.GetNative();
    if (X509_set_issuer_name(x509->get(), X509_get_subject_name(issuer)) != 1 ||
        !AddBasicConstraints(x509->get(), pathLength) ||
        !AddKeyUsage(x509->get(), {KEY_CERT_SIGN, CRL_SIGN}) ||
        !AddKeyIdentifiers(x509->get(),
                           ComputeKeyIdentifier(*m_context, x509->get()),
                           m_credential.certificate.GetSubjectKeyIdentifier()))
    {
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::Internal);
    }
    const auto certificate = Finish(*m_context, m_credential.key, x509->get(), context);
    if (!certificate)
    {
        return tl::make_unexpected(certificate.error());
    }
    return CertificateAuthority(context, {*certificate, *key});
}

tl::expected<RevocationList, CryptoError>
CertificateAuthority::SignRevocationList(CryptoContext& context, const Revocations& revocations)
{
    if (revocations.nextUpdate < revocations.thisUpdate)
    {
        return tl::make_unexpected(CryptoError::BadArgument);
    }
    const Certificate& own = m_credential.certificate;
    const Owned<X509_CRL_free, X509_CRL> crl(X509_CRL_new_ex(m_context->GetLibrary(), nullptr));
    const Owned<ASN1_TIME_free, ASN1_TIME> thisUpdate(
        ASN1_TIME_set(nullptr, revocations.thisUpdate));
    const Owned<ASN1_TIME_free, ASN1_TIME> nextUpdate(
        ASN1_TIME_set(nullptr, revocations.nextUpdate));
    if (!crl || !thisUpdate || !nextUpdate || X509_CRL_set_version(crl.get(), 1) != 1 ||
        X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(own.GetNative())) != 1 ||
        X509_CRL_set1_lastUpdate(crl.get(), thisUpdate.get()) != 1 ||
        X509_CRL_set1_nextUpdate(crl.get(), nextUpdate.get()) != 1 ||
        !AddListExtensions(crl.get(), revocations.number, own.GetSubjectKeyIdentifier()) ||
        !AddEntries(crl.get(), revocations.entries))
    {
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::Internal);
    }
    unsigned char* data = nullptr;
    int size = 0;
    if (X509_CRL_sign(crl.get(),
                      m_credential.key.GetNative(),
                      m_context->GetShared()->GetDigest("SHA256")) <= 0 ||
        (size = i2d_X509_CRL(crl.get(), &data)) <= 0)
    {
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::Internal);
    }
    const Octets der(reinterpret_cast<char*>(data), static_cast<size_t>(size));
    OPENSSL_free(data);
    return RevocationList::FromDer(context, der);
}

CertificateAuthority::CertificateAuthority(CryptoContext& context, Credential credential)
    : m_context(&context)
    , m_credential(std::move(credential))
{
}

tl::expected<Certificate, CryptoError>
CertificateAuthority::Issue(CryptoContext& context, const Request& request, const PublicKey& key)
{
    const auto x509 = Begin(*m_context, request, key);
    if (!x509)
    {
        return tl::make_unexpected(x509.error());
    }
    const auto named = AddSubjectAltNames(x509->get(), request.subjectAltNames);
    if (!named)
    {
        ERR_clear_error();
        return tl::make_unexpected(named.error());
    }
    const X509* const issuer = m_credential.certificate.GetNative();
    if (X509_set_issuer_name(x509->get(), X509_get_subject_name(issuer)) != 1 ||
        !AddBasicConstraints(x509->get(), std::nullopt) ||
        !AddKeyUsage(x509->get(),
                     {DIGITAL_SIGNATURE, key.IsRsa() ? KEY_ENCIPHERMENT : KEY_AGREEMENT}) ||
        !AddKeyIdentifiers(x509->get(),
                           ComputeKeyIdentifier(*m_context, x509->get()),
                           m_credential.certificate.GetSubjectKeyIdentifier()))
    {
        ERR_clear_error();
        return tl::make_unexpected(CryptoError::Internal);
    }
    return Finish(*m_context, m_credential.key, x509->get(), context);
}

const Certificate&
CertificateAuthority::GetCertificate() const
{
    return m_credential.certificate;
}

} // namespace ns3
