// SPDX-License-Identifier: GPL-2.0-only

#include "named-case.h"
#include "policy-rig.h"

#include "ns3/boolean.h"
#include "ns3/disclosure-label.h"
#include "ns3/label-check.h"
#include "ns3/mime-multipart.h"
#include "ns3/sip-body-entity.h"
#include "ns3/smime-message.h"
#include "ns3/string.h"

using namespace ns3;

namespace
{

const std::string FIRST = "ss1.atlanta.example.com";
const std::string SECOND = "ss2.biloxi.example.com";

/// A label, where it stands, and how it is protected.
struct Form
{
    std::string label;      //!< which
    std::string protection; //!< in which order
    std::string view;       //!< whether servers get a part of their own

    /// \return a name for tests
    std::string
    GetName() const
    {
        return label + ", " + protection + ", " + view;
    }
};

/// \return all of them
std::vector<Form>
ListForms()
{
    std::vector<Form> forms;
    for (const std::string label : {"content-target", "proxy-inspect-body"})
    {
        for (const std::string protection :
             {"sign-then-encrypt", "encrypt-then-sign", "sign-encrypt-sign"})
        {
            for (const std::string view : {"whole", "reduced"})
            {
                forms.push_back({label, protection, view});
            }
        }
    }
    return forms;
}

/**
 * \param rig the parties, whose user agents label so
 * \param form how
 */
void
Set(PolicyRig& rig, const Form& form)
{
    for (const auto& agent : {rig.alice.policy, rig.bob.policy})
    {
        agent->SetAttribute("Label", StringValue(form.label));
        agent->SetAttribute("Protection", StringValue(form.protection));
        agent->SetAttribute("ServerView", StringValue(form.view));
    }
}

/**
 * Replaces a text in the header and the body.
 * \param message the message
 * \param from what stands there
 * \param to what shall
 */
void
Substitute(SipMessage& message, const std::string& from, const std::string& to)
{
    for (const char* name : {"Content-Target", "Proxy-Inspect-Body"})
    {
        std::vector<std::string> values;
        for (const auto& field : message.GetAllHeaders())
        {
            if (field.name == name)
            {
                values.emplace_back(field.value);
            }
        }
        message.Remove(name);
        for (auto& value : values)
        {
            const auto place = value.find(from);
            if (place != std::string::npos)
            {
                value.replace(place, from.size(), to);
            }
            if (!value.empty())
            {
                message.Add(name, value);
            }
        }
    }
    auto body = message.GetBody();
    const std::string target = "Content-Target: sip:" + from;
    for (auto place = body.find(target); place != std::string::npos; place = body.find(target))
    {
        body.replace(place, target.size(), to.empty() ? "X-Gone: x" : "Content-Target: sip:" + to);
    }
    message.SetBody(body, std::string(message.GetHeader("Content-Type").value_or("")));
}

/**
 * \param rig the parties
 * \return what Bob said was wrong with the last request
 */
SmimeFault
GetFault(const PolicyRig& rig)
{
    return rig.bob.openings.empty() ? SmimeFault::None : rig.bob.openings.back().fault;
}

/**
 * \param fault what Bob said
 * \param form how labels are protected
 * \return whether a changed label is noticed so: where the signature is outside, and the label
 * stands in the body, the signature itself is broken
 */
bool
IsNoticed(SmimeFault fault, const Form& form)
{
    const bool isOutside = form.protection != "sign-then-encrypt";
    return fault == SmimeFault::OtherLabels ||
           (isOutside && form.label == "content-target" && fault == SmimeFault::BadSignature);
}

/**
 * Labels under signatures: the policies without a network.
 */
class SignedLabelTestSuite : public TestSuite
{
  public:
    SignedLabelTestSuite()
        : TestSuite("signed-label")
    {
        AddChanges();
        AddConsequences();
        AddValues();
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

    /// What the recipient notices.
    void
    AddChanges()
    {
        for (const auto& form : ListForms())
        {
            Add("e2m-sec-06 section 8.3: an honest label is not complained of: " + form.GetName(),
                [form](NamedCase& test)
                {
                    PolicyRig rig;
                    Set(rig, form);
                    const auto result = rig.Invite();
                    test.Expect(result.isRequestRead && result.isAnswerRead, "both read");
                    test.Expect(GetFault(rig) == SmimeFault::None, "Bob");
                    test.Expect(rig.alice.openings.at(0).fault == SmimeFault::None, "Alice");
                    test.ExpectEqual(rig.first.policy->GetReadCount(), 2u, "ss1 reads");
                });
            Add("e2m-sec-06 section 8.3: a removed label is noticed: " + form.GetName(),
                [form](NamedCase& test)
                {
                    PolicyRig rig;
                    Set(rig, form);
                    const auto strip = [](SipMessage& message)
                    {
                        message.Remove("Content-Target");
                        message.Remove("Proxy-Inspect-Body");
                        Substitute(message, FIRST, "");
                    };
                    rig.Invite(false, strip);
                    test.ExpectEqual(rig.first.policy->GetReadCount(), 0u, "ss1 does not look");
                    test.Expect(IsNoticed(GetFault(rig), form), "Bob knows");
                    rig.bob.policy->SetAttribute("RefuseOtherLabels", BooleanValue(true));
                    test.ExpectEqual(rig.Invite(false, strip).refusal.code, 403, "or refuses");
                });
            Add("e2m-sec-06 section 8.3: a changed label is noticed: " + form.GetName(),
                [form](NamedCase& test)
                {
                    PolicyRig rig;
                    Set(rig, form);
                    rig.Invite(false,
                               [](SipMessage& message)
                               {
                                   Substitute(message, FIRST, SECOND);
                               });
                    test.Expect(IsNoticed(GetFault(rig), form), "Bob knows");
                });
        }
        Add("without a signed copy nobody notices a removed label",
            [](NamedCase& test)
            {
                PolicyRig rig;
                Set(rig, {"content-target", "sign-then-encrypt", "whole"});
                rig.alice.policy->SetAttribute("SignLabel", BooleanValue(false));
                const auto result = rig.Invite(false,
                                               [](SipMessage& message)
                                               {
                                                   message.Remove("Content-Target");
                                               });
                test.Expect(result.isRequestRead, "read");
                test.Expect(GetFault(rig) == SmimeFault::None, "nothing is wrong");
                test.Expect(!rig.bob.openings.back().labels, "for nothing is known");
            });
    }

    /// What follows.
    void
    AddConsequences()
    {
        for (const std::string label : {"content-target", "proxy-inspect-body"})
        {
            Add("an added label is noticed, and is no request to disclose: " + label,
                [label](NamedCase& test)
                {
                    for (const bool isSigned : {true, false})
                    {
                        PolicyRig rig("p-256", "asymmetric");
                        Set(rig, {label, isSigned ? "sign-then-encrypt" : "encrypt", "whole"});
                        rig.second.policy->SetAttribute("InspectUnlabelled", BooleanValue(true));
                        rig.Invite(false,
                                   [&label](SipMessage& message)
                                   {
                                       message.Add(label == "content-target" ? "Content-Target"
                                                                             : "Proxy-Inspect-Body",
                                                   label == "content-target"
                                                       ? "sip:" + SECOND
                                                       : SECOND + ";cid=\"x@y\"");
                                   });
                        test.ExpectEqual(GetFault(rig) == SmimeFault::OtherLabels,
                                         isSigned,
                                         "Bob knows, if labels are signed");
                        // The request names the second server too now; Bob has its certificate.
                        test.ExpectEqual(IsRead(GetLast(rig.second)),
                                         !isSigned,
                                         "and discloses only what Alice signed");
                    }
                });
        }
        Add("a label that its server removes can be allowed to be missing",
            [](NamedCase& test)
            {
                PolicyRig rig;
                Set(rig, {"content-target", "sign-then-encrypt", "whole"});
                rig.bob.policy->SetAttribute("AcceptRemovedLabels", BooleanValue(true));
                rig.bob.policy->SetAttribute("RefuseOtherLabels", BooleanValue(true));
                const auto result = rig.Invite(false,
                                               [](SipMessage& message)
                                               {
                                                   message.Remove("Content-Target");
                                               });
                test.Expect(result.isRequestRead, "read");
                test.Expect(GetFault(rig) == SmimeFault::None, "nothing is wrong");
            });
        Add("RFC 4189 REQ-CONF-4: a request to disclose can be refused",
            [](NamedCase& test)
            {
                for (const std::string keying : {"asymmetric", "cek-reuse"})
                {
                    PolicyRig rig("p-256", keying);
                    rig.first.policy->SetAttribute("InspectUnlabelled", BooleanValue(true));
                    rig.Invite();
                    test.Expect(IsRead(GetLast(rig.first)), "granted");
                    rig.HangUp();
                    rig.bob.policy->SetAttribute("FollowLabels", BooleanValue(false));
                    const auto result = rig.Invite();
                    test.Expect(result.isAnswerRead, "Alice reads");
                    test.Expect(!result.answer->Has("Content-Target"), "refused: no label");
                    test.Expect(!IsRead(GetLast(rig.first)),
                                "and no key: ss1 has CEK1, so the answer is not under it");
                }
            });
        Add("no label at all: who has a policy of its own reads, others do not",
            [](NamedCase& test)
            {
                PolicyRig rig;
                Set(rig, {"none", "sign-then-encrypt", "whole"});
                const auto result = rig.Invite();
                test.Expect(result.isRequestRead && result.isAnswerRead, "both read");
                test.Expect(!result.request.Has("Content-Target") &&
                                !result.request.Has("Proxy-Inspect-Body"),
                            "nothing tells ss1");
                test.ExpectEqual(rig.first.reports.size(), 0u, "so it does not look");
                rig.HangUp();
                rig.first.policy->SetAttribute("InspectUnlabelled", BooleanValue(true));
                rig.Invite();
                test.ExpectEqual(rig.first.policy->GetReadCount(), 2u, "but it could");
            });
    }

    /// Values without a call.
    void
    AddValues()
    {
        Add("draft-ono-02 section 6: a part is for several servers",
            [](NamedCase& test)
            {
                const auto label = DisclosureLabel::Create(DisclosureLabel::Kind::ContentTarget);
                SipMessage message = SipMessage::MakeRequest("INVITE", SipUri());
                std::vector<MimeEntity> parts{MimeEntity("text/plain", "one"),
                                              MimeEntity("text/plain", "two")};
                label->WriteParts(message, parts, {{FIRST, SECOND}, {SECOND}});
                test.Expect(!message.Has("Content-Target"), "no label in the SIP header");
                SetBodyEntity(message,
                              *BuildMultipart(MimeValue("multipart/mixed"), parts, "boundary"));
                const auto leaves = GetContents(message);
                test.ExpectEqual(label->FindLeaves(message, leaves, FIRST).size(), 1u, "ss1's");
                test.ExpectEqual(label->FindLeaves(message, leaves, SECOND).size(), 2u, "ss2's");
                test.ExpectEqual(label->GetHosts(message).size(), 3u, "all");
            });
        Add("e2m-sec-06 section 6: one field for a server, with the cids of its parts",
            [](NamedCase& test)
            {
                const auto label = DisclosureLabel::Create(DisclosureLabel::Kind::ProxyInspectBody);
                SipMessage message = SipMessage::MakeRequest("INVITE", SipUri());
                message.Add("Call-ID", "a@b");
                message.Add("CSeq", "1 INVITE");
                std::vector<MimeEntity> parts{MimeEntity("text/plain", "one"),
                                              MimeEntity("text/plain", "two")};
                label->WriteParts(message, parts, {{FIRST, SECOND}, {SECOND}});
                SetBodyEntity(message,
                              *BuildMultipart(MimeValue("multipart/mixed"), parts, "boundary"));
                const auto leaves = GetContents(message);
                test.ExpectEqual(label->GetHosts(message).size(), 2u, "two fields");
                test.ExpectEqual(label->FindLeaves(message, leaves, FIRST).size(), 1u, "ss1's");
                test.ExpectEqual(label->FindLeaves(message, leaves, SECOND).size(), 2u, "ss2's");
            });
        Add("labels are compared without regard to order, case, quotes and spaces",
            [](NamedCase& test)
            {
                SipMessage one = SipMessage::MakeRequest("INVITE", SipUri());
                one.Add("Content-Target", "sip:" + FIRST);
                one.Add("Content-Target", SECOND);
                one.Add("Proxy-Inspect-Body", FIRST + ";cid=\"a@b\"");
                SipMessage other = SipMessage::MakeRequest("INVITE", SipUri());
                other.Add("Proxy-Inspect-Body", FIRST + "; cid=a@b");
                other.Add("Content-Target", "<sip:SS2.Biloxi.Example.com>");
                other.Add("Content-Target", FIRST);
                test.ExpectEqual(CompareLabels(one, other).ToString(), "", "the same");
                other.Set("Proxy-Inspect-Body", FIRST + "; cid=c@d");
                const auto difference = CompareLabels(one, other);
                test.ExpectEqual(difference.removed.size(), 1u, "another part: one missing");
                test.ExpectEqual(difference.added.size(), 1u, "and one new");
            });
    }
};

SignedLabelTestSuite g_signedLabelTestSuite; //!< registers itself

} // namespace
