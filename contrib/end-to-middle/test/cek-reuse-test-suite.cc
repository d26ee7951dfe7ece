// SPDX-License-Identifier: GPL-2.0-only

#include "named-case.h"
#include "policy-rig.h"

#include "ns3/boolean.h"
#include "ns3/string.h"

#include <set>

using namespace ns3;

namespace
{

/**
 * \param message a message
 * \return how it is keyed: "p" by public keys, "k" under a key, a "+" behind it if it brings one
 */
std::string
GetShape(const SipMessage& message)
{
    return std::string(GetReferred(message).empty() ? "p" : "k") +
           (GetIntroduced(message).empty() ? "" : "+");
}

/**
 * \param rig the parties
 * \param reuse how both user agents use keys again
 */
void
SetReuse(PolicyRig& rig, const std::string& reuse)
{
    for (auto* agent : {&rig.alice, &rig.bob})
    {
        agent->policy->SetAttribute("Reuse", StringValue(reuse));
    }
}

/**
 * \param result what became of a request
 * \return how request and answer are keyed
 */
std::string
GetShapes(const PolicyRig::Result& result)
{
    return GetShape(result.request) + " " + (result.answer ? GetShape(*result.answer) : "-");
}

/**
 * The ways of using content-encryption keys again: the policies without a network.
 */
class CekReuseTestSuite : public TestSuite
{
  public:
    CekReuseTestSuite()
        : TestSuite("cek-reuse")
    {
        AddShapes();
        AddReaders();
        AddLosses();
        AddEvents();
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

    /**
     * \param name what is checked
     * \param reuse the way keys are used again
     * \param shapes of an INVITE of Alice, a second one, one of Bob, and one of Alice again
     */
    void
    AddShape(const std::string& name,
             const std::string& reuse,
             const std::vector<std::string>& shapes)
    {
        Add(name,
            [reuse, shapes](NamedCase& test)
            {
                PolicyRig rig;
                SetReuse(rig, reuse);
                const std::vector<bool> isFromBob{false, false, true, false};
                for (std::size_t i = 0; i < isFromBob.size(); ++i)
                {
                    const auto result = rig.Invite(isFromBob[i]);
                    test.Expect(result.isRequestRead && result.isAnswerRead, "both sides read");
                    test.ExpectEqual(GetShapes(result), shapes[i], "request " + std::to_string(i));
                }
                test.Expect(rig.first.policy->GetUnreadCount() == 0 &&
                                rig.first.policy->GetReadCount() == 8,
                            "the chosen server reads everything");
            });
    }

    /// How the messages of a dialog are keyed.
    void
    AddShapes()
    {
        AddShape("RFC 3185 section 4: a key without CEKMaxDecrypts serves the answer only",
                 "once",
                 {"p+ k", "p+ k", "p+ k", "p+ k"});
        AddShape("RFC 3185 section 4: CEKMaxDecrypts messages use the key",
                 "max-decrypts",
                 {"p+ k", "k k", "k k", "k k"});
        AddShape("smime-keyreuse section 2: the key of the INVITE serves the whole dialog",
                 "dialog",
                 {"p+ k", "k k", "k k", "k k"});
        AddShape("RFC 3185 section 5: the key rolls, each message under the key of the one before",
                 "rolling",
                 {"p+ k+", "k+ k+", "k+ k+", "k+ k+"});
        AddShape("smime-keyreuse section 4.3: each side sends under its own key",
                 "per-direction",
                 {"p+ p+", "k k", "k k", "k k"});
        AddShape("the answer brings the key of the dialog",
                 "answerer",
                 {"p p+", "k k", "k k", "k k"});
        Add("RFC 3185 section 4: CEKMaxDecrypts is absent but where it is counted",
            [](NamedCase& test)
            {
                for (const std::string reuse :
                     {"once", "max-decrypts", "dialog", "rolling", "per-direction"})
                {
                    PolicyRig rig;
                    SetReuse(rig, reuse);
                    const auto attributes = GetEnvelope(rig.Invite().request)->GetCekAttributes();
                    test.ExpectEqual(attributes && attributes->maxDecrypts.has_value(),
                                     reuse == "max-decrypts",
                                     reuse);
                }
            });
        Add("smime-keyreuse section 2: nothing is counted in a dialog",
            [](NamedCase& test)
            {
                PolicyRig rig;
                SetReuse(rig, "dialog");
                std::string shapes;
                for (int i = 0; i < 40; ++i)
                {
                    shapes += GetShape(rig.Invite(i % 2 == 1).request);
                }
                test.ExpectEqual(shapes, "p+" + std::string(39, 'k'), "one key");
            });
        Add("RFC 3185 section 5: each key that rolls is another one, and opens one message",
            [](NamedCase& test)
            {
                PolicyRig rig;
                SetReuse(rig, "rolling");
                std::set<Octets> references;
                Octets last;
                for (int i = 0; i < 12; ++i)
                {
                    const auto result = rig.Invite();
                    for (const auto& message : {result.request, *result.answer})
                    {
                        test.ExpectEqual(GetReferred(message), last, "under the one before");
                        last = GetIntroduced(message);
                        references.insert(last);
                    }
                }
                test.ExpectEqual(references.size(), 24u, "all different");
                test.Expect(rig.alice.policy->GetKeys().GetSize() <= 8, "and few are kept");
            });
    }

    /// Who can open what, of those that have the key of the INVITE.
    void
    AddReaders()
    {
        Add("smime-keyreuse section 4.3: a server that the answerer did not choose and that has "
            "the "
            "caller's key reads what the caller sends only",
            [](NamedCase& test)
            {
                for (const std::string reuse : {"dialog", "per-direction"})
                {
                    PolicyRig rig;
                    SetReuse(rig, reuse);
                    // Bob does not learn of it: he would not go on with a key that it has.
                    rig.alice.policy->SetAttribute("Label", StringValue("none"));
                    rig.first.policy->SetAttribute("InspectUnlabelled", BooleanValue(true));
                    for (int i = 0; i < 3; ++i)
                    {
                        test.Expect(rig.Invite(i == 2).isAnswerRead, "the ends read");
                    }
                    std::string read;
                    for (const auto& report : rig.first.reports)
                    {
                        read += IsRead(report.outcome) ? 'r' : '-';
                    }
                    test.ExpectEqual(read,
                                     std::string(reuse == "dialog" ? "rrrrrr" : "r-r--r"),
                                     reuse);
                }
            });
        Add("smime-keyreuse section 4.2: who else got the INVITE opens what goes under its key",
            [](NamedCase& test)
            {
                // Answer, later request of Alice, its answer. With "answerer" the other telephone
                // shares Bob's private key and still has nothing that opens them.
                const std::vector<std::pair<std::string, std::string>> expected{
                    {"once", "rrr"}, // the private key opens the second INVITE
                    {"dialog", "rrr"},
                    {"rolling", "rrr"},
                    {"per-direction", "-r-"},
                    {"answerer", "---"}};
                for (const auto& [reuse, reads] : expected)
                {
                    PolicyRig rig;
                    SetReuse(rig, reuse);
                    const auto other = rig.MakeSecondBob("271828");
                    const auto read = [&other](const SipMessage& message, bool isRequest)
                    {
                        const auto body =
                            isRequest
                                ? other->policy->OpenRequest(message, other->context, other->work)
                                : other->policy->OpenResponse(message, other->context, other->work);
                        return body ? 'r' : '-';
                    };
                    const auto first = rig.Invite();
                    test.Expect(read(first.request, true) == 'r', "the INVITE was for it, too");
                    std::string got(1, read(*first.answer, false));
                    const auto second = rig.Invite();
                    got += read(second.request, true);
                    got += read(*second.answer, false);
                    test.ExpectEqual(got, reads, reuse);
                }
            });
    }

    /// What both sides do when a key is lost.
    void
    AddLosses()
    {
        Add("RFC 3185 section 2: a lost key is made good, whichever way keys are used",
            [](NamedCase& test)
            {
                for (const std::string reuse :
                     {"once", "max-decrypts", "dialog", "rolling", "per-direction", "answerer"})
                {
                    PolicyRig rig;
                    SetReuse(rig, reuse);
                    rig.Invite();
                    rig.Invite();
                    rig.bob.policy->LoseKeys();
                    const auto result = rig.InviteAndRetry();
                    test.Expect(result.isRequestRead && result.isAnswerRead, reuse);
                    test.ExpectEqual(rig.isRetried, reuse != "once", reuse + ": by a 493");
                    test.Expect(GetReferred(result.request).empty(), reuse + ": public keys");
                    const auto next = rig.Invite();
                    test.Expect(next.isRequestRead && next.isAnswerRead, reuse + ": goes on");
                    test.ExpectEqual(GetReferred(next.request).empty(),
                                     reuse == "once",
                                     reuse + ": under a key again");
                    test.Expect(rig.Invite(true).isAnswerRead, reuse + ": from Bob too");
                }
            });
        Add("RFC 3185 section 2: a server that lost a key and must read gets a new one",
            [](NamedCase& test)
            {
                for (const std::string reuse : {"dialog", "rolling", "per-direction", "answerer"})
                {
                    PolicyRig rig;
                    SetReuse(rig, reuse);
                    rig.first.policy->SetAttribute("Required", BooleanValue(true));
                    rig.Invite();
                    rig.first.policy->LoseKeys();
                    const auto result = rig.InviteAndRetry();
                    test.Expect(rig.isRetried, reuse + ": by a 496");
                    test.Expect(result.isRequestRead && result.isAnswerRead, reuse);
                    if (reuse == "per-direction")
                    {
                        // Bob's own key is lost there as well, which nobody can tell him.
                        test.Expect(!IsRead(GetLast(rig.first)), "the answer is not read");
                        continue;
                    }
                    test.Expect(IsRead(GetLast(rig.first)), reuse + ": the answer is read");
                }
            });
    }

    /// What the trace source says.
    void
    AddEvents()
    {
        Add("the trace KeyEvent tells of keys introduced, renewed, lost and dropped",
            [](NamedCase& test)
            {
                PolicyRig rig;
                SetReuse(rig, "dialog");
                std::string events;
                Callback<void, const CekEvent&> listener(
                    [&events](const CekEvent& event)
                    {
                        events += std::string(ToString(event.kind)) + " ";
                    });
                rig.alice.policy->TraceConnectWithoutContext("KeyEvent", listener);
                rig.Invite();
                rig.bob.policy->LoseKeys();
                rig.InviteAndRetry();
                rig.HangUp();
                test.ExpectEqual(events,
                                 std::string("introduced lost renewed dropped dropped "),
                                 "in order");
            });
    }
};

CekReuseTestSuite g_cekReuseTestSuite; //!< the suite

} // namespace
