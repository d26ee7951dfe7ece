// SPDX-License-Identifier: GPL-2.0-only

#ifndef MEDIA_TEST_CASE_H
#define MEDIA_TEST_CASE_H

#include "ns3/ipv4-address.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/rtp-stream-settings.h"
#include "ns3/test.h"

#include <cstdint>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

namespace ns3
{

/**
 * A named check, run with a fixed seed; cleans the simulator up.
 */
class MediaCase : public TestCase
{
  public:
    /**
     * \param name what is checked
     * \param check the check; gets this case to report to
     */
    MediaCase(const std::string& name, std::function<void(MediaCase&)> check);

    /**
     * \param good what should be true
     * \param what says what was checked
     */
    void True(bool good, const std::string& what);

    /**
     * \param actual a value
     * \param expected what it should be
     * \param what says what was checked
     */
    template <typename T, typename U>
    void
    Equal(const T& actual, const U& expected, const std::string& what)
    {
        std::ostringstream out;
        out << what << ": " << actual << " instead of " << expected;
        True(actual == static_cast<T>(expected), out.str());
    }

  private:
    void DoRun() override;

    std::function<void(MediaCase&)> m_check; //!< the check
};

/**
 * Two nodes with a link between them.
 */
class MediaTestLink
{
  public:
    /**
     * \param bitRate of the link in bit/s
     * \param delay of the link
     * \param queue packets that wait for it at most
     */
    explicit MediaTestLink(uint64_t bitRate = 100000000,
                           Time delay = MilliSeconds(10),
                           uint32_t queue = 100);

    /**
     * \param from index of the sending node
     * \param numbers packets not to be delivered, counted from 0 at the receiving device
     */
    void Drop(uint32_t from, const std::vector<uint32_t>& numbers);

    /**
     * \param index of a node
     * \return its address
     */
    static Ipv4Address GetAddress(uint32_t index);

    /**
     * \param index of the node, which receives at 5004 and sends to the other's 5004
     * \return settings of a PCMU stream
     */
    static RtpStreamSettings MakeSettings(uint32_t index);

    NodeContainer nodes;                             //!< the two nodes
    std::vector<Ptr<PointToPointNetDevice>> devices; //!< one on each
};

/**
 * \param hex octets in hexadecimal; blanks are skipped
 * \return the octets
 */
std::vector<uint8_t> ParseHex(const std::string& hex);

/**
 * \param data octets
 * \param size their number
 * \return them in hexadecimal
 */
std::string FormatHex(const uint8_t* data, std::size_t size);

} // namespace ns3

#endif // MEDIA_TEST_CASE_H
