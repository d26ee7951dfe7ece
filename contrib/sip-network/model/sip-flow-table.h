// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_FLOW_TABLE_H
#define SIP_FLOW_TABLE_H

#include "ns3/crypto-context.h"
#include "ns3/octets.h"
#include "ns3/ptr.h"
#include "ns3/sip-connection.h"
#include "ns3/work.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace ns3
{

/** Why a flow token leads nowhere. */
enum class SipFlowError
{
    Forged, ///< this edge proxy never made it: 403 (RFC 5626, 5.3)
    Gone    ///< the flow it names has ended: 430
};

/**
 * The flows of an edge proxy and the tokens that name them (RFC 5626, section 5.2). A token is
 *
 *     base64url(HMAC-SHA-256-80(K, S) || S),  S = boot number || what the flow is bound to,
 *
 * and K a secret of this boot. The boot's secret comes from one that outlives the boot, so that a
 * token of an earlier boot is told from a forged one: the first gets 430, so that another flow is
 * tried; the second 403.
 *
 * What a flow is bound to decides what happens when an address gets a new owner. By connection: a
 * serial number that no other connection ever gets. By address: protocol, local and remote address
 * and port, as in the RFC's example; a new connection between the same ends then counts as the
 * same flow, whoever opened it.
 */
class SipFlowTable
{
  public:
    /** What a token names. */
    enum class Binding
    {
        Connection, ///< one connection
        Address     ///< whatever connection there is between two ends
    };

    /** @param binding what tokens made from now on name */
    void SetBinding(Binding binding);
    /**
     * Begins a boot: all flows of earlier boots are gone. Nothing happens if it is the last one.
     *
     * @param boot its number, higher than those before; 1 or more
     */
    void Begin(uint64_t boot);
    /**
     * @param connection a connection that may be named by tokens, or be found by its address
     */
    void Add(Ptr<SipConnection> connection);
    /** @param connection the connection of a user agent that keeps a flow */
    void AddUser(Ptr<SipConnection> connection);
    /**
     * @param connection a connection, or null
     * @return whether it was named to AddUser
     */
    bool IsUser(Ptr<SipConnection> connection) const;
    /**
     * @param connection a connection
     * @param context the party's library; its randomness makes the secret
     * @param work receives the work done
     * @return the token; empty if the library fails
     */
    std::string Make(Ptr<SipConnection> connection, CryptoContext& context, Work& work);
    /**
     * @param token what stands in a URI
     * @param context the party's library
     * @param work receives the work done
     * @return the connection it names, which is usable; or why there is none
     */
    [[nodiscard]] tl::expected<Ptr<SipConnection>, SipFlowError> Find(std::string_view token,
                                                                      CryptoContext& context,
                                                                      Work& work);
    /** @return number of connections that are kept */
    std::size_t GetSize() const;
    /** Forgets everything, the secret too. */
    void Clear();

  private:
    /** @return what a connection is bound to, without boot number */
    std::string Describe(const Ptr<SipConnection>& connection) const;
    /** @return the code of a token's rest, or nothing if the library fails */
    std::string MakeCode(std::string_view rest, CryptoContext& context, Work& work);
    /** Forgets connections that have ended. */
    void Sweep();

    /** A connection that is kept. */
    struct Flow
    {
        Ptr<SipConnection> connection; ///< the connection
        bool isUser{false};            ///< see AddUser
    };

    Binding m_binding{Binding::Connection};           ///< see SetBinding
    std::string m_secret;                             ///< outlives boots; empty: not made yet
    std::map<uint64_t, std::string> m_keys;           ///< by boot, the last ones
    uint64_t m_boot{0};                               ///< number of this boot
    uint64_t m_lastSerial{0};                         ///< serial numbers of this boot so far
    std::map<uint64_t, Flow> m_flows;                 ///< by serial number
    std::map<Ptr<SipConnection>, uint64_t> m_serials; ///< their numbers; never gone through
    std::size_t m_sweepAt{64};                        ///< size at which to look for ended ones
};

} // namespace ns3

#endif // SIP_FLOW_TABLE_H
