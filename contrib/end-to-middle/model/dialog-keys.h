// SPDX-License-Identifier: GPL-2.0-only

#ifndef DIALOG_KEYS_H
#define DIALOG_KEYS_H

#include "ns3/cek-store.h"
#include "ns3/kek-recipient.h"

#include <cstdint>
#include <map>
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
 * store has the key. What is sent goes under the current key, the one introduced or opened last,
 * only if FindForSending() gives it.
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
     * \param uses how many messages are about to go under the key: 2 for a request, which needs
     * one more for its answer, 1 for a response
     * \param now simulated time in ns
     * \return the current key, if the peer is known to have it, as many uses are left of it, and it
     * is neither expired, nor lost, nor shared by a fork
     */
    std::optional<KekRecipient> FindForSending(const std::string& scope,
                                               uint32_t uses,
                                               int64_t now);

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

  private:
    /// What is known of a key besides the key.
    struct Key
    {
        uint32_t maxDecrypts{1}; //!< as introduced
        uint32_t used{0};        //!< messages that went or came under it
        int64_t introduced{0};   //!< when, in ns
        bool isConfirmed{false}; //!< whether the peer is known to have it
        Origin origin;           //!< where it came from
        bool isLost{false};      //!< whether somebody said he has it no more
    };

    /// One INVITE and the dialogs it made.
    struct Scope
    {
        std::map<Octets, Key> keys;  //!< by reference
        Octets current;              //!< introduced or opened last
        std::set<std::string> peers; //!< tags heard of
    };

    DialogKeyRules m_rules;                //!< when to renew
    CekStore m_store;                      //!< the keys themselves
    std::map<std::string, Scope> m_scopes; //!< by Call-ID and tag
};

} // namespace ns3

#endif // DIALOG_KEYS_H
