// SPDX-License-Identifier: GPL-2.0-only
#ifndef WORK_VOCABULARY_H
#define WORK_VOCABULARY_H

#include "ns3/work.h"

#include <optional>
#include <vector>

namespace ns3
{

/**
 * @ingroup processor
 * The classes in which results count operations.
 */
enum class WorkClass
{
    PublicKey,  ///< needs a public key only: encrypting to it, verifying with it
    PrivateKey, ///< computes with a private key: decrypting, signing, agreeing, generating
    Symmetric,  ///< all other cryptography: ciphers, wraps, digests, derivations
    Handling,   ///< no cryptography: what messages and connections take besides
};

/**
 * @ingroup processor
 * @return every kind of work that may be reported, in order; a cost profile knows no other
 */
std::vector<WorkKind> GetWorkVocabulary();

/**
 * @ingroup processor
 * @param kind a kind of work
 * @return its class; nothing if the vocabulary does not have the kind
 */
std::optional<WorkClass> ClassifyWork(const WorkKind& kind);

} // namespace ns3

#endif // WORK_VOCABULARY_H
