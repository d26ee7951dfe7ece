// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_RESPONSE_PREFERENCE_H
#define SIP_RESPONSE_PREFERENCE_H

#include <string>
#include <vector>

namespace ns3
{

/**
 * Which of the final responses of a fork a proxy passes on, if no branch has accepted (RFC 3261,
 * 16.7 item 6).
 *
 * The RFC's rule: 6xx before all, then the lowest class; within 4xx what lets the caller send a
 * better request. What is preferred there is an attribute of the proxy. An urgent response goes
 * further than the RFC: it ends the search as 6xx does (item 5), so that what one branch demands is
 * heard at once, and neither a 3xx of another branch nor its ringing hides it.
 */
class SipResponsePreference
{
  public:
    /**
     * @param preferred 4xx codes chosen before all other 4xx, best first, with blanks between
     * @param urgent codes that end the search, best first, with blanks between
     */
    SipResponsePreference(const std::string& preferred, const std::string& urgent);

    /**
     * @param code a final status code of 300 or above
     * @return its rank; the lowest is chosen
     */
    int GetRank(int code) const;
    /**
     * @param code a final status code
     * @return whether the other branches are to be cancelled
     */
    bool EndsSearch(int code) const;

  private:
    std::vector<int> m_preferred; ///< best first
    std::vector<int> m_urgent;    ///< best first
};

} // namespace ns3

#endif // SIP_RESPONSE_PREFERENCE_H
