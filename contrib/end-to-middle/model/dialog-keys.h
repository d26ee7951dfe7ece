// SPDX-License-Identifier: GPL-2.0-only

#ifndef DIALOG_KEYS_H
#define DIALOG_KEYS_H

#include "ns3/cek-event.h"
#include "ns3/cek-reuse-strategy.h"
#include "ns3/cek-store.h"
#include "ns3/kek-recipient.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * The rules by which a user agent goes on with a key or makes a new one.
 */
struct DialogKeyRules
{
    int64_t expiry{3600000000000}; //!< nanoseconds after which no sender uses a key any more
    bool renewAfterFork{true};     //!< whether a key that several callees got is not gone on with
    CekReuse reuse{CekReuse::MaxDecrypts}; //!< in which way keys are used again
    uint32_t maxDecrypts{32};              //!< CEKMaxDecrypts of our keys, with MaxDecrypts only
    CekStoreLimits limits{};               //!< what is held at most; lifetime follows from expiry
    bool bindsToCall{true};                //!< whether a key opens messages of its own call only
};

/**
 * \ingroup end-to-middle
 * How the next message of a dialog is keyed.
 */
struct CekPlan
{
    std::optional<KekRecipient> kek; //!< the key it goes under; nothing: public keys
    std::set<std::string> holders;   //!< host names of the servers that have that key
    /// The key it brings for later messages; whoever follows the plan fills in the reference.
    std::optional<CekAttributes> introduced;
};

/**
 * \ingroup end-to-middle
 * The keys of a user agent's dialogs, and which of them it may send under.
 *
 * A scope is one INVITE and all dialogs it makes: Call-ID and the tag of its sender. That is all
 * the caller knows when the INVITE's key is made, and it is the same at both ends. Forked dialogs
 * share it, as they do share the key.
 *
 * Receiving is lenient and sending is strict (RFC 3185 section 5: CEKMaxDecrypts binds the
 * originator and is a hint to the recipient). What is received under a key opens as long as the
 * store has the key. What is sent goes under a key only if it is usable and the strategy
 * (CekReuseStrategy) chooses it.
 */
class DialogKeys
{
  public:
    /// Time a receiver keeps a key longer than a sender uses it, in ns: a transaction's 64*T1.
    static constexpr int64_t GRACE = 32000000000;

    /**
     * \param rules when to renew
     */
    explicit DialogKeys(const DialogKeyRules& rules = {});

    /// Where a key came from.
    struct Origin
    {
        bool byPeer{false}; //!< the peer has it, for he sent it; else that is seen when he uses it
        bool inDialog{false}; //!< it was sent inside a dialog, so that one peer only was given it
        std::set<std::string> servers; //!< host names of the servers that were given it
        bool inResponse{false};        //!< whether an answer brought it; else a request
    };

    /**
     * A key was introduced in the scope, by us or by the peer; it becomes the current one. Nothing
     * happens if the store refuses it (see CekStore::Put()).
     * \param scope the dialog
     * \param attributes the reference and the number of later messages
     * \param cek the key
     * \param origin where it came from
     * \param now simulated time in ns
     */
    void Introduce(const std::string& scope,
                   const CekAttributes& attributes,
                   const Secret& cek,
                   const Origin& origin,
                   int64_t now);

    /**
     * \param scope the dialog
     * \param isRequest whether a request is about to be sent, which an answer will follow; else an
     * answer
     * \param now simulated time in ns
     * \return how to key it. A key is gone on with only if the strategy says so, the peer is known
     * to have it, and it is neither expired, nor lost, nor shared by a fork, nor out of use.
     */
    CekPlan PlanSending(const std::string& scope, bool isRequest, int64_t now);

    /**
     * \param scope the dialog
     * \param references the references a received message has
     * \param now simulated time in ns
     * \return the first of them that is known
     */
    std::optional<KekRecipient> FindForOpening(const std::string& scope,
                                               const std::vector<Octets>& references,
                                               int64_t now);

