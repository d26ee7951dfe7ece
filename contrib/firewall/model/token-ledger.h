// SPDX-License-Identifier: GPL-2.0-only

#ifndef TOKEN_LEDGER_H
#define TOKEN_LEDGER_H

#include "ns3/media-token.h"
#include "ns3/object.h"
#include "ns3/token-firewall-control.h"
#include "ns3/token-gate.h"
#include "ns3/token-outcome.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

namespace ns3
{

/**
 * \ingroup firewall
 * What became of every token that was made. At any time
 *
 *     issued = used + refused + expired unused + not used yet
 *
 * A token is used once any firewall has found it good, refused if one or more have seen it and none
 * of them has. That somebody showed it from elsewhere counts as refused, until its holder uses it.
 * It listens to traces, and changes nothing.
 *
 * The count of each fate is kept as tokens change theirs; IsBalanced() counts anew, token by token,
 * and compares. It fails, too, if a token was made twice, or found good though nobody had made it
 * or though it had expired.
 */
class TokenLedger : public Object
{
  public:
    /// What became of a token.
    enum class Fate
    {
        Used,          //!< a firewall found it good
        Refused,       //!< firewalls saw it, none found it good
        ExpiredUnused, //!< no firewall saw it before it expired
        Unused,        //!< no firewall has seen it yet
    };

    /// How many fates there are.
    static constexpr std::size_t FATES = 4;

    /// \return the TypeId
    static TypeId GetTypeId();

    /// \param control makes tokens
    void WatchControl(Ptr<TokenFirewallControl> control);

    /// \param gate judges tokens
    void WatchGate(Ptr<TokenGate> gate);

    /// \return number of tokens made
    uint64_t GetIssuedCount() const;

    /**
     * \param fate what became of tokens
     * \return number of them, as of now
     */
    uint64_t GetCount(Fate fate) const;

    /// \return how often a firewall saw a token that nobody had made
    uint64_t GetForeignCount() const;

    /// \return how often a firewall found a token good that nobody had made: never, it is hoped
    uint64_t GetForeignUsedCount() const;

    /// \return how often a firewall found a token good that had expired: never, it is hoped
    uint64_t GetLateUsedCount() const;

    /// \return whether every token is accounted for, and none was made twice or used in vain
    bool IsBalanced() const;

    /**
     * Hears of a token that was made; WatchControl() sees to that.
     * \param sequence the token's sequence number
     * \param token the token
     */
    void OnIssued(uint64_t sequence, const MediaToken& token);

    /**
     * Hears of a token that was judged; WatchGate() sees to that.
     * \param outcome what a firewall makes of a token
     * \param token the token
     */
    void OnJudged(TokenOutcome outcome, const MediaToken& token);

  private:
    /// What is known of a token.
    struct Entry
    {
        MediaToken token;      //!< the token
        bool isUsed{false};    //!< found good
        bool isRefused{false}; //!< found bad
    };

    /// Names a token: what it commits to, and its holder.
    using Name = std::pair<std::array<uint8_t, 16>, MediaToken::Holder>;

    /// Counts those as expired that are over and were not seen.
    void Settle() const;

    /**
     * \param from what became of a token so far
     * \param to what becomes of it now
     */
    void Move(Fate from, Fate to) const;

    /**
     * \param entry a token
     * \return what became of it, from what is known of itself
     */
    static Fate Tell(const Entry& entry);

    std::map<Name, Entry> m_entries;                     //!< of tokens made
    uint64_t m_issued{0};                                //!< tokens
    uint64_t m_foreign{0};                               //!< judgements
    uint64_t m_foreignUsed{0};                           //!< judgements
    uint64_t m_lateUsed{0};                              //!< judgements
    mutable std::array<uint64_t, FATES> m_counts{};      //!< tokens by fate, as of the last look
    mutable std::set<std::pair<uint64_t, Name>> m_fresh; //!< not seen yet, by expiry in ms
};

} // namespace ns3

#endif // TOKEN_LEDGER_H
