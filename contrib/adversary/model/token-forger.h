// SPDX-License-Identifier: GPL-2.0-only
#ifndef TOKEN_FORGER_H
#define TOKEN_FORGER_H

#include "ns3/datagram-attacker.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/random-variable-stream.h"

#include <cstdint>

namespace ns3
{

/**
 * @ingroup adversary
 * Sends RTCP with tokens of its own making, as fast as it is told, for a stream between itself and
 * a victim. Everything in them is right, but for the code, which is random: each costs a firewall
 * one check, if it cares to check. Behind every hundredth it sends RTP, to see whether one was
 * taken. A gain is RTP, or RTCP, that arrives.
 */
class TokenForger : public DatagramAttacker
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    TokenForger();

    /**
     * Begins to send.
     *
     * @param victim where a host receives RTP; RTCP goes to the next port
     */
    void Flood(const MediaEnd& victim);
    /**
     * @param stream random stream to use
     * @return number of streams used: 1
     */
    virtual int64_t AssignStreams(int64_t stream);

  protected:
    void DoDispose() override;

  private:
    /** Sends a token, and goes on until Number are sent. */
    void SendNext(const MediaEnd& victim, uint32_t left);

    Time m_interval;                     ///< attribute Interval
    uint32_t m_number{0};                ///< attribute Number
    uint16_t m_keyId{0};                 ///< attribute KeyId
    Ptr<UniformRandomVariable> m_random; ///< what is random in tokens
    EventId m_next;                      ///< the next token
};

} // namespace ns3

#endif // TOKEN_FORGER_H
