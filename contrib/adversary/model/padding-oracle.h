// SPDX-License-Identifier: GPL-2.0-only
#ifndef PADDING_ORACLE_H
#define PADDING_ORACLE_H

#include "ns3/attacker-host.h"
#include "ns3/envelope-editor.h"
#include "ns3/octets.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ns3
{

/**
 * @ingroup adversary
 * Reads an envelope whose content is encrypted with AES-CBC, without any key: sends it again and
 * again to a server that can open it, each time changed a little, and tells from the answers
 * whether the padding was right (S. Vaudenay, "Security Flaws Induced by CBC Padding", 2002; the
 * same for keys: RFC 3218). Each right guess gives one octet. Servers that answer all failures
 * alike say nothing, and what AES-GCM protects cannot be changed.
 *
 * An attempt is one envelope; a gain a session description that was found (ReadDescription).
 */
class PaddingOracle : public AttackerHost
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /// How far it is.
    enum class State
    {
        Idle,        ///< not begun
        Asking,      ///< queries are under way
        Found,       ///< everything was found
        NoOracle,    ///< answers do not tell anything, or the content is not CBC
        OutOfQueries ///< MaxQueries were not enough
    };

    /**
     * Begins. One envelope at a time.
     *
     * @param envelope ContentInfo in DER, as it was overheard
     * @param caller the name in From
     * @param target the Request-URI and To
     * @param nextHop the server that is asked
     * @param label its host name, for the label; empty: no label
     */
    void Ask(const Octets& envelope,
             const SipUri& caller,
             const SipUri& target,
             const SipUri& nextHop,
             const std::string& label);
    /** @return how far it is */
    State GetState() const;
    /** @return number of requests sent */
    uint32_t GetQueryCount() const;
    /** @return what was found so far, without padding once it is everything */
    const Octets& GetFound() const;

  private:
    /// What the answer to a query means for the search.
    using Meaning = void (PaddingOracle::*)(bool isPadded);

    /** Sends a query: the block that is searched, behind an initialization vector. */
    void Query(const Octets& vector, Meaning then);
    /** The envelope was sent as it is, or with a wrong vector: how do the answers look? */
    void OnCalibrated(const std::string& answer);
    /** Sends the next guess, or goes on to the next octet or block. */
    void Guess();
    /** A guess was answered. @param isPadded whether the padding was right */
    void OnGuess(bool isPadded);
    /** The guess of a last octet was tried in another surrounding. */
    void OnConfirmed(bool isPadded);
    /** An octet was found. */
    void Accept();
    /** It is over. @param state how */
    void Finish(State state);
    /** @return the vector of the present guess */
    Octets MakeVector() const;

    Octets m_envelope;             ///< as it was overheard
    EnvelopeEditor::Parts m_parts; ///< of it
    SipUri m_caller;               ///< From
    SipUri m_target;               ///< Request-URI
    SipUri m_nextHop;              ///< the server
    std::string m_label;           ///< its host name
    State m_state{State::Idle};    ///< how far it is
    uint32_t m_maxQueries{0};      ///< attribute MaxQueries
    uint32_t m_maxBlocks{0};       ///< attribute MaxBlocks
    uint32_t m_queries{0};         ///< sent
    std::string m_failure;         ///< how the answer to a wrong padding looks
    uint32_t m_calibrated{0};      ///< answers to it
    std::size_t m_block{0};        ///< block that is searched
    std::size_t m_place{15};       ///< octet that is searched in it
    uint32_t m_guess{0};           ///< number of the guess
    Octets m_middle;               ///< block after decryption, before the vector is added
    Octets m_found;                ///< what was found
};

} // namespace ns3

#endif // PADDING_ORACLE_H
