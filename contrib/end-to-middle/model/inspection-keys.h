// SPDX-License-Identifier: GPL-2.0-only

#ifndef INSPECTION_KEYS_H
#define INSPECTION_KEYS_H

#include "ns3/cek-store.h"
#include "ns3/cek-use.h"
#include "ns3/kek-recipient.h"
#include "ns3/octets.h"
#include "ns3/sip-message.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ns3
{

struct SmimeReading;

/**
 * \ingroup end-to-middle
 * The content-encryption keys that a server has read and keeps for what refers to them, and the
 * calls they belong to. A call's keys go with its last dialog, 32 s after its failure, or when they
 * have expired.
 */
class InspectionKeys
{
  public:
    /// What is to be done about a call that may be over.
    struct Ending
    {
        std::string scope; //!< the call
        int64_t since{0};  //!< when it failed, in ns
    };

    /// How long the keys of a failed call are kept, in s: 64*T1, another branch may still answer.
    static constexpr int64_t FAILURE_LINGER_S = 32;

    /// Dialogs of one call that are followed at most; a callee may answer with ever new tags.
    static constexpr std::size_t MAX_DIALOGS = 64;

    /**
     * Loses all keys.
     * \param lifetime how long keys are kept from now on, in ns
     * \param capacity how many are kept; more are refused
     * \param callsPerSource how many calls one source may have keys of (RFC 3185 section 6)
     */
    void Reset(int64_t lifetime, std::size_t capacity, std::size_t callsPerSource);

    /// \return number of keys
    std::size_t GetSize() const;

    /**
     * \param request a request, or the request that is answered
     * \return the scope of its keys: that of the call it belongs to if there are keys, else the one
     * it would begin
     */
    std::string FindScope(const SipMessage& request) const;

    /**
     * \param scope a call
     * \param references what a message refers to
     * \param now simulated time in ns
     * \return the key of one of them
     */
    std::optional<KekRecipient> Find(const std::string& scope,
                                     const std::vector<Octets>& references,
                                     int64_t now);

    /**
     * \param request a request, or the request that is answered
     * \param now simulated time in ns
     * \return the key that both ends of its call share with this server: the last one that a
     * request brought, else a response, as both have read what was asked before anything else is
     * said
     */
    std::optional<KekRecipient> FindShared(const SipMessage& request, int64_t now);

    /**
     * Stores the key that a message introduced, and counts the use of the one it was under. The key
     * of a new call is not stored if its source has too many already.
     * \param scope the call
     * \param source who sent the message
     * \param reading what was read, with its key
     * \param isRequest whether a request carried it
     * \param now simulated time in ns
     * \return the keys
     */
    CekUse Take(const std::string& scope,
                const std::string& source,
                const SmimeReading& reading,
                bool isRequest,
                int64_t now);

    /**
     * Notes another attempt at a call, and the dialog of a key that came in an ACK.
     * \param request a request, after its body was read
     * \param now simulated time in ns
     */
    void FollowRequest(const SipMessage& request, int64_t now);

    /**
     * Follows the beginning and end of dialogs.
     * \param response a final response that was sent to the one who asked
     * \param request the request it answers
     * \param now simulated time in ns
     * \return set if the call has failed: ForgetFailed() is to be called after FAILURE_LINGER_S
     */
    std::optional<Ending> FollowDialog(const SipMessage& response,
                                       const SipMessage& request,
                                       int64_t now);

    /**
     * Forgets a call that made no dialog.
     * \param ending its scope, and when it failed: newer keys and INVITEs belong to another attempt
     */
    void ForgetFailed(const Ending& ending);

  private:
    /// A call the server has keys of.
    struct Call
    {
        std::set<std::string> dialogs; //!< callees' tags of dialogs that were made
        int64_t lastKey{0};            //!< when a key was stored last, in ns
        int64_t lastAttempt{0};        //!< when an INVITE came last, in ns
        std::string source;            //!< who sent the first key
        Octets byRequest;              //!< reference of the last key that a request brought
        Octets byResponse;             //!< reference of the last key that a response brought
    };

    /// Calls by scope.
    using Calls = std::map<std::string, Call>;

    /**
     * Forgets a call and its keys.
     * \param call the call
     * \return the one behind it
     */
    Calls::iterator Drop(Calls::iterator call);

    /**
     * \param source who sent the key of a new call
     * \param now simulated time in ns
     * \return whether it may have keys of another call
     */
    bool HasRoom(const std::string& source, int64_t now);

    /**
     * Drops calls whose keys are all expired.
     * \param now simulated time in ns
     */
    void DropExpired(int64_t now);

    CekStore m_store;                             //!< keys kept for reuse
    Calls m_calls;                                //!< calls with keys
    std::map<std::string, std::size_t> m_sources; //!< number of calls with keys, by source
    int64_t m_lifetime{0};                        //!< how long keys are kept, in ns
    int64_t m_nextExpiry{0};                      //!< no call's keys expire earlier, in ns
    std::size_t m_callsPerSource{0};              //!< how many calls a source may have keys of
};

} // namespace ns3

#endif // INSPECTION_KEYS_H
