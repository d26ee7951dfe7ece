// SPDX-License-Identifier: GPL-2.0-only

#include "named-case.h"
#include "policy-rig.h"

#include "ns3/boolean.h"
#include "ns3/certificate-directory.h"
#include "ns3/disclosure-label.h"
#include "ns3/nstime.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <array>

using namespace ns3;

namespace
{

/**
 * \param rig the parties
 * \return a directory of the users that knows no server
 */
Ptr<CertificateDirectory>
MakeUsers(const PolicyRig& rig)
{
    auto users = CreateObject<CertificateDirectory>();
    users->AddUser(rig.alice.context.localUri, rig.parties.at("alice").credential.certificate);
    users->AddUser(rig.bob.context.localUri, rig.parties.at("bob").credential.certificate);
    return users;
}

/**
 * Who can read what, and what it costs: the policies without a network.
 */
class SmimeDisclosureTestSuite : public TestSuite
{
  public:
    SmimeDisclosureTestSuite()
        : TestSuite("smime-disclosure")
    {
        AddDisclosure();
        AddOperations();
    }

  private:
    /**
     * \param name what is checked
     * \param check the check
     */
    void
    Add(const std::string& name, std::function<void(NamedCase&)> check)
    {
        AddTestCase(new NamedCase(name, std::move(check)));
    }

