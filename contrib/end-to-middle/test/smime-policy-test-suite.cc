// SPDX-License-Identifier: GPL-2.0-only

#include "named-case.h"
#include "policy-rig.h"

#include "ns3/boolean.h"
#include "ns3/envelope.h"
#include "ns3/nstime.h"
#include "ns3/sip-body-entity.h"
#include "ns3/smime-entity.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <array>
#include <openssl/cms.h>
#include <openssl/x509.h>

using namespace ns3;

namespace
{

/**
 * \param message a message with an enveloped body
 * \return its envelope, if it has one
 */
tl::expected<Envelope, CmsError>
GetEnvelope(const SipMessage& message)
{
    const auto der = ExtractCms(GetBodyEntity(message));
    return der ? Envelope::Parse(*der) : tl::unexpected(CmsError::Malformed);
}

/**
 * \param message a message
 * \return the reference its key is introduced by; empty if there is none
 */
Octets
GetIntroduced(const SipMessage& message)
{
    const auto envelope = GetEnvelope(message);
    const auto attributes = envelope ? envelope->GetCekAttributes() : std::nullopt;
    return attributes ? attributes->reference : "";
}

/**
 * \param message a message
 * \return the reference it was encrypted under; empty if there is none
 */
Octets
GetReferred(const SipMessage& message)
{
    const auto envelope = GetEnvelope(message);
    return envelope && !envelope->GetKekIdentifiers().empty() ? envelope->GetKekIdentifiers()[0]
                                                              : "";
}

/**
 * Changes one octet of the encrypted content.
 * \param message the message
 */
void
FlipOctet(SipMessage& message)
{
    auto body = message.GetBody();
    const auto position = body.size() - 120; // behind it stand the MAC and perhaps attributes
    body[position] = static_cast<char>(body[position] ^ 1);
    message.SetBody(body, std::string(message.GetHeader("Content-Type").value_or("")));
}

/**
 * Lets simulated time pass.
 * \param time how much
 */
void
Wait(Time time)
{
    Simulator::Stop(time);
    Simulator::Run();
}

/**
 * \param proxy a proxy
 * \return how the last body went; Malformed if it looked at none
 */
SmimeOutcome
GetLast(const PolicyRig::Proxy& proxy)
{
    return proxy.reports.empty() ? SmimeOutcome::Malformed : proxy.reports.back().outcome;
}

/**
 * Who can read what, and what it costs: the policies without a network.
 */
class SmimePolicyTestSuite : public TestSuite
{
  public:
    SmimePolicyTestSuite()
        : TestSuite("smime-policy")
    {
        AddDisclosure();
        AddOperations();
        AddReuse();
        AddLosses();
        AddForms();
        AddRefusals();
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
                const auto own = CreateObject<CertificateDirectory>();
                own->AddUser(rig.alice.context.localUri,
                             rig.parties.at("alice").credential.certificate);
                rig.bob.policy->SetDirectory(own);
                const auto result = rig.Invite();
                test.Expect(result.isAnswerRead, "Alice reads");
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

    /// When a key is gone on with.
    void
    AddReuse()
    {
        Add("RFC 3185 section 3: the answer refers to the request's key",
            [](NamedCase& test)
            {
                PolicyRig rig;
                const auto result = rig.Invite();
                const auto reference = GetIntroduced(result.request);
                test.Expect(reference.size() >= 8, "the request has a CEKReference");
                test.ExpectEqual(GetReferred(*result.answer), reference, "the answer repeats it");
                test.Expect(GetIntroduced(*result.answer).empty(), "and has none of its own");
                test.ExpectEqual(GetEnvelope(*result.answer)->GetRecipients().size(),
                                 1u,
                                 "for all");
                const auto again = rig.Invite();
                test.ExpectEqual(GetReferred(again.request), reference, "so does the re-INVITE");
                test.ExpectEqual(GetReferred(*again.answer), reference, "and its answer");
            });
        Add("the trace CekUsed says what opens each message",
            [](NamedCase& test)
            {
                PolicyRig rig;
                const auto result = rig.Invite();
                const auto& uses = rig.bob.uses;
                test.ExpectEqual(uses.size(), 2u, "Bob opened and sealed");
                const auto& offer = uses.at(0);
                const auto& reply = uses.at(1);
                test.Expect(!offer.isSender && offer.direction == "request", "the request");
                test.Expect(reply.isSender && reply.direction == "response", "the answer");
                test.ExpectEqual(offer.dialog, rig.alice.context.GetScope(), "Call-ID and tag");
                test.Expect(offer.kek.GetSize() == 0 && offer.cek.GetSize() == 16,
                            "under public keys");
                Octets reversed = offer.cek.Reveal();
                std::reverse(reversed.begin(), reversed.end());
                test.Expect(reply.kek.Reveal() == reversed, "RFC 3185 section 3: CEK1 reversed");
                test.Expect(reply.cek != offer.cek, "another key for the content");
                // Somebody who has the trace's key and nothing else opens the answer.
                CryptoContext outsider(Octets(CryptoContext::SEED_SIZE, 'o'));
                Work work;
                const auto opened = GetEnvelope(*result.answer)
                                        ->OpenWithKek(outsider, {reply.reference, reply.kek}, work);
                test.Expect(opened && opened->content.find(PolicyRig::REPLY) != std::string::npos,
                            "it opens");
                test.Expect(opened && opened->cek == reply.cek, "with that key");
                test.Expect(rig.alice.uses.size() == 2 && rig.alice.uses[0].cek == offer.cek,
                            "Alice's trace agrees");
            });
        Add("CEKMaxDecrypts used up: the next request brings a new key",
            [](NamedCase& test)
            {
                PolicyRig rig;
                rig.alice.policy->SetAttribute("MaxDecrypts", UintegerValue(3));
                const auto first = rig.Invite(); // the answer is use 1
                const auto reference = GetIntroduced(first.request);
                test.ExpectEqual(
                    GetEnvelope(first.request)->GetCekAttributes()->maxDecrypts.value_or(0),
                    3u,
                    "announced");
                const auto second = rig.Invite(); // uses 2 and 3
                test.ExpectEqual(GetReferred(second.request), reference, "gone on with");
                test.ExpectEqual(GetReferred(*second.answer), reference, "gone on with");
                const auto third = rig.Invite();
                const auto renewed = GetIntroduced(third.request);
                test.Expect(!renewed.empty() && renewed != reference, "a new reference");
                test.Expect(GetReferred(third.request).empty(), "under public keys");
                test.ExpectEqual(GetReferred(*third.answer), renewed, "which the answer refers to");
                test.Expect(third.isAnswerRead && GetLast(rig.first) == SmimeOutcome::ReusedKey,
                            "all read");
                const auto fourth = rig.Invite(true);
                test.ExpectEqual(GetReferred(fourth.request), renewed, "Bob goes on with it too");
            });
        Add("an even CEKMaxDecrypts: no request goes without a use for its answer",
            [](NamedCase& test)
            {
                PolicyRig rig;
                rig.alice.policy->SetAttribute("MaxDecrypts", UintegerValue(2));
                rig.Invite();
                const auto second = rig.Invite();
                test.Expect(!GetIntroduced(second.request).empty(), "one use left is too few");
            });
        Add("Bob renews when his request is the one too many",
            [](NamedCase& test)
            {
                PolicyRig rig;
                rig.alice.policy->SetAttribute("MaxDecrypts", UintegerValue(1));
                rig.Invite();
                const auto result = rig.Invite(true);
                test.Expect(!GetIntroduced(result.request).empty(), "a new key");
                test.Expect(result.isRequestRead && result.isAnswerRead, "read");
                test.ExpectEqual(rig.first.reports.size(), 4u, "labelled for Alice's server");
                test.Expect(GetLast(rig.first) == SmimeOutcome::ReusedKey,
                            "which reads the answer");
                test.Expect(rig.first.reports.at(2).outcome == SmimeOutcome::PublicKey,
                            "and the request");
            });
        Add("after Expiry the next request brings a new key",
            [](NamedCase& test)
            {
                PolicyRig rig;
                for (auto* agent : {&rig.alice, &rig.bob})
                {
                    agent->policy->SetAttribute("Expiry", TimeValue(Seconds(60)));
                }
                rig.Invite();
                Wait(Seconds(59));
                test.Expect(GetIntroduced(rig.Invite().request).empty(), "before");
                Wait(Seconds(2));
                const auto result = rig.Invite();
                test.Expect(!GetIntroduced(result.request).empty(), "after");
                test.Expect(result.isAnswerRead, "read");
            });
        Add("a peer that does not reuse: public keys, and a new reference each time",
            [](NamedCase& test)
            {
                PolicyRig rig;
                rig.bob.policy->SetAttribute("Keying", StringValue("asymmetric"));
                const auto first = rig.Invite();
                test.Expect(GetReferred(*first.answer).empty(), "Bob does not");
                test.Expect(first.isAnswerRead, "Alice reads");
                test.Expect(GetLast(rig.first) == SmimeOutcome::PublicKey, "ss1 reads");
                const auto second = rig.Invite();
                test.Expect(!GetIntroduced(second.request).empty() &&
                                GetIntroduced(second.request) != GetIntroduced(first.request),
                            "Alice does not go on with a key that was never used");
            });
        Add("smime-keyreuse section 4.2: after a fork the key is renewed",
            [](NamedCase& test)
            {
                for (const bool isRenewed : {true, false})
                {
                    PolicyRig rig;
                    rig.alice.policy->SetAttribute("RenewAfterFork", BooleanValue(isRenewed));
                    const auto other = rig.MakeSecondBob("271828");
                    auto copy = SipMessage();
                    const auto result = rig.Invite(false,
                                                   [&copy](SipMessage& message)
                                                   {
                                                       copy = message;
                                                   });
                    test.Expect(result.isAnswerRead, "the first answer is read");
                    test.Expect(
                        other->policy->OpenRequest(copy, other->context, other->work).has_value(),
                        "the second telephone reads the request");
                    test.Expect(rig.Answer(*other, copy).has_value(), "Alice reads its answer");
                    test.Expect(GetLast(rig.first) == SmimeOutcome::ReusedKey, "so does ss1");
                    const auto next = rig.Invite();
                    test.ExpectEqual(!GetIntroduced(next.request).empty(), isRenewed, "a new key");
                    test.Expect(next.isAnswerRead, "read");
                    if (isRenewed)
                    {
                        const auto after = rig.Invite();
                        test.Expect(GetIntroduced(after.request).empty(), "which is gone on with");
                        const auto overheard =
                            other->policy->OpenRequest(after.request, other->context, other->work);
                        test.Expect(!overheard, "and which the other telephone cannot read");
                    }
                }
            });
        Add("the end of the dialog takes its keys everywhere",
            [](NamedCase& test)
            {
                PolicyRig rig;
                rig.Invite();
                test.ExpectEqual(rig.first.policy->GetKeyCount(), 1u, "ss1 has it");
                test.ExpectEqual(rig.bob.policy->GetKeys().GetSize(), 1u, "Bob has it");
                rig.HangUp();
                test.ExpectEqual(rig.first.policy->GetKeyCount(), 0u, "gone at ss1");
                test.ExpectEqual(rig.alice.policy->GetKeys().GetSize(), 0u, "gone at Alice");
                test.ExpectEqual(rig.bob.policy->GetKeys().GetSize(), 0u, "gone at Bob");
            });
        Add("a late offer: the answer in the ACK brings the key",
            [](NamedCase& test)
            {
                PolicyRig rig;
                const auto sealed = [](PolicyRig::Agent& agent, SipMessage& message)
                {
                    message.SetBody(PolicyRig::OFFER, "application/sdp");
                    return message.IsRequest()
                               ? agent.policy->PrepareRequest(message, agent.context, agent.work)
                               : agent.policy->PrepareResponse(message, agent.context, agent.work);
                };
                auto invite = SipMessage::MakeRequest("INVITE", rig.alice.context.remoteUri);
                auto answer = SipMessage::MakeResponse(invite, 200, "OK");
                test.Expect(sealed(rig.bob, answer).has_value(), "Bob offers under public keys");
                test.Expect(
                    rig.alice.policy->OpenResponse(answer, rig.alice.context, rig.alice.work)
                        .has_value(),
                    "Alice reads");
                rig.alice.context.remoteTag = rig.bob.context.localTag;
                auto ack = SipMessage::MakeRequest("ACK", rig.alice.context.remoteUri);
                test.Expect(sealed(rig.alice, ack).has_value(), "Alice answers");
                test.Expect(!GetIntroduced(ack).empty(), "with a new key");
                test.Expect(
                    rig.bob.policy->OpenRequest(ack, rig.bob.context, rig.bob.work).has_value(),
                    "Bob reads");
                test.ExpectEqual(GetReferred(rig.Invite(true).request),
                                 GetIntroduced(ack),
                                 "and uses");
            });
    }

    /// What happens when a key is lost.
    void
    AddLosses()
    {
        Add("a key lost at the callee: 493 with its certificate, then public keys",
            [](NamedCase& test)
            {
                PolicyRig rig;
                rig.Invite();
                rig.bob.policy->LoseKeys();
                const auto refused = rig.Invite();
                test.ExpectEqual(refused.refusedBy, 3, "Bob refuses");
                test.ExpectEqual(refused.refusal.code, 493, "RFC 3261 section 21.4.29");
                test.Expect(rig.bob.openings.back().outcome == SmimeOutcome::UnknownReference,
                            "for the reference");
                // OpenSSL finds Bob's certificate in the reply.
                const auto& body = refused.refusal.body.content;
                auto data = reinterpret_cast<const unsigned char*>(body.data());
                auto* cms = d2i_CMS_ContentInfo(nullptr, &data, static_cast<long>(body.size()));
                auto* stack = cms ? CMS_get1_certs(cms) : nullptr;
                test.Expect(stack && sk_X509_num(stack) == 1, "RFC 8551 section 3.8: certs-only");
                test.Expect(
                    stack &&
                        X509_cmp(sk_X509_value(stack, 0),
                                 rig.parties.at("bob").credential.certificate.GetNative()) == 0,
                    "Bob's");
                sk_X509_pop_free(stack, X509_free);
                CMS_ContentInfo_free(cms);
                const auto result = rig.InviteAndRetry();
                test.Expect(rig.isRetried, "Alice sends it again");
                test.Expect(!GetIntroduced(result.request).empty(), "with a new key");
                test.Expect(result.isRequestRead && result.isAnswerRead, "and all read");
                test.Expect(GetLast(rig.first) == SmimeOutcome::ReusedKey, "ss1 too");
            });
        for (const bool isOld : {false, true})
        {
            Add(isOld ? "a key lost at a proxy, as in the article's time: 493"
                      : "a key lost at a proxy that must read: 496, then public keys",
                [isOld](NamedCase& test)
                {
                    PolicyRig rig;
                    rig.first.policy->SetAttribute("Required", BooleanValue(true));
                    rig.first.policy->SetAttribute("ErrorCode", UintegerValue(isOld ? 493 : 496));
                    rig.Invite();
                    rig.first.policy->LoseKeys();
                    const auto refused = rig.Invite();
                    test.ExpectEqual(refused.refusedBy, 1, "ss1 refuses");
                    test.ExpectEqual(refused.refusal.code, isOld ? 493 : 496, "with this code");
                    test.ExpectEqual(refused.refusal.body.contentType,
                                     "application/pkix-cert",
                                     "e2m-sec-06 section 4");
                    test.ExpectEqual(refused.refusal.body.content,
                                     rig.parties.at("first").credential.certificate.GetDer(),
                                     "its certificate");
                    const auto& warning = refused.refusal.headers.at(0);
                    test.ExpectEqual(warning.first, "Warning", "what it wants");
                    test.ExpectEqual(warning.second,
                                     "382 ss1.atlanta.example.com \"Required to View "
                                     "Content-Type 'application/sdp'\"",
                                     "in words");
                    test.Expect(rig.first.reports.back().isRefused, "reported");
                    const auto result = rig.InviteAndRetry();
                    test.Expect(rig.isRetried && result.isAnswerRead, "the second attempt works");
                    test.Expect(GetLast(rig.first) == SmimeOutcome::ReusedKey, "ss1 reads again");
                });
        }
        Add("a key lost at a proxy that need not read: it is counted, and the call goes on",
            [](NamedCase& test)
            {
                PolicyRig rig;
                rig.Invite();
                rig.first.policy->LoseKeys();
                const auto result = rig.Invite();
                test.Expect(result.isAnswerRead, "the call goes on");
                test.ExpectEqual(rig.first.policy->GetUnreadCount(), 2u, "counted");
                test.Expect(GetLast(rig.first) == SmimeOutcome::UnknownReference,
                            "for this reason");
            });
        Add("a key lost at the caller: the answer is reported as unreadable",
            [](NamedCase& test)
            {
                PolicyRig rig;
                const auto result = rig.Invite(false,
                                               nullptr,
                                               [&rig](SipMessage&)
                                               {
                                                   rig.alice.policy->LoseKeys();
                                               });
                test.ExpectEqual(result.refusedBy,
                                 4,
                                 "Alice refuses: her user agent ends the dialog");
                test.Expect(rig.alice.openings.back().outcome == SmimeOutcome::UnknownReference,
                            "why");
            });
        Add("a key lost between request and answer at a proxy: passed on, or refused",
            [](NamedCase& test)
            {
                for (const bool isRefused : {false, true})
                {
                    PolicyRig rig;
                    rig.first.policy->SetAttribute("Required", BooleanValue(true));
                    rig.first.policy->SetAttribute("RefuseResponses", BooleanValue(isRefused));
                    const auto result = rig.Invite(false,
                                                   nullptr,
                                                   [&rig](SipMessage&)
                                                   {
                                                       rig.first.policy->LoseKeys();
                                                   });
                    test.ExpectEqual(result.refusedBy, isRefused ? 1 : 0, "as told");
                    test.ExpectEqual(rig.first.policy->GetUnreadCount(), 1u, "counted");
                }
            });
        Add("a refusal of public keys is not repeated",
            [](NamedCase& test)
            {
                PolicyRig rig;
                rig.second.policy->SetAttribute("Required", BooleanValue(true));
                const auto result = rig.InviteAndRetry();
                test.ExpectEqual(result.refusedBy, 2, "ss2 must read and is no recipient");
                test.ExpectEqual(result.refusal.code, 496, "it says so");
                test.Expect(!rig.isRetried, "nothing would change");
            });
        Add("other refusals are not the policy's business",
            [](NamedCase& test)
            {
                PolicyRig rig;
                const auto result = rig.Invite();
                auto context = rig.alice.context;
                context.request = &result.request;
                for (const int code : {400, 407, 488, 494, 500, 603})
                {
                    const auto response = SipMessage::MakeResponse(result.request, code, "");
                    test.Expect(!rig.alice.policy->RetryAfter(response, context, rig.alice.work),
                                std::to_string(code));
                }
            });
    }

    /// What the messages look like.
    void
    AddForms()
    {
        Add("the article's Fig. 4: header fields of the request",
            [](NamedCase& test)
            {
                PolicyRig rig;
                rig.alice.policy->SetAttribute("Cipher", StringValue("aes-128-cbc"));
                rig.alice.policy->SetAttribute("TransferEncoding", StringValue("base64"));
                const auto result = rig.Invite();
                const auto get = [&result](const std::string& name)
                {
                    return std::string(result.request.GetHeader(name).value_or(""));
                };
                auto type = get("Content-Type");
                type.erase(std::remove(type.begin(), type.end(), ' '), type.end());
                type.erase(std::remove(type.begin(), type.end(), '"'), type.end());
                test.ExpectEqual(type,
                                 "application/pkcs7-mime;smime-type=enveloped-data;name=smime.p7m",
                                 "type");
                test.ExpectEqual(get("Content-Transfer-Encoding"), "base64", "encoding");
                test.ExpectEqual(get("Content-Disposition"),
                                 "attachment;filename=smime.p7m;handling=required",
                                 "disposition");
                test.ExpectEqual(get("Content-Target"), "sip:ss1.atlanta.example.com", "label");
                test.ExpectEqual(result.answer->GetHeader("Content-Target").value_or(""),
                                 get("Content-Target"),
                                 "the answer's label");
                test.Expect(result.isAnswerRead, "and it works");
                const auto envelope = GetEnvelope(result.request);
                test.Expect(envelope && !envelope->IsAuthenticated(), "EnvelopedData");
            });
        Add("binary bodies have no Content-Transfer-Encoding",
            [](NamedCase& test)
            {
                PolicyRig rig;
                const auto result = rig.Invite();
                test.Expect(!result.request.Has("Content-Transfer-Encoding"),
                            "RFC 3261 section 7.4.1");
                test.Expect(GetEnvelope(result.request)->IsAuthenticated(), "RFC 8591: GCM");
                test.ExpectEqual(result.request.GetHeaders("Content-Length").size(),
                                 1u,
                                 "one length");
                test.Expect(result.request.GetHeader("Content-Length") ==
                                std::to_string(result.request.GetBody().size()),
                            "the right one");
            });
        for (const std::string label : {"content-target", "proxy-inspect-body"})
        {
            Add("request, answer and re-INVITE with the label " + label,
                [label](NamedCase& test)
                {
                    PolicyRig rig;
                    rig.alice.policy->SetAttribute("Label", StringValue(label));
                    const auto result = rig.Invite();
                    test.ExpectEqual(result.request.Has("Content-Target"),
                                     label == "content-target",
                                     "Content-Target");
                    test.ExpectEqual(result.request.Has("Proxy-Inspect-Body"),
                                     label == "proxy-inspect-body",
                                     "Proxy-Inspect-Body");
                    rig.Invite();
                    test.ExpectEqual(rig.first.policy->GetReadCount(), 4u, "ss1 reads all");
                });
        }
        for (const std::string padding : {"oaep", "pkcs1"})
        {
            Add("RSA with " + padding,
                [padding](NamedCase& test)
                {
                    PolicyRig rig("rsa-2048", "cek-reuse");
                    rig.alice.policy->SetAttribute("Padding", StringValue(padding));
                    const auto result = rig.Invite();
                    test.Expect(result.isAnswerRead, "it works");
                    const auto& amounts = rig.alice.work.GetAmounts();
                    test.Expect(amounts.count({"key-transport-encrypt", "rsa-2048-" + padding}) ==
                                    1,
                                "with that padding");
                });
        }
        Add("the reference under the MAC",
            [](NamedCase& test)
            {
                PolicyRig rig;
                rig.alice.policy->SetAttribute("ReferencePlacement", StringValue("authenticated"));
                const auto result = rig.Invite();
                test.Expect(GetEnvelope(result.request)->AreCekAttributesAuthenticated(), "there");
                test.Expect(result.isAnswerRead, "and it works");
            });
        Add("RFC 8591 section 4.3: signed inside, and the signer is reported",
            [](NamedCase& test)
            {
                PolicyRig rig;
                rig.alice.policy->SetAttribute("Sign", BooleanValue(true));
                const auto result = rig.Invite();
                const auto& alice = rig.parties.at("alice").credential.certificate;
                test.Expect(result.isRequestRead, "Bob reads");
                test.Expect(rig.bob.openings.at(0).signer == alice, "and knows who signed");
                test.Expect(rig.first.reports.at(0).signer == alice, "so does ss1");
                test.Expect(!rig.alice.openings.at(0).signer, "Bob did not sign");
                test.ExpectEqual(PolicyRig::Count(rig.alice.work, "sign"), 1u, "one signature");
            });
        Add("an unchanged message without a body passes as it is",
            [](NamedCase& test)
            {
                PolicyRig rig;
                auto message = SipMessage::MakeRequest("INVITE", rig.alice.context.remoteUri);
                const auto before = message.Serialize();
                const auto prepared =
                    rig.alice.policy->PrepareRequest(message, rig.alice.context, rig.alice.work);
                test.Expect(prepared.has_value(), "nothing to do");
                test.ExpectEqual(message.Serialize(), before, "nothing done");
                test.Expect(rig.alice.work.IsEmpty(), "no work");
            });
    }

    /// What is not accepted.
    void
    AddRefusals()
    {
        Add("a changed request: 493, and the same for whatever was changed",
            [](NamedCase& test)
            {
                PolicyRig rig;
                const auto result = rig.Invite(false, FlipOctet);
                test.ExpectEqual(result.refusedBy, 3, "Bob refuses");
                test.ExpectEqual(result.refusal.code, 493, "so");
                test.Expect(rig.bob.openings.back().outcome == SmimeOutcome::Undecipherable, "why");
                test.Expect(GetLast(rig.first) == SmimeOutcome::Undecipherable, "ss1 noticed too");
                test.Expect(rig.bob.policy->GetKeys().GetSize() == 0, "its key is not kept");
                test.ExpectEqual(rig.first.policy->GetKeyCount(), 0u, "nor at ss1");
            });
        Add("a changed answer under the dialog's key ends the dialog",
            [](NamedCase& test)
            {
                PolicyRig rig;
                const auto result = rig.Invite(false, nullptr, FlipOctet);
                test.ExpectEqual(result.refusedBy, 4, "Alice refuses");
                test.Expect(rig.alice.openings.back().outcome == SmimeOutcome::Undecipherable,
                            "why");
            });
        for (const bool isAuthenticated : {false, true})
        {
            Add(isAuthenticated ? "a changed reference under the MAC: 493"
                                : "smime-keyreuse section 4.1: a changed reference makes the call "
                                  "fail, and no more",
                [isAuthenticated](NamedCase& test)
                {
                    PolicyRig rig;
                    rig.alice.policy->SetAttribute(
                        "ReferencePlacement",
                        StringValue(isAuthenticated ? "authenticated" : "unprotected"));
                    const auto result = rig.Invite(
                        false,
                        [](SipMessage& message)
                        {
                            auto body = message.GetBody();
                            const auto position = body.find(GetIntroduced(message));
                            body[position] = static_cast<char>(body[position] ^ 1);
                            message.SetBody(
                                body,
                                std::string(message.GetHeader("Content-Type").value_or("")));
                        });
                    test.ExpectEqual(result.refusedBy, isAuthenticated ? 3 : 4, "who notices");
                    const auto& openings = isAuthenticated ? rig.bob.openings : rig.alice.openings;
                    test.Expect(openings.back().outcome == (isAuthenticated
                                                                ? SmimeOutcome::Undecipherable
                                                                : SmimeOutcome::UnknownReference),
                                "how");
                });
        }
        Add("a reference nobody knows: 493",
            [](NamedCase& test)
            {
                PolicyRig rig;
                PolicyRig other; // the same parties in another run: another reference
                rig.Invite();
                other.Invite();
                CryptoContext mallory(Octets(CryptoContext::SEED_SIZE, 'm'));
                Work work;
                const auto sealed = SealEnvelope(mallory,
                                                 "Content-Type: application/sdp\r\n\r\nv=0",
                                                 {},
                                                 {{"who?", Secret(Octets(16, 'k'))}},
                                                 {},
                                                 work);
                const auto result =
                    rig.Invite(false,
                               [&sealed](SipMessage& message)
                               {
                                   message.SetBody(
                                       sealed->der,
                                       std::string(message.GetHeader("Content-Type").value_or("")));
                               });
                test.ExpectEqual(result.refusal.code, 493, "refused");
                test.Expect(rig.bob.openings.back().outcome == SmimeOutcome::UnknownReference,
                            "why");
            });
        Add("the right reference with a wrong key: undecipherable",
            [](NamedCase& test)
            {
                PolicyRig rig;
                const auto reference = GetIntroduced(rig.Invite().request);
                CryptoContext mallory(Octets(CryptoContext::SEED_SIZE, 'm'));
                Work work;
                const auto sealed = SealEnvelope(mallory,
                                                 "Content-Type: application/sdp\r\n\r\nv=0",
                                                 {},
                                                 {{reference, Secret(Octets(16, 'k'))}},
                                                 {},
                                                 work);
                const auto result =
                    rig.Invite(false,
                               [&sealed](SipMessage& message)
                               {
                                   message.SetBody(
                                       sealed->der,
                                       std::string(message.GetHeader("Content-Type").value_or("")));
                               });
                test.ExpectEqual(result.refusal.code, 493, "refused");
                test.Expect(rig.bob.openings.back().outcome == SmimeOutcome::Undecipherable, "why");
            });
        Add("a body that is no CMS: 400",
            [](NamedCase& test)
            {
                PolicyRig rig;
                const auto result = rig.Invite(
                    false,
                    [](SipMessage& message)
                    {
                        message.SetBody("no CMS",
                                        "application/pkcs7-mime;smime-type=enveloped-data");
                    });
                test.ExpectEqual(result.refusal.code, 400, "malformed");
                test.Expect(GetLast(rig.first) == SmimeOutcome::Malformed, "ss1 says so too");
            });
        Add("a message cut anywhere ends in an outcome",
            [](NamedCase& test)
            {
                PolicyRig rig;
                const auto result = rig.Invite();
                const auto& body = result.request.GetBody();
                std::size_t read = 0;
                for (std::size_t size = 1; size < body.size(); size += 7)
                {
                    auto message = result.request;
                    message.SetBody(
                        body.substr(0, size),
                        std::string(result.request.GetHeader("Content-Type").value_or("")));
                    Work work;
                    read += rig.bob.policy->OpenRequest(message, rig.bob.context, work).has_value();
                    rig.first.policy->OnRequest(message, {}, work);
                }
                test.ExpectEqual(read, 0u, "none is read");
            });
        Add("a signature that is not the peer's: 403",
            [](NamedCase& test)
            {
                PolicyRig rig;
                rig.alice.policy->SetAttribute("Sign", BooleanValue(true));
                const auto& mallory = rig.parties.at("mallory");
                rig.alice.policy->SetCredential(mallory.context, mallory.credential);
                const auto result = rig.Invite();
                test.ExpectEqual(result.refusal.code, 403, "good, but somebody else's");
                test.Expect(rig.bob.openings.back().outcome == SmimeOutcome::BadSignature, "why");
            });
        Add("not a recipient: 493 and nothing decrypted",
            [](NamedCase& test)
            {
                PolicyRig rig;
                const auto& mallory = rig.parties.at("mallory");
                rig.bob.policy->SetCredential(mallory.context, mallory.credential);
                const auto result = rig.Invite();
                test.ExpectEqual(result.refusal.code, 493, "refused");
                test.Expect(rig.bob.openings.back().outcome == SmimeOutcome::NotARecipient, "why");
                test.Expect(rig.bob.work.IsEmpty(), "told by the identifiers alone");
            });
        Add("RFC 3261 section 8.2.3: without a credential 415",
            [](NamedCase& test)
            {
                PolicyRig rig;
                const auto bare = CreateObject<SmimeBodyPolicy>();
                const auto result = rig.Invite();
                const auto opened =
                    bare->OpenRequest(result.request, rig.bob.context, rig.bob.work);
                test.Expect(!opened && opened.error().code == 415, "unsupported");
                test.Expect(!opened && opened.error().headers.at(0).second == "application/sdp",
                            "");
            });
        Add("no certificate of the peer: the call fails before it begins",
            [](NamedCase& test)
            {
                PolicyRig rig;
                rig.alice.policy->SetDirectory(CreateObject<CertificateDirectory>());
                const auto result = rig.Invite();
                test.ExpectEqual(result.refusedBy, 4, "at Alice");
                test.ExpectEqual(result.refusal.code, 493, "so");
            });
        Add("a plain body where encryption is wanted: 403",
            [](NamedCase& test)
            {
                PolicyRig rig;
                rig.alice.policy->SetAttribute("Keying", StringValue("none"));
                test.Expect(rig.Invite().isRequestRead, "accepted unless told otherwise");
                test.Expect(rig.bob.openings.back().outcome == SmimeOutcome::Plain, "and reported");
                rig.bob.policy->SetAttribute("AcceptPlain", BooleanValue(false));
                test.ExpectEqual(rig.Invite().refusal.code, 403, "refused");
            });
        Add("an ACK that cannot be read is not refused",
            [](NamedCase& test)
            {
                PolicyRig rig;
                rig.second.policy->SetAttribute("Required", BooleanValue(true));
                auto ack = SipMessage::MakeRequest("ACK", rig.alice.context.remoteUri);
                ack.SetBody(PolicyRig::OFFER, "application/sdp");
                test.Expect(rig.alice.policy->PrepareRequest(ack, rig.alice.context, rig.alice.work)
                                .has_value(),
                            "encrypted for others");
                const auto verdict = rig.second.policy->OnRequest(ack, {}, rig.second.work);
                test.Expect(verdict.GetKind() == SipVerdict::Kind::Continue, "passed on");
                test.ExpectEqual(rig.second.policy->GetUnreadCount(), 1u, "counted");
            });
    }
};

SmimePolicyTestSuite g_smimePolicyTestSuite; //!< registers itself

} // namespace
