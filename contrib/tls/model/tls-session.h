// SPDX-License-Identifier: GPL-2.0-only
#ifndef TLS_SESSION_H
#define TLS_SESSION_H

#include "ns3/octets.h"
#include "ns3/tls-context.h"
#include "ns3/tls-failure.h"
#include "ns3/tls-peer.h"
#include "ns3/work.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{

class TlsEngine;

/**
 * @ingroup tls
 * Which end of a TLS connection.
 */
enum class TlsRole
{
    Client,
    Server,
};

/**
 * @ingroup tls
 * What a TLS session wants to be done, or tells.
 */
struct TlsEvent
{
    /// What it is.
    enum class Kind
    {
        Output,      ///< send `octets` to the peer
        Plain,       ///< `octets` came from the peer, protected
        Established, ///< the handshake is complete on this side, see TlsSession::GetPeer()
        Closed,      ///< the peer closed in order, with close_notify
        Failed,      ///< it is over, see TlsSession::GetFailure()
    };

    Kind kind;     ///< what it is
    Octets octets; ///< for Output and Plain
};

/// Events in the order in which they are to be handled.
using TlsEvents = std::vector<TlsEvent>;

/**
 * @ingroup tls
 * One end of a TLS connection without any input or output: octets in, events out.
 *
 * It never waits, knows no clock and no sockets. Each step does its cryptography at once and
 * reports it as Work; whoever drives it lets the time for the work pass before the events are
 * handled. After Failed or Closed it takes and gives nothing more.
 *
 * A TLS 1.3 client is established before the server has looked at its certificate: a refusal
 * then comes as Failed after Established. Octets from the server are the proof of acceptance.
 */
class TlsSession
{
  public:
    /**
     * @param context what connections share
     * @param role which end this is
     * @param domain clients: the domain that is to be reached, looked for in the server's
     * certificate and sent as server name; may be empty if names are not checked
     */
    TlsSession(std::shared_ptr<TlsContext> context, TlsRole role, const std::string& domain = "");

    ~TlsSession();

    TlsSession(const TlsSession&) = delete;
    TlsSession& operator=(const TlsSession&) = delete;

    /**
     * Begin. A client sends its first message, a server waits.
     * @param unixTime now, in seconds since 1970 UTC, of the simulation
     * @param work gets what was done
     * @return events
     */
    TlsEvents Begin(int64_t unixTime, Work& work);

    /**
     * @param octets octets from the peer, cut anywhere
     * @param unixTime now, in seconds since 1970 UTC, of the simulation
     * @param work gets what was done
     * @return events
     */
    TlsEvents Receive(std::string_view octets, int64_t unixTime, Work& work);

    /**
     * @param octets octets for the peer; passed over unless the session is established
     * @param work gets what was done
     * @return events
     */
    TlsEvents Send(std::string_view octets, Work& work);

    /**
     * Close in order: sends close_notify, after which nothing more is sent or received. Before the
     * handshake is complete it sends nothing.
     * @param work gets what was done
     * @return events
     */
    TlsEvents Close(Work& work);

    /**
     * The stream from the peer has ended; without close_notify before, that is a failure.
     * @return events
     */
    TlsEvents EndOfStream();

    /** @return whether octets can be sent */
    bool IsEstablished() const;

    /** @return whether it is over, in order or not */
    bool IsOver() const;

    /** @return what is known of the peer; null until established */
    const TlsPeer* GetPeer() const;

    /** @return why it failed; null if it did not */
    const TlsFailure* GetFailure() const;

    /** @return which end this is */
    TlsRole GetRole() const;

  private:
    std::unique_ptr<TlsEngine> m_engine; ///< OpenSSL's state and what belongs to it
};

} // namespace ns3

#endif // TLS_SESSION_H
