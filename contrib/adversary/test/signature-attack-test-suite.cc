// SPDX-License-Identifier: GPL-2.0-only
#include "adversary-test-network.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/call-baiter.h"
#include "ns3/caller-forger.h"
#include "ns3/certificate-authority.h"
#include "ns3/description-rewriter.h"
#include "ns3/end-to-middle-helper.h"
#include "ns3/private-key.h"
#include "ns3/proof-stripper.h"
#include "ns3/request-replayer.h"
#include "ns3/signature-forger.h"
#include "ns3/smime-signature-policy.h"
#include "ns3/trust-store.h"
#include "ns3/work.h"

using namespace ns3;

namespace
{

using Gain = AttackGainKind;

constexpr int64_t EPOCH = 1056110400; ///< as SipElement's attribute Epoch
constexpr int64_t YEAR = 31536000;    ///< seconds

/** A network whose users sign with certificates of one authority. */
class SignedNetwork : public AttackNetwork
{
  public:
    /**
     * @param isChained whether users know the authority; else they trust on first use
     * @param isRequired whether they insist on signatures
     */
    explicit SignedNetwork(bool isChained, bool isRequired = true)
        : m_crypto(std::make_shared<CryptoContext>(Octets(CryptoContext::SEED_SIZE, 's')))
    {
        auto made = CertificateAuthority::Create(*m_crypto, "Users", EPOCH - YEAR, EPOCH + YEAR);
        NS_ABORT_MSG_IF(!made, "no authority");
        auto trust = std::make_shared<TrustStore>(*m_crypto);
        if (isChained)
        {
            trust->AddAnchor(made->GetCertificate());
        }
        EndToMiddleHelper helper;
        for (const auto& agent : {alice, bob, carol})
        {
            auto own = std::make_shared<CryptoContext>(m_crypto->Random(CryptoContext::SEED_SIZE));
            Work work;
            const auto key = PrivateKey::GenerateP256(*own, work);
            CertificateAuthority::Request wanted;
            wanted.commonName = agent->GetAddressOfRecord().GetUser();
            wanted.subjectAltNames = {"uri:" + agent->GetAddressOfRecord().ToString()};
            wanted.serial = ++m_serial;
            wanted.notBefore = EPOCH - YEAR;
            wanted.notAfter = EPOCH + YEAR;
            const auto certificate = made->Issue(*own, wanted, key->GetPublicKey());
            NS_ABORT_MSG_IF(!certificate, "no certificate");
            const auto policy =
                helper.InstallSignature(agent, Party{own, {*certificate, *key}}, trust);
            policy->SetAttribute("Required", BooleanValue(isRequired));
            policy->GetKeyring()->SetAttribute("TrustOnFirstUse", BooleanValue(!isChained));
        }
    }