    /**
     * A message went under a key, or one opened. That the peer sent it shows that he has the key.
     * \param scope the dialog
     * \param reference the key's reference
     * \param byPeer whether the peer sent it
     * \param now simulated time in ns
     */
    void Count(const std::string& scope, const Octets& reference, bool byPeer, int64_t now);

    /**
     * A message of the peer shows that he got one of ours: a response our request, a request in
     * the dialog our response. If he reuses keys at all (he has brought one, or gone under one), he
     * has the keys these brought.
     * \param scope the dialog
     * \param byResponse whether his message is a response
     */
    void Confirm(const std::string& scope, bool byResponse);

    /**
     * The keys there are go out of use in a dialog: the next message brings a new one. They still
     * open what comes.
     * \param scope the dialog
     */
    void Retire(const std::string& scope);

    /**
     * The peer, or a server, said that it does not have a key: it is not sent under any more.
     * \param scope the dialog
     * \param reference the key's reference
     */
    void MarkLost(const std::string& scope, const Octets& reference);

    /**
     * A peer of the scope was heard of: a second one means that the INVITE was forked.
     * \param scope the dialog
     * \param tag the peer's tag
     */
    void AddPeer(const std::string& scope, const std::string& tag);

    /**
     * The call has ended, or the attempt has failed: all keys of its scope go.
     * \param scope the dialog's scope
     */
    void Forget(const std::string& scope);

    /**
     * \param scope the dialog
     * \param reference a key's reference
     * \return host names of the servers that were given the key
     */
    std::set<std::string> GetServers(const std::string& scope, const Octets& reference) const;

    /// Loses all keys and their counts, as after a restart.
    void Clear();

    /**
     * \param rules when to renew; how long a receiver keeps keys changes only while none is held
     */
    void SetRules(const DialogKeyRules& rules);

    /// \return number of keys held
    std::size_t GetSize() const;

    /**
     * \param listener is told what happens to keys
     */
    void SetListener(std::function<void(const CekEvent&)> listener);

  private:
    /// What is known of a key besides the key.
    struct Key
    {
        std::optional<uint32_t> maxDecrypts; //!< as introduced
        uint32_t used{0};                    //!< messages that went or came under it
        int64_t introduced{0};               //!< when, in ns
        bool isConfirmed{false};             //!< whether the peer is known to have it
        Origin origin;                       //!< where it came from
        bool isLost{false};                  //!< whether somebody said he has it no more
        bool isRetired{false};               //!< whether it is out of use
        uint64_t lastTouched{0};             //!< order in which keys were introduced or used last
    };

    /// One INVITE and the dialogs it made.
    struct Scope
    {
        std::map<Octets, Key> keys;  //!< by reference
        std::set<std::string> peers; //!< tags heard of
        bool doesPeerReuse{false};   //!< whether the peer has brought a key, or gone under one
    };

    /**
     * \param scope the dialog
     * \param key one of its keys
     * \param isRequest whether a request is about to be sent
     * \param now simulated time in ns
     * \return what a strategy is to know of it
     */
    CekState Judge(const Scope& scope, const Key& key, bool isRequest, int64_t now) const;

    /**
     * Tells the listener.
     * \param kind what happened
     * \param scope the dialog
     * \param reference the key's reference
     * \param byPeer whether the peer brought it
     */
    void Tell(CekEvent::Kind kind,
              const std::string& scope,
              const Octets& reference,
              bool byPeer) const;

    DialogKeyRules m_rules;                             //!< when to renew
    std::unique_ptr<const CekReuseStrategy> m_strategy; //!< in which way keys are used again
    CekStore m_store;                                   //!< the keys themselves
    std::map<std::string, Scope> m_scopes;              //!< by Call-ID and tag
    uint64_t m_touched{0};                              //!< counts introductions and uses
    std::function<void(const CekEvent&)> m_listener;    //!< is told what happens to keys
};

} // namespace ns3

#endif // DIALOG_KEYS_H
