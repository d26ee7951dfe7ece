// SPDX-License-Identifier: GPL-2.0-only

#include "named-case.h"
#include "policy-rig.h"

#include "ns3/boolean.h"
#include "ns3/envelope-sealer.h"
#include "ns3/integer.h"
#include "ns3/mime-multipart.h"
#include "ns3/nstime.h"
#include "ns3/signed-data.h"
#include "ns3/sip-body-entity.h"
#include "ns3/smime-entity.h"
#include "ns3/string.h"
#include "ns3/trust-store.h"

#include <set>

using namespace ns3;

namespace
{

constexpr int64_t EPOCH = 1056110400; ///< what the calendar says at simulated time 0

/// The protections with a signature.
const std::vector<std::string> SIGNED{"sign-then-encrypt",
                                      "encrypt-then-sign",
                                      "sign-encrypt-sign",
                                      "sign"};

/**
 * \param rig the parties; both user agents get the attribute
 * \param name of an attribute
 * \param value its value
 */
void
SetBoth(PolicyRig& rig, const std::string& name, const AttributeValue& value)
{
    rig.alice.policy->SetAttribute(name, value);
    rig.bob.policy->SetAttribute(name, value);
}

/**
 * \param message a message
 * \return its body's kind of S/MIME
 */
SmimeKind
GetKind(const SipMessage& message)
{
    return GetSmimeKind(GetBodyEntity(message));
}

/**
 * Replaces the body of a message.
 * \param message the message
 * \param entity the body
 */
void
Replace(SipMessage& message, const tl::expected<MimeEntity, MimeError>& entity)
{
    if (entity)
    {
        SetBodyEntity(message, *entity);
    }
}

/**
 * Signatures and envelopes in every order: the policies without a network.
 */
class SmimeProtectionTestSuite : public TestSuite
{
  public:
    SmimeProtectionTestSuite()
        : TestSuite("smime-protection")
    {
        AddOrders();
        AddSigners();
        AddLimits();
        AddWrappings();
        AddOracles();
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

    /// In which order.
    void
    AddOrders()
    {
        Add("e2m-sec-06 section 2.3: signed, then encrypted, unless told otherwise",
            [](NamedCase& test)
            {
                PolicyRig rig;
                StringValue value;
                CreateObject<SmimeBodyPolicy>()->GetAttribute("Protection", value);
                test.ExpectEqual(value.Get(), "sign-then-encrypt", "the default");
                SetBoth(rig, "Protection", value);
                const auto result = rig.Invite();
                test.Expect(result.isRequestRead && result.isAnswerRead, "both read");
                test.Expect(GetKind(result.request) == SmimeKind::AuthEnveloped, "encrypted");
                const auto& bob = rig.parties.at("bob");
                Work work;
                const auto opened =
                    GetEnvelope(result.request)->Open(*bob.context, bob.credential, work);
                const auto inside = MimeEntity::Parse(opened->content);
                test.Expect(GetSmimeKind(*inside) == SmimeKind::Signed, "signed inside");
                test.ExpectEqual(PolicyRig::Count(rig.alice.work, "sign"), 1u, "once");
                test.Expect(rig.bob.openings.at(0).signer ==
                                rig.parties.at("alice").credential.certificate,
                            "Bob knows by whom");
                test.Expect(rig.alice.openings.at(0).signer == bob.credential.certificate,
                            "Alice too");
                test.ExpectEqual(rig.first.policy->GetReadCount(), 2u, "ss1 reads both");
                test.Expect(rig.first.reports.at(0).content == PolicyRig::OFFER, "what was sent");
            });
        for (const auto& protection : SIGNED)
        {
            for (const std::string label : {"content-target", "proxy-inspect-body"})
            {
                Add("RFC 8591 section 4.3: receivers accept every order: " + protection + ", " +
                        label,
                    [protection, label](NamedCase& test)
                    {
                        PolicyRig rig;
                        SetBoth(rig, "Protection", StringValue(protection));
                        SetBoth(rig, "Label", StringValue(label));
                        const bool isEncrypted = protection != "sign";
                        for (int i = 0; i < 2; ++i)
                        {
                            const auto result = rig.Invite();
                            test.Expect(result.isRequestRead && result.isAnswerRead, "both read");
                            test.ExpectEqual(GetKind(result.request) == SmimeKind::MultipartSigned,
                                             protection != "sign-then-encrypt",
                                             "RFC 3261 section 23.2: the signature outside");
                        }
                        for (const auto* agent : {&rig.alice, &rig.bob})
                        {
                            for (const auto& opening : agent->openings)
                            {
                                test.Expect(opening.signer.has_value(), "the signer is known");
                                test.Expect(opening.fault == SmimeFault::None, "nothing is wrong");
                                test.Expect(opening.labels && opening.labels->IsEmpty(),
                                            "the labels are those that were signed");
                            }
                        }
                        test.ExpectEqual(rig.first.policy->GetReadCount(),
                                         isEncrypted ? 4u : 0u,
                                         "ss1 reads what is labelled for it");
                        test.ExpectEqual(PolicyRig::Count(rig.alice.work, "sign"),
                                         protection == "sign-encrypt-sign" ? 4u : 2u,
                                         "signatures");
                    });
            }
        }
        Add("RFC 5652 section 11.3: the signing time is simulated time",
            [](NamedCase& test)
            {
                PolicyRig rig;
                SetBoth(rig, "Protection", StringValue("sign-then-encrypt"));
                Wait(Seconds(5));
                rig.Invite();
                test.Expect(rig.bob.openings.at(0).signingTime == EPOCH + 5, "to the second");
            });
        Add("RFC 3261 section 23.4.1.1: a signing time two hours away is refused",
            [](NamedCase& test)
            {
                PolicyRig rig;
                SetBoth(rig, "Protection", StringValue("sign-then-encrypt"));
                rig.bob.policy->SetAttribute("Epoch", IntegerValue(EPOCH + 7200));
                const auto result = rig.Invite();
                test.ExpectEqual(result.refusal.code, 403, "refused");
                test.Expect(rig.bob.openings.at(0).fault == SmimeFault::Stale, "why");
                rig.bob.policy->SetAttribute("SigningTimeTolerance", TimeValue(Hours(2)));
                test.Expect(rig.Invite().isRequestRead, "unless that is tolerated");
            });
    }

    /// By whom.
    void
    AddSigners()
    {
        Add("a signature that is missing is refused if it is required, and else is noticed",
            [](NamedCase& test)
            {
                PolicyRig rig;
                rig.bob.policy->SetAttribute("Protection", StringValue("sign-then-encrypt"));
                test.Expect(rig.Invite().isRequestRead, "read");
                test.Expect(rig.bob.openings.back().fault == SmimeFault::Missing, "and noticed");
                rig.bob.policy->SetAttribute("RequireSignature", BooleanValue(true));
                const auto result = rig.Invite();
                test.ExpectEqual(result.refusal.code, 403, "refused");
                test.ExpectEqual(result.refusal.reason, "Signature Required", "why");
                rig.alice.policy->SetAttribute("Keying", StringValue("none"));
                test.ExpectEqual(rig.Invite().refusal.reason, "Signature Required", "plain, too");
            });
        Add("RFC 3261 section 23.3: a certificate whose subjectAltName is another user's is "
            "refused",
            [](NamedCase& test)
            {
                PolicyRig rig;
                SetBoth(rig, "Protection", StringValue("sign-then-encrypt"));
                const auto& mallory = rig.parties.at("mallory");
                rig.alice.policy->SetCredential(mallory.context, mallory.credential);
                rig.directory->AddUser(rig.alice.context.localUri, mallory.credential.certificate);
                const auto result = rig.Invite();
                test.ExpectEqual(result.refusal.code, 403, "though the directory has it");
                test.Expect(rig.bob.openings.at(0).fault == SmimeFault::OtherName, "for its name");
            });
        Add("a certificate of the right name that the directory does not have is refused",
            [](NamedCase& test)
            {
                PolicyRig rig;
                PolicyRig other("rsa-2048");
                SetBoth(rig, "Protection", StringValue("sign-then-encrypt"));
                const auto& alice = other.parties.at("alice");
                rig.alice.policy->SetCredential(alice.context, alice.credential);
                test.ExpectEqual(rig.Invite().refusal.code, 403, "refused");
                test.Expect(rig.bob.openings.at(0).fault == SmimeFault::NotTrusted, "why");
            });
        for (const bool isTrusted : {true, false})
        {
            Add(isTrusted ? "a key ring believes a chain to its anchor, without a directory"
                          : "a key ring does not believe a signer without a chain to an anchor",
                [isTrusted](NamedCase& test)
                {
                    PolicyRig rig;
                    SetBoth(rig, "Protection", StringValue("sign-then-encrypt"));
                    auto ring = CreateObject<SmimeKeyring>();
                    if (isTrusted)
                    {
                        auto trust = std::make_shared<TrustStore>(*rig.parties.at("bob").context);
                        trust->AddAnchor(rig.GetAuthority());
                        ring->SetTrustStore(trust);
                    }
                    rig.bob.policy->SetKeyring(ring);
                    const auto result = rig.Invite();
                    test.ExpectEqual(result.isRequestRead, isTrusted, "read or not");
                    test.Expect(isTrusted || result.refusal.code == 403, "or refused");
                });
        }
        for (const auto& protection : SIGNED)
        {
            Add("RFC 3261 section 23.4.2: what was signed for another call is refused: " +
                    protection,
                [protection](NamedCase& test)
                {
                    PolicyRig rig;
                    SetBoth(rig, "Protection", StringValue(protection));
                    const auto result = rig.Invite(false,
                                                   [](SipMessage& message)
                                                   {
                                                       message.Set("Call-ID", "other@example.com");
                                                   });
                    test.ExpectEqual(result.refusal.code, 403, "refused");
                    test.Expect(rig.bob.openings.back().fault == SmimeFault::OtherHeaders, "why");
                });
        }
        Add("what was signed for somebody else and is handed on is refused",
            [](NamedCase& test)
            {
                PolicyRig rig;
                SetBoth(rig, "Protection", StringValue("sign-then-encrypt"));
                // Bob's agent is Carol's now: the envelope opens, but To is Bob.
                rig.bob.context.localUri = *SipUri::Parse("sip:carol@biloxi.example.com");
                test.ExpectEqual(rig.Invite().refusal.code, 403, "refused");
                test.Expect(rig.bob.openings.back().fault == SmimeFault::WrongDestination, "why");
                rig.bob.policy->SetAttribute("CheckDestination", BooleanValue(false));
                test.Expect(rig.Invite().isRequestRead, "unless calls may be forwarded");
            });
    }

    /// How much.
    void
    AddLimits()
    {
        for (const unsigned layers : {3U, 40U})
        {
            Add(std::to_string(layers) + " signatures in each other",
                [layers](NamedCase& test)
                {
                    PolicyRig rig;
                    const auto& alice = rig.parties.at("alice");
                    const auto result =
                        rig.Invite(false,
                                   [&](SipMessage& message)
                                   {
                                       tl::expected<MimeEntity, MimeError> entity =
                                           MimeEntity("application/sdp", PolicyRig::OFFER);
                                       Work work;
                                       for (unsigned i = 0; i < layers; ++i)
                                       {
                                           const auto der = SignData(*alice.context,
                                                                     entity->Serialize(),
                                                                     alice.credential,
                                                                     {},
                                                                     work);
                                           entity = MakeSmimeEntity(*der);
                                       }
                                       Replace(message, entity);
                                   });
                    test.ExpectEqual(result.isRequestRead, layers == 3, "read or not");
                    test.Expect(layers == 3 || result.refusal.code == 400, "or refused");
                    test.Expect(PolicyRig::Count(rig.bob.work, "verify") <=
                                    SmimeReader::MAX_LAYERS + 1,
                                "at bounded cost");
                });
        }
        Add("a multipart of a hundred envelopes costs no more than the limit",
            [](NamedCase& test)
            {
                PolicyRig rig;
                const auto result = rig.Invite(
                    false,
                    [](SipMessage& message)
                    {
                        auto broken = message;
                        FlipOctet(broken);
                        std::vector<MimeEntity> inner(10, GetBodyEntity(broken));
                        const auto part =
                            BuildMultipart(MimeValue("multipart/mixed"), inner, "inner");
                        std::vector<MimeEntity> outer(10, *part);
                        Replace(message,
                                BuildMultipart(MimeValue("multipart/mixed"), outer, "outer"));
                    });
                test.Expect(result.refusal.code == 400 || result.refusal.code == 493, "refused");
                test.Expect(PolicyRig::CountAsymmetric(rig.bob.work) <=
                                2 * SmimeReader::MAX_OPERATIONS,
                            "at bounded cost");
            });
    }

    /// Captured envelopes in wrappings of the attacker's own.
    void
    AddWrappings()
    {
        for (const bool isSigned : {true, false})
        {
            Add(std::string("RFC 3218 section 2: RequireIntegrity leaves a CBC envelope unopened "
                            "inside ") +
                    (isSigned ? "a signature" : "an authenticated envelope"),
                [isSigned](NamedCase& test)
                {
                    PolicyRig rig;
                    SetBoth(rig, "Cipher", StringValue("aes-128-cbc"));
                    rig.first.policy->SetAttribute("Required", BooleanValue(true));
                    const auto& mallory = rig.parties.at("mallory");
                    const auto& server = rig.parties.at("first").credential.certificate;
                    const auto wrap = [&](SipMessage& message)
                    {
                        const auto captured = GetBodyEntity(message).Serialize();
                        Work work;
                        Octets der;
                        if (isSigned)
                        {
                            der =
                                *SignData(*mallory.context, captured, mallory.credential, {}, work);
                        }
                        else
                        {
                            der = SealEnvelope(*mallory.context, captured, {server}, {}, {}, work)
                                      ->der;
                        }
                        Replace(message, MakeSmimeEntity(der));
                    };
                    test.Expect(rig.Invite(false, wrap).refusedBy != 1, "else it is read");
                    test.Expect(IsRead(GetLast(rig.first)), "else it is read");
                    test.Expect(rig.first.reports.back().isMalleable, "and known to be malleable");
                    rig.first.policy->SetAttribute("RequireIntegrity", BooleanValue(true));
                    rig.Reset();
                    const auto result = rig.Invite(false, wrap);
                    test.ExpectEqual(result.refusedBy, 1, "refused by the server");
                    test.ExpectEqual(result.refusal.code, 496, "as one that cannot be read");
                    test.Expect(GetLast(rig.first) == SmimeOutcome::Undecipherable, "why");
                    test.Expect(rig.first.reports.back().isMalleable, "malleable");
                    test.Expect(rig.first.reports.back().content.empty(), "nothing was read");
                    test.ExpectEqual(PolicyRig::Count(rig.first.work, "decrypt"),
                                     isSigned ? 0u : 1u,
                                     "only the wrapping was opened");
                });
        }
    }

    /// What a refusal tells.
    void
    AddOracles()
    {
        for (const bool isRequired : {false, true})
        {
            Add(std::string("no refusal tells what a changed CBC ciphertext opened to") +
                    (isRequired ? ", nor where a signature is required" : ""),
                [isRequired](NamedCase& test)
                {
                    PolicyRig rig;
                    SetBoth(rig, "Protection", StringValue("sign-then-encrypt"));
                    SetBoth(rig, "Cipher", StringValue("aes-128-cbc"));
                    rig.bob.policy->SetAttribute("RequireSignature", BooleanValue(isRequired));
                    const auto good = rig.Invite();
                    const auto& body = good.request.GetBody();
                    std::set<std::string> refusals;
                    // Behind the content stand unprotectedAttrs of some 70 octets.
                    for (std::size_t back = 120; back + 600 < body.size(); back += 5)
                    {
                        auto message = good.request;
                        auto changed = body;
                        auto& octet = changed[changed.size() - back];
                        octet = static_cast<char>(octet ^ 1);
                        message.SetBody(
                            changed,
                            std::string(message.GetHeader("Content-Type").value_or("")));
                        Work work;
                        const auto opened =
                            rig.bob.policy->OpenRequest(message, rig.bob.context, work);
                        // Certificates inside are not signed, and the directory has the signer's.
                        test.Expect(!opened || opened->content == PolicyRig::OFFER, "no change");
                        if (!opened)
                        {
                            refusals.insert(std::to_string(opened.error().code) + " " +
                                            opened.error().reason);
                        }
                    }
                    test.ExpectEqual(refusals.size(), 1u, "all refusals are the same");
                    test.ExpectEqual(*refusals.begin(), "493 Undecipherable", "this one");
                });
        }
    }
};

SmimeProtectionTestSuite g_smimeProtectionTestSuite; //!< registers itself

} // namespace
