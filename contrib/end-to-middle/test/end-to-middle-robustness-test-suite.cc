// SPDX-License-Identifier: GPL-2.0-only
// Bodies that nobody should have sent, over a network: each is refused with the right status,
// memory stays bounded, and an honest call that goes on at the same time is not harmed.

#include "call-rig.h"
#include "hostile-bodies.h"
#include "named-case.h"
#include "policy-rig.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <malloc.h>
#include <memory>

using namespace ns3;

namespace
{

constexpr std::size_t MAXIMUM_GROWTH = 32
                                       << 20; // octets of memory that all bodies may leave behind

/// \return octets of memory in use
std::size_t
GetMemory()
{
    const auto info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

/**
 * \param name of a user
 * \return a credential
 */
Party
Issue(const std::string& name)
{
    static auto issuer =
        CredentialIssuer::Create(7000, std::string(NS_TEST_SOURCEDIR) + "/../../crypto/data/keys");
    NS_ABORT_MSG_IF(!issuer, "no issuer: " << issuer.error());
    const auto party = issuer->Issue("p-256", name);
    NS_ABORT_MSG_IF(!party, "no credential: " << party.error());
    return *party;
}

/**
 * A call rig with Mallory, who has a telephone at Alice's proxy.
 */
class HostileRig : public CallRig
{
  public:
    HostileRig()
        : CallRig("cek-reuse")
        , author(Issue("sip:mallory@atlanta.example.com"))
    {
        network.SetUserAgentAttribute("Port", UintegerValue(5070));
        mallory = network.InstallUserAgent(nodes.Get(0),
                                           "sip:mallory@atlanta.example.com",
                                           "mallory.atlanta.example.com");
        mallory->SetAttribute("OutboundProxy", StringValue("sip:ss1.atlanta.example.com;lr"));
        const auto session = CreateObject<FixedSessionDescriber>();
        session->SetAttribute("ContentType", StringValue("application/sdp"));
        session->SetAttribute("Content", StringValue("v=0 mallory"));
        mallory->SetSessionDescriber(session);
        hostile = CreateObject<HostileBodyPolicy>();
        const auto directory = helper.GetDirectory();
        bodies = MakeHostileBodies(author,
                                   {*directory->FindUser(bob->GetAddressOfRecord()),
                                    *directory->FindUser(alice->GetAddressOfRecord()),
                                    *directory->FindServer("ss1.atlanta.example.com")});
    }

    Party author;                    //!< Mallory's credential
    Ptr<SipUserAgent> mallory;       //!< the hostile one
    Ptr<HostileBodyPolicy> hostile;  //!< what it sends
    std::vector<HostileBody> bodies; //!< all there are
};

/**
 * Mallory sends all bodies to Bob, one each second, while Alice is on the line with him.
 * \param test reports
 * \param isLabelled whether they are labelled for ss1
 * \param isRequired whether ss1 must read them
 */
void
SendRequests(NamedCase& test, bool isLabelled, bool isRequired)
{
    HostileRig rig;
    rig.mallory->SetBodyPolicy(rig.hostile);
    rig.ss1Policy->SetAttribute("Required", BooleanValue(isRequired));
    if (isLabelled)
    {
        rig.hostile->tamper = [](SipMessage& message)
        {
            message.Add("Content-Target", "sip:ss1.atlanta.example.com");
        };
    }
    rig.Call();
    std::vector<Ptr<SipCall>> calls;
    for (std::size_t i = 0; i < rig.bodies.size(); ++i)
    {
        CallRig::At(2 + static_cast<double>(i),
                    [&rig, &calls, i]()
                    {
                        rig.hostile->body = rig.bodies[i].body;
                        calls.push_back(rig.mallory->Invite(rig.bob->GetAddressOfRecord()));
                    });
    }
    const double end = 4 + static_cast<double>(rig.bodies.size());
    std::size_t before = 0;
    CallRig::At(1.9,
                [&before]()
                {
                    before = GetMemory();
                });
    std::size_t after = 0;
    Ptr<SipCall> late;
    CallRig::At(end,
                [&]()
                {
                    rig.mallory->HangUpAll();
                    after = GetMemory();
                    late = rig.alice->Invite(rig.bob->GetAddressOfRecord());
                });
    rig.Run(end + 40);
    for (std::size_t i = 0; i < calls.size(); ++i)
    {
        const auto& body = rig.bodies[i];
        const int code = calls[i]->GetStatusCode();
        test.Expect(body.codes.empty() ? code == 200 : body.codes.count(code) != 0,
                    body.name + ": " + std::to_string(code));
        if (isRequired && !body.codes.empty() && code == 496)
        {
            test.Expect(calls[i]->GetFailureReason().find("382") == 0,
                        body.name + ": says what is wanted, " + calls[i]->GetFailureReason());
        }
    }
    test.ExpectEqual(calls.size(), rig.bodies.size(), "all were sent");
    test.Expect(rig.call->GetState() == SipCallState::Established, "Alice's call goes on");
    test.Expect(late && late->GetState() == SipCallState::Established, "and another one is made");
    test.Expect(after < before + MAXIMUM_GROWTH,
                "memory: " + std::to_string(before) + " to " + std::to_string(after));
    test.Expect(rig.ss1Policy->GetKeyCount() <= 4, "keys at ss1");
    test.Expect(rig.bobPolicy->GetKeys().GetSize() <= 4, "keys at Bob's");
    test.Expect(rig.ss1->GetTransactionLayer() != nullptr, "ss1 is there");
}

/**
 * Bob is the hostile one: he answers Alice's calls with the bodies.
 * \param test reports
 */
void
SendAnswers(NamedCase& test)
{
    HostileRig rig;
    rig.bob->SetBodyPolicy(rig.hostile);
    rig.ss1Policy->SetAttribute("Required", BooleanValue(true));
    for (const Ptr<SipElement>& element :
         {Ptr<SipElement>(rig.alice), Ptr<SipElement>(rig.ss1), Ptr<SipElement>(rig.ss2)})
    {
        element->SetAttribute("Protocol", StringValue("TCP")); // answers may be of any size
    }
    std::vector<Ptr<SipCall>> calls;
    for (std::size_t i = 0; i < rig.bodies.size(); ++i)
    {
        CallRig::At(2 + static_cast<double>(i),
                    [&rig, &calls, i]()
                    {
                        rig.hostile->body = rig.bodies[i].body;
                        calls.push_back(rig.alice->Invite(rig.bob->GetAddressOfRecord()));
                    });
    }
    const double end = 4 + static_cast<double>(rig.bodies.size());
    Ptr<SipCall> late;
    CallRig::At(end,
                [&]()
                {
                    rig.bob->SetBodyPolicy(rig.bobPolicy);
                    late = rig.alice->Invite(rig.bob->GetAddressOfRecord());
                });
    rig.Run(end + 40);
    for (std::size_t i = 0; i < calls.size(); ++i)
    {
        const auto& body = rig.bodies[i];
        test.Expect(body.codes.empty() || calls[i]->GetState() == SipCallState::Ended,
                    body.name + ": Alice ends the call");
    }
    test.Expect(rig.CountSent("alice", "BYE") > 0, "with BYE");
    test.Expect(late && late->GetState() == SipCallState::Established, "an honest answer is read");
    test.Expect(rig.alicePolicy->GetKeys().GetSize() <= 4 * (calls.size() + 1), "keys at Alice's");
}

/**
 * One peer begins ten thousand calls, each with a key for reuse, and ends none.
 * \param test reports
 */
void
SendReferences(NamedCase& test)
{
    constexpr std::size_t COUNT = 10000;
    constexpr std::size_t CAP = 4096; // as the attribute's default
    PolicyRig rig;
    const auto first = rig.Invite();
    test.Expect(first.isAnswerRead, "an honest call is made");
    const auto send = [&](std::size_t number, const char* address)
    {
        auto request = first.request;
        request.Set("Call-ID", "flood-" + std::to_string(number));
        SipPolicyContext context;
        context.source = SipAddress(SipTransportProtocol::Tcp, Ipv4Address(address), 5060);
        Work work;
        static_cast<void>(rig.first.policy->OnRequest(request, context, work));
    };
    const auto keys = rig.first.policy->GetKeyCount();
    for (std::size_t i = 0; i < COUNT; ++i)
    {
        send(i, "192.0.2.66");
    }
    test.ExpectEqual(rig.first.policy->GetKeyCount(), keys + CAP, "no more keys of one source");
    test.ExpectEqual(rig.first.reports.size(), COUNT + 2, "all are read all the same");
    send(COUNT, "192.0.2.1");
    test.ExpectEqual(rig.first.policy->GetKeyCount(), keys + CAP + 1, "room for others");
    test.Expect(rig.Invite(true).isAnswerRead, "the honest call goes on");
    test.Expect(GetLast(rig.first) == SmimeOutcome::ReusedKey, "under its key");
    Wait(Hours(1) + Seconds(1));
    send(COUNT + 1, "192.0.2.66");
    test.Expect(rig.first.policy->GetKeyCount() < 3, "what has expired goes");
}

/**
 * The suite.
 */
class EndToMiddleRobustnessTestSuite : public TestSuite
{
  public:
    EndToMiddleRobustnessTestSuite()
        : TestSuite("end-to-middle-robustness")
    {
        Add("hostile bodies are refused by the callee (400, 403, 415, 493)",
            [](NamedCase& test)
            {
                SendRequests(test, false, false);
            });
        Add("labelled for a server that need not read them, they pass it and are refused",
            [](NamedCase& test)
            {
                SendRequests(test, true, false);
            });
        Add("e2m-sec-06 section 4.1: a server that must read them refuses them (496)",
            [](NamedCase& test)
            {
                SendRequests(test, true, true);
            });
        Add("hostile answers end the dialog, and nothing else", SendAnswers);
        Add("RFC 3185 section 6: ten thousand CEKReferences of one peer", SendReferences);
    }

  private:
    /**
     * \param name of the case
     * \param check what it checks
     */
    void
    Add(const std::string& name, std::function<void(NamedCase&)> check)
    {
        AddTestCase(new NamedCase(name, std::move(check)));
    }
};

EndToMiddleRobustnessTestSuite g_endToMiddleRobustnessTestSuite; //!< registers the suite

} // namespace
