// SPDX-License-Identifier: GPL-2.0-only

#ifndef MESSAGE_LADDER_H
#define MESSAGE_LADDER_H

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace ns3
{

/// Prints messages between parties as a ladder: a column per party, an arrow per message.
class MessageLadder
{
  public:
    /**
     * Print the head.
     *
     * @param out where to
     * @param parties names of the columns
     */
    MessageLadder(std::ostream& out, std::vector<std::string> parties);

    /**
     * Print a message.
     *
     * @param timeNs when it was sent, in ns
     * @param from name of the sender's column
     * @param to name of the receiver's column
     * @param label what stands on the arrow
     * @param remark what stands right of the ladder
     */
    void Print(int64_t timeNs,
               const std::string& from,
               const std::string& to,
               const std::string& label,
               const std::string& remark);

  private:
    /**
     * Find a column.
     *
     * @param party a name
     * @return its number; the last one for an unknown name
     */
    size_t Find(const std::string& party) const;

    std::ostream& m_out;                ///< where to
    std::vector<std::string> m_parties; ///< names of the columns
};

} // namespace ns3

#endif // MESSAGE_LADDER_H
