// SPDX-License-Identifier: GPL-2.0-only

#ifndef TOKEN_FIREWALL_CONTROL_H
#define TOKEN_FIREWALL_CONTROL_H

#include "ns3/crypto-context.h"
#include "ns3/firewall-control.h"
#include "ns3/media-token.h"
#include "ns3/nstime.h"
#include "ns3/token-keys.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{

/**
 * \ingroup firewall
 * Controls firewalls without a word to them: it makes tokens, the parties carry them in RTCP, and
 * the firewalls on their way check them (TokenGate). Firewalls and this share keys and nothing
 * else.
 *
 * Enable() makes two tokens for each stream, one for each party, and hands out TokenGrant octets.
 * Asked again about a stream that has not changed it hands out the same ones, unless less than half
 * of their lifetime is left; then, and for a stream that has changed, it makes new ones, which take
 * the place of the old ones at the firewalls. A stream on hold at an address or port of zero gets
 * none. Reserve() can make none, as it takes both parties' ends.
 *
 * A call that lasts longer than a token's lifetime needs a new one, and tokens come by signaling
 * alone: its parties have to exchange descriptions before (session timers do, RFC 4028).
 *
 * Release() forgets the call here. The tokens are out: what they opened closes when a party says
 * so, falls silent, or the token expires.
 */
class TokenFirewallControl : public FirewallControl
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    TokenFirewallControl();
    ~TokenFirewallControl() override;

    /**
     * \param keys the keys; that of attribute KeyId is used
     */
    void SetKeys(const TokenKeys& keys);

    /**
     * Closing secrets come from a random stream.
     * \param stream its number
     * \return how many streams are used: 1
     */
    virtual int64_t AssignStreams(int64_t stream);

    void Reserve(const std::string& call,
                 const std::vector<MediaStreamEnds>& streams,
                 Done done) override;
    void Enable(const std::string& call,
                const std::vector<MediaStreamEnds>& streams,
                Done done) override;
    void Release(const std::string& call) override;

    /// \return number of tokens made
    uint64_t GetIssuedCount() const;

    /// \return number of calls that have tokens and were not released
    std::size_t GetCallCount() const;

    /**
     * Signature of the trace source TokenIssued.
     * \param sequence the token's sequence number
     * \param token the token
     */
    typedef void (*TokenIssuedTracedCallback)(uint64_t sequence, const MediaToken& token);

  protected:
    void DoDispose() override;

  private:
    /// The tokens of a stream.
    struct Pair
    {
        MediaStreamEnds ends;          //!< where the parties receive
        Time renewal;                  //!< from when on it is time for new ones
        std::vector<uint8_t> toCaller; //!< octets of a TokenGrant; empty while on hold
        std::vector<uint8_t> toCallee; //!< octets of a TokenGrant; empty while on hold
    };

    /**
     * Makes the tokens of a stream.
     * \param call names the call
     * \param number of the stream
     * \param ends where the parties receive
     * \param work gets what is done
     * \return the tokens, or why there are none
     */
    tl::expected<Pair, FirewallError> Make(const std::string& call,
                                           uint8_t number,
                                           const MediaStreamEnds& ends,
                                           Work& work);

    TokenKeys m_keys;                                 //!< shared with firewalls
    uint16_t m_keyId{1};                              //!< attribute KeyId
    Time m_lifetime;                                  //!< attribute Lifetime
    uint32_t m_maxCalls{100000};                      //!< attribute MaxCalls
    int64_t m_stream{0};                              //!< random stream
    std::shared_ptr<CryptoContext> m_context;         //!< computes
    uint64_t m_sequence{0};                           //!< of the last token
    std::map<std::string, std::vector<Pair>> m_calls; //!< tokens by call, in order of the streams
    TracedCallback<uint64_t, const MediaToken&> m_issuedTrace; //!< TokenIssued
};

} // namespace ns3

#endif // TOKEN_FIREWALL_CONTROL_H
