// SPDX-License-Identifier: GPL-2.0-only

#include "fork-call.h"

#include "disclosure-observer.h"
#include "operation-table.h"

#include "ns3/boolean.h"
#include "ns3/crypto-context-helper.h"
#include "ns3/end-to-middle-helper.h"
#include "ns3/fixed-session-describer.h"
#include "ns3/simulator.h"
#include "ns3/sip-call.h"
#include "ns3/sip-text.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>

namespace ns3
{

namespace
{

/// Distance between the random streams of two hosts.
constexpr int64_t STREAMS_PER_HOST = 1000;
/// Where, among a host's streams, that of its cryptography is.
constexpr int64_t CRYPTO_STREAM = 500;
/// Number of the shared key, and of the first telephone's own.
constexpr unsigned FIRST_PHONE_NUMBER = 2;
/// Place of the first telephone in the list of hosts.
constexpr size_t FIRST_PHONE = 3;

/// When things happen: longer apart than they take.
const Time BEGIN = Seconds(1);
const Time ANSWER_DELAY = Seconds(3);
const Time CALLER_REINVITE = Seconds(10);
const Time CALLEE_REINVITE = Seconds(15);
const Time HANG_UP = Seconds(20);
const Time END = Seconds(60);

/// A describer that remembers when the last answer came.
class AnswerClock : public FixedSessionDescriber
{
  public:
    bool
    OnAnswer(const SipBody& answer, const SipDialogContext& context) override
    {
        m_last = Simulator::Now();
        return FixedSessionDescriber::OnAnswer(answer, context);
    }

    /// @return when the last answer came
    Time
    GetLast() const
    {
        return m_last;
    }