    /// Who can read what.
    void
    AddDisclosure()
    {
        struct Row
        {
            std::string keying;
            bool firstLooks; // labelled for it
            bool firstReads;
            bool secondReads;
            SmimeOutcome bobs;
            SmimeOutcome alices;
        };

        const std::vector<Row> rows{
            {"none", false, true, true, SmimeOutcome::Plain, SmimeOutcome::Plain},
            {"end-to-end", false, false, false, SmimeOutcome::PublicKey, SmimeOutcome::PublicKey},
            {"asymmetric", true, true, false, SmimeOutcome::PublicKey, SmimeOutcome::PublicKey},
            {"cek-reuse", true, true, false, SmimeOutcome::PublicKey, SmimeOutcome::ReusedKey},
        };
        for (const auto& row : rows)
        {
            Add(row.keying + ": who can read what",
                [row](NamedCase& test)
                {
                    PolicyRig rig("p-256", row.keying);
                    // The other proxy is curious: it looks at everything it gets.
                    rig.second.policy->SetAttribute("InspectUnlabelled", BooleanValue(true));
                    const auto result = rig.Invite();
                    test.Expect(result.isRequestRead && result.isAnswerRead, "both ends read");
                    test.Expect(rig.bob.openings.at(0).outcome == row.bobs, "Bob's way to open");
                    test.Expect(rig.alice.openings.at(0).outcome == row.alices,
                                "Alice's way to open");
                    test.ExpectEqual(rig.first.reports.size(),
                                     row.firstLooks ? 2u : 0u,
                                     "ss1 looks");
                    for (const auto& report : rig.first.reports)
                    {
                        const auto& wanted =
                            report.statusCode ? PolicyRig::REPLY : PolicyRig::OFFER;
                        test.Expect(report.isLabelled, "for it was labelled for ss1");
                        test.ExpectEqual(IsRead(report.outcome), row.firstReads, "and reads");
                        test.ExpectEqual(report.content,
                                         row.firstReads ? wanted : "",
                                         "what was sent");
                    }
                    test.ExpectEqual(rig.second.reports.size(), 2u, "ss2 looks");
                    for (const auto& report : rig.second.reports)
                    {
                        test.Expect(!report.isLabelled, "though nothing is labelled for it");
                        test.ExpectEqual(IsRead(report.outcome), row.secondReads, "and reads");
                        test.ExpectEqual(report.content.empty(), !row.secondReads, "or nothing");
                    }
                });
        }
        Add("a proxy that is not named does not look",
            [](NamedCase& test)
            {
                PolicyRig rig;
                rig.Invite();
                test.ExpectEqual(rig.second.reports.size(), 0u, "no report");
                test.Expect(rig.second.work.IsEmpty(), "and no work");
            });
        Add("a body is decrypted once, however many labels name it",
            [](NamedCase& test)
            {
                const std::string host = "ss1.atlanta.example.com";
                PolicyRig once;
                once.Invite();
                PolicyRig rig;
                const auto label = [&host](SipMessage& message)
                {
                    // Both kinds, and the second kind's cid a thousand times.
                    DisclosureLabel::Create(DisclosureLabel::Kind::ProxyInspectBody)
                        ->Write(message, {host});
                    std::string value(message.GetHeader("Proxy-Inspect-Body").value_or(""));
                    const auto cid = value.substr(value.find(';') + 1);
                    for (int i = 0; i < 1000; ++i)
                    {
                        value += "," + cid;
                    }
                    message.Set("Proxy-Inspect-Body", value);
                };
                rig.Invite(false, label, label);
                test.ExpectEqual(rig.first.reports.size(), 2u, "request and answer, each once");
                test.ExpectEqual(rig.first.policy->GetReadCount(), 2u, "counted once");
                test.ExpectEqual(PolicyRig::Count(rig.first.work, "decrypt"),
                                 PolicyRig::Count(once.first.work, "decrypt"),
                                 "charged as with one label");
                test.ExpectEqual(PolicyRig::CountAsymmetric(rig.first.work),
                                 PolicyRig::CountAsymmetric(once.first.work),
                                 "public keys too");
            });
        Add("asymmetric: a server without a known certificate is not labelled",
            [](NamedCase& test)
            {
                PolicyRig rig("p-256", "asymmetric");
                rig.bob.policy->SetDirectory(MakeUsers(rig));
                const auto result = rig.Invite();
                test.Expect(result.request.Has("Content-Target"), "Alice labels for ss1");
                test.Expect(!result.answer->Has("Content-Target"), "Bob cannot and does not");
                test.ExpectEqual(GetEnvelope(*result.answer)->GetRecipients().size(),
                                 1u,
                                 "the answer is for Alice only");
                test.Expect(result.isAnswerRead, "who reads it");
                test.ExpectEqual(rig.first.policy->GetUnreadCount(), 0u, "ss1 misses nothing");
            });
        Add("cek-reuse: who has the key is labelled without a certificate, not so with a new key",
            [](NamedCase& test)
            {
                PolicyRig rig;
                rig.alice.policy->SetAttribute("MaxDecrypts", UintegerValue(1));
                rig.bob.policy->SetDirectory(MakeUsers(rig));
                const auto first = rig.Invite();
                test.Expect(first.answer->Has("Content-Target"), "ss1 has CEK1");
                test.Expect(GetLast(rig.first) == SmimeOutcome::ReusedKey, "and reads the answer");
                rig.Reset();
                const auto second = rig.Invite(true);
                test.Expect(!GetIntroduced(second.request).empty(), "Bob makes a new key");
                test.Expect(!second.request.Has("Content-Target"), "which he cannot give to ss1");
                // Alice, who knows the certificate, does not take ss1 for a holder of that key.
                test.Expect(second.answer->Has("Content-Target"), "Alice's answer is for ss1 too");
                test.ExpectEqual(GetReferred(*second.answer),
                                 GetIntroduced(second.request),
                                 "under Bob's key");
                test.ExpectEqual(GetEnvelope(*second.answer)->GetRecipients().size(),
                                 2u,
                                 "with a recipient of its own for ss1");
                test.Expect(second.isAnswerRead, "Bob reads it");
                test.ExpectEqual(rig.first.reports.size(), 1u, "ss1 looks at the answer only");
                test.Expect(GetLast(rig.first) == SmimeOutcome::PublicKey, "and reads it");
            });
        Add("a recipient without a label does not look, unless told to",
            [](NamedCase& test)
            {
                PolicyRig rig;
                const auto unlabel = [](SipMessage& message)
                {
                    message.Remove("Content-Target");
                };
                rig.Invite(false, unlabel, unlabel);
                test.Expect(rig.first.reports.empty(), "the label is missing");
                rig.first.policy->SetAttribute("InspectUnlabelled", BooleanValue(true));
                rig.alice.policy->LoseKeys();
                rig.Invite(false, unlabel, unlabel);
                test.ExpectEqual(rig.first.reports.size(), 2u, "request and answer");
                test.Expect(GetLast(rig.first) == SmimeOutcome::ReusedKey, "both read");
            });
        Add("asymmetric: Bob knows the servers by the request's labels",
            [](NamedCase& test)
            {
                PolicyRig rig("p-256", "asymmetric");
                rig.bob.policy->SetAttribute("FollowLabels", BooleanValue(false));
                rig.Invite();
                test.ExpectEqual(rig.first.reports.size(), 1u, "told not to, he does not label");
                rig.bob.policy->SetAttribute("FollowLabels", BooleanValue(true));
                rig.Invite();
                test.ExpectEqual(rig.first.reports.size(), 3u, "told to, he does");
                test.ExpectEqual(rig.first.reports.back().content,
                                 PolicyRig::REPLY,
                                 "and it reads");
            });
        Add("asymmetric: a server whose certificate Bob does not know cannot read",
            [](NamedCase& test)
            {
                PolicyRig rig("p-256", "asymmetric");
                rig.bob.policy->SetDirectory(MakeUsers(rig));
                rig.first.policy->SetAttribute("InspectUnlabelled", BooleanValue(true));
                test.Expect(rig.Invite().isAnswerRead, "Alice reads");
                test.Expect(GetLast(rig.first) == SmimeOutcome::NotARecipient, "ss1 does not");
                test.ExpectEqual(rig.first.policy->GetUnreadCount(), 1u, "which is counted");
            });
        Add("cek-reuse: Bob needs no certificate at all",
            [](NamedCase& test)
            {
                PolicyRig rig;
                rig.bob.policy->SetDirectory(CreateObject<CertificateDirectory>());
                const auto result = rig.Invite();
                test.Expect(result.isAnswerRead, "Alice reads");
                test.Expect(GetLast(rig.first) == SmimeOutcome::ReusedKey, "ss1 reads");
            });
        Add("cek-reuse: Bob's own server reads his answer with its public key",
            [](NamedCase& test)
            {
                PolicyRig rig;
                rig.bob.policy->DiscloseTo("ss2.biloxi.example.com",
                                           rig.parties.at("second").credential.certificate);
                const auto result = rig.Invite();
                test.Expect(result.isAnswerRead, "Alice reads");
                test.Expect(GetLast(rig.first) == SmimeOutcome::ReusedKey,
                            "ss1 with the dialog's key");
                test.Expect(GetLast(rig.second) == SmimeOutcome::PublicKey, "ss2 with its own");
                test.ExpectEqual(rig.second.reports.size(), 1u, "and the answer only");
            });
    }

