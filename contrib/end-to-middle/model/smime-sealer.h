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
    /// The servers that are to read; one whose certificate is not known reads only with a key.
    std::vector<std::pair<std::string, std::optional<Certificate>>> servers;
};

/**
 * \ingroup end-to-middle
 * What was encrypted.
 */
struct SealedContent
{
    Octets der;                     //!< the CMS structure
    std::vector<std::string> hosts; //!< those of the servers that can read it
    CekUse use;                     //!< the key it is encrypted with
};

/**
 * \ingroup end-to-middle
 * Encrypts contents: to public keys, or under a key of the dialog. Which of them, DialogKeys says.
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
     * \param content what to encrypt: a MIME entity
     * \param order for whom
     * \param now simulated time in ns
     * \param work receives the work done
     * \return what was made; 493 without a key for the peer, 500 if it cannot be done
     */
    [[nodiscard]] tl::expected<SealedContent, SipReply> Seal(std::string_view content,
                                                             const SealingOrder& order,
                                                             int64_t now,
                                                             Work& work);

  private:
    CryptoContext& m_context;  //!< of the party that sends
    DialogKeys& m_keys;        //!< its keys
    EnvelopeOptions m_options; //!< how it encrypts
};

} // namespace ns3

#endif // SMIME_SEALER_H
