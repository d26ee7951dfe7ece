// SPDX-License-Identifier: GPL-2.0-only

#ifndef FORK_CALL_H
#define FORK_CALL_H

#include "credential-office.h"
#include "fork-network.h"
#include "key-archive.h"

#include "ns3/nstime.h"
#include "ns3/sip-message-trace.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/// How the bodies of a forked call are protected.
struct ForkCallOptions
{
    std::string strategy{"dialog"};       ///< one of GetStrategies()
    std::string branchKeys{"own"};        ///< "own" or "shared": the telephones' private keys
    std::string answeredBy{"first"};      ///< "first" or "last" telephone that rings
    std::string cipher{"aes-128-gcm"};    ///< how contents are encrypted
    std::string placement{"unprotected"}; ///< where CEKReference stands
    uint64_t maxDecrypts{32};             ///< CEKMaxDecrypts
    bool unsignedBodies{false};           ///< whether bodies are not signed

    /// @return the words of --strategy
    static const std::vector<std::string>& GetStrategies();
};

/**
 * A call that Bob's proxy forks to all his telephones; one is answered. After that Alice sends a
 * re-INVITE, then Bob does, then she hangs up. Each body that the two exchange is tried with what
 * every other party holds.
 */
class ForkCall
{
  public:
    /// A body that Alice and the answering telephone exchanged.
    struct Body
    {
        std::string kind;   ///< "offer", "answer", "fresh-offer", "fresh-answer", "caller-offer",
                            ///< "callee-answer", "callee-offer" or "caller-answer"
        std::string sender; ///< who wrote it
        Time time;          ///< when it was sent
        uint64_t octets{0}; ///< its length
        std::vector<std::string> readers; ///< who else could read it
    };

    /// What a call cost, all hosts together.
    struct Cost
    {
        uint64_t messages{0};     ///< SIP messages sent, on all hops
        uint64_t messageBytes{0}; ///< their octets
        uint64_t wireBytes{0};    ///< octets of IP packets, on all hops
        uint64_t publicKey{0};    ///< operations with public keys
        uint64_t privateKey{0};   ///< operations with private keys
        Time processor;           ///< processor time
        Time setup;               ///< from Alice's wish to the call being established
        Time session;             ///< from Alice's wish to the answer that the session goes on with
    };

    /**
     * Run one call. The simulator is left for the caller to destroy.
     *
     * @param network the hosts
     * @param office gives credentials
     * @param options how bodies are protected
     * @return what happened, or a line that says what is wrong
     */
    [[nodiscard]] static tl::expected<ForkCall, std::string> Run(ForkNetwork& network,
                                                                 CredentialOffice& office,
                                                                 const ForkCallOptions& options);

    /**
     * Get the bodies, in the order in which they were sent.
     *
     * @return the bodies
     */
    const std::vector<Body>& GetBodies() const;

    /**
     * Count the telephones that did not answer and could read a body.
     *
     * @param kind the body's kind
     * @return how many; nothing if there was no such body
     */
    std::optional<uint64_t> CountBranches(const std::string& kind) const;

    /**
     * Get what the call cost.
     *
     * @return the cost
     */
    const Cost& GetCost() const;

    /**
     * Get what an outsider needs.
     *
     * @return keys and reads
     */
    KeyArchive& GetArchive();

  private:
    ForkCall() = default;

    /**
     * @param network the hosts
     * @param office gives credentials
     * @param options how bodies are protected
     * @return nothing, or a line that says what is wrong
     */
    tl::expected<void, std::string> Equip(ForkNetwork& network,
                                          CredentialOffice& office,
                                          const ForkCallOptions& options);

    /**
     * Look at all that was sent, as everybody.
     *
     * @param office gives credentials
     * @param network the hosts
     * @param trace what was sent
     * @param tag tag of the telephone that answered
     * @return nothing, or a line that says what is wrong
     */
    tl::expected<void, std::string> Observe(CredentialOffice& office,
                                            const ForkNetwork& network,
                                            const SipMessageTrace& trace,
                                            const std::string& tag);

    std::map<std::string, CredentialOffice::Subject> m_subjects; ///< by host
    std::string m_answerer;                                      ///< who answers
    std::vector<Body> m_bodies;                                  ///< see GetBodies()
    Cost m_cost;                                                 ///< see GetCost()
    KeyArchive m_archive;                                        ///< see GetArchive()
};

} // namespace ns3

#endif // FORK_CALL_H