  private:
    Time m_last; ///< when the last answer came
};

/// A strategy, as the policies have it.
struct Setting
{
    std::string keying; ///< attribute Keying
    std::string reuse;  ///< attribute Reuse
    std::string fresh;  ///< attribute FreshKeyAfterFork
};

/// Get the attributes of a strategy. @param strategy its name @return them
Setting
GetSetting(const std::string& strategy)
{
    if (strategy == "asymmetric")
    {
        return {"asymmetric", "dialog", "none"};
    }
    if (strategy == "update" || strategy == "re-invite")
    {
        return {"cek-reuse", "dialog", strategy};
    }
    return {"cek-reuse", strategy, "none"};
}

/// Make a session description. @param user who @param address where @return it
std::string
MakeDescription(const std::string& user, const std::string& address)
{
    return "v=0\r\no=" + user + " 1 1 IN IP4 " + address + "\r\ns=-\r\nc=IN IP4 " + address +
           "\r\nt=0 0\r\nm=audio 49172 RTP/AVP 0\r\n";
}

} // namespace

const std::vector<std::string>&
ForkCallOptions::GetStrategies()
{
    static const std::vector<std::string> words{"asymmetric",
                                                "once",
                                                "max-decrypts",
                                                "dialog",
                                                "rolling",
                                                "per-direction",
                                                "answerer",
                                                "update",
                                                "re-invite"};
    return words;
}

tl::expected<ForkCall, std::string>
ForkCall::Run(ForkNetwork& network, CredentialOffice& office, const ForkCallOptions& options)
{
    ForkCall result;
    const auto caller = network.GetCaller();
    const auto& phones = network.GetPhones();
    result.m_answerer = "bob1";
    const bool isUpdate = options.strategy == "update";
    for (size_t i = 0; i < phones.size(); ++i)
    {
        const uint32_t ringing = i > 0 ? 300 : options.answeredBy == "first" ? 200 : 400;
        phones[i]->SetAttribute("RingingDelay", TimeValue(MilliSeconds(ringing)));
        phones[i]->SetAttribute("AnswerDelay", TimeValue(i == 0 ? ANSWER_DELAY : 10 * END));
    }
    std::vector<Ptr<SipUserAgent>> agents = phones;
    agents.push_back(caller);
    for (const auto& agent : agents)
    {
        for (const auto attribute : {"ReliableProvisional", "EarlyAnswer", "Update"})
        {
            agent->SetAttribute(attribute, BooleanValue(isUpdate));
        }
    }
    const auto describe = [](Ptr<SipUserAgent> agent, const std::string& text)
    {
        const auto clock = CreateObject<AnswerClock>();
        clock->SetAttribute("ContentType", StringValue("application/sdp"));
        clock->SetAttribute("Content", StringValue(text));
        agent->SetSessionDescriber(clock);
        return clock;
    };
    const auto offers = describe(caller, MakeDescription("alice", "192.0.2.101"));
    for (size_t i = 0; i < phones.size(); ++i)
    {
        describe(phones[i], MakeDescription("bob", "192.0.2." + std::to_string(201 + i)));
    }
    if (const auto done = result.Equip(network, office, options); !done)
    {
        return tl::unexpected(done.error());
    }
    SipMessageTrace trace;
    for (const auto& host : network.GetHosts())
    {
        trace.Add(host.element, host.name);
    }
    Ptr<SipCall> call;
    Ptr<SipCall> incoming;
    std::string tag;
    bool isGood = true;
    phones.front()->SetIncomingCallCallback(
        [&incoming](Ptr<SipCall> received)
        {
            incoming = received;
        });
    const auto at = [](Time when, std::function<void()> what)
    {
        Simulator::Schedule(when,
                            [what]()
                            {
                                what();
                            });
    };
    at(BEGIN,
       [&]()
       {
           call = caller->Invite(phones.front()->GetAddressOfRecord());
       });
    Callback<void, Ptr<SipCall>, Time> established(
        [&result](Ptr<SipCall>, Time delay)
        {
            result.m_cost.setup = delay;
        });
    caller->TraceConnectWithoutContext("SetupDelay", established);
    at(CALLER_REINVITE,
       [&]()
       {
           tag = call->GetContext().remoteTag;
           result.m_cost.session = offers->GetLast() - BEGIN;
           isGood = call->GetState() == SipCallState::Established && call->Reinvite();
       });
    at(CALLEE_REINVITE,
       [&]()
       {
           isGood = isGood && call->IsSessionAgreed() && incoming && incoming->Reinvite();
       });
    at(HANG_UP,
       [&]()
       {
           isGood = isGood && call->IsSessionAgreed() && incoming->IsSessionAgreed();
           call->HangUp();
       });
    Simulator::Stop(END);
    Simulator::Run();
    if (!isGood || call->GetState() != SipCallState::Ended)
    {
        return tl::unexpected(
            std::string("a call was cut short; faster links or a faster processor are right"));
    }
    for (const auto& entry : trace.GetEntries())
    {
        ++result.m_cost.messages;
        result.m_cost.messageBytes += entry.octets;
    }
    for (const auto& host : network.GetHosts())
    {
        const Work& work = host.processor->GetTotal();
        result.m_cost.wireBytes += host.meter->GetIpOctets();
        result.m_cost.publicKey += CountOperations(work, WorkClass::PublicKey);
        result.m_cost.privateKey += CountOperations(work, WorkClass::PrivateKey);
        result.m_cost.processor += host.processor->GetBusyTime();
    }
    if (const auto done = result.Observe(office, network, trace, tag); !done)
    {
        return tl::unexpected(done.error());
    }
    return result;
}

tl::expected<void, std::string>
ForkCall::Equip(ForkNetwork& network, CredentialOffice& office, const ForkCallOptions& options)
{
    const auto setting = GetSetting(options.strategy);
    EndToMiddleHelper helper;
    helper.SetBodyPolicyAttribute("Keying", StringValue(setting.keying));
    helper.SetBodyPolicyAttribute("Reuse", StringValue(setting.reuse));
    helper.SetBodyPolicyAttribute("FreshKeyAfterFork", StringValue(setting.fresh));
    helper.SetBodyPolicyAttribute("MaxDecrypts", UintegerValue(options.maxDecrypts));
    helper.SetBodyPolicyAttribute("Cipher", StringValue(options.cipher));
    helper.SetBodyPolicyAttribute("ReferencePlacement", StringValue(options.placement));
    helper.SetBodyPolicyAttribute(
        "Protection",
        StringValue(options.unsignedBodies ? "encrypt" : "sign-then-encrypt"));
    const auto& hosts = network.GetHosts();
    std::vector<Party> parties;
    for (size_t i = 0; i < hosts.size(); ++i)
    {
        CredentialOffice::Subject subject{hosts[i].name,
                                          {"dns:" + hosts[i].hostName},
                                          static_cast<unsigned>(FIRST_PHONE_NUMBER + i)};
        if (i == 0)
        {
            subject = {"alice", {std::string("uri:") + ForkNetwork::CALLER}, 1};
        }
        else if (i >= FIRST_PHONE)
        {
            const bool isOwn = options.branchKeys == "own";
            subject.subjectAltNames = {std::string("uri:") + ForkNetwork::CALLEE};
            subject.name = isOwn ? hosts[i].name : "bob";
            subject.number = isOwn ? subject.number : FIRST_PHONE_NUMBER;
        }
        m_subjects[hosts[i].name] = subject;
        const int64_t stream = static_cast<int64_t>(i + 1) * STREAMS_PER_HOST;
        hosts[i].element->AssignStreams(stream);
        auto context = CreateCryptoContext(stream + CRYPTO_STREAM, office.GetLibraries());
        const auto credential = office.Get(*context, subject, "p-256");
        if (!credential)
        {
            return tl::unexpected(credential.error());
        }
        m_archive.AddParty(subject.name, *credential);
        parties.push_back({std::move(context), *credential});
    }
    const auto caller = helper.InstallUserAgent(network.GetCaller(), parties.front());
    m_archive.Listen(hosts.front().name, caller);
    const auto& phones = network.GetPhones();
    for (size_t i = phones.size(); i-- > 0;) // the first one's certificate stands for the user
    {
        const size_t host = FIRST_PHONE + i;
        m_archive.Listen(hosts[host].name, helper.InstallUserAgent(phones[i], parties[host]));
    }
    for (size_t i = 1; options.branchKeys == "own" && i < phones.size(); ++i)
    {
        helper.GetDirectory()->AddDevice(phones[i]->GetAddressOfRecord(),
                                         parties[FIRST_PHONE + i].credential.certificate);
    }
    const auto& ss1 = hosts[1];
    m_archive.Listen(ss1.name,
                     helper.InstallProxy(network.GetCallerProxy(), ss1.hostName, parties[1]));
    caller->DiscloseTo(ss1.hostName, parties[1].credential.certificate);
    return {};
}

tl::expected<void, std::string>
ForkCall::Observe(CredentialOffice& office,
                  const ForkNetwork& network,
                  const SipMessageTrace& trace,
                  const std::string& tag)
{
    DisclosureObserver observer;
    for (const auto& host : network.GetHosts())
    {
        const auto credential =
            office.Get(observer.GetContext(), m_subjects.at(host.name), "p-256");
        if (!credential)
        {
            return tl::unexpected(credential.error());
        }
        observer.AddParty(host.name, *credential);
    }
    std::set<Octets> known; // bodies seen before: on another hop, or sent again
    for (const auto& entry : trace.GetEntries())
    {
        const SipMessage& message = entry.message;
        const bool hasSession = message.IsRequest() || message.GetStatusCode() < 300;
        if (message.GetBody().empty() || !hasSession || !known.insert(message.GetBody()).second)
        {
            continue;
        }
        const auto readers = observer.Observe(entry.from, message);
        const bool isFirstOffer = message.IsRequest() && GetSipTag(message, false).empty();
        const bool isOurs =
            isFirstOffer || GetSipTag(message, false) == tag || GetSipTag(message, true) == tag;
        if (!isOurs)
        {
            continue; // between Alice and a telephone that did not answer
        }
        const bool isByCaller = entry.from == "alice";
        Body body{"", entry.from, entry.time, message.GetBody().size(), {}};
        if (entry.time >= CALLER_REINVITE)
        {
            body.kind = std::string(isByCaller ? "caller-" : "callee-") +
                        (message.IsRequest() ? "offer" : "answer");
        }
        else
        {
            const bool isFresh = std::any_of(m_bodies.begin(),
                                             m_bodies.end(),
                                             [](const Body& earlier)
                                             {
                                                 return earlier.kind == "answer";
                                             });
            body.kind =
                std::string(isFresh ? "fresh-" : "") + (message.IsRequest() ? "offer" : "answer");
        }
        std::copy_if(readers.begin(),
                     readers.end(),
                     std::back_inserter(body.readers),
                     [this, isByCaller](const std::string& reader)
                     {
                         return reader != (isByCaller ? m_answerer : "alice");
                     });
        m_bodies.push_back(std::move(body));
    }
    return {};
}

const std::vector<ForkCall::Body>&
ForkCall::GetBodies() const
{
    return m_bodies;
}

std::optional<uint64_t>
ForkCall::CountBranches(const std::string& kind) const
{
    for (const auto& body : m_bodies)
    {
        if (body.kind == kind)
        {
            return static_cast<uint64_t>(std::count_if(body.readers.begin(),
                                                       body.readers.end(),
                                                       [](const std::string& reader)
                                                       {
                                                           return reader.rfind("bob", 0) == 0;
                                                       }));
        }
    }
    return std::nullopt;
}

const ForkCall::Cost&
ForkCall::GetCost() const
{
    return m_cost;
}

KeyArchive&
ForkCall::GetArchive()
{
    return m_archive;
}

} // namespace ns3
