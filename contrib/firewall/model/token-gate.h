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
 * them, for both parties' tokens. A newer token (by its sequence number) for the same stream of the
 * same call takes the place of the older one, under whatever key of its maker; what both are for
 * stays open. Where a newer one closes, what older ones opened is closed too. A packet with a good
 * token passes, as another firewall may wait for it; one with a bad token is dropped. Where a
 * token's key is not known the gate has no say.
 *
 * What costs little comes first: form, key id, expiry, the packet's own addresses and ports, what
 * is remembered of the stream. Only then its code is computed, at most ChecksPerSecond times on
 * average. A token whose very octets were found good before is not computed again, and tokens of
 * remembered streams have a budget of their own, as large, of which each stream gets
 * ChecksPerStream: who floods a firewall with forged tokens neither ends the calls under way nor
 * hinders their renewal and closing, unless he has seen a token of the very call.
 *
 * One pair of tokens is remembered of each stream, the newest; all that are older are refused. It
 * is remembered, closed or not, until the last of the stream's tokens that were seen expires, so
 * that no closed one opens anything again. A newer one needs no more room; a stream for which there
 * is no room is refused. This takes makers whose sequence numbers never go back, also from one key
 * to the next, and whose later tokens do not expire before earlier ones that nobody has shown.
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
    /// Names a stream: maker, digest of the call, number.
    using Stream = std::tuple<uint16_t, std::array<uint8_t, 8>, uint8_t>;

    /// How many checks may be made.
    struct Credit
    {
        double amount{0};    //!< checks
        Time time;           //!< as of when
        bool isKnown{false}; //!< whether both are set
    };

    /// What is remembered of the newest tokens of a stream.
    struct Memory
    {
        uint64_t sequence{0};                       //!< the highest one seen
        uint64_t expiry{0};                         //!< the latest one seen, in ms
        bool isClosed{false};                       //!< they open nothing again
        std::array<uint8_t, 16> commitment{};       //!< which both parties' tokens share
        std::array<std::vector<uint8_t>, 2> octets; //!< of good ones, by holder
        std::map<MediaFlow, uint64_t> pinholes;     //!< ids
        Credit credit;                              //!< for the checks of its tokens
    };

    /// What is known of a token that comes.
    struct Case
    {
        MediaFilter& filter;         //!< the filter
        const ShownToken& shown;     //!< the token
        std::vector<uint8_t> octets; //!< of the token
        Stream stream;               //!< what it is remembered by
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
     * \return what is remembered of its stream; null if nothing is
     */
    Memory* Find(const Case& each);

    /**
     * \param memory what is remembered of a stream
     * \param token a token of the stream
     * \return whether it is the one remembered, or that of the other party
     */
    static bool IsPair(const Memory& memory, const MediaToken& token);

    /**
     * Remembers a token as the newest of its stream.
     * \param each what comes: of a stream that is not remembered, or newer than what is
     * \return what is remembered of it from now on, not closed; null if there is no room
     */
    Memory* Remember(const Case& each);

    /**
     * Opens pinholes, or keeps them open; closes those that the token is not for. If one cannot be
     * opened, none is.
     * \param each what comes
     * \param memory what is remembered of it
     * \return whether all are open
     */
    bool OpenPinholes(const Case& each, Memory& memory);

    /**
     * \param filter the filter
     * \param memory whose pinholes are closed
     */
    static void ClosePinholes(MediaFilter& filter, Memory& memory);

    /**
     * Forgets what has expired.
     * \param now the time
     */
    void Forget(Time now);

    /**
     * \param memory what is remembered of the token's stream; null if nothing is
     * \param now the time
     * \return whether one more check may be made
     */
    bool TakeCredit(Memory* memory, Time now);

    /**
     * Counts and tells.
     * \param outcome what became of a token
     * \param token the token
     * \return the outcome
     */
    TokenOutcome Tell(TokenOutcome outcome, const MediaToken& token);

    TokenKeys m_keys;                                 //!< good ones
    std::shared_ptr<CryptoContext> m_context;         //!< computes; draws no random numbers
    Time m_pinholeLifetime;                           //!< attribute PinholeLifetime
    Time m_idleTimeout;                               //!< attribute IdleTimeout
    Time m_maxLifetime;                               //!< attribute MaxLifetime
    uint32_t m_maxTokens{65536};                      //!< attribute MaxTokens
    uint32_t m_checksPerSecond{2000};                 //!< attribute ChecksPerSecond
    uint32_t m_checksPerStream{20};                   //!< attribute ChecksPerStream
    uint32_t m_burst{200};                            //!< attribute Burst
    Credit m_newCredit;                               //!< for streams that are not remembered
    Credit m_knownCredit;                             //!< for those that are
    uint64_t m_checks{0};                             //!< codes computed
    uint64_t m_floor{0};                              //!< unknown tokens that expire until then, in
                                                      //!< ms, may be closed ones
    std::map<Stream, Memory> m_memory;                //!< of tokens
    std::set<std::pair<uint64_t, Stream>> m_expiries; //!< in their order, in ms
    std::array<uint64_t, TOKEN_OUTCOMES> m_counts{};  //!< by outcome
    TracedCallback<TokenOutcome, const MediaToken&> m_judgedTrace; //!< TokenJudged
};

} // namespace ns3

#endif // TOKEN_GATE_H
