// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_LOCATION_SERVICE_H
#define SIP_LOCATION_SERVICE_H

#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/sip-address.h"
#include "ns3/sip-connection.h"
#include "ns3/sip-outbound-contact.h"
#include "ns3/sip-uri.h"
#include "ns3/traced-callback.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{

/** A binding of an address of record to a contact (RFC 3261, section 10). */
struct SipBinding
{
    SipUri contact;                ///< where the user is
    std::string callId;            ///< Call-ID of the REGISTER that made it
    uint32_t sequence{0};          ///< its CSeq number
    int quality{1000};             ///< q in thousandths; higher is preferred
    Time expires;                  ///< simulated time when it ends
    SipAddress source;             ///< whence the REGISTER came
    Ptr<SipConnection> connection; ///< by which connection; null for UDP, or a static binding
    std::optional<SipFlowId> flow; ///< the flow that it is for (RFC 5626); none: a plain contact
    std::vector<SipNameAddr> path; ///< proxies on the way to it (RFC 3327), the next one first
    Time registered;               ///< simulated time of the REGISTER
};

/** Where users are: bindings by address of record, written by registrars, read by proxies. */
class SipLocationService : public Object
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @param user an address of record
     * @return its bindings that have not expired, best quality first, oldest first among equals
     */
    std::vector<SipBinding> Find(const SipUri& user) const;
    /**
     * @param user an address of record
     * @return whether the user was added or has ever registered
     */
    bool HasUser(const SipUri& user) const;
    /** @param user an address of record that exists, with or without bindings */
    void AddUser(const SipUri& user);
    /**
     * Replaces all bindings of a user at once (10.3 item 7: all or nothing).
     *
     * @param user the address of record
     * @param bindings the new ones
     */
    void Replace(const SipUri& user, std::vector<SipBinding> bindings);
    /**
     * Removes the binding of a flow that has ended (RFC 5626, section 7).
     *
     * @param user the address of record; nobody else's binding is removed
     * @param flow the flow
     */
    void RemoveFlow(const SipUri& user, const SipFlowId& flow);
    /**
     * Adds a binding that never expires, without a REGISTER.
     *
     * @param user the address of record
     * @param contact where the user is
     */
    void AddStatic(const SipUri& user, const SipUri& contact);
    /**
     * Finds the connection that a binding came by, so that requests to its user ride on it.
     *
     * @param user the address of record that was looked up
     * @param contact the contact of one of its bindings
     * @return the connection of this very binding if it is still usable; null otherwise
     */
    Ptr<SipConnection> FindConnection(const SipUri& user, const SipUri& contact) const;
    /**
     * Finds the connection for a request that names a contact itself, as those inside dialogs do.
     * If several users have bound the contact, the one who has done so for the longest time is
     * right, and nobody else's connection is given, usable or not.
     *
     * @param contact a Request-URI
     * @return the connection if it is still usable; null otherwise
     */
    Ptr<SipConnection> FindConnection(const SipUri& contact) const;
    /**
     * Finds the binding of a contact that a request names itself; of several, that of the user who
     * has bound it for the longest time.
     *
     * @param contact a Request-URI
     * @return the binding, or none
     */
    std::optional<SipBinding> FindBinding(const SipUri& contact) const;

    /**
     * Signature of the trace source Bindings.
     *
     * @param user address of record
     * @param count number of bindings now
     */
    typedef void (*BindingsTracedCallback)(const std::string& user, uint32_t count);

  protected:
    void DoDispose() override;

  private:
    /** @return the key of an address of record: scheme-less, escapes and case in canonical form */
    static std::string MakeKey(const SipUri& user);

    std::map<std::string, std::vector<SipBinding>> m_bindings; ///< by address of record
    std::map<std::string, std::vector<std::string>>
        m_owners; ///< keys of users by contact, oldest first
    TracedCallback<const std::string&, uint32_t> m_bindingsTrace; ///< Bindings
};

} // namespace ns3

#endif // SIP_LOCATION_SERVICE_H
