// SPDX-License-Identifier: GPL-2.0-only

#ifndef RTP_SESSION_H
#define RTP_SESSION_H

#include "ns3/address.h"
#include "ns3/media-work-queue.h"
#include "ns3/node.h"
#include "ns3/object.h"
#include "ns3/packet.h"
#include "ns3/rtcp-app-carriage.h"
#include "ns3/rtcp-reporter.h"
#include "ns3/rtp-error.h"
#include "ns3/rtp-receiver.h"
#include "ns3/rtp-sender.h"
#include "ns3/rtp-stream-settings.h"
#include "ns3/socket.h"
#include "ns3/srtp-session.h"
#include "ns3/traced-callback.h"

#include <array>
#include <cstdint>
#include <memory>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * \ingroup media
 * One media stream of a node: a sender and a receiver over one UDP port (symmetric RTP, RFC 4961).
 *
 * Start() with the settings that two session descriptions agree on. A later description is given to
 * Configure(): another address, another format, hold and resumption, while counters and numbers go
 * on. An offerer may start before it has an answer, to receive early media: its settings then have
 * no peer. Whoever holds the last Ptr keeps the session; without one it ends, without a BYE.
 *
 * With the attribute Rtcp it has a control port too, and an RtcpReporter.
 *
 * A secure stream is SRTP and SRTCP (RFC 3711) with the keys of the settings; without usable keys
 * it does not start, so that its media never goes in clear. Contexts stay for as long as their
 * keys do, also on hold and from Stop() to Start(). If the node has a Processor, each packet waits
 * there for its cryptography, and packets leave in order. Plain RTCP that comes where SRTCP is on
 * is counted, and trusted in nothing.
 */
class RtpSession : public Object
{
  public:
    /**
     * Signature of the trace source Unsent.
     * \param error why a packet was not sent
     * \param octets its octets, without protection
     */
    using UnsentCallback = void (*)(const SrtpError& error, uint32_t octets);

    /**
     * Signature of the trace source PlainControl.
     * \param compound a compound packet that nothing authenticates
     * \param octets its octets
     */
    using PlainControlCallback = void (*)(const RtcpCompound& compound, uint32_t octets);

    /**
     * Signature of the trace source ControlDiscard.
     * \param reason why a datagram at the control port was not taken
     * \param octets its octets
     */
    using ControlDiscardCallback = void (*)(RtpDiscard reason, uint32_t octets);

    /// \return the TypeId
    static TypeId GetTypeId();

    RtpSession();
    ~RtpSession() override;

    /**
     * \param node the node, with an IPv4 stack
     */
    void SetNode(Ptr<Node> node);

    /**
     * Opens the ports and begins.
     * \param settings what was agreed on
     * \return nothing; Port if a local port is taken; Configuration if the session runs or the
     * stream is secure and there are no usable keys: its media must not go in clear. Without keys
     * a session may listen that neither sends nor receives: what comes is counted as NotReceiving
     */
    [[nodiscard]] tl::expected<void, RtpError> Start(const RtpStreamSettings& settings);

    /**
     * Goes on with other settings. With a refused stream the session stops.
     * \param settings what was agreed on
     * \return nothing; Port if a new local port is taken, or Configuration if the stream
     * is secure and has no usable keys: then the session has stopped; Configuration if the session
     * does not run
     */
    [[nodiscard]] tl::expected<void, RtpError> Configure(const RtpStreamSettings& settings);

    /// Ends: says BYE if there is RTCP, sends no more and closes the ports. Counters stay. Start()
    /// begins anew.
    void Stop();

    /**
     * Sends an APP packet (RFC 3550 section 6.7) that somebody on the path can read, in the way and
     * at the time that the attributes AppCarriage and AppTiming say. For a packet to the peer alone
     * use RtcpReporter::SendNow(): it is encrypted where RTCP is.
     * \param app the packet; its SSRC is set here
     * \return nothing; Malformed if the packet does not fit, TooLarge if too many wait for a
     * report, Configuration if there is no RTCP, no address to send to, or SRTCP is encrypted and
     * AppCarriage is ClearSrtcp
     */
    [[nodiscard]] tl::expected<void, RtpError> SendApp(RtcpApp app);

    /**
     * The same, at another time than the attribute AppTiming says. What waits for a report goes
     * with the BYE if the session ends before.
     * \param app the packet; its SSRC is set here
     * \param timing when
     * \return as above
     */
    [[nodiscard]] tl::expected<void, RtpError> SendApp(RtcpApp app, RtcpAppTiming timing);

    /// \return SRTP and SRTCP; null until a secure stream has started
    const SrtpSession* GetSrtp() const;

    /// \return packets that were not sent: the key is used up, or too many wait for the processor
    uint64_t GetUnsent() const;

    /// \return plain compound RTCP packets that came beside SRTCP
    uint64_t GetPlainControl() const;

    /**
     * \param reason a reason
     * \return datagrams at the control port that were discarded for it before they were read
     */
    uint64_t GetControlDiscarded(RtpDiscard reason) const;

