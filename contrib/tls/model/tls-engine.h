// SPDX-License-Identifier: GPL-2.0-only
#ifndef TLS_ENGINE_H
#define TLS_ENGINE_H

#include "ns3/openssl-pointers.h"
#include "ns3/tls-hooks.h"
#include "ns3/tls-session.h"
#include "ns3/tls-work-meter.h"

#include <openssl/ssl.h>

namespace ns3
{

/**
 * @ingroup tls
 * OpenSSL's state of one session and what belongs to it. For this module's use only.
 *
 * OpenSSL reads and writes through a BIO of our own, which lends it the caller's octets and appends
 * to the output: nothing is copied twice, and nothing is kept between steps.
 */
class TlsEngine : public TlsHooks
{
  public:
    /**
     * @param context what connections share
     * @param role which end this is
     * @param domain clients: the domain to be reached
     */
    TlsEngine(std::shared_ptr<TlsContext> context, TlsRole role, const std::string& domain);

    ~TlsEngine() override;

    TlsEngine(const TlsEngine&) = delete;
    TlsEngine& operator=(const TlsEngine&) = delete;

    /**
     * Begin.
     * @param unixTime now
     * @param work gets what was done
     * @return events
     */
    TlsEvents Begin(int64_t unixTime, Work& work);

    /**
     * @param octets octets from the peer
     * @param unixTime now
     * @param work gets what was done
     * @return events
     */
    TlsEvents Receive(std::string_view octets, int64_t unixTime, Work& work);

    /**
     * @param octets octets for the peer
     * @param work gets what was done
     * @return events
     */
    TlsEvents Send(std::string_view octets, Work& work);

    /**
     * Close in order.
     * @param work gets what was done
     * @return events
     */
    TlsEvents Close(Work& work);

    /** @return events of the end of the peer's stream */
    TlsEvents EndOfStream();

    bool CheckChain(X509_STORE_CTX* check) override;
    void SeeMessage(bool isWritten, int type, std::string_view octets) override;
    void KeepSession(SSL_SESSION* session) override;
    SSL_SESSION* FindSession(std::string_view id) override;

    /**
     * For the BIO.
     * @param to where to put octets
     * @param size how many at most
     * @return how many there were
     */
    size_t Take(char* to, size_t size);

    /**
     * For the BIO.
     * @param octets octets for the peer
     */
    void Put(std::string_view octets);

    /** @return which end this is */
    TlsRole GetRole() const;

    /** @return whether the handshake is complete */
    bool IsEstablished() const;

    /** @return whether it is closed or failed */
    bool IsOver() const;

    /** @return what is known of the peer; null until established */
    const TlsPeer* GetPeer() const;

    /** @return why it failed; null if it did not */
    const TlsFailure* GetFailure() const;

  private:
    /// What is needed during the handshake only.
    struct Handshake
    {
        std::string domain;                      ///< the domain to be reached
        size_t received{0};                      ///< octets received
        std::vector<Certificate> chain;          ///< as the peer has shown it
        bool isTrusted{false};                   ///< the chain was found to be trusted
        std::optional<TlsFailureReason> refusal; ///< why the chain was refused
        std::unique_ptr<TlsPeer> resumed;        ///< what the resumed session's handshake proved
    };

    /**
     * @param check gets the error that chooses the alert
     * @param reason why the chain is refused
     * @param error OpenSSL's error
     * @return false
     */
    bool Refuse(X509_STORE_CTX* check, TlsFailureReason reason, int error);

    /**
     * @param check OpenSSL's state
     * @return whether the chain that was shown could be read
     */
    bool ReadChain(X509_STORE_CTX* check);

    /** Go on with the handshake. */
    void Shake();

    /** The handshake is complete. */
    void Establish();

    /** Read what the peer sent. */
    void ReadPlain();

    /**
     * An operation of OpenSSL did not succeed.
     * @param result its result
     * @return whether it only wants more octets
     */
    bool Wants(int result);

    /** @return why OpenSSL gave up */
    TlsFailureReason FindReason();

    /**
     * It is over.
     * @param reason why
     */
    void Fail(TlsFailureReason reason);

    /**
     * Begin a step.
     * @param work gets what is done
     */
    void Enter(Work& work);

    /** @return the events of the step */
    TlsEvents Leave();

    /** Let go of what a session that is over does not need. */
    void Free();

    /** What was written so far becomes an event. */
    void FlushOutput();

    std::shared_ptr<TlsContext> m_context;             ///< what connections share
    TlsRole m_role;                                    ///< which end this is
    bool m_isEstablished{false};                       ///< the handshake is complete
    bool m_isOver{false};                              ///< closed or failed
    std::unique_ptr<TlsPeer> m_peer;                   ///< null until established
    std::unique_ptr<const TlsFailure> m_failure;       ///< why it failed
    std::unique_ptr<SSL, OpenSslFree<SSL_free>> m_ssl; ///< OpenSSL's session
    TlsWorkMeter m_meter;                              ///< tells what was done
    std::unique_ptr<Handshake> m_handshake;            ///< null when it is complete
    std::optional<uint8_t> m_alertSent;                ///< the alert that was sent
    std::optional<uint8_t> m_alertReceived;            ///< the alert that was received
    std::string m_detail;                              ///< words of the library for a failure
    int64_t m_now{0};                                  ///< time of the step
    std::string_view m_input;                          ///< octets of the step
    Octets m_output;                                   ///< octets written in the step
    TlsEvents m_events;                                ///< events of the step
    Work* m_work{nullptr};                             ///< work of the step
};

} // namespace ns3

#endif // TLS_ENGINE_H
