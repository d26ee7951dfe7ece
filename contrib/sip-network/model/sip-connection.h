// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_CONNECTION_H
#define SIP_CONNECTION_H

#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/sip-address.h"

#include <string>
#include <vector>

namespace ns3
{

/** How the party at the other end of a connection was established. */
enum class SipAuthentication
{
    None,        ///< nobody has shown who they are
    Digest,      ///< a user, by the digest of a password, over this very connection
    Certificate, ///< a certificate that was verified
};

/** What a message asks of the connection that carries it. Each asks for all the one before does. */
enum class SipRequirement
{
    None,  ///< nothing
    Tls,   ///< TLS; where we open the connection, a server that proved the name we wanted
    Mutual ///< TLS, and both ends have proved who they are on this very connection
};

/**
 * Who is at the other end of a connection, how that was established, and when. A value that the
 * connection owns and that ends with it; it is never looked up by address and port.
 */
struct SipConnectionTrust
{
    bool isConfidential{false};                      ///< nobody on the path can read it
    SipAuthentication peer{SipAuthentication::None}; ///< how the peer was authenticated
    SipAuthentication self{SipAuthentication::None}; ///< how we were, as far as we know
    std::vector<std::string> peerNames;              ///< what was proved: host names, URIs
    Time since;                                      ///< simulated time of the proof
};

/**
 * A connection of a connection-oriented transport that carries SIP, or stands for a flow. UDP has
 * none. Subclasses are TCP now, and TLS.
 */
class SipConnection : public Object
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /** @return the far end, as IP knows it */
    virtual SipAddress GetPeer() const = 0;
    /** @return the near end */
    virtual SipAddress GetLocal() const = 0;
    /** @return whether the near end opened it */
    virtual bool IsOutgoing() const = 0;
    /** @return whether octets can still be sent, now or once it is established */
    virtual bool IsUsable() const = 0;
    /**
     * Sends octets, or queues them until the connection is established and takes them.
     *
     * @param octets a whole SIP message
     * @return false when the connection is closed, or its queue is full (then nothing is queued)
     */
    virtual bool Send(const std::string& octets) = 0;
    /** Closes it after what is queued has been sent. */
    virtual void Close() = 0;

    /** @return what is known of the peer */
    const SipConnectionTrust& GetTrust() const;
    /** @param trust what is known of the peer from now on */
    void SetTrust(SipConnectionTrust trust);
    /**
     * @return the host name this connection was opened to reach, part of its key when it is
     * looked up for another request; empty for accepted connections
     */
    const std::string& GetTargetName() const;
    /** @param name the host name this connection is opened to reach */
    void SetTargetName(std::string name);

  private:
    SipConnectionTrust m_trust; ///< who is at the other end
    std::string m_targetName;   ///< host name the near end wanted to reach
};

} // namespace ns3

#endif // SIP_CONNECTION_H
