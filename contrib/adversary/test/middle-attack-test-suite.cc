// SPDX-License-Identifier: GPL-2.0-only
#include "middle-test-network.h"

#include "ns3/boolean.h"
#include "ns3/clear-fallback.h"
#include "ns3/decryption-flooder.h"
#include "ns3/disclosure-forger.h"
#include "ns3/encryption-refuser.h"
#include "ns3/envelope-reader.h"
#include "ns3/envelope-rewriter.h"
#include "ns3/envelope-substituter.h"
#include "ns3/key-flooder.h"
#include "ns3/key-keeper.h"
#include "ns3/label-changer.h"
#include "ns3/sip-location-service.h"
#include "ns3/string.h"
#include "ns3/two-faced-caller.h"
#include "ns3/uinteger.h"

using namespace ns3;

namespace
{

using Gain = AttackGainKind;
using Setup = MiddleNetwork::Setup;

/** Puts a telephone of the attackers beside Bob's, with his key. @return it */
Ptr<KeyKeeper>
PutSecondTelephone(MiddleNetwork& network, Ptr<HeldKeys> keys)
{
    const auto phone = network.adversary.OnHost<KeyKeeper>(network.GetNode(AttackNetwork::Eve));
    phone->SetKeys(keys);
    network.proxyB->GetLocationService()->AddStatic(network.bob->GetAddressOfRecord(),
                                                    phone->GetContact("bob"));
    return phone;
}

/** Plans a call of somebody who shows proxyB another description than Bob. @return the caller */
Ptr<TwoFacedCaller>
CallTwoFaced(MiddleNetwork& network)
{
    const auto eve = network.adversary.OnHost<TwoFacedCaller>(network.GetNode(AttackNetwork::Eve));
    eve->SetReaders("proxy.b.example",
                    network.GetParty("proxy.b.example").credential.certificate,
                    network.GetParty("bob").credential.certificate);
    network.At(3,
               [&network, eve]()
               {
                   eve->CallTwoFaced(MakeTestUri("sip:alice@a.example"),
                                     network.bob->GetAddressOfRecord(),
                                     MakeTestUri("sip:proxy.b.example"));
               });
    return eve;
}

/** Attackers against end-to-middle security. */
class MiddleAttackTestSuite : public TestSuite
{
  public:
    MiddleAttackTestSuite();

