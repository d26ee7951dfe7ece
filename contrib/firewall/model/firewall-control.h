// SPDX-License-Identifier: GPL-2.0-only

#ifndef FIREWALL_CONTROL_H
#define FIREWALL_CONTROL_H

#include "ns3/media-flow.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/work.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * \ingroup firewall
 * One media stream of a call, as session descriptions tell it: where each party receives RTP and
 * RTCP (RFC 3264 section 5.1). A party that has not said so yet, or refuses the stream, is absent;
 * where both are, a refused stream keeps its place among those of the call.
 */
struct MediaStreamEnds
{
    /// Where one party receives.
    struct Party
    {
        MediaEnd media;   //!< RTP
        MediaEnd control; //!< RTCP
    };

    std::optional<Party> caller; //!< who sent the first INVITE
    std::optional<Party> callee; //!< who answers it
};

/**
 * \ingroup firewall
 * What a control hands out for the parties of a call to carry; empty where the firewall is told
 * directly.
 */
struct FirewallGrant
{
    std::vector<std::vector<uint8_t>> forCaller; //!< tokens for the caller's RTCP
    std::vector<std::vector<uint8_t>> forCallee; //!< tokens for the callee's RTCP
};

/**
 * \ingroup firewall
 * Why a firewall was not opened.
 */
struct FirewallError
{
    /// The kinds of reasons.
    enum class Kind
    {
        Unreachable, //!< the firewall does not answer
        Refused,     //!< it answers that it will not
        Exhausted,   //!< there is no room for more
        Unknown,     //!< the call is not known
    };

    Kind kind{Kind::Refused}; //!< the kind
    std::string text;         //!< a sentence for a human reader
};

/**
 * \ingroup firewall
 * How a middle that reads session descriptions gets a firewall to admit the media of a call: the
 * one interface of all ways. The middle says when an offer passes (Reserve), when an answer passes
 * (Enable, again after each later exchange), and when the call ends (Release); the rest
 * (refreshing, repeating, giving up) is the control's own affair.
 *
 * A call is named by whatever string its middle chooses, the same in all its calls; no control
 * reads meaning into it. `done` is called once, at once or later, unless the control is disposed of
 * before; never after Release of the same call.
 */
class FirewallControl : public Object
{
  public:
    /// Takes the result of Reserve or Enable, and the work done for it that has not been charged
    /// yet.
    using Done = std::function<void(tl::expected<FirewallGrant, FirewallError>, const Work&)>;

    /// \return the TypeId
    static TypeId GetTypeId();

    /**
     * An offer passes: one party's ends are known. What may flow already (early media) is the
     * control's attribute.
     * \param call names the call
     * \param streams the streams of the offer, in order
     * \param done takes the result
     */
    virtual void Reserve(const std::string& call,
                         const std::vector<MediaStreamEnds>& streams,
                         Done done) = 0;

    /**
     * An answer passes: both parties' ends are known. Streams that were enabled before and are not
     * among these are closed.
     * \param call names the call
     * \param streams the streams that both accept, in order
     * \param done takes the result
     */
    virtual void Enable(const std::string& call,
                        const std::vector<MediaStreamEnds>& streams,
                        Done done) = 0;

    /**
     * The call has ended, or never began. Unknown calls are ignored.
     * \param call names the call
     */
    virtual void Release(const std::string& call) = 0;
};

} // namespace ns3

#endif // FIREWALL_CONTROL_H
