// SPDX-License-Identifier: GPL-2.0-only

#ifndef TOKEN_GATE_H
#define TOKEN_GATE_H

#include "ns3/crypto-context.h"
#include "ns3/media-token.h"
#include "ns3/nstime.h"
#include "ns3/packet-inspector.h"
#include "ns3/token-keys.h"
#include "ns3/token-outcome.h"
#include "ns3/traced-callback.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <tl/expected.hpp>
#include <tuple>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * \ingroup firewall
 * Opens and closes the pinholes of a filter for the tokens that it sees in RTCP (MediaToken). It
 * shares keys with whoever makes tokens, and nothing else. One gate serves one filter.
 *
 * A good token opens the RTP and RTCP of its stream, both ways; seen again it keeps them open, for
 * PinholeLifetime each time and never beyond the token's expiry. With the closing secret it closes
 * them, for both parties' tokens. A newer token for the same stream of the same call takes the
 * place of the older one. A packet with a good token passes, as another firewall may wait for it;
 * one with a bad token is dropped. Where a token's key is not known the gate has no say.
 *
 * What costs little comes first: form, key id, expiry, the packet's own addresses and ports, what
 * is remembered of the token. Only then its code is computed, at most ChecksPerSecond times on
 * average. A token whose very octets were found good before is not computed again, so that who
 * floods a firewall with forged ones does not end the calls under way.
 *
 * All tokens that were opened are remembered until they expire, closed or not, so that a closed one
 * opens nothing again. If there is no room for another one it is refused.
 */
class TokenGate : public PacketInspector
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    TokenGate();
    ~TokenGate() override;

    /**
     * \param keys the keys that are good from now on
     */
    void SetKeys(const TokenKeys& keys);

    Verdict Inspect(MediaFilter& filter,
                    const MediaFlow& flow,
                    const uint8_t* payload,
                    std::size_t size,
                    Time now,
                    Work& work) override;

    /**
     * \param outcome what became of tokens
     * \return number of tokens, each time they were seen
     */
    uint64_t GetCount(TokenOutcome outcome) const;

    /// \return number of codes computed
    uint64_t GetCheckCount() const;

    /// \return number of streams whose tokens are remembered
    std::size_t GetRememberedCount() const;

    /**
     * Signature of the trace source TokenJudged.
     * \param outcome what became of it
     * \param token the token; all zeros with Malformed
     */
    typedef void (*TokenJudgedTracedCallback)(TokenOutcome outcome, const MediaToken& token);

    /// How many tokens a packet may carry.
    static constexpr std::size_t MAX_TOKENS = 4;

  protected:
    void DoDispose() override;

  private:
    /// Names what is remembered: key id and commitment, which the tokens of both parties share.
    using Name = std::pair<uint16_t, std::array<uint8_t, 16>>;
    /// Names a stream: key id, digest of the call, number.
    using Stream = std::tuple<uint16_t, std::array<uint8_t, 8>, uint8_t>;

    /// What is remembered of the tokens of a stream.
    struct Memory
    {
        uint64_t sequence{0};                       //!< the highest one seen
        uint64_t expiry{0};                         //!< in ms
        bool isClosed{false};                       //!< nothing opens it again
        Stream stream;                              //!< whose they are
        std::array<std::vector<uint8_t>, 2> octets; //!< of good ones, by holder
        std::map<MediaFlow, uint64_t> pinholes;     //!< ids
    };

    /// What is known of a token that comes.
    struct Case
    {
        MediaFilter& filter;         //!< the filter
        const ShownToken& shown;     //!< the token
        std::vector<uint8_t> octets; //!< of the token
        Name name;                   //!< what it is remembered by
        Time now;                    //!< the time
    };

    /**
     * \param filter the filter
     * \param shown a token
     * \param flow how it came
     * \param now the time
     * \param work gets what is done
     * \return what becomes of it
     */
    TokenOutcome Judge(MediaFilter& filter,
                       const ShownToken& shown,
                       const MediaFlow& flow,
                       Time now,
                       Work& work);

    /**
     * What is checked without computing anything.
     * \param token a token
     * \param flow how it came
     * \param now the time
     * \return nothing, or what is wrong
     */
    tl::expected<void, TokenOutcome> CheckCheaply(const MediaToken& token,
                                                  const MediaFlow& flow,
                                                  Time now) const;

    /**
     * Checks code and proof.
     * \param each what comes
     * \param work gets what is done
     * \return nothing, or what is wrong
     */
    tl::expected<void, TokenOutcome> Compute(const Case& each, Work& work);

    /**
     * Opens or refreshes.
     * \param each what comes, and is good
     * \return what becomes of it
     */
    TokenOutcome Open(const Case& each);

    /**
     * Closes.
     * \param each what comes, and is good
     * \return what becomes of it
     */
    TokenOutcome Close(const Case& each);

    /**
     * \param each what comes
     * \return what is remembered of it from now on; null if there is no room
     */
    Memory* Remember(const Case& each);

    /**
     * Opens pinholes, or keeps them open.
     * \param each what comes
     * \param memory what is remembered of it
     * \return whether all are open
     */
    bool OpenPinholes(const Case& each, Memory& memory);

    /**
     * \param filter the filter
     * \param memory whose pinholes are closed
     * \param isReplaced whether others take their place
     */
    static void ClosePinholes(MediaFilter& filter, Memory& memory, bool isReplaced);

    /**
     * Forgets what has expired.
     * \param now the time
     */
    void Forget(Time now);

    /**
     * \param now the time
     * \return whether one more check may be made
     */
    bool TakeCredit(Time now);

    /**
     * Counts and tells.
     * \param outcome what became of a token
     * \param token the token
     * \return the outcome
     */
    TokenOutcome Tell(TokenOutcome outcome, const MediaToken& token);

    TokenKeys m_keys;                                //!< good ones
    std::shared_ptr<CryptoContext> m_context;        //!< computes; draws no random numbers
    Time m_pinholeLifetime;                          //!< attribute PinholeLifetime
    Time m_idleTimeout;                              //!< attribute IdleTimeout
    Time m_maxLifetime;                              //!< attribute MaxLifetime
    uint32_t m_maxTokens{65536};                     //!< attribute MaxTokens
    uint32_t m_checksPerSecond{2000};                //!< attribute ChecksPerSecond
    uint32_t m_burst{200};                           //!< attribute Burst
    double m_credit{0};                              //!< checks that may be made
    Time m_creditTime;                               //!< as of when
    bool m_hasCredit{false};                         //!< whether both are set
    uint64_t m_checks{0};                            //!< codes computed
    uint64_t m_floor{0};                             //!< unknown tokens that expire until then, in
                                                     //!< ms, may be closed ones
    std::map<Name, Memory> m_memory;                 //!< of tokens
    std::set<std::pair<uint64_t, Name>> m_expiries;  //!< in their order, in ms
    std::map<Stream, Name> m_streams;                //!< the newest of each stream
    std::array<uint64_t, TOKEN_OUTCOMES> m_counts{}; //!< by outcome
    TracedCallback<TokenOutcome, const MediaToken&> m_judgedTrace; //!< TokenJudged
};

} // namespace ns3

#endif // TOKEN_GATE_H
