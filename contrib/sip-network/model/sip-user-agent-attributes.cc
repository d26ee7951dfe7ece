// SPDX-License-Identifier: GPL-2.0-only
// The attributes and trace sources of SipUserAgent.
#include "ns3/boolean.h"
#include "ns3/sip-user-agent.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SipUserAgent);

TypeId
SipUserAgent::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SipUserAgent")
            .SetParent<SipElement>()
            .SetGroupName("SipNetwork")
            .AddConstructor<SipUserAgent>()
            .AddAttribute("AddressOfRecord",
                          "The user's URI, for example sip:alice@atlanta.example.",
                          StringValue("sip:anonymous@anonymous.invalid"),
                          MakeStringAccessor(&SipUserAgent::SetAddressOfRecordText,
                                             &SipUserAgent::GetAddressOfRecordText),
                          MakeStringChecker())
            .AddAttribute("OutboundProxy",
                          "URI of the proxy that gets every request outside of a dialog; empty: "
                          "none. Its lr parameter is added if it has none.",
                          StringValue(""),
                          MakeStringAccessor(&SipUserAgent::m_outboundProxy),
                          MakeStringChecker())
            .AddAttribute(
                "Outbound",
                "Whether it registers by flows that it keeps alive (RFC 5626); see "
                "SipOutbound. TCP and TLS only.",
                BooleanValue(false),
                MakeBooleanAccessor(&SipUserAgent::SetOutbound, &SipUserAgent::HasOutbound),
                MakeBooleanChecker())
            .AddAttribute("Registrar",
                          "Request-URI of REGISTER; empty: the address of record's domain.",
                          StringValue(""),
                          MakeStringAccessor(&SipUserAgent::m_registrar),
                          MakeStringChecker())
            .AddAttribute("AutomaticAnswer",
                          "Whether incoming calls ring and are answered by themselves.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SipUserAgent::m_automaticAnswer),
                          MakeBooleanChecker())
            .AddAttribute("RingingDelay",
                          "Time from an INVITE's arrival to 180; not sent if the answer comes "
                          "first.",
                          TimeValue(Seconds(0)),
                          MakeTimeAccessor(&SipUserAgent::m_ringingDelay),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("AnswerDelay",
                          "Time from an INVITE's arrival to its final response.",
                          TimeValue(Seconds(0)),
                          MakeTimeAccessor(&SipUserAgent::m_answerDelay),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("RefusalCode",
                          "Status code with which calls are refused; 0: they are accepted.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&SipUserAgent::m_refusalCode),
                          MakeUintegerChecker<uint32_t>(0, 699))
            .AddAttribute("MaxCalls",
                          "Number of calls at the same time; further ones get 486.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&SipUserAgent::m_maxCalls),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxAttempts",
                          "How often a request is sent at most, with new CSeq numbers, after "
                          "401, 407, 423, 3xx, 491, and what the body policy wants to repeat.",
                          UintegerValue(8),
                          MakeUintegerAccessor(&SipUserAgent::m_maxAttempts),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxForks",
                          "How many further 2xx of an INVITE, with other To tags than the first, "
                          "get ACK and BYE; those beyond are ignored.",
                          UintegerValue(16),
                          MakeUintegerAccessor(&SipUserAgent::m_maxForks),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("OfferInInvite",
                          "Whether INVITE has the offer; else the 2xx has it, and ACK the answer.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SipUserAgent::m_offerInInvite),
                          MakeBooleanChecker())
            .AddAttribute("FollowRedirects",
                          "Whether a 3xx makes the user agent try the first contact that its "
                          "SipsRules let it try.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SipUserAgent::m_followRedirects),
                          MakeBooleanChecker())
            .AddAttribute("ReliableProvisional",
                          "Whether provisional responses are sent and taken reliably where both "
                          "sides can (RFC 3262: 100rel, PRACK).",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SipUserAgent::m_reliableProvisional),
                          MakeBooleanChecker())
            .AddAttribute("RequireReliableProvisional",
                          "With ReliableProvisional: whether calls are neither placed nor taken "
                          "without 100rel; others get 421.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SipUserAgent::m_requireReliable),
                          MakeBooleanChecker())
            .AddAttribute("EarlyAnswer",
                          "Whether a reliable 180 has the answer to the INVITE's offer; the 2xx "
                          "has none then.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SipUserAgent::m_earlyAnswer),
                          MakeBooleanChecker())
            .AddAttribute("Update",
                          "Whether UPDATE is taken (RFC 3311); others get 405.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SipUserAgent::m_update),
                          MakeBooleanChecker())
            .AddAttribute("UpdateNeedsUser",
                          "Whether the user would have to be asked about a new offer: an UPDATE "
                          "with one gets 504 (RFC 3311, 5.2).",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SipUserAgent::m_updateNeedsUser),
                          MakeBooleanChecker())
            .AddAttribute("RegisterAtStart",
                          "Whether it registers when the application starts.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SipUserAgent::m_registerAtStart),
                          MakeBooleanChecker())
            .AddAttribute("RegistrationExpires",
                          "Lifetime asked for in REGISTER. In whole seconds.",
                          TimeValue(Seconds(3600)),
                          MakeTimeAccessor(&SipUserAgent::m_registrationExpires),
                          MakeTimeChecker(Seconds(1)))
            .AddAttribute("RegistrationRetryDelay",
                          "Time after which a REGISTER that failed for no fault of ours is "
                          "repeated; zero: never.",
                          TimeValue(Seconds(30)),
                          MakeTimeAccessor(&SipUserAgent::m_registrationRetryDelay),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute(
                "AcceptMd5",
                "Whether servers' challenges are answered with MD5 where nothing better "
                "is offered (RFC 8760, 3: bid-down).",
                BooleanValue(true),
                MakeBooleanAccessor(&SipUserAgent::SetAcceptMd5, &SipUserAgent::GetAcceptMd5),
                MakeBooleanChecker())
            .AddAttribute("RequireServerProof",
                          "Whether a registrar that has accepted our credentials must prove that "
                          "it knows the password (RFC 7616, 3.5). A wrong proof is never accepted.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SipUserAgent::m_requireServerProof),
                          MakeBooleanChecker())
            .AddTraceSource("CallState",
                            "A call has entered another state.",
                            MakeTraceSourceAccessor(&SipUserAgent::m_callStateTrace),
                            "ns3::SipUserAgent::CallStateTracedCallback")
            .AddTraceSource("SessionRequestDelay",
                            "From Invite to the first response over 100 (RFC 6076, 4.3), "
                            "repetitions of the INVITE included.",
                            MakeTraceSourceAccessor(&SipUserAgent::m_sessionRequestDelayTrace),
                            "ns3::SipUserAgent::CallDelayTracedCallback")
            .AddTraceSource("SetupDelay",
                            "From Invite until the answer is open at the caller.",
                            MakeTraceSourceAccessor(&SipUserAgent::m_setupDelayTrace),
                            "ns3::SipUserAgent::CallDelayTracedCallback")
            .AddTraceSource("SessionDisconnectDelay",
                            "From BYE to its final response, or its timeout (RFC 6076, 4.4).",
                            MakeTraceSourceAccessor(&SipUserAgent::m_disconnectDelayTrace),
                            "ns3::SipUserAgent::CallDelayTracedCallback")
            .AddTraceSource("Registration",
                            "A REGISTER has ended.",
                            MakeTraceSourceAccessor(&SipUserAgent::m_registrationTrace),
                            "ns3::SipUserAgent::RegistrationTracedCallback")
            .AddTraceSource("BodyRefused",
                            "The body policy or the session describer has refused a body.",
                            MakeTraceSourceAccessor(&SipUserAgent::m_bodyRefusedTrace),
                            "ns3::SipUserAgent::BodyRefusedTracedCallback");
    return tid;
}

} // namespace ns3
