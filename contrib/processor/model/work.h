// SPDX-License-Identifier: GPL-2.0-only
#ifndef WORK_H
#define WORK_H

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace ns3
{

/**
 * @ingroup processor
 * What kind of cryptographic operation: what is done, and with which algorithm.
 *
 * The names are those of GetWorkVocabulary(), for example {"decrypt", "aes-128-gcm"}.
 */
struct WorkKind
{
    std::string operation; ///< what is done, for example "sign"
    std::string algorithm; ///< with what, for example "ecdsa-p-256-sha-256"
};

/**
 * Order by operation, then algorithm.
 * @param left one kind
 * @param right another kind
 * @return true if left comes first
 */
bool operator<(const WorkKind& left, const WorkKind& right);

/**
 * @param left one kind
 * @param right another kind
 * @return true if both name the same operation with the same algorithm
 */
bool operator==(const WorkKind& left, const WorkKind& right);

/**
 * @ingroup processor
 * How much of one kind.
 */
struct WorkAmount
{
    uint64_t count{0};  ///< number of operations
    uint64_t octets{0}; ///< octets processed by all of them together
};

/**
 * @ingroup processor
 * The cryptographic work that was done: a sum of operations by kind.
 *
 * Code that does cryptography performs the real operation at once and adds it here; the owner of
 * the sum hands it to a Processor, which lets the simulated time for it pass.
 */
class Work
{
  public:
    /**
     * Add operations of one kind.
     * @param operation what is done
     * @param algorithm with which algorithm
     * @param octets octets processed by all of these operations together
     * @param count number of operations
     */
    void Add(std::string_view operation,
             std::string_view algorithm,
             uint64_t octets = 0,
             uint64_t count = 1);

    /**
     * Add all of another sum.
     * @param other the other sum
     * @return this sum
     */
    Work& operator+=(const Work& other);

    /** @return true if no operation was added */
    bool IsEmpty() const;

    /** @return the amounts, ordered by kind */
    const std::map<WorkKind, WorkAmount>& GetAmounts() const;

  private:
    std::map<WorkKind, WorkAmount> m_amounts; ///< the sum by kind
};

} // namespace ns3

#endif // WORK_H
