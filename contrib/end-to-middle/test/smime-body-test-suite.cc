// SPDX-License-Identifier: GPL-2.0-only

#include "named-case.h"
#include "policy-rig.h"

#include "ns3/boolean.h"
#include "ns3/nstime.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <array>

using namespace ns3;

namespace
{

/**
 * What messages look like, and what is not accepted: the policies without a network.
 */
class SmimeBodyTestSuite : public TestSuite
{
  public:
    SmimeBodyTestSuite()
        : TestSuite("smime-body")
    {
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
                rig.alice.policy->SetAttribute("Protection", StringValue("sign-then-encrypt"));
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
        Add("an envelope with no MIME inside looks like one that does not open",
            [](NamedCase& test)
            {
                PolicyRig rig;
                CryptoContext mallory(Octets(CryptoContext::SEED_SIZE, 'm'));
                Work work;
                const auto sealed = SealEnvelope(mallory,
                                                 "no header field\r\n\r\n",
                                                 {rig.parties.at("bob").credential.certificate},
                                                 {},
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
                test.Expect(rig.bob.openings.back().outcome == SmimeOutcome::Undecipherable, "so");
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
                rig.alice.policy->SetAttribute("Protection", StringValue("sign-then-encrypt"));
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

SmimeBodyTestSuite g_smimeBodyTestSuite; //!< registers itself

} // namespace
