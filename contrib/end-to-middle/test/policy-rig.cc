// SPDX-License-Identifier: GPL-2.0-only

#include "policy-rig.h"

#include "ns3/abort.h"
#include "ns3/simulator.h"
#include "ns3/sip-body-entity.h"
#include "ns3/smime-entity.h"
#include "ns3/string.h"
#include "ns3/work-vocabulary.h"

namespace ns3
{

const std::string PolicyRig::OFFER = "v=0\r\no=alice 1 1 IN IP4 192.0.2.101\r\ns=-\r\n"
                                     "c=IN IP4 192.0.2.101\r\nt=0 0\r\nm=audio 49172 RTP/AVP 0\r\n";
const std::string PolicyRig::REPLY = "v=0\r\no=bob 1 1 IN IP4 192.0.2.201\r\ns=-\r\n"
                                     "c=IN IP4 192.0.2.201\r\nt=0 0\r\nm=audio 3456 RTP/AVP 0\r\n";

namespace
{

const std::string CALL_ID = "3848276298220188511@atlanta.example.com";

/**
 * \param text a URI
 * \return it
 */
SipUri
MakeUri(const std::string& text)
{
    const auto uri = SipUri::Parse(text);
    NS_ABORT_MSG_IF(!uri, "the test's own URI is bad");
    return *uri;
}

/// \return an issuer with the module crypto's keys
CredentialIssuer
MakeIssuer()
{
    auto issuer =
        CredentialIssuer::Create(100, std::string(NS_TEST_SOURCEDIR) + "/../../crypto/data/keys");
    NS_ABORT_MSG_IF(!issuer, "no issuer: " << issuer.error());
    return std::move(*issuer);
}

} // namespace

PolicyRig::PolicyRig(const std::string& keyType, const std::string& keying)
    : directory(CreateObject<CertificateDirectory>())
    , m_issuer(MakeIssuer())
    , m_keying(keying)
{
    const std::map<std::string, std::string> names{{"alice", "sip:alice@atlanta.example.com"},
                                                   {"bob", "sip:bob@biloxi.example.com"},
                                                   {"first", "ss1.atlanta.example.com"},
                                                   {"second", "ss2.biloxi.example.com"},
                                                   {"mallory", "sip:mallory@example.com"}};
    for (const auto& [role, name] : names)
    {
        auto party = m_issuer.Issue(keyType, name);
        NS_ABORT_MSG_IF(!party, "no credential: " << party.error());
        parties.emplace(role, *party);
    }
    alice.context.callId = bob.context.callId = CALL_ID;
    alice.context.localTag = bob.context.remoteTag = "9fxced76s1";
    bob.context.localTag = "314159";
    alice.context.localUri = bob.context.remoteUri = MakeUri(names.at("alice"));
    bob.context.localUri = alice.context.remoteUri = MakeUri(names.at("bob"));
    alice.context.isInitiator = true;
    for (const auto role : {"alice", "bob"})
    {
        directory->AddUser(MakeUri(names.at(role)), parties.at(role).credential.certificate);
    }
    for (const auto role : {"first", "second"})
    {
        directory->AddServer(names.at(role), parties.at(role).credential.certificate);
    }
    Connect(alice, parties.at("alice"), keying);
    Connect(bob, parties.at("bob"), keying);
    Connect(first, parties.at("first"), names.at("first"));
    Connect(second, parties.at("second"), names.at("second"));
    alice.policy->DiscloseTo(names.at("first"), parties.at("first").credential.certificate);
}

void
PolicyRig::Connect(Agent& agent, const Party& party, const std::string& keying)
{
    agent.policy = CreateObject<SmimeBodyPolicy>();
    agent.policy->SetAttribute("Keying", StringValue(keying));
    agent.policy->SetAttribute("Protection", StringValue("encrypt"));
    agent.policy->SetCredential(party.context, party.credential);
    agent.policy->SetDirectory(directory);
    Callback<void, const CekUse&> used(
        [&agent](const CekUse& use)
        {
            agent.uses.push_back(use);
        });
    Callback<void, const SmimeOpening&> opened(
        [&agent](const SmimeOpening& opening)
        {
            agent.openings.push_back(opening);
        });
    agent.policy->TraceConnectWithoutContext("CekUsed", used);
    agent.policy->TraceConnectWithoutContext("Opened", opened);
}

void
PolicyRig::Connect(Proxy& proxy, const Party& party, const std::string& host)
{
    proxy.policy = CreateObject<InspectionPolicy>();
    proxy.policy->SetAttribute("Host", StringValue(host));
    proxy.policy->SetCredential(party.context, party.credential);
    Callback<void, const InspectionReport&> inspected(
        [&proxy](const InspectionReport& report)
        {
            proxy.reports.push_back(report);
        });
    proxy.policy->TraceConnectWithoutContext("Inspected", inspected);
}

SipMessage
PolicyRig::MakeRequest(bool isFromBob, const std::string& method)
{
    auto& sender = isFromBob ? bob : alice;
    auto request = SipMessage::MakeRequest(method, sender.context.remoteUri);
    request.Add("Via", "SIP/2.0/TCP client.example.com;branch=z9hG4bK74bf9");
    request.Add("Max-Forwards", "70");
    request.Add("From",
                "<" + sender.context.localUri.ToString() + ">;tag=" + sender.context.localTag);
    request.Add("To",
                "<" + sender.context.remoteUri.ToString() + ">" +
                    (m_isEstablished ? ";tag=" + sender.context.remoteTag : ""));
    request.Add("Call-ID", CALL_ID);
    request.Add("CSeq", std::to_string(++m_sequence) + " " + method);
    return request;
}

std::optional<SipMessage>
PolicyRig::Answer(Agent& callee, const SipMessage& request)
{
    auto answer = SipMessage::MakeResponse(request, 200, "OK");
    auto to = *answer.GetTo();
    to.SetTag(callee.context.localTag);
    answer.Set("To", to.ToString());
    answer.SetBody(reply, "application/sdp");
    callee.context.request = &request;
    const auto prepared = callee.policy->PrepareResponse(answer, callee.context, callee.work);
    callee.context.request = nullptr;
    NS_ABORT_MSG_IF(!prepared, "the answer was not prepared: " << prepared.error().reason);
    SipPolicyContext proxyContext;
    proxyContext.request = &request;
    first.policy->OnResponse(answer, proxyContext, first.work);
    first.policy->OnFinalSent(answer, proxyContext);
    auto context = alice.context;
    context.remoteTag = callee.context.localTag;
    context.request = &request;
    const auto body = alice.policy->OpenResponse(answer, context, alice.work);
    return body && body->content == reply ? std::optional(answer) : std::nullopt;
}

PolicyRig::Result
PolicyRig::Invite(bool isFromBob, const Tamper& tamperRequest, const Tamper& tamperAnswer)
{
    auto& caller = isFromBob ? bob : alice;
    auto& callee = isFromBob ? alice : bob;
    const std::vector<Proxy*> path =
        isFromBob ? std::vector<Proxy*>{&second, &first} : std::vector<Proxy*>{&first, &second};
    Result result;
    const auto refuse = [&result](int by, const SipReply& reply)
    {
        result.refusedBy = by;
        result.refusal = reply;
        return result;
    };
    result.request = MakeRequest(isFromBob, "INVITE");
    result.request.SetBody(offer, "application/sdp");
    const auto prepared =
        caller.policy->PrepareRequest(result.request, caller.context, caller.work);
    if (!prepared)
    {
        return refuse(4, prepared.error());
    }
    auto request = result.request;
    if (tamperRequest)
    {
        tamperRequest(request);
    }
    for (auto* proxy : path)
    {
        const auto before = request.Serialize();
        const auto verdict = proxy->policy->OnRequest(request, {}, proxy->work);
        NS_ABORT_MSG_IF(request.Serialize() != before, "a proxy changed the message");
        if (verdict.GetKind() == SipVerdict::Kind::Respond)
        {
            return refuse(proxy == &first ? 1 : 2, verdict.GetReply());
        }
    }
    auto calleeContext = callee.context;
    const auto opened = callee.policy->OpenRequest(request, calleeContext, callee.work);
    if (!opened)
    {
        return refuse(3, opened.error());
    }
    result.isRequestRead = opened->content == offer && opened->contentType == "application/sdp";
    auto answer = SipMessage::MakeResponse(request, 200, "OK");
    auto to = *answer.GetTo();
    to.SetTag(callee.context.localTag);
    answer.Set("To", to.ToString());
    answer.SetBody(reply, "application/sdp");
    calleeContext.request = &request;
    const auto answered = callee.policy->PrepareResponse(answer, calleeContext, callee.work);
    if (!answered)
    {
        return refuse(3, answered.error());
    }
    result.answer = answer;
    if (tamperAnswer)
    {
        tamperAnswer(answer);
    }
    SipPolicyContext proxyContext;
    proxyContext.request = &request;
    for (auto proxy = path.rbegin(); proxy != path.rend(); ++proxy)
    {
        const auto verdict = (*proxy)->policy->OnResponse(answer, proxyContext, (*proxy)->work);
        if (verdict.GetKind() == SipVerdict::Kind::Respond)
        {
            return refuse(*proxy == &first ? 1 : 2, verdict.GetReply());
        }
        (*proxy)->policy->OnFinalSent(answer, proxyContext);
    }
    alice.context.remoteTag = bob.context.localTag;
    m_isEstablished = true;
    auto callerContext = caller.context;
    callerContext.request = &result.request;
    const auto body = caller.policy->OpenResponse(answer, callerContext, caller.work);
    if (!body)
    {
        return refuse(4, body.error());
    }
    result.isAnswerRead = body->content == reply && body->contentType == "application/sdp";
    return result;
}

PolicyRig::Result
PolicyRig::InviteAndRetry(bool isFromBob)
{
    auto& caller = isFromBob ? bob : alice;
    auto result = Invite(isFromBob);
    isRetried = false;
    if (result.refusedBy != 0)
    {
        auto response = SipMessage::MakeResponse(result.request, result.refusal.code, "");
        auto context = caller.context;
        context.request = &result.request;
        isRetried = caller.policy->RetryAfter(response, context, caller.work);
        if (isRetried)
        {
            result = Invite(isFromBob);
        }
    }
    return result;
}

void
PolicyRig::HangUp(int code)
{
    auto bye = MakeRequest(false, "BYE");
    auto answer = SipMessage::MakeResponse(bye, code, "");
    SipPolicyContext context;
    context.request = &bye;
    for (auto* proxy : {&first, &second})
    {
        proxy->policy->OnRequest(bye, {}, proxy->work);
        proxy->policy->OnResponse(answer, context, proxy->work);
        proxy->policy->OnFinalSent(answer, context);
    }
    alice.policy->ForgetDialog(alice.context);
    bob.policy->ForgetDialog(bob.context);
}

uint64_t
PolicyRig::Count(const Work& work, const std::string& operation)
{
    uint64_t count = 0;
    for (const auto& [kind, amount] : work.GetAmounts())
    {
        count += kind.operation == operation ? amount.count : 0;
    }
    return count;
}

uint64_t
PolicyRig::CountAsymmetric(const Work& work)
{
    uint64_t count = 0;
    for (const auto& [kind, amount] : work.GetAmounts())
    {
        const auto group = ClassifyWork(kind);
        NS_ABORT_MSG_IF(!group, "work outside the vocabulary: " << kind.operation);
        count += *group == WorkClass::Symmetric ? 0 : amount.count;
    }
    return count;
}

void
PolicyRig::Reset()
{
    for (auto* agent : {&alice, &bob})
    {
        agent->work = {};
        agent->uses.clear();
        agent->openings.clear();
    }
    for (auto* proxy : {&first, &second})
    {
        proxy->work = {};
        proxy->reports.clear();
    }
}

std::unique_ptr<PolicyRig::Agent>
PolicyRig::MakeSecondBob(const std::string& tag)
{
    auto agent = std::make_unique<Agent>();
    agent->context = bob.context;
    agent->context.localTag = tag;
    Connect(*agent, parties.at("bob"), m_keying);
    return agent;
}

const Certificate&
PolicyRig::GetAuthority() const
{
    return m_issuer.GetAuthority();
}

tl::expected<Envelope, CmsError>
GetEnvelope(const SipMessage& message)
{
    const auto der = ExtractCms(GetBodyEntity(message));
    return der ? Envelope::Parse(*der) : tl::unexpected(CmsError::Malformed);
}

Octets
GetIntroduced(const SipMessage& message)
{
    const auto envelope = GetEnvelope(message);
    const auto attributes = envelope ? envelope->GetCekAttributes() : std::nullopt;
    return attributes ? attributes->reference : "";
}

Octets
GetReferred(const SipMessage& message)
{
    const auto envelope = GetEnvelope(message);
    return envelope && !envelope->GetKekIdentifiers().empty() ? envelope->GetKekIdentifiers()[0]
                                                              : "";
}

void
FlipOctet(SipMessage& message)
{
    auto body = message.GetBody();
    const auto position = body.size() - 120; // behind it stand the MAC and perhaps attributes
    body[position] = static_cast<char>(body[position] ^ 1);
    message.SetBody(body, std::string(message.GetHeader("Content-Type").value_or("")));
}

void
Wait(Time time)
{
    Simulator::Stop(time);
    Simulator::Run();
}

SmimeOutcome
GetLast(const PolicyRig::Proxy& proxy)
{
    return proxy.reports.empty() ? SmimeOutcome::Malformed : proxy.reports.back().outcome;
}

} // namespace ns3
