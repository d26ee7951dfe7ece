// SPDX-License-Identifier: GPL-2.0-only

#ifndef RTP_SESSION_HELPER_H
#define RTP_SESSION_HELPER_H

#include "ns3/attribute.h"
#include "ns3/node.h"
#include "ns3/object-factory.h"
#include "ns3/rtp-session.h"
#include "ns3/sdp.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * \ingroup media
 * Makes media sessions from the session descriptions that two sides agreed on.
 *
 * \code
 * RtpSessionHelper helper;
 * helper.SetSenderAttribute("SilenceSuppression", BooleanValue(true));
 * auto session = helper.Install(node, *offerAnswer.GetLocal(), *offerAnswer.GetRemote());
 * \endcode
 */
class RtpSessionHelper
{
  public:
    RtpSessionHelper();

    /**
     * \param name name of an attribute of RtpSession
     * \param value its value in the sessions to come
     */
    void SetAttribute(const std::string& name, const AttributeValue& value);

    /**
     * \param name name of an attribute of RtpSender
     * \param value its value in the sessions to come
     */
    void SetSenderAttribute(const std::string& name, const AttributeValue& value);

    /**
     * The sessions to come get random streams of their own, one after the other.
     * \param stream first stream to use
     */
    void SetFirstStream(int64_t stream);

    /// \return the first random stream that no session has
    int64_t GetNextStream() const;

    /**
     * Starts a session of one stream.
     * \param node the node, with an IPv4 stack
     * \param local this side's description that took effect
     * \param remote the peer's description that took effect
     * \param index which m= line
     * \return the session, which runs; or what does not fit. A refused stream is Unacceptable
     */
    [[nodiscard]] tl::expected<Ptr<RtpSession>, SdpError> Install(Ptr<Node> node,
                                                                  const Sdp& local,
                                                                  const Sdp& remote,
                                                                  std::size_t index = 0);

    /**
     * Makes a session that is not started.
     * \param node the node, with an IPv4 stack
     * \return the session
     */
    Ptr<RtpSession> Create(Ptr<Node> node);

  private:
    ObjectFactory m_sessions; //!< makes sessions
    /// The senders' attributes.
    std::vector<std::pair<std::string, Ptr<AttributeValue>>> m_senderAttributes;
    int64_t m_nextStream{-1}; //!< -1: no streams are assigned
};

} // namespace ns3

#endif // RTP_SESSION_HELPER_H