  private:
    /** Envelopes put in others' places, and changed by who may read. */
    void AddAlterations();
    /** Keys that are known to more than those who talk. */
    void AddKeyReuse();
    /** Refusals that ask for disclosure. */
    void AddDiscovery();
    /** Services that are misled, or not done. */
    void AddServices();
};

MiddleAttackTestSuite::MiddleAttackTestSuite()
    : TestSuite("adversary-end-to-middle")
{
    AddAlterations();
    AddKeyReuse();
    AddDiscovery();
    AddServices();
}

void
MiddleAttackTestSuite::AddAlterations()
{
    for (const std::string keying : {"end-to-end", "asymmetric", "cek-reuse"})
    {
        for (const bool isSigned : {false, true})
        {
            AddTestCase(new AttackCase(
                "RFC 3185 6, e2m-sec-06 8.2: an envelope in another's place, " + keying +
                    (isSigned ? ", is noticed where signatures are wanted" : ", is taken"),
                [keying, isSigned](AttackCase& test)
                {
                    Setup setup;
                    setup.keying = keying;
                    MiddleNetwork network(setup);
                    if (isSigned)
                    {
                        network.InstallSignatures();
                    }
                    const auto attacker =
                        network.adversary.InProxy<EnvelopeSubstituter>(network.proxyB);
                    attacker->SetKeys(network.MakeKeys({}));
                    attacker->AddUser("sip:bob@b.example",
                                      network.GetParty("bob").credential.certificate);
                    attacker->AddUser("sip:alice@a.example",
                                      network.GetParty("alice").credential.certificate);
                    network.PlanCall();
                    network.Run();
                    if (isSigned)
                    {
                        // Inside the signature it finds none; the signature stays what it was.
                        test.Equal(network.Count(Gain::AlteredDescription), 0, "no gain");
                        test.True(!MiddleNetwork::IsAltered(network.bobSession), "not Bob");
                        test.True(!MiddleNetwork::IsAltered(network.aliceSession), "not Alice");
                        return;
                    }
                    test.Equal(attacker->GetCount(), 2, "an offer and an answer");
                    test.Equal(network.Count(Gain::AlteredDescription), 1, "altered");
                    test.True(MiddleNetwork::IsAltered(network.bobSession), "Bob's");
                    test.True(MiddleNetwork::IsAltered(network.aliceSession), "Alice's");
                    test.Equal(network.Count(Gain::ReadDescription),
                               keying == "cek-reuse" ? 1 : 0,
                               "Bob's answer, under the attacker's own key");
                }));
        }
        AddTestCase(new AttackCase(
            "e2m-sec-06 8.2: a server that was chosen to read changes what it read, " + keying,
            [keying](AttackCase& test)
            {
                Setup setup;
                setup.keying = keying;
                MiddleNetwork network(setup);
                const auto attacker = network.adversary.InProxy<EnvelopeRewriter>(network.proxyA);
                attacker->SetKeys(network.MakeKeys({"proxy.a.example"}));
                network.PlanCall();
                network.Run();
                const bool isChosen = keying != "end-to-end";
                test.Equal(attacker->GetCount(), isChosen ? 2 : 0, "changed");
                test.Equal(network.Count(Gain::AlteredDescription), isChosen ? 1 : 0, "gained");
                test.True(MiddleNetwork::IsAltered(network.bobSession) == isChosen, "Bob's");
                test.True(MiddleNetwork::IsAltered(network.aliceSession) == isChosen, "Alice's");
                test.Equal(network.reportsOfB.empty() ? 0 : 1, isChosen ? 1 : 0, "proxyB too");
                for (const auto& report : network.reportsOfB)
                {
                    test.True(IsRead(report.outcome), "can be read further on");
                }
            }));
    }
    AddTestCase(new AttackCase(
        "e2m-sec-06 8.2: who has the key of a request forges its answer",
        [](AttackCase& test)
        {
            MiddleNetwork network(Setup{});
            const auto attacker = network.adversary.InProxy<EnvelopeRewriter>(network.proxyA);
            attacker->SetKeys(network.MakeKeys({"proxy.a.example"}));
            attacker->SetAttribute("Requests", BooleanValue(false));
            network.PlanCall();
            network.Run();
            test.Equal(network.Count(Gain::AlteredDescription), 1, "gained");
            test.True(MiddleNetwork::IsAltered(network.aliceSession), "Alice's");
            test.True(!MiddleNetwork::IsAltered(network.bobSession), "not Bob's");
        }));
    for (const uint16_t code : {415, 493})
    {
        for (const bool fallsBack : {false, true})
        {
            AddTestCase(new AttackCase(
                "RFC 3261 23.2: a forged " + std::to_string(code) +
                    (fallsBack ? " takes the encryption off" : " does not take it off by default"),
                [code, fallsBack](AttackCase& test)
                {
                    MiddleNetwork network(Setup{});
                    if (fallsBack)
                    {
                        const auto fallback = CreateObject<ClearFallback>();
                        fallback->SetInner(network.alicePolicy);
                        network.alice->SetBodyPolicy(fallback);
                        network.bobPolicy->SetAttribute("AcceptPlain", BooleanValue(true));
                    }
                    network.adversary.InProxy<EncryptionRefuser>(network.proxyA)
                        ->SetAttribute("Code", UintegerValue(code));
                    network.PlanCall();
                    network.Run();
                    test.Equal(network.CountAttempts(Gain::Downgraded), 1, "tried");
                    test.Equal(network.Count(Gain::Downgraded), fallsBack ? 1 : 0, "clear");
                    test.Equal(network.Count(Gain::ReadDescription), fallsBack ? 1 : 0, "read");
                }));
        }
    }
}

void
MiddleAttackTestSuite::AddKeyReuse()
{
    for (const std::string keying : {"cek-reuse", "asymmetric"})
    {
        AddTestCase(new AttackCase(
            "keyreuse-01 4.2: a branch that does not answer and the 200 of the other, " + keying,
            [keying](AttackCase& test)
            {
                Setup setup;
                setup.keying = keying;
                MiddleNetwork network(setup);
                const auto keys = network.MakeKeys({"bob"});
                const auto phone = PutSecondTelephone(network, keys);
                const auto reader =
                    network.adversary.OnLink<EnvelopeReader>(network.GetLink(AttackNetwork::Alice));
                reader->SetKeys(keys);
                reader->SetAttribute("Requests", BooleanValue(false));
                network.PlanCall();
                network.Run();
                test.Equal(phone->GetCallCount(), 1, "it rang");
                test.True(network.IsBobReached(), "Bob answered");
                test.True(network.CountAttempts(Gain::ReadDescription) > 0, "an answer passed");
                test.True((network.Count(Gain::ReadDescription) > 0) == (keying == "cek-reuse"),
                          "read with the request's key only");
            }));
    }
    /// How Bob answers, and what he knows.
    struct Case
    {
        const char* name;   ///< in words
        const char* keying; ///< SmimeBodyPolicy::Keying
        bool isLabelled;    ///< whether the labels that say who has the key arrive
        bool isRead;        ///< whether the server reads his answer
    };
    for (const Case each : {Case{"reuse, no labels", "cek-reuse", false, true},
                            Case{"reuse, labels", "cek-reuse", true, false},
                            Case{"public keys", "asymmetric", true, false}})
    {
        AddTestCase(new AttackCase(
            std::string("keyreuse-01 4.3: a server that the callee does not want to read, ") +
                each.name,
            [each](AttackCase& test)
            {
                Setup setup;
                setup.keying = each.keying;
                setup.body["Protection"] = "encrypt"; // signed labels would be missed
                MiddleNetwork network(setup);
                network.bobPolicy->SetAttribute("FollowLabels", BooleanValue(false));
                if (!each.isLabelled)
                {
                    network.adversary.InProxy<LabelChanger>(network.proxyA);
                }
                const auto reader = network.adversary.InProxy<EnvelopeReader>(network.proxyA);
                reader->SetKeys(network.MakeKeys({"proxy.a.example"}));
                reader->SetAttribute("Requests", BooleanValue(false));
                network.PlanCall();
                network.Run();
                test.True(network.IsBobReached(), "Bob answered");
                test.True(network.CountAttempts(Gain::ReadDescription) > 0, "an answer passed");
                test.True((network.Count(Gain::ReadDescription) > 0) == each.isRead,
                          "read if Bob cannot know who has the request's key");
            }));
    }
    for (const bool isBound : {false, true})
    {
        AddTestCase(new AttackCase(
            std::string("RFC 3185 6: a key that came in one dialog is ") +
                (isBound ? "not taken in another" : "taken in another, if keys are not bound"),
            [isBound](AttackCase& test)
            {
                Setup setup;
                setup.body["BindKeys"] = isBound ? "true" : "false";
                MiddleNetwork network(setup);
                const auto phone = PutSecondTelephone(network, network.MakeKeys({"bob"}));
                network.PlanCall();
                network.At(5,
                           [&network, phone]()
                           {
                               phone->CallUnderKey(network.alice->GetAddressOfRecord(),
                                                   network.bob->GetAddressOfRecord(),
                                                   network.bob->GetContactUri());
                           });
                network.Run();
                test.Equal(phone->GetKeys()->GetKeyCount(), 1, "it has the key");
                test.Equal(network.CountAttempts(Gain::Impersonated), 1, "tried");
                test.Equal(network.Count(Gain::Impersonated), isBound ? 0 : 1, "taken");
                test.Equal(network.call->GetStatusCode(),
                           200,
                           "the call that it came from went on");
            }));
    }
}

void
MiddleAttackTestSuite::AddDiscovery()
{
    enum class Offer
    {
        OwnNameless, ///< a certificate of the attacker's for its own host
        OwnNamed,    ///< one for the proxy's domain, that nobody trusts issued
        Real,        ///< the real proxy's
    };
    for (const bool isOnWire : {false, true})
    {
        for (const auto offer : {Offer::OwnNameless, Offer::OwnNamed, Offer::Real})
        {
            for (const bool checks : {false, true})
            {
                const std::string name = std::string("e2m-sec-06 8.1: a forged 496 ") +
                                         (isOnWire ? "on the wire" : "at a proxy") +
                                         (offer == Offer::Real       ? " with the real certificate"
                                          : offer == Offer::OwnNamed ? " with the right name"
                                                                     : " with another name") +
                                         (checks ? ", checked" : ", believed");
                AddTestCase(new AttackCase(
                    name,
                    [isOnWire, offer, checks](AttackCase& test)
                    {
                        Setup setup;
                        setup.keying = "asymmetric";
                        setup.discloses = false; // nothing is known of proxies yet
                        MiddleNetwork network(setup);
                        const auto discovery = network.InstallDiscovery();
                        discovery->SetAttribute("CheckNames", BooleanValue(checks));
                        discovery->SetAttribute("CheckChain", BooleanValue(checks));
                        const auto forger =
                            isOnWire ? network.adversary.OnLink<DisclosureForger>(
                                           network.GetLink(AttackNetwork::Alice))
                                     : network.adversary.InProxy<DisclosureForger>(network.proxyB);
                        forger->SetKeys(network.MakeKeys({}));
                        forger->SetAttribute("Host",
                                             StringValue(offer == Offer::OwnNameless
                                                             ? "mallory.example"
                                                             : "b.example"));
                        if (offer == Offer::Real)
                        {
                            forger->SetCertificate(
                                network.GetParty("b.example").credential.certificate);
                        }
                        network.PlanCall();
                        network.Run();
                        const bool isRead = !checks && offer != Offer::Real;
                        test.Equal(network.CountAttempts(Gain::ReadDescription), 1, "tried");
                        test.Equal(network.Count(Gain::ReadDescription), isRead ? 1 : 0, "read");
                        // Not told of, a refusal is a refusal: the attacker ends the call at most.
                        const bool isRetried = isRead || offer == Offer::Real;
                        test.True(network.IsBobReached() == isRetried, "sent once more");
                    }));
            }
        }
    }
}

void
MiddleAttackTestSuite::AddServices()
{
    for (const std::string mode : {"remove", "change"})
    {
        for (const bool isRequired : {false, true})
        {
            AddTestCase(new AttackCase(
                "e2m-sec-06 8.3: a label, " + mode + "d" +
                    (isRequired ? ", is not missed by a server that looks anyway"
                                : ", keeps the server from its service"),
                [mode, isRequired](AttackCase& test)
                {
                    Setup setup;
                    setup.isRequired = isRequired;
                    MiddleNetwork network(setup);
                    const auto attacker =
                        network.adversary.InProxy<LabelChanger>(network.proxyB,
                                                                AdversaryHelper::Place::First);
                    attacker->SetAttribute("Mode", StringValue(mode));
                    network.PlanCall();
                    network.Run();
                    // Bob labels his answer for the servers that the request's labels name.
                    test.Equal(attacker->GetCount(), mode == "remove" ? 1 : 2, "messages");
                    test.True(network.IsBobReached(), "nobody is told");
                    int64_t read = 0;
                    for (const auto& report : network.reportsOfB)
                    {
                        read += IsRead(report.outcome) ? 1 : 0;
                    }
                    test.Equal(read, isRequired ? 2 : 0, "read by the server");
                    test.Equal(network.Count(Gain::DeniedService), 1, "the call goes on");
                }));
        }
    }
    AddTestCase(new AttackCase(
        "e2m-sec-06 8.3: a label too many has a server look for nothing",
        [](AttackCase& test)
        {
            Setup setup;
            setup.keying = "end-to-end";
            MiddleNetwork network(setup);
            const auto attacker = network.adversary.InProxy<LabelChanger>(network.proxyA);
            attacker->SetAttribute("Mode", StringValue("add"));
            attacker->SetAttribute("Host", StringValue("proxy.b.example"));
            attacker->SetAttribute("Responses", BooleanValue(false));
            network.PlanCall();
            network.Run();
            test.Equal(network.Count(Gain::ForcedWork), 1, "the call goes on");
            test.True(!network.reportsOfB.empty(), "it looked");
            for (const auto& report : network.reportsOfB)
            {
                // Whom it is for is seen before anything is decrypted: the work is small.
                test.True(report.outcome == SmimeOutcome::NotARecipient, "for others");
            }
        }));
    for (const bool hasDigest : {false, true})
    {
        AddTestCase(new AttackCase(
            std::string("RFC 4189 5: decryption is forced") +
                (hasDigest ? " on nobody who authenticates first" : ""),
            [hasDigest](AttackCase& test)
            {
                Setup setup;
                setup.hasDigest = hasDigest;
                MiddleNetwork network(setup);
                const auto eve = network.adversary.OnHost<DecryptionFlooder>(
                    network.GetNode(AttackNetwork::Eve));
                eve->SetAttribute("Number", UintegerValue(20));
                eve->SetAttribute("Label", StringValue("proxy.b.example"));
                eve->AddReader(network.GetParty("proxy.b.example").credential.certificate);
                network.At(3,
                           [&network, eve]()
                           {
                               eve->Flood(MakeTestUri("sip:carol@b.example"),
                                          network.bob->GetAddressOfRecord(),
                                          MakeTestUri("sip:proxy.b.example"));
                           });
                network.Run();
                test.Equal(eve->GetSentCount(), 20, "sent");
                test.Equal(network.Count(Gain::ForcedWork), hasDigest ? 0 : 20, "gained");
                int64_t decrypted = 0;
                for (const auto& report : network.reportsOfB)
                {
                    decrypted += report.outcome == SmimeOutcome::PublicKey ? 1 : 0;
                }
                test.Equal(decrypted, hasDigest ? 0 : 20 * 8, "operations with the private key");
            }));
    }
    for (const bool isOneDialog : {false, true})
    {
        AddTestCase(new AttackCase(
            std::string("RFC 3185 6: the store of keys stays bounded") +
                (isOneDialog ? " within a dialog" : " over all dialogs"),
            [isOneDialog](AttackCase& test)
            {
                MiddleNetwork network(Setup{});
                const auto eve =
                    network.adversary.OnHost<KeyFlooder>(network.GetNode(AttackNetwork::Eve));
                eve->SetAttribute("Number", UintegerValue(50));
                eve->SetAttribute("Label", StringValue("proxy.b.example"));
                eve->SetAttribute("OneDialog", BooleanValue(isOneDialog));
                eve->AddReader(network.GetParty("proxy.b.example").credential.certificate);
                network.At(3,
                           [&network, eve]()
                           {
                               eve->Flood(MakeTestUri("sip:eve@c.example"),
                                          MakeTestUri("sip:nobody@b.example"),
                                          MakeTestUri("sip:proxy.b.example"));
                           });
                network.Run(6);
                test.Equal(eve->GetSentCount(), 50, "sent");
                test.Equal(static_cast<int64_t>(network.inspectionB->GetKeyCount()),
                           isOneDialog ? 8 : 50,
                           "kept");
            }));
    }
    for (const std::string defense : {"", "digest", "quota"})
    {
        AddTestCase(new AttackCase(
            std::string("RFC 3185 6: a full store of keys ") +
                (defense == "digest"  ? "is not filled by who has no password"
                 : defense == "quota" ? "is not filled by one source"
                                      : "keeps a server from reading honest answers"),
            [defense](AttackCase& test)
            {
                Setup setup;
                setup.hasDigest = defense == "digest";
                MiddleNetwork network(setup);
                network.inspectionB->SetAttribute("MaxKeys", UintegerValue(40));
                network.inspectionB->SetAttribute("CallsPerSource",
                                                  UintegerValue(defense == "quota" ? 10 : 1000));
                const auto eve =
                    network.adversary.OnHost<KeyFlooder>(network.GetNode(AttackNetwork::Eve));
                eve->SetAttribute("Number", UintegerValue(60));
                eve->SetAttribute("Label", StringValue("proxy.b.example"));
                eve->AddReader(network.GetParty("proxy.b.example").credential.certificate);
                network.At(1,
                           [&network, eve]()
                           {
                               eve->Flood(MakeTestUri("sip:carol@b.example"),
                                          MakeTestUri("sip:nobody@b.example"),
                                          MakeTestUri("sip:proxy.b.example"));
                           });
                network.PlanCall();
                network.Run();
                test.Equal(eve->GetSentCount(), 60, "sent");
                test.True(network.IsBobReached(), "the call goes on");
                int64_t answersRead = 0;
                for (const auto& report : network.reportsOfB)
                {
                    answersRead += report.statusCode == 200 && IsRead(report.outcome) ? 1 : 0;
                }
                test.Equal(answersRead, defense.empty() ? 0 : 1, "Bob's answer, under Alice's key");
            }));
    }
    AddTestCase(new AttackCase(
        "e2m-sec-06 7.1: two descriptions that disagree are refused by who wants the whole body",
        [](AttackCase& test)
        {
            Setup setup;
            setup.isRequired = true;
            MiddleNetwork network(setup);
            network.inspectionB->SetAttribute("RequiredType", StringValue("")); // all of it
            const auto eve = CallTwoFaced(network);
            network.Run();
            test.Equal(network.CountAttempts(Gain::MisledServer), 1, "tried");
            test.Equal(network.Count(Gain::MisledServer), 0, "refused");
            test.True(network.incoming.empty(), "Bob's telephone does not ring");
        }));
    AddTestCase(new AttackCase(
        "e2m-sec-06 7.1: two descriptions that disagree mislead a server that takes its copy",
        [](AttackCase& test)
        {
            MiddleNetwork network(Setup{});
            const auto eve = CallTwoFaced(network);
            network.Run();
            test.Equal(network.Count(Gain::MisledServer), 1, "taken");
            test.True(!network.reportsOfB.empty() &&
                          network.reportsOfB.front().content.find("b=AS:8\r") != std::string::npos,
                      "the server read its copy");
            test.True(network.bobSession->GetRemote().content.find("b=AS:4000") !=
                          std::string::npos,
                      "Bob got another one");
        }));
}

MiddleAttackTestSuite g_middleAttackTestSuite; ///< registers the suite

} // namespace