    /// What it costs.
    void
    AddOperations()
    {
        struct Row
        {
            std::string keying;
            std::array<uint64_t, 4> request; // Alice, ss1, Bob: asymmetric; all: symmetric
            std::array<uint64_t, 4> answer;
        };

        // Asymmetric operations of Alice, the proxy and Bob for the request and for the answer.
        const std::vector<Row> rows{
            {"none", {0, 0, 0, 0}, {0, 0, 0, 0}},
            {"end-to-end", {1, 0, 1, 2}, {1, 0, 1, 2}},
            {"asymmetric", {2, 1, 1, 3}, {1, 1, 2, 3}},
            {"cek-reuse", {2, 1, 1, 3}, {0, 0, 0, 6}},
        };
        for (const auto& row : rows)
        {
            Add(row.keying + ": operations of request and answer with RSA",
                [row](NamedCase& test)
                {
                    PolicyRig rig("rsa-2048", row.keying);
                    Work request[3];
                    rig.Invite(false,
                               nullptr,
                               [&](SipMessage&)
                               {
                                   request[0] = rig.alice.work;
                                   request[1] = rig.first.work;
                               });
                    const auto total = [](const Work& work)
                    {
                        uint64_t sum = 0;
                        for (const auto& [kind, amount] : work.GetAmounts())
                        {
                            sum += amount.count;
                        }
                        return sum;
                    };
                    using Rig = PolicyRig;
                    test.ExpectEqual(Rig::CountAsymmetric(request[0]),
                                     row.request[0],
                                     "Alice, request");
                    test.ExpectEqual(Rig::CountAsymmetric(request[1]),
                                     row.request[1],
                                     "ss1, request");
                    test.ExpectEqual(Rig::CountAsymmetric(rig.alice.work) - row.request[0],
                                     row.answer[0],
                                     "Alice, answer");
                    test.ExpectEqual(Rig::CountAsymmetric(rig.first.work) - row.request[1],
                                     row.answer[1],
                                     "ss1, answer");
                    test.ExpectEqual(Rig::CountAsymmetric(rig.bob.work),
                                     row.request[2] + row.answer[2],
                                     "Bob, both");
                    auto all = rig.alice.work;
                    all += rig.first.work;
                    all += rig.bob.work;
                    test.ExpectEqual(total(all) - Rig::CountAsymmetric(all),
                                     row.request[3] + row.answer[3],
                                     "symmetric, all");
                    test.Expect(rig.second.work.IsEmpty(), "ss2 does nothing");
                });
        }
        Add("cek-reuse: the answer is one wrap, two unwraps and the content",
            [](NamedCase& test)
            {
                PolicyRig rig("rsa-2048", "cek-reuse");
                rig.Invite();
                test.ExpectEqual(PolicyRig::Count(rig.bob.work, "wrap"), 1u, "Bob wraps once");
                test.ExpectEqual(PolicyRig::Count(rig.bob.work, "encrypt"),
                                 1u,
                                 "and encrypts once");
                for (const auto* work : {&rig.alice.work, &rig.first.work})
                {
                    test.ExpectEqual(PolicyRig::Count(*work, "unwrap"),
                                     1u,
                                     "the others unwrap once");
                }
                test.ExpectEqual(PolicyRig::Count(rig.alice.work, "key-transport-encrypt"),
                                 2u,
                                 "Alice's request: to Bob and to ss1");
            });
        Add("cek-reuse: later requests and answers need no public key",
            [](NamedCase& test)
            {
                for (const std::string keyType : {"rsa-2048", "p-256"})
                {
                    PolicyRig rig(keyType, "cek-reuse");
                    rig.Invite();
                    rig.Reset();
                    for (const bool isFromBob : {false, true, false})
                    {
                        const auto result = rig.Invite(isFromBob);
                        test.Expect(result.isRequestRead && result.isAnswerRead, "read");
                    }
                    for (const auto* work : {&rig.alice.work, &rig.bob.work, &rig.first.work})
                    {
                        test.ExpectEqual(PolicyRig::CountAsymmetric(*work), 0u, keyType);
                    }
                    test.ExpectEqual(rig.first.reports.size(), 6u, "ss1 looks at all");
                    test.Expect(std::all_of(rig.first.reports.begin(),
                                            rig.first.reports.end(),
                                            [](const InspectionReport& report)
                                            {
                                                return report.outcome == SmimeOutcome::ReusedKey;
                                            }),
                                "and reads all");
                }
            });
    }
};

SmimeDisclosureTestSuite g_smimeDisclosureTestSuite; //!< registers itself

} // namespace
