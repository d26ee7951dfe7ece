// SPDX-License-Identifier: GPL-2.0-only
#ifndef TOKEN_THIEF_H
#define TOKEN_THIEF_H

#include "ns3/datagram-attacker.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <array>
#include <cstdint>
#include <set>
#include <vector>

namespace ns3
{

/**
 * @ingroup adversary
 * Reads the tokens of others on a link, in RTCP, and shows them itself (A34), Delay after it has
 * first seen each one:
 *
 * - Mode Elsewhere: from its own address, to where the holder sent it;
 * - Mode Replay: with the holder's address and port as source, which is a replay of the holder's
 *   packet; with a Delay beyond the end of the call it tries to open the firewall again;
 * - Mode Close: the same, as a token that closes, with a closing secret that it makes up.
 *
 * After that it sends RTP by the flow it has tried to open. Gains: ReadToken for each token read,
 * PassedFirewall if something of its own arrives.
 */
class TokenThief : public DatagramAttacker
{
  public:
    /// What it does with a token.
    enum Mode : int
    {
        Elsewhere, ///< shows it from its own address
        Replay,    ///< shows it as its holder did
        Close,     ///< wants to close with it
    };

    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    TokenThief();

    /** @param node forwards RTCP; what comes in there is read */
    void Tap(Ptr<Node> node);
    /**
     * Shows a token that it has come by otherwise, and sends RTP.
     *
     * @param grant the token, with its secret if Mode is Close
     * @param source RTCP's source; RTP comes from the port below
     */
    void Use(const TokenGrant& grant, const MediaEnd& source);

    /** @return the tokens read, without secrets, oldest first; the first MAX_TOKENS of them */
    const std::vector<MediaToken>& GetTokens() const;

    /// How many tokens it remembers.
    static constexpr std::size_t MAX_TOKENS = 10000;

  protected:
    void DoDispose() override;
    void OnSeen(const std::vector<uint8_t>& octets, const MediaFlow& flow) override;

  private:
    /** Shows a token it has read. */
    void Show(const MediaToken& token);
    /** Sends RTP. */
    void Probe(const MediaFlow& flow, uint32_t left);

    int m_mode{Elsewhere};                     ///< attribute Mode
    Time m_delay;                              ///< attribute Delay
    uint32_t m_number{0};                      ///< attribute Number
    std::vector<MediaToken> m_tokens;          ///< read
    std::set<std::array<uint8_t, 16>> m_codes; ///< of those
    std::vector<EventId> m_events;             ///< what it is about to do
};

} // namespace ns3

#endif // TOKEN_THIEF_H
