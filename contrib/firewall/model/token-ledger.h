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

    /// \return whether every token is accounted for, and none was made twice
    bool IsBalanced() const;

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

    /**
     * \param sequence of a token that was made
     * \param token the token
     */
    void OnIssued(uint64_t sequence, const MediaToken& token);

    /**
     * \param outcome what a firewall makes of a token
     * \param token the token
     */
    void OnJudged(TokenOutcome outcome, const MediaToken& token);

    std::map<Name, Entry> m_entries; //!< of tokens made
    uint64_t m_issued{0};            //!< tokens
    uint64_t m_foreign{0};           //!< judgements
    uint64_t m_foreignUsed{0};       //!< judgements
};

} // namespace ns3

#endif // TOKEN_LEDGER_H
