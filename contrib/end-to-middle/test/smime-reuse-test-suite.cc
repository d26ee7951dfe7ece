// SPDX-License-Identifier: GPL-2.0-only

#include "named-case.h"
#include "policy-rig.h"

#include "ns3/boolean.h"
#include "ns3/nstime.h"
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
 * When a key is gone on with, and what happens when it is lost: the policies without a network.
 */
class SmimeReuseTestSuite : public TestSuite
{
  public:
    SmimeReuseTestSuite()
        : TestSuite("smime-reuse")
    {
        AddReuse();
        AddLosses();
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
        Add("a BYE that is challenged does not end the dialog",
            [](NamedCase& test)
            {
                PolicyRig rig;
                rig.Invite();
                rig.HangUp(407);
                test.ExpectEqual(rig.first.policy->GetKeyCount(), 1u, "ss1 keeps the key");
                rig.HangUp(481);
                test.ExpectEqual(rig.first.policy->GetKeyCount(),
                                 0u,
                                 "RFC 3261 section 15: 481 ends");
            });
        AddEndings();
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

    /// What ends a call at a server, and what does not: the server has the key of an INVITE.
    void
    AddEndings()
    {
        const auto send = [](PolicyRig& rig)
        {
            SipMessage copy;
            rig.Invite(false,
                       [&copy](SipMessage& message)
                       {
                           copy = message;
                           copy.Set("Call-ID", "another");
                       });
            rig.HangUp();
            rig.first.policy->OnRequest(copy, {}, rig.first.work);
            return copy;
        };
        Add("RFC 3261 section 16.7: what was sent upstream ends a call, one branch of a fork does "
            "not",
            [send](NamedCase& test)
            {
                PolicyRig rig;
                const auto invite = send(rig);
                SipPolicyContext context;
                context.request = &invite;
                auto busy = SipMessage::MakeResponse(invite, 486, "");
                rig.first.policy->OnResponse(busy, context, rig.first.work);
                Wait(Seconds(40));
                test.ExpectEqual(rig.first.policy->GetKeyCount(), 1u, "another branch rings");
                rig.first.policy->OnFinalSent(SipMessage::MakeResponse(invite, 408, ""), context);
                Wait(Seconds(31));
                test.ExpectEqual(rig.first.policy->GetKeyCount(), 1u, "for 32 s");
                Wait(Seconds(2));
                test.ExpectEqual(rig.first.policy->GetKeyCount(), 0u, "nobody answered");
            });
        Add("an INVITE that is sent again after a refusal keeps its key",
            [send](NamedCase& test)
            {
                PolicyRig rig;
                auto invite = send(rig);
                SipPolicyContext context;
                context.request = &invite;
                rig.first.policy->OnFinalSent(SipMessage::MakeResponse(invite, 407, ""), context);
                Wait(Seconds(1));
                auto again = invite;
                again.SetBody("", "");
                rig.first.policy->OnRequest(again, {}, rig.first.work);
                Wait(Seconds(40));
                test.ExpectEqual(rig.first.policy->GetKeyCount(), 1u, "it rings");
            });
        Add("RFC 3261 section 15.1.2: a forged BYE during set-up, answered 481, ends nothing",
            [send](NamedCase& test)
            {
                PolicyRig rig;
                const auto invite = send(rig);
                auto bye = SipMessage::MakeRequest("BYE", rig.bob.context.localUri);
                for (const auto name : {"From", "To", "Call-ID"})
                {
                    bye.Add(name, std::string(invite.GetHeader(name).value_or("")));
                }
                bye.Add("CSeq", "9 BYE");
                SipPolicyContext context;
                context.request = &bye;
                auto answer = SipMessage::MakeResponse(bye, 481, "");
                rig.first.policy->OnRequest(bye, {}, rig.first.work);
                rig.first.policy->OnResponse(answer, context, rig.first.work);
                rig.first.policy->OnFinalSent(answer, context);
                test.ExpectEqual(rig.first.policy->GetKeyCount(), 1u, "the key stays");
            });
        Add("a callee that answers with ever new tags: 64 dialogs are followed",
            [send](NamedCase& test)
            {
                PolicyRig rig;
                const auto invite = send(rig);
                const auto answer = [&](const SipMessage& request, int number)
                {
                    auto response = SipMessage::MakeResponse(request, 200, "");
                    auto to = *response.GetTo();
                    to.SetTag("t" + std::to_string(number));
                    response.Set("To", to.ToString());
                    SipPolicyContext context;
                    context.request = &request;
                    rig.first.policy->OnFinalSent(response, context);
                };
                for (int i = 0; i < 200; ++i)
                {
                    answer(invite, i);
                }
                auto bye = SipMessage::MakeRequest("BYE", rig.bob.context.localUri);
                for (const auto name : {"From", "To", "Call-ID"})
                {
                    bye.Add(name, std::string(invite.GetHeader(name).value_or("")));
                }
                bye.Add("CSeq", "9 BYE");
                for (int i = 0; i < 64; ++i)
                {
                    test.ExpectEqual(rig.first.policy->GetKeyCount(), 1u, "still");
                    answer(bye, i);
                }
                test.ExpectEqual(rig.first.policy->GetKeyCount(), 0u, "the others do not count");
            });
        Add("a server that must read and has no credential refuses bodies: 500",
            [](NamedCase& test)
            {
                auto policy = CreateObject<InspectionPolicy>();
                PolicyRig rig;
                auto request = rig.Invite().request;
                Work work;
                test.Expect(policy->OnRequest(request, {}, work).GetKind() ==
                                SipVerdict::Kind::Continue,
                            "one that need not read passes it on");
                policy->SetAttribute("Required", BooleanValue(true));
                const auto verdict = policy->OnRequest(request, {}, work);
                test.Expect(verdict.GetKind() == SipVerdict::Kind::Respond, "refused");
                test.ExpectEqual(verdict.GetReply().code, 500, "its own fault");
                test.ExpectEqual(policy->GetUnreadCount(), 1u, "counted");
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
};

SmimeReuseTestSuite g_smimeReuseTestSuite; //!< registers itself

} // namespace
