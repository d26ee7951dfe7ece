// SPDX-License-Identifier: GPL-2.0-only
#ifndef HELD_KEYS_H
#define HELD_KEYS_H

#include "ns3/credential.h"
#include "ns3/crypto-context.h"
#include "ns3/kek-recipient.h"
#include "ns3/mime-entity.h"
#include "ns3/object.h"
#include "ns3/octets.h"
#include "ns3/secret.h"
#include "ns3/sip-message.h"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup adversary
 * What attackers that work together can open: private keys that they have, and the content-
 * encryption keys that they came by and never forget, whatever dialog they were meant for
 * (RFC 3185, section 6; draft-ono-sipping-smime-keyreuse-01, section 4).
 */
class HeldKeys : public Object
{
  public:
    /// An envelope that was opened.
    struct Opened
    {
        Octets der;                             ///< the envelope
        Octets content;                         ///< a whole MIME entity
        Secret cek;                             ///< its content-encryption key
        bool byReuse{false};                    ///< whether a key of an earlier message opened it
        std::optional<KekRecipient> introduced; ///< what opens later messages, if it said so
    };

    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    HeldKeys();

    /** @param stream random stream for what the attackers encrypt, where they have no credential */
    void SetStream(int64_t stream);
    /**
     * @param context the library that the key was made in
     * @param credential whose messages they can read
     */
    void AddCredential(std::shared_ptr<CryptoContext> context, const Credential& credential);
    /** @param key opens messages that refer to it */
    void AddKey(const KekRecipient& key);
    /** @return the key that was added last; none if there is none */
    std::optional<KekRecipient> GetNewestKey() const;
    /** @return number of keys for reuse that are held */
    std::size_t GetKeyCount() const;
    /** @return algorithms and randomness of the attackers */
    std::shared_ptr<CryptoContext> GetContext();

    /**
     * Opens an encrypted entity, and keeps its key if it may be referred to.
     *
     * @param entity any entity
     * @return what was inside; none if it is not encrypted, or to others
     */
    std::optional<Opened> Open(const MimeEntity& entity);
    /**
     * @param message a message
     * @return the envelopes in its body that can be opened, in order
     */
    std::vector<Opened> OpenAll(const SipMessage& message);
    /**
     * @param message a message
     * @return the envelopes in its body in DER, in order, whether they can be opened or not
     */
    static std::vector<Octets> FindEnvelopes(const SipMessage& message);

    /// Keys for reuse that are held.
    static constexpr std::size_t MAX_KEYS = 100000;

  protected:
    void DoDispose() override;

  private:
    /// A private key, and its library.
    struct Owned
    {
        std::shared_ptr<CryptoContext> context; ///< library
        Credential credential;                  ///< certificate and key
    };

    std::vector<Owned> m_credentials;         ///< in the order in which they were added
    std::map<Octets, KekRecipient> m_keys;    ///< by reference
    Octets m_newest;                          ///< reference of the newest
    int64_t m_stream{0};                      ///< see SetStream
    std::shared_ptr<CryptoContext> m_context; ///< made when it is first needed
};

} // namespace ns3

#endif // HELD_KEYS_H
