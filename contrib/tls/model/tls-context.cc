// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/tls-context.h"

#include "ns3/crypto-library.h"
#include "ns3/key-holder.h"
#include "ns3/tls-hooks.h"
#include "ns3/tls-session-cache.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <utility>

namespace ns3
{

namespace
{

// Few and fixed, so that what is sent does not depend on the version of the library.
constexpr char SUITES_13[] = "TLS_AES_128_GCM_SHA256";
constexpr char SUITES_12[] = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256";
constexpr char GROUPS[] = "P-256";
constexpr char SIGNATURES[] = "ecdsa_secp256r1_sha256:rsa_pss_rsae_sha256:rsa_pkcs1_sha256";
constexpr std::string_view SESSION_SCOPE = "confide";
constexpr int SECURITY_LEVEL = 1;    ///< 80 bits: only what the lists above leave matters
constexpr long MAX_CHAIN = 16384;    ///< octets of a chain of certificates
constexpr long FOREVER = 1000000000; ///< seconds; our own cache knows simulated time

/**
 * @param version a version
 * @return OpenSSL's number
 */
int
GetNumber(TlsVersion version)
{
    return version == TlsVersion::Tls12 ? TLS1_2_VERSION : TLS1_3_VERSION;
}

/**
 * @param ssl OpenSSL's session
 * @return whom to tell
 */
TlsHooks&
GetHooks(const SSL* ssl)
{
    return *static_cast<TlsHooks*>(SSL_get_app_data(ssl));
}

int
CheckChain(X509_STORE_CTX* check, void*)
{
    const auto* const ssl =
        static_cast<SSL*>(X509_STORE_CTX_get_ex_data(check, SSL_get_ex_data_X509_STORE_CTX_idx()));
    return GetHooks(ssl).CheckChain(check) ? 1 : 0;
}

void
SeeMessage(int isWritten, int, int type, const void* octets, size_t size, SSL* ssl, void*)
{
    GetHooks(ssl).SeeMessage(isWritten != 0, type, {static_cast<const char*>(octets), size});
}

int
KeepSession(SSL* ssl, SSL_SESSION* session)
{
    GetHooks(ssl).KeepSession(session);
    return 0; // we keep no reference of OpenSSL's
}

SSL_SESSION*
FindSession(SSL* ssl, const unsigned char* id, int size, int* isOurs)
{
    *isOurs = 1; // OpenSSL counts a reference of its own
    return GetHooks(ssl).FindSession(
        {reinterpret_cast<const char*>(id), static_cast<size_t>(size)});
}

void
LogKey(const SSL* ssl, const char* line)
{
    const auto* const context =
        static_cast<const TlsContext*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
    context->GetSettings().keyLog(line);
}

} // namespace

tl::expected<std::shared_ptr<TlsContext>, CryptoError>
TlsContext::Create(const std::shared_ptr<CryptoContext>& crypto, const TlsSettings& settings)
{
    if (!crypto || settings.minVersion > settings.maxVersion)
    {
        return tl::make_unexpected(CryptoError::BadArgument);
    }
    std::shared_ptr<TlsContext> context(new TlsContext(crypto, settings));
    const auto ready = context->SetUp();
    ERR_clear_error();
    if (!ready)
    {
        return tl::make_unexpected(ready.error());
    }
    return context;
}

TlsContext::TlsContext(std::shared_ptr<CryptoContext> crypto, TlsSettings settings)
    : m_crypto(std::move(crypto))
    , m_settings(std::move(settings))
    , m_cache(std::make_unique<TlsSessionCache>(m_settings.maxSessions))
{
}

TlsContext::~TlsContext()
{
    SSL_CTX_free(m_native);
}

tl::expected<void, CryptoError>
TlsContext::SetUp()
{
    m_native = SSL_CTX_new_ex(m_crypto->GetLibrary(), nullptr, TLS_method());
    if (!m_native)
    {
        return tl::make_unexpected(CryptoError::Internal);
    }
    SSL_CTX_set_app_data(m_native, this);
    SSL_CTX_set_security_level(m_native, SECURITY_LEVEL);
    if (SSL_CTX_set_min_proto_version(m_native, GetNumber(m_settings.minVersion)) != 1 ||
        SSL_CTX_set_max_proto_version(m_native, GetNumber(m_settings.maxVersion)) != 1 ||
        SSL_CTX_set_ciphersuites(m_native, SUITES_13) != 1 ||
        SSL_CTX_set_cipher_list(m_native, SUITES_12) != 1 ||
        SSL_CTX_set1_groups_list(m_native, GROUPS) != 1 ||
        SSL_CTX_set1_sigalgs_list(m_native, SIGNATURES) != 1 ||
        SSL_CTX_set1_client_sigalgs_list(m_native, SIGNATURES) != 1 ||
        SSL_CTX_set_num_tickets(m_native, 0) != 1 ||
        SSL_CTX_set_session_id_context(m_native,
                                       AsBytes(SESSION_SCOPE),
                                       static_cast<unsigned>(SESSION_SCOPE.size())) != 1)
    {
        return tl::make_unexpected(CryptoError::Internal);
    }
    // A ticket has the time of the wall clock in it, so there are none.
    SSL_CTX_set_options(m_native,
                        SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                            SSL_OP_NO_ENCRYPT_THEN_MAC);
    SSL_CTX_set_mode(m_native, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_NO_AUTO_CHAIN);
    SSL_CTX_set_max_cert_list(m_native, MAX_CHAIN);
    SSL_CTX_set_cert_verify_callback(m_native, CheckChain, nullptr);
    SSL_CTX_set_msg_callback(m_native, SeeMessage);
    SSL_CTX_set_session_cache_mode(m_native, SSL_SESS_CACHE_OFF);
    if (m_settings.resumes)
    {
        SSL_CTX_set_session_cache_mode(m_native,
                                       SSL_SESS_CACHE_BOTH | SSL_SESS_CACHE_NO_INTERNAL |
                                           SSL_SESS_CACHE_NO_AUTO_CLEAR);
        SSL_CTX_set_timeout(m_native, FOREVER);
        SSL_CTX_sess_set_new_cb(m_native, KeepSession);
        SSL_CTX_sess_set_get_cb(m_native, FindSession);
    }
    if (m_settings.keyLog)
    {
        SSL_CTX_set_keylog_callback(m_native, LogKey);
    }
    return UseCredential();
}

tl::expected<void, CryptoError>
TlsContext::UseCredential()
{
    if (!m_settings.credential)
    {
        return {};
    }
    const Credential& own = *m_settings.credential;
    if (own.key.GetHolder()->GetLibrary() != m_crypto->GetShared() ||
        !(own.key.GetPublicKey() == own.certificate.GetPublicKey()))
    {
        return tl::make_unexpected(CryptoError::BadKey);
    }
    // A certificate may have been read by another context: here it is read by this one.
    const auto certificate = Certificate::FromDer(*m_crypto, own.certificate.GetDer());
    if (!certificate || SSL_CTX_use_certificate(m_native, certificate->GetNative()) != 1 ||
        SSL_CTX_use_PrivateKey(m_native, own.key.GetNative()) != 1)
    {
        return tl::make_unexpected(CryptoError::Internal);
    }
    for (const Certificate& each : m_settings.intermediates)
    {
        const auto intermediate = Certificate::FromDer(*m_crypto, each.GetDer());
        if (!intermediate || SSL_CTX_add1_chain_cert(m_native, intermediate->GetNative()) != 1)
        {
            return tl::make_unexpected(CryptoError::Internal);
        }
    }
    return {};
}

const TlsSettings&
TlsContext::GetSettings() const
{
    return m_settings;
}

CryptoContext&
TlsContext::GetCrypto() const
{
    return *m_crypto;
}

SSL_CTX*
TlsContext::GetNative() const
{
    return m_native;
}

TlsSessionCache&
TlsContext::GetCache() const
{
    return *m_cache;
}

} // namespace ns3
