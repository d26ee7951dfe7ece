// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/tls-engine.h"

#include "ns3/domain-identity.h"
#include "ns3/tls-reason.h"
#include "ns3/tls-session-cache.h"

#include <algorithm>
#include <cctype>
#include <openssl/err.h>
#include <utility>

namespace ns3
{

namespace
{

constexpr int MAX_CERTIFICATES = 8;  ///< in a chain that is shown
constexpr size_t MAX_RECORD = 16384; ///< octets of a record's content
constexpr uint8_t CLOSE_NOTIFY = 0;  ///< alert of RFC 8446 section 6.1
constexpr size_t ALERT_SIZE = 2;     ///< octets of an alert

int
WriteBio(BIO* bio, const char* octets, size_t size, size_t* written)
{
    static_cast<TlsEngine*>(BIO_get_data(bio))->Put({octets, size});
    *written = size;
    return 1;
}

int
ReadBio(BIO* bio, char* to, size_t size, size_t* read)
{
    *read = static_cast<TlsEngine*>(BIO_get_data(bio))->Take(to, size);
    BIO_clear_retry_flags(bio);
    if (*read == 0)
    {
        BIO_set_retry_read(bio);
        return 0;
    }
    return 1;
}

long
ControlBio(BIO*, int command, long, void*)
{
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

/** @return how OpenSSL reads and writes */
const BIO_METHOD*
GetBioMethod()
{
    static BIO_METHOD* const method = []
    {
        BIO_METHOD* const made =
            BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "confide-tls");
        BIO_meth_set_write_ex(made, WriteBio);
        BIO_meth_set_read_ex(made, ReadBio);
        BIO_meth_set_ctrl(made, ControlBio);
        return made;
    }();
    return method;
}

/**
 * @param domain a domain
 * @return whether it may be a server name: RFC 6066 section 3 allows no addresses
 */
bool
IsHostName(const std::string& domain)
{
    return std::any_of(domain.begin(),
                       domain.end(),
                       [](unsigned char c)
                       {
                           return std::isalpha(c);
                       }) &&
           domain.find(':') == std::string::npos;
}

} // namespace

TlsEngine::TlsEngine(std::shared_ptr<TlsContext> context, TlsRole role, const std::string& domain)
    : m_context(std::move(context))
    , m_role(role)
    , m_ssl(SSL_new(m_context->GetNative()))
    , m_meter(role == TlsRole::Server, m_context->GetSettings().maxVersion == TlsVersion::Tls13)
    , m_handshake(std::make_unique<Handshake>())
{
    m_handshake->domain = domain;
    const TlsSettings& settings = m_context->GetSettings();
    if (settings.credential)
    {
        m_meter.SetOwnKey(settings.credential->key.GetAlgorithm());
    }
    BIO* const bio = BIO_new(GetBioMethod());
    if (!m_ssl || !bio)
    {
        BIO_free(bio);
        m_ssl.reset();
        Fail(TlsFailureReason::Internal);
        return;
    }
    BIO_set_data(bio, this);
    BIO_set_init(bio, 1);
    SSL_set_bio(m_ssl.get(), bio, bio);
    SSL_set_app_data(m_ssl.get(), static_cast<TlsHooks*>(this));
    if (role == TlsRole::Client)
    {
        SSL_set_connect_state(m_ssl.get());
        SSL_set_verify(m_ssl.get(), SSL_VERIFY_PEER, nullptr);
        if (IsHostName(domain))
        {
            SSL_set_tlsext_host_name(m_ssl.get(), domain.c_str());
        }
    }
    else
    {
        SSL_set_accept_state(m_ssl.get());
        const int mode[] = {SSL_VERIFY_NONE,
                            SSL_VERIFY_PEER,
                            SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT};
        SSL_set_verify(m_ssl.get(), mode[static_cast<size_t>(settings.clientCertificate)], nullptr);
    }
}

TlsEngine::~TlsEngine()
{
    Free();
}

void
TlsEngine::Free()
{
    if (m_ssl && m_isEstablished && !m_failure)
    {
        // Otherwise OpenSSL forbids to resume a session whose stream just ended; TLS does not
        // (RFC 5246 section 7.2.1).
        SSL_set_shutdown(m_ssl.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    }
    m_ssl.reset();
    m_handshake.reset();
}

TlsRole
TlsEngine::GetRole() const
{
    return m_role;
}

bool
TlsEngine::IsEstablished() const
{
    return m_isEstablished;
}

bool
TlsEngine::IsOver() const
{
    return m_isOver;
}

const TlsPeer*
TlsEngine::GetPeer() const
{
    return m_peer.get();
}

const TlsFailure*
TlsEngine::GetFailure() const
{
    return m_failure.get();
}

TlsEvents
TlsEngine::Begin(int64_t unixTime, Work& work)
{
    m_now = unixTime;
    Enter(work);
    if (!m_isOver && m_role == TlsRole::Client)
    {
        if (m_context->GetSettings().resumes)
        {
            const auto* const known =
                m_context->GetCache().Find("to:" + m_handshake->domain, unixTime);
            if (known)
            {
                m_handshake->resumed = std::make_unique<TlsPeer>(known->peer);
                SSL_set_session(m_ssl.get(), known->session.get());
            }
        }
        Shake();
    }
    return Leave();
}

TlsEvents
TlsEngine::Receive(std::string_view octets, int64_t unixTime, Work& work)
{
    m_now = unixTime;
    Enter(work);
    m_input = octets;
    if (!m_isOver && !m_isEstablished)
    {
        m_handshake->received += octets.size();
        Shake();
        if (!m_isOver && !m_isEstablished &&
            m_handshake->received > m_context->GetSettings().maxHandshakeOctets)
        {
            Fail(TlsFailureReason::TooMuchData);
        }
    }
    if (!m_isOver && m_isEstablished)
    {
        ReadPlain();
    }
    m_input = {};
    return Leave();
}

TlsEvents
TlsEngine::Send(std::string_view octets, Work& work)
{
    Enter(work);
    if (!m_isOver && m_isEstablished && !octets.empty())
    {
        size_t written = 0;
        const int result = SSL_write_ex(m_ssl.get(), octets.data(), octets.size(), &written);
        if (result != 1 && !Wants(result))
        {
            Fail(FindReason());
        }
    }
    return Leave();
}

TlsEvents
TlsEngine::Close(Work& work)
{
    Enter(work);
    if (!m_isOver)
    {
        if (m_isEstablished)
        {
            SSL_shutdown(m_ssl.get());
            ERR_clear_error();
        }
        m_isOver = true;
    }
    return Leave();
}

TlsEvents
TlsEngine::EndOfStream()
{
    Work none;
    Enter(none);
    if (!m_isOver)
    {
        Fail(TlsFailureReason::Truncated);
    }
    return Leave();
}

size_t
TlsEngine::Take(char* to, size_t size)
{
    const size_t taken = m_input.copy(to, size);
    m_input.remove_prefix(taken);
    return taken;
}

void
TlsEngine::Put(std::string_view octets)
{
    m_output += octets;
}

void
TlsEngine::Enter(Work& work)
{
    m_work = &work;
    if (ERR_peek_error() != 0)
    {
        ERR_clear_error(); // somebody else's, who should have done it
    }
}

TlsEvents
TlsEngine::Leave()
{
    FlushOutput();
    m_work = nullptr;
    if (m_isOver)
    {
        Free();
    }
    return std::exchange(m_events, {});
}

void
TlsEngine::FlushOutput()
{
    if (!m_output.empty())
    {
        m_events.push_back({TlsEvent::Kind::Output, std::exchange(m_output, {})});
    }
}

void
TlsEngine::Shake()
{
    const int result = SSL_do_handshake(m_ssl.get());
    if (result == 1)
    {
        Establish();
    }
    else if (!Wants(result))
    {
        Fail(FindReason());
    }
}

void
TlsEngine::Establish()
{
    m_peer = std::make_unique<TlsPeer>();
    if (SSL_session_reused(m_ssl.get()) && m_handshake->resumed)
    {
        *m_peer = *m_handshake->resumed;
        m_peer->isResumed = true;
    }
    else
    {
        m_peer->chain = std::move(m_handshake->chain);
        m_peer->isTrusted = m_handshake->isTrusted;
        if (!m_peer->chain.empty())
        {
            m_peer->names = DomainIdentity(m_peer->chain.front()).GetNames();
        }
        if (m_role == TlsRole::Client && m_context->GetSettings().checksName)
        {
            m_peer->checkedName = m_handshake->domain;
        }
        m_peer->hasShownOwn = m_role == TlsRole::Server || m_meter.HasShownOwn();
    }
    m_peer->version = SSL_get_version(m_ssl.get());
    m_peer->suite = SSL_CIPHER_standard_name(SSL_get_current_cipher(m_ssl.get()));
    m_isEstablished = true;
    if (m_context->GetSettings().resumes && !m_peer->isResumed && m_peer->version == "TLSv1.2")
    {
        KeepSession(SSL_get0_session(m_ssl.get()));
    }
    m_handshake.reset();
    FlushOutput();
    m_events.push_back({TlsEvent::Kind::Established, {}});
}

void
TlsEngine::ReadPlain()
{
    static char buffer[MAX_RECORD];
    size_t size = 0;
    int result = 0;
    Octets plain;
    bool isAll = false; // nothing is left, so do not ask
    while (!isAll && (result = SSL_read_ex(m_ssl.get(), buffer, sizeof(buffer), &size)) == 1)
    {
        plain.append(buffer, size);
        isAll = m_input.empty() && SSL_has_pending(m_ssl.get()) == 0;
    }
    if (!plain.empty())
    {
        m_events.push_back({TlsEvent::Kind::Plain, std::move(plain)});
    }
    if (isAll)
    {
        return;
    }
    if (SSL_get_error(m_ssl.get(), result) == SSL_ERROR_ZERO_RETURN)
    {
        SSL_shutdown(m_ssl.get()); // answers with our close_notify
        ERR_clear_error();
        m_isOver = true;
        FlushOutput();
        m_events.push_back({TlsEvent::Kind::Closed, {}});
    }
    else if (!Wants(result))
    {
        Fail(FindReason());
    }
}

bool
TlsEngine::Wants(int result)
{
    return SSL_get_error(m_ssl.get(), result) == SSL_ERROR_WANT_READ;
}

TlsFailureReason
TlsEngine::FindReason()
{
    if (m_handshake && m_handshake->refusal)
    {
        return *m_handshake->refusal;
    }
    if (m_alertReceived && *m_alertReceived != CLOSE_NOTIFY)
    {
        return TlsFailureReason::AlertReceived;
    }
    if (m_alertReceived)
    {
        return TlsFailureReason::Truncated; // close_notify in mid-handshake
    }
    auto reason = TlsFailureReason::ProtocolError;
    while (const unsigned long code = ERR_get_error())
    {
        const char* const words = ERR_reason_error_string(code);
        m_detail += m_detail.empty() || !words ? "" : ", ";
        m_detail += words ? words : "";
        reason = reason == TlsFailureReason::ProtocolError ? TranslateLibraryError(code) : reason;
    }
    return reason;
}

void
TlsEngine::Fail(TlsFailureReason reason)
{
    auto made = std::make_unique<TlsFailure>();
    made->reason = reason;
    made->alertSent = m_alertSent;
    made->alertReceived = m_alertReceived;
    made->isHandshake = !m_isEstablished;
    made->detail = std::move(m_detail);
    ERR_clear_error();
    m_failure = std::move(made);
    m_isOver = true;
    FlushOutput();
    m_events.push_back({TlsEvent::Kind::Failed, {}});
}

void
TlsEngine::SeeMessage(bool isWritten, int type, std::string_view octets)
{
    if (!m_work)
    {
        return;
    }
    if (type == SSL3_RT_HEADER)
    {
        m_meter.AddRecord(isWritten, octets, *m_work);
    }
    else if (type == SSL3_RT_HANDSHAKE)
    {
        m_meter.AddHandshake(isWritten, octets, *m_work);
    }
    else if (type == SSL3_RT_ALERT && octets.size() == ALERT_SIZE)
    {
        const auto alert = static_cast<uint8_t>(octets[1]);
        (isWritten ? m_alertSent : m_alertReceived) = alert;
    }
}

bool
TlsEngine::Refuse(X509_STORE_CTX* check, TlsFailureReason reason, int error)
{
    m_handshake->refusal = reason;
    X509_STORE_CTX_set_error(check, error);
    return false;
}

bool
TlsEngine::ReadChain(X509_STORE_CTX* check)
{
    STACK_OF(X509)* const shown = X509_STORE_CTX_get0_untrusted(check);
    for (int i = 0; i < sk_X509_num(shown); ++i)
    {
        unsigned char* data = nullptr;
        const int size = i2d_X509(sk_X509_value(shown, i), &data);
        const Octets der =
            size > 0 ? Octets(reinterpret_cast<char*>(data), static_cast<size_t>(size)) : Octets();
        OPENSSL_free(data);
        const auto certificate = Certificate::FromDer(m_context->GetCrypto(), der);
        if (!certificate)
        {
            return false;
        }
        m_handshake->chain.push_back(*certificate);
    }
    return !m_handshake->chain.empty();
}

bool
TlsEngine::CheckChain(X509_STORE_CTX* check)
{
    if (sk_X509_num(X509_STORE_CTX_get0_untrusted(check)) > MAX_CERTIFICATES)
    {
        return Refuse(check, TlsFailureReason::TooMuchData, X509_V_ERR_CERT_CHAIN_TOO_LONG);
    }
    if (!ReadChain(check))
    {
        return Refuse(check, TlsFailureReason::BadCertificate, X509_V_ERR_UNSPECIFIED);
    }
    const Certificate& first = m_handshake->chain.front();
    m_meter.SetPeerKey(first.GetPublicKey().GetAlgorithm());
    const TlsSettings& settings = m_context->GetSettings();
    if (settings.checksChain)
    {
        const auto verdict = settings.trust
                                 ? settings.trust->VerifyChain(m_handshake->chain, m_now, *m_work)
                                 : tl::make_unexpected(TrustError::UnknownIssuer);
        if (!verdict)
        {
            const TlsVerdict refused = TranslateTrustError(verdict.error());
            return Refuse(check, refused.reason, refused.error);
        }
        m_handshake->isTrusted = true;
    }
    if (m_role == TlsRole::Client && settings.checksName &&
        !DomainIdentity(first).Matches(m_handshake->domain))
    {
        return Refuse(check, TlsFailureReason::NameMismatch, X509_V_ERR_HOSTNAME_MISMATCH);
    }
    X509_STORE_CTX_set_error(check, X509_V_OK);
    return true;
}

void
TlsEngine::KeepSession(SSL_SESSION* session)
{
    if (!m_peer || !session)
    {
        return; // called too early by the library; Establish() calls it again
    }
    const TlsSettings& settings = m_context->GetSettings();
    unsigned size = 0;
    const unsigned char* const id = SSL_SESSION_get_id(session, &size);
    Octets key(reinterpret_cast<const char*>(id), size);
    if (key.empty())
    {
        return;
    }
    TlsSessionCache::Entry entry{nullptr, *m_peer, m_now + settings.sessionLifetime};
    for (const Certificate& each : m_peer->chain)
    {
        entry.end = std::min(entry.end, each.GetNotAfter());
    }
    SSL_SESSION_up_ref(session);
    entry.session.reset(session);
    key = m_role == TlsRole::Client ? "to:" + m_handshake->domain : "id:" + key;
    m_context->GetCache().Put(key, std::move(entry));
}

SSL_SESSION*
TlsEngine::FindSession(std::string_view id)
{
    const auto* const known = m_context->GetCache().Find("id:" + Octets(id), m_now);
    if (!known)
    {
        return nullptr;
    }
    m_handshake->resumed = std::make_unique<TlsPeer>(known->peer);
    return known->session.get();
}

} // namespace ns3