  private:
    std::shared_ptr<CryptoContext> m_crypto; ///< the authority's
    uint64_t m_serial{0};                    ///< last one issued
};

/** @return how often something was gained */
int64_t
Count(const AttackNetwork& network, Gain kind)
{
    return static_cast<int64_t>(network.adversary.GetLog()->Count(kind));
}

/** Attackers against signatures from end to end. */
class SignatureAttackTestSuite : public TestSuite
{
  public:
    SignatureAttackTestSuite();
};

SignatureAttackTestSuite::SignatureAttackTestSuite()
    : TestSuite("adversary-signatures")
{
    for (const bool isChained : {false, true})
    {
        AddTestCase(new AttackCase(
            std::string("RFC 3261 26.4.2: a proxy signs anew, and ") +
                (isChained ? "is noticed by who asks for a chain"
                           : "is believed by who trusts on first use"),
            [isChained](AttackCase& test)
            {
                SignedNetwork network(isChained);
                const auto forger = network.adversary.InProxy<SignatureForger>(network.proxyB);
                network.PlanCall();
                network.Run();
                test.True(forger->GetForgedCount() > 0, "signed anew");
                test.Equal(Count(network, Gain::AlteredDescription), isChained ? 0 : 1, "altered");
                test.True((network.CountNotices(SipSecurityEventKind::CertificateRejected) > 0) ==
                              isChained,
                          "noticed");
            }));
    }
    for (const bool isRequired : {false, true})
    {
        AddTestCase(new AttackCase(
            std::string("RFC 8224 12: a stripped signature ") +
                (isRequired ? "is missed by who insists on one" : "is missed by nobody else"),
            [isRequired](AttackCase& test)
            {
                SignedNetwork network(true, isRequired);
                network.adversary.InProxy<ProofStripper>(network.proxyB);
                network.PlanCall();
                network.Run();
                test.True(network.adversary.GetLog()->CountAttempts(Gain::Stripped) > 0, "tried");
                test.Equal(Count(network, Gain::Stripped), isRequired ? 0 : 1, "gained");
                test.True((network.CountNotices(SipSecurityEventKind::SignatureMissing) > 0) ==
                              isRequired,
                          "noticed");
            }));
    }
    AddTestCase(new AttackCase(
        "RFC 3261 23.4: a rewritten description breaks the signature",
        [](AttackCase& test)
        {
            SignedNetwork network(true);
            network.adversary.InProxy<DescriptionRewriter>(network.proxyB);
            network.PlanCall();
            network.Run();
            test.True(network.adversary.GetLog()->CountAttempts(Gain::AlteredDescription) > 0,
                      "tried");
            test.Equal(Count(network, Gain::AlteredDescription), 0, "no gain");
            test.True(network.CountNotices(SipSecurityEventKind::SignatureInvalid) > 0, "noticed");
        }));
    AddTestCase(new AttackCase("RFC 3261 23.4.2: another From than the signed one is noticed",
                               [](AttackCase& test)
                               {
                                   SignedNetwork network(true);
                                   network.adversary.InProxy<CallerForger>(network.proxyA)
                                       ->SetCaller(MakeTestUri("sip:president@a.example"));
                                   network.PlanCall();
                                   network.Run();
                                   test.Equal(Count(network, Gain::Impersonated), 0, "no gain");
                                   test.True(!network.notices.empty(), "noticed");
                               }));
    AddTestCase(new AttackCase("RFC 3261 23.4.2: a signed INVITE that comes again is remembered",
                               [](AttackCase& test)
                               {
                                   SignedNetwork network(true);
                                   const auto eve = network.adversary.OnHost<AttackerHost>(
                                       network.GetNode(AttackNetwork::Eve));
                                   const auto replayer = network.adversary.OnLink<RequestReplayer>(
                                       network.GetLink(AttackNetwork::ProxyB));
                                   replayer->SetHost(eve);
                                   replayer->SetNextHop(MakeTestUri("sip:proxy.b.example"));
                                   replayer->SetAttribute("Delay", TimeValue(Seconds(8)));
                                   network.PlanCall();
                                   network.Run(14);
                                   test.Equal(Count(network, Gain::Replayed), 0, "no gain");
                               }));
    AddTestCase(new AttackCase(
        "draft-kaplan-sip-baiting-attack: a signed To tells that the call was for another",
        [](AttackCase& test)
        {
            SignedNetwork network(true);
            const auto mallory =
                network.adversary.OnHost<CallBaiter>(network.GetNode(AttackNetwork::Eve),
                                                     "mallory.example");
            mallory->SetAccount(MakeTestUri("sip:mallory@mallory.example"), "", "");
            mallory->SetTarget(network.bob->GetAddressOfRecord());
            network.At(2,
                       [&network, mallory]()
                       {
                           network.call = network.alice->Invite(mallory->GetAccount());
                       });
            network.Run();
            test.Equal(
                static_cast<int64_t>(network.adversary.GetLog()->CountAttempts(Gain::Impersonated)),
                1,
                "tried");
            test.Equal(Count(network, Gain::Impersonated), 0, "no gain");
            test.True(!network.notices.empty(), "noticed");
        }));
}

SignatureAttackTestSuite g_signatureAttackTestSuite; ///< registers the suite

} // namespace
