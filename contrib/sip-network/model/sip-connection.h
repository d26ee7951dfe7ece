// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_CONNECTION_H
#define SIP_CONNECTION_H

#include "ns3/object.h"
#include "ns3/sip-address.h"
#include "ns3/sip-connection-failure.h"
#include "ns3/sip-connection-trust.h"

#include <string>

namespace ns3
{

/**
 * A connection of a connection-oriented transport that carries SIP, or stands for a flow. UDP has
 * none.
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

    /** @return what is known of the peer; nothing once the connection has ended */
    const SipConnectionTrust& GetTrust() const;
    /** @param trust what is known of the peer from now on; ignored once it has ended */
    void SetTrust(SipConnectionTrust trust);
    /**
     * @return the host name this connection was opened to reach, part of its key when it is
     * looked up for another request; empty for accepted connections
     */
    const std::string& GetTargetName() const;
    /** @param name the host name this connection is opened to reach */
    void SetTargetName(std::string name);
    /** @return why it ended; none while it lasts */
    const SipConnectionFailure& GetFailure() const;

  protected:
    /**
     * To be called when it has ended: what was proved on it holds no more.
     *
     * @param failure why it ended
     */
    void SetEnded(SipConnectionFailure failure);

  private:
    SipConnectionTrust m_trust;     ///< who is at the other end
    std::string m_targetName;       ///< host name the near end wanted to reach
    SipConnectionFailure m_failure; ///< why it ended
    bool m_hasEnded{false};         ///< whether it has ended
};

} // namespace ns3

#endif // SIP_CONNECTION_H
