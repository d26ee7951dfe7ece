// SPDX-License-Identifier: GPL-2.0-only

#ifndef SMIME_SEALER_H
#define SMIME_SEALER_H

#include "ns3/cek-use.h"
#include "ns3/certificate.h"
#include "ns3/crypto-context.h"
#include "ns3/dialog-keys.h"
#include "ns3/envelope-sealer.h"
#include "ns3/sip-reply.h"
#include "ns3/work.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * What is to be encrypted, and for whom.
 */
struct SealingOrder
{
    std::string scope;              //!< the keys' scope, see DialogKeys
    std::string dialog;             //!< for CekUse::dialog
    bool isRequest{true};           //!< whether a request carries it
    bool isInDialog{false};         //!< whether the peer's tag is known
    bool reusesKeys{true};          //!< whether it may go under a key of the scope, or make one
    std::vector<Certificate> peers; //!< the peer's; several, if he may have several devices
    bool isForPeer{true};           //!< whether the peer must be able to read
    /// The servers that are to read; one whose certificate is not known reads only with a key.
    std::vector<std::pair<std::string, std::optional<Certificate>>> servers;
};

/**
 * \ingroup end-to-middle
 * Under which keys something will be encrypted, known before it is: labels and what is signed
 * depend on it.
 */
struct SealingPlan
{
    std::vector<KekRecipient> keks;        //!< keys of the dialog
    std::vector<Certificate> certificates; //!< recipients by public key
    std::vector<std::string> hosts;        //!< those of the servers that will be able to read it
    EnvelopeOptions options;               //!< with the reference of a new key, if there is one
    DialogKeys::Origin origin;             //!< of the new key
};

/**
 * \ingroup end-to-middle
 * What was encrypted.
 */
struct SealedContent
{
    Octets der; //!< the CMS structure
    CekUse use; //!< the key it is encrypted with
};

/**
 * \ingroup end-to-middle
 * Encrypts contents: to public keys, or under a key of the dialog. Which of them, DialogKeys says;
 * but nothing goes under a key that a server has which is not to read.
 */
class SmimeSealer
{
  public:
    /**
     * \param context randomness and algorithms of the party that sends
     * \param keys its keys; those used are counted, new ones are added
     * \param options how it encrypts
     */
    SmimeSealer(CryptoContext& context, DialogKeys& keys, const EnvelopeOptions& options);

    /**
     * \param order for whom something is to be encrypted
     * \param now simulated time in ns
     * \return how; 493 without a key for the peer
     */
    [[nodiscard]] tl::expected<SealingPlan, SipReply> Plan(const SealingOrder& order, int64_t now);

    /**
     * \param content what to encrypt: a MIME entity
     * \param order for whom
     * \param plan what Plan() said, just before
     * \param now simulated time in ns
     * \param work receives the work done
     * \return what was made; 500 if it cannot be done
     */
    [[nodiscard]] tl::expected<SealedContent, SipReply> Seal(std::string_view content,
                                                             const SealingOrder& order,
                                                             const SealingPlan& plan,
                                                             int64_t now,
                                                             Work& work);

  private:
    CryptoContext& m_context;  //!< of the party that sends
    DialogKeys& m_keys;        //!< its keys
    EnvelopeOptions m_options; //!< how it encrypts
};

} // namespace ns3

#endif // SMIME_SEALER_H
