// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_STREAM_CONNECTION_H
#define SIP_STREAM_CONNECTION_H

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/sip-connection.h"
#include "ns3/sip-parser.h"
#include "ns3/sip-stream-framer.h"
#include "ns3/socket.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace ns3
{

/** What a connection over a stream of octets must keep to. */
struct SipStreamLimits
{
    Time connectTimeout;          ///< for TCP's handshake
    Time handshakeTimeout;        ///< for TLS's handshake after it
    Time idleTimeout;             ///< closes a connection on which nothing moves; zero: never
    Time firstMessageTimeout;     ///< closes an accepted one that brought no message; zero: never
    uint32_t maxQueue{0};         ///< octets that may wait to be sent
    bool chargesTransfers{false}; ///< whether the stream charges the kernel's work, if it can
    SipLimits message;            ///< bounds on what is parsed
};

/**
 * A connection that carries SIP over a stream of octets: cuts it into messages, queues what is sent
 * until the stream takes it, and ends it when it has been idle. What the stream is (TCP, TLS) is a
 * subclass, which opens and accepts it, writes to it and closes it, and says what comes of that.
 */
class SipStreamConnection : public SipConnection
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    SipStreamConnection();
    ~SipStreamConnection() override;

    /** What a connection tells its transport. */
    struct Owner
    {
        std::function<void(Ptr<SipStreamConnection>, SipMessage)> received; ///< a message
        std::function<void(Ptr<SipStreamConnection>, const SipParseError&)> malformed; ///< not one
        /** The end; told once, at a later event. */
        std::function<void(Ptr<SipStreamConnection>)> closed;
    };

    /**
     * @param owner is told what happens
     * @param limits bounds
     */
    void SetOwner(Owner owner, const SipStreamLimits& limits);
    /**
     * @param requirement what must be proved when the connection is open; if it is not, it ends
     * before any message has left
     */
    void SetRequirement(SipRequirement requirement);
    /** @return what must be proved when it is open */
    SipRequirement GetRequirement() const;
    /**
     * Opens a connection. To be called while the simulation runs: before, ns-3 crashes.
     *
     * @param socket an unconnected TCP socket
     * @param peer the far end
     * @return whether it could be tried
     */
    bool Connect(Ptr<Socket> socket, const SipAddress& peer);
    /**
     * Takes over an accepted connection.
     *
     * @param socket the new socket
     * @param peer the far end
     */
    void Accept(Ptr<Socket> socket, const SipAddress& peer);
    /** Ends it at once; the owner is not told. */
    void Abandon();
    /**
     * Ends it at once; the owner is told at a later event.
     *
     * @param failure why
     */
    void End(SipConnectionFailure failure);

    SipAddress GetPeer() const override;
    bool IsOutgoing() const override;
    bool IsUsable() const override;
    bool Send(const std::string& octets) override;
    void Close() override;
    /**
     * Sends a keep-alive, two empty lines (RFC 5626, 4.4.1). The peer's are answered anyway.
     *
     * @param pong called when the answer comes; never after the end
     * @return whether it was sent
     */
    bool Ping(std::function<void()> pong);
    /**
     * Keeps it from being closed for idleness: somebody is registered by it.
     *
     * @param until simulated time until which it stays; earlier ones than before change nothing
     */
    void KeepUntil(Time until);
    /**
     * Ends it when the peer falls silent, which has promised keep-alives (RFC 5626, 5.4).
     *
     * @param limit how long it may send nothing at all; zero: for ever
     */
    void ExpectWithin(Time limit);
    /** @return whether messages can leave: TCP is connected, and TLS's handshake done */
    bool IsOpen() const;
    /** @return whether the peer opened it and has not sent a whole message yet */
    bool IsSilent() const;

  protected:
    void DoDispose() override;

    /**
     * Begins to open the stream.
     *
     * @param socket an unconnected socket
     * @return whether it could be tried
     */
    virtual bool DoConnect(Ptr<Socket> socket) = 0;
    /** @param socket a connected socket, accepted */
    virtual void DoAccept(Ptr<Socket> socket) = 0;
    /**
     * @param octets octets to send; the stream is open
     * @return how many of them the stream has taken
     */
    virtual std::size_t DoWrite(std::string_view octets) = 0;
    /** @return octets that the stream has taken and not yet passed on; none here */
    virtual std::size_t DoGetWaiting() const;
    /**
     * Ends the stream and lets go of it; its callbacks must not call any more.
     *
     * @param isStackAlive whether it may still be written to and closed; else the node's stack may
     *        be gone
     */
    virtual void DoEnd(bool isStackAlive) = 0;

    /** @return whether nothing has come from the peer */
    bool IsUnheard() const;
    /** @return the bounds */
    const SipStreamLimits& GetLimits() const;
    /**
     * For subclasses: ends the connection unless OnOpened comes in time.
     *
     * @param time how long from now
     * @param kind the reason if it does not
     */
    void ExpectOpening(Time time, SipConnectionFailure::Kind kind);
    /** For subclasses: messages can leave. Ends the connection if what it must prove is missing. */
    void OnOpened();
    /** For subclasses: octets came. @param octets the octets */
    void OnOctets(std::string_view octets);
    /** For subclasses: the stream takes octets again. */
    void OnWritable();

  private:
    /** Hands the stream as much as it takes. */
    void Flush();
    /** Something has moved. */
    void Touch();
    /** The idle time may have passed. */
    void CheckIdle();
    /** Empty lines have come: keep-alives, and answers to ours. */
    void OnEmptyLines(std::size_t count);
    /** The peer may have been silent for too long. */
    void CheckSilence();
    /** Cancels what is scheduled, and ends the stream. @param isStackAlive as for DoEnd */
    void Detach(bool isStackAlive);

    /** Its states. */
    enum class State : uint8_t
    {
        Fresh,
        Opening,
        Open,
        Ended
    };

    Owner m_owner;                                      ///< who is told
    SipStreamLimits m_limits;                           ///< bounds
    SipStreamFramer m_framer;                           ///< cuts the stream into messages
    SipAddress m_peer;                                  ///< far end
    State m_state{State::Fresh};                        ///< see State
    bool m_isOutgoing{false};                           ///< whether we opened it
    bool m_isClosing{false};                            ///< whether it ends when all is sent
    bool m_isUnheard{true};                             ///< whether nothing has come from the peer
    bool m_isSilent{true};                              ///< whether no message has come
    SipRequirement m_requirement{SipRequirement::None}; ///< see SetRequirement
    std::string m_queue;                                ///< octets that wait
    Time m_lastMove;                                    ///< when something moved
    Time m_lastHeard;                                   ///< when octets came
    Time m_keepUntil;                                   ///< see KeepUntil
    Time m_silenceLimit;                                ///< see ExpectWithin
    std::function<void()> m_pong;                       ///< see Ping; empty: none is awaited
    std::size_t m_emptyLines{0};                        ///< half of a keep-alive: 0 or 1
    EventId m_silenceEvent;                             ///< looks whether the peer is silent
    EventId m_openEvent;                                ///< end of the time to open
    EventId m_idleEvent;                                ///< looks whether it is idle
    EventId m_silentEvent;                              ///< end of firstMessageTimeout
};

} // namespace ns3

#endif // SIP_STREAM_CONNECTION_H
