// SPDX-License-Identifier: GPL-2.0-only
#ifndef DICTIONARY_ATTACK_H
#define DICTIONARY_ATTACK_H

#include "ns3/crypto-context.h"
#include "ns3/sip-digest-credentials.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{

/**
 * @ingroup adversary
 * Looks for the password behind a digest response by trying words (RFC 7616, section 5.10; the
 * article's table 1: "weak against key-reconstruction attacks"). Each try is computed.
 */
class DictionaryAttack
{
  public:
    /**
     * @param words what is tried, in order; empty: a short list of what people choose
     * @param stream number of the random stream of its cryptographic library
     */
    explicit DictionaryAttack(std::vector<std::string> words = {}, int64_t stream = 0);

    /**
     * @param credentials as they were captured
     * @param method method of the request that carried them
     * @param body its body, for qop=auth-int
     * @return the password; none if it is not among the words
     */
    std::optional<std::string> Find(const SipDigestCredentials& credentials,
                                    std::string_view method,
                                    std::string_view body);
    /** @return number of words tried so far */
    uint64_t GetTries() const;

  private:
    std::vector<std::string> m_words;        ///< what is tried
    std::shared_ptr<CryptoContext> m_crypto; ///< computes
    uint64_t m_tries{0};                     ///< so far
};

} // namespace ns3

#endif // DICTIONARY_ATTACK_H