    /// \return true from Start() to Stop()
    bool IsRunning() const;

    /// \return the settings of now
    const RtpStreamSettings& GetSettings() const;

    /// \return the sender
    Ptr<RtpSender> GetSender() const;

    /// \return the receiver
    Ptr<RtpReceiver> GetReceiver() const;

    /// \return the RTCP of this stream, which runs if the attribute Rtcp is set
    Ptr<RtcpReporter> GetReporter() const;

    /**
     * \param stream first random stream to use
     * \return number of streams used
     */
    virtual int64_t AssignStreams(int64_t stream);

  protected:
    void DoDispose() override;

  private:
    /// Follows m_settings.
    void Apply();

    /**
     * Takes the keys of a secure stream.
     * \param settings what was agreed on
     * \return nothing, or why the stream cannot run
     */
    [[nodiscard]] tl::expected<void, RtpError> Secure(const RtpStreamSettings& settings);

    /**
     * \param port a local port
     * \return a socket bound to it; null if the port is taken
     */
    Ptr<Socket> Open(uint16_t port) const;

    /**
     * Closes a socket.
     * \param socket the socket, null afterwards
     */
    static void Close(Ptr<Socket>& socket);

    /**
     * Sends an RTP packet.
     * \param data its octets
     * \param size their number
     */
    void Send(const uint8_t* data, std::size_t size);

    /**
     * Takes datagrams of the RTP port.
     * \param socket has them
     */
    void Receive(Ptr<Socket> socket);

    /**
     * Sends an RTCP packet.
     * \param data its octets
     * \param size their number
     */
    void SendControl(const uint8_t* data, std::size_t size);

    /**
     * Sends an RTCP packet as it is.
     * \param data its octets
     * \param size their number
     */
    void SendPlainControl(const uint8_t* data, std::size_t size);

    /**
     * Sends an SRTCP packet.
     * \param data octets of the RTCP packet
     * \param size their number
     */
    void SendSecureControl(const uint8_t* data, std::size_t size);

    /**
     * A packet cannot be sent.
     * \param error why
     * \param size its octets
     */
    void Lose(const SrtpError& error, std::size_t size);

    /**
     * Takes an SRTP packet.
     * \param data its octets, to work in; they begin at a multiple of four
     * \param size their number
     * \param sent when it was sent, if the simulator knows
     */
    void TakeSecure(uint8_t* data, std::size_t size, std::optional<Time> sent);

    /**
     * Takes a datagram at the control port of a secure stream.
     * \param data its octets
     * \param size their number
     */
    void TakeSecureControl(const uint8_t* data, std::size_t size);

    /**
     * A datagram at the control port is not to be read.
     * \param reason why
     * \param size its octets
     */
    void DiscardControl(RtpDiscard reason, std::size_t size);

    /**
     * Takes datagrams of the RTCP port.
     * \param socket has them
     */
    void ReceiveControl(Ptr<Socket> socket);

    Ptr<Node> m_node;                             //!< the node
    Ptr<RtpSender> m_sender;                      //!< sends
    Ptr<RtpReceiver> m_receiver;                  //!< receives
    Ptr<RtcpReporter> m_reporter;                 //!< reports
    Ptr<Socket> m_control;                        //!< for RTCP; null without it
    Ptr<Socket> m_socket;                         //!< for RTP; null while the session does not run
    RtpStreamSettings m_settings;                 //!< what was agreed on
    Address m_peer;                               //!< where RTP goes
    Address m_peerControl;                        //!< where RTCP goes
    int m_appCarriage;                            //!< attribute AppCarriage
    int m_appTiming;                              //!< attribute AppTiming
    bool m_rtcp;                                  //!< attribute Rtcp
    bool m_peerOnly;                              //!< attribute PeerOnly
    Ptr<Processor> m_processor;                   //!< of the node; may be null
    std::unique_ptr<SrtpSession> m_srtp;          //!< of a secure stream
    MediaWorkQueue m_outgoing;                    //!< packets that wait to be sent
    MediaWorkQueue m_incoming;                    //!< packets that wait to be taken
    std::vector<std::vector<uint8_t>> m_separate; //!< plain RTCP packets for the next report
    uint32_t m_replayWindow;                      //!< attribute ReplayWindow
    uint32_t m_maximumWaiting;                    //!< attribute MaximumWaiting
    Time m_oldKeyTime;                            //!< attribute OldKeyTime
    uint64_t m_unsent{0};                         //!< packets
    uint64_t m_plainControl{0};                   //!< compound packets
    std::array<uint64_t, RTP_DISCARD_COUNT> m_controlDiscarded{}; //!< by reason
    uint8_t m_typeOfService;                                      //!< attribute TypeOfService

    TracedCallback<const SrtpError&, uint32_t> m_unsentTrace;          //!< a packet is not sent
    TracedCallback<const RtcpCompound&, uint32_t> m_plainControlTrace; //!< came beside SRTCP
    TracedCallback<RtpDiscard, uint32_t> m_controlDiscardTrace;        //!< is not read
};

} // namespace ns3

#endif // RTP_SESSION_H
