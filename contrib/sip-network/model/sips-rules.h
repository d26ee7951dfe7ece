// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIPS_RULES_H
#define SIPS_RULES_H

#include "ns3/object.h"
#include "ns3/sip-connection.h"
#include "ns3/sip-message.h"
#include "ns3/sip-reply.h"
#include "ns3/sip-uri.h"

#include <optional>
#include <string>
#include <tl/expected.hpp>

namespace ns3
{

/** Why the rules do not let a request go on, or in. */
enum class SipsRefusal
{
    NotAllowed,  ///< there is no way as secure as its sips URI asks: 480, Warning 380
    Required,    ///< who is called wants a sips URI: 480, Warning 381
    Inconsistent ///< sips and sip URIs where only sips may be: 400
};

/**
 * @param refusal why a request is refused
 * @param host the refusing element's host, for the Warning (RFC 3261, 20.43)
 * @return the reply (RFC 5630, 5.1.2, 5.2, 5.3 and 9)
 */
SipReply MakeSipsReply(SipsRefusal refusal, const std::string& host);

/** Where a request goes on to. */
struct SipsTarget
{
    SipUri uri;                                       ///< the next Request-URI
    SipRequirement requirement{SipRequirement::None}; ///< what the connection must have proved
};

/**
 * What a sips URI means to an element: the decisions in which RFC 3261, RFC 5630 and the article
 * differ. Each element has one such object; it keeps no state, and may be shared.
 */
class SipsRules : public Object
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    /**
     * @param name "rfc3261", "rfc5630" or "article"
     * @return the rules, or null if there are none of that name
     */
    static Ptr<SipsRules> Create(const std::string& name);

    /** @return the name by which Create makes them */
    virtual std::string GetName() const = 0;

    /**
     * Proxy: what a request for an address of record becomes for one of its contacts.
     *
     * @param requested the Request-URI with the address of record
     * @param contact a contact that is bound to it
     * @return the next Request-URI, and what the way there must be like; or why not
     */
    virtual tl::expected<SipsTarget, SipsRefusal> Retarget(const SipUri& requested,
                                                           const SipUri& contact) const = 0;
    /**
     * What a request that goes on as it is asks of its way.
     *
     * @param uri the Request-URI it is sent with
     * @return what the connection must have proved
     */
    virtual SipRequirement GetRequirement(const SipUri& uri) const = 0;
    /**
     * Proxy and user agent: whether a request may come in as it did.
     *
     * @param request a request as received
     * @param trust what is known of the connection it came by; nothing for UDP
     * @return why not, if not
     */
    virtual std::optional<SipsRefusal> CheckRequest(const SipMessage& request,
                                                    const SipConnectionTrust& trust) const = 0;
    /**
     * Registrar: whether contacts may be bound by a REGISTER, once the user is authenticated.
     *
     * @param request a REGISTER
     * @param trust what is known of the connection it came by; nothing for UDP
     * @return why not, if not
     */
    virtual std::optional<SipsRefusal> CheckRegistration(const SipMessage& request,
                                                         const SipConnectionTrust& trust) const = 0;
    /**
     * Registrar: whether a contact takes the place of one that is bound.
     *
     * @param left a contact
     * @param right another
     * @return whether both name the same binding
     */
    virtual bool IsSameContact(const SipUri& left, const SipUri& right) const = 0;
    /**
     * User agent: whether it may try another URI by itself, after a 3xx.
     *
     * @param requested the Request-URI that was tried
     * @param next the URI that a response names
     * @return whether it may
     */
    virtual bool MayFollow(const SipUri& requested, const SipUri& next) const = 0;
    /**
     * User agent: whether it tries the sip URI by itself when a sips URI fails.
     *
     * @param code status code of the response
     * @return whether it does
     */
    virtual bool FallsBackAfter(int code) const = 0;
    /**
     * User agent: whether one that has registered a sips contact takes only requests that come by
     * the connection of its registration, with a sips Request-URI.
     *
     * @return whether it does, whatever its own policy
     */
    virtual bool AdmitsAuthenticatedOnly() const = 0;
    /**
     * User agent: whether it refuses a call whose messages look as if a hop were not secure, and
     * does not just report it.
     *
     * @return whether it does
     */
    virtual bool RefusesDowngrades() const = 0;

  protected:
    /** @return whether a Contact of the message is a SIP URI that is not sips */
    static bool HasInsecureContact(const SipMessage& message);
    /** @return whether a Contact of the message is a sips URI */
    static bool HasSecureContact(const SipMessage& message);
};

} // namespace ns3

#endif // SIPS_RULES_H
